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
from xieshang.duties import actions, queries, rules, schemes, trying, words
from xieshang.duties.models import Edition
from xieshang.duties.schemes import Item, Scheme, Table
from xieshang.duties.views import asked_year, assembly_of, oversees
from xieshang.spine.event import KINDS
from xieshang.spine.rule import Refused
from xieshang.ui import sheets
from xieshang.ui.addresses import text as typed


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
            "page": page_of(schemes.read(edition.text)),
            "adopts": rules.may_adopt(who, edition),
            "opens": rules.may_open_year(who, edition),
            "drafts": rules.may_draft_edition(who, edition.assembly),
            "revises": rules.may_revise_edition(who, edition),
            "year": asked_year(request),
        },
    )


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


def page_of(scheme: Scheme) -> dict[str, Any]:
    """A scheme in words."""
    return {
        "scheme": scheme,
        "blocks": [
            {
                "title": block.title,
                "start": words.points(block.start) if block.start else "",
                "cap": words.points(block.cap) if block.cap is not None else "",
                "floor": words.points(block.floor) if block.floor is not None else "",
                "items": [(item.title, _points(item), _when(item)) for item in block.items],
            }
            for block in scheme.blocks
        ],
        "bands": [(band.title, words.points(band.least), band.quota) for band in scheme.bands],
        "gates": [(gate.title, _band(scheme, gate.band)) for gate in scheme.limits],
        "triggers": [(one.title, one.advice) for one in scheme.triggers],
        "unknown": sorted(words.of_kind(kind) for kind in _unknown(scheme)),
        "exemptions": [(one.title, [scheme.exemptible[code] for code in sorted(one.of)]) for one in scheme.exemptions],
    }


def _band(scheme: Scheme, code: str) -> str:
    return next(band.title for band in scheme.bands if band.code == code)


def _points(item: Item) -> str:
    if item.points == "amount":
        return _("按录入的分值")
    if isinstance(item.points, Table):
        told = [f"{' '.join(map(words.said, keys))} {words.points(value)}" for keys, value in item.points.values]
        return _("；").join(told)
    return words.points(item.points)


def _when(item: Item) -> str:
    """The conditions of an item, in a sentence."""
    parts: list[str] = []
    if item.per == "half_day":
        parts.append(_("每半天"))
    if item.line is not None:
        parts.append(_("出席不足 %(line)s 视为缺席") % {"line": item.line})
    if item.take.which == "once":
        parts.append(_("只计一次"))
    if item.take.which == "highest":
        parts.append(_("每件取最高") if item.take.within == "subject" else _("取最高的一次"))
    if item.take.first > 1:
        parts.append(_("从第 %(first)s 件起") % {"first": item.take.first})
    if item.take.last is not None:
        parts.append(_("到第 %(last)s 件为止") % {"last": item.take.last})
    if item.share is not None:
        parts.append(_("几人分摊"))
    if item.cap is not None:
        parts.append(_("最多 %(cap)s 分") % {"cap": words.points(item.cap)})
    if item.floor is not None:
        parts.append(_("最少 %(floor)s 分") % {"floor": words.points(item.floor)})
    if item.only:
        parts.append(_("限担任规定职务的委员"))
    if item.by_hand:
        parts.append(_("手工录入，另一人核实"))
    return _("，").join(parts)


def _unknown(scheme: Scheme) -> set[str]:
    """The kinds of event that the scheme names and nothing here records yet."""
    return {kind for match in scheme.matches for kind in match.events} - set(KINDS)


@require_safe
@signed_in
def trial(request: HttpRequest) -> HttpResponseBase:
    """Two schemes on the same year side by side: `?one=3&other=4&year=2022`; `&export=xlsx` the members."""
    who, assembly = person(request), assembly_of(request)
    if not oversees(who, assembly):
        raise Http404
    editions = list(queries.editions_visible_to(who).filter(assembly=assembly).order_by("code", "-number"))
    one, other = (_chosen(editions, typed(request.GET, name)) for name in ("one", "other"))
    year = asked_year(request)
    context: dict[str, Any] = {"editions": editions, "one": one, "other": other, "year": year, "trial": None}
    if one and other:
        found = trying.compare(schemes.read(one.text), schemes.read(other.text), assembly, year)
        if "export" in request.GET:
            heads = [_("证号"), _("姓名"), _("甲总分"), _("甲等次"), _("乙总分"), _("乙等次"), _("相差")]
            return sheets.attachment(_("办法试算"), heads, found.rows())
        context["trial"] = _shown(found)
    return render(request, "duties/trial.html", context)


def _chosen(editions: list[Edition], key: str) -> Edition | None:
    return next((one for one in editions if str(one.pk) == key), None)


def _shown(found: trying.Trial) -> dict[str, Any]:
    moves = found.moves
    return {
        "moved": sum(people for _band, _other, people in moves),
        "members": len(found.members),
        "moves": moves,
        "items": [(title, words.points(points)) for title, points in found.items],
        "capped": found.capped,
        "rows": [one for one in found.members if one.band != one.other_band][:200],
        "points": words.points,
    }
