"""Reads of the roll that are worth a name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xieshang.accounts.models import Grant, Person, Scope, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Assembly, Member, Organ, PeriodQuerySet, Post, Sector, Session, Term
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine.batch import once


def visible_to(actor: Person | Visitor) -> PeriodQuerySet[Member]:
    """The members an actor may see: all of an assembly or of a committee whose roll they read, and themselves."""
    scopes = actor.scopes_with(Permission.MEMBERS_READ)
    if actor.pk is None:
        return Member.objects.none()
    return Member.objects.filter(
        Q(person_id=actor.pk) | Q(assembly__scope_id__in=scopes) | Q(committee__scope_id__in=scopes)
    )


def readable_by(actor: Person | Visitor) -> QuerySet[Assembly]:
    """The assemblies whose roll an actor may see, at least in part; the first that was established first."""
    if not isinstance(actor, Person):
        return Assembly.objects.none()
    scopes = actor.scopes_with(Permission.MEMBERS_READ)
    organs = Organ.objects.filter(scope_id__in=scopes).values("assembly")
    own = Member.objects.filter(person=actor).values("assembly")
    return Assembly.objects.filter(Q(scope_id__in=scopes) | Q(pk__in=organs) | Q(pk__in=own)).order_by("pk")


def kept_by(actor: Person | Visitor) -> QuerySet[Assembly]:
    """The assemblies whose roll an actor keeps; the first that was established first."""
    scopes = actor.scopes_with(Permission.MEMBERS_IMPORT)
    return Assembly.objects.filter(scope_id__in=scopes).select_related("scope").order_by("pk")


def roll(assembly: Assembly, *, on: date) -> PeriodQuerySet[Member]:
    """The members of an assembly on a day, by name, with sector, committee and posts as they were then."""
    rows = with_posts(Member.objects.filter(assembly=assembly).on(on), on=on)
    return rows.select_related("sector", "committee").order_by("sort_key", "pk")


def with_posts(members: PeriodQuerySet[Member], *, on: date, kinds: Iterable[str] = PostKind) -> PeriodQuerySet[Member]:
    """The same members with their sector, each with the posts of a day as `posts_then`, of all kinds or of these; one
    more query."""
    posts = Post.objects.on(on).filter(kind__in=list(kinds)).select_related("organ", "sector").order_by("pk")
    rows: PeriodQuerySet[Any] = members.select_related("sector")
    return rows.prefetch_related(Prefetch("posts", posts, to_attr="posts_then"))


def holding(members: QuerySet[Member], kinds: Iterable[str], *, on: date) -> QuerySet[Member]:
    """Those of the members who hold a post of one of these kinds on a day."""
    posts = Post.objects.on(on).filter(member_id=OuterRef("pk"), kind__in=list(kinds))
    return members.filter(Exists(posts))


def standing(members: QuerySet[Member], *, on: date) -> QuerySet[Member]:
    """Those who sit on the standing committee on a day: its members, chair, vice chairs and secretary general."""
    kinds = [PostKind.STANDING, PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL]
    return holding(members, kinds, on=on)


def find(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Those whose name holds the text, or whose pinyin or its initials begin with it, or who bear the number."""
    typed = "".join(text.split())
    latin = typed.lower()
    spelled = Q(spelled__startswith=latin) | Q(spelled__contains=f" {latin}")
    matches = Q(name__contains=typed) | Q(number=typed)
    return members.filter(matches | spelled if latin.isascii() and latin.isalpha() else matches)


def memberships_of(person: Person | Visitor, *, on: date) -> PeriodQuerySet[Member]:
    """A person's memberships on a day: one in each assembly they belong to, the oldest first."""
    members = Member.objects.on(on).filter(person__in=[person.pk] if person.pk else [])
    return members.select_related("assembly", "term", "sector", "committee").order_by("from_on", "pk")


def seat_of(person: Person, term_id: int, *, on: date) -> Member | None:
    """A person's membership in a term on a day."""
    return _SEAT_OF.first(person.pk, term_id, on)


_SEAT_OF = Prepared(
    lambda person, term, on: Member.objects.on(on).filter(person=person, term=term).order_by("from_on", "pk"),
    kinds=(int, int, date),
)


