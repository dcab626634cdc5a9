"""What happens to a proposal in review, and what an assembly sets for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import Reasoned
from xieshang.proposals.states import LikenessOutcome, ProposerKind, Setting
from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class Checked:
    """The first reviewer's advice, which the sentence does not tell: the author reads timelines."""

    advice: str
    advice_reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`into` is the key of the lead case, `year` and `number` are its case number."""

    into: int
    year: int
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """The sentence does not tell the reason: it was given to the author, and members read this timeline."""

    number: int
    year: int
    meeting: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Upheld:
    meeting: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class LikenessDecided:
    """`other` is the key of the other case. What was decided is the office's affair; the sentence does not tell it."""

    other: int
    other_label: str
    outcome: LikenessOutcome
    percent: int
    note: str


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """Of each setting that is another now what it was and what it is, as Python writes it, by field.

    Kinds of bodies stand with spaces between them.
    """

    before: dict[str, str]
    after: dict[str, str]


def _changes(payload: Facts) -> Facts:
    """What is another now, in words: "两次审查：是、相似到多少不能提交：60%"."""
    after = payload["after"]
    told = [{"name": one.label, "value": _said(after[one])} for one in Setting if one in after]
    shown = [gettext("%(name)s：%(value)s") % one for one in told]
    return {"changes": gettext("、").join(shown)}


def _said(value: str) -> str:
    words = {"None": gettext("不设"), "": gettext("不设"), "True": gettext("是"), "False": gettext("否")}
    if value in words:
        return words[value]
    kinds = value.split()
    if set(kinds) <= set(ProposerKind):
        return gettext("、").join(str(ProposerKind(kind).label) for kind in kinds)
    return f"{Decimal(value):.0%}"


CHECKED = Event("proposals.checked", _("初审完毕，等待复审"), Checked)
MERGED = Event("proposals.merged", _("并入 %(year)s 年第 %(number)s 号：%(reason)s"), Merged, credits=True)
TURNED_INTO_LETTER = Event("proposals.turned_into_letter", _("转为意见建议：%(reason)s"), Reasoned)
OBJECTED = Event("proposals.objected", _("申请复议：%(reason)s"), Reasoned)
UPHELD = Event("proposals.upheld", _("%(meeting)s复议，维持不予立案：%(reason)s"), Upheld)
OVERRULED = Event("proposals.overruled", _("%(meeting)s复议立案，案号 %(number)s"), Overruled, credits=True)
LIKENESS_DECIDED = Event(
    "proposals.likeness_decided",
    _("对照了 %(other_label)s，相似 %(percent)s%%，记下了处理意见"),
    LikenessDecided,
)
PRACTICE_SET = Event("proposals.practice_set", _("改了提案工作设置：%(changes)s"), PracticeSet, words=_changes)
