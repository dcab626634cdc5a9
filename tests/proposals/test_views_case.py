"""The page of a case: what it shows to whom, what can be done, and why not."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.accounts.models import Grant
from xieshang.bureaus.models import Bureau
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal, Suggestion, Talk
from xieshang.proposals.states import ProposerKind, State, TalkKind
from xieshang.proposals.views.rows import Rows
from xieshang.proposals.views.standing import ball_of, steps_of
from xieshang.proposals.views.today import Today
from xieshang.proposals.views.verbs import verbs_of
from xieshang.spine import clock

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def signed_in(place: City, who: str) -> Client:
    return client_of(place.person(who))


def whole(proposal: Proposal) -> Proposal:
    return queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()


def can(place: City, who: str, proposal: Proposal) -> tuple[str, list[str]]:
    """The main verb's label, and the labels of the others."""
    verbs = verbs_of(place.person(who), whole(proposal))
    return (verbs.main.label if verbs.main else "", [verb.label for verb in verbs.others])


@pytest.mark.parametrize(
    ("state", "who", "main", "others"),
    [
        (S.DRAFT, "author", "提交提案", ["邀请联名", "修改正文", "添加附件", "撤回提案"]),
        (S.GATHERING, "author", "", ["收回修改", "撤回提案"]),
        (S.SUBMITTED, "author", "", ["撤回提案"]),
        (S.RETURNED, "author", "修改正文", ["邀请联名", "提交提案", "添加附件", "撤回提案"]),
        (S.REPLIED, "author", "作出反馈", []),
        (S.SUBMITTED, "clerk", "立案编号", ["初审", "退回修改", "并案", "转为意见建议", "不予立案"]),
        (S.CHECKED, "clerk", "立案编号", ["退回修改", "并案", "转为意见建议", "不予立案"]),
        (S.NOT_FILED, "author", "", ["申请复议"]),
        (S.CONTESTED, "clerk", "复议决定", []),
        (S.MERGED, "clerk", "", []),
        (S.FILED, "clerk", "交办", ["提为重点提案候选"]),
        (S.ANSWERED, "clerk", "审核结案", ["提为重点提案候选"]),
        (S.CLOSED, "clerk", "向社会公开", ["归档"]),
        (S.SUBMITTED, "office", "", []),
        (S.ASSIGNED, "bureau clerk", "签收这件提案", ["申退"]),
        (S.HANDLING, "bureau clerk", "登记沟通", ["草拟答复", "制定办理方案", "询问提案者", "申请延期"]),
        (S.HANDLING, "bureau leader", "登记沟通", ["草拟答复", "制定办理方案", "询问提案者", "申请延期"]),
        (S.HANDLING, "clerk", "", ["延长市教育局的期限", "催办市教育局", "提为重点提案候选"]),
        (S.FILED, "colleague", "", ["附议"]),
        (S.HANDLING, "chair", "", []),
    ],
)
def test_each_finds_what_they_can_do_now(place: City, state: State, who: str, main: str, others: list[str]):
    """One verb moves the case on; the others stand apart from it."""
    assert can(place, who, factory.proposal_in(place, state)) == (main, others)


@pytest.mark.parametrize("state", State)
def test_a_case_opens_where_the_assembly_has_set_how_it_works(place: City, state: State):
    """In every state; settings have a share among them, and what a review came to is told."""
    case = factory.proposal_in(place, state)
    settings_of_now = {"reviews_twice": False, "talks_first": True, "plans_first": False, "has_class_d": True}
    actions.set_practice(place.assembly, by=place.person("clerk"), **settings_of_now, blocks_from=Decimal("0.70"))
    for who in ("author", "clerk"):
        page = signed_in(place, who).get(f"/proposals/{case.pk}")
        seen = who == "author" or case.submitted_at is not None
        assert page.status_code == (200 if seen else 404)


def test_after_a_talk_the_leader_replies(place: City):
    """The verb that moves the case on comes first."""
    proposal = factory.proposal_in(place, S.HANDLING)
    charge = factory.assignment_of(proposal)
    talk = {"people": "林一", "content": "当面听取意见。"}
    actions.note_talk(charge, by=place.person("bureau clerk"), kind=TalkKind.MEETING, on=clock.today(), **talk)
    others = ["草拟答复", "登记沟通", "制定办理方案", "询问提案者", "申请延期"]
    assert can(place, "bureau leader", proposal) == ("答复提案", others)


