"""Rows of real tables for the spine's tests to act upon, and an actor who is what the test says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.factories.deadlines import AssemblyFactory
from xieshang.members.models import Sector, Term
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


@dataclass(frozen=True)
class Someone:
    """An actor; `bars` are the names of sectors that they may not rename."""

    pk: int | None = 7
    bars: frozenset[str] = frozenset()

    def can(self, permission: str, *scopes: int | None) -> bool:
        return True


ANYONE = Someone()


def sectors(*names: str) -> list[Sector]:
    """Sectors with these names in a term of a new assembly: rows that actions may change."""
    term = Term.objects.create(assembly=AssemblyFactory(), number=9, from_on=date(2018, 1, 1))
    return [Sector.objects.create(term=term, code=str(n), name=name) for n, name in enumerate(names)]


def may_rename(actor: Actor, sector: Any) -> Verdict:
    """The rule of the tests' action, asked about the row as it is under lock."""
    if isinstance(actor, Someone) and sector.name in actor.bars:
        return refuse(f"{sector.name}不能改名。")
    return ALLOWED
