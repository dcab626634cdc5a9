"""The figures of the roll, each counted here independently of its query."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.factories.members import AssemblyFactory, CommitteeFactory, MemberFactory, SectorFactory, TermFactory
from tests.members.conftest import City
from xieshang.members.models import Member
from xieshang.members.states import Level, OrganKind
from xieshang.spine.figure import FIGURES, Scope, figure

pytestmark = pytest.mark.django_db

CODES = ("F12", "F13", "F27", "F28")


def values(scope: Scope) -> list[object]:
    return [FIGURES[code].value(scope) for code in CODES]


def names(code: str, scope: Scope) -> list[str]:
    return [row.name for row in FIGURES[code].rows(scope)]


def as_of(city: City, day: date) -> Scope:
    return Scope.of_term(city.term, on=day)


def test_the_figures_count_what_stands_on_the_scope_s_day(city: City) -> None:
    """Three committees less one that is over; two counties; two sectors; three members less one who left."""
    CommitteeFactory(assembly=city.assembly, name="旧委员会", until_on=date(2024, 1, 1))
    CommitteeFactory(assembly=city.assembly, kind=OrganKind.OFFICE, name="办公室")
    for name in ("鲁山县政协", "叶县政协"):
        AssemblyFactory(name=name, level=Level.COUNTY, parent=city.assembly)
    AssemblyFactory(name="新区联络处", level=Level.CITY, parent=city.assembly)
    AssemblyFactory(name="他市某县政协", level=Level.COUNTY)
    SectorFactory(
        term=TermFactory(assembly=city.assembly, number=8, from_on=date(2017, 1, 1), until_on=date(2022, 1, 1))
    )
    for name, until_on in (("李雨", None), ("王冰", None), ("张平", date(2024, 1, 1))):
        MemberFactory(term=city.term, name=name, committee=city.culture, sector=city.economy, until_on=until_on)
    MemberFactory(name="外人")
    assert values(as_of(city, date(2023, 12, 31))) == [3, 2, 2, 3]
    scope = as_of(city, date(2024, 1, 1))
    assert values(scope) == [2, 2, 2, 2]
    assert [names(code, scope) for code in CODES] == [
        ["提案委员会", "文化和文史委员会"],
        ["鲁山县政协", "叶县政协"],
        ["教育界", "经济界"],
        ["李雨", "王冰"],
    ]


def test_whoever_is_on_no_committee_is_not_counted(city: City) -> None:
    """全员入委 is part of what F28 says."""
    gone = CommitteeFactory(assembly=city.assembly, until_on=date(2024, 1, 1))
    MemberFactory(term=city.term, committee=gone)
    MemberFactory(term=city.term, committee=city.culture, name="李雨")
    assert names("F28", as_of(city, date(2024, 1, 1))) == ["李雨"]


def test_between_terms_there_are_no_sectors(city: City) -> None:
    """They belong to a term."""
    scope = Scope.of_period(city.assembly, date(2021, 1, 1), date(2022, 1, 1), on=date(2026, 1, 1))
    assert (FIGURES["F27"].value(scope), list(FIGURES["F27"].rows(scope))) == (0, [])


@pytest.mark.parametrize("code", CODES)
def test_rows_are_in_a_settled_order_and_have_what_the_columns_name(city: City, code: str) -> None:
    """So that they can be paged and exported."""
    MemberFactory(term=city.term, committee=city.culture)
    AssemblyFactory(parent=city.assembly, level=Level.COUNTY)
    rows = FIGURES[code].rows(as_of(city, date(2024, 1, 1)))
    assert rows.query.order_by[-1] == "pk"
    paths = [path for path, _label in FIGURES[code].columns]
    assert [len(line) for line in rows.values_list(*paths)] == [len(paths)] * rows.count()
    assert rows.count() > 0


@pytest.mark.parametrize("code", CODES)
def test_every_figure_says_what_it_counts(code: str) -> None:
    """In a sentence."""
    assert FIGURES[code].explain.endswith("。")


@pytest.mark.parametrize(
    ("from_on", "until_on", "asked_on", "expected"),
    [
        (date(2018, 1, 1), date(2023, 1, 1), date(2026, 11, 23), (date(2023, 1, 1), date(2022, 12, 31))),
        (date(2018, 1, 1), date(2023, 1, 1), date(2020, 5, 1), (date(2023, 1, 1), date(2020, 5, 1))),
        (date(2022, 1, 1), None, date(2026, 11, 23), (date(2026, 11, 24), date(2026, 11, 23))),
        (date(2027, 1, 1), None, date(2026, 11, 23), (date(2027, 1, 2), date(2027, 1, 1))),
    ],
)
def test_a_term_is_asked_about_as_of_its_last_day_or_today(
    city: City, from_on: date, until_on: date | None, asked_on: date, expected: Sequence[date]
) -> None:
    """While a term lasts, today; once it is over, its last day."""
    term = TermFactory.build(assembly=city.assembly, from_on=from_on, until_on=until_on)
    scope = Scope.of_term(term, on=asked_on)
    assert (scope.until_on, scope.as_of) == tuple(expected)
    assert (scope.assembly, scope.term, scope.from_on) == (city.assembly, term, from_on)


def test_a_value_may_be_reckoned_from_the_rows(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share, for instance; and no code is declared twice."""
    monkeypatch.setattr("xieshang.spine.figure.FIGURES", FIGURES.copy())
    MemberFactory.create_batch(3, term=city.term)

    def declare() -> object:
        options = {"title": "占比", "unit": "%", "section": "members", "columns": [("name", "姓名")], "words": "占比。"}
        reckon = lambda scope, rows: Decimal(100) * rows.count() / 4  # noqa: E731
        return figure("F99", value=reckon, **options)(lambda scope: Member.objects.filter(term=scope.term))

    declare()
    from xieshang.spine import figure as kit

    assert kit.FIGURES["F99"].value(as_of(city, date(2024, 1, 1))) == Decimal(75)
    with pytest.raises(ValueError, match="F99"):
        declare()
