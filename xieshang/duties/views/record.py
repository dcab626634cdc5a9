"""A member's record of duty: every entry, what it counts and why; over the years, beside the others, as a file."""

import json
from collections.abc import Container, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.web import actor, signed_in
from xieshang.duties import exports, queries, rules, words
from xieshang.duties.queries import Record, Spread
from xieshang.duties.schemes import Gate
from xieshang.duties.states import ObjectionState
from xieshang.duties.views import asked_year, lines, member_of, own_membership, quality, timeline
from xieshang.members.models import Member
from xieshang.ui import sheets

WIDE = 1_000


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponseBase:
    """One's own record; whoever is no member but reads records is led to the list."""
    member = own_membership(request)
    if member is not None:
        return redirect(f"{reverse('duties:record', args=[member.pk])}?{request.GET.urlencode()}".rstrip("?"))
    return redirect("duties:index")


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The record of a year; `?export=xlsx` its lines; everything that is held about the member, over all
    years: `?export=json`, and as a sheet `?export=all`."""
    member = member_of(request, pk)
    record = queries.record_of(member, asked_year(request))
    if "export" in request.GET:
        return _export(request, member, record)
    year = asked_year(request)
    context = {"member": member, "year": year, "record": record} | timeline.years_and_tabs(member, year)
    context |= _beside(request, member)
    if record is None:
        of_year = queries.year_of(member.assembly, year)
        return render(request, "duties/record.html", {**context, "is_sealed": bool(of_year and of_year.seal)})
    return render(request, "duties/record.html", {**context, **_told(request, record)})


def _beside(request: HttpRequest, member: Member) -> dict[str, Any]:
    """The year's report, and awards and findings of all years, as far as the person may read them."""
    who, year = actor(request), asked_year(request)
    own = {"member__person": member.person_id, "assembly": member.assembly_id}
    report = queries.reports_visible_to(who).filter(**own, year=year).first()
    begins = report is None and bool(rules.may_draft_report(who, member)) and queries.is_standing_in(member, year)
    return {
        "report": report,
        "begins": begins,
        "awards": list(queries.awards_visible_to(who).filter(**own).order_by("-year", "pk")),
        "findings": list(queries.exits_visible_to(who).filter(**own).order_by("-year", "pk")),
    }


def _told(request: HttpRequest, record: Record) -> dict[str, Any]:
    who, seen = actor(request), queries.cases_seen(record.entries, actor(request))
    open_to = {one.entry for one in record.objections if one.state == ObjectionState.OPEN}
    return {
        "band": record.score.band.title,
        "total": words.points(record.score.total),
        "cap": words.points(record.scheme.cap) if record.scheme.cap else "",
        "cut": words.why_total(record.score),
        "beyond": words.beyond_lines(record.score),
        "blocks": [lines.of_block(block, record.entries, seen) for block in record.score.blocks],
        "uncounted": lines.uncounted(record.score, record.entries, seen),
        "timeline": lines.in_time(record.score, record.entries, seen),
        "quality": quality.table_of(record),
        "gates": [(gate.title, gate not in record.score.unmet) for gate in record.scheme.gates],
        "vetoes": [one.title for one in record.score.unmet if not isinstance(one, Gate)],
        "ahead": _ahead(record),
        "spreads": [_drawn(one, record.score.total) for one in queries.spreads_of(record)],
        "objects": rules.may_object(who, record.member) if not record.is_frozen else None,
        "enters": rules.may_enter(who, record.member) if not record.is_frozen else None,
        "contested": open_to,
        "advises": _grade_to_advise(who, record),
        "undone": lines.undone(record.undone),
        "exempts": rules.may_exempt(who, record.member) if not record.is_frozen else None,
        "exemptions": [(record.scheme.named.get(one.item, one.item), one.reason) for one in record.exemptions],
    }


def _grade_to_advise(who: Person | Visitor, record: Record) -> int | None:
    """The key of the grade, where the year is sealed and the person may advise the meeting on it."""
    if not record.is_frozen:
        return None
    held = queries.grades_visible_to(who).filter(of_year=record.of_year, member=record.member)
    grade = held.select_related("of_year", "member__assembly", "member__committee").first()
    return grade.pk if grade is not None and rules.may_propose_grade(who, grade) else None


def _ahead(record: Record) -> dict[str, Any] | None:
    """What it would take for the next grade: the points, the gates, and where points can still be had."""
    if record.next_band is None or record.is_frozen:
        return None
    return {
        "band": record.next_band.title,
        "missing": words.points(record.missing),
        "gates": [one.title for one in record.score.unmet],
        "room": list(_room(record)),
    }


def _room(record: Record) -> Iterator[tuple[str, str]]:
    """Items in which this member can still gain, and how much at most, within the bounds of item and block; "" for as
    much as one does."""
    for block in record.score.blocks:
        for item in block.items:
            if not item.item.gives or (item.item.only and not item.item.only & record.standing.posts):
                continue
            bounds = [(item.item.most_of_year, item.points), (block.block.cap, block.points)]
            left = [most - points for most, points in bounds if most is not None]
            if not left or min(left) > 0:
                yield item.item.title, words.points(min(left)) if left else ""


def _drawn(spread: Spread, own: int) -> dict[str, Any]:
    """A spread with its places on a line of a thousand, for a drawing."""
    low, high = min(spread.low, own), max(spread.high, own)
    width = max(high - low, 1)

    def at(value: int) -> int:
        return (value - low) * WIDE // width

    marks = [spread.low, spread.first, spread.middle, spread.third, spread.high]
    return {
        "label": spread.label,
        "count": spread.count,
        "values": [words.points(one) for one in marks],
        "places": [at(one) for one in marks],
        "own": at(own),
    }


def _export(request: HttpRequest, member: Member, record: Record | None) -> HttpResponseBase:
    if request.GET["export"] in EVERYTHING:
        return EVERYTHING[request.GET["export"]](request, member)
    if record is None:
        raise Http404
    name = _("%(name)s履职档案%(year)s") % {"name": record.member.name, "year": record.year}
    heads = [_("账目"), _("日期"), _("事项"), _("板块"), _("项目"), _("封顶前"), _("计入"), _("少计或不计的原因")]
    return sheets.attachment(name, heads, _rows(record, queries.cases_seen(record.entries, actor(request))))


def _all_as_json(request: HttpRequest, member: Member) -> HttpResponseBase:
    held = exports.everything(member, actor(request))
    text = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"{_all_of(member)}.json"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _all_as_sheet(request: HttpRequest, member: Member) -> HttpResponseBase:
    heads = [_("部分"), _("序号"), _("字段"), _("内容")]
    return sheets.attachment(_all_of(member), heads, exports.everything_in_rows(member, actor(request)))


def _all_of(member: Member) -> str:
    return _("%(name)s全部履职资料") % {"name": member.name}


EVERYTHING = {"json": _all_as_json, "all": _all_as_sheet}


def _rows(record: Record, seen: Container[int]) -> Iterator[list[Any]]:
    for row in exports.explained(record.score, record.entries, seen):
        yield list(row.values())