def not_ended(term: Term, *, on: date) -> PeriodQuerySet[Member]:
    """The memberships of a term that last on a day or begin after it, the earliest first."""
    rows = Member.objects.filter(term=term).exclude(until_on__lte=on)
    return rows.select_related("sector", "committee").order_by("from_on", "pk")


def numbers_of(term: Term) -> QuerySet[Member, str]:
    """All numbers of cards that were ever given in a term."""
    return Member.objects.filter(term=term).values_list("number", flat=True)


def holding_role(people: Iterable[Person], scope: Scope, role: str, *, on: date) -> frozenset[int]:
    """The keys of those of the people who hold a role in a place on a day or later."""
    grants = Grant.objects.filter(person__in=list(people), scope=scope, role=role).exclude(until_on__lte=on)
    return frozenset(grants.values_list("person_id", flat=True))


def history_of(member: Member) -> PeriodQuerySet[Member]:
    """The same person's memberships of the same assembly, over all terms and placements, the latest first."""
    rows = Member.objects.filter(assembly_id=member.assembly_id, person_id=member.person_id)
    return rows.select_related("term", "sector", "committee").order_by("-from_on", "-pk")


def posts_of(member: Member) -> PeriodQuerySet[Post]:
    """All posts that the same person held, holds or will hold in the same assembly, the latest first."""
    posts = Post.objects.filter(member__assembly_id=member.assembly_id, member__person_id=member.person_id)
    return posts.select_related("organ", "sector", "member__term").order_by("-from_on", "-pk")


def unended_posts(member: Member, *, on: date) -> PeriodQuerySet[Post]:
    """The posts that this row of the roll has on a day or will have after it."""
    posts = Post.objects.filter(member=member).exclude(until_on__lte=on)
    return posts.select_related("organ", "sector", "member__assembly").order_by("pk")


def current_term(assembly: Assembly, *, on: date) -> Term | None:
    """The term that holds a day; None between terms."""
    return once(_CURRENT_TERM.first, assembly.pk, on)


_CURRENT_TERM = Prepared(lambda assembly, on: Term.objects.on(on).filter(assembly=assembly), (int, date))


def latest_term(assembly: Assembly, *, on: date) -> Term | None:
    """The term that holds a day, or else the last one before it."""
    return Term.objects.filter(assembly=assembly, from_on__lte=on).order_by("-from_on").first()


def term_after(term: Term) -> Term | None:
    """The term that follows."""
    return Term.objects.filter(assembly=term.assembly_id, from_on__gt=term.from_on).order_by("from_on").first()


def terms_of(assembly: Assembly) -> QuerySet[Term]:
    """The terms of an assembly, the latest first, each with the number of people who sat in it as `people`."""
    people = Count("members__person", distinct=True)
    return Term.objects.filter(assembly=assembly).annotate(people=people).order_by("-from_on")


def terms_kept_by(actor: Person | Visitor) -> QuerySet[Term]:
    """The terms of the assemblies whose roll an actor keeps, with their assembly."""
    return Term.objects.filter(assembly__in=kept_by(actor)).select_related("assembly__scope")


def has_roll(term: Term) -> bool:
    """Does anybody sit in it?"""
    return Member.objects.filter(term=term).exists()


def staying(term: Term, *, on: date) -> QuerySet[Member, int]:
    """The keys of the people who sit in the term after this one, on a day or, before it begins, on its first day."""
    after = term_after(term)
    seats = Member.objects.filter(term=after).on(max(after.from_on, on)) if after else Member.objects.none()
    return seats.values_list("person_id", flat=True)


def sat_before(term: Term, people: Iterable[Person]) -> frozenset[int]:
    """The keys of those of the people who sat in a term of the assembly before this one."""
    seats = Member.objects.filter(assembly=term.assembly_id, term__from_on__lt=term.from_on, person__in=list(people))
    return frozenset(seats.values_list("person_id", flat=True))


def rows_of(term: Term) -> QuerySet[Member]:
    """All rows of the roll in a term, in the order in which they were written."""
    return Member.objects.filter(term=term).order_by("pk")


def posts_in(term: Term) -> QuerySet[Post]:
    """All posts that members held in a term, in the order in which they were written."""
    return Post.objects.filter(member__term=term).order_by("pk")


