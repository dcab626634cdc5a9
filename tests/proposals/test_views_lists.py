"""The lists of proposals: what is on them for whom, how they narrow, what they cost, what they export."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook  # type: ignore[import-untyped]

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals.states import State
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def signed_in(place: City, who: str) -> Client:
    return client_of(place.person(who))


def get(place: City, who: str, address: str) -> str:
    """The words of a page as somebody sees it."""
    response = signed_in(place, who).get(address)
    assert response.status_code == 200
    return response.content.decode()


def sheet(place: City, who: str, address: str) -> list[list[Any]]:
    """The rows of the sheet that a list exports, its head first."""
    return rows_in(signed_in(place, who).get(address))


def rows_in(response: Any) -> list[list[Any]]:
    """The rows of a sheet that was sent."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    rows: list[list[Any]] = workbook.get_sheet_by_index(0).to_python()
    return rows


@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        ("clerk", "/proposals/", 5),
        ("clerk", "/proposals/?tab=open&sort=due", 5),
        ("clerk", "/proposals/?q=停车", 5),
        ("author", "/proposals/mine", 5),
        ("colleague", "/proposals/", 5),
        ("bureau clerk", "/proposals/assigned?tab=handle", 5),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    place: City, who: str, address: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
):
    """Session with person and roles; places with what to filter by; counts; rows; notices."""
    client = signed_in(place, who)
    for amount in (1, 2):
        for _ in range(amount):
            factory.proposal_in(place, State.HANDLING)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_late_rows_share_one_calendar(place: City, django_assert_num_queries: DjangoAssertNumQueries):
    """However many rows are late, the calendar is read once."""
    for _ in range(3):
        factory.proposal_in(place, State.ASSIGNED)
    client = signed_in(place, "clerk")
    with clock.at(clock.now() + timedelta(days=60)), django_assert_num_queries(5):
        page = client.get("/proposals/?tab=late").content.decode()
    assert page.count("逾期 32 个工作日") == 3


@pytest.mark.parametrize(
    ("who", "address", "titles"),
    [
        ("clerk", "/proposals/", ["甲案", "乙案"]),
        ("clerk", "/proposals/?tab=review", ["甲案"]),
        ("clerk", "/proposals/?category=ecology", ["乙案"]),
        ("clerk", "/proposals/?tab=review&category=ecology", []),
        ("colleague", "/proposals/", ["乙案"]),
        ("author", "/proposals/mine", ["甲案", "乙案", "丙案"]),
        ("author", "/proposals/mine?tab=draft", ["丙案"]),
        ("bureau clerk", "/proposals/assigned?tab=accept", ["乙案"]),
        ("bureau clerk", "/proposals/assigned?tab=handle", []),
        ("other leader", "/proposals/assigned", []),
        ("officer", "/proposals/", []),
    ],
)
def test_each_sees_their_own_and_the_sheet_holds_what_the_list_shows(
    place: City, who: str, address: str, titles: list[str]
):
    """Tabs and filters narrow; the sheet has the same rows in the same columns, and where what is not filed goes."""
    factory.proposal_in(place, State.SUBMITTED, title="甲案", category="society")
    factory.proposal_in(place, State.ASSIGNED, title="乙案", category="ecology")
    factory.proposal_in(place, State.DRAFT, title="丙案")
    page = get(place, who, address)
    assert {title for title in ("甲案", "乙案", "丙案") if f">{title}</a>" in page} == set(titles)
    exported = sheet(place, who, address + ("&" if "?" in address else "?") + "export=xlsx")
    shown = ["案号", "案由", "状态", "提案者", "轮到", "期限", "提交时段", "最近变动"]
    assert exported[0] == [*shown, "不予立案去向"]
    assert {row[1] for row in exported[1:]} == set(titles)


def test_a_search_marks_what_it_found_in_title_and_text(place: City):
    """The hit is marked where it stands, in the title or in a passage of the text; the sheet has plain titles."""
    factory.proposal_in(place, State.FILED, title="关于白鹭湖湿地的建议")
    factory.proposal_in(place, State.FILED, title="关于停车的建议", situation="白鹭湖公园门口夜间停车困难。")
    factory.proposal_in(place, State.FILED, title="关于托育的建议")
    page = get(place, "clerk", "/proposals/?q=白鹭湖")
    assert "关于<mark>白鹭湖</mark>湿地的建议" in page
    assert "<mark>白鹭湖</mark>公园门口夜间停车困难。" in page
    assert "托育" not in page
    exported = sheet(place, "clerk", "/proposals/?q=白鹭湖&export=xlsx")
    assert sorted(row[1] for row in exported[1:]) == ["关于停车的建议", "关于白鹭湖湿地的建议"]


def test_the_office_filters_by_bureau(place: City):
    """Only the office has the filter; a value that is none is said to be none."""
    factory.proposal_in(place, State.ASSIGNED, title="甲案")
    assert "甲案" in get(place, "clerk", f"/proposals/?bureau={place.bureau.pk}")
    assert "甲案" not in get(place, "clerk", f"/proposals/?bureau={place.other_bureau.pk}")
    assert "没有“999999”这一项" in get(place, "clerk", "/proposals/?bureau=999999")
    assert "filter-bureau" not in get(place, "author", "/proposals/")


def test_a_draft_without_a_title_has_words_to_press(place: City):
    """A draft may begin with its text."""
    factory.drafted(place, title="")
    assert "（还没有案由）</a>" in get(place, "author", "/proposals/mine")


def test_the_ticked_are_exported_as_a_sheet(place: City) -> None:
    """Those that were ticked and that this person may see, and no others."""
    cases = [factory.proposal_in(place, State.FILED, title=f"关于第{n}件的建议") for n in (1, 2, 3)]
    keys = [one.pk for one in cases[:2]]
    answer = signed_in(place, "clerk").post("/proposals/export", {"chosen": keys})
    rows = rows_in(answer)
    assert [row[1] for row in rows[1:]] == ["关于第2件的建议", "关于第1件的建议"]
    other = signed_in(place, "other leader").post("/proposals/export", {"chosen": keys})
    assert len(rows_in(other)) == 1
    refused = signed_in(place, "clerk").post("/proposals/export", {"chosen": []})
    assert "还没有选中提案，请先勾选。" in refused.content.decode()
