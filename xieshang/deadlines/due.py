"""A due date and the steps that led to it, each a short sentence a person can check."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xieshang.deadlines.states import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period, and how it was found."""

    on: date
    steps: tuple["Step", ...]

    @property
    def sentences(self) -> list[str]:
        """The steps in the active language, in the order of the calculation."""
        return [step.text for step in self.steps]

    def as_json(self) -> dict[str, Any]:
        """Promise plain values that `from_json` turns back into an equal `Due`."""
        return {"on": self.on.isoformat(), "steps": [step.as_json() for step in self.steps]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; ValueError on a step of an unknown kind."""
        return cls(date.fromisoformat(values["on"]), steps_from_json(values["steps"]))


def steps_from_json(values: Iterable[Mapping[str, Any]]) -> tuple["Step", ...]:
    """Read a list of steps as kept in the database; ValueError on an unknown kind."""
    return tuple(_step_from_json(value) for value in values)


def _step_from_json(values: Mapping[str, Any]) -> "Step":
    kind = _KINDS.get(values["kind"])
    if kind is None:
        raise ValueError(f"unknown step of a due date: {values['kind']!r}")
    step: Step = kind(**{field.name: _FROM_JSON[field.type](values[field.name]) for field in fields(kind)})
    return step


_FROM_JSON: Mapping[Any, Callable[[Any], Any]] = {date: date.fromisoformat, int: int, str: str, Unit: Unit}


class Step(ABC):
    """One step of the calculation. `kind` names it in the database and is never renamed."""

    __slots__ = ()
    kind: ClassVar[str]

    @property
    @abstractmethod
    def text(self) -> str:
        """The step as a short sentence in the active language."""

    def as_json(self) -> dict[str, Any]:
        """The step as plain values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return {"kind": self.kind} | {name: _to_json(value) for name, value in values.items()}


def _to_json(value: date | int | str) -> int | str:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Unit) else value


@dataclass(frozen=True, slots=True)
class Counted(Step):
    """The rule: so many units, counted from the day after `from_on` (Civil Code, article 201)."""

    kind = "counted"
    from_on: date
    amount: int
    unit: Unit

    @property
    def text(self) -> str:
        return _("自 %(day)s次日起算 %(length)s") % {"day": _full(self.from_on), "length": self.unit.many(self.amount)}


@dataclass(frozen=True, slots=True)
class Skipped(Step):
    """A run of days off that do not count."""

    kind = "skipped"
    first_on: date
    last_on: date
    name: str

    @property
    def text(self) -> str:
        return _("跳过 %(days)s（%(name)s）") % {"days": self._days(), "name": _(self.name)}

    def _days(self) -> str:
        length = (self.last_on - self.first_on).days + 1
        if length == 1:
            return _short(self.first_on)
        same_month = self.first_on.month == self.last_on.month
        last = format_date(self.last_on, _("j 日")) if same_month else _short(self.last_on)
        pattern = _("%(first)s、%(last)s") if length == 2 else _("%(first)s至 %(last)s")
        return pattern % {"first": _short(self.first_on), "last": last}


@dataclass(frozen=True, slots=True)
class Included(Step):
    """A weekend day that counts, since it is worked to make up for a holiday."""

    kind = "included"
    on: date
    name: str

    @property
    def text(self) -> str:
        return _("%(day)s为调休上班日（%(name)s），计入") % {"day": _short(self.on), "name": _(self.name)}


@dataclass(frozen=True, slots=True)
class Cut(Step):
    """The month of expiry lacks the day: its last day stands in (Civil Code, article 202)."""

    kind = "cut"
    on: date

    @property
    def text(self) -> str:
        return _("到期月没有对应的日子，取月末 %(day)s") % {"day": _short(self.on)}


@dataclass(frozen=True, slots=True)
class Moved(Step):
    """The last day is a day off: the next working day stands in (Civil Code, article 203)."""

    kind = "moved"
    from_on: date
    to_on: date
    name: str

    @property
    def text(self) -> str:
        names = {"day": _short(self.from_on), "name": _(self.name), "next": _short(self.to_on)}
        return _("%(day)s逢%(name)s，顺延至 %(next)s") % names


@dataclass(frozen=True, slots=True)
class Assumed(Step):
    """No holidays are known for this year yet: Monday to Friday were taken as working days."""

    kind = "assumed"
    year: int

    @property
    def text(self) -> str:
        return _("%(year)d 年的放假安排尚未录入，暂按周一至周五上班计算") % {"year": self.year}


@dataclass(frozen=True, slots=True)
class Ended(Step):
    """The result."""

    kind = "ended"
    on: date

    @property
    def text(self) -> str:
        names = {"day": _full(self.on), "weekday": _(_WEEKDAYS[self.on.weekday()])}
        return _("至 %(day)s（%(weekday)s）") % names


def _full(on: date) -> str:
    return format_date(on, _("Y 年 n 月 j 日"))


def _short(on: date) -> str:
    return format_date(on, _("n 月 j 日"))


_WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
_KINDS: Mapping[str, Any] = {step.kind: step for step in (Counted, Skipped, Included, Cut, Moved, Assumed, Ended)}
