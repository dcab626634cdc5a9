"""What is counted of a year's proposals, and which share of what each count is.

A number and the rows behind it are one condition: it is counted by it and opened by it. Definitions follow
common practice, each with its denominator told: 立案率 = filed / received; 办复率 = replied by a day / filed;
按期率 = replied in time / due; 面商率 = talked with the author / filed; 满意率 of all judgements, 满意 and 基本满意
apart. A case that was closed with its term (届满结案) is filed and not 办结.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.members.models import Assembly
from xieshang.proposals.models import Assignment, Feedback, Proposal, Reply, Talk
from xieshang.proposals.queries import terms
from xieshang.proposals.states import COLLECTIVE, HandlingRole, ReplyClass, Satisfaction, State
from xieshang.spine.clock import today

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Year:
    """An assembly's year of work, and the day as of which it is counted (included)."""

    assembly: Assembly
    year: int
    on: date

    @property
    def until_at(self) -> datetime:
        """The first moment that is not counted any more."""
        return terms.end_of(self.on)

    @property
    def is_over(self) -> bool:
        """Does the day lie behind us, so that cases may have moved on since?"""
        return self.on < today()


@dataclass(frozen=True, slots=True)
class Base:
    """What one row of a count is. `case` is the path from such a row to its proposal, `bureau` that to its bureau.

    A case and a judgement lead to every bureau that answers the author: by bureau they stand under each.
    """

    code: str
    title: Words
    case: str
    bureau: str
    rows: Callable[[Year], QuerySet[Any]]


def _cases(year: Year) -> QuerySet[Proposal]:
    """Proposals handed in for the year's session by the day.

    Answered is a case of which every reply stood on that day: one that was sent back is none until it is sent again.
    """
    answering = _assigned(year).filter(proposal=OuterRef("pk")).exclude(role=HandlingRole.CO)
    answered = _standing_replies(year).filter(assignment=OuterRef("pk"))
    again = _given_up(year).filter(assignment__proposal=OuterRef("pk"))
    handed_in = Proposal.objects.filter(assembly=year.assembly, session__year=year.year, submitted_at__lt=year.until_at)
    return handed_in.annotate(
        state_then=terms.state_before(year.until_at) if year.is_over else F("state"),
        is_filed=Q(filed_at__lt=year.until_at),
        is_answered=Exists(answering) & ~Exists(answering.exclude(Exists(answered))),
        is_talked=Exists(Talk.objects.filter(assignment__proposal=OuterRef("pk"), on__lte=year.on)),
        is_again=Exists(again) if year.is_over else Q(handled_again__gt=0),
        charge=_charge_of(year, "assignments"),
    )


def _charge_of(year: Year, charges: str) -> FilteredRelation:
    """Each bureau that answers the author, joined only where it is asked for; `charges` is the path to its charge."""
    assigned = Q((f"{charges}__assigned_at__lt", year.until_at))
    return FilteredRelation(charges, condition=assigned & ~Q((f"{charges}__role", HandlingRole.CO)))


def _assigned(year: Year) -> QuerySet[Assignment]:
    return Assignment.objects.filter(assigned_at__lt=year.until_at)


def _standing_replies(year: Year) -> QuerySet[Reply]:
    """Replies that stood at the end of the day."""
    stands = Q(superseded_at__isnull=True) | Q(superseded_at__gte=year.until_at)
    return Reply.objects.filter(stands, replied_at__lt=year.until_at)


def _given_up(year: Year) -> QuerySet[Reply]:
    """Replies that stood no more at the end of the day because their cases were handled again."""
    return Reply.objects.filter(superseded_at__lt=year.until_at, sent_back_reason="")


def _charges(year: Year) -> QuerySet[Assignment]:
    """Charges of the year's cases whose bureau answers the author.

    In time is by the day until which the bureau has time as it is set now: one that was extended since counts so.
    """
    charges: QuerySet[Assignment] = _of_year(_assigned(year).exclude(role=HandlingRole.CO), year)
    standing = _standing_replies(year).filter(assignment=OuterRef("pk"))
    then: Any = Subquery(standing.values("replied_at")[:1]) if year.is_over else F("replied_at")
    charges = charges.annotate(replied_then=then, class_then=Subquery(standing.values("reply_class")[:1]))
    return charges.annotate(
        is_due=Q(reply_by__lte=year.on) | Q(replied_then__lt=year.until_at),
        is_in_time=Q(replied_then__date__lte=F("reply_by"), replied_then__lt=year.until_at),
    )


def _co_charges(year: Year) -> QuerySet[Assignment]:
    """Charges of the year's cases whose bureau gives its opinion to the lead."""
    return _of_year(_assigned(year).filter(role=HandlingRole.CO), year)


def _voices(year: Year) -> QuerySet[Feedback]:
    """Judgements of the replies that stood on the day."""
    judged = Feedback.objects.filter(given_at__lt=year.until_at)
    judged = judged.annotate(charge=_charge_of(year, "proposal__assignments"))
    if not year.is_over:
        return _of_year(judged.filter(round=F("proposal__handled_again")), year)
    later = _given_up(year).filter(assignment__proposal=OuterRef("proposal"), round__gte=OuterRef("round"))
    return _of_year(judged.exclude(Exists(later)), year)


