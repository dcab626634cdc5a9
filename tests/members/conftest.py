"""A small assembly with an office clerk, two sectors and two committees."""

from dataclasses import dataclass

import pytest

from tests.factories.accounts import person_with
from tests.factories.members import AssemblyFactory, CommitteeFactory, SectorFactory, TermFactory
from xieshang.accounts.models import Person
from xieshang.members.models import Assembly, Organ, Sector, Term


@dataclass(frozen=True)
class City:
    """What the tests of the roll stand on."""

    assembly: Assembly
    term: Term
    clerk: Person
    education: Sector
    economy: Sector
    proposals: Organ
    culture: Organ


@pytest.fixture
def city(db: None) -> City:
    """鹰城: the ninth term since 2022, 教育界 and 经济界, the committees for proposals and for culture."""
    term = TermFactory(assembly=AssemblyFactory(code="yingcheng"))
    return City(
        assembly=term.assembly,
        term=term,
        clerk=person_with("office_clerk", term.assembly.scope),
        education=SectorFactory(term=term, code="education", name="教育界"),
        economy=SectorFactory(term=term, code="economy", name="经济界"),
        proposals=CommitteeFactory(assembly=term.assembly, code="proposals", name="提案委员会"),
        culture=CommitteeFactory(assembly=term.assembly, code="culture", name="文化和文史委员会"),
    )
