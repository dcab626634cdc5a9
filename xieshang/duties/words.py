"""Why things counted as they did, in words; and points as people write them."""

import re
from collections.abc import Container, Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.duties.schemes import Block, Gate, Item, Scheme, Veto
from xieshang.duties.scoring import BlockScore, Cut, Fact, ItemScore, Line, Score, Uncounted
from xieshang.spine.event import KINDS, sentence
from xieshang.spine.models import Entry

WHY_NOT: Final[dict[Uncounted, str | Promise]] = {
    Uncounted.NO_ITEM: _("办法里没有计这类事情的项目"),
    Uncounted.NOT_THE_POST: _("这一项只计担任规定职务的委员"),
    Uncounted.ANOTHER_TAKEN: _("这一项只取一次，已取另一次"),
    Uncounted.BEFORE_THE_FIRST: _("未到起算的件数"),
    Uncounted.AFTER_THE_LAST: _("超过计分的件数"),
    Uncounted.NOT_AMONG_THE_SHARERS: _("超过分摊的人数"),
    Uncounted.WORTH_NOTHING: _("按办法计 0 分"),
}
"""The reason why a fact counts nothing, as a member reads it."""


def why(line: Line, of: str = "") -> str:
    """Why a line counts less than it is worth, or nothing: the reason, or which bound took how much; "" where it counts
    in full. `of`: the title of its item, where that does not stand beside it."""
    return str(WHY_NOT[line.why_not]) if line.why_not else told_of(line.cuts, _quoted(of) if of else gettext("本项"))


def why_item(item: ItemScore) -> str:
    """Why an item counts another sum than its lines come to: its bounds, or that the member is exempt of it."""
    if not item.is_exempt:
        return told_of(item.cuts, gettext("本项"))
    if not item.points:
        return gettext("已免除，不扣分")
    return gettext("已免除，按上限计 %(points)s 分") % {"points": points(item.points)}


def why_block(block: BlockScore) -> str:
    """Why a block counts another sum than its items come to."""
    return told_of(block.cuts, gettext("本板块"))


def why_total(score: Score) -> str:
    """Why the total is another than the blocks come to."""
    return told_of(score.cuts, gettext("总分"))


def beyond_lines(score: Score) -> str:
    """What the bounds of blocks and of the whole changed, which no line tells by itself; "" where nothing."""
    blocks = (told_of(block.cuts, _quoted(block.block.title)) for block in score.blocks)
    return all_of([*blocks, why_total(score)])


def why_band(score: Score) -> str:
    """Which gates and vetoes allow no higher grade than which; "" where none does."""
    titles = score.scheme.grades
    return all_of(_LIMITS[type(one)] % {"title": one.title, "band": titles[one.band]} for one in score.unmet)


def told_of(cuts: Iterable[Cut], of: str) -> str:
    """What was cut, bound by bound: "本项最多 8.5 分，少计 3.5 分"."""
    return all_of(
        _CUTS[one.bound, one.change < 0] % {"of": of, "at": points(one.at), "points": points(abs(one.change))}
        for one in cuts
    )


def all_of(reasons: Iterable[str]) -> str:
    """Several reasons as one text."""
    return gettext("；").join(filter(None, reasons))


def _quoted(title: str) -> str:
    return gettext("“%(title)s”") % {"title": title}


_LIMITS: Final[dict[type[Gate | Veto], Promise]] = {
    Gate: _("没有做到“%(title)s”，等次最高为“%(band)s”"),
    Veto: _("有“%(title)s”，等次最高为“%(band)s”"),
}
_CUTS: Final[dict[tuple[str, bool], Promise]] = {
    ("cap", True): _("%(of)s最多 %(at)s 分，少计 %(points)s 分"),
    ("cap", False): _("%(of)s超出 %(at)s 分的部分先抵扣分，少扣 %(points)s 分"),
    ("floor", True): _("%(of)s低于 %(at)s 分的部分先补上，少计 %(points)s 分"),
    ("floor", False): _("%(of)s最少 %(at)s 分，补回 %(points)s 分"),
}
"""A cut by its bound, and by whether it lets less count (or more)."""


def is_case(fact: Fact) -> bool:
    """Is it a proposal that the fact speaks of?"""
    return fact.subject.startswith("proposals.proposal:")


def is_open(fact: Fact, seen: Container[int] | None) -> bool:
    """Does it speak of a proposal that is among those `seen`? None: all are."""
    return is_case(fact) and (seen is None or int(fact.subject.partition(":")[2]) in seen)


def what(fact: Fact, entry: Entry | None, seen: Container[int] | None) -> str:
    """What happened, in a sentence; without the title of a proposal that is not among those `seen`."""
    if entry is None:
        return of_kind(fact.kind)
    hidden = {"title": gettext("未向您开放")} if is_case(fact) and not is_open(fact, seen) else {}
    return sentence(entry.kind, {**entry.payload, **hidden})


def points(centi: int) -> str:
    """Hundredths as people write points: "7.5", "-10", "0"."""
    whole, rest = divmod(abs(centi), 100)
    sign = "-" if centi < 0 else ""
    return f"{sign}{whole}.{rest:02}".rstrip("0") if rest else f"{sign}{whole}"


