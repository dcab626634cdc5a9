"""Particular cases that wait for review, or came to something else than being filed."""

from collections.abc import Sequence

from xieshang.demo.stage import Stage, Story, Told, filed, fresh, in_hand
from xieshang.proposals import actions
from xieshang.proposals.models import CoSigner, Proposal
from xieshang.proposals.states import Destination, Ground, LikenessOutcome, Outcome, State
from xieshang.spine import clock

COMMITTEE = "提案委员会会议"


def _late(stage: Stage) -> Story:
    """Handed in a month ago, and nobody has looked at it."""
    yield 34
    stage.propose(3, "公共图书馆服务下沉")


def _joint(stage: Stage) -> Story:
    """Of two who were asked one co-signs; handed in some days ago."""
    yield 12
    case = stage.draft(0, "历史街区保护利用", statements=_looked_into(stage))
    for index in (4, 5):
        actions.ask_cosigner(fresh(case), by=stage.member(0).person, member=stage.member(index))
    yield 10
    actions.gather(fresh(case), by=stage.member(0).person)
    yield 8
    _answer(stage, case, 4, confirms=True, remark="同意联名，老宅修缮一段写得实在。")
    yield 7
    _answer(stage, case, 5, confirms=False, remark="方向赞成，本人另有一件相近的提案，这次不联名。")
    yield 3
    actions.submit(fresh(case), by=stage.member(0).person)


def _answer(stage: Stage, case: Proposal, index: int, *, confirms: bool, remark: str) -> None:
    member = stage.member(index)
    cosigner = CoSigner.objects.get(proposal=case.pk, member=member)
    actions.answer_cosigning(cosigner, by=member.person, confirms=confirms, remark=remark)


def _looked_into(stage: Stage) -> actions.Statements:
    return actions.Statements(
        researched=True,
        research_note="今年春天走访三条老街，入户访谈四十二户，现场查看消防管网。",
        first_raised=True,
        wished_bureau=stage.bureau("culture"),
        wished_talk="site",
    )


def _advised(index: int, advice: Outcome, *, by_second: bool, reason: str = "") -> Told:
    """The first review is done; somebody else has to decide."""

    def story(stage: Stage) -> Story:
        yield 13
        case = stage.propose(index, "非遗工坊与传承人扶持", statements=actions.Statements(used_ai=True))
        yield 2
        by = stage.second if by_second else stage.clerk
        actions.check(fresh(case), by=by, advice=advice, reason=reason)

    return story


def _returned(stage: Stage) -> Story:
    """Returned to the first member, who reads what to change."""
    yield 14
    case = stage.propose(0, "乡村民宿规范发展")
    yield 2
    reason = "第三条建议没有写明由哪个部门做、做到什么程度，请补充；第二条与第一条重复，可以合并。"
    actions.send_back(fresh(case), by=stage.clerk, reason=reason)


def _not_filed(stage: Stage) -> Story:
    """Not filed a few days ago; the first member may still object."""
    yield 18
    case = stage.propose(0, "公共图书馆服务下沉")
    yield 9
    advice = "主要推介一款阅读机，建议不予立案。"
    actions.check(fresh(case), by=stage.clerk, advice=Outcome.REFUSE, reason=advice)
    yield 4
    reason = "来稿主要介绍一款具体产品的功能和报价，属宣传推介具体产品；如改为对服务标准的建议，欢迎另案提出。"
    actions.refuse(fresh(case), by=stage.second, ground=Ground.PROMOTION, reason=reason)


def _contested(stage: Stage) -> Story:
    """The first member has objected; the clerk, who did not decide it, rules."""
    yield 38
    case = stage.propose(0, "文物安全巡查机制")
    yield from _objected(stage, case, 0, 26)


def _objected(stage: Stage, case: Proposal, index: int, days: int) -> Story:
    """Declined so many days ago by the second reviewer, objected to ten days later."""
    yield days
    reason = "建议较为原则，未提出可以交办的具体措施，属内容空泛、没有具体建议。"
    actions.refuse(fresh(case), by=stage.second, ground=Ground.EMPTY, reason=reason, destination=Destination.OPINION)
    yield days - 10
    reason = "原文第二条写明了经费测算和试点乡镇，第三条写明了完成时限，可以交办，请复核。"
    actions.object_to(fresh(case), by=stage.member(index).person, reason=reason)


def _upheld(stage: Stage) -> Story:
    yield 80
    case = stage.propose(4, "农贸市场改造提升")
    yield from _objected(stage, case, 4, 70)
    yield 48
    reason = "经复核，补充材料仍未提出具体措施，维持不予立案；可以补充调研后另行提出。"
    actions.uphold(fresh(case), by=stage.clerk, meeting=COMMITTEE, on=clock.today(), reason=reason)


def _overruled(stage: Stage) -> Story:
    """Filed after all, and since then not assigned: late."""
    yield 78
    case = stage.propose(5, "城市绿地碎片利用")
    yield from _objected(stage, case, 5, 68)
    yield 46
    reason = "经复核，来稿第二、三条有明确的地块清单和养护办法，可以交办，予以立案。"
    actions.overrule(fresh(case), by=stage.clerk, meeting=COMMITTEE, on=clock.today(), reason=reason)


