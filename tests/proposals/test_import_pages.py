"""Past cases by the web: columns said once, every bad cell and file named, all or nothing, twice the same as once."""

import csv
import io
import struct
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.factories import documents as made
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.proposals.papers import zipped
from xieshang.cli.main import xieshang
from xieshang.documents import queries as documents
from xieshang.proposals import actions, imports, rules
from xieshang.proposals.imports import attachments
from xieshang.proposals.imports.uploads import CASES
from xieshang.proposals.models import Assignment, ColumnMapping, Proposal, Reply
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused
from xieshang.texts.tables import Unreadable

HEADER = ["序", "题", "谁", "形式", "何时", "现状", "原因", "办法", "结果", "单位", "类", "复函", "复于"]
ROW = [
    "2026-0012",
    "关于停车的建议",
    "P005",
    "个人",
    "2026-01-12",
    "车位少。",
    "没有规划。",
    "1、编制规划。2、开放车位。",
]
ENDED = ["已办结", "市教育局", "B", "正在办理。", "2026-02-20"]
NOT_SAID = "导入的文件没有写明提案者同意公开，不能公开。"
MAPPED = {
    "number": "序", "title": "题", "proposer": "谁", "kind": "形式", "submitted": "何时", "situation": "现状",
    "analysis": "原因", "suggestions": "办法", "state": "结果", "bureau": "单位", "class": "类", "reply": "复函",
    "replied": "复于",
}  # fmt: skip


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


@pytest.fixture
def clerk(place: City) -> Client:
    client = Client()
    sign_in(client, place.person("clerk"))
    return client


def table(*rows: list[str], header: list[str] = HEADER, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def send(client: Client, data: bytes, archive: bytes | None = None, name: str = "2026.csv") -> str:
    """Upload; the address of the page of columns."""
    given: dict[str, Any] = {"table": SimpleUploadedFile(name, data), "source": "旧系统"}
    if archive is not None:
        given["archive"] = SimpleUploadedFile("附件.zip", archive)
    answer = client.post("/proposals/import", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def preview(client: Client, columns: str, mapped: dict[str, str] = MAPPED) -> tuple[str, str]:
    """Say the columns; the preview's address and page."""
    answer = client.post(columns, mapped)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]), client.get(answer["Location"]).content.decode()


def take_in(client: Client, data: bytes, archive: bytes | None = None) -> str:
    """All the way; the page that says what was done."""
    address, _page = preview(client, send(client, data, archive))
    return client.post(f"{address}/confirmation", follow=True).content.decode()


class TestColumns:
    def test_the_page_shows_the_columns_and_guesses(self, clerk: Client) -> None:
        """Known names are chosen beforehand."""
        data = table(["1", "题"], header=["案号", "提案题目", "备注"])
        page = clerk.get(send(clerk, data)).content.decode()
        assert "备注" in page
        assert '<option value="提案题目" selected>' in page

    def test_what_was_said_is_remembered_for_the_header(self, place: City, clerk: Client) -> None:
        preview(clerk, send(clerk, table(ROW + ENDED)))
        mapping = ColumnMapping.objects.get()
        assert (mapping.assembly, mapping.header, mapping.fields) == (place.assembly, HEADER, MAPPED)
        page = clerk.get(send(clerk, table(ROW + ENDED, encoding="gbk"))).content.decode()
        assert "已按上次的对应填好，请核对。" in page
        assert '<option value="何时" selected>' in page

    def test_a_column_is_used_once(self, clerk: Client) -> None:
        answer = clerk.post(send(clerk, table(ROW + ENDED)), {**MAPPED, "proposer": "题"})
        assert answer.status_code == 422
        assert "“题”一列已经用作案由，一列只能用一次。" in answer.content.decode()
        assert not ColumnMapping.objects.exists()

    def test_no_case_without_a_text(self, clerk: Client) -> None:
        mapped = {key: value for key, value in MAPPED.items() if key not in {"situation", "analysis", "suggestions"}}
        answer = clerk.post(send(clerk, table(ROW + ENDED)), mapped)
        assert "请说明哪一列是正文，或者情况、分析、建议各是哪一列。" in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("a.csv", b"", "文件是空的"),
            ("a.pdf", b"%PDF-1.7", "只能读取 csv 和 xlsx 文件"),
            ("a.csv", b"%PDF-1.7", "内容却是PDF 文档"),
            ("a.xlsx", made.SOUND["docx"], "内容却是"),
        ],
    )
    def test_what_is_no_table_is_refused_at_once(self, clerk: Client, name: str, data: bytes, said: str) -> None:
        answer = clerk.post("/proposals/import", {"table": SimpleUploadedFile(name, data), "source": "旧"})
        assert answer.status_code == 422
        assert said in answer.content.decode()


