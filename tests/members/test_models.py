"""What the database itself refuses of the roll, and what it takes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.factories.members import (
    AssemblyFactory,
    CommitteeFactory,
    MemberFactory,
    PostFactory,
    SectorFactory,
    SessionFactory,
    TermFactory,
)
from xieshang.members.states import LeaveReason, PostKind

pytestmark = pytest.mark.django_db

FIRST = {"from_on": date(2022, 1, 1), "until_on": date(2024, 1, 1)}
NEXT = {"from_on": date(2024, 1, 1), "until_on": None}
OVERLAPPING = {"from_on": date(2023, 12, 31), "until_on": None}


def refused(make: Callable[..., Any], name: str, **values: Any) -> None:
    """Making this row breaks the constraint of that name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(**values)


def test_terms_of_an_assembly_do_not_overlap(db: None) -> None:
    """One ends on the day the next begins; another assembly's are its own."""
    first = TermFactory(**FIRST)
    refused(TermFactory, "members_term_alone", assembly=first.assembly, number=10, **OVERLAPPING)
    TermFactory(assembly=first.assembly, number=10, **NEXT)
    TermFactory(**OVERLAPPING)


def test_years_of_sessions_do_not_overlap(db: None) -> None:
    """A day belongs to one session at most."""
    first = SessionFactory(**FIRST)
    refused(SessionFactory, "members_session_alone", term=first.term, number=5, **OVERLAPPING)
    SessionFactory(term=first.term, number=5, **NEXT)


def test_a_person_is_on_the_roll_once_a_day(db: None) -> None:
    """Placements follow one another; two people may be members at once."""
    first = MemberFactory(**FIRST)
    same = {"term": first.term, "person": first.person}
    refused(MemberFactory, "members_member_once", **same, **OVERLAPPING)
    MemberFactory(**same, number=first.number, **NEXT)
    MemberFactory(term=first.term, **OVERLAPPING)


def test_a_number_belongs_to_one_member_at_a_time(db: None) -> None:
    """In a term; it may be given again later, and in another term at once."""
    first = MemberFactory(number="0001", **FIRST)
    refused(MemberFactory, "members_member_number", term=first.term, number="0001", **OVERLAPPING)
    MemberFactory(term=first.term, number="0001", **NEXT)
    MemberFactory(number="0001", **OVERLAPPING)


def test_a_post_is_held_once_at_a_time(db: None) -> None:
    """The same post in the same place; other posts and other places are free."""
    first = PostFactory(kind=PostKind.DIRECTOR, organ=CommitteeFactory(), **FIRST)
    same = {"member": first.member, "kind": first.kind}
    refused(PostFactory, "members_post_once", organ=first.organ, **same, **OVERLAPPING)
    PostFactory(organ=first.organ, **same, **NEXT)
    PostFactory(organ=CommitteeFactory(), **same, **OVERLAPPING)
    PostFactory(member=first.member, **OVERLAPPING)
    refused(PostFactory, "members_post_once", member=first.member, **OVERLAPPING)


def test_a_post_has_one_place_at_most(db: None) -> None:
    """An organ or a sector, never both."""
    refused(PostFactory, "members_post_place", kind=PostKind.CONVENOR, organ=CommitteeFactory(), sector=SectorFactory())


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "教育界召集人"), ("en", "Convenor of 教育界")])
def test_a_post_is_named_with_its_place(db: None, language: str, words: str) -> None:
    """In the order of the language; a post of the whole assembly by itself."""
    held = PostFactory(kind=PostKind.CONVENOR, sector=SectorFactory(name="教育界"))
    with translation.override(language):
        assert (str(held), str(PostFactory())) == (words, str(PostKind.STANDING.label))


@pytest.mark.parametrize("make", [TermFactory, SessionFactory, CommitteeFactory, MemberFactory, PostFactory])
def test_a_period_ends_after_it_begins(db: None, make: Callable[..., Any]) -> None:
    """A period of no days is none."""
    day = date(2024, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(from_on=day, until_on=day)
    make(from_on=day, until_on=date(2024, 1, 2))


def test_a_reason_for_leaving_needs_an_end(db: None) -> None:
    """And is one that is known."""
    refused(MemberFactory, "members_member_left", leave_reason=LeaveReason.MOVED, until_on=None)
    refused(MemberFactory, "members_member_reason", leave_reason="bored", until_on=date(2024, 1, 1))
    MemberFactory(leave_reason=LeaveReason.MOVED, until_on=date(2024, 1, 1))


def test_a_session_closes_on_or_after_its_first_day(db: None) -> None:
    """One day is enough."""
    day = date(2025, 2, 10)
    refused(SessionFactory, "members_session_days", opens_on=day, closes_on=date(2025, 2, 9))
    SessionFactory(opens_on=day, closes_on=day)


def test_levels_and_kinds_are_those_that_are_known(db: None) -> None:
    """Whatever writes them."""
    refused(AssemblyFactory, "members_assembly_level", level="village")
    refused(CommitteeFactory, "members_organ_kind", kind="club")
    refused(PostFactory, "members_post_kind", kind="king")
