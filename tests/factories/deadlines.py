"""Subjects for deadlines: the rows of an assembly, without the rooms above."""

from datetime import date, timedelta

import factory

from tests.factories.accounts import ScopeFactory
from xieshang.members.models import Assembly, Term


class AssemblyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assembly

    code = factory.Sequence(lambda number: f"city-{number}")
    name = "鹰城市政协"
    level = "city"
    scope = factory.SubFactory(ScopeFactory)


class TermFactory(factory.django.DjangoModelFactory):
    """A row of an assembly with a key: all that a deadline or a file asks of its subject."""

    class Meta:
        model = Term

    assembly = factory.SubFactory(AssemblyFactory)
    number = factory.Sequence(lambda number: number + 1)
    from_on = factory.LazyAttribute(lambda term: date(2000, 1, 1) + timedelta(days=term.number))
    until_on = factory.LazyAttribute(lambda term: term.from_on + timedelta(days=1))


def subjects(amount: int) -> list[Term]:
    """Several subjects of one assembly."""
    return TermFactory.create_batch(amount, assembly=AssemblyFactory())
