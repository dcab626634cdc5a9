"""A plenary with its parts is one attendance in the record of duty, whichever of its doors somebody went through."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from django.utils.timezone import localtime
from pytest_django import DjangoAssertNumQueries

from tests.factories.duties import read
from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.together import at_once
from xieshang.duties import queries as duties
from xieshang.duties import schemes, scoring
from xieshang.duties.models import Credit
from xieshang.meetings import actions, queries
from xieshang.meetings.models import Attendance, Leave, Meeting, Sitting
from xieshang.meetings.states import Direction, LeaveKind, Presence, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

JINAN, MINHANG = "jinan-2015", "minhang"
TITLES = ("开幕会", "分组讨论", "联组讨论", "闭幕会")


@dataclass
class Plenary:
    """Two days with four half-days, in each of which lies one part, a little shorter; all closed, nobody signed in."""

    place: Hall
    whole: Meeting
    parts: list[Meeting]

    def signs_in(self, number: int, *where: Meeting, presence: str = Presence.PRESENT) -> None:
        """A member was there at all half-days of these."""
        rows = Attendance.objects.filter(sitting__meeting__in=where, attendee__member=self.place.members[number - 1])
        for row in rows.select_related("sitting"):
            Attendance.objects.filter(pk=row.pk).update(presence=presence, way="list", in_at=row.sitting.starts_at)
            row.records.create(
                direction=Direction.IN, way="list", at=row.sitting.starts_at, received_at=row.sitting.starts_at
            )

    def settle(self, *which: Meeting) -> None:
        """The office settles every half-day of these, one after the other."""
        for made in which:
            for sitting in Sitting.objects.filter(meeting=made).order_by("number"):
                actions.settle(sitting, by=self.place.person("office"))

    def score(self, number: int, scheme: str) -> int:
        """What the year comes to for a member by a scheme that is shipped, in hundredths."""
        read(self.place)  # type: ignore[arg-type] - of a city it asks the assembly alone
        facts = duties.facts_of(self.place.assembly, self.place.members[number - 1].person, 2026)
        return scoring.score(schemes.read(schemes.shipped(scheme)), facts, scoring.Standing()).total

    def credits(self) -> list[tuple[str, str, str, int, int]]:
        """What counts of whom: name, kind of occasion, presence, half-days of how many."""
        read(self.place)  # type: ignore[arg-type] - see above
        rows = Credit.objects.filter(undone_by__isnull=True).order_by("member__pk", "entry")
        return list(rows.values_list("member__name", "about", "presence", "halves", "of_halves"))


def plenary() -> Plenary:
    place = hall()
    first = localtime(clock.now()).replace(hour=9) - timedelta(days=5)
    starts = [first + timedelta(days=day, hours=hours) for day in (0, 1) for hours in (0, 5)]
    hours = [(start, start + timedelta(hours=3)) for start in starts]
    whole = meeting(place, State.CLOSED, starts_at=hours[0][0], ends_at=hours[-1][1])
    opening = whole.sittings.get()
    opening.starts_at, opening.ends_at = hours[0]
    opening.save()
    for number, (start, end) in enumerate(hours[1:], start=2):
        sitting = Sitting.objects.create(meeting=whole, number=number, starts_at=start, ends_at=end)
        Attendance.objects.bulk_create(Attendance(sitting=sitting, attendee=line) for line in whole.roster.all())
    parts = [
        meeting(place, State.CLOSED, title=title, whole=whole, starts_at=start, ends_at=end - timedelta(minutes=30))
        for title, (start, end) in zip(TITLES, hours, strict=True)
    ]
    return Plenary(place, whole, parts)


@pytest.fixture
def held(db: None, moment: datetime) -> Plenary:
    return plenary()


def everybody_came_as(held: Plenary) -> None:
    """林一 to every part, 林二 to all but a panel, 林三 to two, 林四 to none; nobody at the doors of the whole."""
    held.signs_in(1, *held.parts)
    held.signs_in(2, *held.parts[:2], held.parts[3])
    held.signs_in(3, *held.parts[:2])


WANTED = [
    ("林一", "plenary", "present", 4, 4),
    ("林二", "plenary", "present", 3, 4),
    ("林三", "plenary", "present", 2, 4),
    ("林四", "plenary", "absent", 0, 4),
]
ORDERS: dict[str, Callable[[Plenary], list[Meeting]]] = {
    "the parts first": lambda held: [*held.parts, held.whole],
    "the whole first": lambda held: [held.whole, *held.parts],
    "the parts alone": lambda held: held.parts,
    "the whole alone": lambda held: [held.whole],
    "among each other": lambda held: [held.parts[3], held.whole, *held.parts[:3]],
}


@pytest.mark.parametrize("order", ORDERS)
def test_one_attendance_in_whatever_order_it_is_settled(held: Plenary, order: str):
    """Of each one credit that counts, of the half-days of the whole."""
    everybody_came_as(held)
    held.settle(*ORDERS[order](held))
    assert held.credits() == WANTED


def test_what_it_is_worth(held: Plenary):
    """One missed panel of four costs nothing in Jinan; less than two thirds costs one plenary, not one for each part.
    Minhang counts the half-days."""
    everybody_came_as(held)
    held.settle(*held.parts, held.whole)
    assert [held.score(number, JINAN) for number in (1, 2, 3, 4)] == [7000, 7000, 4000, 4000]
    assert [held.score(number, MINHANG) for number in (1, 2, 3, 4)] == [2000, 1500, 1000, 0]


def test_either_door_is_the_door_of_the_half_day(held: Plenary):
    """The first day at the doors of the whole, the second at those of the parts."""
    rows = Attendance.objects.filter(sitting__meeting=held.whole, sitting__number__lte=2)
    rows.update(presence=Presence.LATE)
    held.signs_in(1, *held.parts[2:])
    held.settle(held.whole, *held.parts)
    assert held.credits()[:2] == [("林一", "plenary", "late", 4, 4), ("林二", "plenary", "late", 2, 4)]


@pytest.mark.parametrize(
    ("not_counted", "types", "counts"),
    [
        ([], {LeaveKind.DUTY}, True),
        ([LeaveKind.DUTY, LeaveKind.ABROAD], {LeaveKind.DUTY}, False),
        ([LeaveKind.DUTY, LeaveKind.ABROAD], {LeaveKind.ILLNESS}, True),
        ([LeaveKind.DUTY, LeaveKind.ABROAD], {LeaveKind.DUTY, LeaveKind.ILLNESS}, True),
    ],
)
def test_leave_of_types_that_the_kind_does_not_count(
    held: Plenary, not_counted: list[str], types: set[LeaveKind], counts: bool
):
    """Duty hears that it does not count, never of which type it was; whoever came all the same, or stayed away without
    leave, counts as ever."""
    held.whole.kind.leaves_not_counted = not_counted
    held.whole.kind.save()
    where = [held.whole, held.parts[0]]
    for kind, made in zip(sorted(types), where, strict=False):
        Leave.objects.create(
            attendee=attendee(made, held.place.members[0]),
            kind=kind,
            reason="出差",
            state="granted",
            decided_at=clock.now(),
        )
    held.signs_in(2, *held.parts)
    held.settle(held.whole)
    told = Entry.objects.filter(kind="meetings.attended").order_by("id")
    said = {one.payload["name"]: (one.payload["presence"], one.payload["counts"]) for one in told}
    assert said == {
        "林一": ("on_leave", counts),
        "林二": ("present", True),
        "林三": ("absent", True),
        "林四": ("absent", True),
    }
    assert not any(word in str(one.payload) for one in told for word in map(str, LeaveKind.labels))
    assert ("林一" in {name for name, *_ in held.credits()}) is counts


def test_the_minutes_of_the_whole_name_who_came_to_a_part(held: Plenary):
    """Whoever signed in at a part's door alone was there; nobody else is."""
    held.signs_in(1, held.parts[1])
    held.signs_in(2, held.whole)
    held.settle(*held.parts, held.whole)
    lines = queries.drafted(Meeting.objects.get(pk=held.whole.pk)).splitlines()
    names = [held.place.members[at].name for at in range(4)]
    assert f"出席：{names[0]}、{names[1]}" in lines
    assert f"缺席：{names[2]}、{names[3]}" in lines


