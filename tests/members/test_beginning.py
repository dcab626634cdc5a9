"""`xieshang establish FILE`: a real assembly from nothing, all of it or none."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.members.conftest import City
from xieshang.cli.main import xieshang
from xieshang.members.imports.beginning import EXAMPLE, read_beginning
from xieshang.members.models import Assembly, Organ, Sector, Session, Term
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def run(path: Path, text: str, *more: str) -> Result:
    file = path / "beginning.toml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(xieshang, ["establish", str(file), *more])


def test_the_example_is_one_that_is_right(tmp_path: Path) -> None:
    """What `--example` shows sets up an assembly with all that it names, done by the system."""
    shown = CliRunner().invoke(xieshang, ["establish", "--example"])
    done = run(tmp_path, shown.stdout)
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert done.stderr.startswith("已设立某某市政协第9届。\n接下来：\n  xieshang administrator --assembly zx-example ")
    term = Term.objects.get(assembly__code="zx-example")
    assert (term.number, str(term.from_on), term.until_on) == (9, "2022-01-01", None)
    below = Assembly.objects.filter(parent=term.assembly).order_by("code").values_list("name", "level")
    assert list(below) == [("甲县政协", "county"), ("乙区政协", "county")]
    assert list(Sector.objects.filter(term=term).order_by("position").values_list("name", flat=True))[-1] == "经济界"
    assert Organ.objects.filter(assembly=term.assembly, kind="committee").count() == 3
    assert str(Session.objects.get(term=term).opens_on) == "2022-01-08"
    assert set(Entry.objects.values_list("actor_id", flat=True)) == {None}


def test_one_below_begins_with_a_file_of_its_own(tmp_path: Path) -> None:
    """It stands already, and has its first term by this."""
    run(tmp_path, EXAMPLE)
    text = EXAMPLE.replace('"zx-example"', '"zx-example-01"').replace('"某某市政协"', '"甲县政协"')
    text = text.replace('level = "city"', 'level = "county"').replace(
        '# parent = "zx-province"', 'parent = "zx-example"'
    )
    text = text[: text.index("below = [")] + text[text.index("]\n") + 2 :]
    done = run(tmp_path, text)
    assert done.stderr.startswith("已设立甲县政协第9届。")
    assert Term.objects.get(assembly__code="zx-example-01").sectors.count() == 5


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, EXAMPLE, "--dry-run")
    assert (done.exit_code, done.stderr) == (0, "文件没有问题；试运行，没有写入。\n")
    assert not Assembly.objects.exists()


WRONG = [
    ('code = "zx-example" ', 'code = "政协" ', "code,代码只能有小写字母、数字和连字符，最多 50 个。"),
    ('level = "city"', 'level = "town"', "level,只能是其中一个：province、city、county。"),
    ('level = "city"', "", "level,这一项没有写，请补上。"),
    ('level = "city"', 'level = "county"', "below,县级政协没有下一级，请去掉 below。"),
    ('"教育界"', '"经济界"', "sectors,“经济界”写了两次，请去掉一个。"),
    ('"教育界"', "7", "sectors,应为带引号的名称，一个以上，用逗号隔开。"),
    ('code = "zx-example-02"', 'code = "zx-example-01"', "below 2 / code,这个代码写了两次，请另取一个。"),
    ("number = 9", 'number = "九"', "term / number,应为整数，请照 --example 的样子写。"),
    ("number = 9", "number = 0", "term / number,应在 1 和 60 之间。"),
    ("# until = 2027-01-01", "until = 2021-01-01", "term / until,应晚于 from 的那一天。"),
    ("opens = 2022-01-08", "", "session 1 / opens,这一项没有写，请补上。"),
    ("closes = 2022-01-12", "closes = 2022-01-02", "session 1 / closes,闭幕不能早于开幕。"),
    ("opens = 2022-01-08", "opens = 2021-01-08", "session 1 / opens,不在本届任期之内，请核对日期。"),
    ("# until = 2023-01-01", "until = 2022-01-01", "session 1 / until,应晚于 from 的那一天。"),
    ("[term]", "[session_of]\n[term]", "session_of,没有这一项；可以写的有："),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[said.split("，")[0] for _r, _w, said in WRONG])
def test_what_is_wrong_is_said_where_it_stands_and_nothing_is_set_up(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    assert right in EXAMPLE
    done = run(tmp_path, EXAMPLE.replace(right, wrong, 1), "--format", "csv")
    assert done.exit_code == 1
    assert said in done.stdout
    assert "什么也没有设立" in done.stderr
    assert not Assembly.objects.exists()


def test_all_faults_are_told_at_once() -> None:
    """A missing part is told once, not once for each of its keys."""
    _beginning, faults = read_beginning('code = "a"\n[[session]]\n')
    said = [fault.at for fault in faults]
    assert {"name", "level", "sectors", "committees", "term", "session 1 / number", "session 1 / from"} <= set(said)
    assert "term / number" not in said
    assert len(said) == len(set(said))


def test_what_is_no_document_is_told_with_its_line(tmp_path: Path) -> None:
    done = run(tmp_path, 'code = "a"\nname = 政协\n')
    assert (done.exit_code, "line 2" in done.stderr, "--example" in done.stderr) == (1, True, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "鹰城市政协已经有届次；下一届和新的会议在“历届”页面上设立。"),
        ({'"鹰城市政协"': '"别的政协"'}, "代码 yingcheng 已经是鹰城市政协，名称、层级和上级要与它一致，或者另取代码。"),
        (
            {'# parent = "zx-province"': 'parent = "nowhere"'},
            "没有代码为 nowhere 的上级政协，请先设立它，或者去掉 parent。",
        ),
    ],
    ids=["begun", "another's code", "no parent"],
)
def test_what_stands_already_is_not_begun_again(given: dict[str, str], said: str, city: City, tmp_path: Path) -> None:
    Assembly.objects.update(name="鹰城市政协", level="city")
    entries = Entry.objects.count()
    text = EXAMPLE.replace('"zx-example"', '"yingcheng"').replace('"某某市政协"', '"鹰城市政协"')
    for right, wrong in given.items():
        text = text.replace(right, wrong)
    done = run(tmp_path, text)
    assert (done.exit_code, done.stderr) == (1, f"{said}\n")
    assert Entry.objects.count() == entries


def test_sessions_whose_years_overlap_leave_nothing_behind(tmp_path: Path) -> None:
    """What the actions refuse is refused here: all or nothing."""
    second = "[[session]]\nnumber = 2\nyear = 2023\nopens = 2023-01-08\ncloses = 2023-01-12\nfrom = 2023-01-01\n"
    done = run(tmp_path, EXAMPLE + second)
    assert (done.exit_code, "年度重叠" in done.stderr) == (1, True)
    assert not Assembly.objects.exists()
