"""`xieshang import proposals` and `xieshang similar`, as an operator types them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.factories import proposals as factory
from tests.factories.members import AssemblyFactory
from tests.factories.proposals import City
from tests.proposals.test_imports import RIGHT, as_csv, as_xlsx, row
from xieshang.cli.main import xieshang
from xieshang.members.states import Level
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(xieshang, [str(one) for one in arguments])


def rows_of(result: Result) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


class TestImport:
    def file(self, tmp_path: Path, *rows: list[str]) -> Path:
        path = tmp_path / "省政协2026.csv"
        path.write_bytes(as_csv(*rows))
        return path

    def test_a_dry_run_writes_nothing(self, place: City, tmp_path: Path) -> None:
        file = self.file(tmp_path, RIGHT, row(案号="0006", 正文="建议多植树。"))
        done = run("import", "proposals", file, "--dry-run", "--format", "json")
        assert done.exit_code == 0
        assert rows_of(done) == [
            {"row": 2, "number": "0005", "session": "第4次会议", "text": "三部分", "title": "关于停车的建议"},
            {"row": 3, "number": "0006", "session": "第4次会议", "text": "全文", "title": "关于停车的建议"},
        ]
        assert done.stderr == (
            "试运行，没有写入：新导入 2 件，其中认出三部分的 1 件、保留全文的 1 件；0 件以前导入过，没有变化。\n"
        )
        assert not Proposal.objects.exists()

    def test_it_imports_once_under_the_name_of_the_file(self, place: City, tmp_path: Path) -> None:
        file = self.file(tmp_path, RIGHT)
        assert run("import", "proposals", file).exit_code == 0
        again = run("import", "proposals", file, "--assembly", place.assembly.code, "--format", "csv")
        assert (again.exit_code, again.stdout) == (0, "row,number,session,text,title\n")
        assert again.stderr == "新导入 0 件，其中认出三部分的 0 件、保留全文的 0 件；1 件以前导入过，没有变化。\n"
        assert Proposal.objects.get().source == "省政协2026"

    def test_a_workbook_under_a_source_of_its_own(self, place: City, tmp_path: Path) -> None:
        (tmp_path / "提案.xlsx").write_bytes(as_xlsx(RIGHT))
        assert run("import", "proposals", tmp_path / "提案.xlsx", "--source", "市政协").exit_code == 0
        assert Proposal.objects.get().source == "市政协"

    def test_broken_rows_import_nothing_and_are_named(self, place: City, tmp_path: Path) -> None:
        file = self.file(tmp_path, RIGHT, row(案号="0006", 案由=""), row(案号="0007", 提交时间="2031-01-01"))
        done = run("import", "proposals", file, "--format", "json")
        assert (done.exit_code, done.stderr) == (1, "有 2 处要改，一件也没有导入。\n")
        assert [(one["row"], one["column"], one["message"], one["cure"]) for one in rows_of(done)] == [
            (3, "案由", "没有填写。", "请补上这一格。"),
            (4, "提交时间", "2031-01-01 还没有到。", "请核对日期。"),
        ]
        assert not Proposal.objects.exists()

    def test_a_file_that_is_not_what_its_name_says(self, place: City, tmp_path: Path) -> None:
        (tmp_path / "提案.xlsx").write_bytes(as_csv(RIGHT))
        done = run("import", "proposals", tmp_path / "提案.xlsx")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "请把文件名的结尾改为 .csv 再上传。" in done.stderr

    def test_which_assembly_is_asked_where_there_are_several(self, place: City, tmp_path: Path) -> None:
        other = factory.city()
        file = self.file(tmp_path, RIGHT)
        asked = run("import", "proposals", file)
        assert asked.exit_code == 2
        codes = f"{place.assembly.code}、{other.assembly.code}"
        assert f"请用 --assembly 指定：{codes}。" in asked.stderr
        unknown = run("import", "proposals", file, "--assembly", "nowhere")
        assert (unknown.exit_code, unknown.stderr) == (3, f"没有代码为 nowhere 的政协，有的是：{codes}。\n")

    def test_the_one_above_all_others_is_meant_and_named(self, place: City, tmp_path: Path) -> None:
        """A city with its counties: its file needs no code; a county's does."""
        county = AssemblyFactory(parent=place.assembly, level=Level.COUNTY)
        file = self.file(tmp_path, RIGHT)
        done = run("import", "proposals", file)
        assert (done.exit_code, done.stderr.splitlines()[0]) == (
            0,
            f"没有写 --assembly，按{place.assembly.name}处理。",
        )
        assert Proposal.objects.get().assembly == place.assembly
        assert run("import", "proposals", file, "--assembly", county.code).exit_code == 1


