"""A hall of members who have signed in, with their browsers' cookies: rows, as their verbs are measured elsewhere."""

from copy import copy
from time import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from tests.factories import meetings as factory
from xieshang.accounts.duties import SEEN
from xieshang.accounts.models import Person
from xieshang.accounts.sessions import SessionStore
from xieshang.accounts.web import BACKEND
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Attendee
from xieshang.meetings.states import Majority, Part, Presence, State, VoteKind, VoteWay
from xieshang.members.models import Member


def build(voters: int, votes: int) -> dict[str, Any]:
    """The keys of the occasion and its open votes, each voter's line on the roster and cookie, and the clerk's."""
    place = factory.hall()
    meeting = factory.meeting(place, State.OPEN)
    people = _people(place, voters)
    members = _members(place, people)
    lines = Attendee.objects.bulk_create(
        Attendee(meeting=meeting, person=person, member=member, name=member.name, part=Part.ENTITLED, position=10 + at)
        for at, (person, member) in enumerate(zip(people, members, strict=True))
    )
    sitting = meeting.sittings.get()
    Attendance.objects.bulk_create(
        Attendance(sitting=sitting, attendee=line, presence=Presence.PRESENT, in_at=meeting.starts_at) for line in lines
    )
    Attendee.objects.filter(meeting=meeting, position__lt=10).delete()
    clerk = place.person("office")
    return {
        "meeting": meeting.pk,
        "votes": [_open_vote(meeting, clerk) for _ in range(votes)],
        "voters": [[line.pk, _cookie(person)] for line, person in zip(lines, people, strict=True)],
        "clerk": _cookie(clerk),
    }


def _people(place: factory.Hall, voters: int) -> list[Person]:
    one, people = place.person("member 1"), []
    for at in range(voters):
        person = copy(one)
        person.pk, person.name, person.phone, person.email = None, f"委员{at}", f"139{at:08d}", f"voter{at}@example.org"
        person._state = copy(one._state)
        person._state.adding = True
        people.append(person)
    return Person.objects.bulk_create(people)


def _members(place: factory.Hall, people: list[Person]) -> list[Member]:
    one, members = place.members[0], []
    for at, person in enumerate(people):
        member = copy(one)
        member._state = copy(one._state)
        member._state.adding = True
        member.pk, member.person, member.name = None, person, person.name
        members.append(member)
        if hasattr(member, "number"):
            member.number = f"B{at:05d}"
    return Member.objects.bulk_create(members)


def _open_vote(meeting: Any, clerk: Person) -> int:
    asked = actions.Question("通过工作报告的决议", VoteKind.QUESTION, VoteWay.SECRET, Majority.ENTITLED)
    vote = actions.draw_up_vote(meeting, by=clerk, question=asked)
    return int(actions.open_vote(vote, by=clerk).pk)


def _cookie(person: Person) -> str:
    """The cookie of a browser in which this person has signed in and looked at a page."""
    store = SessionStore()
    store.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            SEEN: int(time()),
        }
    )
    store.save()
    UserSession.objects.create(user=person, session_key=store.session_key, ip="127.0.0.1", user_agent="bench")
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
