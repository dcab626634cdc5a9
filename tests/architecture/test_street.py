"""Imports flow down the street: the contracts of pyproject.toml are kept, and bite; no room knows too much."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import REPOSITORY, Module, faults, rooms, sample

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def lint(where: Path) -> tuple[int, str]:
    """What the contracts say of the package `xieshang` in a folder: exit code and report."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-logo", "--no-cache", "--config", str(REPOSITORY / "pyproject.toml")]
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_are_kept():
    """The whole product, as `make check` asks it."""
    code, report = lint(REPOSITORY)
    assert re.findall(r"^Contracts: (.*)\.$", report, re.M) == [f"{len(CONTRACTS['contracts'])} kept, 0 broken"]
    assert code == 0


def test_the_street_is_that_of_the_house():
    """The contract lists the rooms of docs/house.md in its order, each of them, and none that does not stand."""
    street = [re.sub(r"[()]", "", layer) for layer in CONTRACTS["contracts"][0]["layers"]]
    table = (REPOSITORY / "docs/house.md").read_text(encoding="utf-8").split("## The street")[1].split("## One")[0]
    named = [room for row in re.findall(r"^\| (`[^|]+) \|", table, re.M) for room in re.findall(r"`(\w+)`", row)]
    assert [room for room in street if room != "__main__"] == named
    assert sorted(named) == rooms()


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("members/queries.py", "from xieshang.proposals import models", "Imports flow down the street"),
        ("engine/watch.py", "from xieshang.spine import clock", "Imports flow down the street"),
        ("attic/__init__.py", "", "Imports flow down the street"),
        ("members/queries.py", "from xieshang.members import actions", "Inside a room"),
    ],
)
def test_a_broken_contract_is_found(tmp_path: Path, module: str, line: str, broken: str):
    """A room that imports one above it, a room without a place, a floor that imports one above it."""
    for path in [*(f"{room}/__init__.py" for room in rooms()), *OTHERS, module]:
        file = tmp_path / "xieshang" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "xieshang" / module).write_text(line)
    code, report = lint(tmp_path)
    assert code == 1
    assert [name for name in re.findall(r"^(.+) BROKEN", report, re.M) if name.startswith(broken)] != []


OTHERS = ["__init__.py", "__main__.py", "proposals/models.py", "members/actions.py", "spine/clock.py"]
"""What the sample package holds besides empty rooms."""


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """What a module imports from whom, by dotted names."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)


SENDING = ("django.core.mail", "smtplib", "requests", "httpx", "http.client")
KEEPING = ("django.db", "django.http", "django.shortcuts", "psycopg")


def sending(module: Module) -> Iterator[str]:
    """Mail and calls to elsewhere that do not go through the room of notices."""
    for node, name in imported(module):
        if name.startswith(SENDING) and module.room != "notices":
            yield f"{module.at(node)} {name}"


def keeping(module: Module) -> Iterator[str]:
    """Rows and requests in the room of pure functions over text."""
    for node, name in imported(module):
        if name.startswith(KEEPING) and module.room == "texts":
            yield f"{module.at(node)} {name}"


def test_only_notices_sends():
    """No room itself ever sends anything: whoever is to hear of an event is told by the room that listens to all."""
    assert faults(sending) == []


def test_texts_are_pure():
    """What is asked about a text depends on the text alone."""
    assert faults(keeping) == []


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (sending, "xieshang/proposals/actions.py", "from django.core import mail"),
        (sending, "xieshang/proposals/actions.py", "import smtplib"),
        (keeping, "xieshang/texts/words.py", "from django.db.models import Q"),
    ],
)
def test_what_a_room_must_not_know_is_found(rule: Callable[[Module], Iterator[str]], path: str, line: str):
    """However it is imported."""
    assert len(faults(rule, [sample(line, path)])) == 1
