"""The pages of duty: who opens which, what stands there, what is kept."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import duties as factory
from tests.factories import proposals
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.duties import actions, queries
from xieshang.duties.models import Edition, HandEntry, Objection, Year
from xieshang.duties.schemes import shipped
from xieshang.meetings.models import Kind
from xieshang.proposals.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def visit(place: City, who: str) -> Client:
    return client_of(place.person(who))


def text_of(response: Any) -> str:
    return response.content.decode()


class TestRecord:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            *[(who, 200) for who in ("author", "office", "officer", "chair", "secretary")],
            *[(who, 404) for who in ("cosigner", "clerk", "bureau clerk", "administrator", "elsewhere")],
        ],
    )
    def test_who_reads_it(self, place: City, who: str, status: int):
        assert visit(place, who).get(f"/duties/members/{place.author.pk}/").status_code == status

    def test_every_entry_stands_there_with_what_it_counted(self, place: City):
        """The deed under its item, the case among what is not counted, the gate, and what is missing."""
        factory.confirmed(place)
        case = proposals.proposal_in(place, State.FILED)
        factory.read(place)
        factory.year(place)
        page = text_of(visit(place, "author").get(f"/duties/members/{place.author.pk}/?year=2026"))
        for words in (
            "向山区小学捐赠图书",
            "公益活动：2 分",
            "审查立案，案号 1",
            "未到起算的件数",
            "到“称职”还差什么",
            "三个一",
        ):
            assert words in page, words
        assert f'href="/proposals/{case.pk}"' in page

    @pytest.mark.parametrize(("post", "offered"), [("", True), ("        only: [standing]\n", False)])
    def test_what_it_would_take_is_within_reach(self, place: City, post: str, offered: bool):
        """An item that still has room; none of a post that the member does not hold."""
        office = place.person("office")
        text = shipped("jinan-2015").replace("- code: charity\n", f"- code: charity\n{post}")
        edition = actions.adopt(actions.draft_edition(place.assembly, by=office, text=text), by=office)
        actions.open_year(edition, by=office, year=2026)
        page = text_of(visit(place, "author").get(f"/duties/members/{place.author.pk}/?year=2026"))
        ahead = page[page.index("还差什么") : page.index("</section>", page.index("还差什么"))]
        assert ("公益活动" in ahead, "还可以得 10 分" in ahead) == (offered, offered)
        assert set(re.findall(r"（第一提案人）</span>\s*<span[^>]*>([^<]*)", ahead)) == {"还可以得 50 分"}

    def test_one_s_own_is_one_tap_away(self, place: City):
        response = visit(place, "author").get("/duties/")
        assert response.headers["Location"] == f"/duties/members/{place.author.pk}/"

    def test_everything_can_be_taken_along(self, place: City):
        factory.confirmed(place)
        client = visit(place, "author")
        held = client.get(f"/duties/members/{place.author.pk}/?export=json").json()
        assert [one["title"] for one in held["entered_by_hand"]] == ["向山区小学捐赠图书"]
        sheet = client.get(f"/duties/members/{place.author.pk}/?export=xlsx")
        assert b"".join(sheet.streaming_content)[:2] == b"PK"

    def test_a_year_without_a_scheme_says_so(self, place: City):
        page = text_of(visit(place, "author").get(f"/duties/members/{place.author.pk}/?year=2010"))
        assert "2010 年还没有采用履职评价办法" in page


class TestList:
    def test_the_members_of_a_year_by_their_totals(
        self, place: City, django_assert_num_queries: DjangoAssertNumQueries
    ):
        """The officer sees the committee's; the office all; a member none; the count of queries does not grow."""
        factory.confirmed(place)
        factory.year(place)
        client = visit(place, "office")
        client.get("/duties/members/")
        with django_assert_num_queries(9):
            page = text_of(client.get("/duties/members/?year=2026"))
        assert page.index("林一") < page.index("林二")
        assert visit(place, "author").get("/duties/members/").status_code == 404


