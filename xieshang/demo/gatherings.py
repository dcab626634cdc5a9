"""The meetings of the demo city: each drawn up, told, opened, signed in to and settled by the room's own actions."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.demo import city as cities
from xieshang.demo import floor, forums, plenary
from xieshang.demo.agendas import Agendas
from xieshang.demo.city import City, cast_of
from xieshang.demo.topics import TOPICS
from xieshang.meetings import actions, queries
from xieshang.meetings.models import Attendance, Attendee, DoorRecord, Kind, Meeting, Minutes, Sitting
from xieshang.meetings.states import Answer, LeaveKind, Presence, SeatOrder, SignInWay, SpeechLevel
from xieshang.members.models import Member, Term
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry

SPOKE = range(2019, 2023)
"""In these years a resident member spoke before the provincial plenary."""
WAYS = (SignInWay.LIST, SignInWay.LIST, SignInWay.CARD)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
DRAFT = 2 * HOUR
"""So long after an occasion its minutes are drafted."""
LATE = timedelta(days=21)
"""So long after it minutes that are not issued are late, whatever days off lie between."""
STEPS = 4
"""From nothing to issued minutes."""
MORNING, AFTERNOON = 9, 15
OPENING = {"party_group": 8, "study": AFTERNOON, "system": AFTERNOON, "forum": AFTERNOON}
"""At which hour an occasion of a kind begins; of any other in the morning."""


@dataclass(slots=True)
class Office:
    """Who arranges and who approves, and chance."""

    city: City
    clerk: Person
    approver: Person
    random: Random
    kinds: dict[str, Kind]
    agendas: Agendas

    @classmethod
    def of(cls, city: City) -> "Office":
        """The office of the city, with the roles of today."""
        clerk, approver = (
            Person.objects.get(pk=city.office[role].pk) for role in ("office_clerk", "secretary_general")
        )
        kinds = {kind.code: kind for kind in city.assembly.meeting_kinds.all()}
        random = Random(city.plan.seed + 14)  # noqa: S311 - a demo, not a secret
        return cls(city, clerk, approver, random, kinds, Agendas.of(city.assembly, clerk))


def ninth_term(city: City, *, each: Callable[[], None]) -> None:
    """Five years of meetings, all of them held; and who spoke before the provincial plenary."""
    office, members = Office.of(city), cast_of(city, 9).members
    years = range(cities.BEGINNING.year, cities.TURN.year)
    for code, count in city.plan.occasions.counts.items():
        days = _days(office, code, count, years[0], len(years))
        occasions = [_drawn(office, code, number, day, members) for number, day in enumerate(days, start=1)]
        held(office, occasions)
        minuted(office, occasions)
        cities.count(Entry, Meeting, Attendee, Attendance, DoorRecord)
        for _one in days:
            each()
    for year in SPOKE:
        _speak(office, members[year % len(members)], date(year, 1, 20))
    gone = {person.pk for person in cities.leavers_of(city)}
    inspect(office, [member for member in members if member.person_id not in gone], years)


def years_past(city: City) -> None:
    """What everybody must come to, in the years of the tenth term that are over."""
    office, members = Office.of(city), cast_of(city, 10).members
    years = range(cities.TURN.year, timezone.localdate().year)
    for code in ("plenary", "standing"):
        days = _days(office, code, city.plan.occasions.yearly[code] * len(years), years.start, len(years))
        minuted(office, _lived(office, code, days, members))
    inspect(office, members, years)


def _lived(
    office: Office, code: str, days: Sequence[date], members: Sequence[Member], *, before: int = 0
) -> list[Meeting]:
    """Occasions of a kind on these days, after so many of the term; the last plenary is held in parts."""
    drawn = [_drawn(office, code, number, day, members) for number, day in enumerate(days, start=before + 1)]
    divided = code == "plenary" and days and plenary.is_last(days[-1], on=timezone.localdate())
    held(office, drawn, plenary.divide(office.clerk, drawn[-1]) if divided else ())
    if divided:
        plenary.seat(drawn[-1])
    return drawn


def inspect(office: Office, members: Sequence[Member], years: Iterable[int]) -> None:
    """In the spring of each year all members go and look, in groups."""
    days = [day for day in (date(year, 4, 16) for year in years) if day < timezone.localdate() - timedelta(days=2)]
    begun = [cities.TURN.year if day >= cities.TURN else cities.BEGINNING.year for day in days]
    held(
        office,
        [
            _drawn(office, "activity", day.year - first + 1, day, members)
            for day, first in zip(days, begun, strict=True)
        ],
    )


def running_year(city: City) -> None:
    """What this year has held so far; the minutes of the last of them are late, each of them at another step."""
    office, members, today = Office.of(city), cast_of(city, 10).members, timezone.localdate()
    occasions: list[Meeting] = []
    for code, count in city.plan.occasions.yearly.items():
        days = [day for day in _days(office, code, count, today.year, 1) if day < today - timedelta(days=2)]
        occasions += _lived(office, code, days, members, before=(today.year - cities.TURN.year) * count)
    due = sorted((one for one in occasions if one.ends_at + LATE < timezone.now()), key=lambda one: one.ends_at)
    minuted(office, due[:-STEPS])
    for steps, occasion in enumerate(due[-STEPS:]):
        minuted(office, [occasion], steps=steps)
    inspect(office, members, [today.year])
    day = today - timedelta(days=14 + max(today.weekday() - 4, 0))
    forum = _drawn(office, "forum", 1, day, members)
    held(office, [forum])
    minuted(office, [forum])


def _days(office: Office, code: str, count: int, first: int, years: int) -> list[date]:
    """So many working days spread over the years; a plenary is in February."""
    if code == "plenary":
        return [date(first + number, 2, 20) for number in range(min(count, years))]
    step = years * 365 // max(count, 1)
    spread = (date(first, 1, 8) + timedelta(days=number * step + office.random.randrange(3)) for number in range(count))
    return [day - timedelta(days=max(day.weekday() - 4, 0)) for day in spread]


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


PLACES = {"plenary": "政协礼堂", "activity": "各视察点"}
TITLES = {
    "plenary": "政协{place}第{term}届委员会第{number}次会议",
    "party_group": "市政协党组第{number}次会议",
    "chairs": "市政协{term}届主席会议第{number}次会议",
    "standing": "市政协{term}届常委会第{number}次会议",
    "study": "理论学习中心组第{number}次集中学习研讨",
    "system": "全市政协系统第{number}次会议",
    "activity": "{year} 年委员集中视察",
    "forum": "社区养老服务座谈会",
}


def _drawn(office: Office, code: str, number: int, day: date, members: Sequence[Member]) -> Meeting:
    """An occasion with its half-days and its roster, drawn up five weeks before."""
    starts_at = _at(day, OPENING.get(code, MORNING))
    kind, place = office.kinds[code], office.city.plan.name.removesuffix("政协")
    title = TITLES[code].format(place=place, term=9 if day < cities.TURN else 10, number=number, year=day.year)
    whole = actions.Occasion(
        kind=kind,
        title=title,
        place=PLACES.get(code, "政协机关会议室"),
        starts_at=starts_at,
        ends_at=starts_at + (timedelta(days=2, hours=3) if code == "plenary" else timedelta(hours=2)),
        number=number,
    )
    with clock.at(starts_at - timedelta(days=35)):
        template = office.agendas.templates.get(code)
        meeting = actions.draw_up(office.city.assembly, by=office.clerk, occasion=whole, template=template)
        office.agendas.lay(meeting)
        if code == "plenary":
            mornings = [(one, one + timedelta(hours=3)) for one in (starts_at + timedelta(days=n) for n in range(3))]
            actions.set_sittings(meeting, by=office.clerk, hours=mornings)
        if code == "activity":
            actions.put_on_roster(meeting, by=office.clerk, people=members)
        elif code in ("study", "system", "forum"):
            actions.put_on_roster(meeting, by=office.clerk, people=_chosen(members, number))
        else:
            actions.draw_roster(meeting, by=office.clerk)
    return meeting


def _chosen(members: Sequence[Member], number: int) -> list[Member]:
    """The leaders, and a dozen others by turns."""
    leaders, others = list(members[-8:]), list(members[:-8])
    start = number * 12 % max(len(others), 1)
    return [*leaders, *(others[start:] + others[:start])[:12]]


def held(office: Office, wholes: Sequence[Meeting], parts: Sequence[Meeting] = ()) -> None:
    """Approve, tell, open, let everybody in, close and settle, each in its own time; with the parts of the last."""
    meetings = [*wholes, *parts]
    _tell(office, meetings)
    plenaries = floor.plenaries(wholes)
    floor.collect(office.clerk, plenaries)
    if parts:
        plenary.miss_a_morning(wholes[-1], cast_of(office.city, 10).members[0].person, office.approver)
    _excuse(office, wholes)
    _all(meetings, lambda one: actions.open(one, by=office.clerk), at=lambda one: one.starts_at - timedelta(minutes=5))
    _let_in(office, meetings)
    office.agendas.run([one for one in meetings if not floor.is_live(one)])
    floor.say(office.clerk, plenaries)
    floor.run(office.clerk, [one for one in meetings if floor.is_live(one)])
    plenary.leave_early(office.clerk, parts)
    floor.resolve(office.clerk, plenaries)
    _all(meetings, lambda one: actions.close(one, by=office.clerk), at=lambda one: one.ends_at)
    for sitting in _sittings(meetings):
        with clock.at(sitting.meeting.ends_at + timedelta(hours=1)):
            actions.settle(sitting, by=office.clerk)


def _sittings(meetings: Sequence[Meeting]) -> QuerySet[Sitting]:
    rows = Sitting.objects.filter(meeting__in=[one.pk for one in meetings])
    return rows.select_related("meeting__assembly", "meeting__kind").order_by("meeting__ends_at", "meeting", "number")


def _tell(office: Office, meetings: Sequence[Meeting]) -> None:
    def told(one: Meeting) -> datetime:
        return one.starts_at - timedelta(days=30)

    _all(meetings, lambda one: actions.approve(one, by=office.approver), at=told)
    _all(meetings, lambda one: actions.notify(one, by=office.clerk, reason="演示"), at=told)


def _all(
    meetings: Sequence[Meeting],
    act: Callable[[Meeting], object],
    *,
    at: Callable[[Meeting], datetime],
    reading: Callable[[QuerySet[Meeting]], QuerySet[Meeting]] = lambda rows: rows,
) -> None:
    """One step of many occasions in one batch, `reading` what the step reads of each for all at once."""
    rows = Meeting.objects.filter(pk__in=[one.pk for one in meetings]).select_related("assembly", "kind", "term")
    with batch(reading(rows)) as held_rows:
        for meeting in sorted(held_rows, key=at):
            with clock.at(at(meeting)):
                act(meeting)


def _let_in(office: Office, meetings: Sequence[Meeting]) -> None:
    """Of a hundred, ninety-three come, three of them late; three have leave; the others stay away. Where there are
    parts, people go in by the doors of those."""
    divided = {one.whole_id for one in meetings}
    lines = Attendee.objects.filter(meeting__in=[one.pk for one in meetings if one.pk not in divided])
    rows = Attendance.objects.filter(attendee__in=lines).prefetch_related("attendee", "sitting__meeting__assembly")
    with batch(rows) as attendances:
        for one in attendances:
            chance = office.random.random()
            if one.presence == Presence.EXPECTED and chance < 0.96:
                with _minutes(one, 20 if chance < 0.03 else -office.random.randint(1, 30)):
                    actions.admit(one, by=office.clerk, way=office.random.choice(WAYS))


def _minutes(one: Attendance, minutes: int) -> AbstractContextManager[None]:
    return clock.at(one.sitting.starts_at + timedelta(minutes=minutes))


def _excuse(office: Office, meetings: Sequence[Meeting]) -> None:
    """Some of those who have an account ask for leave, and have it."""
    lines = Attendee.objects.filter(meeting__in=[one.pk for one in meetings]).exclude(answer=Answer.LEAVE)
    having = lines.filter(person__isnull=False).order_by("pk").values_list("pk", flat=True)
    few = [key for key in having if office.random.random() < 0.01]
    for line in Attendee.objects.filter(pk__in=few).select_related("person", "meeting__assembly").order_by("pk"):
        if line.person is not None:
            with clock.at(line.meeting.starts_at - timedelta(days=3)):
                reason = "到外地出差，会期赶不回来。"
                leave = actions.ask_leave(line, by=line.person, kind=LeaveKind.DUTY, reason=reason)
                actions.decide_leave(leave, by=office.approver, granted=True)


def minuted(office: Office, meetings: Sequence[Meeting], *, steps: int = STEPS) -> None:
    """So many of the four steps to issued minutes: made and proposed on the day, approved and issued a week after."""
    if steps:
        _all(
            meetings,
            lambda one: actions.make_minutes(one, by=office.clerk),
            at=lambda one: one.ends_at + DRAFT,
            reading=queries.with_what_was_said,
        )
    occasions = Meeting.objects.filter(pk__in=[one.pk for one in meetings])
    rows = Minutes.objects.filter(meeting__in=occasions).select_related("meeting__assembly", "meeting__kind")
    further: list[tuple[timedelta, Callable[[Minutes], object]]] = [
        (DRAFT + HOUR, lambda one: actions.propose_minutes(one, by=office.clerk)),
        (WEEK, lambda one: actions.approve_minutes(one, by=office.approver)),
        (WEEK + HOUR, lambda one: actions.issue_minutes(one, by=office.clerk)),
    ]
    with batch(rows, occasions) as held_rows:
        for minutes in sorted(held_rows, key=lambda one: one.meeting.ends_at):
            for later, act in further[: max(steps - 1, 0)]:
                with clock.at(minutes.meeting.ends_at + later):
                    act(minutes)


def _speak(office: Office, speaker: Member, day: date) -> None:
    given = actions.Given(
        title="关于补齐县域养老服务短板的建议",
        level=SpeechLevel.PROVINCE,
        occasion=f"省政协全体会议（{day.year} 年）",
        spoken_on=day,
        speaker=speaker,
    )
    with clock.at(_at(day, 18)):
        actions.note_speech(office.city.assembly, by=office.clerk, given=given)


def coming(city: City) -> None:
    """A study session next week, with its agenda and its seats, to which the first members are called; a forum at this
    hour."""
    office, members = Office.of(city), cast_of(city, 10).members
    ahead = timezone.localdate() + timedelta(days=7)
    starts_at = _at(ahead + timedelta(days=(7 - ahead.weekday()) % 7 if ahead.weekday() > 4 else 0), 15)
    number = queries.next_number(Term.objects.get(assembly=city.assembly, number=10), office.kinds["study"])
    whole = actions.Occasion(
        kind=office.kinds["study"],
        title=TITLES["study"].format(number=number),
        place="政协机关会议室",
        text="请提前半小时签到。",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        number=number,
    )
    with clock.at(timezone.now() - timedelta(hours=4)):
        meeting = actions.draw_up(office.city.assembly, by=office.clerk, occasion=whole)
        for point in (
            actions.Point("学习政协章程", kind="first_topic", studied="《中国人民政治协商会议章程》", minutes=30),
            actions.Point("交流发言", kind="speeches", minutes=60),
        ):
            actions.add_item(meeting, by=office.clerk, point=point)
        actions.put_on_roster(meeting, by=office.clerk, people=[*members[:12], *members[-8:]])
        meeting.refresh_from_db()
        actions.approve(meeting, by=office.approver)
        meeting = actions.notify(meeting, by=office.clerk, reason="演示")
        _seat(office, meeting)
    with clock.at(timezone.now() - timedelta(hours=2)):
        floor.offer(office.clerk, meeting, members[0], TOPICS[3])
        floor.offer(office.clerk, meeting, members[1], TOPICS[7])
    _before_the_notice(office, members, starts_at + timedelta(weeks=5))
    forums.begin(office.kinds["forum"], members[:10], clerk=office.clerk, approver=office.approver)


def _before_the_notice(office: Office, members: Sequence[Member], starts_at: datetime) -> None:
    """Two forums whose notices nobody has yet: one waits to be approved, one was sent back."""
    for title, lacking in (("老城区停车设施座谈会", ""), ("非遗工坊座谈会", "请写明集合地点和乘车安排。")):
        planned = actions.Occasion(
            kind=office.kinds["forum"],
            title=title,
            place="政协机关会议室",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
        )
        with clock.at(timezone.now() - timedelta(hours=3)):
            meeting = actions.draw_up(office.city.assembly, by=office.clerk, occasion=planned)
            actions.put_on_roster(meeting, by=office.clerk, people=members[:10])
            meeting = actions.ask_approval(meeting, by=office.clerk)
            if lacking:
                actions.return_notice(meeting, by=office.approver, reason=lacking)


def _seat(office: Office, meeting: Meeting) -> None:
    """A room with a table for the leaders; everybody is told their seat."""
    plan = actions.draw_plan(meeting, by=office.clerk, rows=[[8], [6, 6], [6, 6]], leaders=1)
    actions.arrange_seats(plan, by=office.clerk, order=SeatOrder.RANK, revision=plan.revision)
    actions.publish_plan(plan, by=office.clerk)
