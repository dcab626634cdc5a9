"""A list whose rows are known by a key shows what it would show without; only the database is asked less."""

import re
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils import translation

from tests.ui.specimens import a_request
from xieshang.ui import plans
from xieshang.ui.drawings import CSRF
from xieshang.ui.lists import Bulk, Choice, Column, Listing, Reach, Tab

pytestmark = pytest.mark.django_db

LISTING = Listing(
    title="名册",
    row=lambda group: {"pk": group.pk, "url": f"/groups/{group.pk}", "name": group.name},
    sort="name",
    size=3,
    columns=[Column("name", "名称", place="title", sort="name", marked=True)],
    tabs=[Tab("all", "全部"), Tab("east", "东", Q(name__contains="东")), Tab("none", "无", lambda rows: rows.none())],
    filters=[Choice("end", "尾字", [("街", "街"), ("路", "路")], "name__endswith")],
    search=lambda rows, text: rows.filter(name__regex=text),
    asked=lambda text: text if text != "。" else None,
    empty="还没有名称。",
)
ADDRESSES = [
    "/",
    "/?tab=east",
    "/?tab=none",
    "/?end=街",
    "/?end=街&sort=-name",
    "/?q=东",
    "/?q=南&tab=east",
    "/?q=%",
    "/?q=。",
    "/?end=桥",
]


@pytest.fixture(autouse=True)
def streets() -> None:
    Group.objects.bulk_create(Group(name=name) for name in ("东一街", "东二街", "东路", "南一街", "南路", "西路"))


def shown(address: str, rows: Any) -> dict[str, Any]:
    """What a page of the list holds."""
    page = LISTING.page(a_request(address), rows)
    return {
        "rows": [row.cells for row in page.rows],
        "counts": {key: str(n) for key, n in page.counts.items()},
        "beside": (page.before, page.after),
        "problems": page.problems,
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_planned_page_is_the_page(address: str):
    reach = Reach(("groups", address), Group.objects.all)
    plain = shown(address, Group.objects.all())
    assert shown(address, reach) == plain
    assert shown(address, reach) == plain


def test_the_next_page_follows_a_planned_one():
    reach = Reach("all groups", Group.objects.all)
    onward = shown("/", reach)["beside"][1]
    assert onward
    assert shown(f"/{onward}", reach) == shown(f"/{onward}", Group.objects.all())


def test_the_rows_are_asked_for_once_for_each_key():
    """The words of a search are no part of the plan; who may see what, the tab, the filters and the order are."""
    asked = count()

    def rows(part: str) -> Any:
        next(asked)
        return Group.objects.filter(name__contains=part)

    streets, roads = (Reach(("asked once", part), lambda part=part: rows(part)) for part in "街路")
    for _ in range(3):
        shown("/?q=东", streets)
        shown("/?q=南", streets)
    once = next(asked)
    assert once > 0
    assert "路</a>" in "".join(shown("/?q=东", roads)["rows"])
    assert next(asked) > once + 1


def test_a_planned_page_sees_what_changed():
    reach = Reach("changing", Group.objects.all)
    before = shown("/?tab=east", reach)
    Group.objects.create(name="东桥")
    after = shown("/?tab=east", reach)
    assert len(after["rows"]) == len(before["rows"])
    assert (before["counts"]["east"], after["counts"]["east"]) == ("3", "4")


def test_rows_that_can_never_be_there_are_not_asked_for(django_assert_num_queries: Any):
    reach = Reach("nothing", Group.objects.none)
    assert shown("/?q=东", reach) == shown("/?q=东", Group.objects.none())
    shown("/", reach)
    with django_assert_num_queries(1):  # the counts
        assert shown("/", reach)["rows"] == []


def test_a_planned_page_asks_once(django_assert_num_queries: Any):
    for _ in range(2):
        with django_assert_num_queries(1):
            shown("/?end=街", Reach("once", Group.objects.all))


class Drawing:
    """Draws rows and counts how often it was asked to; `kind` is what rows are drawn by besides themselves."""

    def __init__(self) -> None:
        self.drawn, self.kind = 0, "街"

    def __call__(self, group: Group) -> dict[str, Any]:
        self.drawn += 1
        return {"pk": group.pk, "url": f"/groups/{group.pk}", "name": f"{group.name}（{self.kind}）"}

    def page(self, address: str = "/", **more: Any) -> str:
        declared = replace(LISTING, row=self, depends=lambda: self.kind, **more)
        return str(declared.page(a_request(address), Reach("drawn", Group.objects.all)).drawn(a_request(address)))


def test_a_page_is_drawn_once_for_all_who_are_told_the_same():
    drawing = Drawing()
    assert drawing.page("/?tab=east") == drawing.page("/?tab=east")
    assert drawing.drawn == 3


@pytest.mark.parametrize(
    "change", ["a row", "a count", "what rows depend on", "the address", "the title", "the language"]
)
def test_a_page_is_drawn_anew_as_soon_as_it_would_look_otherwise(change: str):
    drawing = Drawing()
    before, changed = drawing.page(), {}
    match change:
        case "a row":
            Group.objects.filter(name="东一街").update(name="东一巷")
        case "a count":
            Group.objects.create(name="西北街")
        case "what rows depend on":
            drawing.kind = "路"
        case "the title":
            changed = {"title": "街巷"}
    with translation.override("en" if change == "the language" else "zh-hans"):
        after = drawing.page("/?sort=name" if change == "the address" else "/", **changed)
    assert after != before or change == "the address"
    assert drawing.drawn > 3


def test_each_answer_has_a_token_of_its_own_in_what_is_drawn_once():
    declared = replace(LISTING, bulk=[Bulk("打印", "/print")])
    tokens = set()
    for _ in range(2):
        request = a_request("/")
        drawn = declared.page(request, Reach("ticked", Group.objects.all)).drawn(request)
        tokens.add(re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', drawn)[1])  # type: ignore[index]
        assert CSRF not in drawn
    assert len(tokens) == 2


def test_no_more_plans_are_kept_than_said():
    assert plans.plan.cache_info().maxsize == plans.KEPT