def test_a_leave_of_the_whole_excuses_its_parts(held: Plenary):
    """Ten points, once, though the parts have the member as absent."""
    line = attendee(held.whole, held.place.members[0])
    Leave.objects.create(attendee=line, kind="duty", reason="出差", state="granted", decided_at=clock.now())
    held.settle(*held.parts, held.whole)
    assert held.credits()[0] == ("林一", "plenary", "on_leave", 0, 4)
    assert held.score(1, JINAN) == 6000


def test_who_is_on_the_roster_of_a_part_alone(held: Plenary):
    """Is told of the whole, of what the part came to."""
    attendee(held.whole, held.place.members[0]).delete()
    for part in held.parts[1:]:
        attendee(part, held.place.members[0]).delete()
    held.signs_in(1, held.parts[0])
    held.settle(*held.parts, held.whole)
    assert held.credits()[0] == ("林一", "plenary", "present", 1, 1)


def test_staff_and_cancelled_parts_do_not_count(held: Plenary):
    """A sign-in at a part that was cancelled afterwards is none."""
    held.signs_in(1, held.parts[0])
    held.signs_in(2, *held.parts)
    Meeting.objects.filter(pk=held.parts[0].pk).update(state=State.CANCELLED)
    held.whole.roster.filter(member=held.place.members[1]).update(part="staff")
    for part in held.parts:
        part.roster.filter(member=held.place.members[1]).update(part="staff")
    held.settle(held.whole)
    assert held.credits()[0] == ("林一", "plenary", "absent", 0, 4)
    assert "林二" not in {name for name, *_ in held.credits()}


