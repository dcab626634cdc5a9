"""What the work report counts of duty: decisions of meetings, each with the row that was decided."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xieshang.duties.models import Award, Exit
from xieshang.duties.states import AwardKind, AwardState, ExitState
from xieshang.spine.figure import Scope, figure


@figure(
    "F29",
    title=_("履职不合格、不再提名的委员"),
    unit=_("名"),
    section="duties",
    columns=[
        ("member__sector__name", _("界别")),
        ("year", _("年度")),
        ("decided_at_meeting", _("审定会议")),
        ("decided_on", _("审定日期")),
    ],
    words=_(
        "在这段时间里，因履职不合格由会议审定不再提名为下届人选的委员，每人一行。"
        "不列姓名：是谁，只有本人和登记会议决定的人在“履职提醒”里看得到。"
    ),
)
def not_nominated(scope: Scope) -> QuerySet[Exit]:
    """Members of whom a meeting decided in the period that they are not nominated again; one row a member.

    Every member may read the report, so its rows bear no names.
    """
    rows = Exit.objects.filter(
        assembly=scope.assembly,
        state=ExitState.NOT_NOMINATED,
        decided_on__gte=scope.from_on,
        decided_on__lt=scope.until_on,
    )
    first = rows.order_by("member__person", "decided_on", "pk").distinct("member__person")
    return Exit.objects.filter(pk__in=first.values("pk")).select_related("member").order_by("decided_on", "pk")


@figure(
    "F32",
    title=_("本届优秀委员"),
    unit=_("名"),
    section="duties",
    columns=[
        ("certificate", _("证书")),
        ("member__name", _("姓名")),
        ("member__sector__name", _("界别")),
        ("decided_at_meeting", _("审定会议")),
        ("decided_on", _("审定日期")),
    ],
    words=_("在这段时间里由会议审定为本届优秀委员的委员，每人一行；年度优秀委员不算。"),
)
def outstanding(scope: Scope) -> QuerySet[Award]:
    """Members who were awarded for the term in the period."""
    rows = Award.objects.filter(assembly=scope.assembly, kind=AwardKind.TERM, state=AwardState.AWARDED)
    held = rows.filter(decided_on__gte=scope.from_on, decided_on__lt=scope.until_on)
    return held.select_related("member").order_by("decided_on", "pk")
