"""The core journeys in a browser: by keyboard alone, and without JavaScript; and that nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Hall
from tests.factories import proposals as factory
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State, TalkKind
from xieshang.spine import clock

pytestmark = pytest.mark.browser

Keys = Callable[..., None]
TEXT = {
    "案由": "关于整治校园周边交通的建议",
    "情况": "3所学校门口早晚各堵40分钟。",
    "分析": "接送车辆没有停靠的地方。",
    "建议 1": "由市公安局划定接送车位200个。",
}
REPLY = {
    "文号": "鹰教提〔2026〕9号",
    "答复正文": "现答复如下。",
    "联系人": "王科长",
    "联系电话": "0375-2660000",
    "第 1 条建议：答复": "已经编制。",
    "第 2 条建议：答复": "列入明年计划。",
}


def box(page: Page, label: str) -> Locator:
    """The field that one types in under this label."""
    return page.get_by_role("textbox", name=re.compile(f"^{label}"))


def talked_over(hall: Hall) -> Proposal:
    """A proposal that the bureau may reply to."""
    proposal = hall.proposal(State.HANDLING)
    talk: dict[str, Any] = {"kind": TalkKind.MEETING, "people": "林一", "content": "当面听取意见。"}
    charge = factory.assignment_of(proposal)
    actions.note_talk(charge, by=hall.city.person("bureau clerk"), on=clock.today(), **talk)
    return proposal


def test_submitting_by_keyboard_alone(hall: Hall, by_keyboard: Keys):
    """From the desk through the form and the last look to the review's queue."""
    page = hall.enter("author")
    page.goto("/")
    by_keyboard(page, "写提案")
    page.wait_for_url("**/proposals/new")
    for label, words in TEXT.items():
        by_keyboard(page, label, words)
    by_keyboard(page, "下一步：核对并提交")
    page.wait_for_url("**/submission")
    by_keyboard(page, "提交提案")
    expect(page.get_by_text("提案已提交，等待审查。")).to_be_visible()
    assert Proposal.objects.get(title=TEXT["案由"]).state == State.SUBMITTED


def test_accepting_by_keyboard_alone(hall: Hall, by_keyboard: Keys):
    """From the page of the case."""
    proposal = hall.proposal(State.ASSIGNED)
    page = hall.enter("bureau clerk")
    page.goto(f"/proposals/{proposal.pk}")
    by_keyboard(page, "签收这件提案")
    expect(page.get_by_text("提案已签收。")).to_be_visible()


def test_replying_by_keyboard_alone(hall: Hall, by_keyboard: Keys):
    """Every field in its order, each suggestion answered."""
    proposal = talked_over(hall)
    page = hall.enter("bureau leader")
    page.goto(f"/proposals/{proposal.pk}/reply")
    by_keyboard(page, "文号", "鹰教提〔2026〕8号")
    by_keyboard(page, "办理结果", "ArrowDown")
    by_keyboard(page, "答复正文", REPLY["答复正文"])
    for number in (1, 2):
        by_keyboard(page, f"第 {number} 条建议：办理情况", "ArrowDown")
        by_keyboard(page, f"第 {number} 条建议：答复", REPLY[f"第 {number} 条建议：答复"])
    by_keyboard(page, "联系人", REPLY["联系人"])
    by_keyboard(page, "联系电话", REPLY["联系电话"])
    by_keyboard(page, "签发答复")
    expect(page.get_by_text("答复已签发，提案者会收到通知。")).to_be_visible()


def test_judging_by_keyboard_alone(hall: Hall, by_keyboard: Keys):
    """Each axis for itself, with the keys of a group of radio buttons."""
    proposal = hall.proposal(State.REPLIED)
    page = hall.enter("author")
    page.goto(f"/proposals/{proposal.pk}/feedback")
    by_keyboard(page, "满意", "Space")
    by_keyboard(page, "满意", "Space")
    page.keyboard.press("ArrowDown")
    by_keyboard(page, "提交反馈")
    expect(page.get_by_text("您的反馈已送达提案工作机构。")).to_be_visible()
    feedback = proposal.feedback.get()
    assert (feedback.handling, feedback.result) == ("satisfied", "fairly")


