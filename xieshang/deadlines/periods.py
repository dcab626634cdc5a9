"""How long each step may take. Rooms declare their steps; an assembly may set lengths of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise

from xieshang.accounts.permissions import Permission
from xieshang.deadlines.states import Unit


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, and the title of the rule it comes from (a Chinese text, translated when shown)."""

    amount: int
    unit: Unit
    source: str

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a period is at least one unit long, not {self.amount}")

    @property
    def words(self) -> str:
        """ "7 个工作日"."""
        return self.unit.many(self.amount)


@dataclass(frozen=True, slots=True)
class Declared:
    """A step with a deadline: its code, its title for people, and the length it has by default.

    Who has the permission `set_by` in an assembly sets its length there; None: the operator alone. No length that is
    set goes beyond `longest`.
    """

    code: str
    title: str | Promise
    default: Length
    set_by: Permission | None = None
    longest: Length | None = None


_declared: dict[str, Declared] = {}


def declare(
    code: str,
    amount: int,
    unit: str,
    *,
    source: str,
    title: str | Promise = "",
    set_by: Permission | None = None,
    longest: Length | None = None,
) -> Declared:
    """Say that `code` ("room.step") is a step with a deadline, and how long it lasts by default.

    A room calls this once, when it is imported; ValueError where the code is taken.
    """
    if code in _declared:
        raise ValueError(f"the period {code} is declared twice")
    _declared[code] = Declared(code, title or code, Length(amount, Unit(unit), source), set_by, longest)
    return _declared[code]


def declared() -> Mapping[str, Declared]:
    """All declared periods by code."""
    return MappingProxyType(_declared)
