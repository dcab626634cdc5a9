"""A small assembly: its term, sessions, sectors, committees, and people on its roll."""

from collections.abc import Iterable
from datetime import date
from itertools import cycle

import factory

from tests.factories.accounts import OrganScopeFactory, PersonFactory, ScopeFactory
from xieshang.accounts.models import Person
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session, Term
from xieshang.members.states import Level, OrganKind, PostKind
from xieshang.texts import names


class AssemblyFactory(factory.django.DjangoModelFactory):
    """A city's assembly with a place of its own."""

    class Meta:
        model = Assembly

    code = factory.Sequence("city-{}".format)
    name = "鹰城市政协"
    level = Level.CITY
    scope = factory.SubFactory(ScopeFactory)


class TermFactory(factory.django.DjangoModelFactory):
    """The ninth term, from 2022 on, without an end yet."""

    class Meta:
        model = Term

    assembly = factory.SubFactory(AssemblyFactory)
    number = 9
    from_on = date(2022, 1, 1)


class SessionFactory(factory.django.DjangoModelFactory):
    """The fourth session, whose year of work began after the third had closed."""

    class Meta:
        model = Session

    term = factory.SubFactory(TermFactory)
    assembly = factory.SelfAttribute("term.assembly")
    number = 4
    year = 2025
    opens_on = date(2025, 2, 10)
    closes_on = date(2025, 2, 13)
    from_on = date(2024, 12, 1)


class SectorFactory(factory.django.DjangoModelFactory):
    """A sector of the term; the code counts up, as do the positions."""

    class Meta:
        model = Sector

    term = factory.SubFactory(TermFactory)
    code = factory.Sequence("sector-{}".format)
    name = "教育界"
    position = factory.Sequence(int)


class CommitteeFactory(factory.django.DjangoModelFactory):
    """A special committee that has stood since 2010."""

    class Meta:
        model = Organ

    assembly = factory.SubFactory(AssemblyFactory)
    kind = OrganKind.COMMITTEE
    code = factory.Sequence("committee-{}".format)
    name = "提案委员会"
    position = factory.Sequence(int)
    scope = factory.SubFactory(
        OrganScopeFactory, name=factory.SelfAttribute("..name"), parent=factory.SelfAttribute("..assembly.scope")
    )
    from_on = date(2010, 1, 1)


class MemberFactory(factory.django.DjangoModelFactory):
    """Somebody on the roll since the term began."""

    class Meta:
        model = Member

    term = factory.SubFactory(TermFactory)
    assembly = factory.SelfAttribute("term.assembly")
    name = factory.Sequence("林远{}".format)
    person = factory.SubFactory(
        PersonFactory, name=factory.SelfAttribute("..name"), home=factory.SelfAttribute("..assembly.scope")
    )
    number = factory.Sequence("{:04d}".format)
    sector = factory.SubFactory(SectorFactory, term=factory.SelfAttribute("..term"))
    committee = factory.SubFactory(CommitteeFactory, assembly=factory.SelfAttribute("..assembly"))
    sort_key = factory.LazyAttribute(lambda member: names.sort_key(member.name))
    spelled = factory.LazyAttribute(lambda member: f"{names.spelling(member.name)} {names.initials(member.name)}")
    from_on = factory.SelfAttribute("term.from_on")
    until_on = factory.SelfAttribute("term.until_on")


def members_of(
    term: Term, sectors: list[Sector], committee: Organ, people: Iterable[Person], names: Iterable[str]
) -> list[Member]:
    """People on the roll of a term by these names, laid down at once, in the sectors by turns."""
    made = [
        MemberFactory.build(term=term, sector=sector, committee=committee, name=name, person=person)
        for sector, person, name in zip(cycle(sectors), people, names, strict=False)
    ]
    return Member.objects.bulk_create(made)


class PostFactory(factory.django.DjangoModelFactory):
    """A seat on the standing committee, as long as the membership."""

    class Meta:
        model = Post

    member = factory.SubFactory(MemberFactory)
    kind = PostKind.STANDING
    from_on = factory.SelfAttribute("member.from_on")
    until_on = factory.SelfAttribute("member.until_on")
