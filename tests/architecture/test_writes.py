"""Only actions write, and only the spine's clock tells the time."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.declared import CLOCKS, SIGNALS, WRITES
from tests.architecture.source import Function, Module, calls, faults, modules, on_floors, sample

WRITERS = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
"""What writes rows, whatever it is called on."""
WRITING_ROOMS = {"spine", "demo"}
ROOMS_WITHOUT_ROWS = {"ui", "texts", "engine"}
PURE_FLOORS = ("rules", "figures", "queries")


def row_writes(module: Module) -> Iterator[str]:
    """Calls that write rows: `engine.writes`, and Django's. `update` does where it is given fields by name."""
    for call, name in calls(module):
        _, dot, verb = name.rpartition(".")
        names_fields = verb == "update" and bool(call.keywords) and not call.args
        by_statement = name.startswith("writes.")
        if dot and (
            verb in WRITERS or names_fields or by_statement or verb in {"asave", "acreate", "aupdate", "adelete"}
        ):
            yield f"{module.at(call)} {name}"


def stray_writes(module: Module) -> Iterator[str]:
    """Writes where nobody looks for them."""
    if module.floor == "actions" or module.room in WRITING_ROOMS | ROOMS_WITHOUT_ROWS:
        return
    for fault in row_writes(module):
        if not any(fault.endswith(f" {call}") for call in WRITES.get(module.name, {})):
            yield fault


def keeps(module: Module) -> Iterator[str]:
    """Calls of `keep` and `record`, by which actions write."""
    for call, name in calls(module):
        if name in {"keep", "batch.keep"} or (name.startswith("events.") and name.endswith(".record")):
            yield f"{module.at(call)} {name}"


MOMENTS = {"timezone.now", "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time"}
OF_NOW = {"timezone.localdate", "timezone.localtime", "localdate", "localtime"}
"""These ask the time only where they are not given one."""


def clock_reads(module: Module) -> Iterator[str]:
    """Questions for the time that do not go to the spine's clock."""
    bare = _bare_clocks(module)
    for call, name in calls(module):
        without_package = name.removeprefix("datetime.") if name.count(".") > 1 else name
        if without_package in MOMENTS | bare or (name in OF_NOW and not call.args):
            yield f"{module.at(call)} {name}"


