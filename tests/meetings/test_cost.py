"""What hundreds do within seconds costs each of them a few rows, whoever else is on the roster."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from tests import again
from tests.database import superuser
from tests.factories.accounts import client_of
from tests.factories.meetings import Hall, hall
from tests.meetings import voting
from xieshang.accounts.models import Person
from xieshang.meetings import actions
from xieshang.meetings.actions import Point
from xieshang.meetings.door import gate
from xieshang.meetings.models import Attendance, Attendee, Cast, DoorRecord, Meeting, Turn
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import ItemKind, VoteWay
from xieshang.members.models import Member
from xieshang.spine import clock

pytestmark = pytest.mark.django_db
PEOPLE = 400
MOST = 30
"""So many rows at the most go through any step of any statement, whether they are kept or dropped there."""


@pytest.fixture
def place(moment: datetime) -> Hall:
    """With keys of its own: an index counts rows of the same key that other tests have left and taken back."""
    again.begin(empty=False)
    return hall()


@pytest.fixture
def full(place: Hall) -> Meeting:
    """An occasion that is on with four hundred more on its roster; all have signed in but the first member."""
    made = voting.session(place, kind="standing")
    like, line = place.members[0], Attendee.objects.filter(meeting=made).first()
    assert line is not None
    people = Person.objects.bulk_create(
        Person(home=like.person.home, name="陈众", email=f"many-{at}@example.com") for at in range(PEOPLE)
    )
    members = Member.objects.bulk_create(copy(like, person=one, number=f"M{one.pk}") for one in people)
    lines = Attendee.objects.bulk_create(
        copy(line, person=one.person, member=one, position=at) for at, one in enumerate(members, start=10)
    )
    sitting = made.sittings.get()
    there: dict[str, Any] = {"presence": "present", "way": "list", "in_at": made.starts_at}
    Attendance.objects.bulk_create(Attendance(sitting=sitting, attendee=one, **there) for one in lines)
    Attendance.objects.filter(attendee=line).update(presence="expected", way="", in_at=None)
    return made


def copy(row: Any, **parts: Any) -> Any:
    """The same row as a new one, with other parts."""
    held = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    return type(row)(**{**held, **{f"{name}_id" if hasattr(value, "pk") else name: getattr(value, "pk", value)
                                   for name, value in parts.items()}})  # fmt: skip


class Explained:
    """Sees every statement before it is sent: how many rows its costliest step takes in, as the database counts them
    when it runs it; what that run did is taken back."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str, str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().split(None, 1)[0].upper() in {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}:
            raw = context["cursor"].cursor
            raw.execute("SAVEPOINT explained")
            raw.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            ((plan,),) = raw.fetchall()
            raw.execute("ROLLBACK TO SAVEPOINT explained")
            plan = json.loads(plan) if isinstance(plan, str) else plan
            self.found.append(max((*step, sql) for step in steps(plan[0]["Plan"])))
        return execute(sql, params, many, context)

    @property
    def beyond(self) -> list[tuple[int, str, str]]:
        """The statements with a step that takes in more rows than a few."""
        return [one for one in self.found if one[0] > MOST]


def steps(plan: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Each step of a plan with the rows that it gave or dropped, over all its runs."""
    dropped = sum(number for name, number in plan.items() if name.startswith("Rows Removed by"))
    yield round(plan["Actual Loops"] * (plan["Actual Rows"] + dropped)), plan["Node Type"]
    for part in plan.get("Plans", ()):
        yield from steps(part)


def explained(address: str, person: Person, **sent: str) -> Explained:
    """What a form costs that somebody sends, with what the database knows of its tables brought up to date."""
    client = client_of(person)
    with superuser(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seen = Explained()
    with connection.execute_wrapper(seen):
        assert client.post(address, sent).status_code == 302
    return seen


def test_what_reckons_everybody_is_beyond_it(full: Meeting) -> None:
    """So that the others can fail: who is in the hall is all of them."""
    seen = Explained()
    with connection.execute_wrapper(seen):
        assert len(queries.in_hall(full.sittings.get())) == PEOPLE + 3
    ((rows, _step, _sql),) = seen.beyond
    assert rows >= PEOPLE


@pytest.mark.parametrize("way", [VoteWay.NAMED, VoteWay.SECRET])
def test_a_vote_asks_for_one_person_s_presence(place: Hall, full: Meeting, way: VoteWay) -> None:
    """And not for everybody's."""
    vote = voting.vote_in(place, full, "open", way)
    address = f"/meetings/{full.pk}/votes/{vote.pk}/ballot"
    seen = explained(address, place.person("member 2"), step="cast", option_1="for")
    assert (seen.beyond, Cast.objects.count()) == ([], 1)
    assert any("INSERT INTO meetings_ballot" in sql for _rows, _step, sql in seen.found)


def test_a_sign_in_looks_at_one_line_of_the_roster(place: Hall, full: Meeting) -> None:
    word = gate.code(full.gate, gate.step_of(clock.now()))
    seen = explained(f"/meetings/{full.pk}/door/arrival", place.person("member 1"), word=word)
    assert (seen.beyond, DoorRecord.objects.count()) == ([], 1)


def test_a_request_for_the_floor_looks_at_the_list_alone(place: Hall, full: Meeting) -> None:
    """At those who wait, and not at the roster; in the name of a body, too."""
    office = place.person("office")
    item = actions.add_item(full, by=office, point=Point(title="发言"))
    for first in full.items.filter(kind=ItemKind.FIRST_TOPIC):
        actions.skip_item(first, by=office)
    actions.begin_item(item, by=office)
    address = f"/meetings/{full.pk}/agenda/{item.pk}/speakers/own"
    seen = explained(address, place.person("member 3"), whom=f"sector-{place.members[2].sector_id}")
    assert (seen.beyond, Turn.objects.exclude(named_at=None).count()) == ([], 1)