def sessions_of(term: Term) -> QuerySet[Session]:
    """The sessions of a term, in their order."""
    return Session.objects.filter(term=term).order_by("number", "pk")


def roll_day(assembly: Assembly, *, on: date) -> date:
    """The day whose roll is meant where none is named: `on`, or the last day of the last term where that is over."""
    term = latest_term(assembly, on=on)
    return on if term is None or term.holds(on) else term.last_on or on


def import_day(assembly: Assembly, *, on: date) -> date:
    """The day from which an imported roll holds where none is named: the first of the term while its roll is empty."""
    day = roll_day(assembly, on=on)
    term = latest_term(assembly, on=day)
    return term.from_on if term and not Member.objects.filter(term=term).exists() else day


def session_on(assembly: Assembly, *, on: date) -> Session | None:
    """The session in whose year of work a day lies: what is submitted that day belongs to it."""
    return Session.objects.on(on).filter(assembly=assembly).select_related("term", "assembly").first()


def in_session(session: Session, *, on: date) -> bool:
    """Does the plenary meet on that day? Both its first and its last day count."""
    return session.opens_on <= on <= session.closes_on


def assemblies_of(person: Person | Visitor, *, on: date) -> QuerySet[Assembly]:
    """The assemblies where a person holds a role on a day, in them or in an organ or bureau of theirs."""
    return _assemblies([person.pk] if person.pk else [], on).select_related("scope")


def _assemblies(people: list[int], on: date) -> QuerySet[Assembly]:
    grants = Grant.objects.holding(on=on).filter(person__in=people)
    roots = grants.values(root=Coalesce("scope__parent_id", "scope_id"))
    return Assembly.objects.filter(scope_id__in=roots).order_by("pk")


def assembly_of(person: Person | Visitor, *, on: date) -> Assembly | None:
    """The assembly a person works in on a day; the first that was established where there are several."""
    return assemblies_of(person, on=on).first()


def session_of(person: Person, *, on: date) -> Session | None:
    """The session on a day (`session_on`) of the assembly that a person works in (`assembly_of`); one query."""
    return _SESSION_OF.first(person.pk, on)


_SESSION_OF = Prepared(
    lambda person, on: (
        Session.objects.on(on)
        .filter(assembly=Subquery(_assemblies([person], on).values("pk")[:1]))
        .select_related("assembly")
        .order_by("pk")
    ),
    kinds=(int, date),
)


def sectors_of(term: Term) -> QuerySet[Sector]:
    """The sectors of a term in their settled order."""
    return Sector.objects.filter(term=term).order_by("position", "pk")


def sectors_with(term: Term, *, on: date) -> QuerySet[Sector]:
    """The same, each with how many members it has on a day as `people`."""
    return sectors_of(term).annotate(people=Count("members", filter=_holding(on)))


def committees_in(term: Term) -> PeriodQuerySet[Organ]:
    """The special committees that last on a day of a term, in their order."""
    organs = Organ.objects.filter(assembly=term.assembly_id, kind=OrganKind.COMMITTEE)
    return organs.overlapping(term.from_on, term.until_on).order_by("position", "pk")


def committees_with(term: Term, *, on: date) -> QuerySet[Organ]:
    """The same, each with how many members it has on a day as `people`."""
    return committees_in(term).annotate(people=Count("members", filter=_holding(on)))


def _holding(on: date) -> Q:
    return Q(members__from_on__lte=on) & (Q(members__until_on__isnull=True) | Q(members__until_on__gt=on))


def organs_of(assembly: Assembly, *kinds: OrganKind, on: date) -> PeriodQuerySet[Organ]:
    """The bodies of these kinds (all kinds where none is named) that an assembly has on a day, in their order."""
    organs = Organ.objects.on(on).filter(assembly=assembly)
    return (organs.filter(kind__in=kinds) if kinds else organs).order_by("position", "pk")


def committees_of(assembly: Assembly, *, on: date) -> PeriodQuerySet[Organ]:
    """The special committees that an assembly has on a day."""
    return organs_of(assembly, OrganKind.COMMITTEE, on=on)


def staying_on(organ: Organ, *, on: date) -> PeriodQuerySet[Member]:
    """The members whose membership of a committee lasts on a day or begins after it."""
    return Member.objects.filter(committee=organ).exclude(until_on__lte=on).order_by("sort_key", "pk")
