"""Particular cases after the reply: judged, handled again, closed, followed up, archived; and many at once."""

from collections.abc import Sequence
from datetime import date

from xieshang.accounts.models import Person
from xieshang.demo.stage import FAIRLY, UNSATISFIED, Part, Stage, Story, Told, fresh, in_hand
from xieshang.proposals import actions
from xieshang.proposals.models import Bulk, FollowUp, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.states import BulkVerb, FollowUpKind, FollowUpOutcome, ReplyClass

WANTING = "答复讲了打算，没有讲期限和责任单位；三处点位到现在没有变化，请重新办理。"


def _replied(
    stage: Stage, index: int, topic: str, days: int, code: str, promise: ReplyClass = ReplyClass.A, *, after: int = 60
) -> Part:
    """In hand, talked over and replied to `after` days after it was handed in."""
    case = yield from in_hand(stage, index, topic, days, code)
    yield days - after + 20
    stage.talk(case, code)
    yield days - after
    stage.reply(case, code, promise)
    return case


def _to_close(stage: Stage) -> Story:
    """All are content, and the office is late with closing."""
    case = yield from _replied(stage, 2, "非遗工坊与传承人扶持", 95, "culture")
    yield 33
    remark = "情况摸得准，建议具体，办理中可以直接采用。"
    actions.mark_quality(stage.charge(case, "culture"), by=stage.staff("culture"), quality=5, remark=remark)
    yield 24
    stage.judge(case, 2)


def _to_handle_again(stage: Stage) -> Story:
    """The first member is not satisfied; the office has to have it handled again."""
    case = yield from _replied(stage, 0, "乡村民宿规范发展", 78, "culture", ReplyClass.C)
    yield 4
    stage.judge(case, 0, UNSATISFIED, WANTING)


def _handled_again(stage: Stage) -> Story:
    """One level higher, not replied to yet."""
    case = yield from _replied(stage, 3, "文物安全巡查机制", 130, "culture", ReplyClass.C)
    yield 60
    stage.judge(case, 3, UNSATISFIED, WANTING)
    yield 18
    actions.handle_again(fresh(case), by=stage.clerk, reason="提案者对办理结果不满意，请分管领导牵头重新办理。")
    yield 8
    stage.talk(case, "culture")


def _handled_twice(stage: Stage) -> Story:
    """Handled again, replied to anew, closed; soon the first member is asked for the effect."""
    case = yield from _replied(stage, 0, "公共图书馆服务下沉", 200, "culture", ReplyClass.C)
    yield 130
    stage.judge(case, 0, UNSATISFIED, WANTING)
    yield 124
    actions.handle_again(fresh(case), by=stage.clerk, reason="提案者对办理结果不满意，请分管领导牵头重新办理。")
    yield 112
    stage.talk(case, "culture")
    yield 100
    stage.reply(case, "culture", ReplyClass.B)
    yield 92
    stage.judge(case, 0, FAIRLY, "比第一次具体得多，书车线路已经排定。")
    yield 86
    stage.close(case)


def _followed(index: int, code: str, topic: str, *, told: Sequence[FollowUpOutcome], effect: FollowUpOutcome) -> Told:
    """Closed with a promise of class B, which was answered as told; what is not answered by now is late."""

    def story(stage: Stage) -> Story:
        case = yield from _replied(stage, index, topic, 300, code, ReplyClass.B)
        yield 232
        stage.judge(case, index)
        yield 226
        stage.close(case)
        yield 138
        _tell(case, FollowUpKind.EFFECT_3, effect, stage.member(index).person, stage.author.opinion())
        for number, outcome in enumerate(told):
            yield 60 - 30 * number
            _tell(case, FollowUpKind.PROMISE, outcome, stage.staff(code), stage.author.answer(""))

    return story


def _tell(case: Proposal, kind: FollowUpKind, outcome: FollowUpOutcome, by: Person, text: str) -> None:
    asked = FollowUp.objects.get(proposal=case.pk, kind=kind, answered_at=None)
    actions.answer_follow_up(asked, by=by, outcome=outcome, text=text)


def _archived(stage: Stage) -> Story:
    """Some closed cases go to the archive at once."""
    yield 7
    closed = Proposal.objects.filter(session=stage.session(), closed_at__isnull=False, packages=None).order_by("pk")
    chosen = list(closed[:3])
    if chosen:
        keys = [case.pk for case in chosen]
        bulk = actions.order_bulk(stage.city.assembly, by=stage.clerk, verb=BulkVerb.ARCHIVE, chosen=keys)
        while actions.do_part(bulk):
            pass


TOPICS_HANDED_OVER = {
    "culture": "历史街区保护利用",
    "civil": "社区议事协商制度",
    "housing": "老旧小区加装电梯",
    "health": "慢性病用药保障",
}


