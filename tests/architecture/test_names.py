"""Strong names: no drawers for odds and ends, rules that ask, events that happened, actions that say by whom."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.declared import IRREGULAR, NAMED_ELSEWHERE, OTHER_RULES
from tests.architecture.source import Function, Module, calls, faults, modules, on_floors, sample
from xieshang.spine.event import Event, Plain

DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "base", "manager", "managers", "service", "services"}
UNFINISHED = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")


def drawers(module: Module) -> Iterator[str]:
    """A file or folder whose name says nothing of what is in it."""
    for part in module.path.removesuffix(".py").split("/"):
        if part in DRAWERS:
            yield f"{module.path}: {part}"


def ill_named_rules(module: Module) -> Iterator[str]:
    """Public functions of `rules` that do not read as a question."""
    for function in module.public:
        if not function.name.startswith(("may_", "is_")) and f"{module.room}.{function.name}" not in OTHER_RULES:
            yield f"{module.at(function)} {function.name}"


def event_kinds(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """The kinds that a module declares."""
    for call, name in calls(module):
        if name == "Event" and call.args and isinstance(call.args[0], ast.Constant):
            yield call, str(call.args[0].value)


def ill_named_events(module: Module) -> Iterator[str]:
    """Events that are not "room.past_tense" of their own room."""
    for call, kind in event_kinds(module):
        room, _, words = kind.partition(".")
        happened = any(word.endswith("ed") or word in IRREGULAR for word in words.split("_"))
        if room != module.room or not re.fullmatch(r"[a-z]+(_[a-z]+)*", words) or not happened:
            yield f"{module.at(call)} {kind}"


def is_action(function: Function) -> bool:
    """Is it decorated with `@action(…)`?"""
    return any(isinstance(one, ast.Call) and ast.unparse(one.func) == "action" for one in function.decorator_list)


def ill_shaped_actions(module: Module) -> Iterator[str]:
    """Actions that take more than their subject by place, or do not say by whom."""
    for function in module.public:
        args = function.args
        shaped = len(args.posonlyargs + args.args) == 1 and "by" in {argument.arg for argument in args.kwonlyargs}
        if is_action(function) and not shaped:
            yield f"{module.at(function)} {function.name}"


def unfinished(module: Module) -> Iterator[str]:
    """Comments that promise work instead of giving a reason."""
    for number, line in enumerate(module.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{module.path}:{number}"


def test_no_drawers():
    """The name of a file says what is in it, unless somebody else's code looks for it."""
    assert faults(drawers) == [f"{path}: {Path(path).stem}" for path in NAMED_ELSEWHERE]


def test_rules_read_as_questions():
    """`may_submit`, `is_author`; whatever else is declared with its reason."""
    assert faults(ill_named_rules, on_floors("rules")) == []


def test_events_are_past():
    """An event is a thing that happened in its own room."""
    assert faults(ill_named_events) == []


def test_every_event_is_declared_once():
    """A kind means one thing for ever."""
    kinds = [kind for module in modules() for _, kind in event_kinds(module)]
    assert len(kinds) > 60
    assert sorted(kinds) == sorted(set(kinds))


def test_an_event_declared_twice_is_refused():
    """The spine itself does not let a kind be declared again."""
    with pytest.raises(ValueError, match=r"proposals\.submitted"):
        Event("proposals.submitted", "", Plain)


def test_actions_say_by_whom():
    """One subject by place, all else by name, `by` always."""
    assert faults(ill_shaped_actions) == []


def test_nothing_is_put_off():
    """What is not done is an issue, not a comment."""
    assert faults(unfinished) == []


def test_declared_rules_are_there():
    """The table of other rules names only what stands."""
    standing = {f"{module.room}.{one.name}" for module in on_floors("rules") for one in module.public}
    assert set(OTHER_RULES) - standing == set()


@pytest.mark.parametrize(
    ("rule", "path", "text", "found"),
    [
        (drawers, "xieshang/members/utils.py", "", "xieshang/members/utils.py: utils"),
        (drawers, "xieshang/common/words.py", "", "xieshang/common/words.py: common"),
        (ill_named_rules, "xieshang/members/rules.py", "def check_it(): ...", "xieshang/members/rules.py:1 check_it"),
        (ill_named_events, "xieshang/members/events.py", 'E = Event("members.submit", "", P)', ":1 members.submit"),
        (ill_named_events, "xieshang/members/events.py", 'E = Event("bureaus.opened", "", P)', ":1 bureaus.opened"),
        (ill_shaped_actions, "xieshang/members/actions.py", "@action(r)\ndef do(thing, other, *, by): ...", ":2 do"),
        (ill_shaped_actions, "xieshang/members/actions.py", "@action(r)\ndef do(thing, *, person): ...", ":2 do"),
        (unfinished, "xieshang/members/actions.py", "pass  # TODO: later", ":1"),
    ],
)
def test_a_bad_name_is_found(rule: Any, path: str, text: str, found: str):
    """Each rule on a small sample."""
    assert [fault.removeprefix(path) for fault in faults(rule, [sample(text, path)])] == [found.removeprefix(path)]