def _of_year(rows: QuerySet[Any], year: Year) -> QuerySet[Any]:
    return rows.filter(proposal__assembly=year.assembly, proposal__session__year=year.year)


CASES = Base("cases", _("提案"), "", "charge__bureau", _cases)
CHARGES = Base("charges", _("承办"), "proposal__", "bureau", _charges)
CO_CHARGES = Base("co_charges", _("会办"), "proposal__", "bureau", _co_charges)
VOICES = Base("voices", pgettext_lazy("count", "反馈"), "proposal__", "charge__bureau", _voices)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: how many rows of a base a condition holds for. `share_of` is the code of its denominator."""

    code: str
    title: Words
    base: Base
    of: Q
    share_of: str = ""
    share: Words = ""

    def rows(self, year: Year) -> QuerySet[Any]:
        """The rows behind the number."""
        return self.base.rows(year).filter(self.of)


EVERY = Q(pk__isnull=False)
FILED = Q(is_filed=True)
ENDINGS = {
    "merged": Q(state_then=State.MERGED),
    "letter": Q(state_then=State.LETTER),
    "not_filed": Q(state_then__in=[State.NOT_FILED, State.CONTESTED]),
    "withdrawn": Q(state_then=State.WITHDRAWN),
    "in_review": Q(state_then__in=[State.SUBMITTED, State.CHECKED, State.RETURNED, State.GATHERING, State.DRAFT]),
}
"""What became of proposals that were handed in and are not filed; with the filed ones they make the whole."""

MEASURES: dict[str, Measure] = {
    one.code: one
    for one in [
        Measure("received", _("收到"), CASES, EVERY),
        Measure("filed", _("立案"), CASES, FILED, "received", _("立案率")),
        Measure("merged", _("并案"), CASES, ENDINGS["merged"], "received"),
        Measure("letter", _("转意见建议"), CASES, ENDINGS["letter"], "received"),
        Measure("not_filed", _("不予立案"), CASES, ENDINGS["not_filed"], "received"),
        Measure("withdrawn", pgettext_lazy("count", "撤回"), CASES, ENDINGS["withdrawn"], "received"),
        Measure("in_review", _("审查中"), CASES, ENDINGS["in_review"], "received"),
        Measure("collective", _("集体提案"), CASES, FILED & Q(proposer_kind__in=COLLECTIVE), "filed"),
        Measure("of_members", _("委员提案"), CASES, FILED & ~Q(proposer_kind__in=COLLECTIVE), "filed"),
        Measure("answered", pgettext_lazy("count", "答复"), CASES, FILED & Q(is_answered=True), "filed", _("办复率")),
        Measure("talked", _("与提案者沟通"), CASES, FILED & Q(is_talked=True), "filed", _("面商率")),
        Measure("closed", _("办结"), CASES, Q(state_then=State.CLOSED, end_reason=""), "filed", _("办结率")),
        Measure("again", _("重新办理"), CASES, FILED & Q(is_again=True), "filed"),
        Measure("charged", _("承办"), CHARGES, EVERY),
        Measure("co", _("会办"), CO_CHARGES, EVERY),
        Measure("due", _("应答复"), CHARGES, Q(is_due=True), "charged"),
        Measure("in_time", _("按期答复"), CHARGES, Q(is_in_time=True), "due", _("按期率")),
        Measure("replied", _("已答复"), CHARGES, Q(class_then__isnull=False), "charged"),
        Measure("class_a", _("A 类"), CHARGES, Q(class_then=ReplyClass.A), "replied", _("解决率")),
        Measure("class_b", _("B 类"), CHARGES, Q(class_then=ReplyClass.B), "replied"),
        Measure("class_c", _("C 类"), CHARGES, Q(class_then=ReplyClass.C), "replied"),
        Measure("class_d", _("D 类"), CHARGES, Q(class_then=ReplyClass.D), "replied"),
        Measure("judged", pgettext_lazy("count", "反馈"), VOICES, EVERY),
        Measure("satisfied", _("满意"), VOICES, Q(result=Satisfaction.SATISFIED), "judged", _("满意率")),
        Measure("fairly", _("基本满意"), VOICES, Q(result=Satisfaction.FAIRLY), "judged", _("基本满意率")),
        Measure("unsatisfied", _("不满意"), VOICES, Q(result=Satisfaction.UNSATISFIED), "judged"),
        Measure("well_handled", _("对办理满意"), VOICES, Q(handling=Satisfaction.SATISFIED), "judged"),
    ]
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with both numbers told."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In per cent to two places, rounded down: it is 100 only where the part is the whole. None of nothing."""
        if not self.whole:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(Decimal("0.01"), ROUND_DOWN)

    def __str__(self) -> str:
        return "—" if self.percent is None else f"{self.percent.normalize():f}%"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole and its parts, as they are told; what they do not tell is shown and not forced."""

    total: int
    parts: tuple[int, ...]

    @property
    def remainder(self) -> int:
        """What the parts leave of the whole; below nothing where they tell more."""
        return self.total - sum(self.parts)
