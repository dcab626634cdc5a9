"""Every verb asked of everybody in every situation, as a text that people can read and judge.

`matrix.txt` is written by `XIESHANG_WRITE_MATRIX=1 pytest -n 0 tests/proposals/test_matrix.py`, and read line by
line before it is committed; see `tests.matrix`.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from tests import matrix
from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.matrix import Rule, Situations, Table
from tests.proposals.steps import play
from xieshang.proposals import actions, rules
from xieshang.proposals.models import Assignment, CoSigner, FollowUp, Petition, Proposal, ProposedAssignment
from xieshang.proposals.states import BulkVerb, CoSignState, ProposerKind, State
from xieshang.spine import clock

FILED = "submit file"
CASES = [
    *(
        "revise",
        "attach",
        "detach",
        "ask_cosigner",
        "gather",
        "take_back",
        "submit",
        "withdraw",
        "confirm_entry",
        "sign",
    ),
    *("check", "send_back", "file", "merge", "turn_into_letter", "refuse", "decide_likeness"),
    *("object_to", "uphold", "overrule", "support"),
    *("propose_assignment", "take_back_proposed", "assign", "take_back_assignment"),
    *("judge", "read_reply", "read_feedback", "read_opinions", "handle_again", "close", "publish", "unpublish"),
    *("archive", "attach_imported", "move_due"),
]
CHARGES = [
    *("accept", "note_talk", "write_plan", "give_joint_opinion", "ask_author", "answer_question", "resume", "remind"),
    *("petition", "release", "extend", "dispute", "prolong", "take_back_extension"),
    *("draft_reply", "hand_back_reply", "reply", "send_back_reply"),
    "mark_quality",
    "attach_letter",
]
CHARGED = {
    "待签收 主办": (f"{FILED} assign:0", 0),
    "待签收 会办": (f"{FILED} assign:0", 1),
    "申退待裁定": (f"{FILED} assign:2 petition:0", 0),
    "办理中 主办": (f"{FILED} assign:0 accept:0", 0),
    "办理中 主办已沟通": (f"{FILED} assign:0 accept:0 note_talk:0", 0),
    "办理中 主办齐备": (f"{FILED} assign:0 accept:0 accept:1 note_talk:0 give_joint_opinion:3", 0),
    "办理中 主办有异议": (f"{FILED} assign:0 accept:0 accept:1 note_talk:0 give_joint_opinion:1", 0),
    "办理中 会办未签收": (f"{FILED} assign:0 accept:0", 1),
    "办理中 会办已签收": (f"{FILED} assign:0 accept:0 accept:1", 1),
    "办理中 会办已同意": (f"{FILED} assign:0 accept:0 accept:1 give_joint_opinion:3", 1),
    "办理中 会办有异议": (f"{FILED} assign:0 accept:0 accept:1 give_joint_opinion:1", 1),
    "办理中 询问提案者": (f"{FILED} assign:2 accept ask_author", 0),
    "办理中 延期待裁定": (f"{FILED} assign:2 accept petition:1", 0),
    "办理中 已延期": (f"{FILED} assign:2 accept prolong", 0),
    "办理中 答复稿已送签": (f"{FILED} assign:2 accept note_talk hand_reply", 0),
    "办理中 分办": (f"{FILED} assign:1 accept:0 accept:1", 0),
    "待签收 分办已答复": (f"{FILED} assign:1 accept:0 note_talk:0 reply:0", 0),
    "待反馈 主办": (f"{FILED} assign:2 accept note_talk reply", 0),
    "待反馈 会办": (f"{FILED} assign:0 accept:0 accept:1 note_talk:0 give_joint_opinion:3 reply", 1),
    "待结案": (f"{FILED} assign:2 accept note_talk reply judge", 0),
    "已办结": (f"{FILED} assign:2 accept note_talk reply judge close", 0),
    "答复被退回": (f"{FILED} assign:2 accept note_talk reply send_back_reply", 0),
    "重新办理": (f"{FILED} assign:2 accept note_talk reply judge:5 handle_again", 0),
}


def case(place: City, path: str = "") -> Proposal:
    return play(place, factory.drafted(place), path)


def read(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("assembly", "author", "convenor").get(pk=proposal.pk)


def in_states(place: City) -> Situations:
    """A member's own proposal in each state, and a few that have something about them."""
    found = {str(state.label): read(factory.proposal_in(place, state)) for state in State}
    entered = actions.draft(
        place.session,
        by=place.person("clerk"),
        proposer=actions.Proposer(ProposerKind.MEMBER, author=place.author),
        text=factory.text(),
    )
    found["草稿 代录"] = read(entered)
    found["待审查 代录"] = read(actions.submit(entered, by=place.person("clerk")))
    body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    found["草稿 集体"] = read(
        actions.draft(place.session, by=place.person("officer"), proposer=body, text=factory.text())
    )
    joint = "ask_cosigner:0 gather answer_cosigning:1"
    found["待联名 已答复"] = read(case(place, joint))
    found["待反馈 联名"] = read(case(place, f"{joint} {FILED} assign:2 accept note_talk reply"))
    found["待反馈 联名人已反馈"] = read(case(place, f"{joint} {FILED} assign:2 accept note_talk reply judge:1"))
    found["不予立案 复议维持"] = read(case(place, "submit refuse object_to uphold"))
    found["待结案 不满意"] = read(case(place, f"{FILED} assign:2 accept note_talk reply judge:5"))
    found["办理中 重新办理"] = read(case(place, f"{FILED} assign:2 accept note_talk reply judge:5 handle_again"))
    found["已办结 已公开"] = read(case(place, f"{FILED} assign:2 accept note_talk reply judge close publish"))
    found["已立案 已拟交办"] = read(case(place, f"{FILED} propose_assignment:2"))
    found["待签收 已有一家签收"] = read(case(place, f"{FILED} assign:1 accept:0"))
    return found


