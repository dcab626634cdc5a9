"""Occasions of a small assembly in any state, with a roster, laid down as rows: their verbs have tests of their own."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from tests.again import remembered
from tests.factories.accounts import ScopeFactory, people_with
from tests.factories.members import (
    AssemblyFactory,
    CommitteeFactory,
    PostFactory,
    SectorFactory,
    SessionFactory,
    members_of,
)
from xieshang.accounts.models import PUBLIC, Person, Visitor
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Attendee, Kind, Meeting, Sitting
from xieshang.meetings.states import State
from xieshang.members.models import Assembly, Member, Organ, Sector, Session
from xieshang.members.states import PostKind
from xieshang.spine import clock

serial = count(1)


@dataclass
class Hall:
    """An assembly with its kinds of occasion, four members in two sectors, and who works for it."""

    assembly: Assembly
    session: Session
    sectors: list[Sector]
    committee: Organ
    members: list[Member]
    cast: dict[str, Person | Visitor]

    def person(self, name: str) -> Person:
        """Somebody of the cast who signs in."""
        person = self.cast[name]
        assert isinstance(person, Person)
        return person

    def kind(self, code: str) -> Kind:
        """One of the assembly's kinds."""
        return Kind.objects.get(assembly=self.assembly, code=code)


@remembered
def hall() -> Hall:
    """A fresh one, in the fourth session of its ninth term; all of its people hold their roles since 2018."""
    assembly = AssemblyFactory(code=f"meeting-hall-{next(serial)}")
    session = SessionFactory(term__assembly=assembly)
    sectors = [SectorFactory(term=session.term, name=name) for name in ("教育界", "经济界")]
    committee = CommitteeFactory(assembly=assembly)
    here = assembly.scope
    staff = {
        "office": ("office_clerk", here),
        "secretary": ("secretary_general", here),
        "officer": ("committee_officer", committee.scope),
        "chair": ("chair", here),
        "administrator": ("administrator", here),
        "elsewhere": ("office_clerk", ScopeFactory()),
    }
    people = people_with(*staff.values(), *[("member", here)] * 4)
    sitting = people[len(staff) :]
    members = members_of(session.term, sectors, committee, sitting, ("林一", "林二", "林三", "林四"))
    PostFactory(member=members[0], kind=PostKind.CHAIR)
    PostFactory(member=members[1], kind=PostKind.STANDING)
    PostFactory(member=members[2], kind=PostKind.CONVENOR, sector=sectors[0])
    cast: dict[str, Person | Visitor] = {
        **dict(zip(staff, people, strict=False)),
        "public": PUBLIC,
        **{f"member {number}": person for number, person in enumerate(sitting, start=1)},
    }
    place = Hall(assembly, session, sectors, committee, members, cast)
    actions.found_kinds(assembly, by=place.person("office"))
    return place


@remembered
def meeting(place: Hall, /, state: str = State.NOTIFIED, *, kind: str = "plenary", **parts: Any) -> Meeting:
    """An occasion of three hours that began half an hour ago, in a state, with all members on its roster."""
    now = clock.now().replace(microsecond=0)
    told = state not in {State.DRAFT, State.APPROVED}
    whole = {
        "title": "九届四次全体会议",
        "place": "会议中心",
        "starts_at": now - timedelta(minutes=30),
        "ends_at": now + timedelta(minutes=150),
        "notified_at": now - timedelta(days=20) if told else None,
        "opened_at": now - timedelta(minutes=30) if state in {State.OPEN, State.CLOSED} else None,
        "closed_at": now if state == State.CLOSED else None,
        "gate": "gate-of-this-occasion",
    }
    made = Meeting.objects.create(
        assembly=place.assembly, term=place.session.term, kind=place.kind(kind), state=state, **{**whole, **parts}
    )
    sitting = Sitting.objects.create(meeting=made, number=1, starts_at=made.starts_at, ends_at=made.ends_at)
    for position, member in enumerate(place.members, start=1):
        attendee = Attendee.objects.create(
            meeting=made,
            person=member.person,
            member=member,
            name=member.name,
            spelled=member.spelled,
            label=member.sector.name,
            sector=member.sector,
            position=position,
        )
        Attendance.objects.create(sitting=sitting, attendee=attendee)
    return made


def attendee(made: Meeting, member: Member) -> Attendee:
    """A member's line on the roster."""
    return Attendee.objects.get(meeting=made, member=member)


@remembered
def sign_in_all(made: Meeting) -> None:
    """Everybody is there, as rows."""
    Attendance.objects.filter(sitting__meeting=made).update(presence="present", way="list", in_at=made.starts_at)
