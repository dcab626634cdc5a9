"""Bureaus that proposals are assigned to."""

from datetime import date

import factory

from tests.factories.accounts import BureauScopeFactory
from tests.factories.members import AssemblyFactory
from xieshang.bureaus.models import Bureau


class BureauFactory(factory.django.DjangoModelFactory):
    """An open bureau of a city, with a place for its people."""

    class Meta:
        model = Bureau

    assembly = factory.SubFactory(AssemblyFactory)
    code = factory.Sequence("bureau-{}".format)
    name = "鹰城市教育局"
    short_name = "市教育局"
    letter_mark = "鹰教提"
    scope = factory.SubFactory(
        BureauScopeFactory, name=factory.SelfAttribute("..name"), parent=factory.SelfAttribute("..assembly.scope")
    )
    from_on = date(2018, 1, 1)
