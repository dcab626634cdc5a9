"""Somebody with the application's own role tries to link who voted with what was voted."""

from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.db import connection

from tests.factories import meetings as factory
from tests.factories.accounts import person_with
from tests.factories.meetings import Hall
from tests.factories.members import MemberFactory
from tests.meetings import voting
from xieshang.meetings import actions, reactions
from xieshang.meetings.models import Vote
from xieshang.meetings.states import VoteKind, VoteState, VoteWay
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 32


@pytest.fixture
def place(moment: datetime) -> Hall:
    """A hall of many members."""
    made = factory.hall()
    for index in range(4, VOTERS):
        person = person_with("member", made.assembly.scope)
        sector = made.sectors[index % 2]
        member = MemberFactory(term=made.session.term, sector=sector, committee=made.committee, person=person)
        made.members.append(member)
    return made


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the database says, in the order in which the rows lie."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def election(place: Hall) -> tuple[Vote, list[int]]:
    """An open election in which each voter has marked one candidate of their own; and the order in which they voted."""
    names = [f"候选人{number}" for number in range(1, VOTERS + 1)]
    meeting = voting.session(place)
    parts = {"kind": VoteKind.ELECTION, "candidates": names, "seats": 1}
    vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **parts)
    order = Random(7).sample(range(1, VOTERS + 1), VOTERS)
    for number in order:
        person = place.members[number - 1].person
        assert person is not None
        actions.cast_vote(vote, by=person, choices={number: "for"})
    return vote, order


BALLOTS = "SELECT (SELECT key::int FROM jsonb_each(choices)), xmin::text FROM meetings_ballot WHERE vote_id = %s"
CASTS = "SELECT member_id, c.xmin::text FROM meetings_cast c JOIN meetings_attendee a ON a.id = attendee_id"


def likeness(order: list[int], other: list[int]) -> float:
    """How alike two orders are: 1 the same, -1 the reverse, about 0 by chance (Spearman)."""
    at = {value: place for place, value in enumerate(other)}
    apart = sum((place - at[value]) ** 2 for place, value in enumerate(order))
    return 1 - 6 * apart / (len(order) * (len(order) ** 2 - 1))


def test_while_it_is_open_the_database_could_tell(place: Hall) -> None:
    """As the page says: whoever runs the database can link both by the transaction until the vote is closed."""
    vote, order = election(place)
    of_ballots = {tx: number for number, tx in asked(BALLOTS, vote.pk)}
    of_casts = {tx: place.members[order[0] - 1].pk for _member, tx in asked(CASTS)[:1]}
    assert {*of_casts} <= {*of_ballots}
    assert [number for number, _tx in asked(BALLOTS + " ORDER BY xmin::text::bigint", vote.pk)] == order


def test_after_closing_neither_order_nor_transaction_nor_key_tells(place: Hall) -> None:
    """All rows are of one transaction; ballots lie in an order of their own, under new keys; casts in the roster's."""
    vote, order = election(place)
    before = {key for (key,) in asked("SELECT id FROM meetings_ballot WHERE vote_id = %s", vote.pk)}
    actions.close_vote(vote, by=place.person("office"))
    lying = [number for number, _tx in asked(BALLOTS + " ORDER BY ctid", vote.pk)]
    by_key = [number for number, _tx in asked(BALLOTS + " ORDER BY id", vote.pk)]
    assert sorted(lying) == sorted(order)
    assert abs(likeness(order, lying)) < 0.85
    assert abs(likeness(order, by_key)) < 0.85
    assert not before & {key for (key,) in asked("SELECT id FROM meetings_ballot WHERE vote_id = %s", vote.pk)}
    assert len({tx for _number, tx in asked(BALLOTS, vote.pk)} | {tx for _member, tx in asked(CASTS)}) == 1
    members = [one.pk for one in place.members]
    assert [member for member, _tx in asked(CASTS + " ORDER BY c.ctid")] == members
    assert [member for member, _tx in asked(CASTS + " ORDER BY c.id")] == members


def test_neither_row_holds_a_moment_or_the_other_s_key(place: Hall) -> None:
    """No column of a secret ballot varies but its key and what was voted; of a cast, but its key and who."""
    vote, _order = election(place)
    actions.close_vote(vote, by=place.person("office"))
    assert asked("SELECT DISTINCT attendee_id, vote_id, valid FROM meetings_ballot") == [(None, vote.pk, True)]
    assert asked('SELECT DISTINCT "at", vote_id FROM meetings_cast') == [(None, vote.pk)]


def test_the_ledger_tells_that_and_never_when_or_after_whom(place: Hall) -> None:
    """While it is open it hears nothing; at closing of all at once, in the order of the roster."""
    vote, _order = election(place)
    assert not Entry.objects.filter(kind="meetings.voted").exists()
    actions.close_vote(vote, by=place.person("office"))
    reactions.who_voted(Entry.objects.get(kind="meetings.vote_closed"))
    voted = Entry.objects.filter(kind="meetings.voted").order_by("id")
    assert [entry.payload["member"] for entry in voted] == [one.pk for one in place.members]
    assert len({(entry.at, entry.tx) for entry in voted}) == 1
    assert {*voted[0].payload} == {"vote", "title", "member", "name"}


def test_the_application_cannot_look_below_its_rows(place: Hall) -> None:
    """Dead rows can be read only by who runs the database: the role has no way to the pages of a table."""
    (may,) = asked(
        "SELECT rolsuper OR pg_has_role(current_user, 'pg_read_server_files', 'USAGE') FROM pg_roles"
        " WHERE rolname = current_user"
    )
    assert may == (False,)
