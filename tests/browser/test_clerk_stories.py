"""What the clerks of the office live through with proposals, on a desktop and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall
from tests.browser.telling import WIDTHS, Reader, forgive
from tests.factories import proposals as factory
from xieshang.proposals import actions, tasks
from xieshang.proposals.models import Bulk, Petition, Proposal
from xieshang.proposals.states import PetitionKind, State
from xieshang.ui.show import day_short

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)]


def state_of(proposal: Proposal) -> str:
    """As it is now."""
    return Proposal.objects.get(pk=proposal.pk).state


def test_two_alike_are_compared_and_merged(hall: Hall, width: int) -> None:
    """From the similar case at the side, through both texts side by side, to the lead, whose number is filled in."""
    text = {
        "situation": f"青石巷{width}户人家共用一口消防栓，去年两次火警水压不足，云梯车进不了巷口。",
        "analysis": "巷口被后搭的雨棚占去一米五，消防栓接在六十年代的老管上，没有哪家认领改造。",
    }
    lead = hall.proposal(State.FILED, title=f"关于青石巷{width}户消防的提案", **text)
    later = hall.proposal(State.SUBMITTED, title=f"关于青石巷{width}户防火的提案", **text)
    clerk = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{later.pk}")
    clerk.reads(lead.title)
    for box in clerk.page.locator("input[name=other]").all():
        box.set_checked(box.get_attribute("value") == str(lead.pk))
    clerk.press("并排对照选中的").reads("与第一件相同的文字都有底色").unfold("定处理意见")
    clerk.select(怎样处理="并案办理").press("保留这个意见")
    label = f"{lead.session.year}-{lead.case_number:04d}"
    clerk.keeps(主案案号=label).write(理由="同一条巷子的同一件事。").press("并入这件主案")
    clerk.reads(f"提案已并入 {label}，主案的答复也会送给提案者。", "已并入的主案")
    assert state_of(later) == State.MERGED


def test_one_becomes_an_opinion_letter_and_one_is_not_filed(hall: Hall, width: int) -> None:
    """A refusal needs its ground; the reason that was typed waits while it is chosen, and the author reads both."""
    letter, refused = hall.proposal(State.SUBMITTED), hall.proposal(State.SUBMITTED)
    clerk = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{letter.pk}")
    clerk.follow("转为意见建议").write(理由="宜作参考，已转市住建局。").press("转为意见建议")
    clerk.reads("提案已转为意见建议，理由已告知提案者。")

    clerk.open(f"/proposals/{refused.pk}").follow("不予立案").write(理由="只说现象，没有建议。").press("不予立案")
    clerk.reads("有 1 处要改").keeps(理由="只说现象，没有建议。")
    clerk.select(不予立案的情形="内容空泛，没有具体建议").press("不予立案").reads("提案不予立案，理由已告知提案者。")
    forgive(hall, "422")
    author = Reader(hall.enter("author", width=width)).open(f"/proposals/{refused.pk}")
    author.reads("内容空泛，没有具体建议", "只说现象，没有建议。")
    assert (state_of(letter), state_of(refused)) == (State.LETTER, State.NOT_FILED)


def test_two_clerks_decide_at_once(hall: Hall, width: int) -> None:
    """The slower one reads what has become of it meanwhile, and what they typed is not gone."""
    proposal = hall.proposal(State.SUBMITTED)
    slower = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{proposal.pk}/letter")
    slower.write(理由="宜作参考，已转市住建局。")
    faster = Reader(hall.enter("second clerk", width=width)).open(f"/proposals/{proposal.pk}/filing")
    faster.press("立案并编号").reads("提案已立案，案号是第")
    slower.press("转为意见建议").reads("已立案").keeps(理由="宜作参考，已转市住建局。")
    forgive(hall, "422")
    assert state_of(proposal) == State.FILED


def test_a_case_goes_to_a_lead_and_a_co_handler(hall: Hall, width: int) -> None:
    """The bureau that the text names is suggested with its reason and chosen already; a co-handler is added."""
    proposal = hall.proposal(State.FILED, suggestions=["由市教育局划定接送车位。", "每学期公布使用情况。"])
    clerk = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{proposal.pk}").follow("交办")
    clerk.reads("可能的承办单位")
    expect(clerk.field("主办单位").locator("option:checked")).to_have_text("市教育局")
    clerk.unfold("会办单位").choose("市财政局", among="会办单位").press("现在交办").reads("提案已经交办。", "待签收")
    charges = proposal.assignments.order_by("pk").values_list("role", "bureau__name")
    assert list(charges) == [("lead", "市教育局"), ("co", "市财政局")]


def petition(hall: Hall, state: State, kind: PetitionKind, **asked: object) -> Petition:
    """What the bureau asks of the office about a case in a state."""
    charge = factory.assignment_of(hall.proposal(state))
    until_on = charge.reply_by + timedelta(days=20) if kind == PetitionKind.EXTENSION else None
    clerk = hall.city.person("bureau clerk")
    return actions.petition(charge, by=clerk, kind=kind, reason="要等规划批复。", until_on=until_on, **asked)


def test_petitions_are_ruled_on(hall: Hall, width: int) -> None:
    """More time is given until the day asked for; whoever will not handle a case is told why it stays with them."""
    more = petition(hall, State.HANDLING, PetitionKind.EXTENSION)
    clerk = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{more.proposal_id}")
    clerk.follow("裁定市教育局的申请（延期）").reads("要等规划批复。", day_short(more.until_on))
    clerk.choose("同意", among="裁定").write(理由="规划本月批复。").press("作出裁定").reads("已作出裁定")
    assert factory.assignment_of(more.proposal).reply_by >= more.until_on

    release = petition(hall, State.ASSIGNED, PetitionKind.RELEASE, other_bureau=hall.city.other_bureau)
    clerk.open(f"/proposals/{release.proposal_id}").follow("裁定市教育局的申请（申退）").reads("市财政局")
    clerk.choose("不同意", among="裁定").write(理由="三定方案写明由你局负责。").press("作出裁定").reads("已作出裁定")
    bureau = Reader(hall.enter("bureau clerk", width=width)).open(f"/proposals/{release.proposal_id}")
    bureau.reads("三定方案写明由你局负责。", "不同意")


def test_a_reply_is_sent_back(hall: Hall, width: int) -> None:
    """The bureau reads what to change, and its new reply begins from the earlier one."""
    proposal = hall.proposal(State.REPLIED)
    clerk = Reader(hall.enter("clerk", width=width)).open(f"/proposals/{proposal.pk}").follow("退回市教育局的答复")
    clerk.write(理由="第二条没有写期限。").press("退回答复").reads("答复已退回市教育局，答复期限重新计算。")
    leader = Reader(hall.enter("bureau leader", width=width)).open(f"/proposals/{proposal.pk}")
    leader.reads("市教育局以前的答复", "第二条没有写期限。").follow("答复提案")
    leader.keeps(**{"答复正文": "您提出的建议收悉，现答复如下。", "第 2 条建议：答复": "已列入明年计划。"})


def test_a_round_of_review_decides_many_at_once(hall: Hall, width: int) -> None:
    """Ticked in the list, looked over once more, filed together."""
    both = [hall.proposal(State.SUBMITTED, title=f"关于夜间公交的第 {n} 件提案（{width}）") for n in (1, 2)]
    clerk = Reader(hall.enter("clerk", width=width)).open("/proposals/review")
    for one in both:
        clerk.tick(one.title)
    clerk.press("审查选中的提案").reads("审查选中的 2 件提案").choose("立案编号", among="对选中的提案")
    clerk.press("照此决定").reads("已审查 2 件提案。")
    assert [state_of(one) for one in both] == [State.FILED] * 2


def test_a_bulk_is_ordered_and_undone(hall: Hall, width: int) -> None:
    """Assigned together as proposed; the page follows the worker by itself; undone, the cases wait again."""
    both = [hall.proposal(State.FILED, title=f"关于街角花园的第 {n} 件提案（{width}）") for n in (1, 2)]
    for one in both:
        actions.propose_assignment(one, by=hall.city.person("clerk"), lead=hall.city.bureau)
    clerk = Reader(hall.enter("clerk", width=width)).open("/proposals/?tab=assign")
    for one in both:
        clerk.tick(one.title)
    clerk.press("交办（按拟定的单位）").reads("可以离开这一页，会继续处理。")
    bulk = Bulk.objects.latest("pk")
    tasks.do_bulk(bulk.pk)
    clerk.reads("2 件已处理，0 件未处理。")
    expect(clerk.page.locator("#list .badge", has_text="已处理")).to_have_count(2)
    assert [state_of(one) for one in both] == [State.ASSIGNED] * 2
    clerk.press("整批撤销").reads("正在整批撤销")
    tasks.undo_bulk(bulk.pk, hall.city.person("clerk").pk)
    clerk.reads("2 件已撤销，0 件保持不变。")
    assert [state_of(one) for one in both] == [State.FILED] * 2
