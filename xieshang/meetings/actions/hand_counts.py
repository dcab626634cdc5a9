"""Raised hands and paper, counted by people and entered."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, rules
from xieshang.meetings.counting import Poll, Tally
from xieshang.meetings.models import Count, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import Choice, VoteWay
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_count_by_hand, first="meeting")
def count_by_hand(vote: Vote, *, by: Person, tally: Tally) -> Count:
    """Enter what was counted; entered again, it replaces one's own former count, which is kept.

    Of raised hands one person counts, of paper two, who must agree. Numbers that cannot be are refused.
    """
    present = queries.present_during(vote, until=clock.now()).count()
    poll = queries.poll_of(vote)
    if vote.way == VoteWay.HANDS:
        tally.issued = present
        tally.returned = max((sum(votes.values()) for votes in tally.options.values()), default=0)
        _raised(poll, tally, present)
    else:
        _on_paper(poll, tally, present)
    former = Count.objects.filter(vote=vote, by=by, replaced_at__isnull=True).first()
    if former is not None:
        former.replaced_at = clock.now()
        keep(former)
    count = keep(Count(vote=vote, by=by, at=clock.now(), tally=tally.as_json()))
    events.COUNTED_BY_HAND.record(vote.meeting, by, vote=vote.pk, title=vote.title, is_correction=former is not None)
    return count


def _raised(poll: Poll, tally: Tally, present: int) -> None:
    """Nobody raises a hand twice, and only those present do."""
    for number, votes in tally.options.items():
        total = sum(votes.values())
        if total > present:
            words = {"name": poll.options[number], "total": total, "present": present}
            raise Refused(
                _("“%(name)s”三项合计 %(total)s 人，多于在场的 %(present)s 人，请核对。") % words,
                field=f"option_{number}_for",
            )


def _on_paper(poll: Poll, tally: Tally, present: int) -> None:
    """Ballots given out fit those present; of each option the three are the valid ballots; names fit the seats.

    More ballots back than were given out is no fault of who counts: it makes the vote void (`counting.judge`).
    """
    if tally.issued > present:
        words = {"issued": tally.issued, "present": present}
        raise Refused(_("发出 %(issued)s 张，多于在场的 %(present)s 人，请核对。") % words, field="issued")
    if tally.invalid > tally.returned:
        raise Refused(_("无效票不会多于收回的票，请核对。"), field="invalid")
    for number, votes in tally.options.items():
        total = sum(votes.values())
        if total != tally.valid:
            facts = {"name": poll.options[number], "total": total, "valid": tally.valid}
            raise Refused(
                _("“%(name)s”三项合计 %(total)s，应等于有效票 %(valid)s 张（收回的减去无效的），请核对。") % facts,
                field=f"option_{number}_for",
            )
    if tally.written and not poll.write_ins:
        raise Refused(_("这次选举不能另选他人。"), field="written")
    votes_for = sum(votes[Choice.FOR] for votes in tally.options.values()) + sum(tally.written.values())
    if poll.is_election and votes_for > poll.seats * tally.valid:
        words = {"votes": votes_for, "most": poll.seats * tally.valid}
        raise Refused(_("赞成票合计 %(votes)s，多于有效票能投的 %(most)s 票，请核对。") % words)
