"""Lists of proposals."""

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.bureaus.models import Bureau
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Session
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import ENDED, OPEN, Category, ProposerKind, State
from xieshang.proposals.views import honours
from xieshang.proposals.views.rows import Rows
from xieshang.spine import clock
from xieshang.texts import words
from xieshang.ui.addresses import text as typed
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Bulk, Choice, Column, Dates, Listing, Reach, Tab

P = Permission
COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("who", _("提案者"), phone=True),
    Column("ball", _("轮到"), place="ball"),
    Column("due", _("期限"), place="due", sort="turn_due_on"),
    Column("changed", _("最近变动"), sort="changed_at", numeric=True),
]


def _late(rows: QuerySet[Any]) -> QuerySet[Any]:
    return queries.overdue(rows, on=clock.today())


ALL = Tab("all", _("全部"))
LATE = Tab("late", _("已逾期"), _late)
REVIEW = Tab("review", _("待审查"), Q(state__in=[State.SUBMITTED, State.CHECKED, State.CONTESTED]))
OPEN_TAB = Tab("open", _("办理中"), Q(state__in=[State.ASSIGNED, State.HANDLING]))
JUDGE = Tab("judge", _("待反馈"), Q(state=State.REPLIED))
CLOSED = Tab("closed", _("已办结"), Q(state=State.CLOSED))
UNFILED = Tab("ended", _("未立案"), Q(state__in=[s.value for s in ENDED]))
OFFICE = [
    ALL,
    LATE,
    REVIEW,
    Tab("assign", _("待交办"), Q(state=State.FILED)),
    OPEN_TAB,
    JUDGE,
    Tab("close", _("待结案"), Q(state=State.ANSWERED)),
    CLOSED,
    UNFILED,
]
BUREAU = [
    ALL,
    Tab("late", _("已逾期"), lambda rows: _late(rows).filter(state__in=[State.ASSIGNED, State.HANDLING])),
    Tab("accept", _("待签收"), Q(state=State.ASSIGNED)),
    Tab("handle", _("待答复"), Q(state=State.HANDLING)),
    JUDGE,
    CLOSED,
]
OWN = [
    ALL,
    Tab("draft", _("草稿"), Q(state__in=[State.DRAFT, State.GATHERING, State.RETURNED])),
    REVIEW,
    Tab("open", _("办理中"), Q(state__in=[s.value for s in OPEN - {State.REPLIED}])),
    JUDGE,
    CLOSED,
    UNFILED,
]
READER = [ALL, Tab("open", _("办理中"), Q(state__in=[s.value for s in OPEN])), CLOSED]


def _of_year() -> Choice:
    """The filter by year; the sessions of a year are known by their keys, so that an index finds the cases."""

    @cache
    def sessions() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for pk, year in _SESSIONS():
            found.setdefault(str(year), []).append(pk)
        return found

    def options() -> list[tuple[str, str]]:
        return [(year, _t("%(year)s 年") % {"year": year}) for year in sessions()]

    return Choice("year", _("年度"), options, "session__in", means=lambda year: tuple(sessions()[year]))


_SESSIONS = Prepared(lambda: Session.objects.order_by("-year", "pk").values_list("pk", "year"), ())


BULK = [
    Bulk(_("交办（按拟定的单位）"), "/proposals/bulks/assign/order"),
    Bulk(_("延期"), "/proposals/bulks/extend/order"),
]
FILTERS: list[Filter] = [
    Choice("category", _("类别"), Category.choices, "category"),
    Choice("kind", _("提案者类型"), ProposerKind.choices, "proposer_kind"),
    Choice("state", _("状态"), State.choices, "state"),
    Dates("submitted", _("提交日期"), "submitted_at", moments=True),
    *honours.FILTERS,
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """Everything the person may see."""
    person = web.person(request)
    places, office = queries.places_of(person), person.scopes_with(P.PROPOSALS_READ_ALL)
    tabs, filters = (OFFICE, [*FILTERS, _bureaus(office)]) if office else (READER, FILTERS)
    seen = Reach(("all", queries.who_sees(person, places)), lambda: queries.visible_in(person, places))
    bulk = BULK if person.scopes_with(P.PROPOSALS_ASSIGN) else ()
    return _page(request, _t("全部提案"), seen, tabs, filters, bulk)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the person wrote, entered or was asked to co-sign."""
    person = web.person(request)
    places = queries.places_of(person)
    own = Reach(("mine", queries.who_sees(person, places)), lambda: queries.mine(person, places))
    return _page(request, _t("我的提案"), own, OWN)


@require_safe
@signed_in
def assigned(request: HttpRequest) -> HttpResponseBase:
    """What is assigned to the person's bureau."""
    scopes = web.person(request).scopes_with(P.PROPOSALS_HANDLE)
    given = Reach(("assigned", scopes), lambda: queries.of_bureaus(scopes))
    return _page(request, _t("本单位承办的提案"), given, BUREAU)


def _bureaus(scopes: frozenset[int]) -> Choice:
    """The filter by bureau, for an assembly's office."""

    @cache
    def options() -> list[tuple[str, str]]:
        return sorted(((str(pk), name) for scope in scopes for pk, name in _BUREAUS(scope)), key=itemgetter(1))

    return Choice("bureau", _("承办单位"), options, _charged)


_BUREAUS = Prepared(lambda scope: Bureau.objects.filter(assembly__scope=scope).values_list("pk", "short_name"))


def _charged(rows: QuerySet[Proposal], bureau: str) -> QuerySet[Proposal]:
    return rows.filter(pk__in=Assignment.objects.filter(bureau=int(bureau)).values("proposal"))


def _page(
    request: HttpRequest,
    title: str,
    proposals: Reach,
    tabs: Sequence[Tab],
    filters: Sequence[Filter] = FILTERS,
    bulk: Sequence[Bulk] = (),
) -> HttpResponseBase:
    declared = _declared(title, tabs, filters, typed(request.GET, "q"), bulk)
    may_draft = _may_draft(web.person(request))
    return declared.respond(request, proposals, template="proposals/index.html", may_draft=may_draft)


def _declared(
    title: str, tabs: Sequence[Tab], filters: Sequence[Filter], searched: str, bulk: Sequence[Bulk]
) -> Listing:
    return Listing(
        title=title,
        bulk=bulk,
        columns=COLUMNS,
        row=Rows(searched),
        sort="-changed",
        shown=queries.rows_with_text if searched else queries.rows,
        tabs=tabs,
        filters=[_of_year(), *filters],
        search=queries.matching,
        asked=words.tsquery_text,
        search_label=_t("在题目和正文里找"),
        empty=_t("还没有提案。"),
    )


def _may_draft(person: Person) -> bool:
    return bool(person.scopes_with(P.PROPOSALS_DRAFT) or person.scopes_with(P.PROPOSALS_ENTER))