def test_a_clerk_who_entered_a_proposal_has_the_verbs_of_both(place: City):
    """Whoever entered it may mend it, and whoever reviews it reviews it; of a body's case the clerk gives feedback."""
    clerk = place.person("clerk")
    body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    proposal = actions.draft(place.session, by=clerk, proposer=body, text=factory.text())
    assert can(place, "clerk", proposal) == ("签名盖章", ["修改正文", "添加附件", "撤回提案"])
    factory.sealed(proposal, by=clerk)
    assert can(place, "clerk", proposal) == ("提交提案", ["签名盖章", "修改正文", "添加附件", "撤回提案"])
    actions.submit(proposal, by=clerk)
    assert can(place, "clerk", proposal) == (
        "立案编号",
        ["撤回提案", "初审", "退回修改", "并案", "转为意见建议", "不予立案"],
    )


@pytest.mark.parametrize(
    ("state", "who", "labels", "reason"),
    [
        (S.SUBMITTED, "author", "修改正文、添加附件", "提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。"),
        (S.FILED, "chair", "退回修改", "只有提案工作人员可以审查提案。"),
        (S.HANDLING, "bureau leader", "答复提案", "答复之前要先与提案者沟通，并登记至少一次沟通。"),
        (S.FILED, "colleague", "作出反馈", "只有提案者可以对答复作出反馈。"),
        (S.HANDLING, "clerk", "审核结案", "现在的状态是“办理中”，答复以后才能结案。"),
    ],
)
def test_where_a_button_is_not_there_the_page_says_why(place: City, state: State, who: str, labels: str, reason: str):
    """In the rule's own words; verbs refused for the same reason stand together."""
    proposal = factory.proposal_in(place, state)
    page = signed_in(place, who).get(f"/proposals/{proposal.pk}").content.decode()
    assert reason in page
    assert any(
        labels in together
        for together, verdict in verbs_of(place.person(who), whole(proposal)).refused
        if verdict.reason == reason
    )


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (S.DRAFT, "current todo todo todo todo todo todo"),
        (S.SUBMITTED, "done current todo todo todo todo todo"),
        (S.FILED, "done done current todo todo todo todo"),
        (S.HANDLING, "done done done done current todo todo"),
        (S.ANSWERED, "done done done done done done current"),
        (S.CLOSED, "done done done done done done done"),
        (S.NOT_FILED, "done stopped"),
        (S.WITHDRAWN, "stopped"),
    ],
)
def test_the_stepper_stands_where_the_case_stands(place: City, state: State, steps: str):
    """Each step done bears its day; a case that ended early stops at its step."""
    found = steps_of(whole(factory.proposal_in(place, state)))
    assert [step["state"] for step in found] == steps.split()
    assert {step["note"] for step in found if step["state"] == "done"} <= {"3 月 18 日"}


@pytest.mark.parametrize(
    ("state", "who", "line"),
    [
        (S.REPLIED, "author", "现在轮到您反馈"),
        (S.REPLIED, "clerk", "现在轮到林一反馈"),
        (S.HANDLING, "bureau clerk", "现在轮到您单位答复"),
        (S.HANDLING, "author", "现在轮到市教育局答复"),
        (S.GATHERING, "author", "现在轮到联名人确认"),
    ],
)
def test_the_ball_is_yours_where_it_is(place: City, state: State, who: str, line: str):
    """Whose turn it is, said to whoever looks."""
    ball = ball_of(place.person(who), whole(factory.proposal_in(place, state)), Today())
    assert ball is not None
    assert ball["line"] == line


@pytest.mark.parametrize(
    ("state", "line", "short"),
    [
        (S.SUBMITTED, "Now it is up to {short}", "the proposals office (review it)"),
        (S.ASSIGNED, "The turn now: {short}", "市教育局 (accept it)"),
        (S.REPLIED, "Now it is up to {short}", "林一 (judge the reply)"),
        (S.ANSWERED, "Now it is up to {short}", "the proposals office (review and close it)"),
    ],
)
def test_the_ball_in_english_is_a_sentence(place: City, state: State, line: str, short: str):
    """Whoever has it does something: the same Chinese words are a state, a title or a button elsewhere."""
    proposal = factory.proposal_in(place, state)
    with translation.override("en"):
        ball = ball_of(place.person("office"), whole(proposal), Today())
        (values,) = queries.rows(Proposal.objects.filter(pk=proposal.pk))
        assert ball is not None
        assert str(Rows()(values)["ball"]) == short
        sentence = short if "The turn" in line else short.replace(" (", " to ").removesuffix(")")
        assert ball["line"] == line.format(short=sentence)


def test_a_closed_case_is_nobodys_turn(place: City):
    """Nothing is owed any more."""
    assert ball_of(place.person("author"), whole(factory.proposal_in(place, S.CLOSED)), Today()) is None


