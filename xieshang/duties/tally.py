"""The score of all members of many assemblies in one statement: a scheme as SQL over the credits.

It gives what `scoring.score` gives, without the lines: the points of each item and block, the total, the grade. Each
item is an aggregate over a member's credits, so that a credit is looked at once, whatever the number of items; only
items that take one of each subject are grouped by subject beforehand. Whatever can be aggregated without order is, so
that the database's workers share the work.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from xieshang.duties import clauses
from xieshang.duties.clauses import Sql
from xieshang.duties.models import Credit
from xieshang.duties.schemes.format import Gate, Item, Scheme
from xieshang.members.models import Assembly
from xieshang.spine.models import Entry

SOURCE: Final = Credit._meta.db_table
MEMORY: Final = "32MB"


@dataclass(frozen=True, slots=True)
class Tally:
    """One member's year: points in hundredths by item and block, total, code of the grade, gates unmet."""

    person: int
    items: dict[str, int]
    blocks: dict[str, int]
    total: int
    band: str
    unmet: tuple[str, ...]


def tally(
    scheme: Scheme,
    assembly: Assembly,
    year: int,
    *,
    source: str = SOURCE,
    at: datetime | None = None,
    on: date | None = None,
) -> list[Tally]:
    """Everybody who was on the roll of an assembly in a year, the highest total first; one statement. `at`: by what the
    ledger said at that moment. `on`: as of that day of the year, by what had been done and who held which post."""
    sql, params = statement(scheme, year, assembly.pk, source=_known_by(source, at) if at else source, at=at, on=on)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY total DESC, person_id", params)
        rows = cursor.fetchall()
    return list(_told(scheme, rows))


def nation(scheme: Scheme, year: int, *, source: str = SOURCE) -> Iterator[Tally]:
    """The same of every assembly, in no order. Members are too many to be told apart by sorting on disk: each of the
    database's workers may hold them in memory (`MEMORY`)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        cursor.execute(*statement(scheme, year, source=source))
        rows = cursor.fetchall()
    return _told(scheme, rows)


def _told(scheme: Scheme, rows: Iterable[tuple[Any, ...]]) -> Iterator[Tally]:
    """The rows of the statement by their names."""
    items = [item.code for item in scheme.items]
    blocks, gates = [block.code for block in scheme.blocks], [one.code for one in scheme.limits]
    bands = [band.code for band in scheme.bands]
    for person, total, band, unmet, *points in rows:
        yield Tally(
            person=person,
            items=dict(zip(items, points, strict=False)),
            blocks=dict(zip(blocks, points[len(items) :], strict=True)),
            total=total,
            band=bands[band],
            unmet=tuple(code for code, failed in zip(gates, unmet, strict=True) if failed),
        )


def _known_by(source: str, at: datetime) -> str:
    """The credits without what the ledger took in after a moment, and with what was taken back after it."""
    names = [f'"{one.column}"' for one in Credit._meta.concrete_fields if one.column != "undone_by"]
    told = f"SELECT FROM {Entry._meta.db_table} e WHERE e.at <= '{at.isoformat()}'::timestamptz AND e.id ="
    undone = f"CASE WHEN undone_by IS NOT NULL AND EXISTS ({told} undone_by) THEN undone_by END AS undone_by"
    return f"(SELECT {', '.join(names)}, {undone} FROM {source} AS c WHERE EXISTS ({told} c.entry)) AS known"


def statement(
    scheme: Scheme,
    year: int,
    assembly: int | None = None,
    *,
    source: str = SOURCE,
    at: datetime | None = None,
    on: date | None = None,
) -> Sql:
    """The statement that scores a year: of one assembly, or of all. Columns: person_id, total, band (0 is the
    highest), unmet (an array of truth values), the points of each item, the points of each block."""
    return _Statement(scheme, year, assembly, source, at, on).whole()


class _Statement:
    """The pieces of one statement, put together from within."""

    def __init__(
        self,
        scheme: Scheme,
        year: int,
        assembly: int | None,
        source: str,
        at: datetime | None = None,
        on: date | None = None,
    ) -> None:
        self.scheme, self.year, self.assembly, self.source = scheme, year, assembly, source
        self.at, self.on = at or "infinity", on or date(year, 12, 31)
        self.items = scheme.items

    def whole(self) -> Sql:
        """roll → facts summed by member → items bounded → blocks bounded → total, gates, grade."""
        parts = [self._roll(), *self._by_subject(), self._summed(), self._bounded(), self._blocks(), self._totals()]
        names = [
            "roll",
            *(f"subject_{at}" for at, _item in self._subject_items()),
            "summed",
            "items",
            "blocks",
            "totals",
        ]
        texts = [f"{name} AS ({text})" for name, (text, _params) in zip(names, parts, strict=True)]
        columns = [f"i{at}" for at in range(len(self.items))] + [f"b{at}" for at in range(len(self.scheme.blocks))]
        band, band_params = self._band()
        sql = (
            f"WITH {', '.join(texts)} SELECT person_id, total, {band} AS band, unmet, {', '.join(columns)} FROM totals"
        )
        return sql, [one for _text, params in parts for one in params] + band_params

    def _roll(self) -> Sql:
        """Who was on the roll in the year: posts, months, exemptions."""
        where, params = ("AND m.assembly_id = %s", [self.assembly]) if self.assembly else ("", [])
        begin, end = f"{self.year}-01-01", f"{self.year + 1}-01-01"
        after = self.on + timedelta(days=1)
        sql = f"""
