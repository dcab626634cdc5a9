"""One proposal from an empty form to a figure, through the pages alone, as they are without JavaScript."""

from datetime import date, timedelta
from typing import Any

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Number, Scope

TEXT: dict[str, Any] = {
    "title": "关于在老城区增设公共停车位的建议",
    "situation": "老城区共有居民小区42个，夜间停车缺口约3000个，消防通道常被占用。联系电话：13800000000",
    "analysis": "小区建成时每户配建车位不足零点三个，沿街空地分属多个部门，没有统一规划。",
    "suggestion_1": "由市住建局摸清底数，年内编制停车专项规划。",
    "suggestion_2": "开放机关单位夜间车位2000个。",
    "category": "society",
}
REPLY: dict[str, Any] = {
    "letter_number": "鹰教提〔2026〕7号",
    "reply_class": "B",
    "opening": "您提出的建议收悉，现答复如下。",
    "signer": "周局长",
    "contact": "王科长",
    "contact_phone": "0375-2660000",
    "state_1": "under_way",
    "answer_1": "规划正在编制。",
    "state_2": "planned",
    "answer_2": "已列入明年计划。",
}


def figure(place: City, code: str) -> Number:
    """A figure of the running term, as of today."""
    return FIGURES[code].value(Scope.of_term(place.session.term, on=clock.today()))


def test_from_an_empty_form_to_a_figure(place: City):
    """Drafted, submitted, filed, assigned, accepted, talked over, replied to, judged, closed, published, counted."""
    author, clerk = Visit(place.person("author")), Visit(place.person("clerk"))
    handler, leader = Visit(place.person("bureau clerk")), Visit(place.person("bureau leader"))
    public = Visit()
    assert (figure(place, "F20"), figure(place, "F21")) == (0, 0)

    author.open("/").follow("写提案").press("下一步：核对并提交", **TEXT)
    assert "提交以前，最后看一遍" in author.text
    author.press("提交提案")
    assert "提案已提交，等待审查。" in author.text
    case = author.path

    clerk.open("/").follow(TEXT["title"]).follow("立案编号").press("立案并编号")
    assert "提案已立案，案号是第 1 号。" in clerk.text
    assert figure(place, "F21") == 0
    clerk.follow("交办").press("现在交办", lead=str(place.bureau.pk))
    assert "提案已经交办。" in clerk.text

    handler.open("/").follow(TEXT["title"]).press("签收这件提案")
    handler.follow("登记沟通").press("登记这次沟通", kind="meeting", content="当面听取意见。")
    assert "答复要由市教育局负责人签发" in handler.text
    leader.open("/").follow(TEXT["title"]).follow("答复提案").press("签发答复", **REPLY)
    assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)

    author.open("/").follow("对答复作出反馈").press("态度和结果都满意")
    assert "您的反馈已送达提案工作机构。" in author.text
    clerk.open(case).follow("审核结案").press("结案")
    clerk.follow("向社会公开").press("公开这件提案")

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.case_number, proposal.replied_at) == (State.CLOSED, 1, clock.now())
    public.open("/").follow(TEXT["title"])
    assert "老城区共有居民小区42个" in public.text
    assert "已列入明年计划。" in public.text
    assert "13800000000" not in public.html
    assert (figure(place, "F20"), figure(place, "F21")) == (1, 100)


def test_the_timeline_tells_all_of_it_once(place: City):
    """One page, one timeline: each step once, the newest first; its days stand on the stepper."""
    proposal = factory.proposal_in(place, State.CLOSED)
    text = Visit(place.person("author")).open(f"/proposals/{proposal.pk}").text
    told = [
        "审核结案",
        "提案者作出反馈",
        "市教育局答复（A 类",
        "与提案者沟通（面商）",
        "市教育局已签收",
        "交市教育局办理",
    ]
    told += ["审查立案，案号", "提交了提案《", "起草了提案《"]
    line = text[text.index("经过") :]
    places = [line.index(words) for words in told]
    assert places == sorted(places)
    assert [line.count(words) for words in told] == [1] * len(told)
    assert text.count("3 月 18 日") >= 7 + len(told)


def test_what_is_late_says_so_from_the_day_after(place: City):
    """On the due day nothing is late; the day after, a holiday, it is late without a number; then by working days."""
    proposal = factory.proposal_in(place, State.HANDLING)
    case, handler = f"/proposals/{proposal.pk}", Visit(place.person("bureau clerk"))
    thursday = clock.now() + (date(2026, 6, 18) - clock.today())
    with clock.at(thursday):
        assert "现在轮到您单位答复 ，今天到期" in handler.open(case).text
    with clock.at(thursday + timedelta(days=1)):
        assert "已逾期（应于 6 月 18 日）" in handler.open(case).text
    with clock.at(thursday + timedelta(days=4)):
        assert "逾期 1 个工作日（应于 6 月 18 日）" in handler.open(case).text
        assert handler.open("/").text.count("逾期 1 个工作日") == 1
        assert "自 2026 年 3 月 18 日次日起算 3 个月" in handler.open(case).text
