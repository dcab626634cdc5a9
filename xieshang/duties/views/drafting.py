"""A scheme drawn up: on a form or as text, tried on a member and a year before it is kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, readings, rules, schemes, telling, trying, words
from xieshang.duties.forms import TrialForm
from xieshang.duties.forms.draft import Draft
from xieshang.duties.forms.parts import Options
from xieshang.duties.models import Edition
from xieshang.duties.schemes import Scheme
from xieshang.duties.views import assembly_of, lines
from xieshang.duties.views.schemes import edition_of
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock
from xieshang.spine.event import KINDS
from xieshang.spine.rule import Refused
from xieshang.ui.addresses import text as typed

Kept = Callable[[str], Edition]


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A draft from a shipped scheme (`?from=jinan-2015`), from an edition (`?edition=3`) or from
    nothing; `?way=text`: as text."""
    who, assembly = person(request), assembly_of(request)
    verdict = rules.may_draft_edition(who, assembly)
    if not verdict:
        raise Refused(verdict.reason)
    context = {"edition": None, "was": ""}
    return _drawn(
        request, assembly, _beginning(request), lambda text: actions.draft_edition(assembly, by=who, text=text), context
    )


def _beginning(request: HttpRequest) -> str:
    code, key = typed(request.GET, "from"), typed(request.GET, "edition")
    if code in schemes.SHIPPED:
        return schemes.shipped(code)
    edition = queries.editions_visible_to(actor(request)).filter(pk=int(key) if key.isdecimal() else 0).first()
    return edition.text if edition else ""


@signed_in
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that is kept already, changed until it is adopted."""
    edition, who = edition_of(request, pk), person(request)
    verdict = rules.may_revise_edition(who, edition)
    if not verdict:
        raise Refused(verdict.reason)
    was = typed(request.POST, "was")
    context = {"edition": edition, "was": edition.digest}
    return _drawn(
        request,
        edition.assembly,
        edition.text,
        lambda text: actions.revise_edition(edition, by=who, text=text, was=was),
        context,
    )


def _drawn(request: HttpRequest, assembly: Assembly, begins: str, act: Kept, context: dict[str, Any]) -> HttpResponse:
    """The page of a draft, after what was asked of it: another row, the other way to write it, a trial, to be kept."""
    kinds, trial = _kinds(), TrialForm(request.POST if "preview" in request.POST else None, initial=_tried_first())
    draft = _draft(request, begins, kinds)
    shown: dict[str, Any] | None = None
    if "to" in request.POST:
        (draft.to_text if request.POST["to"] == "text" else draft.to_form)()
    elif "preview" in request.POST:
        shown = _tried(request, assembly, draft, trial)
    elif request.method == "POST" and "do" not in request.POST:
        kept = _kept(draft, act)
        if kept is not None:
            messages.success(request, _("已存为第 %(number)s 稿草稿。") % {"number": kept.number})
            return redirect("duties:scheme", pk=kept.pk)
    wrong = draft.is_wrong or (trial.is_bound and bool(trial.errors))
    context |= {"draft": draft, "unsaved": request.method == "POST", "trial": trial, "shown": shown}
    context["roll"] = _roll(request, assembly)
    status = 422 if wrong and "HX-Request" not in request.headers else 200
    return render(request, "duties/scheme_draft.html", context, status=status)


def _draft(request: HttpRequest, begins: str, kinds: Options) -> Draft:
    if request.method == "POST":
        return Draft.sent(request.POST, kinds, request.FILES.get("document"))
    return Draft(begins, kinds) if typed(request.GET, "way") == "text" else Draft.begun(begins, kinds)


def _kinds() -> Options:
    """The kinds of event that a scheme can count, in words: those that rooms record, then those of rooms to come."""
    known = dict.fromkeys([*(kind for kind in words.WHAT if kind in KINDS), *readings.told_apart()])
    later = [kind for kind in words.WHAT if kind not in KINDS]
    told = [(kind, words.of_kind(kind)) for kind in known]
    return (*told, *((kind, _("%(what)s（还没有模块记录）") % {"what": words.of_kind(kind)}) for kind in later))


def _tried_first() -> dict[str, Any]:
    """The year that is over: it has something to count."""
    return {"year": clock.today().year - 1}


def _kept(draft: Draft, act: Kept) -> Edition | None:
    if draft.scheme() is None:
        return None
    try:
        return act(draft.text)
    except Refused as refused:
        draft.refuse(refused)
        return None


def _tried(request: HttpRequest, assembly: Assembly, draft: Draft, trial: TrialForm) -> dict[str, Any] | None:
    """What the draft gives: in words, over the grades, and line by line for a member; None where it is no scheme."""
    scheme = draft.scheme()
    if not trial.is_valid() or scheme is None:
        return None
    year, member = trial.cleaned_data["year"], None
    if trial.cleaned_data["member"]:
        member = _member(request, assembly, trial.cleaned_data["member"], year)
        if member is None:
            trial.add_error("member", _("这一年没有这位委员，或者不止一位：请从列表里选。"))
    return {
        "year": year,
        "told": telling.told(scheme, queries.abouts_of(assembly)),
        "bands": _bands(request, scheme, assembly, year),
        "tried": _of_member(request, trying.on_member(scheme, member, year)) if member else None,
    }


def _bands(request: HttpRequest, scheme: Scheme, assembly: Assembly, year: int) -> list[dict[str, Any]]:
    """How many come to each grade, for who reads all records."""
    if not actor(request).can(Permission.DUTIES_READ_ALL, assembly.scope_id):
        return []
    counts = trying.spread(scheme, assembly, year)
    everybody = sum(count for _band, count in counts)
    return [
        {
            "title": band.title,
            "count": count,
            "percent": round(count * 100 / everybody) if everybody else 0,
            "over": band.quota is not None and count * 100 > band.quota * everybody,
            "quota": band.quota,
        }
        for band, count in counts
    ]


def _member(request: HttpRequest, assembly: Assembly, text: str, year: int) -> Member | None:
    rows = queries.records_visible_to(actor(request)).filter(pk__in=queries.members_of(assembly, year).values())
    rows = rows.select_related("assembly", "person")
    number = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    found = list(rows.filter(number=number)[:2]) or list(members.find(rows, text)[:2])
    return found[0] if len(found) == 1 else None


def _of_member(request: HttpRequest, tried: trying.Tried) -> dict[str, Any]:
    score, seen = tried.score, queries.cases_seen(tried.entries, actor(request))
    return {
        "member": tried.member,
        "total": words.points(score.total),
        "band": score.band.title,
        "unmet": [one.title for one in score.unmet],
        "blocks": [lines.of_block(block, tried.entries, seen) for block in score.blocks],
        "uncounted": lines.uncounted(score, tried.entries, seen),
    }


def _roll(request: HttpRequest, assembly: Assembly) -> list[Any]:
    """Members to choose from, as far as the person reads their records."""
    rows = members.roll(assembly, on=clock.today()).filter(pk__in=queries.records_visible_to(actor(request)))
    return list(rows.values("name", "number", "sector__name"))
