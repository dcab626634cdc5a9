"""Lists of proposals."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.deadlines import queries as deadlines
from xieshang.members.models import Session
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import OPEN, Category, ProposerKind, State
from xieshang.proposals.turns import turn
from xieshang.spine import clock
from xieshang.texts import words
from xieshang.ui.cells import Badge, Late, Tone
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Choice, Column, Dates, Listing, Tab

TONES: dict[str, Tone] = {
    State.DRAFT: "off",
    State.GATHERING: "wait",
    State.SUBMITTED: "wait",
    State.RETURNED: "bad",
    State.FILED: "plain",
    State.ASSIGNED: "wait",
    State.HANDLING: "wait",
    State.REPLIED: "wait",
    State.ANSWERED: "wait",
    State.CLOSED: "good",
    State.NOT_FILED: "off",
    State.WITHDRAWN: "off",
}


def badge(state: str) -> Badge:
    """A state as the lists and the case show it."""
    return Badge(str(State(state).label), TONES[state])


def case_words(proposal: Proposal) -> str:
    """The case number as people say it: "2026 年第 118 号"; a dash before it is filed."""
    if proposal.case_number is None:
        return ""
    return _t("%(year)s 年第 %(number)s 号") % {"year": proposal.session.year, "number": proposal.case_number}


def as_row(proposal: Proposal) -> Mapping[str, Any]:
    """A proposal as a row of a list."""
    lead = next(iter(proposal.assignments.all()), None)
    bureau = lead.bureau.short_name if lead else ""
    ball = turn(proposal.state, author=proposal.proposer_name, bureau=bureau, due_on=proposal.turn_due_on)
    return {
        "pk": proposal.pk,
        "url": f"/proposals/{proposal.pk}",
        "number": case_words(proposal),
        "title": proposal.title,
        "state": badge(proposal.state),
        "ball": ball.short if ball else "",
        "due": due_cell(proposal),
        "who": proposal.proposer_name,
        "bureau": bureau,
        "category": proposal.get_category_display(),
        "submitted": proposal.submitted_at,
        "changed": proposal.changed_at,
    }


def due_cell(proposal: Proposal) -> Any:
    """The day until which whoever has the ball must move; late in words."""
    due, today = proposal.turn_due_on, clock.today()
    if due is None or due >= today:
        return due
    days = deadlines.calendar().working_days_between(due, today)
    return Late(due, _t("逾期 %(days)s 个工作日") % {"days": days})


COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title", marked=True),
    Column("state", _("状态"), place="state"),
    Column("who", _("提案者"), phone=True),
    Column("ball", _("轮到"), place="ball"),
    Column("due", _("期限"), place="due", sort="turn_due_on"),
    Column("changed", _("最近变动"), sort="changed_at"),
]


def _late(rows: Any) -> Any:
    return queries.overdue(rows, on=clock.today())


def _sessions() -> list[tuple[str, str]]:
    years = Session.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), _t("%(year)s 年") % {"year": year}) for year in years]


FILTERS: list[Filter] = [
    Choice("year", _("年度"), _sessions, "session__year"),
    Choice("category", _("类别"), Category.choices, "category"),
    Choice("kind", _("提案者类型"), ProposerKind.choices, "proposer_kind"),
    Choice("state", _("状态"), State.choices, "state"),
    Dates("submitted", _("提交日期"), "submitted_at"),
]


@cache
def listing(title: str, *, mine: bool = False) -> Listing:
    """The list of proposals under a title; one's own begins with what is not finished."""
    tabs = [
        Tab("all", _("全部")),
        Tab("review", _("待审查"), Q(state=State.SUBMITTED)),
        Tab("assign", _("待交办"), Q(state=State.FILED)),
        Tab("open", _("办理中"), Q(state__in=[State.ASSIGNED, State.HANDLING])),
        Tab("judge", _("待反馈"), Q(state=State.REPLIED)),
        Tab("close", _("待结案"), Q(state=State.ANSWERED)),
        Tab("late", _("已逾期"), _late),
        Tab("closed", _("已办结"), Q(state=State.CLOSED)),
    ]
    own = [
        Tab("all", _("全部")),
        Tab("draft", _("草稿"), Q(state__in=[State.DRAFT, State.GATHERING, State.RETURNED])),
        Tab("review", _("待审查"), Q(state=State.SUBMITTED)),
        Tab("open", _("办理中"), Q(state__in=[s.value for s in OPEN])),
        Tab("closed", _("已办结"), Q(state=State.CLOSED)),
    ]
    return Listing(
        title=title,
        columns=COLUMNS,
        row=as_row,
        sort="-changed",
        tabs=own if mine else tabs,
        filters=FILTERS,
        search=queries.matching,
        words=words.query_words,
        search_label=_("在题目和正文里找"),
        empty=_("还没有提案。"),
    )


@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """Everything the person may see."""
    person = web.person(request)
    rows = queries.listed(queries.visible_to(person))
    return listing(_t("提案")).respond(request, rows, template="proposals/index.html", may_draft=_may_draft(person))


@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the person wrote, entered or was asked to co-sign."""
    person = web.person(request)
    rows = queries.listed(queries.mine(person))
    page = listing(_t("我的提案"), mine=True)
    return page.respond(request, rows, template="proposals/index.html", may_draft=_may_draft(person))


@signed_in
def assigned(request: HttpRequest) -> HttpResponseBase:
    """What is assigned to the person's bureau."""
    scopes = actor(request).scopes_with(Permission.PROPOSALS_READ_ASSIGNED)
    rows = queries.listed(queries.of_bureaus(scopes))
    return listing(_t("本单位承办的提案")).respond(request, rows, template="proposals/index.html", may_draft=False)


def _may_draft(person: Person) -> bool:
    return bool(person.scopes_with(Permission.PROPOSALS_DRAFT) or person.scopes_with(Permission.PROPOSALS_ENTER))