def bounds(of: Item | Block | Scheme) -> str:
    """Between which points an item, a block or a total stays: "最多 50 分，最少 0 分"; nothing where there are none."""
    told = []
    if of.cap is not None:
        told.append(gettext("最多 %(cap)s 分") % {"cap": points(of.cap)})
    if of.floor is not None:
        told.append(gettext("最少 %(floor)s 分") % {"floor": points(of.floor)})
    return gettext("，").join(told)


BLOCKS: Final[dict[str, str | Promise]] = {"base": _("基本分"), "bonus": _("奖励分"), "deduction": _("扣分")}
"""What the points of a block are."""

FIELDS: Final[dict[str, str | Promise]] = {
    "presence": _("出席情况"),
    "extent": _("是否全程"),
    "part": _("第一作者还是联名"),
    "together": _("个人还是多人"),
    "level": _("层级"),
    "form": _("形式"),
    "about": _("类别"),
    "kind": _("哪类事情"),
}
"""What facts can be told apart by."""

SAID_BY: Final[dict[str, dict[str, str | Promise]]] = {
    "presence": {
        "present": _("出席"),
        "late": _("迟到"),
        "left_early": _("早退"),
        "on_leave": _("请假"),
        "absent": _("缺席"),
    },
    "part": {
        "first": _("第一作者"),
        "other": _("联名"),
    },
    "level": {
        "county": _("县级"),
        "city": _("市级"),
        "province": _("省级"),
        "nation": _("全国"),
        "bureau": _("厅局"),
    },
    "form": {
        "single": _("单篇"),
        "digest": _("综合"),
        "passed_on": _("转送"),
        "commissioned": _("约稿"),
        "instruction": _("批示"),
    },
    "together": {
        "alone": _("个人"),
        "joint": _("多人"),
    },
    "extent": {
        "whole": _("全程"),
        "part": _("未全程"),
        "none": _("未到"),
    },
    "about": {
        "plenary": _("全体会议"),
        "party_group": _("党组会议"),
        "chairs": _("主席会议"),
        "standing": _("常委会会议"),
        "study": _("集中学习研讨"),
        "forum": _("座谈会"),
        "system": _("全市政协系统会议"),
        "activity": _("活动"),
        "party_city": _("民主党派市委"),
        "party_central": _("民主党派中央"),
        "cppcc_city": _("市政协"),
        "cppcc_nation": _("全国政协"),
        "province_member": _("省政协委员"),
        "nation_member": _("全国政协委员"),
        "front_city": _("市委统战部"),
        "front_central": _("中央统战部"),
        "government_city": _("市委市政府"),
    },
    "kind": {
        "proposals.submitted": _("提交"),
        "proposals.filed": _("立案"),
        "proposals.key_decided": _("重点"),
        "proposals.honoured": _("优秀"),
    },
}
"""What a fact can say in each field, as people read it; kinds of event by the stage that they are of a case."""
SAID: Final = {value: label for values in SAID_BY.values() for value, label in values.items()}
"""The same, whatever the field."""


WHAT: Final[dict[str, str | Promise]] = {
    "meetings.attended": _("参加会议和活动"),
    "meetings.turn_ended": _("在会议上发言"),
    "meetings.speech_offered": _("提交大会发言"),
    "meetings.speech_taken": _("大会发言入选"),
    "meetings.speech_noted": _("登记在案的大会发言"),
    "proposals.submitted": _("提交提案"),
    "proposals.filed": _("提案立案"),
    "proposals.cosigned": _("联名提案"),
    "proposals.supported": _("附议提案"),
    "proposals.merged": _("提案被并案"),
    "proposals.judged": _("对提案答复作出反馈"),
    "proposals.key_decided": _("提案列为重点"),
    "proposals.honoured": _("提案评为优秀"),
    "duties.entered": _("手工录入的事情"),
    "opinions.submitted": _("提交社情民意信息"),
    "opinions.adopted": _("社情民意信息被采用"),
    "opinions.not_adopted": _("社情民意信息未被采用"),
    "opinions.sent_up": _("社情民意信息转报"),
    "opinions.instructed": _("社情民意信息得到批示"),
    "consultations.visited": _("参加视察调研"),
}
"""Kinds of event as a scheme's form names them: those that rooms record, then those that schemes elsewhere count."""


def of_kind(kind: str) -> str:
    """A kind of event in words; one that has no name here by its sentence, without what differs from one to another."""
    if kind in WHAT or kind not in KINDS:
        return str(WHAT.get(kind, kind))
    return re.sub(r"%\(\w+\)s", "…", str(KINDS[kind].sentence))


def said(value: str) -> str:
    """A value of a fact in words; what nobody knows as it stands."""
    return str(SAID.get(value, value))


def in_order(values: Iterable[str]) -> list[str]:
    """Values of a fact in the order in which people name them; those that nobody knows last."""
    known = list(SAID)
    return sorted(values, key=lambda one: (known.index(one) if one in SAID else len(known), one))
