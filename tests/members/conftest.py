"""A small assembly with an office clerk, two sectors and two committees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import override_settings

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


@pytest.fixture(scope="package", autouse=True)
def nothing_from_above() -> Iterator[None]:
    """Pages as this room makes them: what the rooms above put on every page is their tests' concern."""
    with pages_of_one_room():
        yield


@contextmanager
def pages_of_one_room() -> Iterator[None]:
    """Templates without the context of the portal."""
    ours, others = settings.TEMPLATES[0], settings.TEMPLATES[1:]
    kept = [path for path in ours["OPTIONS"]["context_processors"] if not path.startswith("xieshang.portal")]
    with override_settings(TEMPLATES=[{**ours, "OPTIONS": {**ours["OPTIONS"], "context_processors": kept}}, *others]):
        yield
