"""Who imports whom inside a room, and at which height each module stands."""

from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter

import grimp

from tests.architecture.declared import EXTRA_FLOORS, NO_FLOORS, OWN_PLANS, STANDARD
from tests.architecture.source import Module

Imports = dict[str, set[str]]
"""For each module the modules of the product that it imports, by dotted names."""


@cache
def imports() -> Imports:
    """The whole graph, but for what is imported for types alone."""
    graph = grimp.build_graph("xieshang", exclude_type_checking_imports=True, cache_dir=None)
    names = {name for name in graph.modules if ".migrations" not in name}
    return {name: graph.find_modules_directly_imported_by(name) & names for name in names}


def plan_of(room: str) -> list[set[str]]:
    """The floors of a room from top to bottom: its own plan, or the standard one with what is declared beside."""
    if room in OWN_PLANS:
        return [set(line.split()) for line in OWN_PLANS[room].strip().splitlines()]
    extra = EXTRA_FLOORS.get(room, {})
    return [floor | {name for name, place in extra.items() if place.floor in floor} for floor in STANDARD]


def undeclared(module: Module) -> Iterator[str]:
    """A module of a room that is none of its floors."""
    if module.room and module.floor not in NO_FLOORS | set().union(*plan_of(module.room)):
        yield f"{module.path}: {module.floor} is no floor of {module.room}; declare it with its reason"


def upward(edges: Imports) -> list[str]:
    """Imports inside a room that lead to a floor above."""
    return sorted(
        f"{one} imports {other}, which is above it"
        for one, others in edges.items()
        for other in others
        if _depth(one) is not None and _depth(other) is not None and _rises(one, other)
    )


def _rises(one: str, other: str) -> bool:
    return one.split(".")[1] == other.split(".")[1] and (_depth(other) or 0) < (_depth(one) or 0)


def _depth(name: str) -> int | None:
    """The floor's number, counted from the top; None for what stands on no floor."""
    parts = name.split(".")
    if len(parts) < 3:
        return None
    return next((depth for depth, floor in enumerate(plan_of(parts[1])) if parts[2] in floor), None)


def circle(edges: Imports) -> list[str]:
    """A circle of modules that import each other, or nothing."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
