"""What the work report counts of proposals."""

from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import FILED_STATES, HandlingRole
from xieshang.spine.clock import midnight
from xieshang.spine.figure import Number, Scope, figure

COLUMNS = [
    ("session__year", _("年度")),
    ("case_number", _("案号")),
    ("title", _("案由")),
    ("bureau_name", _("主办单位")),
    ("filed_at", _("立案日期")),
    ("replied_at", _("答复日期")),
]


@figure(
    "F20",
    title=_("办复提案"),
    unit=_("件"),
    section="proposals",
    columns=COLUMNS,
    opens=queries.visible_to,
    words=_("已立案、在这段时间里由承办单位书面答复的提案，每件一行。"),
)
def replied(scope: Scope) -> QuerySet[Proposal]:
    """Filed proposals that were replied to in the period."""
    from_at, until_at = _moments(scope)
    return _cases(scope).filter(replied_at__gte=from_at, replied_at__lt=until_at).order_by("replied_at", "pk")


def _share(scope: Scope, filed: QuerySet[Proposal]) -> Number:
    """Of the filed ones, how many per cent were replied to by the end of the period; 0 where none was filed.

    To two places, rounded down: it is 100 only where every single one was.
    """
    total = filed.count()
    replied = filed.filter(replied_at__lt=_moments(scope)[1]).count()
    share = (Decimal(100 * replied) / max(total, 1)).quantize(Decimal("0.01"), ROUND_DOWN)
    return share if share % 1 else int(share)


@figure(
    "F21",
    title=_("办复率"),
    unit=_("%"),
    section="proposals",
    columns=COLUMNS,
    opens=queries.visible_to,
    words=_("分母是在这段时间里立案的提案，每件一行；分子是其中到这段时间结束时已经书面答复的。"),
    value=_share,
)
def filed(scope: Scope) -> QuerySet[Proposal]:
    """Proposals that were filed in the period, of which F21 is the share replied to."""
    from_at, until_at = _moments(scope)
    return _cases(scope).filter(filed_at__gte=from_at, filed_at__lt=until_at).order_by("filed_at", "pk")


def _cases(scope: Scope) -> QuerySet[Proposal]:
    lead = Assignment.objects.filter(proposal=OuterRef("pk"), role=HandlingRole.LEAD)
    cases = Proposal.objects.filter(assembly=scope.assembly, state__in=FILED_STATES)
    return cases.annotate(bureau_name=Subquery(lead.values("bureau__name")[:1]))


def _moments(scope: Scope) -> tuple[datetime, datetime]:
    return midnight(scope.from_on), midnight(scope.until_on)
