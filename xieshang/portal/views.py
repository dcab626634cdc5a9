"""The front door: desks and the public site."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor
from xieshang.duties import queries as duties
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Session
from xieshang.portal import queries
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.proposals.views.rows import Found, Rows, case_words
from xieshang.reports import entries
from xieshang.spine import clock
from xieshang.texts import words
from xieshang.ui.addresses import text as typed
from xieshang.ui.addresses import url
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Choice, Column, Dates, Listing, Reach

P = Permission
LATEST = 8
PUBLIC_TEXTS = ("public_text", "public_reply")
PUBLIC_SHOWN = ("published_at", "consents_to_name")
"""Columns that say what of a case is published."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk of whoever signed in; the public site's first page for everybody else."""
    who = actor(request)
    if not isinstance(who, Person):
        latest = _shown(proposals.published()).order_by("-published_at", "-pk")[:LATEST]
        calls = proposals.open_calls(on=clock.today())[:LATEST]
        return render(
            request, "portal/public.html", {"latest": [_public_row(case) for case in latest], "calls": list(calls)}
        )
    return render(request, "portal/desk.html", _desk_of(who))


def _desk_of(person: Person) -> dict[str, Any]:
    """What a desk shows: a part for each kind of work the person does, in this order."""
    row = Rows()
    assembly = members.assembly_of(person, on=row.today.on)
    parts: list[Mapping[str, Any]] = []
    if assembly is not None:
        parts += _of_member(person, assembly, row)
        parts += _of_approver(person, row)
        parts += _of_duty(person, assembly)
        parts += _of_bureau(person, row)
        parts += _of_office(person, assembly, row)
        parts += _of_arranger(person, assembly, row)
        parts += _of_callers(person, assembly)
        parts += _of_committee(person, assembly, row)
        parts += _of_leader(person, assembly, row)
    manages = bool(person.scopes_with(P.ACCOUNTS_MANAGE))
    return {"person": person, "parts": parts, "manages": manages, "verified": manages and entries.verification()}


def _of_member(person: Person, assembly: Assembly, row: Rows) -> Iterable[Mapping[str, Any]]:
    if not person.scopes_with(P.PROPOSALS_DRAFT):
        return
    session = members.session_on(assembly, on=row.today.on)
    lines = queries.occasions_of(person, at=clock.now())
    yield {
        "kind": "member",
        "occasions": lines.coming,
        "tasks": _due(queries.tasks_of(person, on=row.today.on, lines=lines), row),
        "year": queries.year_of(person, session) if session else None,
        "duty": duties.line_of(person, assembly, row.today.on.year),
        "session": session,
        "calls": proposals.open_calls_of(assembly, on=row.today.on),
        "news": list(map(row, queries.news_of(person))),
    }


def _due(tasks: Iterable[queries.Task], row: Rows) -> list[tuple[queries.Task, Any]]:
    """Each with its day as a list shows it."""
    return [(task, row.today.cell(task.due_on)) for task in tasks]


def _of_approver(person: Person, row: Rows) -> Iterable[Mapping[str, Any]]:
    """Whoever approves notices, leaves and minutes sees what waits; a convenor and the chair, where a leave does."""
    approves = bool(person.scopes_with(P.MEETINGS_APPROVE) or person.scopes_with(P.MEETINGS_GRANT_LEAVE))
    if not (approves or person.scopes_with(P.MEETINGS_GRANT_GRANTERS_LEAVE) or person.scopes_with(P.PROPOSALS_DRAFT)):
        return
    waiting = queries.approvals_of(person, on=row.today.on)
    if approves or waiting.tasks:
        yield {"kind": "approver", "queues": waiting.queues, "tasks": _due(waiting.tasks, row)}


def _of_duty(person: Person, assembly: Assembly) -> Iterable[Mapping[str, Any]]:
    """Whoever reviews what was entered of duty, or notes what a meeting decides, sees what waits for them."""
    if queues := queries.duty_queues(person, assembly):
        yield {"kind": "duty", "queues": queues}


def _of_callers(person: Person, assembly: Assembly) -> Iterable[Mapping[str, Any]]:
    """Whoever calls for proposals sees which calls are under way, and the leads that wait."""
    if person.can(P.PROPOSALS_CALL, assembly.scope_id):
        yield {"kind": "calls", "queues": queries.call_queues(assembly, on=clock.today())}


def _of_arranger(person: Person, assembly: Assembly, row: Rows) -> Iterable[Mapping[str, Any]]:
    """Whoever arranges occasions sees whose papers are due and not there, and, of the assembly's own, the next ones."""
    if not person.scopes_with(P.MEETINGS_ARRANGE):
        return
    now, whole = clock.now(), person.can(P.MEETINGS_ARRANGE, assembly.scope_id)
    papers = _due(queries.lacking_papers(person, at=now), row)
    if whole or papers:
        occasions = queries.occasions_in(assembly, at=now) if whole else None
        yield {"kind": "arranger", "papers": papers, "occasions": occasions}


def _of_bureau(person: Person, row: Rows) -> Iterable[Mapping[str, Any]]:
    if scopes := person.scopes_with(P.PROPOSALS_HANDLE):
        yield {
            "kind": "bureau",
            "queues": queries.bureau_queues(scopes, person.scopes_with(P.PROPOSALS_REPLY), on=row.today.on),
            "cases": list(map(row, queries.first_due(queries.bureau_cases(scopes)))),
        }


