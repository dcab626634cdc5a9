"""A list keeps its state in its address, answers bad values with sentences, and exports what it shows."""

import re
from contextlib import closing
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from django.contrib.auth.models import Group
from django.db.models import Count as Counting
from django.db.models import Q
from django.db.models.functions import Length
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from tests.ui.specimens import a_request, html
from xieshang.ui.cells import Badge
from xieshang.ui.counting import Count, count_capped, counts_capped, shares_capped, shares_glanced
from xieshang.ui.lists import Choice, Column, Dates, Listing, Tab, Text

pytestmark = pytest.mark.django_db

LISTING = Listing(
    title="名册",
    row=lambda group: {
        "pk": group.pk,
        "url": f"/groups/{group.pk}",
        "name": group.name,
        "kind": Badge("甲类", "good"),
        "length": len(group.name),
    },
    sort="name",
    size=3,
    columns=[
        Column("name", "名称", place="title", sort="name", marked=True),
        Column("kind", "类别", place="state"),
        Column("length", "字数", numeric=True),
    ],
    tabs=[Tab("all", "全部"), Tab("east", "东", Q(name__contains="东")), Tab("none", "无", lambda rows: rows.none())],
    filters=[
        Choice("end", "尾字", [("街", "街"), ("路", "路")], "name__endswith"),
        Text("word", "含字", "name"),
        Dates("made", "日期", "permissions__content_type__id"),
    ],
    search=lambda rows, text: rows.filter(name__contains=text),
    empty="还没有名称。",
)


def names(page) -> list[str]:
    """The names that a page shows."""
    return [re.findall(r'id="row-\d+">(.*?)</a>', row.cells)[0] for row in page.rows]


