"""A scheme filled in by an officer who has never seen its text: with the script and without, tried, kept."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall as Served
from tests.browser.telling import forgive
from tests.factories import duties as factory
from tests.factories.proposals import City
from xieshang.duties import schemes
from xieshang.duties.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> City:
    return factory.place_with_scheme()


def begin_from_nothing(page: Page) -> None:
    """A block with one item that counts whole plenaries, by a table of presence."""
    page.goto("/duties/schemes/new")
    page.get_by_label("名称", exact=True).fill("本市办法")
    page.get_by_label("依据").fill("主席会议")
    page.get_by_label("板块名称").fill("会议")
    page.locator("summary", has_text="新项目").click()
    page.get_by_label("项目名称").fill("参加全体会议")
    page.get_by_label("计哪些事情 1").select_option(label="参加会议和活动")


def test_from_nothing_to_a_draft(hall: Served, place: City) -> None:
    """What is chosen brings along what belongs to it; parts stay open, and what was typed stays."""
    factory.three_ones(place)
    page = hall.enter_as(place.person("office"))
    begin_from_nothing(page)
    expect(page.get_by_label("计哪些事情 2")).to_be_visible()
    page.get_by_label("怎么给分").select_option(label="分档，列成表")
    page.get_by_label("按什么分档 1").select_option(label="出席情况")
    page.get_by_label("出席", exact=True).and_(page.locator("td input")).fill("80")
    page.get_by_label("请假").and_(page.locator("td input")).fill("40")
    page.get_by_role("button", name="加一个等次").click()
    added = page.locator("#at-bands-4")
    expect(added).to_have_attribute("open", "")
    added.get_by_role("button", name="删去").click()
    page.get_by_role("button", name="放回来").click()
    expect(added).to_be_visible()
    added.get_by_role("button", name="删去").click()
    expect(added).to_have_count(0)
    page.get_by_label("委员", exact=True).fill(place.author.name)
    page.get_by_label("年度").fill("2026")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#preview")).to_contain_text("80 分 · 称职")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_role("heading", name="本市办法")).to_be_visible()
    (item,) = schemes.read(Edition.objects.get(title="本市办法").text).blocks[0].items
    assert (item.title, item.match.events, item.points) == (
        "参加全体会议",
        ("meetings.attended",),
        schemes.Table(("presence",), ((("present",), 8000), (("on_leave",), 4000))),
    )


def test_what_was_not_kept_waits_on_the_device(hall: Served, place: City) -> None:
    """With the rows that were added; what was kept waits no longer."""
    page = hall.enter_as(place.person("office"))
    begin_from_nothing(page)
    page.get_by_role("button", name="加一个项目").click()
    added = page.locator("#at-blocks-0-items-1").get_by_label("项目名称")
    added.fill("提案")
    page.goto("/duties/schemes")
    page.goto("/duties/schemes/new")
    expect(page.get_by_label("板块名称")).to_have_value("")
    page.get_by_role("button", name="放回来").click()
    expect(added).to_have_value("提案")
    expect(page.get_by_label("名称", exact=True)).to_have_value("本市办法")
    page.get_by_role("button", name="改用文字写").click()
    page.locator("textarea[name=text]").fill(schemes.shipped("jinan-2015"))
    page.get_by_role("button", name="存为草稿").click()
    expect(page).to_have_url(re.compile(r"/duties/schemes/\d+$"))
    page.goto("/duties/schemes/new")
    expect(page.get_by_label("板块名称")).to_have_value("")
    expect(page.get_by_role("button", name="放回来")).to_have_count(0)


def test_without_a_script_on_a_phone(hall: Served, place: City) -> None:
    """Plain buttons do the same; what is wrong is told at its field."""
    page = hall.enter_as(place.person("office"), width=390, scripts=False)
    begin_from_nothing(page)
    page.get_by_role("button", name="加一个项目").click()
    page.locator("#at-blocks-0-items-1").get_by_label("项目名称").fill("提案")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".summary")).to_contain_text("提案：“分值”是必填的，这里还没有写。")
    expect(page.locator("#at-blocks-0-items-1").get_by_label("项目名称")).to_have_value("提案")
    page.get_by_role("button", name="改用文字写").click()
    expect(page.locator("textarea[name=text]")).to_contain_text("title: 参加全体会议")
    page.get_by_role("button", name="改用表单填").click()
    expect(page.get_by_label("板块名称")).to_have_value("会议")
    expect(page.locator("body")).to_have_js_property("scrollWidth", 390)
    forgive(hall, "422")