def _of_office(person: Person, assembly: Assembly, row: Rows) -> Iterable[Mapping[str, Any]]:
    """Whoever reviews sees what waits for the office; who only reads, what is late wherever it lies."""
    if not person.can(P.PROPOSALS_READ_ALL, assembly.scope_id):
        return
    reviews = person.can(P.PROPOSALS_REVIEW, assembly.scope_id)
    cases = queries.office_first(assembly) if reviews else queries.first_due(_late(assembly, row))
    yield {
        "kind": "office",
        "reviews": reviews,
        "doors": _office_doors(person, assembly),
        "queues": queries.office_queues(assembly, on=row.today.on),
        "cases": [_by_ruling(row, values) for values in cases],
    }


def _late(assembly: Assembly, row: Rows) -> QuerySet[Proposal]:
    return queries.late_cases(assembly, on=row.today.on)


def _by_ruling(row: Rows, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A case of the office; one in which a petition waits is due when that is ruled on, and says who must act."""
    ruled = values.get("rule_by")
    return {**row({**values, "turn_due_on": ruled or values["turn_due_on"]}), "petitioned": ruled is not None}


def _office_doors(person: Person, assembly: Assembly) -> list[dict[str, Any]]:
    """Where the clerks go every day, for each what they may; who only reads has the places of the frame."""
    doors = [
        {"href": url(f"proposals:{name}"), "icon": icon, "label": label, "note": note}
        for name, icon, label, note, needed in OFFICE_DOORS
        if person.can(needed, assembly.scope_id)
    ]
    return [*doors, {**NOTICES, "href": url("notices:index")}] if doors else []


OFFICE_DOORS = [
    ("new", "writing", _("代为录入"), _("替委员、界别或单位"), P.PROPOSALS_ENTER),
    ("index", "list", _("全部提案"), _("筛选、搜索、导出"), P.PROPOSALS_ENTER),
    ("mine", "file-text", _("我录入的"), _("草稿和等待确认的"), P.PROPOSALS_ENTER),
    ("round", "checklist", _("审查一轮"), _("选中多件，一次决定"), P.PROPOSALS_REVIEW),
    ("hand_overs", "calendar-event", _("交办会"), _("拟定、预签收、开会交办"), P.PROPOSALS_ASSIGN),
    ("bulks", "list-check", _("成批处理"), _("进度、原因、整批撤销"), P.PROPOSALS_ASSIGN),
    ("archive", "archive", _("提案档案"), _("案卷和待归档的提案"), P.PROPOSALS_CLOSE),
]
"""The doors of the office: page, drawing, label, note, and what is needed to go there."""
NOTICES = {"icon": "bell", "label": _("通知"), "note": _("谁做了什么")}


def _of_committee(person: Person, assembly: Assembly, row: Rows) -> Iterable[Mapping[str, Any]]:
    if person.scopes_with(P.PROPOSALS_ENTER) and not person.can(P.PROPOSALS_ENTER, assembly.scope_id):
        yield {
            "kind": "committee",
            "tasks": _due(queries.tasks_for_bodies(person, assembly), row),
            "cases": list(map(row, queries.committee_cases(person, assembly))),
        }


def _of_leader(person: Person, assembly: Assembly, row: Rows) -> Iterable[Mapping[str, Any]]:
    """Whoever sits in the chair's meeting sees the key cases they lead, the first due first."""
    if person.can(P.PROPOSALS_MARK, assembly.scope_id) and (led := list(proposals.led_by(person))):
        yield {"kind": "leader", "led": [(key, row.today.cell(key.due_on)) for key in led]}


def _shown(cases: QuerySet[Proposal], *, more: Sequence[str] = ()) -> QuerySet[Any, dict[str, Any]]:
    return proposals.rows(cases, *PUBLIC_SHOWN, *more, bureau="name")


def _public_row(values: Mapping[str, Any], searched: str = "") -> Mapping[str, Any]:
    title = values["title"]
    return {
        "pk": values["pk"],
        "url": f"/public/{values['pk']}",
        "number": case_words(values["session__year"], values["case_number"]),
        "title": Found(title, _public_body(values), searched) if searched else title,
        "who": values["proposer_name"] if values["consents_to_name"] else "",
        "bureau": values["bureau_name"] or "",
        "published": timezone.localdate(values["published_at"]),
    }


def _public_body(values: Mapping[str, Any]) -> str:
    return f"{values['public_text']}\n{values['public_reply']}"


def _years() -> list[tuple[str, str]]:
    years = Session.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title"),
    Column("who", _("提案者"), phone=True),
    Column("bureau", _("承办单位"), place="ball"),
    Column("published", _("公开日期"), place="due", sort="published_at"),
]
FILTERS: list[Filter] = [
    Choice("year", _("年度"), _years, "session__year"),
    Dates("published", _("公开日期"), "published_at", moments=True),
]


@require_safe
def published(request: HttpRequest) -> HttpResponseBase:
    """What was proposed, and what was answered: for everybody."""
    searched = typed(request.GET, "q")
    declared = Listing(
        title=_("公开的提案"),
        columns=COLUMNS,
        row=partial(_public_row, searched=searched),
        sort="-published",
        shown=partial(_shown, more=PUBLIC_TEXTS if searched else ()),
        filters=FILTERS,
        search=proposals.matching_in_public,
        asked=words.tsquery_text,
        search_label=_("在公开的提案里找"),
        empty=_("还没有公开的提案。"),
    )
    everything = Reach("published", proposals.published)
    return declared.respond(request, everything, template="portal/published.html")


@require_safe
def published_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One published case, personal details left out."""
    cases = _shown(proposals.published(), more=(*PUBLIC_TEXTS, "assembly__name"))
    case = get_object_or_404(cases, pk=pk)
    return render(request, "portal/published_case.html", {"case": case, "row": _public_row(case)})