SELECT assembly_id, person_id, months, coalesce(posts, '{{}}') AS posts, coalesce(exempt, '{{}}') AS exempt FROM (
  SELECT m.assembly_id, m.person_id, {_MONTHS} AS months FROM members_member m
  WHERE m.from_on < %s::date AND (m.until_on IS NULL OR m.until_on > %s::date) {where}
  GROUP BY m.assembly_id, m.person_id
) AS listed LEFT JOIN (
  SELECT m.assembly_id, m.person_id, array_agg(DISTINCT p.kind) AS posts
  FROM members_post p JOIN members_member m ON m.id = p.member_id
  WHERE p.from_on < %s::date AND (p.until_on IS NULL OR p.until_on > %s::date) {where}
  GROUP BY m.assembly_id, m.person_id
) AS held USING (assembly_id, person_id) LEFT JOIN (
  SELECT m.assembly_id, m.person_id, array_agg(x.item) AS exempt
  FROM duties_exemption x JOIN members_member m ON m.id = x.member_id
  WHERE x.year = %s AND x.at <= %s::timestamptz {where}
  GROUP BY m.assembly_id, m.person_id
) AS freed USING (assembly_id, person_id)"""
        days = [after, begin]
        return sql, [end, begin, *days, *params, *days, *params, self.year, self.at, *params]

    def _facts(self) -> Sql:
        """The credits of the year that the scheme names at all."""
        where, params = ("AND assembly_id = %s", list[Any]([self.assembly])) if self.assembly else ("", [])
        kinds = sorted({kind for match in self.scheme.matches for kind in match.events})
        if self.on < date(self.year, 12, 31):
            where, params = f'{where} AND "on" <= %s', [*params, self.on]
        return (
            f"FROM {self.source} WHERE year = %s AND undone_by IS NULL AND kind = ANY(%s) {where}",
            [self.year, kinds, *params],
        )

    def _subject_items(self) -> list[tuple[int, Item]]:
        """The items that take one of each subject."""
        return [(at, one) for at, one in enumerate(self.items) if _is_of_subjects(one)]

    def _by_subject(self) -> Iterator[Sql]:
        """For each of them: what each subject is worth, then summed by member."""
        facts, given = self._facts()
        for _at, item in self._subject_items():
            match, match_params = clauses.wanted(item.match)
            worth, worth_params = clauses.worth(item)
            best = f"({worth}) DESC, " if item.take.which == "highest" else ""
            order, order_params = f'ORDER BY {best}"on", entry', worth_params if best else []
            taken = [f"(array_agg({what} {order}))[1]" for what in (worth, '"on"', "entry")]
            inner = f"SELECT assembly_id, person_id, {taken[0]} AS worth, {taken[1]} AS at_on, {taken[2]} AS at_entry"
            inner += f" {facts} AND {match}"
            inner += " GROUP BY assembly_id, person_id, subject_kind, subject_id"
            sql = f"SELECT assembly_id, person_id, {clauses.of_subjects(item)} AS worth FROM ({inner}) AS subjects"
            yield f"{sql} GROUP BY assembly_id, person_id", [*worth_params, *order_params * 3, *given, *match_params]

    def _summed(self) -> Sql:
        """One row a member: each item's sum before its bounds, and whether each gate and veto is met."""
        facts, given = self._facts()
        columns: list[str] = []
        params: list[Any] = []
        subjects = {at for at, _item in self._subject_items()}
        for at, item in enumerate(self.items):
            text, more = ("0", []) if at in subjects else clauses.total(item)
            columns.append(f"{text} AS r{at}")
            params += more
        unmet, more = _unmet(self.scheme)
        columns.append(f"{unmet} AS failed")
        sql = f"SELECT assembly_id, person_id, {', '.join(columns)} {facts} GROUP BY assembly_id, person_id"
        return sql, [*params, *more, *given]

    def _bounded(self) -> Sql:
        """Each item inside its bounds; nothing for who does not hold its post; its cap for who is exempt."""
        subjects = self._subject_items()
        names = {at: f"subject_{at}" for at, _item in subjects}
        columns, params = [], []
        for at, item in enumerate(self.items):
            text, more = _bounded_item(item, f"{names[at]}.worth" if at in names else f"summed.r{at}")
            columns.append(f"{text} AS i{at}")
            params += more
        joins = "".join(f" LEFT JOIN {name} USING (assembly_id, person_id)" for name in ["summed", *names.values()])
        failed, more = _failed(self.scheme)
        sql = (
            f"SELECT roll.assembly_id, person_id, roll.months, {failed} AS unmet, {', '.join(columns)} FROM roll{joins}"
        )
        return sql, [*more, *params]

    def _blocks(self) -> Sql:
        columns, at = [], 0
        for number, block in enumerate(self.scheme.blocks):
            names = [f"i{at + one}" for one in range(len(block.items))]
            columns.append(f"{_clamped(f'{block.start} + ' + ' + '.join(names), block.floor, block.cap)} AS b{number}")
            at += len(block.items)
        return f"SELECT *, {', '.join(columns)} FROM items", []

    def _totals(self) -> Sql:
        total = _clamped(
            " + ".join(f"b{at}" for at in range(len(self.scheme.blocks))), self.scheme.floor, self.scheme.cap
        )
        return f"SELECT *, {total} AS total FROM blocks", []

    def _band(self) -> Sql:
        """The place of the grade: what the total reaches, and no higher than the gates allow."""
        asked = "months" if self.scheme.proration == "months" else "12"
        reached = " ".join(
            f"WHEN total * 12 >= {band.least} * {asked} THEN {at}" for at, band in enumerate(self.scheme.bands)
        )
        lowest = len(self.scheme.bands) - 1
        codes = [band.code for band in self.scheme.bands]
        limits = [
            f"CASE WHEN unmet[{at}] THEN {codes.index(one.band)} END"
            for at, one in enumerate(self.scheme.limits, start=1)
        ]
        return f"greatest(CASE {reached} ELSE {lowest} END{''.join(f', {one}' for one in limits)})", []


