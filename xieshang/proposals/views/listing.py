"""Lists of proposals."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.members import actions as roll
from xieshang.members import queries as members
from xieshang.members.states import ExportedList
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import ENDED, OPEN, BulkVerb, Category, ProposerKind, State
from xieshang.proposals.views import honours
from xieshang.proposals.views.papers import take_along
from xieshang.proposals.views.rows import Rows
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts import words
from xieshang.ui.addresses import text as typed
from xieshang.ui.addresses import ticked, url
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Bulk, Choice, Column, Dates, Listing, Reach, Tab

P = Permission
Noted = Callable[[int, dict[str, str]], None]
COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("who", _("提案者"), phone=True),
    Column("ball", _("轮到"), place="ball"),
    Column("due", _("期限"), place="due", sort="turn_due_on"),
    Column("when", _("提交时段")),
    Column("changed", _("最近变动"), sort="changed_at", numeric=True),
]


DESTINATION = Column("destination", _("不予立案去向"))


def _late(rows: QuerySet[Any]) -> QuerySet[Any]:
    return queries.overdue(rows, on=clock.today())


def _petitioned(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(pk__in=queries.petitioned().values("proposal"))


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
    Tab("rule", _("待裁定"), _petitioned),
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


def _of_year(years: Mapping[str, tuple[int, ...]]) -> Choice:
    """The filter by year; the sessions of a year are known by their keys, so that an index finds the cases."""
    words = _t("%(year)s 年")
    options = [(year, words % {"year": year}) for year in years]
    return Choice("year", _("年度"), options, "session__in", means=years.__getitem__)


BULK = [
    Bulk(_("拟定承办单位"), "/proposals/bulks/propose/order"),
    Bulk(_("交办（按拟定的单位）"), "/proposals/bulks/assign/order"),
    Bulk(_("催办"), "/proposals/bulks/remind/order"),
    Bulk(_("延期"), "/proposals/bulks/extend/order"),
    Bulk(_("打印"), "/proposals/print", drawing="printer", file=True),
    Bulk(_("导出"), "/proposals/export", drawing="download", file=True),
]
WHEN = [("1", _("会中")), ("0", _("平时"))]


def submitted_when(rows: QuerySet[Any], in_session: bool) -> QuerySet[Any]:
    """Those that were submitted while the plenary met, or between sessions."""
    return rows.filter(in_session=in_session, submitted_at__isnull=False)


FILTERS: list[Filter] = [
    Choice("category", _("类别"), Category, "category"),
    Choice("kind", _("提案者类型"), ProposerKind, "proposer_kind"),
    Choice("state", _("状态"), State, "state"),
    Choice("when", _("提交时段"), WHEN, submitted_when, means=lambda value: value == "1"),
    Dates("submitted", _("提交日期"), "submitted_at", moments=True),
    *honours.FILTERS,
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """Everything the person may see."""
    person = web.person(request)
    office = person.scopes_with(P.PROPOSALS_READ_ALL)
    places, choices = queries.places_and_choices(person, office)
    seen = Reach(("all", queries.who_sees(person, places)), lambda: queries.visible_in(person, places))
    noted = partial(_note_export, person, ExportedList.CASES)
    if not office:
        return listed(request, _t("全部提案"), seen, READER, [_of_year(choices.years), *FILTERS], noted=noted)
    bureaus = Choice("bureau", _("承办单位"), choices.bureaus, _charged)
    bulk = BULK if person.scopes_with(P.PROPOSALS_ASSIGN) else ()
    filters = [_of_year(choices.years), *FILTERS, bureaus]
    return listed(request, _t("全部提案"), seen, OFFICE, filters, bulk, noted=noted)


def _note_export(person: Person, what: ExportedList, count: int, narrowed: dict[str, str]) -> None:
    """Note it where the person works today; who works nowhere has no list of others."""
    assembly = members.assembly_of(person, on=clock.today())
    if assembly is not None:
        roll.note_export(assembly, by=person, what=what, count=count, narrowed=narrowed)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the person wrote, entered or was asked to co-sign."""
    person = web.person(request)
    places, choices = queries.places_and_choices(person)
    own = Reach(("mine", queries.who_sees(person, places)), lambda: queries.mine(person, places))
    return listed(request, _t("我的提案"), own, OWN, [_of_year(choices.years), *FILTERS])