class TestByHand:
    def test_entered_and_confirmed_on_pages(self, place: City):
        office, second = visit(place, "office"), visit(place, "second office")
        at = f"/duties/members/{place.author.pk}/entries/new?year=2026"
        assert "公益活动" in text_of(office.get(at))
        fields = {"item": "charity", "title": "捐款", "on": "2026-03-01"}
        refused = office.post(at, {**fields, "on": "2027-01-01"})
        assert (refused.status_code, "日期不能在今天以后。" in text_of(refused), "捐款" in text_of(refused)) == (
            422,
            True,
            True,
        )
        office.post(at, fields)
        entry = HandEntry.objects.get()
        assert "自己录入的要由另一位工作人员核实" in text_of(office.get(f"/duties/entries/{entry.pk}"))
        bare = second.post(f"/duties/entries/{entry.pk}", {"reason": ""})
        assert (bare.status_code, "请写明为什么不予通过。" in text_of(bare)) == (422, True)
        second.post(f"/duties/entries/{entry.pk}", {"confirm": "1", "reason": ""})
        entry.refresh_from_db()
        assert entry.state == "confirmed"

    def test_put_right_from_its_page_and_told_in_the_record(self, place: City):
        """The new entry bears the reason; the record has both, the first struck out; what was typed is kept."""
        entry = factory.confirmed(place)
        second, at = visit(place, "second office"), f"/duties/entries/{entry.pk}"
        record = f"/duties/members/{place.author.pk}/?year=2026"
        assert f'href="{at}"' in text_of(second.get(record))
        assert f'href="{at}/correction"' in text_of(second.get(at))
        assert f'href="{at}/correction"' not in text_of(visit(place, "author").get(at))
        assert visit(place, "author").get(f"{at}/correction").status_code == 409
        assert visit(place, "cosigner").get(f"{at}/correction").status_code == 404
        assert "向山区小学捐赠图书" in text_of(second.get(f"{at}/correction"))
        fields = {"item": "charity", "title": "向山区小学捐赠课桌", "on": "2026-03-03", "amount": ""}
        bare = second.post(f"{at}/correction", fields)
        assert (bare.status_code, "捐赠课桌" in text_of(bare)) == (422, True)
        second.post(f"{at}/correction", {**fields, "reason": "凭证上是课桌"})
        factory.read(place)
        page = text_of(visit(place, "author").get(record))
        assert f'<s><a href="{at}">向山区小学捐赠图书</a></s>' in page
        assert "向山区小学捐赠课桌（更正）" in page
        assert ("理由：凭证上是课桌" in page, "公益活动：2 分" in page) == (True, True)
        assert "已经更正，不再计" in text_of(second.get(at))

    def test_sent_twice_is_one_entry(self, place: City):
        client = visit(place, "office")
        fields = {
            "item": "charity",
            "title": "捐款",
            "on": "2026-03-01",
            "entry_key": "7a0e6a52-8b2c-4c1e-9a3b-2f60d0a3c111",
        }
        for _ in range(2):
            client.post(f"/duties/members/{place.author.pk}/entries/new?year=2026", fields)
        assert HandEntry.objects.count() == 1


class TestExemptions:
    def test_exempt_on_a_page_and_told_in_the_record(self, place: City):
        office, at = visit(place, "office"), f"/duties/members/{place.author.pk}/exemptions/new?year=2026"
        assert "三个一" in text_of(office.get(at))
        bare = office.post(at, {"item": "three_ones", "reason": ""})
        assert (bare.status_code, "请写明免除的理由。" in text_of(bare)) == (422, True)
        assert office.post(at, {"item": "three_twos", "reason": "援藏"}).status_code == 422
        office.post(at, {"item": "three_ones", "reason": "援藏一年"})
        record = text_of(visit(place, "author").get(f"/duties/members/{place.author.pk}/?year=2026"))
        assert ("援藏一年" in record, "免除一项" in record) == (True, False)
        assert visit(place, "author").get(at).status_code == 409
        assert "这一项已经免除。" in text_of(office.post(at, {"item": "three_ones", "reason": "援藏一年"}))


class TestObjections:
    def test_raised_and_answered_on_pages(self, place: City):
        entry = factory.confirmed(place)
        author, office = visit(place, "author"), visit(place, "office")
        at = f"/duties/members/{place.author.pk}/objections/new?year=2026&entry={queries.confirmation_of(entry)}"
        assert "向山区小学捐赠图书" in text_of(author.get(at))
        author.post(at, {"text": "应计两次"})
        one = Objection.objects.get()
        assert "异议待答复" in text_of(author.get(f"/duties/members/{place.author.pk}/?year=2026"))
        office.post(f"/duties/objections/{one.pk}", {"answer": "凭证只有一次", "dismiss": "1"})
        assert "凭证只有一次" in text_of(author.get(f"/duties/objections/{one.pk}"))
        assert visit(place, "cosigner").get(f"/duties/objections/{one.pk}").status_code == 404


