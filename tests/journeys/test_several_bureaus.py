"""Cases in several hands, and twice in the same, through the pages alone, each to the figure and the statistics."""

from datetime import timedelta
from typing import Any

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.journeys.test_straight import REPLY, figure
from tests.journeys.visit import Visit
from tests.proposals.test_views_lists import rows_in
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Level, State
from xieshang.spine import clock

TALK = {"kind": "meeting", "content": "当面听取意见。"}


def letter(**parts: str) -> dict[str, Any]:
    """A reply that differs from the usual one in these parts."""
    return {**REPLY, **parts}


def handler(place: City, who: str, case: str) -> Visit:
    """The leader of a bureau takes a case on and talks with its author."""
    leader = Visit(place.person(who)).open(case).press("签收这件提案")
    return leader.follow("登记沟通").press("登记这次沟通", **TALK)


def counted(clerk: Visit, by: str) -> dict[str, dict[str, Any]]:
    """The statistics of the year as they are exported: line by line, by the heads of their columns."""
    heads, *lines = rows_in(clerk.client.get(f"/proposals/statistics?by={by}&export=xlsx"))
    return {str(line[0]): dict(zip(heads, line, strict=True)) for line in lines}


def numbers(line: dict[str, Any], *heads: str) -> list[Any]:
    return [line[head] for head in heads]


def test_two_bureaus_reply_separately_and_one_of_them_late(place: City):
    """The author reads each letter as it comes, and judges once both are there; late is one bureau alone.

    Who judged how is not known to the bureaus before all three have; one is not satisfied, and the office says why
    it closes the case all the same.
    """
    proposal = replies.filed_jointly(place)
    case, clerk = f"/proposals/{proposal.pk}", Visit(place.person("clerk"))
    both = [str(place.bureau.pk), str(place.other_bureau.pk)]
    clerk.open(case).follow("交办").press("现在交办", separate=both)  # type: ignore[arg-type]
    early, late = handler(place, "bureau leader", case), handler(place, "other leader", case)
    early.follow("答复提案").press("签发答复", **letter(reply_class="A"))
    author = Visit(place.person("author")).open(case)
    assert "现在轮到市财政局答复" in author.text
    assert "答复以后才能反馈" in author.text
    assert (figure(place, "F20"), figure(place, "F21")) == (0, 0)

    with clock.at(clock.now() + timedelta(days=100)):
        assert "逾期 5 个工作日" in late.open("/").text
        assert "已逾期 0" in early.open("/").text
        late.open(case).follow("答复提案").press(
            "签发答复", **letter(letter_number="鹰财提〔2026〕3号", reply_class="C")
        )
        assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)

        author.open("/").follow("对答复作出反馈")
        assert ("鹰教提〔2026〕7号" in author.text, "鹰财提〔2026〕3号" in author.text) == (True, True)
        author.press("态度和结果都满意")
        cosigner = Visit(place.person("cosigner")).open(f"{case}/feedback").press("都基本满意")
        assert "您的反馈已送达提案工作机构。" in cosigner.text
        assert "基本满意" not in late.open(case).text
        colleague = Visit(place.person("colleague")).open(f"{case}/feedback")
        colleague.press("提交反馈", handling="satisfied", result="unsatisfied", opinion="财政局的答复没有说清理由。")
        assert "财政局的答复没有说清理由。" in late.open(case).text

        clerk.open(case).follow("审核结案").press("说明理由并结案", expect=422)
        clerk.press("说明理由并结案", reason="已请财政局当面向林三委员说明。")
        assert Proposal.objects.get().state == State.CLOSED
        bureaus = counted(clerk, "bureau")
        heads = ["承办", "应答复", "按期答复", "按期率", "已答复", "A 类", "C 类"]
        assert numbers(bureaus["市教育局"], *heads) == [1, 1, 1, "100%", 1, 1, 0]
        assert numbers(bureaus["市财政局"], *heads) == [1, 1, 0, "0%", 1, 0, 1]
        assert numbers(bureaus["合计"], *heads) == [2, 2, 1, "50%", 2, 1, 1]
        whole = numbers(bureaus["合计"], "立案", "答复", "办结", "反馈", "满意", "基本满意", "不满意")
        assert whole == [1, 1, 1, 3, 1, 1, 1]
        assert (bureaus["差额"]["立案"], bureaus["差额"]["反馈"]) == (-1, -3)
        assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)


