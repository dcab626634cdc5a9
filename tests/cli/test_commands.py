"""The commands of the cellar, each in a process of its own as an operator runs it."""

import json
from pathlib import Path
from secrets import token_urlsafe

import pytest

from tests.cli.test_frame import run
from xieshang.engine.postmaster import Cluster


def test_an_installation_is_set_up_checked_and_found_sound(tmp_path: Path, installation: Path) -> None:
    """Before set-up the check says so, after it finds no fault, in production neither; nothing is left running."""
    before = run("check", "--format", "json", XIESHANG_VAR=str(tmp_path))
    assert (before.returncode, len(faults(before.stdout))) == (1, 1), before.stderr
    var = str(installation)
    after = run("check", "--format", "json", XIESHANG_VAR=var)
    assert (after.returncode, faults(after.stdout)) == (0, []), after.stdout
    production = {"XIESHANG_PRODUCTION": "1", "XIESHANG_HOSTS": "zx.example", "XIESHANG_SECRET_KEY": token_urlsafe(48)}
    assert faults(run("check", "--format", "json", XIESHANG_VAR=var, **production).stdout) == []
    assert run("db", "status", XIESHANG_VAR=var).stdout == "已停止\n"
    assert (installation / "static" / "staticfiles.json").exists()


def faults(found: str) -> list[str]:
    return [one["check"] for one in json.loads(found) if one["finding"] != "正常"]


def test_a_given_server_reached_as_the_owner_of_its_tables_is_named(tmp_path: Path) -> None:
    """With DATABASE_URL alone everything works, and the check says what is wrong with it."""
    run("db", "start", XIESHANG_VAR=str(tmp_path / "server"))
    server = Cluster(tmp_path / "server" / "postgres")
    secret = next(line.split(":")[4] for line in server.passfile.read_text().splitlines() if "_owner" in line)
    address = f"postgresql://xieshang_owner:{secret}@/xieshang?host={server.sockets}"
    given = {"XIESHANG_VAR": str(tmp_path / "ours"), "DATABASE_URL": address}
    try:
        assert run("setup", **given).returncode == 0
        found = run("check", "--format", "json", **given)
        assert (found.returncode, faults(found.stdout)) == (1, ["数据表的所有者"])
        assert (tmp_path / "ours" / "postgres").exists() is False
    finally:
        run("db", "stop", XIESHANG_VAR=str(tmp_path / "server"))


def test_the_database_is_started_and_stopped_by_hand(tmp_path: Path) -> None:
    var = str(tmp_path)
    said = [run("db", word, XIESHANG_VAR=var).stdout.strip() for word in ("status", "start", "status", "stop", "stop")]
    assert said == ["尚未建立", "数据库正在运行。", "正在运行", "数据库已停止。", "数据库没有在运行。"]


def test_a_given_server_is_not_ours_to_start(tmp_path: Path) -> None:
    refused = run("db", "start", XIESHANG_VAR=str(tmp_path), DATABASE_URL="postgresql://app@db.example/xieshang")
    assert (refused.returncode, "DATABASE_URL" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"XIESHANG_VAR": "/dev/null/var"}, "数据文件夹 /dev/null/var 不能使用"),
        ({"DATABASE_URL": "mysql://root:geheim@db.example/xieshang"}, "DATABASE_URL 不是 PostgreSQL 的地址"),
        ({"DATABASE_URL": "postgresql://app:geheim@127.0.0.1:1/xieshang"}, "数据库不能使用："),
    ],
    ids=["folder", "address", "server"],
)
@pytest.mark.parametrize("command", ["check", "setup"])
def test_what_cannot_be_reached_is_told_without_traceback_and_password(
    command: str, given: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    ended = run(command, **{"XIESHANG_VAR": str(tmp_path), **given})
    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr.startswith(sentence)
    assert "Traceback" not in ended.stderr
    assert "geheim" not in ended.stderr


def test_a_database_without_tables_is_told_to_be_set_up(tmp_path: Path) -> None:
    ended = run("ledger", "verify", XIESHANG_VAR=str(tmp_path))
    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr == "数据表尚未建立，或不是这个版本的。请运行 xieshang setup。\n"
