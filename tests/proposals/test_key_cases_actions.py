"""Key cases: who may do what in which state, what is kept, and the clock of the supervision."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals.test_assigning import refusal
from tests.together import at_once
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import KeyCase, KeyOpinion, KeyVisit, Proposal
from xieshang.proposals.states import KeyState, State, VisitKind
from xieshang.spine import clock
from xieshang.spine.models import Entry

S, K = State, KeyState
TODAY = date(2026, 3, 18)
NOT_CLERK = "只有领衔督办的领导和组织重点提案的工作人员可以这样做。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def put_forward(place: City, state: State = S.HANDLING) -> KeyCase:
    proposal = factory.proposal_in(place, state)
    return actions.put_forward(proposal, by=place.person("clerk"), reason="群众反映集中。")


def decided(place: City, **how: Any) -> KeyCase:
    given = {"meeting": "九届二十一次主席会议", "decided_on": TODAY, "due_on": date(2026, 6, 30)}
    how = {"leader": place.person("chair"), **given, **how}
    return actions.decide_key(put_forward(place), by=place.person("clerk"), **how)


def supervised(place: City) -> KeyCase:
    return actions.plan_supervision(decided(place), by=place.person("chair"), plan="四月召开座谈会。")


def reported(place: City) -> KeyCase:
    return actions.report_key(supervised(place), by=place.person("chair"), report="车位已增加一千个。")


def dropped(place: City) -> KeyCase:
    return actions.drop_key(put_forward(place), by=place.person("clerk"), reason="已有同类重点提案。")


VISIT = {"kind": VisitKind.FORUM, "on": TODAY, "place": "市教育局", "people": "主席会议成员", "content": "座谈"}
WAYS: dict[KeyState, Any] = {
    K.CANDIDATE: put_forward,
    K.DECIDED: decided,
    K.SUPERVISED: supervised,
    K.REPORTED: reported,
    K.DROPPED: dropped,
}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (S.DRAFT, "只有已经立案、还没有办结的提案可以提为重点提案候选。"),
        (S.SUBMITTED, "只有已经立案、还没有办结的提案可以提为重点提案候选。"),
        (S.NOT_FILED, "只有已经立案、还没有办结的提案可以提为重点提案候选。"),
        (S.CLOSED, "只有已经立案、还没有办结的提案可以提为重点提案候选。"),
        *((state, "") for state in (S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED)),
    ],
)
def test_only_open_cases_are_put_forward(place: City, state: State, reason: str) -> None:
    proposal = factory.proposal_in(place, state)
    assert rules.may_put_forward(place.person("clerk"), proposal).reason == reason


@pytest.mark.parametrize("who", ["author", "office", "officer", "bureau leader", "chair", "auditor", "elsewhere"])
def test_the_clerk_alone_puts_forward(place: City, who: str) -> None:
    proposal = factory.proposal_in(place, S.FILED)
    verdict = rules.may_put_forward(place.person(who), proposal)
    assert verdict.reason == "只有组织重点提案的工作人员可以提出候选。"


ALLOWED = {
    "may_note_opinion": {K.CANDIDATE},
    "may_decide_key": {K.CANDIDATE},
    "may_drop_key": {K.CANDIDATE},
    "may_plan_supervision": {K.DECIDED, K.SUPERVISED},
    "may_note_visit": {K.SUPERVISED},
    "may_report_key": {K.SUPERVISED},
}
LEADERS = {"may_plan_supervision", "may_note_visit", "may_report_key"}


@pytest.mark.parametrize("state", list(WAYS))
def test_who_may_do_what_in_each_state(place: City, state: KeyState) -> None:
    """The clerk does all; the leader plans, notes and reports; nobody else does anything."""
    key = WAYS[state](place)
    for name, states in ALLOWED.items():
        rule = getattr(rules, name)
        assert (name, bool(rule(place.person("clerk"), key))) == (name, state in states)
        leads = key.leader_id is not None and name in LEADERS
        assert (name, bool(rule(place.person("chair"), key))) == (name, leads and state in states)
        for who in ("author", "office", "officer", "bureau leader", "auditor", "elsewhere", "administrator"):
            assert not rule(place.person(who), key)


def test_the_reasons_why_not(place: City) -> None:
    clerk, author = place.person("clerk"), place.person("author")
    candidate, decided_key, final = put_forward(place), decided(place), reported(place)
    assert rules.may_decide_key(clerk, decided_key).reason == "现在的状态已经是“已确定”，这一步不用再办。"
    assert rules.may_note_opinion(clerk, decided_key).reason == "候选已经有了结果，不再登记意见。"
    assert rules.may_note_visit(clerk, decided_key).reason == "还没有督办方案，请先写督办方案，再登记督办活动。"
    assert rules.may_note_visit(clerk, final).reason == "不在督办之中，不能登记督办活动。"
    assert rules.may_report_key(clerk, decided_key).reason == "现在的状态是“已确定”，开始督办以后才能报告督办结果。"
    assert rules.may_plan_supervision(clerk, candidate).reason == "现在的状态是“候选”，确定为重点提案以后才能开始督办。"
    assert rules.may_report_key(author, final).reason == NOT_CLERK
    again = rules.may_put_forward(clerk, candidate.proposal)
    assert again.reason == "这件提案已经提过重点提案候选，现在的状态是“候选”，不用再提。"


def test_from_candidate_to_report(place: City) -> None:
    """Each step is kept with its event; the clock starts with the decision and stops with the report."""
    key = put_forward(place)
    clerk, chair = place.person("clerk"), place.person("chair")
    actions.note_opinion(key, by=clerk, body="民盟市委会", agrees=True)
    actions.note_opinion(key, by=clerk, body="提案委员会", agrees=False, text="题目偏大。")
    days = {"decided_on": TODAY, "due_on": date(2026, 6, 28)}
    key = actions.decide_key(key, by=clerk, meeting="九届二十一次主席会议", leader=chair, **days)
    assert (key.leader_name, key.due_on) == (chair.name, date(2026, 6, 29))  # the 28th is a Sunday
    running = deadlines.of(key.proposal).filter(code="proposals.supervise").get()
    assert (running.due_on, running.is_open) == (key.due_on, True)
    actions.plan_supervision(key, by=clerk, plan="四月座谈，五月视察。")
    actions.plan_supervision(key, by=chair, plan="四月座谈，五月视察，六月报告。")
    actions.note_visit(key, by=chair, **VISIT)
    key = actions.report_key(key, by=chair, report="车位已增加一千个。")
    assert (key.state, KeyOpinion.objects.count(), KeyVisit.objects.count()) == (K.REPORTED, 2, 1)
    assert KeyCase.objects.get().plan == "四月座谈，五月视察，六月报告。"
    assert deadlines.of(key.proposal).get(code="proposals.supervise").met_on == TODAY
    on_key = Entry.objects.filter(subject_kind="proposals.keycase").order_by("pk").values_list("kind", flat=True)
    assert [kind.removeprefix("proposals.") for kind in on_key] == [
        "key_candidate_named",
        "key_opinion_noted",
        "key_opinion_noted",
        "supervision_planned",
        "supervision_planned",
        "key_visit_noted",
    ]
    on_case = Entry.objects.filter(subject_kind="proposals.proposal", kind__startswith="proposals.key_").order_by("pk")
    assert list(on_case.values_list("kind", flat=True)) == ["proposals.key_decided", "proposals.key_reported"]


@pytest.mark.parametrize(
    ("how", "reason", "field"),
    [
        ({"meeting": " "}, "请填写哪一次主席会议。", "meeting"),
        ({"decided_on": TODAY + timedelta(1)}, "确定的日期不能晚于今天。", "decided_on"),
        ({"due_on": TODAY}, "督办期限要晚于今天。", "due_on"),
        ({"leader": None}, "请选定领衔督办的领导，或者填写姓名。", "leader"),
    ],
)
def test_what_cannot_be_decided(place: City, how: dict[str, Any], reason: str, field: str) -> None:
    key = put_forward(place)
    given = {"meeting": "主席会议", "decided_on": TODAY, "due_on": date(2026, 6, 30), "leader": place.person("chair")}
    assert refusal(actions.decide_key, key, by=place.person("clerk"), **{**given, **how}) == (reason, field)
    assert KeyCase.objects.get().state == K.CANDIDATE
    assert not deadlines.open_deadlines().filter(code="proposals.supervise").exists()


def test_a_leader_without_an_account_is_known_by_name(place: City) -> None:
    key = decided(place, leader=None, leader_name=" 市委书记 周某 ")
    assert (key.leader, key.leader_name) == (None, "市委书记 周某")


def test_only_the_chairs_meeting_leads_here(place: City) -> None:
    auditor = place.person("auditor")
    said = refusal(
        actions.decide_key,
        put_forward(place),
        by=place.person("clerk"),
        meeting="主席会议",
        decided_on=TODAY,
        due_on=date(2026, 6, 30),
        leader=auditor,
    )
    assert said == (f"{auditor.name}不是主席会议成员；其他领导请填写姓名。", "leader")


def test_what_is_said_must_be_said(place: City) -> None:
    clerk, key = place.person("clerk"), put_forward(place)
    assert refusal(actions.note_opinion, key, by=clerk, body=" ", agrees=True) == ("请填写是谁的意见。", "body")
    assert refusal(actions.note_opinion, key, by=clerk, body="民盟", agrees=False) == ("不赞成的，请写明理由。", "text")
    assert refusal(actions.drop_key, key, by=clerk, reason="") == ("请写明为什么不列入。", "reason")
    under_way = supervised(place)
    early = {**VISIT, "on": TODAY - timedelta(1)}
    assert refusal(actions.note_visit, under_way, by=clerk, **early) == ("日期不能早于确定为重点提案之日。", "on")
    late = {**VISIT, "on": TODAY + timedelta(1)}
    assert refusal(actions.note_visit, under_way, by=clerk, **late) == ("日期不能晚于今天。", "on")
    assert refusal(actions.report_key, under_way, by=clerk, report=" ") == ("请写督办报告。", "report")
    assert not KeyVisit.objects.exists()


def test_who_sees_a_candidate_and_who_a_key_case(place: City) -> None:
    """A candidate is the office's own affair; a key case is seen by whoever sees its proposal."""
    candidate, key = put_forward(place), decided(place)

    def seen(who: str) -> set[int]:
        return set(queries.key_cases_seen_by(place.person(who)).values_list("pk", flat=True))

    both = {candidate.pk, key.pk}
    assert {who: seen(who) for who in ("clerk", "chair", "author", "colleague", "bureau clerk", "elsewhere")} == {
        "clerk": both,
        "chair": both,
        "author": {key.pk},
        "colleague": {key.pk},
        "bureau clerk": {key.pk},
        "elsewhere": set(),
    }