class TestImport:
    def test_a_closed_case_comes_in_with_its_outcome(self, place: City, clerk: Client) -> None:
        """In parts, closed, under its old number, with bureau, class and reply; one event says so."""
        page = take_in(clerk, table(ROW + ENDED))
        assert "已导入 1 件提案、0 个附件；0 件以前导入过，没有变化。" in page
        case = Proposal.objects.get()
        assert (case.state, case.case_number, case.label) == (State.CLOSED, 12, "2026-0012")
        assert [one.text for one in case.suggestions.order_by("number")] == ["编制规划。", "开放车位。"]
        reply = Reply.objects.get()
        assert (reply.reply_class, reply.opening, reply.replied_by) == ("B", "正在办理。", None)
        assert (reply.assignment.bureau, reply.assignment.accepted_by) == (place.bureau, None)
        (entry,) = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=case.pk)
        assert entry.kind == "proposals.closed_imported"
        assert clerk.get(f"/proposals/{case.pk}").status_code == 200
        assert clerk.get(f"/proposals/{case.pk}/letter/{reply.pk}.pdf").status_code == 200

    def test_its_number_is_given_to_nobody_else(self, place: City, clerk: Client) -> None:
        take_in(clerk, table(ROW + ENDED))
        assert factory.proposal_in(place, State.FILED).case_number == 13

    def test_a_second_time_changes_nothing(self, clerk: Client) -> None:
        archive = zipped({"2026-0012_照片.png": made.SOUND["png"]})
        assert "已导入 1 件提案、1 个附件" in take_in(clerk, table(ROW + ENDED), archive)
        before = Entry.objects.count()
        _address, page = preview(clerk, send(clerk, table(ROW + ENDED), archive))
        assert "没有要导入的内容" in page
        assert "已导入 0 件提案、0 个附件；1 件以前导入过，没有变化。" in take_in(clerk, table(ROW + ENDED), archive)
        assert Entry.objects.count() == before

    def test_what_is_open_waits_for_review(self, clerk: Client) -> None:
        take_in(clerk, table([*ROW, "", "", "", "", ""]))
        assert Proposal.objects.get().state == State.SUBMITTED

    @pytest.mark.parametrize(
        ("at", "value", "said"),
        [
            (8, "办了", "不认识“办了”。"),
            (9, "市教育", "没有“市教育”这个承办单位。"),
            (9, "", "没有填写。"),
            (10, "优", "不认识“优”。"),
            (12, "上月", "“上月”不是日期。"),
            (12, "2025-12-01", "早于前一步的日期。"),
            (12, "2026-12-01", "还没有到。"),
            (0, "十二", "“十二”的结尾不是数字。"),
        ],
    )
    def test_each_bad_cell_is_named_and_nothing_comes_in(self, clerk: Client, at: int, value: str, said: str) -> None:
        row = [*ROW, *ENDED]
        row[at] = value
        good = [*ROW, *ENDED]
        good[0], good[1] = "2026-0077", "关于种树的建议"
        address, page = preview(clerk, send(clerk, table(good, row)))
        assert said in page
        assert "一件也没有导入" in page
        clerk.post(f"{address}/confirmation")
        assert not Proposal.objects.exists()

    def test_two_cases_cannot_bear_one_number(self, clerk: Client) -> None:
        twin = [*ROW, *ENDED]
        twin[0], twin[1] = "老0012", "关于种树的建议"
        _address, page = preview(clerk, send(clerk, table([*ROW, *ENDED], twin)))
        assert "已经有第 12 号提案" in page

    def test_the_preview_is_of_the_file_that_is_kept(self, place: City, clerk: Client) -> None:
        """Another upload, or an hour later: choose the file again."""
        first, _page = preview(clerk, send(clerk, table(ROW + ENDED)))
        send(clerk, table(ROW + ENDED))
        assert clerk.get(first).status_code == 404
        assert clerk.post(f"{first}/confirmation").status_code == 404
        assert not Proposal.objects.exists()
        columns = send(clerk, table(ROW + ENDED))
        with clock.at(datetime.fromisoformat("2099-01-01T00:00:00+08:00")):
            assert CASES.forget_old(at=clock.now()) == 1
        assert clerk.get(columns).status_code == 404

    @pytest.mark.parametrize("who", ["author", "bureau leader", "chair"])
    def test_strangers_find_no_such_page(self, place: City, who: str) -> None:
        client = Client()
        sign_in(client, place.person(who))
        assert client.get("/proposals/import").status_code == 404
        assert client.get("/proposals/import/abc/columns").status_code == 404

    def test_another_s_upload_is_not_mine(self, place: City, clerk: Client) -> None:
        columns = send(clerk, table(ROW + ENDED))
        other = Client()
        sign_in(other, place.person("elsewhere"))
        assert other.get(columns).status_code == 404


