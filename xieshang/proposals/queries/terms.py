"""A change of term: which cases are still open in a term, who of those who proposed them stays, and what was when."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from xieshang.members import queries as members
from xieshang.members.models import Member, Term
from xieshang.proposals.models import CoSigner, Proposal, Stage
from xieshang.proposals.states import CARRIABLE, COLLECTIVE, ENDED, CoSignState, State
from xieshang.spine.clock import midnight

LEFT_TO_AUTHORS = frozenset({State.DRAFT, State.GATHERING, State.RETURNED, State.WITHDRAWN})
"""What lies in its author's hands is no part of a term's record; handed in later, it belongs to that later session."""


def term_of(proposal: Proposal) -> Term:
    """The term in which a case is handled: that into which it was carried, else that of its session."""
    return proposal.carried_into or proposal.session.term


def of_term(term: Term) -> QuerySet[Proposal]:
    """The cases that are handled in a term: those of its sessions that were not carried on, and those carried in."""
    return Proposal.objects.filter(
        Q(session__term=term, carried_into=None) | Q(carried_into=term), assembly=term.assembly_id
    )


def open_at_end(term: Term) -> QuerySet[Proposal]:
    """The cases of a term that the office has still to decide on: carried on, or closed with the term."""
    return of_term(term).filter(state__in=CARRIABLE)


def leaderless(term: Term, *, on: date) -> QuerySet[Proposal]:
    """Of the open ones those whose proposers have all left, so that the office decides what becomes of them."""
    return _changing(term).filter(_has_left(term, on), ~_is_joined(term, on))


def handed_on(term: Term, *, on: date) -> QuerySet[Proposal]:
    """Of the open ones those whose first author has left, and which a co-signer who stays takes on."""
    return _changing(term).filter(_has_left(term, on), _is_joined(term, on))


def _changing(term: Term) -> QuerySet[Proposal]:
    """The open ones, once the next term has a roll: before that nobody knows who stays."""
    after = members.term_after(term)
    return open_at_end(term) if after is not None and members.has_roll(after) else Proposal.objects.none()


def _has_left(term: Term, on: date) -> Q:
    """No body speaks for it, and whoever stands first is not on the next roll."""
    staying = members.staying(term, on=on)
    stays = Q(author_left_on=None, author__person__in=staying) | Q(successor__person__in=staying)
    return Q(author__isnull=False) & ~Q(proposer_kind__in=COLLECTIVE) & ~Q(pk__in=Proposal.objects.filter(stays))


def _is_joined(term: Term, on: date) -> Exists:
    signed = CoSigner.objects.filter(proposal=OuterRef("pk"), state=CoSignState.CONFIRMED, left_on=None)
    return Exists(signed.filter(member__person__in=members.staying(term, on=on)))


def staying_among(proposal: Proposal, *, on: date) -> frozenset[int]:
    """The keys of those people behind a case who sit in the term after the one in which it is handled."""
    people = [one.member.person_id for one in signed(proposal)]
    people += [one.person_id for one in (proposal.author, proposal.successor) if one is not None]
    return frozenset(members.staying(term_of(proposal), on=on).filter(person__in=people))


def signed(proposal: Proposal) -> list[CoSigner]:
    """Those who confirmed to co-sign, in the order in which they were asked."""
    rows = CoSigner.objects.filter(proposal=proposal, state=CoSignState.CONFIRMED).select_related("member")
    return list(rows.order_by("position"))


def next_in_line(proposal: Proposal, staying: frozenset[int]) -> Member | None:
    """The first co-signer who stays."""
    return next((one.member for one in signed(proposal) if one.member.person_id in staying), None)


def may_follow(proposal: Proposal, *, on: date) -> QuerySet[Member]:
    """The members who can stand first for a case after its author: the roll of the next term, by name."""
    after = members.term_after(term_of(proposal))
    seats = Member.objects.filter(term=after).on(max(after.from_on, on)) if after else Member.objects.none()
    return seats.select_related("sector").order_by("sort_key", "pk")


def under_seal(term: Term) -> QuerySet[Proposal]:
    """The cases of a term's sessions that lie under its seal: carried on, or ended in whatever way, by key."""
    own = Proposal.objects.filter(session__term=term, submitted_at__isnull=False)
    ended = Q(state__in=[State.CLOSED, *(ENDED - LEFT_TO_AUTHORS)])
    return own.filter(ended | Q(carried_into__isnull=False)).select_related("session").order_by("pk")


def as_of(term: Term, *, on: date) -> QuerySet[Any]:
    """The cases of a term that had been handed in by the end of a day, each with its state then as `state_then`."""
    until_at = end_of(on)
    cases: QuerySet[Any] = Proposal.objects.filter(
        Q(session__term=term) | Q(carried_into=term), submitted_at__lt=until_at
    )
    cases = cases.annotate(state_then=state_before(until_at))
    return cases.exclude(state_then__in=LEFT_TO_AUTHORS)


def state_before(moment: datetime) -> Subquery:
    """The state that a case of a query was in before a moment."""
    then = Stage.objects.filter(proposal=OuterRef("pk"), at__lt=moment).order_by("-at", "-pk")
    return Subquery(then.values("state")[:1])


def end_of(on: date) -> datetime:
    """The first moment after a day."""
    return midnight(on + timedelta(days=1))