def test_the_whole_path_without_javascript(hall: Hall):
    """Submitted, accepted, replied to, judged: by plain forms."""
    page = hall.enter("author", scripts=False)
    page.goto("/proposals/new")
    page.get_by_role("button", name="再加一条建议").click()
    for label, words in {**TEXT, "案由": "关于校园周边交通的第二件建议", "建议 4": "每季通报进展。"}.items():
        box(page, label).fill(words)
    page.get_by_role("button", name="下一步：核对并提交").click()
    page.get_by_role("button", name="提交提案").click()
    expect(page.get_by_text("提案已提交，等待审查。")).to_be_visible()
    proposal = Proposal.objects.get(title="关于校园周边交通的第二件建议")
    actions.file(proposal, by=hall.city.person("clerk"))
    actions.assign(proposal, by=hall.city.person("clerk"), lead=hall.city.bureau)

    handler = hall.enter("bureau clerk", scripts=False)
    handler.goto(f"/proposals/{proposal.pk}")
    handler.get_by_role("button", name="签收这件提案").click()
    handler.get_by_role("link", name="登记沟通").click()
    handler.get_by_label("方式").select_option("meeting")
    box(handler, "沟通内容").fill("当面听取意见。")
    handler.get_by_role("button", name="登记这次沟通").click()

    leader = hall.enter("bureau leader", scripts=False)
    leader.goto(f"/proposals/{proposal.pk}/reply")
    for label, words in REPLY.items():
        box(leader, label).fill(words)
    for label, chosen in {"办理结果": "A", "第 1 条建议：办理情况": "done", "第 2 条建议：办理情况": "planned"}.items():
        leader.get_by_label(label).select_option(chosen)
    leader.get_by_role("button", name="签发答复").click()
    expect(leader.get_by_text("答复已签发，提案者会收到通知。")).to_be_visible()

    page.goto(f"/proposals/{proposal.pk}/feedback")
    page.get_by_role("button", name="态度和结果都满意").click()
    expect(page.get_by_text("您的反馈已送达提案工作机构。")).to_be_visible()


def begin(hall: Hall, title: str) -> Page:
    """A new form with a title and a sentence on it."""
    page = hall.enter("author")
    page.goto("/proposals/new")
    box(page, "案由").fill(title)
    box(page, "情况").fill("3所学校门口早晚各堵40分钟。")
    return page


def test_a_new_text_keeps_itself_and_survives_a_closed_tab(hall: Hall):
    """The form goes on with the draft's address; whoever opens it again finds the text and goes on with it."""
    page = begin(hall, "关于自动保存的建议")
    expect(page.locator(".saved")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"), timeout=10_000)
    draft = Proposal.objects.get(title="关于自动保存的建议")
    assert page.url.endswith(f"/proposals/{draft.pk}/text")
    with page.expect_response(f"**/proposals/{draft.pk}/autosave"):
        box(page, "分析").fill("接送车辆没有停靠的地方。")
    page.close()

    again = hall.contexts[-1].new_page()
    again.goto(f"/proposals/{draft.pk}/text")
    expect(box(again, "分析")).to_have_value("接送车辆没有停靠的地方。")
    again.get_by_role("button", name="存为草稿").click()
    expect(again.get_by_text("草稿已保存，还没有提交。")).to_be_visible()
    assert Proposal.objects.filter(title="关于自动保存的建议").count() == 1


def test_what_a_lost_connection_kept_from_us_waits_on_the_device(hall: Hall):
    """Typed with the network cut, the tab closed: it is there again, is sent, and is nobody else's."""
    page = begin(hall, "关于断网的建议")
    page.context.set_offline(True)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".saved.failed")).to_contain_text("留在这台设备上", timeout=10_000)
    page.close()
    hall.complaints.clear()  # that the network was cut is said on the console
    context = hall.contexts[-1]
    context.set_offline(False)
    again = context.new_page()
    again.goto("/proposals/new")
    expect(box(again, "案由")).to_have_value("关于断网的建议")
    expect(again.locator(".saved")).to_have_text(re.compile(r"^已保存"), timeout=10_000)
    assert Proposal.objects.filter(title="关于断网的建议").count() == 1
    fresh = context.new_page()
    fresh.goto("/proposals/new")
    expect(box(fresh, "案由")).to_have_value("")