def test_nothing_new_is_not_told_again(held: Plenary):
    """Once the parts have said all, settling the whole adds no entry; what is told is told of its line."""
    everybody_came_as(held)
    held.settle(*held.parts)
    told = Entry.objects.filter(kind="meetings.attended")
    before = told.count()
    held.settle(held.whole)
    assert told.count() == before
    assert set(told.values_list("subject_id", flat=True)) == set(held.whole.roster.values_list("pk", flat=True))
    said = told.filter(payload__member=held.place.members[0].pk).latest("pk").payload
    assert (said["title"], said["attended"]) == (held.whole.title, True)


def test_the_language_of_who_settles_is_nothing_new(held: Plenary):
    """The parts are settled in Chinese, the whole by somebody who reads English: nothing is told again."""
    everybody_came_as(held)
    held.settle(*held.parts)
    before = Entry.objects.filter(kind="meetings.attended").count()
    with translation.override("en"):
        held.settle(held.whole)
    assert Entry.objects.filter(kind="meetings.attended").count() == before


@pytest.mark.parametrize("settles", ["the parts first", "the whole alone"])
def test_what_is_put_right_at_a_part_is_told_of_the_whole(held: Plenary, settles: str):
    """Also where the part itself was not settled."""
    everybody_came_as(held)
    held.settle(*ORDERS[settles](held))
    mine = Attendance.objects.get(sitting__meeting=held.parts[2], attendee__member=held.place.members[2])
    actions.correct(mine, by=held.place.person("office"), presence=Presence.PRESENT, reason="漏签")
    assert held.credits()[2] == ("林三", "plenary", "present", 3, 4)
    assert held.score(3, JINAN) == 7000


def test_an_occasion_without_parts_is_told_as_ever(held: Plenary):
    """What is put right before its half-day is settled is told with the half-day."""
    other = meeting(held.place, State.CLOSED, kind="standing")
    mine = Attendance.objects.get(sitting__meeting=other, attendee__member=held.place.members[0])
    actions.correct(mine, by=held.place.person("office"), presence=Presence.PRESENT, reason="漏签")
    assert held.credits() == []
    held.settle(other)
    assert held.credits()[:2] == [("林一", "standing", "present", 1, 1), ("林二", "standing", "absent", 0, 1)]


def test_courses_cost_the_same_for_any_number(held: Plenary, django_assert_num_queries: DjangoAssertNumQueries):
    """Lines and what is noted of them: three queries for one person and for all."""
    rows = list(queries.attendances(held.parts[0].sittings.get()))
    for some in (rows[:1], rows):
        with django_assert_num_queries(3):
            found = queries.courses(held.whole, some)
        assert [(len(found[row.pk].lines), len(found[row.pk].noted)) for row in some] == [(5, 7)] * len(some)


@pytest.mark.django_db(transaction=True)
def test_a_part_and_the_whole_settled_at_the_same_instant(moment: datetime):
    """The second waits for the first: each person has one credit that counts."""
    held = plenary()
    everybody_came_as(held)
    held.settle(*held.parts[1:])
    office = held.place.person("office")
    doors = [held.parts[0].sittings.get(), held.whole.sittings.get(number=1), held.whole.sittings.get(number=2)]
    said = at_once(*[lambda sitting=sitting: actions.settle(sitting, by=office).pk for sitting in doors])
    assert said == [sitting.pk for sitting in doors]
    assert held.credits() == WANTED
