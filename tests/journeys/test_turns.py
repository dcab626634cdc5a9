"""The ways a proposal can take besides the straight one."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase

from tests.factories import documents
from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.test_straight import REPLY, TEXT
from tests.journeys.visit import Visit
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind, State


def content(file: Any) -> bytes:
    """All of what is sent as a file."""
    return b"".join(file)


def words_of(sheet: HttpResponseBase) -> str:
    """All words of an exported sheet."""
    packed = zipfile.ZipFile(io.BytesIO(content(sheet)))
    return " ".join(packed.read(name).decode() for name in packed.namelist())


def kept() -> Proposal:
    """The one proposal there is, as it stands."""
    return Proposal.objects.get()


def test_a_joint_proposal_with_one_who_declines(place: City):
    """Asked are two; one agrees, one does not; it can be submitted once both have answered, and names who agreed."""
    author = Visit(place.person("author"))
    author.open("/proposals/new").press("存为草稿", **TEXT)
    author.follow("邀请联名").press("列为联名人", member=place.cosigner.name)
    author.press("列为联名人", member=f"{place.colleague.name} {place.colleague.number}")
    author.press("列为联名人", member="没有这个人", expect=422)
    assert "本届在任的委员中没有这一位" in author.text
    assert author.page.order[-1].fields["member"] == "没有这个人"
    author.follow("回到提案").press("送联名人确认")
    assert "还有 2 位联名人没有答复" in author.text

    yes, no = Visit(place.person("cosigner")), Visit(place.person("colleague"))
    yes.open("/").follow("答复联名邀请")
    assert TEXT["situation"] in yes.text
    yes.press("同意联名", remark="所述属实")
    assert "还有 1 位联名人没有答复" in author.open(author.path).text
    no.open("/").follow("答复联名邀请").press("不参加", remark="不熟悉")
    assert "您已答复不参加联名。" in no.text

    author.open(author.path).follow("提交提案").press("提交提案")
    assert kept().proposer_kind == ProposerKind.JOINT
    assert list(kept().cosigners.order_by("position").values_list("state", flat=True)) == ["confirmed", "declined"]
    read = Visit(place.person("clerk")).open(author.path).text
    assert ("林二 同意联名" in read, "林三 不参加联名" in read) == (True, True)


def test_a_clerk_enters_for_a_member_who_confirms_later(place: City):
    """It may be submitted at once, but is not filed before the member's own word."""
    clerk, author = Visit(place.person("clerk")), Visit(place.person("author"))
    clerk.open("/").follow("代为录入").press("下一步：写正文", whom="member", member=place.author.name)
    assert f"代{place.author.name}录入" in clerk.text
    clerk.press("下一步：核对并提交", **TEXT).press("提交提案")
    assert "委员本人还没有确认，暂不能立案" in clerk.text
    author.open("/").follow("确认代录的提案").press("确认这件提案")
    clerk.open(clerk.path).follow("立案编号").press("立案并编号")
    assert (kept().state, kept().author, kept().entered_by) == (State.FILED, place.author, place.person("clerk"))


def test_a_committee_proposes_through_its_officer(place: City):
    """Whoever writes for one body alone is not asked for whom; the case bears the body's name."""
    officer = Visit(place.person("officer"))
    officer.open("/").follow("写提案")
    assert f"代{place.committee.name}录入" in officer.text
    officer.press("下一步：核对并提交", **TEXT)
    assert f"还缺{place.committee.name}盖章的一页" in officer.text
    factory.sealed(kept(), by=place.person("officer"))
    officer.open(officer.path).press("提交提案")
    assert (kept().proposer_kind, kept().proposer_name) == (ProposerKind.COMMITTEE, place.committee.name)


def test_not_filed_on_a_ground_that_the_author_reads(place: City):
    """One of the ten, with a reason; both stand on the author's page and on nobody's list of open cases."""
    proposal = factory.proposal_in(place, State.SUBMITTED)
    clerk, author = Visit(place.person("clerk")), Visit(place.person("author"))
    clerk.open(f"/proposals/{proposal.pk}").follow("不予立案").press("不予立案", ground="academic", expect=422)
    assert "有 1 处要改" in clerk.text
    clerk.press("不予立案", ground="academic", reason="属学术研讨，已转有关方面。")
    author.open(f"/proposals/{proposal.pk}")
    assert "学术研讨" in author.text
    assert "属学术研讨，已转有关方面。" in author.text
    assert "不予立案" in author.open("/proposals/mine?tab=ended").text