class TestSimilar:
    def test_a_case_is_compared_with_the_others(self, place: City) -> None:
        first = factory.proposal_in(place, State.FILED)
        factory.proposal_in(place, State.REPLIED)
        factory.proposal_in(place, State.FILED, situation="河道", analysis="淤积", suggestions=["请市水利局组织清淤。"])
        for name in ("2026-0001", first.pk):
            found = run("similar", name, "--format", "json")
            assert (found.exit_code, found.stderr) == (0, "")
            assert rows_of(found) == [
                {
                    "percent": 100,
                    "coefficient": 1.0,
                    "case": "2026-0002",
                    "title": factory.text().title,
                    "ended": "2026 年第 2 号，A 类：已经解决或采纳",
                    "shared": 107,
                }
            ]

    def test_a_case_by_the_number_it_had_elsewhere(self, place: City, tmp_path: Path) -> None:
        file = tmp_path / "省政协.csv"
        file.write_bytes(as_csv(RIGHT, row(案号="0006")))
        run("import", "proposals", file)
        assert [one["case"] for one in rows_of(run("similar", "0005", "--format", "json"))] == ["0006"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_text_file_in_any_encoding(self, place: City, tmp_path: Path, encoding: str) -> None:
        proposal = factory.proposal_in(place, State.SUBMITTED)
        (tmp_path / "草稿.txt").write_text(proposal.body, encoding=encoding)
        found = run("similar", tmp_path / "草稿.txt", "--format", "csv")
        assert found.stdout.splitlines()[1].startswith(f"100,1.0,#{proposal.pk},")

    def test_at_most_so_many(self, place: City) -> None:
        for _ in range(4):
            factory.proposal_in(place, State.SUBMITTED)
        first = Proposal.objects.order_by("pk").first()
        assert first is not None
        assert len(rows_of(run("similar", first.pk, "--most", 2, "--format", "json"))) == 2

    def test_where_there_is_none_it_says_so(self, place: City, tmp_path: Path) -> None:
        (tmp_path / "草稿.txt").write_text("一段谁也没有写过的文字。")
        alone = run("similar", tmp_path / "草稿.txt", "--format", "json")
        assert (alone.exit_code, rows_of(alone), alone.stderr) == (0, [], "没有找到相似的提案。\n")

    def test_what_does_not_exist_is_named(self, place: City) -> None:
        actions.withdraw(factory.drafted(place), by=place.person("author"), reason="另行提出")
        for name in ("2026-0001", "9999999", "9" * 40, "没有的.txt"):
            missing = run("similar", name)
            assert missing.exit_code == 3
            assert missing.stderr == f"没有“{name}”这个文件，也没有这个案号的提案。案号写成 2026-0012。\n"

    def test_what_is_no_text_is_refused(self, place: City, tmp_path: Path) -> None:
        (tmp_path / "图.png").write_bytes(b"\x89PNG\xff\xff\xff")
        refused = run("similar", tmp_path / "图.png")
        assert (refused.exit_code, refused.stderr) == (1, "认不出文件的文字编码。请另存为 UTF-8 的纯文字文件。\n")
        (tmp_path / "大.txt").write_bytes(b"a" * (2**20 + 1))
        assert run("similar", tmp_path / "大.txt").exit_code == 1
