"""Quality beside quantity: of what a member did in a year, what became of it until now.

A pure function of the member's facts and of what the ledger says of the same things, whenever it says so: a case that
was submitted in December and filed in January was adopted. Each number is a list of ledger entries, one a thing: the
entry that says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.duties.schemes import Item, Match
from xieshang.duties.scoring import THERE, Fact, matches
from xieshang.meetings import events as meetings
from xieshang.proposals import events as proposals
from xieshang.proposals.states import FollowUpKind, FollowUpOutcome, ReplyClass
from xieshang.spine.models import Entry


class Outcome(StrEnum):
    """What a number counts: what was done, and what became of that."""

    DONE = "done"
    ADOPTED = "adopted"
    SINGLED_OUT = "singled_out"
    CARRIED_OUT = "carried_out"
    HONOURED = "honoured"


SAYING: Final[dict[Outcome, frozenset[str]]] = {
    Outcome.ADOPTED: frozenset(
        {
            proposals.FILED.kind,
            proposals.OVERRULED.kind,
            proposals.MERGED.kind,
            meetings.SPEECH_TAKEN.kind,
            meetings.SPEECH_NOTED.kind,
            "opinions.adopted",
        }
    ),
    Outcome.SINGLED_OUT: frozenset({proposals.KEY_DECIDED.kind, "opinions.instructed"}),
    Outcome.HONOURED: frozenset({proposals.HONOURED.kind}),
}
"""The kinds of event that say so of the thing of which they speak; those of rooms that do not stand yet by name."""
ANSWERING: Final = frozenset(
    {
        proposals.REPLIED.kind,
        proposals.REPLY_SENT_BACK.kind,
        proposals.HANDLED_AGAIN.kind,
        proposals.FOLLOWED_UP.kind,
    }
)
"""The kinds from which follows what was carried out."""
KINDS: Final = ANSWERING.union(*SAYING.values())
INSTRUCTION: Final = "instruction"
"""The form of what bears a leader's instruction (批示), whatever its kind."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of thing that members do; `becomes`: what can become of it."""

    code: str
    title: str | Promise
    match: Match
    becomes: frozenset[Outcome] = frozenset()


def _meant(*kinds: str, **where: Iterable[str]) -> Match:
    return Match(kinds, tuple((name, frozenset(values)) for name, values in where.items()))


_OF_CASES: Final = frozenset({Outcome.ADOPTED, Outcome.SINGLED_OUT, Outcome.CARRIED_OUT, Outcome.HONOURED})
SORTS: Final = (
    Sort("proposed", _("提案（第一提案人）"), _meant(proposals.SUBMITTED.kind, part=["first"]), _OF_CASES),
    Sort("joined", _("提案（联名）"), _meant(proposals.SUBMITTED.kind, part=["other"]), _OF_CASES),
    Sort("supported", _("附议提案"), _meant(proposals.SUPPORTED.kind), _OF_CASES),
    Sort(
        "opinions",
        _("社情民意信息"),
        _meant("opinions.submitted"),
        frozenset({Outcome.ADOPTED, Outcome.SINGLED_OUT}),
    ),
    Sort(
        "speeches",
        _("大会发言"),
        _meant(meetings.SPEECH_OFFERED.kind, meetings.SPEECH_NOTED.kind),
        frozenset({Outcome.ADOPTED}),
    ),
    Sort("spoken", _("在会议上发言"), _meant(meetings.TURN_ENDED.kind)),
    Sort("attended", _("参加会议活动"), _meant(meetings.ATTENDED.kind, presence=THERE)),
)
"""What the ledger tells of by itself; what is entered by hand has a sort for each item of the scheme."""


def sorts_of(items: Iterable[Item]) -> tuple[Sort, ...]:
    """All sorts: those of the ledger, then those of a scheme's items that are entered by hand."""
    return (*SORTS, *(Sort(f"item-{item.code}", item.title, item.match) for item in items if item.by_hand))


@dataclass(frozen=True, slots=True)
class Quality:
    """What was done of one sort, and what became of it: the ledger's entries by outcome, one a thing, in the order of
    the things; an outcome that cannot be is not there."""

    sort: Sort
    entries: Mapping[Outcome, tuple[int, ...]]

    def count(self, outcome: Outcome) -> int | None:
        """How many things; None where that cannot become of them."""
        found = self.entries.get(outcome)
        return None if found is None else len(found)


def quality_of(sort: Sort, facts: Iterable[Fact], said: Mapping[str, Sequence[Entry]]) -> Quality:
    """`facts`: a member's year; `said`: the entries of `KINDS` by their subject, each in the ledger's order."""
    done = _each_once(fact for fact in facts if matches(sort.match, fact))
    entries = {Outcome.DONE: tuple(done.values())}
    for outcome in Outcome:
        if outcome in sort.becomes:
            found = (_saying(outcome, said.get(subject, ())) for subject in done)
            entries[outcome] = tuple(entry.pk for entry in found if entry is not None)
    return Quality(sort, entries)


def _each_once(facts: Iterable[Fact]) -> dict[str, int]:
    """The first entry of each thing, in the order of their days."""
    first: dict[str, int] = {}
    for fact in sorted(facts, key=lambda one: one.order):
        first.setdefault(fact.subject, fact.entry)
    return first


def _saying(outcome: Outcome, said: Sequence[Entry]) -> Entry | None:
    """The last entry by which this has become of a thing."""
    if outcome is Outcome.CARRIED_OUT:
        return _carried_out(said)
    found = (one for one in said if one.kind in SAYING[outcome] or _is_instruction(outcome, one))
    return max(found, key=lambda one: one.pk, default=None)


def _is_instruction(outcome: Outcome, entry: Entry) -> bool:
    return outcome is Outcome.SINGLED_OUT and entry.payload.get("form") == INSTRUCTION


def _carried_out(said: Sequence[Entry]) -> Entry | None:
    """Every reply that stands is of class A, or what it promised was found done; what was sent back or asked for anew
    does not stand."""
    standing: dict[str, tuple[Entry, bool]] = {}
    for entry in said:
        told = entry.payload
        if entry.kind == proposals.REPLIED.kind:
            standing[told["bureau_name"]] = (entry, told["reply_class"] == ReplyClass.A)
        elif entry.kind == proposals.REPLY_SENT_BACK.kind:
            standing.pop(told["bureau_name"], None)
        elif entry.kind == proposals.HANDLED_AGAIN.kind:
            standing.clear()
        elif entry.kind == proposals.FOLLOWED_UP.kind and _is_kept(entry) and told["bureau_name"] in standing:
            standing[told["bureau_name"]] = (entry, True)
    if not standing or not all(is_done for _entry, is_done in standing.values()):
        return None
    return max((entry for entry, _is_done in standing.values()), key=lambda one: one.pk)


def _is_kept(entry: Entry) -> bool:
    """Does a follow-up say that a promise was kept?"""
    return bool(entry.payload["asked"] == FollowUpKind.PROMISE and entry.payload["outcome"] == FollowUpOutcome.DONE)
