"""`xieshang import members FILE`: what it prints, what it writes, how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.members.conftest import City
from xieshang.cli.main import xieshang
from xieshang.members.models import Member
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

GOOD = "姓名,手机号,界别,专委会\n李雨,13900000001,教育界,提案委员会\n王冰,13900000002,经济界,文化和文史委员会\n"


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    """A file without a fault."""
    file = tmp_path / "名册.csv"
    file.write_bytes(GOOD.encode("gbk"))
    return file


def run(file: Path, *more: str, code: str = "yingcheng") -> Result:
    return CliRunner().invoke(xieshang, ["import", "members", str(file), "--assembly", code, *more])


def test_a_file_is_imported_and_what_was_done_is_shown(city: City, roll: Path) -> None:
    """Rows on stdout for a pipe, the sum on stderr; the system did it."""
    done = run(roll)
    assert (done.exit_code, done.stdout) == (0, "row,name,change\n2,李雨,新增\n3,王冰,新增\n")
    assert done.stderr == "新增 2 名，更改 0 名，0 名没有变化，0 名文件里没有写到。\n"
    assert list(Member.objects.order_by("pk").values_list("name", flat=True)) == ["李雨", "王冰"]
    assert Entry.objects.get(kind="members.roll_imported").actor_id is None


def test_a_dry_run_writes_nothing(city: City, roll: Path) -> None:
    """And says the same."""
    done = run(roll, "--dry-run", "--format", "json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        0,
        [{"row": 2, "name": "李雨", "change": "新增"}, {"row": 3, "name": "王冰", "change": "新增"}],
    )
    assert done.stderr.startswith("试运行，没有写入：新增 2 名")
    assert (Member.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_same_file_again_changes_nothing(city: City, roll: Path) -> None:
    """Not even the ledger."""
    run(roll)
    entries = Entry.objects.count()
    again = run(roll, "--on", "2026-03-18")
    assert (again.exit_code, again.stdout) == (0, "row,name,change\n")
    assert again.stderr == "新增 0 名，更改 0 名，2 名没有变化，0 名文件里没有写到。\n"
    assert Entry.objects.count() == entries


def test_changes_are_told_from_what_to_what(city: City, roll: Path) -> None:
    """With the headings of the roll."""
    run(roll)
    roll.write_text(GOOD.replace("教育界", "经济界"))
    assert run(roll, "--on", "2026-03-18").stdout == "row,name,change\n2,李雨,界别：教育界 → 经济界\n"


@pytest.mark.parametrize("flag", [(), ("--dry-run",)])
def test_every_bad_cell_is_named_and_nothing_written(city: City, roll: Path, flag: tuple[str, ...]) -> None:
    """It ends as refused, also as a dry run."""
    roll.write_text(GOOD.replace("教育界", "教肓界").replace("13900000002", "1390"))
    done = run(roll, *flag)
    assert (done.exit_code, done.stderr) == (1, "有 2 处要改，一行也没有导入。\n")
    assert done.stdout.splitlines() == [
        "row,column,message,cure",
        "2,界别,“教肓界”：没有这个界别。,是否指“教育界”？请改成名册上的写法。",
        "3,手机号,“1390”不是手机号。,请写 11 位数字的手机号；境外号码以 + 和国家代码开头。",
    ]
    assert Member.objects.count() == 0


def test_what_cannot_be_read_or_found_ends_with_its_own_code(city: City, roll: Path) -> None:
    """1 refused, 2 not understood, 3 not there."""
    renamed = roll.rename(roll.with_suffix(".xlsx"))
    results = [
        run(renamed),
        run(renamed, code="nowhere"),
        run(renamed, "--on", "2021-12-31"),
        run(renamed, "--on", "soon"),
        run(renamed.with_name("没有.csv")),
        CliRunner().invoke(xieshang, ["import", "horses", "x.csv"]),
    ]
    assert [result.exit_code for result in results] == [1, 3, 1, 2, 2, 2]
    assert [result.stderr for result in results[:3]] == [
        "文件名是“名册.xlsx”，内容却是文本。请把文件名的结尾改为 .csv 再上传。\n",
        "没有代码为 nowhere 的政协，有的是：yingcheng。\n",
        "2021-12-31 不在鹰城市政协的任何一届之内，请用 --on 指定日期。\n",
    ]
