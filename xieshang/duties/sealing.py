"""The seal of a frozen year: every score line by line, in one canonical text, under one SHA-256.

`faults` reads the ledger again and says which frozen years no longer follow from it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.duties import queries, readings, scoring, sealed
from xieshang.duties.models import Credit, Grade, Year
from xieshang.duties.scoring import Fact, Score
from xieshang.members.models import Member
from xieshang.spine.models import Entry

CHUNK = 2_000


def graded(year: Year, *, upto: int, on: date | None = None) -> list[Grade]:
    """The grade of everybody who was on the roll in the year, line by line, as the ledger up to an entry gives it.
    `on`: as of that day of the year.

    `year.frozen_at` is set: what says of it that it happened later is left out.
    """
    facts: dict[int, list[Fact]] = defaultdict(list)
    for credit in _credits(year, upto):
        facts[credit.person_id].append(queries.fact_of(credit))
    scheme = queries.scheme_of(year.edition)
    keys = queries.members_of(year.assembly, year.year, on=on)
    members = Member.objects.select_related("person").in_bulk(keys.values())
    standings = queries.standings_of(year.assembly, year.year, on=on)
    scores = {person: scoring.score(scheme, facts[person], standings[person], on=on) for person in keys}
    return [_grade(year, members[key], scores[person]) for person, key in sorted(keys.items())]


def graded_on(year: Year, on: date) -> list[Grade]:
    """The same of a sealed year as of one of its days, by what the ledger held when it was sealed: on the last day it
    is what was sealed."""
    last = _last(year, "duties.year_frozen")
    assert last is not None  # noqa: S101 - the caller asked for the seal
    return graded(year, upto=last.payload["entries"], on=on)


def _grade(year: Year, member: Member, score: Score) -> Grade:
    unmet = [one.code for one in score.unmet]
    said = {"total": score.total, "band": score.band.code, "unmet": unmet, "explained": sealed.explained(score)}
    return Grade(of_year=year, member=member, **said)


def _credits(year: Year, upto: int) -> Iterator[Credit]:
    found: list[Credit] = []
    undone: set[int] = set()
    rows = Entry.objects.filter(assembly_id=year.assembly_id, kind__in=readings.kinds(), id__lte=upto).order_by("id")
    begins_at = datetime(
        year.year, 1, 1, tzinfo=timezone.get_default_timezone()
    )  # nothing is recorded before it has been done
    rows = rows.filter(at__gte=begins_at, at__lte=year.frozen_at)
    start = 0
    while entries := list(rows.filter(id__gt=start)[:CHUNK]):
        found += [credit for credit in readings.credits_of(entries) if credit.year == year.year]
        undone |= set(readings.undone_by(entries))
        start = entries[-1].pk
    return (credit for credit in found if credit.entry not in undone)


def seal_of_decided(grades: Iterable[Grade]) -> str:
    """The SHA-256 over the grades that a meeting decided, in the order of the members' keys."""
    held = [[grade.member_id, grade.decided] for grade in sorted(grades, key=lambda one: one.member_id)]
    return hashlib.sha256(json.dumps(held, separators=(",", ":")).encode()).hexdigest()


def seal_of(grades: Iterable[Grade]) -> str:
    """The SHA-256 over the scores of all, in the order of the members' keys."""
    state = hashlib.sha256()
    for grade in sorted(grades, key=lambda one: one.member_id):
        text = json.dumps([grade.member_id, grade.explained], sort_keys=True, separators=(",", ":"))
        state.update(text.encode())
    return state.hexdigest()


def faults(advance: Callable[[int], None] = lambda _count: None) -> Iterator[str]:
    """Every year whose seal is not the ledger's, or that does not fit its seal any more."""
    for year in Year.objects.select_related("edition", "assembly").order_by("pk"):
        words = {"assembly": year.assembly.name, "year": year.year}
        last = _last(year, "duties.year_frozen", "duties.year_thawed")
        if (last.payload.get("seal", "") if last else "") != year.seal:
            yield _("%(assembly)s %(year)s 年履职得分的封条与账目不符。") % words
        elif last is not None and year.seal:
            yield from (fault % words for fault in _under_seal(year, upto=last.payload["entries"]))
        if year.seal:
            advance(1)


def _last(year: Year, *kinds: str) -> Entry | None:
    rows = Entry.objects.filter(subject_kind="duties.year", subject_id=year.pk, kind__in=kinds)
    return rows.order_by("-id").first()


def _under_seal(year: Year, *, upto: int) -> Iterator[str]:
    """Scores that were changed or do not follow from the ledger, and grades that no meeting decided so."""
    grades = list(Grade.objects.filter(of_year=year))
    if seal_of(grades) != year.seal:
        yield _("%(assembly)s %(year)s 年封存的履职得分被改动。")
    if seal_of(graded(year, upto=upto)) != year.seal:
        yield _("%(assembly)s %(year)s 年封存的履职得分与账目重算的不同。")
    decided = _last(year, "duties.grades_decided")
    sealed = decided.payload.get("seal") if decided else None  # what was decided before there was one bears none
    if sealed is not None and sealed != seal_of_decided(grades):
        yield _("%(assembly)s %(year)s 年审定的履职等次被改动。")