def charges(place: City) -> Situations:
    rows = Assignment.objects.select_related("bureau", "proposal__assembly", "proposal__author").order_by("pk")
    return {words: list(rows.filter(proposal=case(place, path)))[at] for words, (path, at) in CHARGED.items()}


def petitions(place: City) -> Situations:
    rows = Petition.objects.select_related("bureau", "proposal__assembly", "assignment")
    paths = {
        "延期 待裁定": "accept petition:1",
        "延期 已裁定": "accept petition:1 rule_on:0",
        "延期 已收回": "accept petition:1 take_back_petition",
        "申退 待裁定": "petition:0",
        "申退 交办已收回": "petition:0 take_back_assignment",
    }
    return {words: rows.get(proposal=case(place, f"{FILED} assign:2 {path}")) for words, path in paths.items()}


def cosigners(place: City) -> Situations:
    rows = CoSigner.objects.select_related("member", "proposal")
    gathering = case(place, "ask_cosigner:0 gather")
    found = {"待联名 未答复": rows.get(proposal=gathering), "草稿": rows.get(proposal=case(place, "ask_cosigner:0"))}
    found["待联名 已不参加"] = rows.get(proposal=gathering)
    found["待联名 已不参加"].state = CoSignState.DECLINED
    return found


def proposed(place: City) -> Situations:
    rows = ProposedAssignment.objects.select_related("bureau", "proposal")
    paths = {"未答复": "", "已预签收": "accept_ahead", "有异议": "object_ahead"}
    return {
        words: rows.get(proposal=case(place, f"{FILED} propose_assignment:2 {path}")) for words, path in paths.items()
    }


def follow_ups(place: City) -> Situations:
    path = f"{FILED} assign:2 accept note_talk reply:1 judge close arrange_follow_ups"
    rows = FollowUp.objects.select_related("proposal__assembly", "proposal__author", "assignment__bureau")
    closed = case(place, path)
    promise, *_effects = rows.filter(proposal=closed).order_by("pk")
    answered = rows.filter(proposal=case(place, f"{path} answer_follow_up:0")).order_by("pk")[0]
    return {"承诺": promise, "承诺 已报告": answered, "三个月成效 未到": rows.get(proposal=closed, kind="effect_3")}


