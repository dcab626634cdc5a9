"""What became of what members did in a year, as the ledger tells it until now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from xieshang.duties import clauses, quality
from xieshang.duties.models import Credit
from xieshang.duties.quality import Quality, Sort
from xieshang.duties.queries.facts import fact_of
from xieshang.duties.scoring import Fact, matches
from xieshang.members.models import Assembly
from xieshang.spine.models import Entry

Said = dict[str, list[Entry]]


def qualities_of(sorts: Iterable[Sort], facts: Collection[Fact]) -> list[Quality]:
    """Of one member's year, each sort of which anything was done, and the first sort in any case; one query."""
    sorts = list(sorts)
    said = _said_of(sorts, facts)
    found = [quality.quality_of(sort, facts, said) for sort in sorts]
    return [one for at, one in enumerate(found) if at == 0 or one.entries[quality.Outcome.DONE]]


def qualities_in(assembly: Assembly, year: int, people: Iterable[int], sort: Sort) -> dict[int, Quality]:
    """One sort of each of these people, by person; two queries whatever their number."""
    facts: dict[int, list[Fact]] = {person: [] for person in people}
    rows = Credit.objects.filter(assembly=assembly, year=year, person__in=facts, kind__in=sort.match.events)
    for row in rows.filter(undone_by__isnull=True).order_by("on", "entry"):
        facts[row.person_id].append(fact_of(row))
    said = _said_of([sort], [fact for each in facts.values() for fact in each])
    return {person: quality.quality_of(sort, each, said) for person, each in facts.items()}


def _said_of(sorts: Iterable[Sort], facts: Iterable[Fact]) -> Said:
    """What the ledger says of the things of which anything can become, by subject, in its order."""
    becoming = [sort for sort in sorts if sort.becomes]
    keys: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        if any(matches(sort.match, fact) for sort in becoming):
            kind, _, key = fact.subject.partition(":")
            keys[kind].add(int(key))
    said: Said = defaultdict(list)
    if keys:
        subjects = reduce(or_, (Q(subject_kind=kind, subject_id__in=found) for kind, found in keys.items()))
        for entry in Entry.objects.filter(subjects, kind__in=quality.KINDS).order_by("id"):
            said[f"{entry.subject_kind}:{entry.subject_id}"].append(entry)
    return said


def done_by(sort: Sort) -> Q:
    """Credits of this sort that stand."""
    return Q(clauses.meant(sort.match), undone_by__isnull=True)