def _withdrawn(stage: Stage) -> Story:
    yield 31
    case = stage.propose(0, "社区议事协商制度")
    yield 27
    reason = "了解到区里已经在做同样的试点，先看一段成效，再考虑是否提出。"
    actions.withdraw(fresh(case), by=stage.member(0).person, reason=reason)


def _letter(stage: Stage) -> Story:
    yield 52
    case = stage.propose(7, "餐饮油烟治理")
    yield 44
    advice = "反映一处具体摊点，转意见建议更快。"
    actions.check(fresh(case), by=stage.clerk, advice=Outcome.LETTER, reason=advice)
    yield 40
    reason = "来稿反映的是一处夜市摊点的具体问题，转为意见建议，送有关部门直接处理。"
    actions.turn_into_letter(fresh(case), by=stage.second, reason=reason)


def _merged(stage: Stage) -> Story:
    """Two on one matter: handled together, replied to each. The other has judged, the first member has not yet."""
    lead = yield from filed(stage, 0, "历史街区保护利用", 64)
    yield 54
    other = stage.propose(2, text=stage.text_like(lead, "历史街区保护利用"))
    yield 50
    _decide(stage, other, lead, LikenessOutcome.MERGE, "对象和建议大体相同，并案办理。")
    advice = f"与 {fresh(lead).label} 号案内容相近，建议并案。"
    actions.check(fresh(other), by=stage.clerk, advice=Outcome.MERGE, reason=advice)
    yield 48
    reason = "两件提案对象相同、建议相近，并案办理，承办单位分别答复。"
    actions.merge(fresh(other), by=stage.second, into=fresh(lead), reason=reason)
    yield 45
    stage.assign(lead, "culture")
    yield 42
    stage.accept(lead, "culture")
    yield 20
    stage.talk(lead, "culture")
    yield 3
    stage.reply(lead, "culture")
    yield 1
    stage.judge(lead, 2)


def _decide(stage: Stage, case: Proposal, other: Proposal, outcome: LikenessOutcome, remark: str) -> None:
    actions.decide_likeness(fresh(case), by=stage.clerk, other=fresh(other), outcome=outcome, remark=remark)


def _carried_on(stage: Stage) -> Story:
    """Like a case of the term before, which it carries on."""
    earlier = Proposal.objects.filter(assembly=stage.city.assembly, state=State.CLOSED).order_by("pk")[1]
    yield 30
    case = stage.propose(6, text=stage.text_like(earlier, "社区居家养老助餐"))
    yield 24
    _decide(stage, case, earlier, LikenessOutcome.CARRIED_ON, "上届已办结，本件就落实中的新问题继续提出。")
    actions.check(fresh(case), by=stage.clerk, advice=Outcome.FILE)
    yield 21
    actions.file(fresh(case), by=stage.second)


def _alike(stage: Stage) -> Story:
    """Two of one member: the second is another matter, the third the same again, kept as a letter."""
    first = yield from in_hand(stage, 5, "老旧小区加装电梯", 70, "housing")
    yield 40
    second = stage.propose(5, text=stage.text_like(first, "地下管网普查更新"))
    third = stage.propose(5, text=stage.text_like(first, "老旧小区加装电梯"))
    yield 35
    _decide(stage, second, first, LikenessOutcome.DIFFERENT, "一件讲电梯，一件讲管网，分别办理。")
    _decide(stage, third, first, LikenessOutcome.REPEATED, "与上一件重复，没有新的建议。")
    actions.check(fresh(second), by=stage.clerk, advice=Outcome.FILE)
    actions.check(fresh(third), by=stage.clerk, advice=Outcome.LETTER, reason="重复提出。")
    yield 32
    actions.file(fresh(second), by=stage.second)
    reason = f"与 {fresh(first).label} 号案重复，转为意见建议，一并送承办单位参考。"
    actions.turn_into_letter(fresh(third), by=stage.second, reason=reason)
    yield 22
    stage.assign(second, "housing")
    yield 6
    stage.accept(second, "housing")


def _reviews_twice(stage: Stage) -> Story:
    """From these days on the assembly reviews in two steps by rule, as it has done by custom."""
    yield 3
    actions.set_practice(
        stage.city.assembly,
        by=stage.clerk,
        reviews_twice=True,
        talks_first=True,
        plans_first=False,
        has_class_d=True,
        blocks_from=None,
    )


STORIES: Sequence[Told] = [
    _late,
    _joint,
    _advised(2, Outcome.FILE, by_second=False),
    _advised(6, Outcome.LETTER, by_second=True, reason="反映一处工坊的房租，转意见建议更快。"),
    _advised(1, Outcome.REFUSE, by_second=True, reason="为本人工坊申请补助，属解决个人问题。"),
    _advised(4, Outcome.RETURN, by_second=False, reason="建议部分只有一句话，请补充。"),
    _returned,
    _not_filed,
    _contested,
    _upheld,
    _overruled,
    _withdrawn,
    _letter,
    _merged,
    _carried_on,
    _alike,
    _reviews_twice,
]
