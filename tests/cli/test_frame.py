"""The frame of the command line: quick help, clear endings, Django's commands behind ours."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from xieshang.cli import endings, main
from xieshang.engine import REPOSITORY
from xieshang.engine.environment import UnfitError


def run(*words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, on the tests' data folder."""
    ours = os.environ | {"DJANGO_SETTINGS_MODULE": "xieshang.engine.settings", "LC_ALL": "C.UTF-8"} | given
    return subprocess.run(
        [sys.executable, "-m", "xieshang", *words],
        env=ours,
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )


def test_help_lists_our_commands_in_chinese() -> None:
    shown = CliRunner().invoke(main.xieshang, ["--help"])
    assert shown.exit_code == 0
    for name, summary in (("run", "运行协商"), ("setup", "准备运行"), ("check", "检查设置"), ("db", "管理内置数据库")):
        assert f"{name} " in shown.output
        assert summary in shown.output


def test_every_command_has_a_summary() -> None:
    context = click.Context(main.xieshang)
    commands = [main.xieshang.get_command(context, name) for name in main.xieshang.list_commands(context)]
    assert [command.name for command in commands if command and not command.get_short_help_str()] == []


def test_the_rooms_commands_that_are_django_s_in_kind_are_listed_with_their_help() -> None:
    """Each that a room has, in the words of its own class."""
    from django.core.management import get_commands, load_command_class

    from xieshang.cli import managed

    ours = {name: str(room) for name, room in get_commands().items() if str(room).startswith("xieshang.")}
    assert {name: load_command_class(room, name).help for name, room in ours.items()} == managed.COMMANDS
    assert managed.COMMANDS.keys() <= set(main.xieshang.list_commands(click.Context(main.xieshang)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], ["用法：", "选项", "命令", "显示这段说明。"]),
        (["import", "members"], ["缺少参数", "怎么用，请看：xieshang import members --help"]),
        (["import", "members", "/nowhere.csv"], ["没有文件 /nowhere.csv，请看路径写得对不对。"]),
        (["check", "--format", "xml"], ["xml 不在其中，请从 'table', 'csv', 'json' 里选。"]),
        (["check", "--nosuch"], ["没有 --nosuch 这个选项。"]),
    ],
)
def test_click_speaks_chinese_where_the_terminal_does(words: list[str], said: list[str]) -> None:
    told = run(*words)
    assert [part for part in said if part not in told.stdout + told.stderr] == []


def test_click_speaks_english_where_the_terminal_does() -> None:
    assert "Show this message and exit." in run("--help", LC_ALL="en_GB.UTF-8").stdout


def test_click_still_says_what_is_translated() -> None:
    """Each sentence of ours is one that this version of click has."""
    from xieshang.cli.chinese import WORDS

    source = "".join(path.read_text() for path in Path(click.__file__).parent.glob("*.py"))
    assert [words for words in WORDS if repr(words)[1:-1] not in source] == []


def test_a_module_that_is_no_command_is_not_listed() -> None:
    names = set(main.xieshang.list_commands(click.Context(main.xieshang)))
    assert names.isdisjoint({"main", "output", "endings", "product"})


@pytest.mark.parametrize("given", [("--scale", "0"), ("--members", "29"), ("--cases", "-1")])
def test_a_city_that_cannot_be_built_is_not_begun(given: tuple[str, str]) -> None:
    """The help says from where on, and so does the refusal."""
    refused = CliRunner().invoke(main.xieshang, ["demo", *given])
    assert (refused.exit_code, given[0] in refused.stderr) == (2, True)


def test_help_does_not_wait_for_django() -> None:
    """No command imports a room, or Django, before it runs."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, click; from xieshang.cli.main import xieshang as x; x.list_commands(click.Context(x)); "
            "print([name for name in sys.modules if name == 'django' or name.startswith('rich')])",
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    assert loaded.stdout == "[]\n"


def test_english_is_spoken_where_the_terminal_asks() -> None:
    from xieshang.engine.language import spoken

    with pytest.MonkeyPatch.context() as patch:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            patch.delenv(name, raising=False)
        unset = spoken()
        patch.setenv("LANG", "en_GB.UTF-8")
        english = spoken()
        patch.setenv("LC_ALL", "zh_CN.UTF-8")
        assert (unset, english, spoken()) == ("zh-hans", "en", "zh-hans")


def test_an_unknown_command_ends_with_2() -> None:
    ended = run("nosuchcommand")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "nosuchcommand" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_option_ends_with_2() -> None:
    assert CliRunner().invoke(main.xieshang, ["check", "--format", "xml"]).exit_code == 2


def test_what_keeps_the_product_from_running_ends_with_4(tmp_path: Path) -> None:
    """Its sentence stands alone on stderr."""
    ended = run("setup", XIESHANG_VAR=str(tmp_path), XIESHANG_PRODUCTION="1", XIESHANG_HOSTS="zx.example")
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "XIESHANG_SECRET_KEY" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_django_s_commands_stand_behind_ours() -> None:
    """Their options are their own, `--help` included."""
    shown = run("showmigrations", "--help")
    assert (shown.returncode, "showmigrations [-h]" in shown.stdout) == (0, True)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (endings.Refused("no"), 1),
        (click.UsageError("no"), 2),
        (endings.NotFound("no"), 3),
        (UnfitError("no"), 4),
    ],
)
def test_each_ending_has_its_code(monkeypatch: pytest.MonkeyPatch, error: Exception, code: int) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(main, "_command", lambda name: command)
    ended = CliRunner().invoke(main.xieshang, ["anything"])
    assert (ended.exit_code, ended.stdout, ended.stderr.endswith("no\n")) == (code, "", True)
