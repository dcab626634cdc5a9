"""What bureaus live through with the proposals they handle, on a desktop and on a phone."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as SignedIn

from tests.browser.conftest import Hall
from tests.browser.telling import WIDTHS, Reader
from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import PASSWORD
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import HandlingRole, State, TalkKind
from xieshang.spine import clock

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)]

WHAT = "做了什么，还差什么"


def test_one_is_accepted_and_one_refused(hall: Hall, width: int) -> None:
    """Who refuses names the bureau that should handle it, and may think again while it is not ruled on."""
    accepted, refused = hall.proposal(State.ASSIGNED), hall.proposal(State.ASSIGNED)
    clerk = Reader(hall.enter("bureau clerk", width=width)).open(f"/proposals/{accepted.pk}")
    clerk.press("签收这件提案").reads("提案已签收。", "办理中")

    clerk.open(f"/proposals/{refused.pk}").follow("申退").reads("裁定以前提案仍在本单位，签收期限停计。")
    clerk.select(建议由哪个单位办理="市财政局").write(理由="资金由市财政局安排。").press("提交申退")
    clerk.reads("申请已提交提案工作机构，裁定以后会通知您。", "资金由市财政局安排。", "等裁定")
    clerk.press("收回申请").reads("申请已收回。").press("签收这件提案").reads("提案已签收。")


def test_a_plan_a_talk_and_more_time(hall: Hall, width: int) -> None:
    """In the order in which a case is worked on; the author reads who is in charge, and when the answer comes."""
    proposal = hall.proposal(State.HANDLING)
    charge, today = factory.assignment_of(proposal), clock.today()
    clerk = Reader(hall.enter("bureau clerk", width=width)).open(f"/proposals/{proposal.pk}").follow("制定办理方案")
    clerk.write(办理打算="先摸底，再会同财政编制规划。", 预计答复的日子=charge.reply_by.isoformat())
    clerk.write(经办人="王科长", 经办人电话="0375-2660001", 分管领导="周副局长").press("写定办理方案")
    clerk.reads("办理方案已写定，提案者可以看到。", "先摸底，再会同财政编制规划。")

    clerk.follow("登记沟通").select(方式="面商").keeps(日期=today.isoformat(), 参加人员="林一")
    clerk.write(沟通内容="到现场看了两处空地。").press("登记这次沟通").reads("这次沟通已登记。", "到现场看了两处空地。")

    until = charge.reply_by + timedelta(days=30)
    clerk.follow("申请延期").reads("延期只有一次。").write(延到哪一天=until.isoformat(), 理由="要等规划批复。")
    clerk.press("提交延期申请").reads("申请已提交提案工作机构", "等裁定")
    Reader(hall.enter("author", width=width)).open(f"/proposals/{proposal.pk}").reads("王科长", "0375-2660001")


def shared(hall: Hall) -> Proposal:
    """A case that one bureau leads and another co-handles; both have accepted, and the author was talked with."""
    city, proposal = hall.city, hall.proposal(State.FILED)
    charges = actions.assign(proposal, by=city.person("clerk"), lead=city.bureau, co=[city.other_bureau])
    for charge in charges:
        leads = charge.role == HandlingRole.LEAD
        actions.accept(charge, by=city.person("bureau leader" if leads else "other leader"))
    talk = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
    actions.note_talk(replies.charge_of(proposal), by=city.person("bureau clerk"), **talk)
    return proposal


def test_an_opinion_is_gathered_into_a_reply_point_by_point(hall: Hall, width: int) -> None:
    """The co-handler is waited for; then the leader answers each suggestion, and marks the proposal."""
    proposal = shared(hall)
    case = f"/proposals/{proposal.pk}"
    leader = Reader(hall.enter("bureau leader", width=width)).open(case).reads("等市财政局的意见")
    other = Reader(hall.enter("other clerk", width=width)).open(case).follow("提出会办意见")
    other.choose("一致", among="与主办单位的意见").write(会办意见="所需资金列入明年预算。").press("告知主办单位")
    other.reads("会办意见已告知主办单位。")

    leader.open(case).reads("所需资金列入明年预算。", "与主办单位一致").follow("答复提案").reads("每一条建议都要答复。")
    leader.write(文号=f"鹰教办〔2026〕{proposal.pk}号", 答复正文="您提出的建议收悉，现答复如下。")
    leader.select(办理结果="B 类：正在解决或列入计划")
    leader.select(**{"第 1 条建议：办理情况": "已落实", "第 2 条建议：办理情况": "列入计划"})
    leader.write(**{"第 1 条建议：答复": "专项规划已经编制。", "第 2 条建议：答复": "明年开放一千个。"})
    leader.write(联系人="王科长", 联系电话="0375-2660000").press("签发答复").reads("答复已签发，提案者会收到通知。")

    leader.reads("B 类：正在解决或列入计划", "明年开放一千个。").follow("评价提案质量")
    leader.choose("5 分：很好", among="提案质量").write(说明="数字翔实。").press("记下评价")
    leader.reads("本单位对提案质量的评价已记下。", "5 分", "数字翔实。")


def test_the_sign_in_ends_while_a_reply_is_written(hall: Hall, width: int) -> None:
    """Sent, it asks to sign in again; then the reply stands there as it was typed, and goes out."""
    proposal = replies.handled(hall.city, hall.proposal(State.FILED))
    leader = Reader(hall.enter("bureau leader", width=width)).open(f"/proposals/{proposal.pk}/reply")
    leader.write(
        文号=f"鹰教办〔2026〕{proposal.pk}号", 答复正文="现答复如下。", 联系人="王科长", 联系电话="0375-2660000"
    )
    leader.select(办理结果="A 类：已经解决或采纳")
    leader.select(**{"第 1 条建议：办理情况": "已落实", "第 2 条建议：办理情况": "已落实"})
    leader.write(**{"第 1 条建议：答复": "规划已经编制。", "第 2 条建议：答复": "两千个车位已经开放。"})
    for cookie in leader.page.context.cookies():
        SignedIn.objects.filter(session_key=cookie["value"]).delete()
    leader.press("签发答复").reads("账号由办公室开通")

    leader.page.locator("#id_login").fill(hall.city.person("bureau leader").get_username())
    leader.page.locator("#id_password").fill(PASSWORD)
    leader.page.locator("#id_password").press("Enter")
    leader.reads("没有送出的内容").keeps(答复正文="现答复如下。", 联系电话="0375-2660000")
    leader.press("签发答复").reads("答复已签发，提案者会收到通知。", "两千个车位已经开放。")
    left = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"
    assert leader.page.evaluate(left) == []


def test_a_promise_is_followed_up(hall: Hall, width: int) -> None:
    """From the list of what is asked: still under way, it is asked again; done, it is over, and the author reads it."""
    proposal = replies.closed(hall.city)
    asked = replies.follow_up_of(proposal, "promise")
    leader = Reader(hall.enter("bureau leader", width=width)).open(f"/proposals/follow-ups?tab=all&q={proposal.title}")
    leader.reads("B 类承诺")
    leader.open(f"/proposals/{proposal.pk}/follow-ups/{asked.pk}")
    leader.write(**{WHAT: "规划已批，还差五百个车位。"}).press("仍在办理").reads("回访已答复。")
    leader.follow("报告承诺的落实情况")
    leader.write(**{WHAT: "两千个车位全部开放。"}).press("已落实").reads("回访已答复。")
    author = Reader(hall.enter("author", width=width)).open(f"/proposals/{proposal.pk}")
    author.reads("规划已批，还差五百个车位。", "两千个车位全部开放。")
