"""What a scheme asks of one credit and takes of many, as SQL: is it meant, what is it worth, what does an item sum up.

The pieces of which `tally` puts its statement together; each is a text with its parameters.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from xieshang.duties.schemes.format import Item, Match, Share, Table, Take
from xieshang.duties.scoring import AWAY, THERE

Sql = tuple[str, list[Any]]
"""A piece of SQL with its parameters."""


def takes_one(item: Item) -> bool:
    """Is one taken of several, of the year or of each subject?"""
    return item.take.which != "all"


def meant(match: Match) -> RawSQL:
    """Is a credit meant, by all that its columns say and what follows from them? For queries of credits alone."""
    text, params = wanted(match)
    return RawSQL(f"({text})", params, output_field=BooleanField())  # noqa: S611 - its texts are parameters


def wanted(match: Match) -> Sql:
    """Is a credit one of those that are meant?"""
    texts: list[str] = []
    params: list[Any] = []
    said = [("kind", list(match.events))]
    said += [(_said(name, match.line), sorted(values)) for name, values in match.where]
    for name, values in said:
        texts.append(f"{name} = %s" if len(values) == 1 else f"{name} = ANY(%s)")
        params.append(values[0] if len(values) == 1 else values)
    return " AND ".join(texts), params


def worth(item: Item) -> Sql:
    """What one credit is worth by itself."""
    text, params = _points(item)
    if item.per == "half_day" and item.points != "amount":
        text = f"({text}) * halves"
    return (_shared(item.share, text, params)) if item.share else (text, params)


def _points(item: Item) -> Sql:
    if item.points == "amount":
        return "amount", []
    if not isinstance(item.points, Table):
        return str(item.points), []
    names = [_said(name, item.line) for name in item.points.by]
    texts, params = [], []
    for keys, points in item.points.values:
        texts.append("WHEN " + " AND ".join(f"{name} = %s" for name in names) + f" THEN {points}")
        params += list(keys)
    return f"CASE {' '.join(texts)} ELSE {item.points.other} END", params


def _said(name: str, line: Fraction | None) -> str:
    """What a credit says in a field."""
    if name == "presence" and line is not None:
        less = f"halves * {line.denominator} < {line.numerator} * of_halves"
        return f"(CASE WHEN presence IN ({_quoted(THERE)}) AND {less} THEN 'absent' ELSE presence END)"
    return FOLLOWS.get(name, name)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(words))


FOLLOWS: Final = {
    "together": "(CASE WHEN people = 1 THEN 'alone' ELSE 'joint' END)",
    "extent": f"(CASE WHEN presence IN ({_quoted(AWAY)}) OR halves = 0 THEN 'none'"
    " WHEN halves >= of_halves THEN 'whole' ELSE 'part' END)",
}
"""What follows from a credit's columns."""


def _shared(share: Share, whole: str, params: list[Any]) -> Sql:
    people = f"least(people, {share.at_most})" if share.at_most else "people"
    even = "CASE WHEN place = 1 THEN w - w / n * (n - 1) ELSE w / n END"
    if share.split == "halves":
        even = "CASE WHEN n = 1 THEN w WHEN place = 1 THEN w - w / 2 / (n - 1) * (n - 1) ELSE w / 2 / (n - 1) END"
    return f"(SELECT CASE WHEN place > n THEN 0 ELSE {even} END FROM (SELECT {whole} AS w, {people} AS n) AS s)", params


def total(item: Item) -> Sql:
    """The sum of what an item takes of a member's credits of the year."""
    match, match_params = wanted(item.match)
    if isinstance(item.points, int) and item.per == "event" and item.share is None:
        return f"{item.points} * {_times(item.take, f'count(*) FILTER (WHERE {match})')}", match_params
    each, params = worth(item)
    if item.take.which == "highest":
        return f"max({each}) FILTER (WHERE {match})", [*params, *match_params]
    if item.take.which == "once":
        earliest = f"""min(ARRAY["on" - DATE '2000-01-01', entry, {each}]::bigint[])"""
        return f"({earliest} FILTER (WHERE {match}))[3]", [*params, *match_params]
    if item.take.first == 1 and item.take.last is None:
        return f"sum({each}) FILTER (WHERE {match})", [*params, *match_params]
    ordered = f'array_agg({each} ORDER BY "on", entry) FILTER (WHERE {match})'
    last = item.take.last or ""
    return f"(SELECT sum(w) FROM unnest(({ordered})[{item.take.first}:{last}]) AS w)", [*params, *match_params]


def _times(take: Take, count: str) -> str:
    """How often something counts that is worth the same each time: which one is taken makes no difference."""
    last = 1 if take.which != "all" else take.last
    most = f"least({count}, {last})" if last else count
    return f"greatest({most} - {take.first - 1}, 0)" if take.first > 1 else most


def of_subjects(item: Item) -> str:
    """The sum over subjects, from the n-th to the m-th, in the order of what was taken of each."""
    if item.take.first == 1 and item.take.last is None:
        return "sum(worth)"
    part = f"(array_agg(worth ORDER BY at_on, at_entry))[{item.take.first}:{item.take.last or ''}]"
    return f"(SELECT sum(w) FROM unnest({part}) AS w)"
