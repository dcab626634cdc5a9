"""Scores as plain rows, for files and for the command line: the same bytes for the same ledger."""

from collections.abc import Container, Iterator
from typing import Any

from xieshang.duties import queries, scoring, tally, words
from xieshang.duties.models import Award, Credit, DutyReport, Exemption, Exit, Grade, HandEntry, Objection
from xieshang.duties.schemes import Scheme
from xieshang.members.models import Assembly, Member
from xieshang.spine.models import Entry

CREDIT = (
    *("year", "on", "kind", "entry", "subject_kind", "subject_id", "about", "level", "form", "part", "presence"),
    *("halves", "of_halves", "people", "place", "amount", "undone_by"),
)
BY_HAND = ("on", "item", "title", "amount", "state", "reason", "entered_at", "reviewed_at")
OBJECTION = ("year", "entry", "text", "state", "answer", "raised_at", "answered_at")


def scores(scheme: Scheme, assembly: Assembly, year: int) -> Iterator[dict[str, Any]]:
    """One row a member, the highest total first: number, name, total, band, unmet, and the points of each block."""
    told = tally.tally(scheme, assembly, year)
    people = {one.person_id: one for one in Member.objects.filter(assembly=assembly).order_by("from_on")}
    bands = {band.code: band.title for band in scheme.bands}
    for one in told:
        member = people[one.person]
        yield {
            "number": member.number,
            "name": member.name,
            "total": words.points(one.total),
            "band": bands[one.band],
            "unmet": ",".join(one.unmet),
            **{f"block_{code}": words.points(points) for code, points in one.blocks.items()},
        }


def explained(
    scheme: Scheme, assembly: Assembly, member: Member, year: int, seen: Container[int] | None = None
) -> Iterator[dict[str, Any]]:
    """One row a line of the score in its order, then what counts nothing: entry, day, what happened, block, item,
    points before and after the item's bounds, and why it counts nothing. Of proposals that are not among those
    `seen` (None: all are) no title is told."""
    facts = queries.facts_of(assembly, member.person, year)
    found = scoring.score(scheme, facts, queries.standing_of(assembly, member.person, year))
    entries = Entry.objects.in_bulk([fact.entry for fact in facts])
    for block in found.blocks:
        for item in block.items:
            for line in item.lines:
                why = str(words.WHY_NOT[line.why_not]) if line.why_not else ""
                what = words.what(line.fact, entries.get(line.fact.entry), seen)
                yield _row(line.fact, what, block.block.title, item.item.title, line.raw, line.counted, why)
    for fact, reason in found.uncounted:
        yield _row(fact, words.what(fact, entries.get(fact.entry), seen), "", "", 0, 0, str(words.WHY_NOT[reason]))


def _row(fact: scoring.Fact, what: str, block: str, item: str, raw: int, counted: int, why: str) -> dict[str, Any]:
    return {
        "entry": fact.entry,
        "on": fact.on,
        "what": what,
        "block": block,
        "item": item,
        "raw": words.points(raw),
        "counted": words.points(counted),
        "why_not": why,
    }


def everything(member: Member) -> dict[str, Any]:
    """All that this room holds about a member, over all years (个人信息保护法, article 45: a copy on request)."""
    own = {"member__person": member.person_id, "assembly": member.assembly_id}
    facts = Credit.objects.filter(person=member.person_id, assembly=member.assembly_id).order_by("on", "entry")
    return {
        "member": {"number": member.number, "name": member.name},
        "credits": list(facts.values(*CREDIT)),
        "entered_by_hand": list(HandEntry.objects.filter(**own).order_by("on", "pk").values(*BY_HAND)),
        "objections": list(Objection.objects.filter(**own).order_by("pk").values(*OBJECTION)),
        "exemptions": list(Exemption.objects.filter(**own).order_by("pk").values("year", "item", "reason")),
        "grades": list(
            Grade.objects.filter(member__person=member.person_id, of_year__assembly=member.assembly_id)
            .order_by("of_year__year")
            .values("of_year__year", "total", "band", "proposed", "decided", "explained")
        ),
        "reports": list(DutyReport.objects.filter(**own).order_by("year").values("year", "state", "text")),
        "awards": list(Award.objects.filter(**own).order_by("pk").values("kind", "year", "state", "certificate")),
        "findings": list(Exit.objects.filter(**own).order_by("pk").values("year", "state", "finding", "interview")),
    }
