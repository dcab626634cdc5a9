"""`xieshang figures`: exactly these columns, one line a figure, in order."""

import csv
import json
from io import StringIO

import pytest
from click.testing import CliRunner, Result

from tests.factories.members import AssemblyFactory
from tests.factories.reports import City
from xieshang.cli.figures import command
from xieshang.members.models import Assembly
from xieshang.spine.figure import FIGURES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
UNITS = {"F12": "个", "F13": "个", "F20": "件", "F21": "%", "F27": "个", "F28": "名"}
UNITS |= {"F29": "名", "F32": "名", "F05": "场", "F24": "年"} | dict.fromkeys(("F01", "F02", "F03", "F04", "F36"), "次")


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_csv_has_this_header_and_one_line_a_figure_in_order() -> None:
    city = City(2)
    result = run("--assembly", city.assembly.code, "--term", "3", "--format", "csv")
    assert result.exit_code == 0
    lines = list(csv.reader(StringIO(result.stdout)))
    assert result.stdout.startswith("id,figure,unit,rows\n")
    assert [line[0] for line in lines[1:]] == sorted(FIGURES)
    known = {line[0]: line[1:] for line in lines[1:]}
    for code, (value, rows) in city.expected.items():
        assert known[code] == [str(value), UNITS[code], str(rows)]


def test_json_says_the_same() -> None:
    city = City(2)
    told = json.loads(run("--assembly", city.assembly.code, "--format", "json").stdout)
    assert [list(one) for one in told] == [["id", "figure", "unit", "rows"]] * len(FIGURES)
    assert {one["id"]: one["rows"] for one in told if one["id"] in UNITS} == {
        code: rows for code, (_, rows) in city.expected.items()
    }


def test_a_table_names_the_figures() -> None:
    city = City()
    result = run("--assembly", city.assembly.code, "--format", "table")
    assert "专门委员会" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--assembly", "nowhere"), "没有代码为 nowhere 的政协，有的是：{code}"),
        (("--assembly", "{code}", "--term", "8"), "没有第 8 届，有的是：3。"),
    ],
)
def test_what_does_not_exist_ends_with_code_three_and_says_what_does(words: tuple[str, ...], said: str) -> None:
    code = City().assembly.code
    result = run(*(word.format(code=code) for word in words))
    assert (result.exit_code, result.stdout) == (3, "")
    assert said.format(code=code) in result.stderr


def test_without_an_assembly_the_one_above_all_others_is_meant() -> None:
    """A city with its counties; it is named, on the other channel."""
    city = City(2)
    Assembly.objects.exclude(pk=city.assembly.pk).update(parent=city.assembly)
    told = run("--format", "csv")
    assert (told.exit_code, told.stderr) == (0, f"没有写 --assembly，按{city.assembly.name}处理。\n")
    assert told.stdout == run("--assembly", city.assembly.code, "--format", "csv").stdout


def test_a_call_that_may_mean_several_is_not_understood() -> None:
    City()
    AssemblyFactory()
    assert run().exit_code == 2
