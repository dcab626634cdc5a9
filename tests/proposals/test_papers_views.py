"""The reply as an official letter and the case as one file: what stands in them, and for whom."""

import hashlib
import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pypdf import PdfReader
from pytest_django import Settings

from tests.factories import documents as made
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.proposals.papers import pdf_text
from xieshang.documents import letters
from xieshang.proposals import actions, exports, queries
from xieshang.proposals.exports.letters import chinese
from xieshang.proposals.models import Proposal, Reply
from xieshang.proposals.states import ProposerKind, Satisfaction, State


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def signed_in(place: City, who: str) -> Client:
    client = Client()
    if who != "public":
        sign_in(client, place.person(who))
    return client


def got(place: City, who: str, address: str) -> bytes:
    response = signed_in(place, who).get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return b"".join(response) if response.streaming else response.content


def letter_at(proposal: Proposal, ending: str = "pdf") -> str:
    return f"/proposals/{proposal.pk}/letter/{Reply.objects.get(assignment__proposal=proposal).pk}.{ending}"


class TestLetter:
    def test_it_is_the_reply_in_the_official_layout(self, place: City) -> None:
        """Head, number, title with term, session and number, class, an answer to each suggestion, copies, contact."""
        proposal = factory.proposal_in(place, State.REPLIED)
        text = pdf_text(got(place, "author", letter_at(proposal)))
        session = place.session
        title = f"{chinese(session.term.number)}届{chinese(session.number)}次会议第{proposal.case_number}号提案的答复"
        for said in [
            "类别标记：A",
            "市教育局",
            "鹰教提〔2026〕1号",
            "签发人：周局长",
            title,
            f"{proposal.proposer_name}委员：",
            "一、关于“由市住建局摸清底数，年内编制停车专项规划”",
            "（已落实）已经编制。",
            "二、关于“开放机关单位夜间车位两千个”",
            "（列入计划）已列入明年计划。",
            "2026年3月18日",
            "（联系人：王科长，联系电话：0375-2660000）",
            f"抄送：{place.assembly.name}办公室。",
        ]:
            assert said in text

    def test_it_is_chinese_for_everybody(self, place: City) -> None:
        """A letter is the bureau's, not its reader's."""
        proposal = factory.proposal_in(place, State.REPLIED)
        case = queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
        (reply,) = case.assignments.all()[0].replies.all()
        there = letters.pdf(exports.letter_of(case, reply))
        with translation.override("en"):
            assert letters.pdf(exports.letter_of(case, reply)) == there

    def test_as_word_it_is_a_sound_document(self, place: City) -> None:
        """The same letter, as docx."""
        proposal = factory.proposal_in(place, State.REPLIED)
        data = got(place, "bureau clerk", letter_at(proposal, "docx"))
        assert data[:2] == b"PK"
        assert "已经编制" in made_text(data)

    @pytest.mark.parametrize("who", ["author", "clerk", "bureau leader", "colleague", "auditor"])
    def test_whoever_sees_the_whole_case_has_it(self, place: City, who: str) -> None:
        """Members see what their assembly filed."""
        proposal = factory.proposal_in(place, State.REPLIED)
        assert got(place, who, letter_at(proposal))[:5] == b"%PDF-"

    @pytest.mark.parametrize("who", ["other leader", "elsewhere"])
    def test_strangers_find_nothing(self, place: City, who: str) -> None:
        """Neither letter nor case."""
        proposal = factory.proposal_in(place, State.REPLIED)
        client = signed_in(place, who)
        assert client.get(letter_at(proposal)).status_code == 404
        assert client.get(f"/proposals/{proposal.pk}/case.pdf").status_code == 404

    def test_the_public_signs_in_first(self, place: City) -> None:
        """No file goes out to nobody."""
        proposal = factory.proposal_in(place, State.REPLIED)
        assert Client().get(letter_at(proposal)).status_code == 302

    def test_a_reply_of_another_case_is_not_there(self, place: City) -> None:
        """The address names both."""
        mine, other = (factory.proposal_in(place, State.REPLIED) for _n in range(2))
        reply = Reply.objects.get(assignment__proposal=other)
        assert signed_in(place, "author").get(f"/proposals/{mine.pk}/letter/{reply.pk}.pdf").status_code == 404


def made_text(data: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def attached(place: City, *files: tuple[str, bytes]) -> Proposal:
    """A case that was closed, with attachments and an opinion."""
    author = place.person("author")
    proposal = factory.drafted(place)
    for name, content in files:
        actions.attach(proposal, by=author, upload=SimpleUploadedFile(name, content))
    for step in ("submit", "file", "assign", "accept", "reply"):
        factory._STEPS[step](place, proposal)
    fine = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.UNSATISFIED}
    actions.judge(proposal, by=author, opinion="车位仍然不够。", **fine)
    return proposal