def test_late_after_its_day_and_led_until_the_report(place: City) -> None:
    key, chair = decided(place), place.person("chair")
    every = KeyCase.objects.all()
    assert list(queries.led_by(chair)) == [key]
    assert not queries.late_key_cases(every, on=date(2026, 6, 30)).exists()
    assert queries.late_key_cases(every, on=date(2026, 7, 1)).get() == key
    actions.plan_supervision(key, by=chair, plan="座谈")
    actions.report_key(key, by=chair, report="办结")
    assert not queries.led_by(chair).exists()
    assert not queries.late_key_cases(every, on=date(2026, 7, 1)).exists()


def test_it_follows_the_working_calendar(place: City) -> None:
    key = decided(place)
    moved_to = date(2026, 7, 1)
    actions.move_due(key.proposal, by=None, code="proposals.supervise", due_on=moved_to)
    assert KeyCase.objects.get().due_on == moved_to
    assert Proposal.objects.get().turn_due_on != moved_to


@pytest.mark.django_db(transaction=True)
def test_two_put_the_same_forward_at_once(moment: datetime) -> None:
    place = factory.city()
    proposal, clerk = factory.proposal_in(place, S.FILED), place.person("clerk")
    said = at_once(*[lambda: actions.put_forward(proposal, by=clerk, reason="集中").proposal_id] * 2)
    assert said.count("这件提案已经提过重点提案候选，现在的状态是“候选”，不用再提。") == 1
    assert proposal.pk in said
    assert KeyCase.objects.count() == 1
    assert clock.today() == TODAY
