"""Who may see a row is asked in one place: `visible_to` of its model, or that of the model it is reached through."""

import ast
from collections.abc import Iterable, Iterator

from django.apps import apps

from tests.architecture.declared import REACHED
from tests.architecture.source import Module, on_floors, sample


def shown(module: Module) -> Iterator[str]:
    """The models for which a queries module says who may see them, as "room.Model"."""
    for function in module.public:
        if function.name == "visible_to" or function.name.endswith("_visible_to"):
            annotation = function.returns
            if isinstance(annotation, ast.Subscript):
                yield f"{module.room}.{ast.unparse(annotation.slice)}"


def unreachable(models: Iterable[str], modules: Iterable[Module]) -> list[str]:
    """Models of which nobody says who may see them."""
    said = {name for module in modules for name in shown(module)}
    return sorted(set(models) - said - set(REACHED))


def models() -> set[str]:
    """Every model of ours, as "room.Model"."""
    ours = (one for one in apps.get_app_configs() if one.name.startswith("xieshang."))
    return {f"{one.label}.{model.__name__}" for one in ours for model in one.get_models()}


def test_every_model_says_who_may_see_it():
    """By a query of its own, or through another that is declared."""
    assert unreachable(models(), on_floors("queries")) == []


def test_a_model_that_anyone_might_see_is_found():
    """A query of another name, or of another model, does not count."""
    text = "def visible_to(actor: Actor) -> QuerySet[Proposal]: ...\ndef all_of() -> QuerySet[Note]: ..."
    module = sample(text, "xieshang/proposals/queries.py")
    assert unreachable({"proposals.Proposal", "proposals.Note"}, [module]) == ["proposals.Note"]


def test_what_is_declared_stands():
    """The table names models that are, reached through models that are, and none that has a query of its own."""
    said = {name for module in on_floors("queries") for name in shown(module)}
    assert set(REACHED) - models() == set()
    assert {reach.through for reach in REACHED.values() if reach.through} - models() == set()
    assert said & set(REACHED) == set()


def test_the_way_ends_at_a_query():
    """Whoever is sent on arrives."""
    said = {name for module in on_floors("queries") for name in shown(module)}
    lost = [name for name in REACHED if _end_of(name) not in said | {""}]
    assert lost == []


def _end_of(name: str) -> str:
    while name in REACHED:
        name = REACHED[name].through
    return name
