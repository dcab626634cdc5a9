"""Subjects for deadlines: the rows of an assembly, without the rooms above."""

from datetime import date
from typing import Any

import factory

from xieshang.accounts.models import Scope
from xieshang.members.models import Assembly, Term


class ScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scope

    kind = "assembly"
    name = "鹰城市政协"


class AssemblyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assembly

    code = factory.Sequence(lambda number: f"city-{number}")
    name = "鹰城市政协"
    level = "city"
    scope = factory.SubFactory(ScopeFactory)


class TermFactory(factory.django.DjangoModelFactory):
    """A row of an assembly with a key: all that a deadline asks of its subject."""

    class Meta:
        model = Term

    assembly = factory.SubFactory(AssemblyFactory)
    number = factory.Sequence(lambda number: number + 1)
    from_on = date(2018, 1, 1)


def subjects(amount: int, **fields: Any) -> list[Term]:
    """Several subjects of one assembly."""
    return TermFactory.create_batch(amount, assembly=AssemblyFactory(), **fields)