_MONTHS: Final = """bit_count(bit_or(
    (1 << CASE WHEN m.until_on <= %s::date THEN extract(month FROM m.until_on - 1)::int ELSE 12 END)
    - (1 << CASE WHEN m.from_on > %s::date THEN extract(month FROM m.from_on)::int - 1 ELSE 0 END)
  )::bit(12))"""
"""In how many months of the year somebody was on the roll: a bit for each month, over all their memberships."""


def _is_of_subjects(item: Item) -> bool:
    return item.take.within == "subject" and clauses.takes_one(item)


def _bounded_item(item: Item, raw: str) -> Sql:
    bounded, params = _clamped(f"coalesce({raw}, 0)", item.floor, item.cap), list[Any]([item.code])
    text = f"CASE WHEN %s = ANY(exempt) THEN greatest({bounded}, {item.cap or 0}) ELSE {bounded} END"
    if item.only:
        text, params = f"CASE WHEN posts && %s::varchar[] THEN {text} ELSE 0 END", [sorted(item.only), *params]
    return text, params


def _clamped(points: str, floor: int | None, cap: int | None) -> str:
    capped = points if cap is None else f"least({points}, {cap})"
    return f"({capped})" if floor is None else f"greatest({capped}, {floor})"


def _unmet(scheme: Scheme) -> Sql:
    """Of each gate and veto, by a member's credits: does it fail?"""
    texts: list[str] = []
    params: list[Any] = []
    for gate in scheme.gates:
        needs = []
        for need in gate.needs:
            any_of = [clauses.wanted(match) for match in need.matches]
            wanted = " OR ".join(f"({text})" for text, _params in any_of)
            needs.append(f"count(*) FILTER (WHERE {wanted}) < {need.at_least}")
            params += _all(params_ for _text, params_ in any_of)
        texts.append(" OR ".join(needs))
    for veto in scheme.vetoes:
        text, more = clauses.wanted(veto.match)
        texts.append(f"count(*) FILTER (WHERE {text}) > 0")
        params += more
    return f"ARRAY[{', '.join(texts)}]::boolean[]", params


def _failed(scheme: Scheme) -> Sql:
    """The same for everybody on the roll: who has no credit at all meets no gate; a gate asks its posts alone."""
    texts: list[str] = []
    params: list[Any] = []
    for at, one in enumerate(scheme.limits, start=1):
        text = f"coalesce(summed.failed[{at}], {'true' if isinstance(one, Gate) else 'false'})"
        if isinstance(one, Gate):
            text = f"(NOT %s = ANY(exempt) AND {text})"
            params.append(one.code)
            if one.only:
                text = f"(posts && %s::varchar[] AND {text})"
                params[-1:] = [sorted(one.only), one.code]
        texts.append(text)
    return f"ARRAY[{', '.join(texts)}]::boolean[]", params


def _all(lists: Iterable[list[Any]]) -> list[Any]:
    return [one for each in lists for one in each]
