"""Credits kept: as the ledger grows, and all of them anew from the ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db import transaction

from xieshang.accounts.models import Person
from xieshang.duties import queries, readings, scoring, tally
from xieshang.duties.models import Credit, Grade, Year
from xieshang.duties.states import YearState
from xieshang.engine import writes
from xieshang.members.models import Assembly
from xieshang.spine.models import Entry

CHUNK = 2_000


def collect(entries: Sequence[Entry]) -> int:
    """Keep the credits of these entries, each once however often it is asked; how many members they concern."""
    found = readings.credits_of(entries)
    writes.insert_missing(found)
    _undo(readings.undone_by(entries))
    return len(found)


def _undo(undone: Mapping[int, int]) -> None:
    """Mark the credits of entries that count no more with what undid them, in one statement."""
    if undone:
        writes.update_by(Credit, "entry", "undone_by", undone)


def rebuild(assembly: Assembly, *, told: Callable[[int], None] = lambda _count: None) -> int:
    """All credits of an assembly anew from its ledger: the same rows as before, or the ledger was not read right.

    One transaction; `told` hears how many entries were read since it was last told.
    """
    count = 0
    with transaction.atomic():
        Credit.objects.filter(assembly=assembly).delete()
        for entries in _chunks(assembly):
            count += collect(entries)
            told(len(entries))
    return count


def _chunks(assembly: Assembly) -> Iterator[list[Entry]]:
    last = 0
    rows = Entry.objects.filter(assembly_id=assembly.pk, kind__in=readings.kinds()).order_by("id")
    while entries := list(rows.filter(id__gt=last)[:CHUNK]):
        yield entries
        last = entries[-1].pk


def recount_one(assembly: Assembly, person: Person, year: int) -> None:
    """Score one member of an open year anew, as somebody has just judged something of theirs."""
    opened = queries.year_of(assembly, year)
    if opened is None or opened.state != YearState.OPEN:
        return
    facts, standing = queries.facts_of(assembly, person, year), queries.standing_of(assembly, person, year)
    score = scoring.score(queries.scheme_of(opened.edition), facts, standing)
    said = {"total": score.total, "band": score.band.code, "unmet": [one.code for one in score.unmet]}
    Grade.objects.filter(of_year=opened, member__person=person).update(**said)


def recount(year: Year) -> int:
    """Score everybody of an open year as things stand now, for lists and comparisons; how many were scored.

    A frozen year is left as it was sealed: 0.
    """
    if year.state != YearState.OPEN:
        return 0
    scheme = queries.scheme_of(year.edition)
    told = tally.tally(scheme, year.assembly, year.year)
    members = queries.members_of(year.assembly, year.year)
    rows = [
        Grade(of_year=year, member_id=members[one.person], total=one.total, band=one.band, unmet=list(one.unmet))
        for one in told
    ]
    Grade.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["of_year", "member"],
        update_fields=["total", "band", "unmet"],
        batch_size=CHUNK,
    )
    return len(rows)