def of_calls(place: City) -> Situations:
    past = calls.written(place)
    past.opens_on, past.closes_on = (clock.today() - timedelta(days=ago) for ago in (30, 1))
    return {"征集 未发布": calls.written(place), "征集 已发布": calls.issued(place), "征集 截止": past}


def of_leads(place: City) -> Situations:
    taken, closed = calls.lead(place), calls.lead(place)
    actions.take_lead(taken, by=place.person("colleague"))
    actions.close_lead(closed, by=place.person("clerk"), reason="不属政协提案范围")
    nameless = calls.lead(place, sender="", contact="")
    found = {"待采用": calls.lead(place), "已采用": taken, "不采用": closed, "未留联系方式": nameless}
    for lead in found.values():
        lead.refresh_from_db()
    return found


def hand_overs(place: City) -> Situations:
    clerk = place.person("clerk")
    called = actions.call_hand_over(place.session, by=clerk, title="交办会", meets_on=clock.today())
    held = actions.call_hand_over(place.session, by=clerk, title="补充交办会", meets_on=clock.today())
    actions.propose_assignment(case(place, FILED), by=clerk, lead=place.bureau, hand_over=held)
    actions.hold_hand_over(held, by=clerk)
    held.refresh_from_db()
    return {"未开": called, "已开": held}


def bulks(place: City) -> Situations:
    clerk, chosen = place.person("clerk"), [case(place, FILED).pk]
    order = partial(actions.order_bulk, place.assembly, by=clerk, chosen=chosen)
    final = {f"{verb.label}": order(verb=verb) for verb in (BulkVerb.REMIND, BulkVerb.ARCHIVE)}
    undone = actions.undo_bulk(order(verb=BulkVerb.ASSIGN), by=clerk)
    return {"交办 已下达": order(verb=BulkVerb.ASSIGN), "交办 已撤销": undone, **final}


def rule_of(verb: str) -> Rule:
    rule: Rule = getattr(rules, f"may_{verb}")
    return rule


def tables(place: City) -> Iterator[Table]:
    """Each verb with its rule and the situations in which it is asked."""
    of_cases, of_charges, of_petitions = in_states(place), charges(place), petitions(place)
    yield from ((verb, rule_of(verb), of_cases) for verb in CASES)
    yield "arrange_follow_ups", rules.may_arrange_follow_ups, of_cases
    yield from ((verb, rule_of(verb), of_charges) for verb in CHARGES)
    yield from ((verb, rule_of(verb), of_petitions) for verb in ("rule_on", "take_back_petition", "read_petition"))
    yield "answer_cosigning", rules.may_answer_cosigning, cosigners(place)
    yield "answer_proposed", rules.may_answer_proposed, proposed(place)
    yield "answer_follow_up", rules.may_answer_follow_up, follow_ups(place)
    of_lead = ("take_lead", "close_lead", "put_back_lead", "reveal_sender")
    written, received = of_calls(place), of_leads(place)
    yield from ((verb, rule_of(verb), written) for verb in ("change_call", "issue_call", "send_lead"))
    yield from ((verb, rule_of(verb), received) for verb in of_lead)
    yield "hold_hand_over", rules.may_hold_hand_over, hand_overs(place)
    yield "undo_bulk", rules.may_undo_bulk, bulks(place)
    session, assembly = {"本次会议": place.session}, {"本级政协": place.assembly}
    of_session = ("draft", "import", "call_hand_over", "write_call", "collect_leads")
    yield from ((verb, rule_of(verb), session) for verb in of_session)
    of_assembly = ("enter", "assign_in", "do_in_bulk", "import_into", "note_lead", "set_practice")
    yield from ((verb, rule_of(verb), assembly) for verb in of_assembly)


def state_of(subject: Any) -> str:
    """The state of the case that a subject is, or belongs to."""
    case = getattr(subject, "proposal", subject)
    return str(case.get_state_display()) if isinstance(case, Proposal) else ""


def lines(place: City) -> Iterator[str]:
    """The whole text."""
    yield from matrix.lines(place.cast, tables(place), state_of)
