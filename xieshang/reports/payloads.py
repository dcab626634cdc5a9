"""What an entry of the ledger recorded, field by field, in words."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from xieshang.reports.subjects import About
from xieshang.spine.event import facts_of
from xieshang.spine.models import Entry
from xieshang.ui import show

FIELDS: dict[str, str | Promise] = {
    "about": _("项目代号"),
    "absent": _("缺席人数"),
    "admitted": _("新增人数"),
    "advice": _("初审意见"),
    "advice_reason": _("初审意见的理由"),
    "after": _("改后"),
    "after_on": _("改后日期"),
    "agrees": _("是否同意"),
    "amount": _("数量"),
    "answer": _("答复"),
    "answer_by": _("答复期限"),
    "asked": _("所问"),
    "attended": _("是否出席"),
    "attendee": _("名单编号"),
    "attendees": _("名单编号"),
    "band": _("等次"),
    "band_words": _("等次"),
    "before": _("改前"),
    "before_on": _("改前日期"),
    "body": _("内容"),
    "bureau": _("承办单位"),
    "bureau_name": _("单位名称"),
    "bureaus": _("承办单位"),
    "cases": _("件数"),
    "certificate": _("证书号"),
    "changed": _("改动"),
    "checked": _("核对的记录数"),
    "closes_on": _("闭幕日期"),
    "code": _("代号"),
    "committee": _("专委会"),
    "conclusion": _("结论"),
    "consent": _("同意的凭据"),
    "convenor": _("召集人"),
    "count": _("数量"),
    "counts": _("是否计入"),
    "days_asked": _("要求提前的天数"),
    "days_before": _("实际提前的天数"),
    "destination": _("去向"),
    "device": _("设备"),
    "digest": _("内容校验值（SHA-256）"),
    "due_on": _("期限"),
    "entered_for": _("代录的委员"),
    "entitled": _("应到人数"),
    "entries": _("截至记录号"),
    "entry": _("所指的记录号"),
    "factor": _("验证方式"),
    "faults": _("不符之处"),
    "faulty": _("不符之处的数目"),
    "field": _("项目"),
    "fields": _("改动的项目"),
    "file": _("文件编号"),
    "follow_up": _("回访编号"),
    "follow_ups": _("回访项数"),
    "from_on": _("起始日期"),
    "ground": _("不予立案的情形"),
    "halves": _("出席的半天数"),
    "handling": _("对办理的评价"),
    "head": _("末批封条"),
    "how": _("方式"),
    "how_words": _("方式"),
    "into": _("去向编号"),
    "is_correction": _("是否更正"),
    "item": _("项目"),
    "kind": _("种类"),
    "kinds": _("种类"),
    "known": _("已有的条数"),
    "language": _("语言"),
    "late": _("是否逾时"),
    "leader": _("领衔人"),
    "leader_name": _("领衔人姓名"),
    "leaders": _("主席台座位数"),
    "leave": _("请假编号"),
    "letter_number": _("文号"),
    "level": _("层级"),
    "level_reason": _("由较低层级签发的理由"),
    "list": _("名单"),
    "listed": _("列入人数"),
    "lost": _("失去座位的人数"),
    "marks_until_on": _("评分截止日期"),
    "meeting": _("会议"),
    "meets_on": _("开会日期"),
    "member": _("委员"),
    "members": _("委员人数"),
    "name": _("名称"),
    "names": _("名称"),
    "narrowed": _("筛选条件"),
    "nomination": _("推荐编号"),
    "nominations": _("推荐项数"),
    "nominations_until_on": _("推荐截止日期"),
    "note": _("说明"),
    "number": _("号"),
    "of": _("评选范围"),
    "of_halves": _("应到的半天数"),
    "on": _("日期"),
    "on_leave": _("请假人数"),
    "opens_on": _("开幕日期"),
    "order": _("次序"),
    "origin": _("来源"),
    "other": _("另一方编号"),
    "other_label": _("另一件"),
    "other_name": _("另一位"),
    "other_seat": _("另一座位"),
    "outcome": _("结果"),
    "owes_by": _("应办日期"),
    "part": _("分项编号"),
    "parts": _("各部分"),
    "people": _("人数"),
    "percent": _("相似百分比"),
    "person": _("账号"),
    "petition": _("申请编号"),
    "place": _("地点或机构"),
    "post": _("职务"),
    "presence": _("到会情况"),
    "present": _("实到人数"),
    "proposal": _("提案"),
    "proposals": _("提案件数"),
    "question": _("问题"),
    "reason": _("理由"),
    "refused": _("未收的条数"),
    "remark": _("备注"),
    "reply_by": _("答复期限"),
    "reply_class": _("答复类别"),
    "result": _("对结果的评价"),
    "role": _("角色代号"),
    "round": _("评优编号"),
    "rows": _("座位排列"),
    "rule": _("通过的规则"),
    "rule_by": _("裁定期限"),
    "ruling": _("裁定"),
    "seal": _("封存校验值（SHA-256）"),
    "seat": _("座位"),
    "seats": _("座位数"),
    "seconds": _("秒数"),
    "sector": _("界别"),
    "sha256": _("文件校验值（SHA-256）"),
    "sittings": _("哪几个半天"),
    "source": _("来源"),
    "source_number": _("来源编号"),
    "speeches": _("发言篇数"),
    "spoken_on": _("发言日期"),
    "state": _("状态"),
    "subject_id": _("所属事项编号"),
    "subject_kind": _("所属事项种类"),
    "taken": _("收下的条数"),
    "tally": _("计票"),
    "there": _("到场人数"),
    "time": _("第几次"),
    "times": _("第几次"),
    "title": _("标题"),
    "told": _("是否已通知"),
    "trigger": _("触发条件"),
    "turn": _("发言申请编号"),
    "unchanged": _("未变人数"),
    "undoes": _("所更正的记录号"),
    "unit": _("单位"),
    "unsealed": _("尚未封存的记录数"),
    "until": _("截止时刻"),
    "until_on": _("终止日期"),
    "until_tx": _("截至事务号"),
    "verb": _("处理"),
    "version": _("稿次"),
    "vote": _("表决编号"),
    "was": _("原来"),
    "way": _("方式"),
    "what": _("事项"),
    "whom": _("对象"),
    "words": _("内容"),
    "working": _("是否工作日"),
    "year": _("年度"),
}
"""The fields of all payloads, as people read them."""

KEYS = {
    "bureau": "bureaus.bureau",
    "bureaus": "bureaus.bureau",
    "convenor": "members.member",
    "entered_for": "accounts.person",
    "leader": "accounts.person",
    "member": "members.member",
    "person": "accounts.person",
    "proposal": "proposals.proposal",
}
"""The fields that hold keys of things, and the kind of thing; `bureaus` holds several, or how many there were."""
Key = tuple[str, int]


def mentioned(payload: Mapping[str, Any]) -> list[Key]:
    """The things whose keys a payload holds: each by its kind and its key."""
    return [(KEYS[name], key) for name in payload if name in KEYS for key in _keys(name, payload[name])]


def _keys(name: str, value: Any) -> list[int]:
    found = value if isinstance(value, list) else [] if name == "bureaus" else [value]
    return [key for key in found if isinstance(key, int)]


def readable(entry: Entry, things: Mapping[Key, About] | None = None) -> Iterator[tuple[str, str | Markup]]:
    """The fields with their values, in the order in which they were recorded, choices as they are called.

    `things`: those that are mentioned and that whoever reads may see, which stand there by their names; the others
    by their keys. An older entry may have kept beside a code what it was called, which is shown in its place.
    """
    said = facts_of(entry)
    for name in entry.payload:
        if f"{name}_words" not in entry.payload:
            keys = _keys(name, entry.payload[name]) if name in KEYS else []
            value = _named(KEYS[name], keys, things or {}) if keys else _value(said[name])
            yield str(FIELDS.get(name.removesuffix("_words"), name)), value


def _named(kind: str, keys: list[int], things: Mapping[Key, About]) -> Markup:
    return escape(_t("、")).join(things.get((kind, key)) or _t("编号 %(key)s") % {"key": key} for key in keys)


def recorded(payload: Mapping[str, Any]) -> str:
    """The payload as it is kept, for whoever compares it with the database."""
    return json.dumps(payload, ensure_ascii=False, indent=2)


def _value(value: Any) -> str:
    if value is None or value == "" or value == []:
        return _t("（无）")
    if isinstance(value, bool):
        return _t("是") if value else _t("否")
    if isinstance(value, list):
        return _t("、").join(map(_value, value))
    if isinstance(value, dict):
        return _t("；").join(f"{FIELDS.get(name, name)} {_value(each)}" for name, each in value.items())
    return _day(value) if isinstance(value, str) else str(value)


def _day(value: str) -> str:
    """Dates and moments as a page shows them; any other text as it is."""
    try:
        return show.day(date.fromisoformat(value)) if len(value) == len("2026-03-18") else show.moment(_moment(value))
    except ValueError:
        return value


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)