class TestAttachments:
    def test_files_come_to_their_cases(self, place: City, clerk: Client) -> None:
        """By the number before the name, or by the folder; names in GBK are read; what systems leave is passed over."""
        files = {
            "2026-0012_照片.png": made.SOUND["png"],
            "附件/2026-0012/报告.pdf": made.SOUND["pdf"],
            "__MACOSX/._x": b"x",
            "附件/Thumbs.db": b"x",
        }
        assert "2 个附件" in take_in(clerk, table(ROW + ENDED), zipped(files, gbk=True))
        case = Proposal.objects.get()
        assert sorted(one.name for one in documents.of(case, actions.ATTACHMENT)) == ["报告.pdf", "照片.png"]

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("2026-0012_a.pdf", made.EXE, "名称是 PDF 文件，内容却是“Windows 程序”"),
            ("2026-0012_a.exe", made.EXE, "不接受这种文件"),
            ("2026-0012_a.txt", b"", "文件是空的"),
            ("../2026-0012_a.png", made.SOUND["png"], "路径不正常，指向压缩包以外。"),
            ("/2026-0012/a.png", made.SOUND["png"], "路径不正常，指向压缩包以外。"),
            ("2026-00123_a.png", made.SOUND["png"], "找不到对应的案号。"),
            ("照片.png", made.SOUND["png"], "找不到对应的案号。"),
        ],
    )
    def test_each_bad_file_is_named_and_nothing_comes_in(
        self, clerk: Client, name: str, content: bytes, said: str
    ) -> None:
        archive = zipped({name: content, "2026-0012_好.png": made.SOUND["png"]})
        address, page = preview(clerk, send(clerk, table(ROW + ENDED), archive))
        assert said in page
        assert name in page
        clerk.post(f"{address}/confirmation")
        assert not Proposal.objects.exists()

    def test_more_files_than_a_case_may_have(self, clerk: Client) -> None:
        archive = zipped({f"2026-0012/{n}.png": made.SOUND["png"] for n in range(6)})
        _address, page = preview(clerk, send(clerk, table(ROW + ENDED), archive))
        assert "案号 2026-0012 有 6 个附件，最多 5 个。" in page

    def test_a_bomb_is_not_unfolded(self, clerk: Client) -> None:
        """Neither one that says how large it is, nor one that lies about it."""
        bomb = zipped({"2026-0012_a.txt": b"a" * (80 * 2**20)})
        _address, page = preview(clerk, send(clerk, table(ROW + ENDED), bomb))
        assert "展开后大得不合常理" in page

    def test_a_file_that_lies_about_its_size(self, tmp_path: Path) -> None:
        """No more is unpacked than an upload may have."""
        data = bytearray(zipped({"0012_a.txt": b"a" * (50 * 2**20)}))
        at = data.rfind(b"PK\x01\x02")
        struct.pack_into("<L", data, at + 24, 10)
        path = tmp_path / "lies.zip"
        path.write_bytes(bytes(data))
        with attachments.opened(path) as archive:
            found = attachments.sort(archive, ["0012"])
        assert (found.count, len(found.faults)) in {(0, 1), (1, 0)}
        if found.count:
            with attachments.opened(path) as archive, attachments.unpacked(archive, archive.infolist()[0]) as content:
                assert len(content.read()) <= 10

    @pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"no zip at all"])
    def test_what_is_no_zip(self, clerk: Client, data: bytes) -> None:
        _address, page = preview(clerk, send(clerk, table(ROW + ENDED), data))
        assert "附件压缩包已损坏，打不开。" in page

    def test_a_locked_zip(self, tmp_path: Path) -> None:
        data = bytearray(zipped({"0012_a.txt": b"a"}))
        data[data.rfind(b"PK\x01\x02") + 8] |= 1
        path = tmp_path / "locked.zip"
        path.write_bytes(bytes(data))
        with pytest.raises(Unreadable, match="有密码"), attachments.opened(path):
            pass

    def test_a_case_that_was_written_here_takes_none(self, place: City) -> None:
        upload = SimpleUploadedFile("a.png", made.SOUND["png"])
        with pytest.raises(Refused, match="不是导入的"):
            actions.attach_imported(factory.drafted(place), by=place.person("clerk"), upload=upload)


