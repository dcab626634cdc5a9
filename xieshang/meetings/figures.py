"""What meetings give to reports."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.meetings import queries
from xieshang.meetings.models import Appearance, Meeting, Speech
from xieshang.meetings.states import THERE, Part, SpeechLevel, SpeechState, State
from xieshang.spine.clock import midnight
from xieshang.spine.figure import Scope, figure

COLUMNS: list[tuple[str, str | Promise]] = [
    ("title", _("名称")),
    ("starts_at", _("开始时间")),
    ("place", _("地点")),
    ("entitled", _("应到人次")),
    ("there", _("实到人次")),
]
Held = Callable[[Scope], QuerySet[Meeting]]


def _held(code: str) -> Held:
    def held(scope: Scope) -> QuerySet[Meeting]:
        """Occasions of the kind that were held in the period: begun and closed. Of the parts of one none counts."""
        rows = Meeting.objects.filter(
            assembly=scope.assembly,
            kind__code=code,
            state=State.CLOSED,
            whole__isnull=True,
            starts_at__gte=midnight(scope.from_on),
            starts_at__lt=midnight(scope.until_on),
        )
        counted = rows.annotate(entitled=_appearing(), there=_appearing(presence__in=THERE))
        return counted.order_by("starts_at", "pk")

    return held


def _appearing(**how: Any) -> Coalesce:
    """How many of the entitled are noted so at an occasion's half-days, by whichever door; each half-day counts."""
    rows = Appearance.objects.filter(meeting=OuterRef("pk"), attendee__part=Part.ENTITLED, **how)
    return Coalesce(Subquery(rows.values("meeting").annotate(n=Count("*")).values("n")), 0)


DECLARED: list[tuple[str, str, str | Promise, str | Promise]] = [
    ("F01", "plenary", _("全体会议"), _("次")),
    ("F02", "party_group", _("党组会议"), _("次")),
    ("F03", "chairs", _("主席会议"), _("次")),
    ("F04", "standing", _("常委会会议"), _("次")),
    ("F05", "study", _("集中学习研讨"), _("场")),
    ("F36", "system", _("全市政协系统会议"), _("次")),
]
for _code, _kind, _title, _unit in DECLARED:
    figure(
        _code,
        title=_title,
        unit=_unit,
        section="meetings",
        columns=COLUMNS,
        words=_("在这段时间里召开并且已经散会的，每次一行；全体会议里的分组会议不另算。人次按每个半天的出席记录数出。"),
        opens=queries.visible_to,
    )(_held(_kind))


def _years_running(scope: Scope, rows: QuerySet[Speech]) -> int:
    """The longest run of years one after another in each of which somebody spoke."""
    years = sorted({one.year for one in rows.values_list("spoken_on", flat=True) if one is not None})
    longest = run = 0
    for at, year in enumerate(years):
        run = run + 1 if at and year == years[at - 1] + 1 else 1
        longest = max(longest, run)
    return longest


@figure(
    "F24",
    title=_("连续在省政协全会上作口头发言"),
    unit=_("年"),
    section="meetings",
    columns=[("spoken_on", _("日期")), ("occasion", _("会议")), ("title", _("题目")), ("speaker__name", _("发言人"))],
    words=_(
        "住本地的省政协委员在这段时间里于省政协全会上所作的口头发言，每次一行；数字是其中年份连续的最长一段有几年。"
    ),
    value=_years_running,
)
def provincial_speeches(scope: Scope) -> QuerySet[Speech]:
    """Speeches before the provincial plenary in the period."""
    spoken = Speech.objects.filter(assembly=scope.assembly, level=SpeechLevel.PROVINCE, state=SpeechState.SPOKEN)
    return spoken.filter(spoken_on__gte=scope.from_on, spoken_on__lt=scope.until_on).order_by("spoken_on", "pk")