class TestSchemes:
    def test_a_fault_is_told_with_its_line_and_what_was_typed_is_kept(self, place: City):
        text = shipped("jinan-2015").replace("cap: 120", "cap: ten")
        response = visit(place, "office").post("/duties/schemes/new", {"text": text, "preview": "1"})
        assert (response.status_code, "第 6 行" in text_of(response), "cap: ten" in text_of(response)) == (
            422,
            True,
            True,
        )
        assert Edition.objects.count() == 1

    def test_drafted_adopted_and_a_year_counts_by_it(self, place: City):
        client = visit(place, "office")
        previewed = client.post("/duties/schemes/new", {"text": shipped("jinan-2015"), "preview": "1", "year": "2026"})
        assert "从第 2 件起" in text_of(previewed)
        client.post("/duties/schemes/new", {"text": shipped("jinan-2015")})
        edition = Edition.objects.get(number=2)
        client.post(f"/duties/schemes/{edition.pk}/adoption")
        client.post(f"/duties/schemes/{edition.pk}/years", {"year": "2026"})
        year = Year.objects.get()
        assert (year.edition, year.year, year.grades.count()) == (edition, 2026, 3)
        assert "三个一" in text_of(visit(place, "author").get(f"/duties/schemes/{edition.pk}"))

    def test_what_nobody_knows_is_named_before_it_is_adopted(self, place: City):
        """A misspelt kind and a misspelt occasion, each with the one that may be meant; the assembly's own kind of
        occasion is known."""
        office = place.person("office")
        text = shipped("jinan-2015").replace("proposals.honoured", "proposals.honourd", 1)
        text = text.replace("where: {about: plenary}", "where: {about: [plenery, salon]}", 1)
        edition = actions.draft_edition(place.assembly, by=office, text=text)
        Kind.objects.create(assembly=place.assembly, code="salon", name="委员沙龙", entitled="members")
        page = text_of(visit(place, "office").get(f"/duties/schemes/{edition.pk}"))
        assert "没有哪个模块记录“proposals.honourd”这类事情，它不会计分。是不是 proposals.honoured？" in page
        assert "类别“plenery”没有见过，请核对拼写。是不是 plenary？" in page
        assert "“salon”" not in page
        assert actions.adopt(edition, by=office).state == "adopted"

    def test_two_are_tried_on_the_same_year(self, place: City):
        """A scheme that asks more: who moves is named, in a page and in a sheet."""
        other = (
            shipped("jinan-2015").replace("start: 70", "start: 50").replace("scheme: jinan-2015", "scheme: stricter")
        )
        text = other.replace("from: 60", "from: 65")
        second = actions.draft_edition(place.assembly, by=place.person("office"), text=text)
        first = factory.edition_of_jinan(place)
        factory.three_ones(place)
        at = f"/duties/schemes/trial?one={first.pk}&other={second.pk}&year=2026"
        page = text_of(visit(place, "office").get(at))
        assert "林一" in page
        assert "<td>称职</td><td>不称职</td>" in page
        assert "这里只是试算" not in page
        earlier = text_of(visit(place, "office").get(at.replace("year=2026", "year=2014")))
        assert "《济南市政协委员履职量化考核办法（2015）》的有效年份是 2015 年起，2014 年不在其中" in earlier
        assert visit(place, "author").get(at).status_code == 404
        sheet = visit(place, "office").get(f"{at}&export=xlsx")
        assert b"".join(sheet.streaming_content)[:2] == b"PK"


class TestYears:
    def test_frozen_proposed_and_decided_on_pages(self, place: City):
        year = factory.year(place)
        office, secretary = visit(place, "office"), visit(place, "secretary")
        assert visit(place, "author").get(f"/duties/years/{year.pk}").status_code == 404
        waiting = factory.entered(place)
        assert "1 条手工录入没有核实" in text_of(office.get(f"/duties/years/{year.pk}"))
        actions.reject_entry(waiting, by=place.person("second office"), reason="没有凭证")
        office.post(f"/duties/years/{year.pk}/freezing")
        grade = year.grades.get(member=place.author)
        record, link = f"/duties/members/{place.author.pk}/?year=2026", f'href="/duties/grades/{grade.pk}"'
        assert [link in text_of(visit(place, who).get(record)) for who in ("office", "author")] == [True, False]
        bare = office.post(f"/duties/grades/{grade.pk}", {"band": "competent"})
        assert (bare.status_code, "请写明理由" in text_of(bare)) == (422, True)
        office.post(f"/duties/grades/{grade.pk}", {"band": "competent", "remark": "援藏"})
        empty = secretary.post(f"/duties/years/{year.pk}/decision", {"meeting": ""})
        assert empty.status_code == 422
        secretary.post(f"/duties/years/{year.pk}/decision", {"meeting": "九届第 40 次主席会议"})
        grade.refresh_from_db()
        assert grade.decided == "competent"

    def test_the_days_of_a_year_are_those_of_the_deeds(self, place: City):
        """What was done in December and confirmed in March counts for the year in which it was done."""
        factory.confirmed(place, on=date(2025, 12, 30))
        page = text_of(visit(place, "author").get(f"/duties/members/{place.author.pk}/?year=2025"))
        assert "公益活动：2 分" in page
