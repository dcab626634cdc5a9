"""The pages of review: outcomes, several cases side by side, the round for a session night, the settings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import proposals as factory
from tests.factories.accounts import person_with, sign_in
from tests.factories.proposals import City
from tests.proposals.test_views_lists import sheet
from xieshang.accounts.models import Person
from xieshang.proposals import actions, queries
from xieshang.proposals.models import LikenessDecision, Practice, Proposal
from xieshang.proposals.states import LikenessOutcome, Outcome, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def signed_in(person: Person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


@pytest.fixture
def clerk(place: City) -> Client:
    return signed_in(place.person("clerk"))


@pytest.fixture
def second(place: City) -> Client:
    return signed_in(person_with("proposals_clerk", place.assembly.scope))


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def test_check_merge_and_letter_by_their_pages(place: City, clerk: Client):
    lead = factory.proposal_in(place, S.FILED)
    one, two = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.SUBMITTED)
    sent = {"advice": "merge", "reason": "与第 1 号相近"}
    assert clerk.post(f"/proposals/{one.pk}/check", sent).status_code == 302
    page = clerk.get(f"/proposals/{one.pk}").content.decode()
    assert "只有政协机关看得到" in page
    assert "与第 1 号相近" in page
    asked = clerk.get(f"/proposals/{one.pk}/merging").content.decode()
    assert 'value="2026-0001"' in asked
    assert clerk.post(f"/proposals/{one.pk}/merging", {"into": "2026-1", "reason": "相近"}).status_code == 302
    assert fresh(one).merged_into_id == lead.pk
    assert clerk.post(f"/proposals/{two.pk}/letter", {"reason": "参考"}).status_code == 302
    assert fresh(two).state == S.LETTER


@pytest.mark.parametrize("typed", ["一号", "2026-9999", "2026", "1999-0001"])
def test_a_number_that_no_case_has_is_said_and_what_was_typed_is_kept(place: City, clerk: Client, typed: str):
    proposal = factory.proposal_in(place, S.SUBMITTED)
    answer = clerk.post(f"/proposals/{proposal.pk}/merging", {"into": typed, "reason": "内容相近"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有这个案号的提案" in page
    assert "内容相近" in page


def test_the_author_of_a_merged_case_reads_the_lead(place: City, clerk: Client):
    """Its page leads there; the lead lists what was merged into it to those who may see it, and not to others."""
    lead = factory.proposal_in(place, S.HANDLING)
    merged = factory.proposal_in(place, S.SUBMITTED, title="关于夜间停车的提案")
    actions.merge(merged, by=place.person("clerk"), into=lead, reason="相近")
    author = signed_in(place.person("author"))
    assert f'href="/proposals/{lead.pk}"' in author.get(f"/proposals/{merged.pk}").content.decode()
    named = {
        name: "关于夜间停车的提案" in signed_in(place.person(name)).get(f"/proposals/{lead.pk}").content.decode()
        for name in ("author", "clerk", "bureau clerk", "colleague")
    }
    assert named == {"author": True, "clerk": True, "bureau clerk": True, "colleague": False}
    assert signed_in(place.person("bureau clerk")).get(f"/proposals/{merged.pk}").status_code == 200


def test_a_merged_author_who_left_the_assembly_still_reads_the_lead(place: City):
    """Without the role of a member, by having written it alone."""
    lead = factory.proposal_in(place, S.FILED)
    Proposal.objects.filter(pk=lead.pk).update(author=place.colleague)
    merged = factory.proposal_in(place, S.MERGED)
    author = place.person("author")
    author.grants.all().delete()
    seen = queries.visible_to(Person.objects.get(pk=author.pk)).values_list("pk", flat=True)
    assert set(seen) == {merged.pk, lead.pk}


def test_the_author_does_not_read_the_advice(place: City):
    proposal = factory.proposal_in(place, S.SUBMITTED)
    actions.check(proposal, by=place.person("clerk"), advice=Outcome.REFUSE, reason="空话连篇")
    page = signed_in(place.person("author")).get(f"/proposals/{proposal.pk}").content.decode()
    assert ("空话连篇" in page, "初审完毕，等待复审" in page) == (False, True)


def test_objection_and_ruling_by_their_pages(place: City, second: Client):
    proposal = factory.proposal_in(place, S.NOT_FILED)
    author = signed_in(place.person("author"))
    assert "最后一天是 2026 年 4 月 2 日（周四）" in author.get(f"/proposals/{proposal.pk}").content.decode()
    assert author.post(f"/proposals/{proposal.pk}/objection", {"reason": ""}).status_code == 422
    assert author.post(f"/proposals/{proposal.pk}/objection", {"reason": "有建议"}).status_code == 302
    page = second.get(f"/proposals/{proposal.pk}/ruling").content.decode()
    assert "有建议" in page
    sent = {"decision": "overrule", "meeting": "", "on": "", "reason": "成立"}
    kept = second.post(f"/proposals/{proposal.pk}/ruling", sent)
    assert (kept.status_code, "成立" in kept.content.decode()) == (422, True)
    sent |= {"meeting": "提案委员会第三次会议", "on": clock.today().isoformat()}
    assert second.post(f"/proposals/{proposal.pk}/ruling", sent).status_code == 302
    assert fresh(proposal).state == S.FILED


@pytest.mark.parametrize("verb", ["check", "merging", "letter", "ruling", "objection", "comparison?other=1"])
def test_strangers_find_nothing(place: City, verb: str):
    proposal = factory.proposal_in(place, S.SUBMITTED)
    for name in ("colleague", "bureau leader", "elsewhere"):
        assert signed_in(place.person(name)).get(f"/proposals/{proposal.pk}/{verb}").status_code == 404


class TestSeveral:
    def test_each_stands_beside_the_case_with_what_they_share(self, place: City, clerk: Client):
        proposal = factory.proposal_in(place, S.SUBMITTED)
        closed, filed = factory.proposal_in(place, S.CLOSED), factory.proposal_in(place, S.FILED, analysis="另一种原因")
        page = clerk.get(f"/proposals/{proposal.pk}/comparison?other={closed.pk}&other={filed.pk}&other=x").content
        text = page.decode()
        assert "A 类：已经解决或采纳" in text
        assert all(f'id="p{column}-1"' in text for column in (0, 1, 2))
        assert text.count("<mark") >= 3

    def test_what_may_not_be_seen_is_not_found(self, place: City):
        author, other = signed_in(place.person("author")), factory.proposal_in(place, S.SUBMITTED)
        Proposal.objects.filter(pk=other.pk).update(author=place.colleague)
        own = factory.proposal_in(place, S.SUBMITTED)
        assert author.get(f"/proposals/{own.pk}/comparison?other={other.pk}").status_code == 404

    def test_none_chosen_leads_back(self, place: City, clerk: Client):
        proposal = factory.proposal_in(place, S.SUBMITTED)
        answer = clerk.get(f"/proposals/{proposal.pk}/comparison", follow=True)
        assert "请先选中要对照的提案。" in answer.content.decode()

    def test_a_decision_is_kept_and_shown_on_both(self, place: City, clerk: Client):
        proposal, other = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.CLOSED)
        at = f"/proposals/{proposal.pk}/comparison/{other.pk}/decision?other={other.pk}"
        sent = {f"with-{other.pk}-outcome": "carried_on", f"with-{other.pk}-remark": "续办"}
        assert clerk.post(at, sent).url == f"/proposals/{proposal.pk}/comparison?other={other.pk}"  # type: ignore[attr-defined]
        assert LikenessDecision.objects.get().outcome == LikenessOutcome.CARRIED_ON
        for one in (proposal, other):
            assert "旧案的延续" in clerk.get(f"/proposals/{one.pk}").content.decode()
        shown = clerk.get(f"/proposals/{proposal.pk}/comparison?other={other.pk}").content.decode()
        assert "续办" in shown
        assert "旧案的延续" not in signed_in(place.person("author")).get(f"/proposals/{proposal.pk}").content.decode()

    def test_merging_them_is_the_next_page(self, place: City, clerk: Client):
        proposal, other = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.FILED)
        sent = {f"with-{other.pk}-outcome": "merge"}
        answer = clerk.post(f"/proposals/{proposal.pk}/comparison/{other.pk}/decision", sent)
        assert answer.url == f"/proposals/{proposal.pk}/merging?into={other.pk}"  # type: ignore[attr-defined]


class TestRound:
    def test_it_lists_what_waits_with_what_helps_to_decide(self, place: City, clerk: Client):
        factory.proposal_in(place, S.CLOSED)
        one, two = factory.proposal_in(place, S.SUBMITTED, analysis="缺。"), factory.proposal_in(place, S.SUBMITTED)
        actions.check(two, by=place.person("clerk"), advice=Outcome.LETTER, reason="宜作参考")
        filed = factory.proposal_in(place, S.FILED)
        page = clerk.get("/proposals/review").content.decode()
        assert all(f'value="{case.pk}"' in page for case in (one, two))
        assert f'value="{filed.pk}"' not in page
        assert "分析很短" in page
        assert "转意见建议（宜作参考）" in page
        assert "100%" in page

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_however_long(
        self, place: City, clerk: Client, rows: int, django_assert_num_queries: Callable[..., Any]
    ):
        for _ in range(rows):
            factory.proposal_in(place, S.SUBMITTED)
        twin = factory.proposal_in(place, S.CHECKED)
        assert twin.pk
        clerk.get("/proposals/review")
        with django_assert_num_queries(ROUND):
            clerk.get("/proposals/review")

    def test_many_are_filed_at_once_by_one_event_each(self, place: City, clerk: Client):
        cases = [factory.proposal_in(place, S.SUBMITTED) for _ in range(3)]
        chosen = [one.pk for one in cases]
        asked = clerk.post("/proposals/review/decision", {"chosen": chosen}).content.decode()
        assert asked.count("checked aria-labelledby") == 3
        sent = {"chosen": chosen, "decide": "yes", "outcome": "file", "advice": "file", "reason": ""}
        answer = clerk.post("/proposals/review/decision", sent)
        assert answer.status_code == 302
        assert [fresh(one).case_number for one in cases] == [1, 2, 3]
        assert Entry.objects.filter(kind="proposals.filed").count() == 3

    def test_what_is_refused_says_why_and_stays_ticked(self, place: City, clerk: Client, second: Client):
        Practice.objects.create(assembly=place.assembly, reviews_twice=True)
        first, checked = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.CHECKED)
        sent = {"chosen": [first.pk, checked.pk], "decide": "yes", "outcome": "confirm", "advice": "file"}
        answer = second.post("/proposals/review/decision", sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert (fresh(first).state, fresh(checked).state) == (S.SUBMITTED, S.FILED)
        assert "这一件还没有初审意见，请先初审，或直接决定。" in page
        assert f'value="{first.pk}" checked' in page
        assert f'value="{checked.pk}"' not in page
        assert "已审查 1 件提案。" in page

    @pytest.mark.parametrize(
        ("advice", "state", "said"),
        [
            (Outcome.FILE, S.FILED, ""),
            (Outcome.RETURN, S.RETURNED, ""),
            (Outcome.LETTER, S.LETTER, ""),
            (Outcome.MERGE, S.CHECKED, "初审建议并案：请另选“并入一件主案”，写明主案案号。"),
            (Outcome.REFUSE, S.CHECKED, "初审建议不予立案：请另选“不予立案”，写明情形和理由。"),
        ],
    )
    def test_advice_is_confirmed(self, place: City, second: Client, advice: Outcome, state: State, said: str):
        """The author reads the reason that is given now, not the advice."""
        proposal = factory.proposal_in(place, S.SUBMITTED)
        actions.check(proposal, by=place.person("clerk"), advice=advice, reason="内部意见")
        sent = {"chosen": [proposal.pk], "decide": "yes", "outcome": "confirm", "advice": "file", "reason": "给提案者"}
        page = second.post("/proposals/review/decision", sent).content.decode()
        assert (fresh(proposal).state, said in page) == (state, True)
        assert fresh(proposal).review_reason in ("", "给提案者")

    def test_deciding_costs_the_same_for_one_and_for_three(self, place: City, clerk: Client, settings: Any):
        """But for the number that each is given."""

        costs = []
        for rows in (1, 3):
            chosen = [factory.proposal_in(place, S.SUBMITTED).pk for _ in range(rows)]
            sent = {"chosen": chosen, "decide": "yes", "outcome": "check", "advice": "file", "reason": ""}
            with CaptureQueriesContext(connection) as context:
                assert clerk.post("/proposals/review/decision", sent).status_code == 302
            costs.append(len(context))
        assert costs[0] == costs[1]

    def test_only_reviewers_of_the_assembly(self, place: City):
        proposal = factory.proposal_in(place, S.SUBMITTED)
        assert signed_in(place.person("office")).get("/proposals/review").status_code == 409
        elsewhere = signed_in(place.person("elsewhere"))
        assert f'value="{proposal.pk}"' not in elsewhere.get("/proposals/review").content.decode()
        sent = {"chosen": [proposal.pk], "decide": "yes", "outcome": "file", "advice": "file"}
        elsewhere.post("/proposals/review/decision", sent)
        assert fresh(proposal).state == S.SUBMITTED

    def test_nothing_ticked_leads_back(self, clerk: Client):
        assert clerk.post("/proposals/review/decision", {"decide": "yes"}).status_code == 302

    def test_the_sheet_has_the_same(self, place: City):
        factory.proposal_in(place, S.SUBMITTED)
        factory.proposal_in(place, S.FILED)
        head, row = sheet(place, "clerk", "/proposals/review?export=xlsx")
        assert head == ["案由", "状态", "提案者", "写得薄的地方", "最相似的提案", "初审意见", "期限", "提交"]
        assert row[4] == f"100% {factory.text().title}"


ROUND = 8


class TestPracticePage:
    def test_the_settings_are_shown_and_changed(self, place: City, clerk: Client):
        assert "两次" in clerk.get("/proposals/practice").content.decode()
        assert clerk.post("/proposals/practice", {"talks_first": "on", "blocks_from": "70"}).status_code == 302
        assert str(Practice.objects.get().blocks_from) == "0.70"
        answer = clerk.post("/proposals/practice", {"talks_first": "on", "blocks_from": "20"})
        assert (answer.status_code, "最少填 30。" in answer.content.decode()) == (422, True)

    def test_who_may_not_change_them_reads_why(self, place: City):
        page = signed_in(place.person("office")).get("/proposals/practice").content.decode()
        assert "只有提案工作人员可以改提案工作设置。" in page
        assert "保存设置" not in page