def test_a_lead_and_a_co_handler_who_differ_go_to_the_office(place: City):
    """The opinion comes first; the lead takes the difference to the office, which rules; one letter goes out."""
    proposal = factory.proposal_in(place, State.FILED)
    case, clerk = f"/proposals/{proposal.pk}", Visit(place.person("clerk"))
    clerk.open(case).follow("交办").press("现在交办", lead=str(place.bureau.pk), co=[str(place.other_bureau.pk)])  # type: ignore[arg-type]
    lead = handler(place, "bureau leader", case)
    assert "会办" in lead.text
    beside = Visit(place.person("other leader")).open(case).press("签收这件提案")
    beside.follow("提出会办意见").press("告知主办单位", text="新增车位的经费今年没有安排。", agrees="no")
    lead.open(case)
    assert "市财政局 与主办单位不一致" in lead.text
    assert "新增车位的经费今年没有安排。" not in Visit(place.person("author")).open(case).text
    lead.follow("提交分歧").press("提交提案工作机构", reason="不安排经费，第二条建议办不成。")

    assert "1 待裁定" in clerk.open("/").text
    clerk.open(case).follow("裁定市教育局的申请")
    assert "不安排经费，第二条建议办不成。" in clerk.text
    clerk.press("作出裁定", ruling="granted", expect=422)
    clerk.press("作出裁定", ruling="granted", reason="分两年安排，答复写明年度。")
    assert "已作出裁定，承办单位会收到通知。" in clerk.text
    for bureau in (lead, beside):
        assert "分两年安排，答复写明年度。" in bureau.open(case).text
    assert "0 待裁定" in clerk.open("/").text

    lead.follow("答复提案").press("签发答复", **letter(answer_2="分两年建成，今年先建八百个。"))
    author = Visit(place.person("author")).open("/").follow("对答复作出反馈").press("态度和结果都满意")
    assert ("市教育局的答复" in author.text, "市财政局的答复" in author.text) == (True, False)
    clerk.open(case).follow("审核结案").press("结案")
    bureaus = counted(clerk, "bureau")
    heads = ["承办", "会办", "已答复", "B 类", "满意"]
    assert numbers(bureaus["市教育局"], *heads) == [1, 0, 1, 1, 1]
    assert numbers(bureaus["市财政局"], *heads) == [0, 1, 0, 0, 0]
    assert numbers(bureaus["合计"], "立案", "办结", *heads) == [1, 1, 1, 1, 1, 1, 1]
    assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)


def test_who_is_not_satisfied_is_replied_to_again_by_somebody_higher(place: City):
    """The first reply and what was said of it stay on the case; the second round has its own clock, letter and word.

    While it is handled again it counts as not replied to; closed in the end, the last word is the one that counts.
    """
    proposal = factory.proposal_in(place, State.REPLIED)
    case, clerk = f"/proposals/{proposal.pk}", Visit(place.person("clerk"))
    author = Visit(place.person("author")).open("/").follow("对答复作出反馈")
    author.press("提交反馈", handling="satisfied", result="unsatisfied", opinion="停车位没有增加。")
    assert numbers(counted(clerk, "category")["合计"], "答复", "满意", "不满意", "重新办理") == [1, 0, 1, 0]

    clerk.open(case).follow("重新办理").press("要求重新办理", expect=422)
    clerk.press("要求重新办理", reason="请逐条说明今年增加多少车位。")
    again = Proposal.objects.get()
    assert (again.state, again.level, again.handled_again) == (State.HANDLING, Level.DEPUTY, 1)
    assert (figure(place, "F20"), figure(place, "F21")) == (0, 0)
    assert numbers(counted(clerk, "category")["合计"], "立案", "答复", "不满意", "重新办理") == [1, 0, 0, 1]

    with clock.at(clock.now() + timedelta(days=6)):
        leader = Visit(place.person("bureau leader")).open("/").follow(proposal.title)
        assert "请逐条说明今年增加多少车位。" in leader.text
        assert "政府分管领导" in leader.text
        leader.follow("登记沟通").press("登记这次沟通", **TALK)
        leader.open(case).follow("答复提案")
        assert leader.page.order[-1].fields["answer_1"]  # what was written before is where it begins
        anew = {"letter_number": "鹰教提〔2026〕19号", "answer_2": "八百个已经开放，名单附后。"}
        leader.press("签发答复", signer="许志远", **anew, expect=422)
        assert "请填写“签发人职务”。" in leader.text
        leader.press("签发答复", signer="许志远", signer_post="副市长", **anew)
        author.open("/").follow("对答复作出反馈")
        assert "八百个已经开放，名单附后。" in author.text
        author.press("态度和结果都满意")
        clerk.open(case).follow("审核结案").press("结案")
        text = author.open(case).text
        assert "副市长" in text
        for said in [
            "许志远",
            "副市长",
            "停车位没有增加。",
            "鹰教提〔2026〕1号",
            "鹰教提〔2026〕19号",
            "请逐条说明今年增加多少车位。",
        ]:
            assert said in text
        assert Proposal.objects.get().state == State.CLOSED
        line = counted(clerk, "category")["合计"]
        assert numbers(line, "立案", "答复", "办结", "重新办理", "反馈", "满意", "不满意") == [1, 1, 1, 1, 1, 1, 0]
        assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)
