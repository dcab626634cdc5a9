"""Casting a vote, and keeping apart who voted and what was voted (decision 16).

While a vote is open, its rows say in whose transaction they were written. When it is closed they are rewritten:
ballots under new random keys and in random order, who voted in the order of the roster, all in one transaction.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, rules
from xieshang.meetings.counting import Sheet, is_valid
from xieshang.meetings.models import Ballot, Cast, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import batch, current_batch
from xieshang.spine.rule import Refused

_CAST = """
WITH standing AS (
  SELECT vote.id AS vote_id, attendee.id AS attendee_id, vote.way = 'named' AS named
  FROM meetings_vote vote
  JOIN meetings_attendee attendee
    ON attendee.meeting_id = vote.meeting_id AND attendee.person_id = %(person)s AND attendee.part = 'entitled'
  WHERE vote.id = %(vote)s AND vote.state = 'open' AND vote.way IN ('named', 'secret') AND (
    SELECT seen.presence IN ('present', 'late') AND seen.out_at IS NULL FROM meetings_appearance seen
    WHERE seen.sitting_id = vote.sitting_id AND seen.attendee_id = attendee.id
  )
  FOR KEY SHARE OF vote
), noted AS (
  INSERT INTO meetings_cast (vote_id, attendee_id, at)
  SELECT vote_id, attendee_id, CASE WHEN named THEN %(at)s::timestamptz END FROM standing
  ON CONFLICT (vote_id, attendee_id) DO NOTHING
  RETURNING vote_id, attendee_id
)
INSERT INTO meetings_ballot (id, vote_id, attendee_id, choices, written, valid)
SELECT gen_random_uuid(), noted.vote_id, CASE WHEN standing.named THEN noted.attendee_id END,
       %(choices)s::jsonb, %(written)s::jsonb, true
FROM noted JOIN standing USING (vote_id, attendee_id)
"""
"""State, entitlement and presence are asked, and both rows written, in one statement: nobody votes after closing,
which locks the vote, nor twice, whatever is sent at once. Presence is a value, not a join: joined, the whole view
would be reckoned for each vote."""


@action(rules.may_cast_vote, lock=False, records=False)
def cast_vote(vote: Vote, *, by: Person, choices: Mapping[int, str], written: Sequence[str] = ()) -> Vote:
    """Vote, once and for good. What is left out is an abstention; of a question, a choice is asked for.

    The ledger hears of it when the vote is closed, of all who voted at once: an entry now would tell the order.
    """
    names = [name.strip() for name in written if name.strip()]
    _sound(vote, choices, names)
    values: dict[str, Any] = {
        "person": by.pk,
        "vote": vote.pk,
        "at": clock.now(),
        "choices": json.dumps({str(number): choices[number] for number in sorted(choices)}),
        "written": json.dumps([[name, "for"] for name in names]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CAST, values)
        done = cursor.rowcount
    if not done:
        queries.forget_standing(vote)
        raise Refused(rules.may_cast_vote(by, vote).reason or _("投票没有收到，请再投一次。"))
    return vote


def _sound(vote: Vote, choices: Mapping[int, str], names: Sequence[str]) -> None:
    """Refused where the ballot would be invalid: on paper it is, here it is said before."""
    poll = queries.poll_of(vote)
    if not poll.is_election and 1 not in choices:
        raise Refused(_("请选择赞成、反对或者弃权。"), field="option_1")
    marked = sum(choice == "for" for choice in choices.values()) + len(names)
    if poll.is_election and marked > poll.seats:
        words = {"seats": poll.seats, "marked": marked}
        raise Refused(_("应选 %(seats)s 名，您选了 %(marked)s 名；多选的票无效，请去掉多出的。") % words)
    if not is_valid(poll, Sheet(choices, [(name, "for") for name in names])):
        raise Refused(_("另选的姓名写重了，或者已经是候选人；候选人请直接在名单上选。"), field="written")


@action(rules.may_note_who_voted, lock=False, records=False)
def note_who_voted(vote: Vote, *, by: None) -> Vote:
    """Record of each who voted that they did, once the vote is closed: together, in the order of the roster."""
    casts = Cast.objects.filter(vote=vote).select_related("attendee__person")
    together: AbstractContextManager[Any] = nullcontext() if current_batch() else batch()
    with together:
        for cast in casts.order_by("attendee__position", "attendee"):
            one = cast.attendee
            events.VOTED.record(
                vote.meeting, one.person, vote=vote.pk, title=vote.title, member=one.member_id, name=one.name
            )
    return vote


def mix(vote: Vote) -> None:
    """Rewrite the rows of a secret vote, so that nothing in them tells whose ballot is whose."""
    with connection.cursor() as cursor:
        cursor.execute(_MIX_BALLOTS, [vote.pk])
        cursor.execute(_MIX_CASTS, [vote.pk])


_MIX_BALLOTS = """
WITH old AS (DELETE FROM meetings_ballot WHERE vote_id = %s RETURNING vote_id, choices, written, valid)
INSERT INTO meetings_ballot (id, vote_id, choices, written, valid)
SELECT gen_random_uuid(), vote_id, choices, written, valid FROM old ORDER BY gen_random_uuid()
"""
_MIX_CASTS = """
WITH old AS (DELETE FROM meetings_cast WHERE vote_id = %s RETURNING vote_id, attendee_id)
INSERT INTO meetings_cast (vote_id, attendee_id) SELECT vote_id, attendee_id FROM old ORDER BY attendee_id
"""


def destroy(vote: Vote) -> None:
    """Remove the votes of a vote that is given up before it was counted."""
    Ballot.objects.filter(vote=vote).delete()
    Cast.objects.filter(vote=vote).delete()