def test_returned_mended_and_submitted_again(place: City):
    """The author reads what to change on their desk's way, mends it, and the second text is reviewed."""
    proposal = factory.proposal_in(place, State.SUBMITTED)
    clerk, author = Visit(place.person("clerk")), Visit(place.person("author"))
    clerk.open(f"/proposals/{proposal.pk}").follow("退回修改").press(
        "退回提案者修改", reason="请写明缺口是怎样统计的。"
    )
    author.open("/").follow("按审查意见修改")
    assert "请写明缺口是怎样统计的。" in author.text
    author.press("下一步：核对并提交", situation="按2025年普查，夜间缺口3012个。").press("提交提案")
    again = clerk.open(f"/proposals/{proposal.pk}").text
    assert "按2025年普查，夜间缺口3012个。" in again
    assert kept().state == State.SUBMITTED
    clerk.follow("立案编号").press("立案并编号")


def test_who_is_not_satisfied_says_why(place: City):
    """Without an opinion the form comes back as it was filled in; with one it is taken.

    The bureau reads it once all who judge have judged, which is here one.
    """
    proposal = factory.proposal_in(place, State.REPLIED)
    author, leader = Visit(place.person("author")), Visit(place.person("bureau leader"))
    author.open(f"/proposals/{proposal.pk}/feedback")
    author.press("提交反馈", handling="satisfied", result="unsatisfied", expect=422)
    assert "不满意" not in leader.open(f"/proposals/{proposal.pk}").text
    assert "不满意请写明意见" in author.text
    assert author.page.order[-1].fields["result"] == "unsatisfied"
    author.press("提交反馈", opinion="停车位没有增加。")
    assert "停车位没有增加。" in author.text
    assert "停车位没有增加。" in leader.open(f"/proposals/{proposal.pk}").text


def test_every_suggestion_is_answered(place: City):
    """An answer left empty, or a letter without its number, is named; what was typed stays."""
    proposal = factory.proposal_in(place, State.HANDLING)
    handler, leader = Visit(place.person("bureau clerk")), Visit(place.person("bureau leader"))
    handler.open(f"/proposals/{proposal.pk}/talks").press("登记这次沟通", kind="telephone", content="电话听取意见。")
    leader.open(f"/proposals/{proposal.pk}/reply")
    leader.press("签发答复", **{**REPLY, "answer_2": "", "letter_number": "鹰教提〔2026〕号"}, expect=422)
    assert "请填写“第 2 条建议：答复”。" in leader.text
    assert "文号还没有序号" in leader.text
    assert leader.page.order[-1].fields["opening"] == REPLY["opening"]
    leader.press("签发答复", letter_number=REPLY["letter_number"], answer_2=REPLY["answer_2"])
    assert kept().state == State.REPLIED


def test_attachments_are_looked_at_before_they_are_kept(place: City):
    """A sound file is kept and can be taken away; one that is not what it says is refused with a sentence."""
    proposal = factory.proposal_in(place, State.DRAFT)
    author = Visit(place.person("author")).open(f"/proposals/{proposal.pk}").follow("添加附件")
    good = SimpleUploadedFile("停车调研.pdf", documents.pdf())
    bad = SimpleUploadedFile("照片.png", documents.EXE)
    author.press("上传附件", files={"file": good})
    assert "附件已上传。" in author.text
    author.press("上传附件", files={"file": bad}, expect=422)
    assert "“照片.png”：" in author.text
    assert "停车调研.pdf" in author.open(f"/proposals/{proposal.pk}").text
    author.follow("添加附件").press("移去")
    assert "已移去附件“停车调研.pdf”。" in author.text


@pytest.mark.parametrize("who", ["colleague", "other leader", "elsewhere", "administrator", "public"])
def test_a_stranger_finds_nothing_anywhere(place: City, who: str):
    """On the page, in lists, by search, in the sheet, and as an attachment: 404, or nothing of it."""
    proposal = factory.proposal_in(place, State.DRAFT, title="关于白鹭湖湿地保护的建议")
    author = Visit(place.person("author")).open(f"/proposals/{proposal.pk}/files")
    author.press("上传附件", files={"file": SimpleUploadedFile("白鹭.pdf", documents.pdf())})
    attachment = author.page.links["白鹭.pdf"]
    assert content(author.client.get(attachment)).startswith(b"%PDF")
    stranger = Visit(None if who == "public" else place.person(who))
    for path in (
        f"/proposals/{proposal.pk}",
        f"/proposals/{proposal.pk}/text",
        f"/proposals/{proposal.pk}/comparison/1",
    ):
        got = stranger.client.get(path)
        assert got.status_code == (302 if who == "public" else 404)
    assert stranger.client.get(attachment).status_code == 404
    assert stranger.client.get(f"/public/{proposal.pk}").status_code == 404
    for path in ("/proposals/", "/proposals/?q=白鹭湖", "/proposals/mine", "/proposals/assigned", "/public?q=白鹭湖"):
        got = stranger.client.get(path, follow=True)
        assert "关于白鹭湖湿地保护的建议" not in got.content.decode()
    for path in ("/proposals/?export=xlsx", "/proposals/mine?export=xlsx", "/public?export=xlsx"):
        got = stranger.client.get(path)
        assert "白鹭湖" not in (words_of(got) if got.status_code == 200 else "")