def _handed_over(stage: Stage) -> Story:
    """Assigned together at a meeting; later given more time together, of which a part is undone."""
    cases: dict[str, Proposal] = {}
    for number, (code, topic) in enumerate(TOPICS_HANDED_OVER.items()):
        yield 108 - number
        cases[code] = stage.propose(number + 1, topic)
    yield 98
    for case in cases.values():
        actions.file(fresh(case), by=stage.clerk)
    yield 94
    meeting = _call(stage, "提案交办会", stage.day(-82))
    for code, case in cases.items():
        _propose(stage, case, meeting, lead=code)
    yield 88
    _ahead(stage, cases["civil"], "civil")
    _ahead(stage, cases["health"], "health")
    yield 82
    _hold(stage, meeting)
    yield 78
    stage.accept(cases["culture"], "culture")
    stage.accept(cases["housing"], "housing")
    yield 14
    reason = "上级文件月底才能下达，同意延期。"
    actions.prolong(stage.charge(cases["civil"], "civil"), by=stage.clerk, until_on=stage.day(30), reason=reason)
    yield 7
    bulk = _extend(stage, cases)
    yield 6
    stage.talk(cases["health"], "health")
    yield 5
    actions.undo_bulk(bulk, by=stage.clerk)
    actions.undo_part(Bulk.objects.get(pk=bulk.pk), by=stage.clerk)


def _call(stage: Stage, title: str, meets_on: date) -> HandOver:
    return actions.call_hand_over(stage.session(), by=stage.clerk, title=title, meets_on=meets_on)


def _propose(
    stage: Stage,
    case: Proposal,
    meeting: HandOver,
    *,
    lead: str = "",
    co: Sequence[str] = (),
    separate: Sequence[str] = (),
) -> None:
    actions.propose_assignment(
        fresh(case),
        by=stage.clerk,
        lead=stage.bureau(lead) if lead else None,
        co=[stage.bureau(code) for code in co],
        separate=[stage.bureau(code) for code in separate],
        hand_over=meeting,
    )


def _proposed(stage: Stage, case: Proposal, code: str) -> ProposedAssignment:
    return ProposedAssignment.objects.select_related("bureau").get(proposal=case.pk, bureau=stage.bureau(code))


def _ahead(stage: Stage, case: Proposal, code: str) -> None:
    actions.accept_ahead(_proposed(stage, case, code), by=stage.staff(code))


def _hold(stage: Stage, meeting: HandOver) -> None:
    actions.do_part(actions.hold_hand_over(meeting, by=stage.clerk))


def _extend(stage: Stage, cases: dict[str, Proposal]) -> Bulk:
    keys = [case.pk for case in cases.values()]
    how = {"until_on": stage.day(25).isoformat(), "reason": "部门年终集中会商，同意统一延期。"}
    bulk = actions.order_bulk(stage.city.assembly, by=stage.clerk, verb=BulkVerb.EXTEND, chosen=keys, how=how)
    actions.do_part(bulk)
    return bulk


def _to_hand_over(stage: Stage) -> Story:
    """A meeting to come: some bureaus have accepted ahead, one objects, the others have not answered yet.

    For one case the bureau that was proposed first is taken back, and another one proposed in its place.
    """
    topics = ["文物安全巡查机制", "乡村民宿规范发展", "普惠托育服务供给", "停车泊位共享", "社区居家养老助餐"]
    yield 32
    cases = [stage.propose(index, topic) for index, topic in enumerate(topics)]
    yield 22
    for case in cases:
        actions.file(fresh(case), by=stage.clerk)
    yield 14
    meeting = _call(stage, "下半年提案交办会", stage.day(6))
    _propose(stage, cases[0], meeting, lead="culture")
    _propose(stage, cases[1], meeting, lead="culture", co=["market", "emergency"])
    _propose(stage, cases[2], meeting, lead="transport")
    _propose(stage, cases[3], meeting, lead="urban")
    _propose(stage, cases[4], meeting, separate=["civil", "health"])
    yield 13
    actions.take_back_proposed(fresh(cases[2]), by=stage.clerk)
    _propose(stage, cases[2], meeting, lead="health", co=["education"])
    yield 8
    _ahead(stage, cases[1], "culture")
    _ahead(stage, cases[2], "health")
    _ahead(stage, cases[4], "civil")
    yield 4
    reason = "机关泊位开放由机关事务部门统筹，本单位只负责路内泊位，建议改由其主办。"
    actions.object_ahead(_proposed(stage, cases[3], "urban"), by=stage.staff("urban"), reason=reason)


STORIES: Sequence[Told] = [
    _to_close,
    _to_handle_again,
    _handled_again,
    _handled_twice,
    _followed(
        5,
        "housing",
        "老旧小区加装电梯",
        told=[FollowUpOutcome.UNDER_WAY, FollowUpOutcome.EXPLAINED],
        effect=FollowUpOutcome.SAME,
    ),
    _followed(6, "civil", "困境儿童关爱保护", told=[FollowUpOutcome.DONE], effect=FollowUpOutcome.BETTER),
    _followed(7, "culture", "非遗工坊与传承人扶持", told=[], effect=FollowUpOutcome.BETTER),
    _archived,
    _handed_over,
    _to_hand_over,
]
