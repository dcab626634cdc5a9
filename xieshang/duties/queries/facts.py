"""What the ledger says of a member, as the score takes it."""

from collections import defaultdict
from datetime import date, timedelta

from xieshang.accounts.models import Person
from xieshang.duties import events
from xieshang.duties.models import Credit, Exemption, HandEntry
from xieshang.duties.scoring import Fact, Standing
from xieshang.members.models import Assembly, Member, PeriodQuerySet, Post
from xieshang.spine.event import kind_of
from xieshang.spine.models import Entry


def facts_of(assembly: Assembly, person: Person, year: int) -> list[Fact]:
    """A member's facts of a year in the order in which they count; one query. What was taken back is left out."""
    rows = Credit.objects.filter(assembly=assembly, person=person, year=year, undone_by__isnull=True)
    return [fact_of(row) for row in rows.order_by("on", "entry")]


def fact_of(row: Credit) -> Fact:
    """One row as the score takes it."""
    return Fact(
        entry=row.entry,
        kind=row.kind,
        on=row.on,
        subject=f"{row.subject_kind}:{row.subject_id}",
        about=row.about,
        level=row.level,
        form=row.form,
        part=row.part,
        presence=row.presence,
        halves=row.halves,
        of_halves=row.of_halves,
        people=row.people,
        place=row.place,
        amount=row.amount,
    )


def confirmation_of(hand: HandEntry) -> int:
    """The entry of the ledger by which something entered by hand counts. DoesNotExist while nobody confirmed it."""
    kinds = [events.CONFIRMED.kind, events.CORRECTED.kind]
    return Entry.objects.get(kind__in=kinds, subject_kind=kind_of(hand), subject_id=hand.pk).pk


def standing_of(assembly: Assembly, person: Person, year: int, *, on: date | None = None) -> Standing:
    """The posts that somebody held at any time of a year, and in how many of its months they were on the roll;
    and the items of which they were exempt. `on`: without the posts that they came to after that day. Three queries."""
    found = _standings(Member.objects.filter(assembly=assembly, person=person), year, on)
    return found.get(person.pk, Standing(frozenset(), 0, frozenset()))


def months_of(assembly: Assembly, person: Person, year: int) -> int:
    """In how many months of a year somebody was on the roll; one query."""
    rows = Member.objects.filter(assembly=assembly, person=person).overlapping(date(year, 1, 1), date(year + 1, 1, 1))
    return len({month for row in rows.only("from_on", "until_on") for month in _months(row, year)})


def standings_of(assembly: Assembly, year: int, *, on: date | None = None) -> dict[int, Standing]:
    """The same of everybody who was on the roll in the year (by the day), by person; three queries for all of them."""
    return _standings(Member.objects.filter(assembly=assembly), year, on)


def _standings(rows: PeriodQuerySet[Member], year: int, on: date | None) -> dict[int, Standing]:
    begin, end = _span(year, on)
    months: dict[int, set[int]] = defaultdict(set)
    posts: dict[int, set[str]] = defaultdict(set)
    exempt: dict[int, set[str]] = defaultdict(set)
    whose: dict[int, int] = {}
    for row in rows.overlapping(begin, end).only("person", "from_on", "until_on"):
        whose[row.pk] = row.person_id
        months[row.person_id].update(_months(row, year))
    held = Post.objects.filter(member__in=whose).overlapping(begin, end)
    for member, kind in held.values_list("member", "kind"):
        posts[whose[member]].add(kind)
    for member, item in Exemption.objects.filter(member__in=whose, year=year).values_list("member", "item"):
        exempt[whose[member]].add(item)
    return {
        person: Standing(frozenset(posts[person]), len(months[person]), frozenset(exempt[person])) for person in months
    }


def _months(row: Member, year: int) -> range:
    first = row.from_on.month if row.from_on.year == year else 1
    last = row.last_on
    return range(first, (last.month if last and last.year == year else 12) + 1)


def _span(year: int, on: date | None) -> tuple[date, date]:
    """From the first day of a year until the day after `on`, else after its last."""
    return date(year, 1, 1), on + timedelta(days=1) if on else date(year + 1, 1, 1)


def members_of(assembly: Assembly, year: int, *, on: date | None = None) -> dict[int, int]:
    """Everybody who was on the roll in a year (by the day): the key of their last membership row of it, by person."""
    rows = Member.objects.filter(assembly=assembly).overlapping(*_span(year, on))
    return dict(rows.order_by("from_on", "pk").values_list("person_id", "pk"))