class TestCommand:
    def run(self, *arguments: Any) -> Any:
        return CliRunner().invoke(xieshang, ["import", "proposals", *map(str, arguments)])

    def test_columns_and_files_on_the_command_line(self, place: City, tmp_path: Path) -> None:
        file, archive = tmp_path / "旧.csv", tmp_path / "附件.zip"
        file.write_bytes(table(ROW + ENDED, encoding="gbk"))
        archive.write_bytes(zipped({"2026-0012_照片.png": made.SOUND["png"]}))
        said = [part for key, column in MAPPED.items() for part in ("--mapping", f"{key}={column}")]
        done = self.run(file, *said, "--attachments", archive)
        assert done.exit_code == 0, done.output
        assert "其中已办结的 1 件；附件 1 个。" in done.stderr
        assert documents.of(Proposal.objects.get()).count() == 1
        assert Assignment.objects.get().bureau == place.bureau

    def test_a_missing_column_is_mapped(self, place: City, tmp_path: Path) -> None:
        """The command line has no template to point to, but an option."""
        file = tmp_path / "旧.csv"
        file.write_bytes("甲,乙\n1,2\n".encode())
        done = self.run(file)
        assert done.exit_code == 1
        assert "或用 --mapping 写明哪一列是，例如 --mapping title=案由。" in done.stderr
        assert "模板" not in done.stderr

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (["title"], "不是对应关系"),
            (["title=题", "title=谁"], "title 对应了两次"),
            (["nothing=题"], "没有“nothing”这一项"),
            (["title=没有"], "文件里没有“没有”这一列"),
            ([f"{key}={'题' if key == 'kind' else column}" for key, column in MAPPED.items()], "一列只能用一次"),
        ],
    )
    def test_a_mapping_that_does_not_fit(self, place: City, tmp_path: Path, given: list[str], said: str) -> None:
        file = tmp_path / "旧.csv"
        file.write_bytes(table(ROW + ENDED))
        done = self.run(file, *[part for one in given for part in ("--mapping", one)])
        assert done.exit_code != 0
        assert said in done.stderr
        assert not Proposal.objects.exists()


def test_a_cell_of_suggestions_becomes_as_many() -> None:
    """By their numbers, else line by line."""
    assert imports.reading.suggestions_in("1、甲。2、乙。") == ["甲。", "乙。"]
    assert imports.reading.suggestions_in("甲。\n乙。") == ["甲。", "乙。"]


class TestConsent:
    """What was never said is not taken for consent."""

    @pytest.mark.parametrize(("said", "why"), [("是", ""), ("", NOT_SAID), ("否", NOT_SAID), (None, NOT_SAID)])
    def test_only_what_the_file_says_may_be_published(
        self, place: City, clerk: Client, said: str | None, why: str
    ) -> None:
        column = [] if said is None else ["公开吗"]
        row = [*ROW, *ENDED, *([] if said is None else [said])]
        at = send(clerk, table(row, header=[*HEADER, *column]))
        shown = clerk.post(at, {**MAPPED, **({"consent": "公开吗"} if column else {})})
        clerk.post(f"{shown['Location']}/confirmation")
        case = Proposal.objects.get()
        assert (case.state, case.consents_to_publication) == (State.CLOSED, why == "")
        assert rules.may_publish(place.person("clerk"), case).reason == why
        page = clerk.get(f"/proposals/{case.pk}").content.decode()
        assert ("导入的文件没有写明同意" in page) == bool(why)

    def test_another_word_is_asked_about(self, clerk: Client) -> None:
        at = send(clerk, table([*ROW, *ENDED, "看情况"], header=[*HEADER, "公开吗"]))
        page = clerk.post(at, {**MAPPED, "consent": "公开吗"}, follow=True).content.decode()
        assert "不认识“看情况”。" in page
        assert not Proposal.objects.exists()