def test_how_it_came_about_is_the_authors_and_the_offices_affair(place: City):
    """Colleagues and bureaus read what happened from the submission on; who declined to co-sign is not told them."""
    proposal = factory.drafted(place)
    author = place.person("author")
    actions.ask_cosigner(proposal, by=author, member=place.cosigner)
    actions.gather(proposal, by=author)
    actions.answer_cosigning(factory.cosigning_of(proposal), by=place.person("cosigner"), confirms=False, remark="忙")
    actions.submit(proposal, by=author)
    actions.file(proposal, by=place.person("clerk"))
    pages = {who: signed_in(place, who).get(f"/proposals/{proposal.pk}") for who in ("author", "clerk", "colleague")}
    told = {who: "不参加联名" in page.content.decode() for who, page in pages.items()}
    assert told == {"author": True, "clerk": True, "colleague": False}
    assert "审查立案，案号" in pages["colleague"].content.decode()


def test_a_judgement_is_shown_to_the_bureau_once_all_are_in(place: City):
    """Of a member's own case that is as soon as the member has judged."""
    leader = signed_in(place, "bureau leader")
    cases = [factory.proposal_in(place, state) for state in (S.REPLIED, S.ANSWERED, S.CLOSED)]
    shown = ["提案者的反馈" in leader.get(f"/proposals/{one.pk}").content.decode() for one in cases]
    assert shown == [False, True, True]


def test_a_page_costs_the_same_with_one_talk_and_with_three(
    place: City, django_assert_num_queries: DjangoAssertNumQueries
):
    """A case that was replied to, with all that stands on it."""
    proposal = factory.proposal_in(place, S.REPLIED)
    client, charge = signed_in(place, "author"), factory.assignment_of(proposal)
    talk = {"kind": TalkKind.VISIT, "people": "林一", "content": "走访。"}
    for more in (0, 2):
        for _ in range(more):
            actions.note_talk(charge, by=place.person("bureau clerk"), on=clock.today(), **talk)
        with django_assert_num_queries(7):
            client.get(f"/proposals/{proposal.pk}")


class TestDrawnOnce:
    """The page of a case that rests is drawn once for a person, and anew as soon as it would look otherwise."""

    @pytest.fixture
    def closed(self, place: City) -> Proposal:
        return factory.proposal_in(place, S.CLOSED)

    def test_opened_again_it_asks_the_same_and_shows_the_same(
        self, place: City, closed: Proposal, django_assert_num_queries: DjangoAssertNumQueries
    ):
        client, shown = signed_in(place, "clerk"), []
        for _ in range(2):
            with django_assert_num_queries(5):
                shown.append(main_of(client, closed))
        assert shown[0] == shown[1]
        assert "向社会公开" in shown[0]

    @pytest.mark.parametrize("change", ["what is done", "a row beside it", "the person", "the role", "the language"])
    def test_it_is_drawn_anew(self, place: City, closed: Proposal, change: str):
        client = signed_in(place, "clerk")
        before = main_of(client, closed)
        match change:
            case "what is done":
                actions.archive(closed, by=place.person("clerk"))
            case "a row beside it":
                Suggestion.objects.filter(proposal=closed).update(text="另一条建议。")
            case "the person":
                client = signed_in(place, "author")
            case "the role":
                Grant.objects.filter(person=place.person("clerk")).update(role="auditor")
            case "the language":
                client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert main_of(client, closed) != before

    def test_each_answer_has_a_token_of_its_own(self, place: City, closed: Proposal):
        """Archiving is done at once, from a form on the page."""
        pages = [signed_in(place, "clerk").get(f"/proposals/{closed.pk}").content.decode() for _ in range(2)]
        tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)) for page in pages]
        assert tokens[0]
        assert not tokens[0] & tokens[1]

    def test_nobody_is_shown_what_was_drawn_for_another(self, place: City, closed: Proposal):
        """Who may not see the case gets 404 before anything kept is looked for."""
        main_of(signed_in(place, "clerk"), closed)
        assert signed_in(factory.city(), "clerk").get(f"/proposals/{closed.pk}").status_code == 404


def main_of(client: Client, proposal: Proposal) -> str:
    """What stands in the middle of the page, without the tokens of its forms."""
    page = client.get(f"/proposals/{proposal.pk}").content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page.partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize(
    ("state", "who", "page", "reason"),
    [
        (S.FILED, "clerk", "filing", "现在的状态已经是“已立案”，这一步不用再办。"),
        (S.FILED, "clerk", "refusal", "现在的状态是“已立案”，已经过了可以不予立案的时候；请看现在还能办什么。"),
        (S.FILED, "clerk", "closing", "现在的状态是“已立案”，交办、签收、答复以后才能结案。"),
        (S.HANDLING, "clerk", "assignment", "现在的状态是“办理中”，已经过了可以交办的时候；请看现在还能办什么。"),
        (S.SUBMITTED, "office", "return", "只有提案工作人员可以审查提案。"),
        (S.FILED, "clerk", "publication", "办结以后才能公开。"),
        (S.HANDLING, "bureau clerk", "reply", "答复要由市教育局负责人签发"),
        (S.FILED, "author", "withdrawal", "现在的状态是“已立案”，已经过了可以撤回的时候；请看现在还能办什么。"),
        (S.FILED, "author", "feedback", "现在的状态是“已立案”，交办、签收、答复以后才能反馈。"),
        (S.SUBMITTED, "author", "submission", "这件提案已经提交，现在是“待审查”，不必再提交一次；"),
    ],
)
def test_the_page_of_a_verb_that_is_not_allowed_says_why_and_has_no_button(
    place: City, state: State, who: str, page: str, reason: str
):
    """One who comes by an old link reads how things stand."""
    proposal = factory.proposal_in(place, state)
    response = signed_in(place, who).get(f"/proposals/{proposal.pk}/{page}")
    html = response.content.decode()
    assert (response.status_code, reason in html) == (200, True)
    assert "button primary" not in html