def cells_of(response) -> list[list[Any]]:
    """What the downloaded sheet holds."""
    with closing(response):
        content = BytesIO(b"".join(response.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


@pytest.fixture(autouse=True)
def seven_streets(db: None) -> None:
    for name in ("东一街", "东二街", "东三路", "西一街", "西二街", "西三路", "南路"):
        Group.objects.create(name=name)


def shown(address: str = "/groups"):
    """The page of the list at an address."""
    return LISTING.page(a_request(address), Group.objects.all())


def test_the_first_page_in_the_declared_order() -> None:
    page = shown()
    assert names(page) == sorted(Group.objects.values_list("name", flat=True))[:3]
    assert (bool(page.before), bool(page.after), str(page.count)) == (False, True, "7")


def test_turning_goes_through_all_rows_and_back() -> None:
    seen, page = [], shown()
    while True:
        seen += names(page)
        if not page.after:
            break
        page = shown("/groups" + page.after)
    assert seen == sorted(Group.objects.values_list("name", flat=True))
    back = shown("/groups" + page.before)
    assert names(back) == seen[3:6]


def test_tabs_count_what_filters_leave() -> None:
    page = shown("/groups?end=街")
    assert [(tab.key, str(tab.count), tab.current) for tab in page.tabs] == [
        ("all", "4", True),
        ("east", "2", False),
        ("none", "0", False),
    ]


def test_every_filter_is_a_chip_that_removes_itself_alone() -> None:
    page = shown("/groups?tab=east&end=街&word=一&q=东")
    assert names(page) == [Markup("<mark>东</mark>一街")]
    assert [chip["label"] for chip in page.chips] == ["尾字：街", "含字：一", "搜索：东"]
    without_end = parse_qs(page.chips[0]["href"][1:])
    assert without_end == {"tab": ["east"], "word": ["一"], "q": ["东"]}
    assert parse_qs(page.cleared[1:]) == {"tab": ["east"]}


def test_hits_of_a_search_are_marked_in_the_columns_that_say_so() -> None:
    page = shown("/groups?q=南")
    assert names(page) == [Markup("<mark>南</mark>路")]


def test_a_head_turns_its_own_direction_and_drops_the_cursor() -> None:
    page = shown("/groups?sort=-name&after=x")
    assert [(head.sorted, parse_qs(head.href[1:]).get("sort")) for head in page.heads] == [
        ("descending", ["name"]),
        ("", None),
        ("", None),
    ]
    assert "after" not in page.heads[0].href


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("?after=zz", "地址里的翻页位置已经失效，显示的是第一页。"),
        ("?before=%00", "地址里的翻页位置已经失效，显示的是第一页。"),
        ("?sort=kind", "不能按“kind”排序，已按通常的次序。"),
        ("?tab=west", "没有“west”这一类，显示的是第一类。"),
        ("?end=巷", "筛选“尾字”没有“巷”这一项，已略去。"),
        ("?made_from=2026-13-01", "筛选“日期”的“2026-13-01”不是日期（应如 2026-03-18），已略去。"),
        ("?made_from=2026-03-02&made_until=2026-03-01", "筛选“日期”的终止日期早于起始日期，已略去。"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(address: str, sentence: str) -> None:
    page = shown("/groups" + address)
    assert page.problems == [sentence]
    assert names(page) == names(shown())


def test_no_value_of_the_address_breaks_the_page() -> None:
    """A zero byte and a very long text are ordinary searches without a hit."""
    assert shown("/groups?q=a%00b").rows == []
    assert shown("/groups?word=" + "长" * 5000).rows == []


@pytest.mark.parametrize("rows", [1, 3, 7])
def test_a_page_is_two_queries_whatever_its_rows(rows: int, django_assert_num_queries) -> None:
    queryset = Group.objects.filter(pk__in=list(Group.objects.values_list("pk", flat=True)[:rows]))
    with django_assert_num_queries(2):
        page = LISTING.page(a_request(), queryset)
        assert page.rows
        assert page.count.n == rows


def test_the_sheet_holds_exactly_what_is_selected(moment: object) -> None:
    response = LISTING.respond(a_request("/groups?end=街&sort=-name&export=xlsx"), Group.objects.all())
    selected = sorted(Group.objects.filter(name__endswith="街").values_list("name", flat=True), reverse=True)
    assert cells_of(response) == [["名称", "类别", "字数"], *([name, "甲类", 3] for name in selected)]
    assert unquote(response["Content-Disposition"]) == "attachment; filename*=utf-8''名册_2026-03-18.xlsx"


def test_text_in_a_sheet_is_never_a_formula(moment: object) -> None:
    Group.objects.all().delete()
    Group.objects.create(name='=HYPERLINK("x")')
    response = LISTING.respond(a_request("/groups?export=xlsx"), Group.objects.all())
    assert cells_of(response)[1][0] == '=HYPERLINK("x")'


def test_an_export_of_an_unusable_address_goes_back_to_the_list() -> None:
    response = LISTING.respond(a_request("/groups?end=巷&export=xlsx"), Group.objects.all())
    assert (response.status_code, unquote(response["Location"])) == (302, "?end=巷")


def test_htmx_gets_the_list_and_a_browser_the_page() -> None:
    whole = html(LISTING.respond(a_request(), Group.objects.all()))
    part = LISTING.respond(a_request(**{"HX-Target": "list"}), Group.objects.all())
    assert "<html" in whole
    assert html(part).lstrip().startswith('<div id="list"')
    assert part["Vary"] == "HX-Target"


def test_an_empty_list_says_what_to_do() -> None:
    bare = html(LISTING.respond(a_request(), Group.objects.none()))
    assert "0 条" in bare
    assert "还没有名称。" in bare
    filtered = html(LISTING.respond(a_request("/groups?word=北"), Group.objects.all()))
    assert "没有符合这些条件的内容。" in filtered


def test_a_count_stops_at_its_cap(django_assert_num_queries) -> None:
    groups = Group.objects.all()
    assert [str(count_capped(groups, cap)) for cap in (7, 8, 3)] == ["6+", "7", "2+"]
    assert str(count_capped(groups.none())) == "0"
    with django_assert_num_queries(1):
        counts = counts_capped({"all": groups, "none": groups.none(), "east": groups.filter(name__contains="东")})
    assert {key: count.n for key, count in counts.items()} == {"all": 7, "none": 0, "east": 3}


SHARES: dict[str, Any] = {
    "all": lambda rows: rows,
    "east": lambda rows: rows.filter(name__contains="东"),
    "streets": lambda rows: rows.filter(name__endswith="街"),
    "joined": lambda rows: rows.filter(permissions__codename="none"),
    "none": lambda rows: rows.none(),
}


def shares(*keys: str) -> dict[str, Any]:
    return {key: SHARES[key] for key in keys}


@pytest.mark.parametrize("joined", [(), ("joined",)])
@pytest.mark.parametrize("count", [shares_capped, shares_glanced])
def test_shares_are_counted_as_their_rows_are(count: Any, joined: tuple[str], django_assert_num_queries) -> None:
    """Where a share needs another table, too; each count is what the rows of the share are."""
    rows = Group.objects.exclude(name="南路")
    with django_assert_num_queries(1):
        counted = count(rows, shares("all", "east", "streets", *joined, "none")).run()
    assert {key: str(n) for key, n in counted.items()} == {
        key: str(SHARES[key](rows).count()) for key in ("all", "east", "streets", *joined, "none")
    }


@pytest.mark.parametrize("count", [shares_capped, shares_glanced])
def test_a_share_may_use_whatever_its_rows_have(count: Any) -> None:
    """Methods of their own and annotations, of which some need all rows of another table."""
    rows = Group.objects.annotate(length=Length("name"), rights=Counting("permissions"))
    wanted = {"short": lambda rows: rows.filter(length=2), "bare": lambda rows: rows.filter(rights=0)}
    assert {key: str(n) for key, n in count(rows, wanted).run().items()} == {"short": "1", "bare": "7"}
    short = {"short": wanted["short"]}
    counted = count(Group.objects.annotate(length=Length("name")), short).run()
    assert {key: str(n) for key, n in counted.items()} == {"short": "1"}


def test_shares_are_counted_up_to_the_cap() -> None:
    counted = shares_capped(Group.objects.all(), shares("all", "east", "none"), 3).run()
    assert {key: str(n) for key, n in counted.items()} == {"all": "2+", "east": "2+", "none": "0"}


def test_of_more_than_a_glance_only_the_whole_is_told() -> None:
    """To look at all hits of a common word would take long; what was not counted has no number."""
    counted = shares_glanced(Group.objects.all(), shares("all", "east", "none"), 3).run()
    assert counted == {"all": Count(3, 3), "east": None, "none": None}


def test_shares_of_no_rows_are_empty() -> None:
    for count in (shares_capped, shares_glanced):
        assert {str(n) for n in count(Group.objects.none(), shares("all", "east", "joined")).run().values()} == {"0"}


def test_a_search_with_many_hits_counts_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xieshang.ui.selection.GLANCE", 2)
    assert [str(tab.count) for tab in shown("/groups?q=街").tabs] == ["1+", "None", "None"]
    assert str(shown("/groups?q=街").count) == "1+"
    assert str(shown("/groups?q=街&tab=east").count) == "2"
    for number in range(4):
        Group.objects.create(name=f"东{number}街")
    assert str(shown("/groups?q=街&tab=east").count) == "3+"
