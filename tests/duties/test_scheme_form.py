"""A scheme on its form: all that a document says survives, rows come and go, what is wrong stands at its field."""

import re
from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings

from tests.duties import strategies as draw
from tests.duties.test_views import text_of, visit
from tests.factories import duties as factory
from tests.factories.proposals import City
from xieshang.duties import schemes
from xieshang.duties.forms.sheet import Sheet
from xieshang.duties.models import Edition
from xieshang.duties.schemes import shipped

NEW = "/duties/schemes/new"
EVERYTHING = {
    "scheme": "all",
    "title": "什么都说",
    "source": "试验",
    "valid": {"from": 2020, "until": 2030},
    "total": {"floor": 1, "cap": 120},
    "proration": "months",
    "blocks": [
        {
            "code": "one",
            "title": "板块",
            "kind": "base",
            "items": [
                {"code": "a", "title": "零分也是分", "events": "a.met", "points": 0, "cap": 3},
                {
                    "code": "b",
                    "title": "两向的表",
                    "events": ["a.met", "a.stage"],
                    "points": {"by": ["level", "form"], "values": {"city": {"single": 2, "x/~y": 1}}, "other": 0},
                    "cap": 4.5,
                },
            ],
        }
    ],
    "bands": [{"code": "best", "title": "优秀", "from": 0.5, "quota": 30}],
    "triggers": [
        {"code": "t", "title": "三次", "advice": "谈", "events": "a.met", "where": {"part": "first"}, "times": 3,
         "years": 0}
    ],
    "exemptions": [{"title": "重病", "of": ["a", "b"]}],
}  # fmt: skip


def sent(sheet: Sheet, *pairs: tuple[str, str], do: str = "") -> QueryDict:
    """What a browser sends of the form, with some fields typed anew, and the button that was pressed."""
    query = QueryDict(mutable=True)
    for name, value in sheet.sends():
        query.appendlist(name, value)
    for name, value in pairs:
        query[name] = value
    if do:
        query["do"] = do
    return query


def meaning(text: str) -> dict[str, Any]:
    """What a document says, in whatever order its words stand."""
    return draw.document_of(schemes.read(text))


