"""What the roll gives to reports."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xieshang.members import queries
from xieshang.members.models import Assembly, Member, Organ, Sector
from xieshang.members.states import Level
from xieshang.spine.figure import Scope, figure


@figure(
    "F12",
    title=_("专门委员会"),
    unit=_("个"),
    section="branches",
    columns=[("name", _("名称")), ("from_on", _("设立日期"))],
    words=_("本级政协在这一天设有的专门委员会，每个一行；办公室、党派、人民团体和委员小组不算。"),
)
def special_committees(scope: Scope) -> QuerySet[Organ]:
    """Special committees of the assembly on the scope's day."""
    return queries.committees_of(scope.assembly, on=scope.as_of)


@figure(
    "F13",
    title=_("县（市、区）政协"),
    unit=_("个"),
    section="branches",
    columns=[("name", _("名称")), ("code", _("代码"))],
    words=_("上级为本级政协的县级政协，每个一行。"),
)
def county_assemblies(scope: Scope) -> QuerySet[Assembly]:
    """County-level assemblies under this one."""
    return Assembly.objects.filter(parent=scope.assembly, level=Level.COUNTY).order_by("pk")


@figure(
    "F27",
    title=_("界别"),
    unit=_("个"),
    section="members",
    columns=[("name", _("界别")), ("code", _("代码"))],
    words=_("这一天所在届次设置的界别，每个一行。"),
)
def sectors(scope: Scope) -> QuerySet[Sector]:
    """Sectors of the term that holds the scope's day."""
    term = queries.current_term(scope.assembly, on=scope.as_of)
    return queries.sectors_of(term) if term else Sector.objects.none()


@figure(
    "F28",
    title=_("委员（全员入委）"),
    unit=_("名"),
    section="members",
    columns=[
        ("number", _("委员证号")),
        ("name", _("姓名")),
        ("sector__name", _("界别")),
        ("committee__name", _("专门委员会")),
    ],
    words=_("这一天在名册上、并编入一个当时设有的专门委员会的委员，每人一行。"),
)
def members(scope: Scope) -> QuerySet[Member]:
    """Members of the day, each of whom is on a special committee that stands on that day."""
    committees = queries.committees_of(scope.assembly, on=scope.as_of).values("pk")
    return queries.roll(scope.assembly, on=scope.as_of).filter(committee_id__in=committees)
