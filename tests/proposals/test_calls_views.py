"""The pages of calls and leads: written, issued, answered, sent from the public site, taken."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals.models import Call, Lead, Proposal
from xieshang.proposals.states import LeadState, State
from xieshang.proposals.views import public_calls
from xieshang.spine.models import Entry

SENT = {"title": "路口太窄", "text": "放学时过不去。", "sender": "周女士", "contact": "13912345678", "fax": ""}


@pytest.fixture
def place(db: None, moment: datetime) -> Iterator[City]:
    cache.clear()
    yield factory.city()
    cache.clear()


def signed_in(place: City, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def post(client: Client, address: str, **data: Any) -> HttpResponse:
    response = client.post(address, data)
    assert isinstance(response, HttpResponse)
    return response


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


class TestOffice:
    def test_a_call_from_its_first_word_to_its_issue(self, place: City) -> None:
        """Written, topics listed, one changed and one taken off, issued after one more look."""
        clerk = Visit(place.person("clerk")).open("/proposals/calls").follow("写征集通知")
        clerk.press("保存", title="征集", text="请写提案。", opens_on="2026-03-18", closes_on="2026-03-01", expect=422)
        assert "截止日期早于开始日期" in clerk.text
        clerk.press("保存", closes_on="2026-04-30")
        for title in ("停车", "托育"):
            clerk.press("加入选题", title=title, note="", bureau="")
        clerk.follow("停车").press("保存选题", title="停车难", bureau=str(place.bureau.pk))
        call = Call.objects.get()
        assert list(call.topics.order_by("number").values_list("title", flat=True)) == ["停车难", "托育"]
        clerk.client.post(f"/proposals/calls/{call.pk}/topics/2/removal")
        clerk.open(f"/proposals/calls/{call.pk}").follow("发布征集")
        assert "在任的 3 位委员会收到通知" in clerk.text
        clerk.press("发布")
        assert "征集已发布，全体委员会收到通知。" in clerk.text
        assert "征集已经发布，委员已经收到，不能再改" in clerk.open(f"/proposals/calls/{call.pk}/text").text

    @pytest.mark.parametrize("who", ["author", "chair"])
    def test_who_only_reads_finds_no_page_to_write(self, place: City, who: str) -> None:
        call, client = calls.issued(place), signed_in(place, who)
        assert "写征集通知" not in read(client, "/proposals/calls")
        for page in ("text", "topics", "topics/1", "issue"):
            assert client.get(f"/proposals/calls/{call.pk}/{page}").status_code == 404
        for page in ("calls", "leads"):
            assert client.get(f"/proposals/{page}/new").status_code in {403, 409}

    @pytest.mark.parametrize("who", ["elsewhere", "other leader", "administrator", "author", "officer"])
    def test_a_call_that_is_not_issued_is_nobody_else_s(self, place: City, who: str) -> None:
        call, client = calls.written(place), signed_in(place, who)
        assert client.get(f"/proposals/calls/{call.pk}").status_code == 404
        assert call.title not in read(client, "/proposals/calls")
        assert Client().get(f"/public/calls/{call.pk}").status_code == 404

    def test_the_list_costs_the_same_for_one_and_for_three(
        self, place: City, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Session and person, roles, notices; counts and rows. Leads the same."""
        client = signed_in(place, "clerk")
        for amount in (1, 2):
            for _ in range(amount):
                calls.lead(place)
            for address in ("/proposals/calls", "/proposals/leads"):
                with django_assert_num_queries(4):
                    client.get(address)

    def test_the_number_opens_its_rows(self, place: City) -> None:
        call = calls.issued(place)
        for title, state in (("甲案", State.SUBMITTED), ("乙案", State.DRAFT), ("丙案", State.FILED)):
            Proposal.objects.filter(pk=factory.proposal_in(place, state, title=title).pk).update(call=call)
        clerk = signed_in(place, "clerk")
        assert re.search(r"<b>2</b>已提交", read(clerk, f"/proposals/calls/{call.pk}"))
        shown = read(clerk, f"/proposals/calls/{call.pk}/proposals")
        assert ["甲案" in shown, "乙案" in shown, "丙案" in shown] == [True, False, True]
        member = read(signed_in(place, "colleague"), f"/proposals/calls/{call.pk}/proposals")
        assert ["甲案" in member, "丙案" in member] == [False, True]