def test_two_clerks_at_once_file_one_case(place: City):
    """The second reads that it is filed already; one number was given."""
    proposal = factory.proposal_in(place, S.SUBMITTED)
    first, second = signed_in(place, "clerk"), signed_in(place, "clerk")
    assert first.post(f"/proposals/{proposal.pk}/filing").status_code == 302
    late = second.post(f"/proposals/{proposal.pk}/filing")
    assert (late.status_code, "现在的状态已经是“已立案”，这一步不用再办。" in late.content.decode()) == (409, True)
    assert Proposal.objects.get().case_number == 1


def test_a_reason_typed_too_late_is_not_lost(place: City):
    """Two clerks decide at once: the second's words stand on the page beside the refusal."""
    proposal = factory.proposal_in(place, S.SUBMITTED)
    address = f"/proposals/{proposal.pk}/refusal"
    sent = {"ground": "empty", "reason": "没有具体建议，请补充后另提。"}
    assert signed_in(place, "clerk").post(address, sent).status_code == 302
    late = signed_in(place, "clerk").post(address, sent)
    html = late.content.decode()
    assert late.status_code == 422
    assert (
        "没有具体建议，请补充后另提。</textarea>" in html,
        "现在的状态已经是“不予立案”，这一步不用再办。" in html,
    ) == (True, True)


def test_a_talk_sent_twice_is_one_talk(place: City):
    """The same form, by a slow connection pressed twice."""
    proposal = factory.proposal_in(place, S.HANDLING)
    client = signed_in(place, "bureau clerk")
    sent = {"kind": "meeting", "on": "2026-03-18", "people": "林一", "content": "当面听取意见。"}
    sent["entry_key"] = "0d7a2a86-5df4-4a0e-8f6f-9d0c3d1f7c11"
    codes = [client.post(f"/proposals/{proposal.pk}/talks", sent).status_code for _ in range(2)]
    assert (codes, Talk.objects.count()) == ([302, 302], 1)


def test_a_date_that_cannot_be_is_named(place: City):
    """A talk that has not been yet: the field, and what is wrong with it."""
    proposal = factory.proposal_in(place, S.HANDLING)
    sent = {"kind": "meeting", "on": "2026-03-19", "people": "林一", "content": "当面听取意见。"}
    page = signed_in(place, "bureau clerk").post(f"/proposals/{proposal.pk}/talks", sent)
    html = page.content.decode()
    assert page.status_code == 422
    assert '<a href="#id_on">沟通日期不能晚于今天。</a>' in html
    assert "当面听取意见。</textarea>" in html


def test_a_page_is_drawn_anew_when_anything_on_it_has_changed(place: City):
    """A record that was drawn before is shown only while the database says the same of the case."""
    proposal = factory.proposal_in(place, S.HANDLING)
    client, charge = signed_in(place, "author"), factory.assignment_of(proposal)

    def says(words: str, language: str = "zh-hans") -> bool:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return words in client.get(f"/proposals/{proposal.pk}").content.decode()

    talk = {"kind": TalkKind.VISIT, "people": "林一", "content": "走访了学校。"}
    assert (says("走访了学校。"), says("市体育局"), says("Proposer")) == (False, False, False)
    actions.note_talk(charge, by=place.person("bureau clerk"), on=clock.today(), **talk)
    assert says("走访了学校。")
    Bureau.objects.filter(pk=charge.bureau_id).update(name="市体育局")
    assert says("市体育局")
    assert says("Situation", "en")
    assert not says("Situation")


def test_days_are_written_by_the_year_in_which_they_are_read(place: City):
    """A record that was drawn last year names the year now."""
    proposal = factory.proposal_in(place, S.CLOSED)
    client, year = signed_in(place, "author"), timedelta(days=366)
    pages = [client.get(f"/proposals/{proposal.pk}").content.decode()]
    with clock.at(clock.now() + year):
        pages.append(signed_in(place, "author").get(f"/proposals/{proposal.pk}").content.decode())
    assert ["<small>2026 年 3 月 18 日</small>" in page for page in pages] == [False, True]