def _bare_clocks(module: Module) -> set[str]:
    """`from time import time`, `from django.utils.timezone import now`."""
    found = (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    clocks = {("time", "time"), ("django.utils.timezone", "now")}
    return {alias.asname or alias.name for node in found for alias in node.names if (node.module, alias.name) in clocks}


def stray_clocks(module: Module) -> Iterator[str]:
    """Clocks beside the one clock, but for those that are declared."""
    if module.name != "xieshang.spine.clock" and not _is_declared(module, CLOCKS):
        yield from clock_reads(module)


def _is_declared(module: Module, table: dict[str, str]) -> bool:
    return module.name in table or f"xieshang.{module.room}" in table


def timely(module: Module) -> Iterator[str]:
    """Imports of the clock."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and "clock" in {alias.name for alias in node.names}:
            yield module.at(node)


def listening(module: Module) -> Iterator[str]:
    """Signals: logic that runs where nobody called it."""
    for call, name in calls(module):
        if name == "receiver" or re.match(r"(signals\.|post_|pre_|user_|request_|m2m_).*\.connect$", name):
            yield f"{module.at(call)} {name}"


def stray_listening(module: Module) -> Iterator[str]:
    """Signals that are not declared."""
    if module.name not in SIGNALS:
        yield from listening(module)


def hidden_saving(module: Module) -> Iterator[str]:
    """Models that do more than keep themselves when saved or deleted, or that order themselves."""
    for one in (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)):
        for node in one.body:
            if isinstance(node, Function) and node.name in {"save", "delete", "full_clean"}:
                yield f"{module.at(node)} {one.name}.{node.name}"
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ordering":
                yield f"{module.at(node)} ordering"


def test_only_actions_write():
    """A write elsewhere has no rule, no lock and no event; the few that need none are declared."""
    assert faults(stray_writes) == []


def test_what_asks_does_not_write():
    """Rules, figures and queries can be called at any time by anybody; views leave writing to actions."""
    assert [fault for rule in (row_writes, keeps) for fault in faults(rule, on_floors(*PURE_FLOORS))] == []
    assert faults(keeps, on_floors("views", "forms", "exports", "reactions", "tasks")) == []


def test_one_clock():
    """So that the demo city, imports and tests can live at another time."""
    assert faults(stray_clocks) == []


def test_queries_and_figures_are_told_the_day():
    """What was true on a day can be asked on any other."""
    assert faults(timely, on_floors("queries", "figures")) == []


def test_no_logic_by_signal():
    """What runs is called; news goes up as events."""
    assert faults(stray_listening) == []


def test_models_only_keep():
    """No save that does more, no order that a query did not ask for."""
    assert faults(hidden_saving, on_floors("models")) == []


def test_what_is_declared_is_needed():
    """A reason stands only as long as what it excuses."""
    by_name = {module.name: module for module in modules()}
    done = {name: {fault.split(" ", 1)[1] for fault in row_writes(by_name[name])} for name in WRITES}
    assert {name: set(found) - done[name] for name, found in WRITES.items() if set(found) - done[name]} == {}
    clocks = {name for name in CLOCKS for one in modules() if _is_declared(one, {name: ""}) and [*clock_reads(one)]}
    assert set(CLOCKS) - clocks == set()
    assert [name for name in SIGNALS if not [*listening(by_name[name])]] == []


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        (stray_writes, "proposal.save()", "proposal.save"),
        (stray_writes, "writes.update(proposal, 'state')", "writes.update"),
        (stray_writes, "Proposal.objects.filter(pk=1).update(state='x')", "Proposal.objects.filter(pk=1).update"),
        (stray_writes, "Proposal.objects.bulk_create(rows)", "Proposal.objects.bulk_create"),
        (stray_writes, "Proposal.objects.filter(pk=1).delete()", "Proposal.objects.filter(pk=1).delete"),
        (keeps, "keep(proposal)", "keep"),
        (keeps, "events.FILED.record(proposal, by)", "events.FILED.record"),
        (stray_clocks, "timezone.now()", "timezone.now"),
        (stray_clocks, "datetime.datetime.now(tz)", "datetime.datetime.now"),
        (stray_clocks, "date.today()", "date.today"),
        (stray_clocks, "timezone.localdate()", "timezone.localdate"),
        (stray_clocks, "from time import time\ntime()", "time"),
        (stray_listening, "post_save.connect(f)", "post_save.connect"),
        (stray_listening, "@receiver(post_save)\ndef f(**kw): ...", "receiver"),
        (hidden_saving, "class A:\n    def save(self): ...", "A.save"),
        (hidden_saving, "class A:\n    class Meta:\n        ordering = ['pk']", "ordering"),
    ],
)
def test_a_fault_is_found(rule: Any, text: str, found: str):
    """Each rule on a small sample."""
    assert [fault.split(" ", 1)[1] for fault in faults(rule, [sample(text)])] == [found]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (stray_writes, "names.update(other)\ncounts.update({'a': 1})"),
        (stray_clocks, "timezone.localdate(proposal.filed_at)\nclock.now()"),
        (stray_listening, "psycopg.connect(dsn)"),
    ],
)
def test_what_is_no_fault_is_left_alone(rule: Any, text: str):
    """Sets and dicts, moments that are given, connections to the database."""
    assert faults(rule, [sample(text)]) == []


def test_an_import_of_the_clock_is_found():
    """However it is written."""
    assert faults(timely, [sample("from xieshang.spine import batch, clock", "xieshang/members/queries.py")]) == [
        "xieshang/members/queries.py:1"
    ]