class TestCase:
    def test_it_holds_everything_of_the_case(self, place: City) -> None:
        """Facts, text, charges, talks, the letter, feedback, history, the list of attachments."""
        letter = letters.pdf(letters.Letter("头", "号", "附件里的文字", "某：", proposal_at()))
        proposal = attached(place, ("调研.pdf", letter), ("表.xlsx", made.SOUND["xlsx"]))
        data = got(place, "author", f"/proposals/{proposal.pk}/case.pdf")
        text = pdf_text(data)
        for said in [
            proposal.title,
            "提案者林一",
            "老城区共有居民小区四十二个",
            "2．开放机关单位夜间车位两千个。",
            "市教育局（主办）",
            "当面听取意见。",
            "类别标记：A",
            "车位仍然不够。",
            "提交了提案",
            "表.xlsx",
            "附件里的文字",
        ]:
            assert said in text
        outline = [one.title for one in PdfReader(io.BytesIO(data)).outline if not isinstance(one, list)]
        assert outline == [
            "提案正文", "承办情况", "市教育局的答复", "提案者的反馈", "办理经过", "附件", "附件 1：调研.pdf",
        ]  # fmt: skip

    def test_a_bureau_reads_the_feedback_and_not_how_the_case_came_about(self, place: City) -> None:
        """All who judge have judged; what passed before it was handed in is its author's affair."""
        proposal = attached(place)
        text = pdf_text(got(place, "bureau clerk", f"/proposals/{proposal.pk}/case.pdf"))
        assert "车位仍然不够" in text
        assert "起草了提案" not in text

    def test_a_draft_of_ones_own_can_be_printed(self, place: City) -> None:
        """Without a number, a bureau or a reply."""
        proposal = factory.drafted(place)
        text = pdf_text(got(place, "author", f"/proposals/{proposal.pk}/case.pdf"))
        assert "尚未编号" in text
        assert "草稿" in text

    def test_pictures_are_bound_and_what_cannot_be_is_listed_with_its_reason(self, place: City) -> None:
        """Each attachment with name, size and hash; a damaged one stops nothing."""
        files = [
            ("现场.jpg", made.PHOTO),
            ("坏图.jpg", made.SOUND["jpg"]),
            ("空白.pdf", made.SOUND["pdf"]),
            ("测算.xlsx", made.SOUND["xlsx"]),
        ]
        data = got(place, "author", f"/proposals/{attached(place, *files).pk}/case.pdf")
        reader, text = PdfReader(io.BytesIO(data)), pdf_text(data)
        assert [one.title for one in reader.outline if not isinstance(one, list)][-1] == "附件 1：现场.jpg"
        assert len(reader.pages[-1].images) == 1
        for said in ["装订在后，1页", "图片已损坏，打不开", "PDF里没有一页", "这种格式不能装订"]:
            assert text.count(said) == 1
        for name, content in files:
            assert name in text
            assert f"{len(content):,}" in text
            assert hashlib.sha256(content).hexdigest() in text

    def test_a_seal_is_bound_for_whoever_may_see_it(self, place: City) -> None:
        """The author's and the office's; the bureau's file does not even name it."""
        body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
        officer = place.person("officer")
        proposal = actions.draft(place.session, by=officer, proposer=body, text=factory.text())
        actions.sign(proposal, by=officer, upload=SimpleUploadedFile("盖章页.png", made.png()))
        actions.submit(proposal, by=officer)
        for step in ("file", "assign", "accept"):
            factory._STEPS[step](place, proposal)
        address = f"/proposals/{proposal.pk}/case.pdf"
        bound = {
            who: "盖章页.png" in pdf_text(got(place, who, address)) for who in ("officer", "clerk", "bureau clerk")
        }
        assert bound == {"officer": True, "clerk": True, "bureau clerk": False}

    def test_a_lost_attachment_does_not_stop_it(self, place: City, tmp_path: Path) -> None:
        """It is listed with its hash all the same."""
        proposal = attached(place, ("调研.pdf", letters.pdf(letters.Letter("头", "号", "题", "某：", proposal_at()))))
        for path in (tmp_path / "files").rglob("*"):
            if path.is_file():
                path.unlink()
        text = pdf_text(got(place, "author", f"/proposals/{proposal.pk}/case.pdf"))
        assert "文件内容已经丢失" in text
        assert "调研.pdf" in text

    def test_many_are_printed_as_one_file(self, place: City) -> None:
        """A bookmark for each; nothing where one of them is not for this person, or none is chosen."""
        cases = [factory.proposal_in(place, State.REPLIED, title=f"关于第{n}件的建议") for n in (1, 2)]
        keys = [one.pk for one in cases]
        answer = signed_in(place, "clerk").post("/proposals/print", {"chosen": keys})
        data = b"".join(answer)
        assert "关于第1件的建议" in pdf_text(data)
        assert "关于第2件的建议" in pdf_text(data)
        assert "2026-0002" in [one.title for one in PdfReader(io.BytesIO(data)).outline if not isinstance(one, list)]
        assert signed_in(place, "other leader").post("/proposals/print", {"chosen": keys}).status_code == 404
        refused = signed_in(place, "clerk").post("/proposals/print", {"chosen": []})
        assert "请选 1 至 50 件提案，再打印。" in refused.content.decode()

    def test_the_page_of_the_case_leads_there(self, place: City) -> None:
        """Both files can be found by whoever reads the case."""
        proposal = factory.proposal_in(place, State.REPLIED)
        page = signed_in(place, "author").get(f"/proposals/{proposal.pk}").content.decode()
        assert f"/proposals/{proposal.pk}/case.pdf" in page
        assert letter_at(proposal) in page
        assert letter_at(proposal, "docx") in page


def proposal_at() -> datetime:
    return datetime.fromisoformat("2026-03-18T10:00:00+08:00")


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一")]
)
def test_numbers_are_written_as_titles_write_them(number: int, said: str) -> None:
    assert chinese(number) == said
