"""What is public says what it promises: functions, verbs, rooms."""

import ast
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, Module, faults, on_floors, rooms, sample
from xieshang.spine.action import VERBS, Verb
from xieshang.spine.lifecycle import Lifecycle
from xieshang.spine.rule import ALLOWED

PROMISING = ("actions", "rules", "queries", "figures", "exports", "imports", "reactions", "tasks")
LONGEST_README = 60


def silent(module: Module) -> Iterator[str]:
    """Public functions without a docstring."""
    for function in module.public:
        if not ast.get_docstring(function):
            yield f"{module.at(function)} {function.name}"


def verbs() -> dict[str, Verb]:
    """Every verb of every room."""
    for module in on_floors("actions"):
        import_module(module.name)
    return {name: verb for name, verb in VERBS.items() if verb.rule.__module__.startswith("xieshang.")}


def broken_verbs(found: Iterable[Verb]) -> list[str]:
    """Verbs that promise nothing, or whose rule is not their room's own."""
    silent_ones = [f"{verb.name} promises nothing" for verb in found if not verb.promise]
    return silent_ones + [
        f"{verb.name} asks {verb.rule.__module__}.{verb.rule.__name__}"
        for verb in found
        if verb.rule.__module__.split(".")[1:3] != [verb.name.split(".")[0], "rules"]
        or not verb.rule.__name__.startswith("may_")
    ]


def lifecycles() -> list[tuple[str, Lifecycle]]:
    """Every life cycle with its room."""
    states = [(module.room, import_module(module.name)) for module in on_floors("states")]
    return [(room, life) for room, module in states for life in vars(module).values() if isinstance(life, Lifecycle)]


def long_readmes(folder: Path, names: Iterable[str]) -> list[str]:
    """Rooms without a README, or with one that nobody reads to its end."""
    files = {name: folder / name / "README.md" for name in names}
    missing = [f"{name}: no README.md" for name, file in files.items() if not file.exists()]
    sizes = {name: len(file.read_text(encoding="utf-8").splitlines()) for name, file in files.items() if file.exists()}
    return missing + [f"{name}: {size} lines" for name, size in sizes.items() if size > LONGEST_README]


def test_public_functions_promise():
    """Shapes, units, errors, the regulation a rule comes from: whoever calls reads the docstring and no more."""
    assert faults(silent, on_floors(*PROMISING)) == []


def test_a_function_that_promises_nothing_is_found():
    """A comment is no docstring; a private helper needs none."""
    module = sample("def file(x):\n    # files it\n    return x\n\ndef _helper(x):\n    return x\n")
    assert faults(silent, [module]) == ["xieshang/proposals/views.py:1 file"]


def test_verbs_promise_and_ask():
    """Each verb has a promise, and asks a rule of its own room."""
    found = verbs()
    assert len(found) > 50
    assert broken_verbs(found.values()) == []


def test_a_broken_verb_is_found():
    """One without a promise, one that asks another room's rule, one that asks what is no rule."""
    rule = verbs()["proposals.submit"].rule
    assert broken_verbs([Verb("proposals.submit", rule, "Hand it in.")]) == []
    assert broken_verbs([Verb("proposals.submit", rule, "")]) == ["proposals.submit promises nothing"]
    assert broken_verbs([Verb("members.admit", rule, "Enter.")]) == [
        "members.admit asks xieshang.proposals.rules.writing.may_submit"
    ]
    assert broken_verbs([Verb("members.admit", lambda actor, row: ALLOWED, "Enter.")]) != []


def test_moves_bear_the_names_of_actions():
    """A life cycle is read beside the verbs that move it."""
    found = lifecycles()
    assert len(found) > 0
    moves = {f"{room}.{move}" for room, life in found for move in life.moves}
    assert sorted(moves - set(verbs())) == []


def test_every_room_has_a_readme():
    """What the room is for, and what it lends to others, on one screen."""
    assert long_readmes(PACKAGE, rooms()) == []


@pytest.mark.parametrize(("lines", "found"), [(None, ["hall: no README.md"]), (61, ["hall: 61 lines"]), (60, [])])
def test_a_missing_or_long_readme_is_found(tmp_path: Path, lines: int | None, found: list[str]):
    """Sixty lines are the limit."""
    if lines is not None:
        (tmp_path / "hall").mkdir()
        (tmp_path / "hall/README.md").write_text("a line\n" * lines)
    assert long_readmes(tmp_path, ["hall"]) == found
