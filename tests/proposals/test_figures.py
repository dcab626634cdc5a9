"""F20 and F21, counted a second time by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope

S = State
YEAR = {"from_on": date(2026, 1, 1), "until_on": date(2027, 1, 1), "on": date(2026, 12, 1)}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def value(code: str, place: City, **period: date) -> Any:
    return FIGURES[code].value(Scope.of_period(place.assembly, **{**YEAR, **period}))


def test_every_state_counts_as_it_should(place: City) -> None:
    """Of a case in each state: three are replied to, six filed."""
    for state in State:
        factory.proposal_in(place, state)
    factory.proposal_in(factory.city(), S.CLOSED)
    assert (value("F20", place), value("F21", place)) == (3, 50)


def test_the_rows_behind_them(place: City) -> None:
    for state in (S.SUBMITTED, S.FILED, S.REPLIED, S.CLOSED):
        factory.proposal_in(place, state)
    scope = Scope.of_period(place.assembly, **YEAR)
    columns = [path for path, _label in FIGURES["F20"].columns]
    assert columns == ["session__year", "case_number", "title", "bureau_name", "filed_at", "replied_at"]
    title, now = factory.text().title, clock.now()
    assert list(FIGURES["F20"].rows(scope).values_list(*columns)) == [
        (2026, 2, title, "市教育局", now, now),
        (2026, 3, title, "市教育局", now, now),
    ]
    assert list(FIGURES["F21"].rows(scope).values_list(*columns)) == [
        (2026, 1, title, None, now, None),
        (2026, 2, title, "市教育局", now, now),
        (2026, 3, title, "市教育局", now, now),
    ]


@pytest.mark.parametrize(
    ("moved", "counted"),
    [
        (datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), 0),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), 1),
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), 0),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_the_assembly_s_zone(
    place: City, moved: datetime, counted: int
) -> None:
    """March 2026 in Shanghai: from 16:00 in London on the last of February."""
    proposal = factory.proposal_in(place, S.CLOSED)
    march = {"from_on": date(2026, 3, 1), "until_on": date(2026, 4, 1)}
    Proposal.objects.filter(pk=proposal.pk).update(replied_at=moved)
    assert value("F20", place, **march) == counted
    Proposal.objects.filter(pk=proposal.pk).update(filed_at=moved, replied_at=moved)
    assert FIGURES["F21"].rows(Scope.of_period(place.assembly, **{**YEAR, **march})).count() == counted


def test_what_is_replied_to_after_the_period_does_not_count_in_its_share(place: City) -> None:
    early, late = factory.proposal_in(place, S.CLOSED), factory.proposal_in(place, S.CLOSED)
    Proposal.objects.filter(pk=late.pk).update(replied_at=clock.now() + timedelta(days=365))
    assert (value("F20", place), value("F21", place)) == (1, 50)
    assert early.replied_at == clock.now()


def test_it_is_a_hundred_only_where_every_one_was(place: City) -> None:
    for _ in range(2):
        factory.proposal_in(place, S.REPLIED)
    assert value("F21", place) == 100
    factory.proposal_in(place, S.HANDLING)
    assert value("F21", place) == Decimal("66.66")
    assert str(value("F21", place)) == "66.66"


def test_of_nothing_it_is_nought(place: City) -> None:
    factory.proposal_in(place, S.NOT_FILED)
    assert (value("F20", place), value("F21", place)) == (0, 0)


def test_a_case_taken_down_or_published_counts_the_same(place: City) -> None:
    closed = factory.proposal_in(place, S.CLOSED)
    actions.publish(closed, by=place.person("clerk"), text="正文", reply="")
    assert (value("F20", place), value("F21", place)) == (1, 100)


def test_they_explain_themselves() -> None:
    for code, unit in (("F20", "件"), ("F21", "%")):
        figure = FIGURES[code]
        assert (figure.section, str(figure.unit), figure.explain.endswith("。")) == ("proposals", unit, True)
