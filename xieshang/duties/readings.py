"""What ledger entries say of members: one credit for each member whom an entry concerns.

A room says of its event that it `credits`. An entry whose payload names a `member` concerns that one. The payload's
other words that a scheme can ask for (`about`, `level`, `form`, `part`, `presence`, `halves`, `of_halves`, `people`,
`place`, `amount`) are taken as they are; `on` is its day where that is another than the entry's, and `undoes` names
an entry that counts no more. So a room which records a new kind of event needs nothing here. An entry on a proposal
that names no member concerns its first author and those who confirmed to co-sign, in their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone

from xieshang.duties import events as duties
from xieshang.duties.models import Credit
from xieshang.duties.scoring import AWAY, Fact
from xieshang.engine.prepared import Prepared, listed
from xieshang.members.models import Member
from xieshang.proposals import events as proposals
from xieshang.proposals.models import CoSigner, Proposal
from xieshang.proposals.states import CoSignState
from xieshang.spine.event import KINDS
from xieshang.spine.models import Entry

SAME_AS: Final = {
    proposals.OVERRULED.kind: proposals.FILED.kind,
    duties.CORRECTED.kind: duties.CONFIRMED.kind,
}
"""A case that is filed on objection was filed; what was put right was entered."""
WORDS: Final = ("about", "level", "form", "part", "presence", "halves", "of_halves", "people", "place", "amount")


def kinds() -> tuple[str, ...]:
    """The kinds of event that are to somebody's credit, as their rooms declared them."""
    return tuple(sorted(kind for kind, event in KINDS.items() if event.credits))


def told_apart() -> tuple[str, ...]:
    """Those among them that a scheme tells apart: what another kind stands for is left out."""
    return tuple(kind for kind in kinds() if kind not in SAME_AS)


def credits_of(entries: Sequence[Entry]) -> list[Credit]:
    """The credits that these entries come to; a fixed number of queries, whatever their number."""
    proposed = [entry for entry in entries if _is_to_all_who_propose(entry)]
    people = _people(proposed)
    members = _members(entries)
    found = [credit for entry in proposed for credit in _of_proposal(entry, people.get(entry.subject_id, ()))]
    for entry in entries:
        member = members.get(entry.payload.get("member", 0))
        if member is not None and not _is_no_absence(entry):
            said = {word: entry.payload[word] for word in WORDS if word in entry.payload}
            found.append(_credit(entry, member, **said))
    return found


def _is_no_absence(entry: Entry) -> bool:
    """Does it tell of an absence that does not count as one: of an occasion of such a kind, or with such a leave?"""
    return entry.payload.get("counts") is False and entry.payload.get("presence") in AWAY


def undone_by(entries: Iterable[Entry]) -> dict[int, int]:
    """The entries that count no more, each with the one that undid it."""
    return {entry.payload["undoes"]: entry.pk for entry in entries if entry.payload.get("undoes")}


def day_of(entry: Entry) -> date:
    """The day of what an entry tells: its own, where its payload names none."""
    return date.fromisoformat(entry.payload["on"]) if "on" in entry.payload else timezone.localdate(entry.at)


def fact_in(entry: Entry) -> Fact:
    """What an entry says by itself, whomever it concerns: its day, its kind, of which thing it speaks."""
    kind = SAME_AS.get(entry.kind, entry.kind)
    return Fact(entry.pk, kind, day_of(entry), f"{entry.subject_kind}:{entry.subject_id}")


def _is_to_all_who_propose(entry: Entry) -> bool:
    return entry.subject_kind == "proposals.proposal" and "member" not in entry.payload


def _members(entries: Iterable[Entry]) -> dict[int, Member]:
    keys = {entry.payload["member"] for entry in entries if isinstance(entry.payload.get("member"), int)}
    return Member.objects.in_bulk(keys)


def _people(entries: Iterable[Entry]) -> dict[int, list[Member]]:
    """Those who propose each case, the first author first, then who confirmed in the order asked."""
    keys = sorted({entry.subject_id for entry in entries})
    found: dict[int, list[Member]] = defaultdict(list)
    for case in _AUTHORS(keys) if keys else ():
        if case.author is not None:
            found[case.pk].append(case.author)
    for one in _SIGNED(keys) if keys else ():
        found[one.proposal_id].append(one.member)
    return found


_AUTHORS = Prepared(
    lambda keys: (
        Proposal.objects.filter(pk__in=listed(keys), author__isnull=False).select_related("author").only("pk", "author")
    ),
    kinds=(list,),
)
_SIGNED = Prepared(
    lambda keys: (
        CoSigner.objects.filter(proposal__in=listed(keys), state=CoSignState.CONFIRMED)
        .select_related("member")
        .order_by("proposal", "position", "pk")
    ),
    kinds=(list,),
)


def _of_proposal(entry: Entry, people: Sequence[Member]) -> Iterator[Credit]:
    for place, member in enumerate(people, start=1):
        yield _credit(entry, member, part="first" if place == 1 else "other", people=len(people), place=place)


def _credit(entry: Entry, member: Member, **said: Any) -> Credit:
    on = day_of(entry)
    return Credit(
        assembly_id=member.assembly_id,
        person_id=member.person_id,
        member=member,
        year=on.year,
        entry=entry.pk,
        kind=SAME_AS.get(entry.kind, entry.kind),
        on=on,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        **said,
    )