class Fields(HTMLParser):
    """What a browser would send of the form of a draft."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = defaultdict(list)
        self.select, self.area = "", ""
        self.feed(page[page.index('id="draft"') : page.index("</form>", page.index('id="draft"'))])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.found[given["name"]].append(given.get("value", ""))
        elif tag == "select":
            self.select = given["name"]
            self.found[self.select].append("")
        elif tag == "option" and "selected" in given:
            self.found[self.select][-1] = given["value"]
        elif tag == "textarea":
            self.area = given["name"]
            self.found[self.area].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][-1] += data


def fields(response: Any) -> dict[str, Any]:
    """What the form of a page would send; nothing of what a test types later is in the way of a single value."""
    return dict(Fields(text_of(response)).found)


class TestDocuments:
    @pytest.mark.parametrize("code", schemes.SHIPPED)
    def test_what_is_shipped_comes_back_as_it_was(self, code: str):
        """Untouched it is the same to the letter; and written anew it says the same."""
        text = shipped(code)
        sheet = Sheet.typed(sent(Sheet(schemes.said(text), ())), ())
        assert sheet.text(text) == text
        assert meaning(schemes.written(sheet.said)) == meaning(text)

    def test_what_no_shipped_scheme_says_comes_back_too(self):
        sheet = Sheet.typed(sent(Sheet(EVERYTHING, ())), ())
        assert sheet.is_sound(), sheet.faults
        assert meaning(schemes.written(sheet.said)) == meaning(schemes.written(EVERYTHING))

    @settings(max_examples=60)
    @given(document=draw.documents())
    def test_any_scheme_comes_back(self, document: dict[str, Any]):
        assert Sheet(document, ()).says(document)

    @pytest.mark.parametrize(
        "wrong", ["blocks: 3", "blocks: [1, [2]]", "gates: [{needs: x}]", "bands: {a: [b]}", "title: [a]"]
    )
    def test_what_the_form_cannot_say_is_not_lost_in_it(self, wrong: str):
        data = schemes.said(wrong)
        assert not Sheet(data, ()).says(data)


class TestRows:
    def test_added_moved_taken_away_and_brought_back(self):
        sheet = Sheet(schemes.said(shipped("jinan-2015")), ())
        more = Sheet.typed(sent(sheet, do="add /blocks/1/items"), ())
        assert more.said["blocks"][1]["items"][-1] == {"code": "item7"}
        up = Sheet.typed(sent(more, do="up /blocks/1"), ())
        assert [one["code"] for one in up.said["blocks"]] == ["reward", "basic"]
        less = Sheet.typed(sent(up, do="drop /blocks/0/items/0"), ())
        assert len(less.said["blocks"][0]["items"]) == 4
        back = sent(less, do="back")
        back["dropped"] = less.dropped
        assert Sheet.typed(back, ()).said == up.said

    def test_a_need_gets_another_kind_of_fact_that_meets_it(self):
        sheet = Sheet(schemes.said(shipped("minhang")), ())
        asked = sent(sheet, do="add /gates/2/needs/0/any_of")
        asked["/gates/2/needs/0/any_of/1/events"] = "proposals.cosigned"
        (need,) = Sheet.typed(asked, ()).said["gates"][2]["needs"]
        assert need["any_of"][0] == {"events": "proposals.submitted"}

    def test_points_become_a_table_and_the_table_gets_a_second_field(self):
        sheet = Sheet(schemes.said(shipped("jinan-2015")), ())
        at = "/blocks/1/items/1/points"
        table = Sheet.typed(sent(sheet, (at, "table"), do=f"show {at}"), ())
        by = Sheet.typed(sent(table, (f"{at}/by", "level"), do="show"), ())
        with_county = Sheet.typed(sent(by, (f"{at}/values/county", "2")), ())
        two = sent(with_county)
        two.setlist(f"{at}/by", ["level", "form"])
        points = Sheet.typed(sent(Sheet.typed(two, ())), ()).said["blocks"][1]["items"][1]["points"]
        assert points["by"] == ["level", "form"]
        assert set(points["values"]["county"].values()) == {2}

    @pytest.mark.parametrize(
        "verb", ["add /nothing", "drop /blocks", "up /blocks/9", "down /blocks/x", "back", "drop ", "add /valid"]
    )
    def test_a_button_that_is_not_there_does_nothing(self, verb: str):
        sheet = Sheet(schemes.said(shipped("minhang")), ())
        assert Sheet.typed(sent(sheet, ("dropped", "[1"), do=verb), ()).said == sheet.said


class TestFaults:
    @pytest.mark.parametrize(
        ("name", "typed", "reason"),
        [
            ("/title", "", "“名称”是必填的，这里还没有写。"),
            ("/blocks/0/items/0/title", "", "“项目名称”是必填的，这里还没有写。"),
            ("/blocks/1/items/0/points/each", "五", "“分值”的写法不对：五 应当是 数。"),
            ("/blocks/1/items/3/cap", "60", "这一项的上限高于所在板块的上限。"),
            ("/blocks/1/cap", "2000", "“这个板块最多”不能大于 1000，现在是 2000。"),
            ("/gates/0/needs/0/any_of/0/line", "2.3", "“出席不足几成算缺席”的写法不对：2.3。"),
            ("/gates/0/needs/0/any_of/0/events", "", "“哪些事情”是必填的，这里还没有写。"),
            ("/gates/0/needs/1/any_of/1/events", "", "“哪些事情”是必填的，这里还没有写。"),
            ("/bands/1/from", "85", "等次“称职”和“优秀”重叠：从同一分数起算。"),
            ("/blocks/0/items/0/take/upto", "1", ""),
            ("/triggers/0/times", "0", "“达到几次”不能小于 1，现在是 0。"),
        ],
    )
    def test_it_stands_at_its_field_with_what_was_typed(self, name: str, typed: str, reason: str):
        sheet = Sheet.typed(sent(Sheet(schemes.said(shipped("jinan-2015")), ()), (name, typed)), ())
        field = name.removesuffix("/each")
        assert sheet.is_sound() is (not reason)
        assert sheet.faults.get(field, []) == ([reason] if reason else []), sheet.faults
        assert (name, typed) in sheet.sends()

    def test_a_number_is_read_however_it_is_typed(self):
        sheet = Sheet.typed(sent(Sheet(schemes.said(shipped("jinan-2015")), ()), ("/blocks/1/cap", "５０.５")), ())
        assert sheet.said["blocks"][1]["cap"] == 50.5


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
class TestPages:
    def opened(self, client: Client) -> dict[str, Any]:
        return fields(client.get(f"{NEW}?from=jinan-2015"))

    def test_kept_as_it_stood(self, place: City):
        client = visit(place, "office")
        client.post(NEW, self.opened(client))
        assert Edition.objects.get(number=2).text == shipped("jinan-2015")

    def test_a_long_scheme_is_not_too_much_to_send(self, place: City):
        """Eighty items: some two thousand fields."""
        data = schemes.said(shipped("jinan-2015"))
        data["blocks"][1]["items"] *= 20
        for number, item in enumerate(data["blocks"][1]["items"]):
            data["blocks"][1]["items"][number] = item | {"code": f"item{number}"}
        client = visit(place, "office")
        page = client.post(NEW, {"text": schemes.written(data), "to": "form"})
        client.post(NEW, fields(page) | {"/title": "很长的办法"})
        assert Edition.objects.get(number=2).title == "很长的办法"

    def test_every_kind_of_event_stands_there_in_words(self, place: City):
        page = text_of(visit(place, "office").get(f"{NEW}?from=tongcheng-2019"))
        for words in ("提案立案", "参加会议和活动", "社情民意信息被采用（还没有模块记录）"):
            assert words in page, words
        assert ">meetings." not in page

    def test_a_row_more_without_a_script(self, place: City):
        """Everything typed stays; nothing is kept yet."""
        client = visit(place, "office")
        page = client.post(NEW, self.opened(client) | {"/title": "改了的名称", "do": "add /bands"})
        assert (page.status_code, "改了的名称" in text_of(page), "band4" in text_of(page)) == (200, True, True)
        assert Edition.objects.count() == 1

    def test_form_and_text_are_one_draft(self, place: City):
        """To and fro, lawful or not: what was typed goes along."""
        client = visit(place, "office")
        typed = self.opened(client) | {"/title": "改了的名称", "/blocks/1/cap": "五十", "to": "text"}
        text = fields(client.post(NEW, typed))["text"][0]
        assert "title: 改了的名称" in text
        assert "cap: 五十" in text
        back = client.post(NEW, {"text": text, "to": "form"})
        assert {"/title": ["改了的名称"], "/blocks/1/cap": ["五十"]}.items() <= fields(back).items()

    def test_a_text_that_is_broken_stays_text(self, place: City):
        response = visit(place, "office").post(NEW, {"text": "scheme: [", "to": "form"})
        assert (response.status_code, "scheme: [" in text_of(response), "YAML" in text_of(response)) == (
            422,
            True,
            True,
        )

    @pytest.mark.parametrize("begins", ["", "\ufeff"])
    def test_a_file_is_read_in(self, place: City, begins: str):
        """Downloaded in one city and taken up in another; and what is no text is refused."""
        client = visit(place, "office")
        assert "读入文件" in text_of(client.get(f"{NEW}?way=text"))
        document = SimpleUploadedFile("a.yaml", (begins + shipped("minhang")).encode())
        page = client.post(NEW, {"text": "", "document": document, "to": "form"})
        client.post(NEW, fields(page))
        assert Edition.objects.get(code="minhang").text == shipped("minhang")
        assert (
            client.post(NEW, {"document": SimpleUploadedFile("a.yaml", b"\xff\x00"), "to": "form"}).status_code == 422
        )

    def test_a_fault_is_summed_up_and_marked(self, place: City):
        client = visit(place, "office")
        response = client.post(NEW, self.opened(client) | {"/blocks/1/cap": "五十"})
        page = text_of(response)
        assert response.status_code == 422
        assert '<a href="#at-blocks-1-cap">工作奖励：“这个板块最多”的写法不对：五十 应当是 数。</a>' in page
        assert 'aria-describedby="at-blocks-1-cap-help at-blocks-1-cap-wrong"' in page

    def test_a_draft_is_changed_until_it_is_adopted(self, place: City):
        client = visit(place, "office")
        client.post(NEW, self.opened(client))
        edition = Edition.objects.get(number=2)
        at = f"/duties/schemes/{edition.pk}/draft"
        assert visit(place, "author").get(at).status_code == 404
        typed = fields(client.get(at)) | {"/title": "新名称"}
        client.post(at, typed)
        edition.refresh_from_db()
        assert (edition.number, edition.title, "title: 新名称" in edition.text) == (2, "新名称", True)
        stale = client.post(at, typed | {"/title": "又一个名称"})
        assert (stale.status_code, "已在别处改过" in text_of(stale), "又一个名称" in text_of(stale)) == (
            422,
            True,
            True,
        )
        client.post(f"/duties/schemes/{edition.pk}/adoption")
        assert "采用以后的办法不再改动" in text_of(client.get(at))


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
class TestPreview:
    def test_what_the_draft_gives_a_member_and_everybody(self, place: City):
        """Ten points for a gift instead of two; the one who did what everybody must is not at the bottom."""
        factory.confirmed(place)
        factory.three_ones(place)
        client = visit(place, "office")
        typed = TestPages().opened(client) | {"/blocks/1/items/3/points/each": "10"}
        page = client.post(
            NEW, typed | {"preview": "1", "year": "2026", "member": f"{place.author.name} {place.author.number}"}
        )
        assert "<b>80 分</b> · 称职" in text_of(page)
        assert re.findall(r'<th scope="row">(优秀|称职|不称职)</th><td class="number">(\d+)<br>', text_of(page)) == [
            ("优秀", "0"),
            ("称职", "1"),
            ("不称职", "2"),
        ]
        assert "公益活动：10 分" in text_of(page)
        assert Edition.objects.count() == 1

    def test_it_is_refused_with_the_reasons(self, place: City):
        client = visit(place, "office")
        page = client.post(
            NEW, TestPages().opened(client) | {"/blocks/1/cap": "", "/bands/0/from": "", "preview": "1", "year": "2026"}
        )
        assert page.status_code == 422
        assert "现在还算不出来" in text_of(page)
        assert "“从几分起”是必填的" in text_of(page)

    def test_nobody_of_that_name(self, place: City):
        client = visit(place, "office")
        page = client.post(NEW, TestPages().opened(client) | {"preview": "1", "year": "2026", "member": "无此人"})
        assert "没有这位委员" in text_of(page)


@pytest.mark.django_db
def test_the_form_says_that_it_does_not_keep_comments(place: City):
    """On the form of a scheme whose text has some; one without says nothing of it."""
    shown = text_of(visit(place, "office").get(f"{NEW}?from=jinan-2015"))
    lines = sum(line.lstrip().startswith("#") for line in shipped("jinan-2015").splitlines())
    assert f"文字里有 {lines} 行注释" in shown
    assert "行注释" not in text_of(visit(place, "office").get(NEW))
