"""Who may do what to a proposal in which state, and the exact reason why not: everybody, everything, always."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import person_with
from tests.factories.members import CommitteeFactory, MemberFactory
from tests.factories.proposals import City
from xieshang.proposals import actions, rules
from xieshang.proposals.models import Assignment, Practice, Proposal, Talk
from xieshang.proposals.states import LIFE, OPEN, CoSignState, ProposerKind, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.rule import Verdict

S = State
OK = ""
AUTHOR = {"author"}
CLERK = {"clerk"}
BUREAU = {"bureau clerk", "bureau leader"}
ONLY_AUTHOR = "只有提案者本人可以这样做。"


def no(verb: str) -> dict[State, str]:
    """What a life cycle says of a verb in each state; the allowed ones are set over it."""
    return {state: LIFE.may(Proposal(state=state), verb).reason for state in State}


def always(words: str) -> dict[State, str]:
    return dict.fromkeys(State, words)


TEXT = {
    **{state: f"现在的状态是“{state.label}”，不能再修改正文；要补充请联系提案工作人员。" for state in State},
    S.DRAFT: OK,
    S.RETURNED: OK,
    S.GATHERING: "正在等联名人确认，不能修改；要修改请先收回。",
    S.SUBMITTED: "提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。",
    S.CHECKED: "提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。",
}
TAKEN = {
    state: f"这件提案已经提交，现在是“{state.label}”，不必再提交一次；办到了哪一步，请看这件提案的经过。"
    for state in State
} | {S.WITHDRAWN: "现在的状态是“已撤回”，已经过了可以提交的时候；请看现在还能办什么。"}
REVIEWER, CONTEST = "只有提案工作人员可以审查提案。", "复议由提案委员会决定，由提案工作人员登记。"
IN_REVIEW = {S.SUBMITTED: OK, S.CHECKED: OK}
WAITING = "还有 1 位联名人没有答复；可以等一等，或收回后移去他们。"

# verb: (who may at all, what the others read, what those read in each state)
ON_PROPOSALS: dict[str, tuple[set[str], str, dict[State, str]]] = {
    "revise": (AUTHOR, ONLY_AUTHOR, TEXT),
    "attach": (AUTHOR, ONLY_AUTHOR, TEXT),
    "detach": (AUTHOR, ONLY_AUTHOR, TEXT),
    "ask_cosigner": (AUTHOR, ONLY_AUTHOR, TEXT),
    "gather": (AUTHOR, ONLY_AUTHOR, no("gather") | {S.DRAFT: OK, S.RETURNED: OK}),
    "take_back": (AUTHOR, ONLY_AUTHOR, no("take_back") | {S.GATHERING: OK}),
    "submit": (AUTHOR, ONLY_AUTHOR, TAKEN | {S.DRAFT: OK, S.RETURNED: OK, S.GATHERING: WAITING}),
    "withdraw": (
        AUTHOR,
        ONLY_AUTHOR,
        no("withdraw") | dict.fromkeys([S.DRAFT, S.GATHERING, S.SUBMITTED, S.CHECKED, S.RETURNED], OK),
    ),
    "confirm_entry": (
        AUTHOR,
        "只有委员本人可以确认代录的提案。",
        always("这件提案不需要确认，或者已经确认过了。"),
    ),
    "send_back": (CLERK, REVIEWER, no("send_back") | IN_REVIEW),
    "file": (CLERK, REVIEWER, no("file") | IN_REVIEW),
    "refuse": (CLERK, REVIEWER, no("refuse") | IN_REVIEW),
    "check": (CLERK, REVIEWER, no("check") | {S.SUBMITTED: OK}),
    "merge": (CLERK, REVIEWER, no("merge") | IN_REVIEW),
    "turn_into_letter": (CLERK, REVIEWER, no("turn_into_letter") | IN_REVIEW),
    "object_to": (AUTHOR, ONLY_AUTHOR, no("object_to") | {S.NOT_FILED: OK}),
    "uphold": (CLERK, CONTEST, no("uphold") | {S.CONTESTED: OK}),
    "overrule": (CLERK, CONTEST, no("overrule") | {S.CONTESTED: OK}),
    "assign": (CLERK, "只有提案工作人员可以交办。", no("assign") | {S.FILED: OK}),
    "judge": (AUTHOR, "只有提案者可以对答复作出反馈。", no("judge") | {S.REPLIED: OK}),
    "close": (
        CLERK,
        "只有提案工作人员可以结案。",
        no("close") | {S.REPLIED: "提案者的反馈期还没有过，请等反馈或到期后再结案。", S.ANSWERED: OK},
    ),
    "publish": (CLERK, "只有提案工作人员可以公开提案。", always("办结以后才能公开。") | {S.CLOSED: OK}),
    "unpublish": (CLERK, "只有提案工作人员可以撤下公开。", always("这件提案没有公开。")),
    "read_feedback": (
        {"author", "clerk", "office", "chair", "auditor"},
        "反馈意见只给提案者、政协机关和承办单位看。",
        always(OK),
    ),
}
DONE = "提案者已经反馈，不再登记沟通。"
OVER = "提案已经办结，不再登记沟通。"
ON_ASSIGNMENTS: dict[str, tuple[set[str], str, dict[State, str]]] = {
    "accept": (BUREAU, "只有市教育局的工作人员可以签收。", always("已经签收过了。") | {S.ASSIGNED: OK}),
    "note_talk": (
        BUREAU,
        "只有市教育局的工作人员可以登记沟通。",
        {S.ASSIGNED: "签收以后才能登记沟通。", S.HANDLING: OK, S.REPLIED: OK, S.ANSWERED: DONE, S.CLOSED: OVER},
    ),
    "reply": (
        {"bureau leader"},
        "答复要由市教育局负责人签发；经办人可以草拟答复，送负责人签发。",
        no("reply") | {S.HANDLING: "答复之前要先与提案者沟通，并登记至少一次沟通。"},
    ),
}
WAIT = "所有提案者都反馈以后，或者反馈期满以后，才能看到各人的反馈意见。"
EXCEPTIONS = {
    ("read_feedback", name, state): WAIT if state == S.REPLIED else OK
    for name in BUREAU
    for state in (S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED, S.CLOSED)
}


def expected(table: tuple[set[str], str, dict[State, str]], verb: str, name: str, state: State) -> str:
    who, others, states = table
    reason = states[state] if name in who else others
    return EXCEPTIONS.get((verb, name, state), reason)


def rule_of(verb: str) -> Callable[[Any, Any], Verdict]:
    rule: Callable[[Any, Any], Verdict] = getattr(rules, f"may_{verb}")
    return rule


def answer(verdict: Verdict) -> str:
    assert bool(verdict) is (verdict.reason == "")
    return str(verdict.reason)


def test_everybody_with_every_verb_in_every_state(db: None, moment: datetime) -> None:
    """14 actors × 16 states × 24 verbs, and the three verbs of a bureau in the five states that have one."""
    place = factory.city()
    proposals = {state: factory.proposal_in(place, state) for state in State}
    charges = {state: factory.assignment_of(one) for state, one in proposals.items() if state in OPEN - {S.FILED}}
    charges[S.CLOSED] = factory.assignment_of(proposals[S.CLOSED])
    wrong = [
        (verb, name, state, said, right)
        for tables, subjects in ((ON_PROPOSALS, proposals), (ON_ASSIGNMENTS, charges))
        for verb, table in tables.items()
        for name, actor in place.cast.items()
        for state, subject in subjects.items()
        if (said := answer(rule_of(verb)(actor, subject))) != (right := expected(table, verb, name, state))
    ]
    assert wrong == []
    assert (len(place.cast), len(proposals), len(ON_PROPOSALS), len(charges)) == (14, 16, 24, 5)


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


ON_SESSIONS = {
    "draft": (
        {"author", "cosigner", "colleague", "clerk", "office", "officer"},
        "只有鹰城市政协的委员和工作人员可以撰写提案。",
    ),
    "import": ({"clerk"}, "只有提案工作人员可以导入提案。"),
}


def test_who_may_begin(place: City) -> None:
    for verb, (who, words) in ON_SESSIONS.items():
        said = {name: answer(rule_of(verb)(actor, place.session)) for name, actor in place.cast.items()}
        assert said == {name: OK if name in who else words for name in place.cast}


def test_who_may_enter_for_whom(place: City) -> None:
    """The assembly's clerks for anybody; a committee's officer for that committee alone."""
    other = CommitteeFactory(assembly=place.assembly)
    own_name = "委员只能以自己的名义撰写个人或联名提案；集体提案由召集人撰写，或请工作人员录入。"
    own_committee = "专委会工作人员只能代本专委会提出提案。"
    for organ, officer in ((place.committee, OK), (other, own_committee), (None, own_committee)):
        said = {name: answer(rules.may_enter_for(actor, place.assembly, organ)) for name, actor in place.cast.items()}
        assert said == {**dict.fromkeys(place.cast, own_name), "clerk": OK, "office": OK, "officer": officer}


def test_the_invited_member_answers_once_while_it_gathers(place: City) -> None:
    cosigner = factory.cosigning_of(factory.proposal_in(place, S.GATHERING))
    said = {name: answer(rules.may_answer_cosigning(actor, cosigner)) for name, actor in place.cast.items()}
    assert said == {**dict.fromkeys(place.cast, "只有受邀联名的委员本人可以答复。"), "cosigner": OK}
    cosigner.state = CoSignState.DECLINED
    assert answer(rules.may_answer_cosigning(place.cosigner.person, cosigner)) == "您已经答复过了。"


@pytest.mark.parametrize("state", sorted(set(State) - {S.GATHERING}))
def test_nobody_answers_when_it_does_not_gather(place: City, state: State) -> None:
    cosigner = factory.cosigning_of(factory.proposal_in(place, S.GATHERING))
    cosigner.proposal.state = state
    words = "这件提案现在不在征求联名，无需答复。"
    assert answer(rules.may_answer_cosigning(place.cosigner.person, cosigner)) == words


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"title": ""}, "题目"),
        ({"situation": " "}, "情况"),
        ({"analysis": ""}, "分析"),
        ({"suggestions": ["", " "]}, "建议"),
        ({"title": "", "situation": "", "analysis": "", "suggestions": []}, "题目、情况、分析、建议"),
    ],
)
def test_an_incomplete_text_is_not_submitted(place: City, missing: dict[str, Any], words: str) -> None:
    proposal = factory.drafted(place, **missing)
    assert answer(rules.may_submit(place.cast["author"], proposal)) == f"还缺：{words}。写好后再提交。"


def test_a_joint_proposal_waits_for_every_answer(place: City) -> None:
    """Also one that was sent back and then shown to one member more."""
    author = place.person("author")
    proposal = factory.drafted(place)
    first = actions.ask_cosigner(proposal, by=author, member=place.cosigner)
    proposal.refresh_from_db()
    assert answer(rules.may_submit(author, proposal)) == "联名提案要先送联名人确认。"
    proposal = actions.gather(proposal, by=author)
    assert answer(rules.may_submit(author, proposal)) == WAITING
    actions.answer_cosigning(first, by=place.person("cosigner"), confirms=True)
    assert answer(rules.may_submit(author, Proposal.objects.get(pk=proposal.pk))) == OK
    actions.submit(proposal, by=author)
    proposal = actions.send_back(proposal, by=place.person("clerk"), reason="请补充")
    assert answer(rules.may_submit(author, proposal)) == OK
    actions.ask_cosigner(proposal, by=author, member=place.colleague)
    assert answer(rules.may_submit(author, Proposal.objects.get(pk=proposal.pk))) == "联名提案要先送联名人确认。"


def test_a_collective_proposal_has_no_cosigners(place: City) -> None:
    officer = place.person("officer")
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    proposal = actions.draft(place.session, by=officer, proposer=proposer, text=factory.text())
    assert answer(rules.may_ask_cosigner(officer, proposal)) == "集体提案不设联名人。"


def test_what_was_entered_for_a_member_needs_their_word(place: City) -> None:
    clerk, author = place.person("clerk"), place.person("author")
    proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
    assert {name for name, actor in place.cast.items() if rules.may_revise(actor, proposal)} == {"author", "clerk"}
    assert {name for name, actor in place.cast.items() if rules.may_confirm_entry(actor, proposal)} == {"author"}
    proposal = actions.submit(proposal, by=clerk)
    assert answer(rules.may_file(clerk, proposal)) == "这件提案由工作人员代录，委员本人还没有确认，暂不能立案。"
    assert answer(rules.may_file(author, proposal)) == "只有提案工作人员可以审查提案。"
    proposal = actions.confirm_entry(proposal, by=author)
    assert answer(rules.may_file(clerk, proposal)) == OK
    assert answer(rules.may_confirm_entry(author, proposal)) == "这件提案不需要确认，或者已经确认过了。"


def test_a_clerk_who_entered_it_does_not_judge_for_the_member(place: City) -> None:
    proposal = factory.proposal_in(place, S.REPLIED)
    proposal.entered_by = place.person("office")
    assert answer(rules.may_judge(place.cast["office"], proposal)) == "只有提案者可以对答复作出反馈。"
    assert answer(rules.may_judge(place.cast["author"], proposal)) == OK


def test_of_a_case_without_an_author_the_office_enters_the_judgement(place: City) -> None:
    """A committee's officer for that committee's own."""
    proposal = factory.proposal_in(place, S.REPLIED)
    proposal.author = None
    assert {name for name, actor in place.cast.items() if rules.may_judge(actor, proposal)} == {"clerk", "office"}
    proposal.organ = place.committee
    judges = {name for name, actor in place.cast.items() if rules.may_judge(actor, proposal)}
    assert judges == {"clerk", "office", "officer"}


def test_after_the_time_for_feedback_the_office_may_close(place: City) -> None:
    """Not on the last day, but from the day after."""
    proposal = factory.proposal_in(place, S.REPLIED)
    assert proposal.turn_due_on is not None
    last = datetime.combine(proposal.turn_due_on, datetime.min.time(), tzinfo=clock.now().tzinfo)
    with clock.at(last):
        assert (
            answer(rules.may_close(place.cast["clerk"], proposal)) == "提案者的反馈期还没有过，请等反馈或到期后再结案。"
        )
    with clock.at(last + timedelta(days=1)):
        assert answer(rules.may_close(place.cast["clerk"], proposal)) == OK


def test_the_bureau_s_leader_replies_once_the_author_was_talked_with(place: City) -> None:
    charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
    talk = {"kind": TalkKind.TELEPHONE, "on": date(2026, 3, 18), "people": "林一", "content": "通话二十分钟。"}
    actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
    charge = Assignment.objects.get(pk=charge.pk)
    assert answer(rules.may_reply(place.cast["bureau leader"], charge)) == OK


AGAIN_FIRST = "重新办理以后还没有与提案者沟通；请先沟通并登记，再作新的答复。"


def test_a_case_that_is_handled_again_needs_a_talk_of_its_own(place: City, moment: datetime) -> None:
    """The talks of the first round do not count; one noted since does. Where no talks are asked for, none is."""
    proposal = factory.proposal_in(place, S.REPLIED)
    leader = place.cast["bureau leader"]
    actions.judge(proposal, by=place.person("author"), **replies.BAD)
    with clock.at(moment + timedelta(days=1)):
        actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="没有落实")
        assert answer(rules.may_reply(leader, replies.charge_of(proposal))) == AGAIN_FIRST
        replies.talk_again(place, replies.charge_of(proposal))
        assert answer(rules.may_reply(leader, replies.charge_of(proposal))) == OK
        Talk.objects.all().delete()
        Practice.objects.create(assembly=place.assembly, talks_first=False)
        assert answer(rules.may_reply(leader, replies.charge_of(proposal))) == OK


def test_a_reply_that_was_sent_back_needs_none(place: City) -> None:
    """The office sent it back for how it is written: what was talked about still stands."""
    proposal = factory.proposal_in(place, S.REPLIED)
    actions.send_back_reply(replies.charge_of(proposal), by=place.person("clerk"), reason="请改")
    assert answer(rules.may_reply(place.cast["bureau leader"], replies.charge_of(proposal))) == OK


def test_a_reply_sent_back_in_a_later_round_does_not_either(place: City, moment: datetime) -> None:
    """The talk of that round was noted before its first reply."""
    proposal = factory.proposal_in(place, S.REPLIED)
    actions.judge(proposal, by=place.person("author"), **replies.BAD)
    with clock.at(moment + timedelta(days=1)):
        actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="没有落实")
        replies.reply(place, replies.fresh(proposal))
    with clock.at(moment + timedelta(days=2)):
        actions.send_back_reply(replies.charge_of(proposal), by=place.person("clerk"), reason="请改")
        assert answer(rules.may_reply(place.cast["bureau leader"], replies.charge_of(proposal))) == OK


def test_publication_needs_the_author_s_consent_and_happens_once(place: City) -> None:
    clerk = place.person("clerk")
    kept = factory.proposal_in(place, S.CLOSED, consents_to_publication=False)
    assert answer(rules.may_publish(clerk, kept)) == "提案者不同意公开。"
    shown = actions.publish(factory.proposal_in(place, S.CLOSED), by=clerk, text="正文", reply="")
    assert answer(rules.may_publish(clerk, shown)) == "已经公开了。"
    assert answer(rules.may_unpublish(clerk, shown)) == OK


def test_who_sits_in_another_seat_now_is_still_the_author(place: City) -> None:
    """A member who changed sector has a new row on the roll; what the person wrote stays theirs."""
    proposal = factory.drafted(place)
    person = place.person("author")
    type(place.author).objects.filter(pk=place.author.pk).update(until_on=date(2026, 3, 1))
    MemberFactory(term=place.session.term, person=person, name="林一", from_on=date(2026, 3, 1), until_on=None)
    assert answer(rules.may_revise(person, proposal)) == OK


def test_a_role_in_another_assembly_counts_for_nothing_here(place: City) -> None:
    elsewhere = person_with("proposals_clerk")
    proposal = factory.proposal_in(place, S.SUBMITTED)
    assert answer(rules.may_file(elsewhere, proposal)) == "只有提案工作人员可以审查提案。"
