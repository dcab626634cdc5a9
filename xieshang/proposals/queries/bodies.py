"""Bodies that propose, who convenes them, and what stands for their signature."""

from datetime import date

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.documents import queries as documents
from xieshang.documents.models import File
from xieshang.engine.prepared import Prepared
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session
from xieshang.members.states import OrganKind, PostKind
from xieshang.proposals.models import Practice, Proposal

SEAL = "proposals.seal"
"""The purpose of a file that shows the convenor's signature or the body's seal."""


def seals_of(proposal: Proposal) -> QuerySet[File]:
    """The pages with the signature or the seal."""
    return documents.of(proposal, SEAL)


def convening(person: Person, *, on: date) -> list[Post]:
    """The posts by which a person convenes (召集) a sector or a group on a day, with both."""
    return _CONVENING(person.pk, on)


_CONVENING = Prepared(
    lambda person, on: (
        Post.objects.on(on)
        .filter(Q(organ__kind=OrganKind.GROUP) | Q(sector__isnull=False), member__person=person, kind=PostKind.CONVENOR)
        .select_related("sector__term", "organ", "member")
        .order_by("pk")
    ),
    kinds=(int, date),
)


def may_convene(sector: Sector | None, organ: Organ | None, *, on: date) -> QuerySet[Member]:
    """The members who may sign for a sector or a group on a day: of the sector, or with a post in the group.

    Of a group in which nobody holds a post the roll does not tell who belongs to it: then all in office.
    """
    if sector is not None:
        return Member.objects.on(on).filter(sector=sector)
    if organ is None:
        return Member.objects.none()
    posts = Post.objects.on(on).filter(organ=organ)
    in_office = members.roll(organ.assembly, on=on)
    return in_office.filter(pk__in=posts.values("member")) if posts.exists() else in_office


def convenors_of(sector: Sector | None, organ: Organ | None, *, on: date) -> QuerySet[Member]:
    """Those who hold the post of its convenor on a day."""
    place = Q(sector=sector) if sector is not None else Q(organ=organ)
    posts = Post.objects.on(on).filter(place, kind=PostKind.CONVENOR)
    return Member.objects.on(on).filter(pk__in=posts.values("member")).order_by("pk")


def waiting_for_session(assembly: Assembly, *, on: date) -> list[str]:
    """The kinds of bodies that may not propose on a day: as the assembly has set, they do while the plenary meets.

    政协提案工作条例第二条: 全体会议期间的界别、委员小组.
    """
    kept = Practice.objects.filter(assembly=assembly).first()
    return kept.in_session_only if kept and kept.in_session_only and between_sessions(assembly, on=on) else []


def between_sessions(assembly: Assembly, *, on: date) -> Session | None:
    """The session of the year where its plenary does not meet that day; none on a day of no session's year."""
    session = members.session_on(assembly, on=on)
    return None if session is None or members.in_session(session, on=on) else session
