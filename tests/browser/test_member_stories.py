"""What members live through with a proposal, on a desktop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall
from tests.browser.telling import WIDTHS, Reader, forgive
from tests.factories import proposals as factory
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)]


def gathering(hall: Hall) -> Proposal:
    """The author has asked two to sign with them."""
    author, draft = hall.city.person("author"), factory.drafted(hall.city)
    for member in (hall.city.cosigner, hall.city.colleague):
        actions.ask_cosigner(draft, by=author, member=member)
    actions.gather(draft, by=author)
    return draft


def test_two_are_asked_to_sign_with_the_author(hall: Hall, width: int, by_keyboard: Callable[..., None]) -> None:
    """One agrees by keyboard alone, one declines; the author reads both remarks, and hands it in."""
    case = f"/proposals/{gathering(hall).pk}"
    agrees = hall.enter("cosigner", width=width)
    agrees.goto(case)
    by_keyboard(agrees, "答复联名邀请")
    agrees.wait_for_url("**/cosigning")
    by_keyboard(agrees, "附言", "所述属实，我那条街也是这样。")
    by_keyboard(agrees, "同意联名")
    Reader(agrees).reads("您已同意联名。")

    declines = Reader(hall.enter("colleague", width=width)).open(case).follow("答复联名邀请")
    declines.reads("第一提案人：林一", "老城区共有居民小区四十二个")
    declines.write(附言="不熟悉这方面。").press("不参加").reads("您已答复不参加联名。")

    author = Reader(hall.enter("author", width=width)).open(case)
    author.reads("所述属实，我那条街也是这样。", "不熟悉这方面。").follow("提交提案").press("提交提案")
    author.reads("提案已提交，等待审查。")


def test_an_earlier_case_is_read_beside_the_draft(hall: Hall, width: int) -> None:
    """How the earlier one ended is its headline; both texts stand side by side, and the draft is where it was."""
    text = {
        "situation": "北河堤岸夜间没有照明，去年落水八起，救生圈只有两处，巡查每晚一次。",
        "analysis": "堤岸由水利和城管两家分管，灯杆在两家地界之间，谁都不列预算。",
    }
    hall.proposal(State.CLOSED, title="关于北河堤岸照明的建议", **text)
    member = Reader(hall.enter("author", width=width)).open("/proposals/new")
    member.write(案由="关于给北河堤岸装灯的建议", 情况=text["situation"], 分析=text["analysis"])
    member.write(**{"建议 1": "由市水利局装灯。"})
    member.press("保存并重新查找").reads("关于北河堤岸照明的建议")
    member.page.get_by_role("link", name="A 类：已经解决或采纳").first.click()
    member.reads("与旧案对照", "北河堤岸夜间没有照明")
    member.page.go_back()
    member.keeps(**{"情况": text["situation"], "建议 1": "由市水利局装灯。"})


def test_objecting_to_a_refusal(hall: Hall, width: int) -> None:
    """Ground and last day are read first; an empty objection is not sent; another reviewer files it after all."""
    proposal = hall.proposal(State.NOT_FILED)
    case = f"/proposals/{proposal.pk}"
    author = Reader(hall.enter("author", width=width)).open(case)
    author.reads("内容空泛，没有具体建议", "没有建议").follow("申请复议")
    author.reads("一件提案只能申请一次复议，最后一天是").press("提交复议申请").reads("有 1 处要改")
    author.write(理由="已补充三条具体建议。").press("提交复议申请").reads("复议申请已提交", "复议中")
    forgive(hall, "422")

    second = Reader(hall.enter("second clerk", width=width)).open(case).follow("复议决定")
    second.reads("已补充三条具体建议。").choose("予以立案", among="复议决定").write(理由="建议已经具体。")
    second.write(提案委员会会议="提案委员会第三次会议", 会议日期=clock.today().isoformat())
    second.press("登记复议决定").reads("复议决定已登记，提案者会收到通知。")
    author.open(case).reads("已立案")


def test_a_reply_is_read_and_judged_on_two_axes(hall: Hall, width: int) -> None:
    """Satisfied with the handling, not with the result; why not is asked for, and nothing is lost by that."""
    proposal = hall.proposal(State.REPLIED)
    author = Reader(hall.enter("author", width=width)).open(f"/proposals/{proposal.pk}")
    author.reads("市教育局的答复", "已列入明年计划。").follow("作出反馈")
    author.choose("满意", among="对办理态度").choose("不满意", among="对办理结果").press("提交反馈")
    author.reads("有 1 处要改")
    expect(author.page.get_by_role("group", name="对办理结果").get_by_label("不满意", exact=True)).to_be_checked()
    author.write(意见="第二条只有计划，没有期限。").press("提交反馈")
    author.reads("您的反馈已送达提案工作机构。", "第二条只有计划，没有期限。")
    forgive(hall, "422")
    judged = proposal.feedback.get()
    assert (judged.handling, judged.result) == ("satisfied", "unsatisfied")
