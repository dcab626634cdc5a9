"""What happens to a vote. Nothing is recorded while a vote is open, so that no entry tells when or after whom."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class OfVote:
    """`vote` is its key."""

    vote: int
    title: str


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """`conclusion` and `rule` are the sentences; `tally` is `counting.Tally` as JSON keeps it."""

    vote: int
    title: str
    conclusion: str
    rule: str
    entitled: int
    present: int
    tally: dict[str, object]


@dataclass(frozen=True, slots=True)
class Concluded:
    vote: int
    title: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class VoteCancelled:
    vote: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class CountedByHand:
    """`is_correction`: the same person had entered another count before."""

    vote: int
    title: str
    is_correction: bool


@dataclass(frozen=True, slots=True)
class Voted:
    """That a member voted, never what; recorded for all at once when the vote is closed, in the order of the roster."""

    vote: int
    title: str
    member: int | None
    name: str


VOTE_DRAFTED = Event("meetings.vote_drafted", _("拟定了表决“%(title)s”"), OfVote)
VOTE_CHANGED = Event("meetings.vote_changed", _("修改了拟定的表决“%(title)s”"), OfVote)
VOTE_REMOVED = Event("meetings.vote_removed", _("移去了拟定的表决“%(title)s”"), OfVote)
VOTE_OPENED = Event("meetings.vote_opened", _("“%(title)s”开始投票"), OfVote)
VOTED = Event("meetings.voted", _("%(name)s参加了“%(title)s”的投票"), Voted)
COUNTED_BY_HAND = Event("meetings.counted_by_hand", _("录入了“%(title)s”的计票结果"), CountedByHand)
VOTE_CLOSED = Event("meetings.vote_closed", _("“%(title)s”截止投票并计票：%(conclusion)s"), VoteClosed)
VOTE_ANNOUNCED = Event("meetings.vote_announced", _("宣布“%(title)s”的结果：%(conclusion)s"), Concluded)
VOTE_CANCELLED = Event("meetings.vote_cancelled", _("作废了表决“%(title)s”：%(reason)s"), VoteCancelled)
