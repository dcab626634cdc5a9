"""The words of notices, by kind, and how they are filled in for a person's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.notices.states import Kind
from xieshang.ui import show


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and a body that may be empty; placeholders by name."""

    title: Promise | str
    body: Promise | str = ""


WORDS: dict[Kind, Words] = {
    Kind.TO_CONFIRM: Words(
        _("请确认代您录入的提案《%(title)s》"), _("工作人员代您录入了这件提案，您确认以后才能立案。")
    ),
    Kind.TO_COSIGN: Words(_("邀请您联名：《%(title)s》"), _("第一提案人是%(proposer)s，请答复是否联名。")),
    Kind.COSIGNED: Words(_("%(name)s同意联名《%(title)s》"), "%(remark)s"),
    Kind.COSIGNING_DECLINED: Words(_("%(name)s不参加联名《%(title)s》"), "%(remark)s"),
    Kind.TO_REVIEW: Words(_("请审查提案《%(title)s》"), _("%(proposer)s提交，审查期限是 %(due)s。")),
    Kind.SENT_BACK: Words(_("提案《%(title)s》退回修改"), _("审查意见：%(reason)s")),
    Kind.NOT_FILED: Words(_("提案《%(title)s》不予立案"), _("理由是%(ground_words)s。%(reason)s")),
    Kind.FILED: Words(_("提案《%(title)s》已经立案"), _("案号是第 %(number)s 号。")),
    Kind.TO_ACCEPT_AHEAD: Words(
        _("拟由贵单位办理提案《%(title)s》"), _("可以预签收，也可以提出异议；正式交办以前请答复。")
    ),
    Kind.OBJECTED_AHEAD: Words(_("%(bureau_name)s对拟交办《%(title)s》有异议"), "%(reason)s"),
    Kind.TO_HANDLE: Words(_("新交办提案《%(title)s》"), _("签收期限是 %(accept_by)s，答复期限是 %(reply_by)s。")),
    Kind.ACCEPTED: Words(_("%(bureau_name)s已经签收《%(title)s》")),
    Kind.EXTENDED: Words(_("《%(title)s》的答复期限延长"), _("%(bureau_name)s的答复期限延至 %(until_on)s。%(reason)s")),
    Kind.REPLIED: Words(
        _("%(bureau_name)s已经答复《%(title)s》"), _("答复为 %(reply_class)s 类，文号是%(letter_number)s。")
    ),
    Kind.TO_CLOSE: Words(_("提案者已对《%(title)s》作出反馈"), _("请审核结案，期限是 %(due)s。")),
    Kind.CLOSED: Words(_("提案《%(title)s》已经办结")),
    Kind.PUBLISHED: Words(_("提案《%(title)s》已经向社会公开")),
    Kind.KEY_DECIDED: Words(
        _("提案《%(title)s》确定为重点提案"), _("%(meeting)s审定，由%(leader_name)s领衔督办，督办期限是 %(due_on)s。")
    ),
    Kind.TO_SUPERVISE: Words(
        _("请您领衔督办重点提案《%(title)s》"), _("%(meeting)s审定，请在 %(due_on)s前报告督办结果。")
    ),
    Kind.KEY_REPORTED: Words(_("重点提案《%(title)s》的督办结果已经报告")),
    Kind.TO_NOMINATE: Words(_("请推荐：%(title)s"), _("推荐到 %(until_on)s为止。")),
    Kind.TO_MARK: Words(_("请评分：%(title)s"), _("共有 %(nominations)s 项推荐，评分到 %(until_on)s为止。")),
    Kind.HONOURED: Words(_("%(whom)s评为%(kind_words)s"), "%(title)s"),
    Kind.OVERDUE: Words(_("新逾期 %(count)s 件"), "%(lines)s"),
}
LINE = _("《%(title)s》应在 %(due)s前%(step)s")
MORE = _("另有 %(count)s 件，请到工作台查看。")


def said(kind: Kind, language: str, **facts: Any) -> tuple[str, str]:
    """Title and body of a kind of notice in a language. Days are written out, texts stand as they are."""
    with translation.override(language):
        shown = {name: written(value) for name, value in facts.items()}
        words = WORDS[kind]
        return str(words.title) % shown, (str(words.body) % shown).strip()


def written(value: Any) -> str:
    """A fact as the present language writes it."""
    return show.day(value) if isinstance(value, date) else str(value)
