"""What was typed into the form of a scheme, as the document that it says: every field is named by its JSON pointer.

Nothing is judged here: what is no number stays as it was typed, so that it can be shown again with what is wrong.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.http import QueryDict

from xieshang.duties import schemes

Schema = dict[str, Any]
Where = tuple[Any, ...]
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
BETWEEN = re.compile(r"[\u3001\uff0c,\uff1b;\s]+")
KINDS: Final = {
    **dict.fromkeys(("code", "words", "line"), "line"),
    **dict.fromkeys(("year", "points"), "number"),
    "events": "picks",
    **dict.fromkeys(("values", "posts"), "ticks"),
}
"""How the form shows what the schema names so."""


class Typed:
    """The values that were sent under a pointer, and what was sent below it."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.below: dict[str, Typed] = {}

    def first(self) -> str:
        """What was typed, without what a database cannot hold."""
        return self.values[0].replace("\x00", "").replace("\r\n", "\n").strip() if self.values else ""


@cache
def schema() -> Schema:
    """The schema of a document as the form asks for it: a need of a gate is always a list of kinds of fact."""
    found: Schema = json.loads((Path(schemes.__file__).parent / "schema.json").read_text(encoding="utf-8"))
    for word in ("events", "where", "line"):
        del found["$defs"]["need"]["properties"][word]
    return found


def meant(node: Schema) -> tuple[str, Schema]:
    """What the schema calls a node ("item"; "" where it has no name), and what it says of it."""
    name = node.get("$ref", "").rpartition("/")[2]
    return name, schema()["$defs"][name] if name else node


def kind_of(node: Schema, word: str) -> str:
    """How the form shows a node: line, prose, number, tick, choice, ticks, picks, worth, rows or group."""
    name, said = meant(node)
    if word in ("band", "of"):
        return "choice" if word == "band" else "ticks"
    if name in KINDS or ("oneOf" in said and "properties" not in said):
        return KINDS.get(name, "worth")
    if "enum" in said or "const" in said:
        return "choice" if "enum" in said else "tick"
    return {"integer": "number", "array": "rows", "object": "group"}.get(said["type"], "prose")


def pointer(where: Where) -> str:
    """The JSON pointer of a place: "/blocks/0/items/2/cap"."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in where)


def place(text: str) -> Where:
    """The place of a JSON pointer; numbers are indexes."""
    parts = [one.replace("~1", "/").replace("~0", "~") for one in text.split("/")[1:]]
    return tuple(int(one) if one.isdecimal() and len(one) < 6 else one for one in parts)


def document(params: QueryDict) -> dict[str, Any]:
    """The document that was typed, as far as it goes."""
    root = Typed()
    for name, values in params.lists():
        if name.startswith("/"):
            at = root
            for part in name.split("/")[1:]:
                at = at.below.setdefault(part.replace("~1", "/").replace("~0", "~"), Typed())
            at.values = [str(value) for value in values]
    return dict(_group(schema(), root))


def _group(node: Schema, typed: Typed) -> dict[str, Any]:
    """What is left empty is not said; but points that are to be a table stay one."""
    read = [(word, said, typed.below[word]) for word, said in node["properties"].items() if word in typed.below]
    found = ((word, READ[kind_of(said, word)](said, below)) for word, said, below in read)
    return {word: value for word, value in found if value is not False and (value not in EMPTY or word == "points")}


def _rows(node: Schema, typed: Typed) -> list[Any]:
    _name, item = meant(node["items"])
    numbers = sorted(int(one) for one in typed.below if one.isdecimal() and len(one) < 6)
    return [_group(item, typed.below[str(number)]) for number in numbers if str(number) in typed.below]


def _number(_node: Schema, typed: Typed) -> Any:
    text = unicodedata.normalize("NFKC", typed.first())
    if not NUMBER.fullmatch(text):
        return typed.first()
    return float(text) if "." in text else int(text)


def _several(typed: Typed) -> list[str]:
    found = (one for value in typed.values for one in BETWEEN.split(value.replace("\x00", "")))
    return [one for one in dict.fromkeys(found) if one]


def _one_or_many(typed: Typed) -> Any:
    found = _several(typed)
    return found[0] if len(found) == 1 else found


def _worth(_node: Schema, typed: Typed) -> Any:
    """A number, a table, or the amount that is entered."""
    way = typed.first()
    if way == "amount":
        return way
    if way != "table":
        return _number(_node, typed.below.get("each", Typed()))
    found = {
        "by": _one_or_many(typed.below.get("by", Typed())),
        "values": dict(_cells(typed.below.get("values", Typed()))),
        "other": _number(_node, typed.below.get("other", Typed())),
    }
    return {word: value for word, value in found.items() if value not in EMPTY}


def _cells(typed: Typed) -> Iterator[tuple[str, Any]]:
    """The cells of a table that are filled in, and the row that is to be added."""
    for key, one in typed.below.items():
        second = {name: _number({}, cell) for name, cell in one.below.items() if cell.first()}
        if second or one.first():
            yield key, second or _number({}, one)
    if typed.first() and typed.first() not in typed.below:
        yield typed.first(), ""


READ: Final[dict[str, Callable[[Schema, Typed], Any]]] = {
    "line": lambda _node, typed: typed.first(),
    "prose": lambda _node, typed: typed.first(),
    "choice": lambda _node, typed: typed.first(),
    "number": _number,
    "tick": lambda _node, typed: typed.first() == "true",
    "ticks": lambda node, typed: _one_or_many(typed) if meant(node)[0] == "values" else _several(typed),
    "picks": lambda _node, typed: _one_or_many(typed),
    "worth": _worth,
    "rows": _rows,
    "group": lambda node, typed: _group(meant(node)[1], typed),
}