@require_safe
@signed_in
def assigned(request: HttpRequest) -> HttpResponseBase:
    """What is assigned to the person's bureau."""
    person = web.person(request)
    scopes, signing = person.scopes_with(P.PROPOSALS_HANDLE), person.scopes_with(P.PROPOSALS_REPLY)
    _places, choices = queries.places_and_choices(person)
    given = Reach(("assigned", scopes, signing), lambda: queries.of_bureaus(scopes))
    noted, filters = partial(_note_export, person, ExportedList.CHARGED), [_of_year(choices.years), *FILTERS]
    return listed(request, _t("本单位承办的提案"), given, _tabs_of_bureau(signing), filters, noted=noted)


def _tabs_of_bureau(signing: frozenset[int]) -> list[Tab]:
    """Whoever signs replies, for these bureaus, finds those that were handed to them."""
    if not signing:
        return BUREAU
    return [*BUREAU[:-2], Tab("sign", _("待签发"), Q(pk__in=charges.to_sign(signing))), *BUREAU[-2:]]


@require_POST
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """The ticked cases as a sheet, of those that the person may see; that they were taken is noted."""
    person, keys = web.person(request), ticked(request.POST)
    if not keys:
        raise Refused(_t("还没有选中提案，请先勾选。"))
    declared = _declared(_t("选中的提案"), [ALL], [], "", (), None)
    chosen = queries.visible_to(person).filter(pk__in=keys)
    sheet = declared.sheet(chosen)
    take_along(person, BulkVerb.EXPORT, chosen.select_related("assembly").order_by("pk"))
    return sheet


def _charged(rows: QuerySet[Proposal], bureau: str) -> QuerySet[Proposal]:
    return rows.filter(pk__in=Assignment.objects.filter(bureau=int(bureau)).values("proposal"))


def listed(
    request: HttpRequest,
    title: str,
    proposals: Reach,
    tabs: Sequence[Tab],
    filters: Sequence[Filter],
    bulk: Sequence[Bulk] = (),
    noted: Noted | None = None,
) -> HttpResponseBase:
    """Proposals as every list of them is shown; `noted` hears that a whole one is taken along."""
    declared = _declared(title, tabs, filters, typed(request.GET, "q"), bulk, noted)
    return declared.respond(request, proposals, template="proposals/index.html", **_doors(web.person(request)))


def _declared(
    title: str,
    tabs: Sequence[Tab],
    filters: Sequence[Filter],
    searched: str,
    bulk: Sequence[Bulk],
    noted: Noted | None,
) -> Listing:
    rows = Rows(searched)
    return Listing(
        title=title,
        bulk=bulk,
        columns=COLUMNS,
        sheet_has_too=[DESTINATION],
        row=rows,
        depends=lambda: rows.today.calendar,
        sort="-changed",
        shown=queries.rows_with_text if searched else queries.rows,
        tabs=tabs,
        filters=filters,
        search=queries.matching,
        asked=words.tsquery_text,
        words=lambda _searched: (),  # a title marks its own hits
        search_label=_t("在题目和正文里找"),
        empty=_t("还没有提案。"),
        exported=noted,
    )


def _doors(person: Person) -> dict[str, Any]:
    """Where the head of a list leads to: the buttons, and the doors of its menu."""
    return {
        "may_draft": bool(person.scopes_with(P.PROPOSALS_DRAFT) or person.scopes_with(P.PROPOSALS_ENTER)),
        "reviews": bool(person.scopes_with(P.PROPOSALS_REVIEW)),
        "assigns": bool(person.scopes_with(P.PROPOSALS_ASSIGN)),
        "doors": [
            {"href": url(f"proposals:{name}"), "icon": icon, "label": label}
            for name, icon, label, needed in MENU
            if needed is None or person.can(needed, person.home_id)
        ],
    }


MENU = [
    ("key_cases", "star", _("重点提案"), None),
    ("awards", "award", _("评优"), None),
    ("bulks", "list-check", _("成批处理"), P.PROPOSALS_READ_ALL),
    ("terms", "history", _("换届"), P.PROPOSALS_CLOSE),
    ("archive", "archive", _("提案档案"), P.PROPOSALS_READ_ALL),
    ("statistics", "chart-bar", _("统计"), P.REPORTS_READ),
    ("import", "upload", _("导入往年提案"), P.PROPOSALS_IMPORT),
    ("practice", "settings", _("设置"), P.PROPOSALS_SET_PRACTICE),
]
"""The doors of the menu: page, drawing, label, and what is needed to go there."""
