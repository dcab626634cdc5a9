"""A year's counts: the whole, and by sector, member, bureau, category, kind or month, each part with its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, DateField, F, Func, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.proposals.figures.measures import MEASURES, Base, Measure, Share, Whole, Words, Year
from xieshang.proposals.states import Category, ProposerKind

Key = Any


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what a year is parted. `key` is an expression over a row of a base."""

    code: str
    title: Words
    key: Callable[[Base], Any]
    label: Callable[[Key], str] = str
    name: Callable[[Base], Any] | None = None
    read: Callable[[str], Key] = str


def _month(text: str) -> date:
    return datetime.strptime(f"{text}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone


def _month_of(base: Base) -> Any:
    """The first day of a month here; the zone stands in the SQL itself, so that one can group by it."""
    here = f"date_trunc('month', %(expressions)s AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return Func(F(f"{base.case}submitted_at"), template=here, output_field=DateField())


def _sector_of(base: Base) -> Any:
    return Coalesce(f"{base.case}author__sector__name", f"{base.case}sector__name")


def _category(key: Key) -> str:
    return str(Category(key).label)


def _kind(key: Key) -> str:
    return str(ProposerKind(key).label)


OF_CASES = ("received", "filed", "answered", "talked", "closed", "again")
OF_CHARGES = ("charged", "due", "in_time", "replied", "class_a", "class_b", "class_c", "class_d", "co")
OF_VOICES = ("judged", "satisfied", "fairly", "unsatisfied")
PARTED = (*OF_CASES, *OF_CHARGES, *OF_VOICES)
"""What a table counts by any dimension."""
DIMENSIONS: dict[str, Dimension] = {
    one.code: one
    for one in [
        Dimension("category", _("类别"), lambda base: F(f"{base.case}category"), _category),
        Dimension("sector", _("界别"), _sector_of),
        Dimension("kind", _("提案者"), lambda base: F(f"{base.case}proposer_kind"), _kind),
        Dimension(
            "bureau", _("承办单位"), lambda base: F(base.bureau), name=lambda base: F(f"{base.bureau}__name"), read=int
        ),
        Dimension(
            "member",
            _("委员"),
            lambda base: F(f"{base.case}author"),
            name=lambda base: F(f"{base.case}author__name"),
            read=int,
        ),
        Dimension("month", _("提交月份"), _month_of, lambda key: f"{key:%Y-%m}", read=_month),
    ]
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its key as an address holds it, its label, and its counts by measure."""

    key: str
    label: str
    counts: dict[str, int]

    def share(self, code: str) -> Share | None:
        """What share a count is of its denominator, where that was counted, too."""
        whole = MEASURES[code].share_of
        return Share(self.counts[code], self.counts[whole]) if whole in self.counts else None


@dataclass(frozen=True, slots=True)
class Table:
    """A year parted by a dimension: its lines, the whole, and what the lines leave of it for each measure.

    By bureau the lines may hold more than the whole, where several bureaus handle a case: the remainder is below 0.
    """

    dimension: Dimension
    lines: list[Line]
    whole: Line
    remainder: Line | None

    @property
    def measures(self) -> list[Measure]:
        """What it counts, the same by any dimension."""
        return [MEASURES[code] for code in PARTED]

    @property
    def groups(self) -> list[tuple[Words, int]]:
        """What its measures count, one after another: the title of the rows, and how many measures count them."""
        return [(base.title, len(measures)) for base, measures in _by_base(PARTED)]


def whole_of(year: Year, codes: Iterable[str] = MEASURES) -> Line:
    """The year's counts; one query for each kind of row."""
    counts: dict[str, int] = {}
    for base, measures in _by_base(codes):
        counts |= base.rows(year).aggregate(**{one.code: Count("pk", filter=one.of) for one in measures})
    return Line("", _t("合计"), counts)


def parts_of(line: Line) -> Whole:
    """What was received, and what became of it: the parts are the whole."""
    parts = ("filed", "merged", "letter", "not_filed", "withdrawn", "in_review")
    return Whole(line.counts["received"], tuple(line.counts[code] for code in parts))


def table_of(year: Year, dimension: Dimension, whole: Line | None = None) -> Table:
    """The year by a dimension; two queries for each kind of row, whatever the number of lines.

    One where the `whole` is given, as `whole_of` counted it.
    """
    found: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTED, 0))
    names: dict[Key, str] = {}
    for base, counted in _by_base(PARTED):
        for key, name, *counts in _grouped(base, year, dimension, counted):
            found[key] |= dict(zip((one.code for one in counted), counts, strict=True))
            names[key] = name
    lines = [Line(_address(key), _label(dimension, key, names[key]), counts) for key, counts in found.items()]
    total = whole or whole_of(year, PARTED)
    return Table(dimension, sorted(lines, key=_weight), total, _remainder(total, PARTED, lines))


def _grouped(base: Base, year: Year, dimension: Dimension, counted: list[Measure]) -> QuerySet[Any, tuple[Any, ...]]:
    rows = _parted(base, year, dimension).order_by()
    counts = {f"n_{one.code}": Count("pk", filter=one.of) for one in counted}
    found: QuerySet[Any, tuple[Any, ...]] = rows.values("part", "named").annotate(**counts)
    return found.values_list("part", "named", *counts)


def _parted(base: Base, year: Year, dimension: Dimension) -> QuerySet[Any]:
    """The rows of a base, each with its `part` and what that is called (`named`)."""
    name = dimension.name or dimension.key
    parted: QuerySet[Any] = base.rows(year).annotate(part=dimension.key(base), named=name(base))
    return parted


def _by_base(codes: Iterable[str]) -> list[tuple[Base, list[Measure]]]:
    bases: dict[str, tuple[Base, list[Measure]]] = {}
    for code in codes:
        measure = MEASURES[code]
        bases.setdefault(measure.base.code, (measure.base, []))[1].append(measure)
    return list(bases.values())


def _address(key: Key) -> str:
    return "" if key is None else f"{key:%Y-%m}" if isinstance(key, date) else str(key)


def _label(dimension: Dimension, key: Key, name: str) -> str:
    if key is None:
        return _t("未注明")
    return name if dimension.name else dimension.label(key)


def _weight(line: Line) -> tuple[bool, str, int, str]:
    """Months in their order, everything else the most first; what is not told comes last."""
    month = line.key if line.key[:4].isdecimal() and "-" in line.key else ""
    return (not line.key, month, -next(iter(line.counts.values())), line.label)


def _remainder(whole: Line, codes: Iterable[str], lines: list[Line]) -> Line | None:
    left = {code: whole.counts[code] - sum(line.counts[code] for line in lines) for code in codes}
    return Line("", _t("差额"), left) if any(left.values()) else None


def rows_behind(year: Year, measure: Measure, dimension: Dimension | None = None, key: str = "") -> QuerySet[Any]:
    """The rows behind a number of a table; ValueError where the key is none of the dimension's."""
    if dimension is None:
        return measure.rows(year)
    parted = _parted(measure.base, year, dimension).filter(measure.of)
    if not key:
        return parted.filter(part__isnull=True)
    return parted.filter(part=dimension.read(key))
