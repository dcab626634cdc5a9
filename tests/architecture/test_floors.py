"""Every module of a room is one of its floors, and a floor imports only what is below it."""

import re

from tests.architecture import declared, floors
from tests.architecture.source import REPOSITORY, faults, modules, rooms, sample


def test_every_module_is_a_floor():
    """What `ls` shows is the plan: the standard floors, and those declared with a reason."""
    assert faults(floors.undeclared) == []


def test_a_module_outside_the_plan_is_found():
    """A floor of one room is none of another's, and a package counts like a module."""
    assert faults(floors.undeclared, [sample("", "xieshang/members/turns.py")]) == [
        "xieshang/members/turns.py: turns is no floor of members; declare it with its reason"
    ]
    assert faults(floors.undeclared, [sample("", "xieshang/texts/models.py")]) != []
    assert faults(floors.undeclared, [sample("", "xieshang/proposals/actions/odd.py")]) == []


def test_inside_a_room_imports_lead_down():
    """A queries module that imports actions would be read backwards."""
    assert floors.upward(floors.imports()) == []


def test_an_import_that_leads_up_is_found():
    """Between standard floors, from a declared floor, and in a room with a plan of its own."""
    edges = {
        "xieshang.members.queries": {"xieshang.members.actions.roll"},
        "xieshang.proposals.turns": {"xieshang.proposals.models"},
        "xieshang.spine.rule": {"xieshang.spine.event"},
        "xieshang.members.actions": {"xieshang.members.forms", "xieshang.members.queries", "xieshang.accounts.views"},
    }
    assert floors.upward(edges) == [
        "xieshang.members.queries imports xieshang.members.actions.roll, which is above it",
        "xieshang.proposals.turns imports xieshang.proposals.models, which is above it",
        "xieshang.spine.rule imports xieshang.spine.event, which is above it",
    ]


def test_no_circle():
    """No two modules of the product need each other, not even by a long way round."""
    assert floors.circle(floors.imports()) == []


def test_a_circle_is_found():
    """Also one of three, between floors that stand side by side."""
    edges = {"forms": {"actions"}, "actions": {"imports"}, "imports": {"forms"}, "views": {"forms"}}
    assert set(floors.circle(edges)) == {"forms", "actions", "imports"}


def test_declared_floors_are_there():
    """The tables name only what stands, on a floor that is, and in rooms that are."""
    standing = {(module.room, module.floor) for module in modules()}
    named = {(room, name) for room, extra in declared.EXTRA_FLOORS.items() for name in extra}
    planned = {(room, name) for room in declared.OWN_PLANS for floor in floors.plan_of(room) for name in floor}
    assert (named | planned) - standing == set()
    beside = {place.floor for extra in declared.EXTRA_FLOORS.values() for place in extra.values()}
    assert beside - set().union(*declared.STANDARD) == set()


def test_the_plan_is_the_house():
    """The standard floors here are those that docs/house.md lists, in its order."""
    text = (REPOSITORY / "docs/house.md").read_text(encoding="utf-8")
    listed = re.findall(r"`(\w+)\.py`", text.split("## One room")[1].split("plus `README")[0])
    assert listed == [name for floor in HOUSE_ORDER for name in floor]
    assert [set(floor) for floor in HOUSE_ORDER] == declared.STANDARD


HOUSE_ORDER = [
    ["apps"],
    ["urls"],
    ["views"],
    ["reactions", "tasks"],
    ["actions", "forms", "exports", "imports"],
    ["rules"],
    ["figures"],
    ["queries"],
    ["models"],
    ["events", "states"],
]


def test_every_room_is_on_the_street():
    """A folder of the package is a room with a place on the street."""
    text = (REPOSITORY / "docs/house.md").read_text(encoding="utf-8")
    table = text.split("## The street")[1].split("## One room")[0]
    assert rooms() == sorted(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`[^|]+) \|", table, re.M))))