class TestMember:
    def test_from_the_desk_to_a_draft_that_answers_the_call(self, place: City) -> None:
        """The topic stands in the title, its bureau in the wish; the call is kept with the draft."""
        call = calls.issued(place)
        author = Visit(place.person("author")).open("/").follow(call.title).follow("按此选题写提案")
        fields = author.page.forms["draft"].fields
        kept = (fields["title"], fields["wished_bureau"], fields["call"])
        assert kept == ("老城区停车难的治理", str(place.bureau.pk), str(call.pk))
        author.press("存为草稿", situation="缺。")
        proposal = Proposal.objects.get()
        assert (proposal.call, proposal.wished_bureau, proposal.title) == (call, place.bureau, "老城区停车难的治理")
        assert call.title in author.open(f"/proposals/{proposal.pk}").text

    def test_whoever_writes_for_others_keeps_the_call_over_the_first_page(self, place: City) -> None:
        call = calls.issued(place)
        clerk = Visit(place.person("clerk")).open(f"/proposals/new?call={call.pk}&topic=1")
        clerk.press("下一步：写正文", whom="member", member=place.author.name)
        assert clerk.page.forms["draft"].fields["title"] == "老城区停车难的治理"

    @pytest.mark.parametrize("asked", ["call=0", "call=x", "call=999999", "call=99999999999999999999&topic=1"])
    def test_a_call_that_is_not_there_is_not_answered(self, place: City, asked: str) -> None:
        author = Visit(place.person("author")).open(f"/proposals/new?{asked}")
        assert author.page.forms["draft"].fields.get("call", "") == ""

    def test_a_draft_begun_too_late_answers_none(self, place: City) -> None:
        """The text is kept all the same."""
        call = calls.issued(place)
        Call.objects.filter(pk=call.pk).update(opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 17))
        sent = {"title": "停车", "version": "1", "save": "1", "category": "other", "call": call.pk}
        post(signed_in(place, "author"), "/proposals/new", **sent)
        assert Proposal.objects.get().call is None
        assert call.title not in Visit(place.person("author")).open("/").text

    def test_a_lead_is_taken(self, place: City) -> None:
        """Read without personal details and without its sender; then it stands before the member to be written on."""
        lead = calls.lead(place)
        author = Visit(place.person("author")).open("/proposals/calls").follow("提案线索").follow(lead.title)
        assert "我的电话是〔已略〕。" in author.text
        assert not any(word in author.text for word in ("13912345678", "周女士", "来信人"))
        author.press("采用，开始写提案")
        assert "线索已归您采用，请接着写。" in author.text
        assert Lead.objects.get().state == LeadState.TAKEN
        colleague = signed_in(place, "colleague")
        assert colleague.get(f"/proposals/leads/{lead.pk}").status_code == 404
        assert lead.title not in read(colleague, "/proposals/leads")

    @pytest.mark.parametrize("who", ["elsewhere", "other leader", "office", "administrator", "officer"])
    def test_strangers_find_no_lead(self, place: City, who: str) -> None:
        lead, client = calls.lead(place), signed_in(place, who)
        assert client.get(f"/proposals/leads/{lead.pk}").status_code == 404
        for page in ("/taking", "/closing", "/return", "/sender"):
            assert post(client, f"/proposals/leads/{lead.pk}{page}").status_code == 404
        assert lead.title not in read(client, "/proposals/leads")


class TestSender:
    def test_masked_in_lists_and_sheets_and_read_by_a_recorded_look(self, place: City) -> None:
        lead, clerk = calls.lead(place), signed_in(place, "clerk")
        pages = [read(clerk, "/proposals/leads"), read(clerk, f"/proposals/leads/{lead.pk}").split("<aside")[1]]
        for page in pages:
            assert ["13912345678" in page, "周女士" in page, "139****5678" in page, "周**" in page] == [
                False,
                False,
                True,
                True,
            ]
        sheet = b"".join(clerk.get("/proposals/leads?export=xlsx"))  # type: ignore[arg-type]
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
        assert rows[1][-2:] == ["周**", "139****5678"]
        looked = post(clerk, f"/proposals/leads/{lead.pk}/sender").content.decode()
        assert ["13912345678" in looked, "周女士" in looked] == [True, True]
        assert Entry.objects.filter(kind="proposals.sender_revealed").count() == 1

    def test_put_aside_with_a_reason_and_back(self, place: City) -> None:
        lead = calls.lead(place)
        clerk = Visit(place.person("clerk")).open(f"/proposals/leads/{lead.pk}").follow("不采用")
        clerk.press("不采用", reason="", expect=422).press("不采用", reason="不属本级事权。")
        assert "不属本级事权。" in clerk.text
        clerk.follow("放回待采用").press("放回", reason="重新考虑。")
        assert Lead.objects.get().state == LeadState.NEW

    def test_a_lead_from_other_work_is_noted_once(self, place: City) -> None:
        clerk, key = signed_in(place, "clerk"), str(uuid4())
        sent = {"title": "湿地", "text": "视察时看到。", "entry_key": key}
        first, second = (post(clerk, "/proposals/leads/new", **sent) for _ in range(2))
        assert first["Location"] == second["Location"] == f"/proposals/leads/{Lead.objects.get().pk}"
        empty = post(clerk, "/proposals/leads/new", title="湿地", text="")
        assert (empty.status_code, 'value="湿地"' in empty.content.decode()) == (422, True)

    def test_without_a_promise_the_office_is_told(self, place: City) -> None:
        response = post(signed_in(place, "clerk"), "/proposals/leads/promises")
        assert (response.status_code, "上一年度没有尚未列为线索的" in response.content.decode()) == (409, True)


