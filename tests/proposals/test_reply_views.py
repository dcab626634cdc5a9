"""The pages about a reply that was signed, and about what came after closing."""

from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from tests.proposals.test_views_case import can, signed_in
from xieshang.proposals import actions
from xieshang.proposals.models import Delivery, FollowUp, Practice, Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def page(place: City, who: str, proposal: Proposal, at: str = "") -> str:
    response = signed_in(place, who).get(f"/proposals/{proposal.pk}{at}")
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, proposal: Proposal, at: str, **fields: str) -> HttpResponse:
    response: HttpResponse = client.post(f"/proposals/{proposal.pk}{at}", fields)
    return response


def dissatisfied(place: City) -> Proposal:
    proposal = factory.proposal_in(place, S.REPLIED)
    actions.judge(proposal, by=place.person("author"), **replies.BAD)
    return replies.fresh(proposal)


class TestReading:
    def test_opening_the_page_writes_nothing(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        html = page(place, "author", proposal)
        assert (f'hx-post="/proposals/{proposal.pk}/reading"' in html, "我已读过答复" in html) == (True, True)
        assert Delivery.objects.get().read_at is None

    def test_the_script_and_the_button_say_so(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        client, at = signed_in(place, "author"), f"/proposals/{proposal.pk}/reading"
        told = [client.post(at, headers={"HX-Request": "true"}) for _ in range(2)]
        assert [(one.status_code, one.content) for one in told] == [(200, b"")] * 2
        assert Delivery.objects.get().read_at == clock.now()
        assert "我已读过答复" not in page(place, "author", proposal)

    def test_without_a_script_it_leads_back(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        response = send(signed_in(place, "author"), proposal, "/reading")
        assert (response.status_code, response["Location"]) == (302, f"/proposals/{proposal.pk}")

    def test_nobody_else_is_asked(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        for who in ("clerk", "bureau leader", "colleague"):
            assert "我已读过答复" not in page(place, who, proposal)

    def test_office_and_bureau_see_who_has_read(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        actions.read_reply(proposal, by=place.person("cosigner"))
        told = {who: "首次阅读" in page(place, who, proposal) for who in ("clerk", "bureau clerk", "author")}
        assert told == {"clerk": True, "bureau clerk": True, "author": False}


class TestFeedback:
    def test_a_bureau_reads_a_count_until_all_are_in(self, place: City) -> None:
        """Neither how it was judged nor by whom, not even on the timeline."""
        proposal = replies.replied_jointly(place)
        name = place.person("cosigner").name
        actions.judge(proposal, by=place.person("cosigner"), **replies.BAD)
        html = page(place, "bureau clerk", proposal)
        assert "3 人中 1 人已反馈" in html
        assert (replies.BAD["opinion"] in html, html.count(name)) == (False, page_before(place, name))
        for who in ("author", "colleague"):
            actions.judge(replies.fresh(proposal), by=place.person(who), **replies.GOOD)
        html = page(place, "bureau clerk", proposal)
        assert (replies.BAD["opinion"] in html, "人已反馈" in html) == (True, False)

    def test_each_voice_is_asked_and_told_whose_turn_it_is(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        assert can(place, "cosigner", proposal)[0] == "作出反馈"
        assert "现在轮到您反馈" in page(place, "cosigner", proposal)
        response = send(signed_in(place, "cosigner"), proposal, "/feedback", both="satisfied")
        assert response.status_code == 302
        html = page(place, "cosigner", proposal)
        assert ("现在轮到其他提案者反馈" in html, "您已经反馈过了，正在等其他提案者反馈。" in html) == (True, True)
        desks = {who: signed_in(place, who).get("/").content.decode() for who in ("author", "cosigner", "colleague")}
        waiting = {who: "对答复作出反馈" in html for who, html in desks.items()}
        assert waiting == {"author": True, "cosigner": False, "colleague": True}


def page_before(place: City, name: str) -> int:
    """How often a co-signer's name stands on the page of a bureau before anybody has judged."""
    return page(place, "bureau clerk", replies.replied_jointly(place)).count(name)


class TestSendingBack:
    def test_the_clerk_sends_it_back_and_the_bureau_starts_from_it(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        at = f"/replies/{replies.charge_of(proposal).pk}/return"
        clerk = signed_in(place, "clerk")
        assert send(clerk, proposal, at, reason="").status_code == 422
        assert send(clerk, proposal, at, reason="第二条答非所问").status_code == 302
        html = page(place, "bureau leader", proposal)
        assert ("第 1 次答复" in html, "政协机关退回：第二条答非所问" in html) == (True, True)
        form = page(place, "bureau leader", proposal, "/reply")
        for words in ("您提出的建议收悉，现答复如下。", "已经编制。", "已列入明年计划。", "0375-2660000"):
            assert words in form

    def test_a_charge_of_another_case_is_not_found(self, place: City) -> None:
        one, other = factory.proposal_in(place, S.REPLIED), factory.proposal_in(place, S.REPLIED)
        at = f"/proposals/{one.pk}/replies/{replies.charge_of(other).pk}/return"
        assert signed_in(place, "clerk").get(at).status_code == 404

    def test_others_read_why_not(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        html = page(place, "author", proposal, f"/replies/{replies.charge_of(proposal).pk}/return")
        assert "只有提案工作人员可以退回答复。" in html


class TestHandlingAgain:
    def test_is_offered_before_closing_where_somebody_is_dissatisfied(self, place: City) -> None:
        proposal = dissatisfied(place)
        main, others = can(place, "clerk", proposal)
        assert (main, "审核结案" in others) == ("重新办理", True)
        response = send(signed_in(place, "clerk"), proposal, "/rehandling", reason="第二条没有落实")
        assert response.status_code == 302
        html = page(place, "bureau clerk", proposal)
        for words in ("1 次，由政府分管领导负责", "提案者不满意，重新办理", "首次办理", replies.BAD["opinion"]):
            assert words in html

    def test_closing_all_the_same_needs_a_reason(self, place: City) -> None:
        proposal, clerk = dissatisfied(place), signed_in(place, "clerk")
        assert "不再重新办理的理由" in page(place, "clerk", proposal, "/closing")
        assert send(clerk, proposal, "/closing", reason=" ").status_code == 422
        assert send(clerk, proposal, "/closing", reason="提案者已同意").status_code == 302
        assert replies.fresh(proposal).state == S.CLOSED
        assert "不再重新办理：提案者已同意" in page(place, "author", proposal)


class TestQuality:
    def test_bureau_marks_and_the_office_reads_it(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        staff = signed_in(place, "bureau clerk")
        assert send(staff, proposal, "/quality", remark="建议具体").status_code == 422
        assert send(staff, proposal, "/quality", quality="4", remark="建议具体").status_code == 302
        told = {who: "建议具体" in page(place, who, proposal) for who in ("clerk", "bureau leader", "author")}
        assert told == {"clerk": True, "bureau leader": True, "author": False}

    def test_who_has_no_charge_finds_nothing(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        assert signed_in(place, "author").get(f"/proposals/{proposal.pk}/quality").status_code == 404


class TestClassD:
    def test_is_offered_where_the_assembly_has_it(self, place: City) -> None:
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED))
        assert "D 类" not in page(place, "bureau leader", proposal, "/reply")
        Practice.objects.create(assembly=place.assembly, has_class_d=True)
        assert "D 类：留作参考" in page(place, "bureau leader", proposal, "/reply")


class TestFollowUps:
    def test_a_bureau_reports_from_its_desk(self, place: City) -> None:
        proposal = replies.closed(place)
        with clock.at(datetime(2026, 9, 10, 9, tzinfo=clock.now().tzinfo)):
            staff = signed_in(place, "bureau clerk")
            assert 'href="/proposals/follow-ups?tab=asked"><b>1</b>待回访' in staff.get("/").content.decode()
            one = replies.follow_up_of(proposal, "promise")
            at = f"/proposals/{proposal.pk}/follow-ups/{one.pk}"
            assert at in staff.get("/proposals/follow-ups").content.decode()
            assert can(place, "bureau clerk", proposal)[0] == "报告承诺的落实情况"
            assert send(staff, proposal, f"/follow-ups/{one.pk}", outcome="better", text="好").status_code == 422
            assert send(staff, proposal, f"/follow-ups/{one.pk}", outcome="done", text="已建成。").status_code == 302
        one.refresh_from_db()
        assert (one.outcome, one.text) == ("done", "已建成。")
        assert "已建成。" in page(place, "author", proposal)

    def test_the_author_finds_the_question_at_home_once_it_is_asked(self, place: City) -> None:
        proposal = replies.closed(place)
        home = signed_in(place, "author")
        assert "回答办理的成效" not in home.get("/").content.decode()
        with clock.at(datetime(2026, 6, 10, 9, tzinfo=clock.now().tzinfo)):
            home = signed_in(place, "author")
            one = replies.follow_up_of(proposal, "effect_3")
            assert f"/proposals/{proposal.pk}/follow-ups/{one.pk}" in home.get("/").content.decode()
            assert send(home, proposal, f"/follow-ups/{one.pk}", outcome="better", text="多了。").status_code == 302

    def test_the_author_tells_of_the_effect_in_three_taps(self, place: City) -> None:
        """The task, the words, and the outcome, which sends; without words it is not sent."""
        proposal = replies.closed(place)
        one = replies.follow_up_of(proposal, "effect_3")
        with clock.at(datetime(2026, 6, 10, 9, tzinfo=clock.now().tzinfo)):
            visit = Visit(place.person("author")).open("/").follow("回答办理的成效")
            assert "请填写“您看到的变化”。" in visit.press("没有变化", expect=422).text
            visit.press("有成效", text="车位多了。")
        one.refresh_from_db()
        assert (visit.path, one.outcome, one.text) == (f"/proposals/{proposal.pk}", "better", "车位多了。")

    def test_the_office_sees_what_is_late(self, place: City) -> None:
        replies.closed(place)
        with clock.at(datetime(2026, 7, 1, 9, tzinfo=clock.now().tzinfo)):
            clerk = signed_in(place, "clerk")
            assert 'href="/proposals/follow-ups?tab=late"><b>1</b>回访逾期' in clerk.get("/").content.decode()
            assert "三个月成效" in clerk.get("/proposals/follow-ups?tab=late").content.decode()

    def test_a_question_of_another_case_is_not_found(self, place: City) -> None:
        proposal, other = replies.closed(place), factory.proposal_in(place, S.CLOSED)
        one = replies.follow_up_of(proposal, "promise")
        assert signed_in(place, "clerk").get(f"/proposals/{other.pk}/follow-ups/{one.pk}").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_however_long(
        self, place: City, rows: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(rows):
            replies.closed(place)
        client = signed_in(place, "clerk")
        with django_assert_num_queries(4):
            client.get("/proposals/follow-ups?tab=all")
        assert FollowUp.objects.count() == rows * 3
