"""Figures are counted, never kept: two cities of different sizes, each counted independently while it was built."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.reports import City
from xieshang.reports import queries
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def gathered(city: City) -> dict[str, tuple[Any, int]]:
    scope = Scope.of_term(city.term, on=clock.today())
    return {one.code: (one.value, one.rows) for one in queries.gather(scope, at=clock.now())}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_what_was_built(seed: int) -> None:
    city = City(seed)
    counted = gathered(city)
    assert {code: counted[code] for code in city.expected} == city.expected


def test_other_seeds_give_other_figures() -> None:
    cities = [gathered(City(seed)) for seed in (1, 2, 3)]
    for code in ("F13", "F20", "F21", "F27", "F28"):
        assert len({city[code] for city in cities}) > 1


def test_figures_stand_in_the_order_of_their_codes() -> None:
    city = City()
    assert list(gathered(city)) == sorted(FIGURES)


def test_each_figure_has_as_many_rows_as_it_says() -> None:
    city = City()
    scope = Scope.of_term(city.term, on=clock.today())
    for one in queries.gather(scope, at=clock.now()):
        assert len(queries.rows(one.figure, scope)) == one.rows


def test_gathering_costs_the_same_queries_for_any_city(django_assert_num_queries: Callable[..., Any]) -> None:
    for seed in (1, 2):
        scope = Scope.of_term(City(seed).term, on=clock.today())
        # one for each of F01 to F05, F12, F13, F20, F28, F29, F32, F36; F27 asks for the term first;
        # F21 for filed, replied and rows; F24 for years and rows
        with django_assert_num_queries(19):
            queries.gather(scope, at=clock.now())


def test_sections_come_in_their_order_and_unknown_ones_last(moment: datetime) -> None:
    scope = Scope.of_term(City().term, on=clock.today())
    sections = queries.by_section(queries.gather(scope, at=moment))
    assert [(name, [one.code for one in each]) for name, each in sections] == [
        ("组织", ["F12", "F13"]),
        ("委员", ["F27", "F28"]),
        ("会议", ["F01", "F02", "F03", "F04", "F05", "F24", "F36"]),
        ("委员履职", ["F29", "F32"]),
        ("提案", ["F20", "F21"]),
    ]


@pytest.mark.parametrize(
    ("number", "on", "found"),
    [
        (3, date(2026, 3, 18), 3),
        (None, date(2026, 3, 18), 3),
        (None, date(2021, 12, 31), None),
        (4, date(2026, 3, 18), None),
    ],
)
def test_a_term_is_found_by_number_or_as_the_last_that_has_begun(
    number: int | None, on: date, found: int | None
) -> None:
    city = City()
    term = queries.term(city.assembly.code, number, on=on)
    assert (term.number if term else None) == found
    assert queries.term("nowhere", number, on=on) is None
