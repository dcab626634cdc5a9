"""Schemes: those of the assembly, one as a page that anyone can read, drafts, and two tried on the same year."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, rules, schemes, telling, trying, words
from xieshang.duties.models import Edition
from xieshang.duties.views import asked_year, assembly_of, oversees
from xieshang.members import queries as members
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui import sheets
from xieshang.ui.addresses import text as typed

MOST = 100
"""So many are named in one table of a trial; all of them are in its sheets."""


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The editions the person may read, and the schemes that are shipped, to begin from."""
    who, assembly = person(request), assembly_of(request)
    editions = queries.editions_visible_to(who).filter(assembly=assembly).order_by("code", "-number")
    drafts = rules.may_draft_edition(who, assembly)
    offered = [(code, schemes.read(schemes.shipped(code))) for code in schemes.SHIPPED] if drafts else []
    context = {
        "editions": editions,
        "years": queries.years_of(assembly),
        "drafts": drafts,
        "offered": offered,
        "oversees": oversees(who, assembly),
    }
    return render(request, "duties/schemes.html", context)


def edition_of(request: HttpRequest, pk: int) -> Edition:
    """The edition, where the person may read it; else 404."""
    rows = queries.editions_visible_to(actor(request)).select_related("assembly__scope")
    return get_object_or_404(rows, pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition as anyone can read it, and what can be done with it."""
    edition, who = edition_of(request, pk), person(request)
    return render(
        request,
        "duties/scheme.html",
        {
            "edition": edition,
            "told": telling.told(queries.scheme_of(edition), queries.abouts_of(edition.assembly)),
            "adopts": rules.may_adopt(who, edition),
            "opens": rules.may_open_year(who, edition),
            "drafts": rules.may_draft_edition(who, edition.assembly),
            "revises": rules.may_revise_edition(who, edition),
            "year": asked_year(request),
        },
    )


@require_safe
@signed_in
def read_shipped(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme of another city as anyone can read it, before a draft is made of it."""
    if code not in schemes.SHIPPED:
        raise Http404
    who = person(request)
    assembly = members.assembly_of(who, on=clock.today())
    context = {
        "told": telling.told(schemes.read(schemes.shipped(code)), queries.abouts_of(assembly)),
        "code": code,
        "drafts": rules.may_draft_edition(who, assembly) if assembly else None,
    }
    return render(request, "duties/scheme_shipped.html", context)


@require_safe
@signed_in
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document itself."""
    edition = edition_of(request, pk)
    response = HttpResponse(edition.text, content_type="application/yaml; charset=utf-8")
    name = f"{edition.code}-{edition.number}.yaml"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_POST
@signed_in
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on years can count by it."""
    edition = actions.adopt(edition_of(request, pk), by=person(request))
    messages.success(request, _("已采用。可以把某一年设为按它计算。"))
    return redirect("duties:scheme", pk=edition.pk)


@require_POST
@signed_in
def open_year(request: HttpRequest, pk: int) -> HttpResponse:
    """A year counts by it."""
    edition, year = edition_of(request, pk), typed(request.POST, "year")
    if not year.isdecimal():
        raise Refused(_("请填写年份，如 2026。"), field="year")
    made = actions.open_year(edition, by=person(request), year=int(year))
    messages.success(request, _("%(year)s 年按这一稿计算。") % {"year": year})
    return redirect("duties:year", pk=made.pk)


@require_safe
@signed_in
def trial(request: HttpRequest) -> HttpResponseBase:
    """Two schemes on the same year side by side: `?one=3&other=4&year=2022`; `&export=xlsx` members, items and caps."""
    who, assembly = person(request), assembly_of(request)
    if not oversees(who, assembly):
        raise Http404
    editions = list(queries.editions_visible_to(who).filter(assembly=assembly).order_by("code", "-number"))
    one, other = (_chosen(editions, typed(request.GET, name)) for name in ("one", "other"))
    year = asked_year(request)
    context: dict[str, Any] = {"editions": editions, "one": one, "other": other, "year": year, "trial": None}
    if one and other:
        tried = queries.scheme_of(one), queries.scheme_of(other)
        found = trying.compare(*tried, assembly, year)
        if "export" in request.GET:
            return sheets.attachment_of(_("办法试算"), _sheets(found))
        notes = dict.fromkeys(telling.out_of(each, year) for each in tried)
        context |= {"trial": _shown(found), "notes": [note for note in notes if note]}
    return render(request, "duties/trial.html", context)


def _chosen(editions: list[Edition], key: str) -> Edition | None:
    return next((one for one in editions if str(one.pk) == key), None)


def _sheets(found: trying.Trial) -> list[sheets.Sheet]:
    members = [_("证号"), _("姓名"), _("甲总分"), _("甲等次"), _("乙总分"), _("乙等次"), _("相差")]
    caps = [_("上限"), _("证号"), _("姓名"), _("甲少计"), _("乙少计")]
    return [
        sheets.Sheet(_("委员"), members, found.rows()),
        sheets.Sheet(_("项目"), [_("项目"), _("乙比甲（全体合计）")], found.item_rows()),
        sheets.Sheet(_("上限"), caps, found.cap_rows()),
    ]


def _shown(found: trying.Trial) -> dict[str, Any]:
    moves = found.moves
    return {
        "moved": sum(people for _band, _other, people in moves),
        "members": len(found.members),
        "moves": moves,
        "items": [(title, words.points(points)) for title, points in found.items],
        "capped": found.capped,
        "rows": [one for one in found.members if one.band != one.other_band][:MOST],
        "most": MOST,
        "points": words.points,
    }