def test_what_arrived_while_its_answer_was_lost_is_one_draft(hall: Hall):
    page = hall.enter("author")
    context = hall.contexts[-1]
    page.route("**/autosave", lambda route: (route.fetch(), route.abort()))
    page.goto("/proposals/new")
    box(page, "案由").fill("关于回音的建议")
    expect(page.locator(".saved.failed")).to_contain_text("留在这台设备上", timeout=10_000)
    page.close()
    hall.complaints.clear()  # that the answer was lost is said on the console
    again = context.new_page()
    again.goto("/proposals/new")
    expect(box(again, "案由")).to_have_value("关于回音的建议")
    expect(again.locator(".saved")).to_have_text(re.compile(r"^已保存"), timeout=10_000)
    assert Proposal.objects.filter(title="关于回音的建议").count() == 1


def test_similar_cases_come_beside_the_text_and_never_disturb_it(hall: Hall):
    """After a pause; the caret stays where it is, and what is typed stays typed."""
    text = {
        "situation": "环湖步道每到周末人车混行，去年发生碰擦17起，沿线没有一处公共厕所和饮水点。",
        "analysis": "步道由园林、水利两家分段管护，出入口没有隔离，商贩占道经营无人过问。",
    }
    hall.proposal(State.CLOSED, **text)
    page = hall.enter("author")
    page.goto("/proposals/new")
    box(page, "分析").fill(text["analysis"])
    situation = box(page, "情况")
    situation.fill(text["situation"])
    expect(page.locator("#beside")).to_contain_text("A 类：已经解决或采纳", timeout=10_000)
    expect(page.locator("#beside")).to_contain_text("可以写得更实")
    expect(situation).to_be_focused()
    page.keyboard.type("续写。")
    expect(situation).to_have_value(text["situation"] + "续写。")
    page.get_by_role("button", name="再加一条建议").click()
    expect(box(page, "建议 4")).to_be_focused()
    expect(situation).to_have_value(text["situation"] + "续写。")


def test_a_page_gone_stale_in_another_tab_says_so_and_loses_nothing(hall: Hall):
    """Two tabs of one draft: the second to save reads what to do, and its words stand."""
    draft = hall.proposal(State.DRAFT, title="关于两个窗口的建议")
    first = hall.enter("author")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/proposals/{draft.pk}/text")
    first.bring_to_front()
    box(first, "案由").fill("第一个窗口")
    first.get_by_role("button", name="存为草稿").click()
    expect(first.get_by_role("heading", name="第一个窗口")).to_be_visible()
    second.bring_to_front()
    box(second, "案由").fill("第二个窗口")
    expect(second.locator(".saved.failed")).to_contain_text("已在别处改过", timeout=10_000)
    second.get_by_role("button", name="存为草稿").click()
    expect(second.get_by_role("heading", name="这页打开以后，提案已在别处改过")).to_be_visible()
    expect(box(second, "案由")).to_have_value("第二个窗口")
    second.get_by_role("button", name="存为草稿").click()
    expect(second.get_by_role("heading", name="第二个窗口")).to_be_visible()
    hall.complaints[:] = [said for said in hall.complaints if "409" not in said and "422" not in said]
