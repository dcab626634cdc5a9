"""A duty report in Chromium: what is typed is kept without a button, and there again after the tab was closed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall as Served
from tests.factories import duties as factory
from tests.factories.proposals import City
from xieshang.duties.models import DutyReport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> City:
    return factory.place_with_scheme()


def test_typed_kept_and_handed_in(hall: Served, place: City) -> None:
    factory.confirmed(place)
    factory.standing(place)
    page = hall.enter_as(place.person("author"), width=390)
    page.goto(f"/duties/members/{place.author.pk}/?year=2026")
    page.get_by_role("button", name="起草 2026 年述职报告").click()
    text = page.get_by_label("述职报告")
    expect(text).to_have_value(re.compile("向山区小学捐赠图书"))
    expect(page.locator("form[data-begun]")).to_be_visible()
    text.fill("一年来，我认真履职。")
    expect(page.locator(".saved")).to_contain_text("已保存")
    page.goto("/")
    one = DutyReport.objects.get()
    page.goto(f"/duties/reports/{one.pk}/text")
    expect(page.get_by_label("述职报告")).to_have_value("一年来，我认真履职。")
    page.get_by_role("button", name="提交述职报告").click()
    expect(page.get_by_text("述职报告已提交，办公室会审阅。")).to_be_visible()
    one.refresh_from_db()
    assert one.state == "submitted"