class TestPublic:
    def test_a_visitor_sends_a_lead(self, place: City) -> None:
        """From the first page, without an account; the page says that it is there."""
        call = calls.issued(place)
        visit = Visit().open("/").follow(call.title)
        visit.press("送出线索", **SENT)
        assert "线索已经收到，谢谢。" in visit.text
        lead = Lead.objects.get()
        assert (lead.call, lead.title, lead.contact) == (call, "路口太窄", "13912345678")

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"title": ""}, "请填写“是什么事”。"),
            ({"text": "  "}, "请填写“具体情况”。"),
            ({"title": "长" * 201}, "最多 200 字，现在有 201 字"),
            ({"text": "长" * 3001}, "最多 3000 字，现在有 3001 字"),
            ({"contact": "1" * 61}, "最多 60 字，现在有 61 字"),
            ({"fax": "123"}, "这一栏是用来识别自动程序的"),
            ({"entry_key": "x"}, "有 1 处要改"),
            ({"text": "机密★1年\n内容"}, "文中有密级标志"),
            ({"title": "\0"}, "有 1 处要改"),
        ],
    )
    def test_bad_input_comes_back_with_all_that_was_typed(self, place: City, parts: dict[str, str], words: str) -> None:
        call = calls.issued(place)
        response = post(Client(), f"/public/calls/{call.pk}", **{**SENT, "entry_key": str(uuid4()), **parts})
        page = response.content.decode()
        assert (response.status_code, words in page, Lead.objects.count()) == (422, True, 0)
        kept = [value for name, value in SENT.items() if value and name not in parts]
        assert all(value in page for value in kept)

    def test_markup_stays_text(self, place: City) -> None:
        call = calls.issued(place)
        post(Client(), f"/public/calls/{call.pk}", **{**SENT, "title": "<script>alert(1)</script>"})
        page = read(signed_in(place, "clerk"), f"/proposals/leads/{Lead.objects.get().pk}")
        assert ["<script>alert" in page, "&lt;script&gt;alert" in page] == [False, True]

    def test_a_form_sent_twice_is_one_lead(self, place: City) -> None:
        call, key = calls.issued(place), str(uuid4())
        for _ in range(2):
            assert post(Client(), f"/public/calls/{call.pk}", entry_key=key, **SENT).status_code == 302
        assert Lead.objects.count() == 1

    def test_one_address_sends_so_many_a_day(self, place: City) -> None:
        """Then it is told, and nothing that was typed is lost; another address goes on."""
        call, client = calls.issued(place), Client()
        for _ in range(public_calls.MOST_A_DAY):
            assert post(client, f"/public/calls/{call.pk}", **SENT).status_code == 302
        response = post(client, f"/public/calls/{call.pk}", **SENT)
        page = response.content.decode()
        assert response.status_code == 422
        assert ["今天从您这里已经收到多条线索" in page, "放学时过不去。" in page] == [True, True]
        assert Lead.objects.count() == public_calls.MOST_A_DAY
        other = Client(REMOTE_ADDR="203.0.113.9")
        assert post(other, f"/public/calls/{call.pk}", **SENT).status_code == 302

    @pytest.mark.parametrize(
        ("days", "status"),
        [
            ((date(2026, 3, 18), date(2026, 3, 18)), 200),
            ((date(2026, 3, 19), date(2026, 3, 20)), 404),
            ((date(2026, 3, 1), date(2026, 3, 17)), 404),
        ],
    )
    def test_only_open_calls_are_there(self, place: City, days: tuple[date, date], status: int) -> None:
        call = calls.issued(place)
        Call.objects.filter(pk=call.pk).update(opens_on=days[0], closes_on=days[1])
        assert Client().get(f"/public/calls/{call.pk}").status_code == status
        assert (call.title in Visit().open("/public/calls").text) is (status == 200)

    def test_a_call_to_members_alone_has_no_form(self, place: City) -> None:
        call = calls.issued(place, takes_leads=False)
        assert "送出线索" not in Visit().open(f"/public/calls/{call.pk}").html
        assert post(Client(), f"/public/calls/{call.pk}", **SENT).status_code == 422
        assert not Lead.objects.exists()
