"""The product's source as the house rules see it: every module read and parsed once."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "xieshang"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file. `path` is relative to the repository; tests make samples of their own from text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """The dotted name: `xieshang.proposals.views.case`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The room, or "" for the package's own files."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else ""

    @property
    def floor(self) -> str:
        """The floor inside the room: `views` for `views.py` and for all of the package `views/`."""
        parts = self.path.split("/")
        return parts[2].removesuffix(".py") if self.room else ""

    @cached_property
    def functions(self) -> list[Function]:
        """All functions and methods, wherever they stand."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def public(self) -> list[Function]:
        """The functions of the module's own level whose names have no underscore before them."""
        return [node for node in self.tree.body if isinstance(node, Function) and not node.name.startswith("_")]

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as editors jump to it: `path:line`."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def sample(text: str, path: str = "xieshang/proposals/views.py") -> Module:
    """A module that a house rule is shown to bite on."""
    return Module(path, text)


@cache
def modules() -> list[Module]:
    """Every module of the product but its migrations, in the order of their paths."""
    paths = sorted(path.relative_to(REPOSITORY) for path in PACKAGE.rglob("*.py"))
    kept = (path for path in paths if "migrations" not in path.parts)
    return [Module(path.as_posix(), (REPOSITORY / path).read_text(encoding="utf-8")) for path in kept]


@cache
def rooms() -> list[str]:
    """The rooms that stand, by name."""
    return sorted({module.room for module in modules() if module.room})


@cache
def templates() -> list[tuple[str, str]]:
    """Path and text of every page template."""
    paths = sorted(PACKAGE.glob("*/templates/**/*.html"))
    return [(path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def faults(rule: Callable[[Module], Iterable[str]], among: Iterable[Module] | None = None) -> list[str]:
    """All faults that a rule finds in the product, or in the modules given."""
    return [fault for module in (modules() if among is None else among) for fault in rule(module)]


def on_floors(*floors: str) -> list[Module]:
    """The modules on these floors of every room that has floors."""
    return [module for module in modules() if module.floor in floors and module.room not in {"cli", "demo"}]


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a module with what is called, as it is written: `Proposal.objects.create`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def docstring_nodes(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings, or stand alone as the words beside an assignment."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
