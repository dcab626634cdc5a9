"""A scheme on its form: the document that the fields say, what is wrong at which field, rows that come and go."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.http import QueryDict

from xieshang.duties import schemes
from xieshang.duties.forms.labels import LABELS
from xieshang.duties.forms.parts import Options, Part, Reading, items_of, reached, rows_of
from xieshang.duties.forms.typed import EMPTY, Where, document, kind_of, meant, place, pointer, schema

CODED: Final = {"block", "item", "gate", "veto", "band", "trigger"}


class Sheet:
    """A document on its form. `at` is the part that was touched last; `faults` what is wrong, by the field's name."""

    def __init__(self, data: dict[str, Any], kinds: Options, at: str = "") -> None:
        self.data, self.kinds, self.at = _unfolded(data), kinds, at
        self.faults: dict[str, list[str]] = {}
        self.dropped = ""

    @classmethod
    def typed(cls, params: QueryDict, kinds: Options) -> "Sheet":
        """What was sent; where a button asks for it, with a row added, moved or taken away."""
        sheet = cls(document(params), kinds)
        verb, _space, name = params.get("do", "").partition(" ")
        if verb == "back":
            sheet._bring_back(params.get("dropped", ""))
        elif verb in VERBS and place(name):
            sheet.at = name
            VERBS[verb](sheet, place(name))
        return sheet

    def _bring_back(self, dropped: str) -> None:
        """The row that was taken away last stands again where it stood."""
        try:
            name, row = json.loads(dropped)
        except ValueError:
            return
        rows, at = reached(self.data, place(name)[:-1]), place(name)[-1]
        if isinstance(rows, list) and isinstance(at, int) and isinstance(row, dict):
            rows.insert(at, row)
            self.at = name

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the form."""
        return Reading(self.data, self.kinds).whole()

    @property
    def said(self) -> dict[str, Any]:
        """The document as it would be kept."""
        return dict(_cleaned(_folded(self.data)))

    def text(self, before: str) -> str:
        """The document as text: as it was `before`, with its comments, where it still says the same."""
        try:
            same = _plain(schemes.said(before)) == _plain(self.said)
        except schemes.FaultyError:
            same = False
        return before if same else schemes.written(self.said)

    def says(self, data: dict[str, Any]) -> bool:
        """Can the form say all of this document? What its fields would send back is the same."""
        sent = QueryDict(mutable=True)
        for name, value in self.sends():
            sent.appendlist(name, value)
        return bool(_plain(Sheet(document(sent), self.kinds).said) == _plain(data))

    def sends(self) -> list[tuple[str, str]]:
        """What a browser sends of the form when nothing is touched."""
        return [pair for part in self.parts for one in part.walk() for pair in _pairs(one)]

    def is_sound(self) -> bool:
        """Is it a scheme? Else `faults` says what is wrong, each at the field that can mend it."""
        names = {one.name for part in self.parts for one in part.walk() if one.name}
        for where, reason in schemes.faults_in(self.said, called):
            name = pointer(_on_form(where))
            while name and name not in names:
                name = name.rpartition("/")[0]
            self.faults.setdefault(name, []).append(reason)
        return not self.faults

    def is_open(self, name: str) -> bool:
        """Should a part that can be closed stand open: is something wrong inside, or was it touched?"""
        return any(one.startswith(f"{name}/") for one in self.faults) or f"{self.at}/".startswith(f"{name}/")

    def is_wrong(self, parts: Sequence[Part]) -> bool:
        """Is something wrong in one of these?"""
        names = {one.name for part in parts for one in part.walk()}
        return not names.isdisjoint(self.faults)

    def summary(self) -> list[tuple[str, str, str]]:
        """What is wrong, in the order of the form: the field's `id`, what it belongs to, the reason."""
        found = [("", "", reason) for reason in self.faults.get("", ())]
        for part in self.parts:
            found += _wrong(part, "", self.faults)
        return found


def _on_form(where: Where) -> Where:
    """A place of the document as the form has it: a need that is said alone is the first of its kinds of fact."""
    alone = len(where) > 4 and where[2] == "needs" and where[4] not in ("any_of", "at_least")
    return (*where[:4], "any_of", 0, *where[4:]) if alone else where


def called(where: Where) -> str:
    """What the form calls a place of the document."""
    name, node = "scheme", schema()
    label = str(where[-1]) if where else ""
    for part in _on_form(where):
        if "properties" in node and part in node["properties"]:
            label = str(LABELS.get(f"{name}.{part}", (part, ""))[0])
            named, node = meant(node["properties"][part])
            name = named or str(part)
        elif isinstance(part, int) and "items" in node:
            name, node = meant(node["items"])
    return label


def _wrong(part: Part, within: str, faults: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    own = part.title if part.kind == "row" and part.word not in ("need", "match") else within
    found = [(part.identity, own or part.label, reason) for reason in faults.get(part.name, ())]
    for one in (*part.parts, *part.later):
        found += _wrong(one, own, faults) if one.name or one.parts else []
    return found


def _pairs(part: Part) -> list[tuple[str, str]]:
    if part.kind == "tick":
        return [(part.name, "true")] if part.value else []
    if part.kind in ("ticks", "picks"):
        return [(part.name, one) for one in part.value] + ([(part.name, "")] if part.kind == "picks" else [])
    return (
        [(part.name, part.value)] if part.kind in ("line", "prose", "number", "choice", "worth") and part.name else []
    )


def _folded(data: dict[str, Any]) -> dict[str, Any]:
    """A need that one kind of fact meets is said alone."""
    return _with_needs(data, _alone)


def _unfolded(data: dict[str, Any]) -> dict[str, Any]:
    """On the form a need is always a list of kinds of fact."""
    return _with_needs(data, _listed)


def _with_needs(data: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    gates = [
        gate | {"needs": [change(one) for one in rows_of(gate["needs"])]} if "needs" in gate else gate
        for gate in rows_of(data.get("gates"))
    ]
    return data | ({"gates": gates} if gates else {})


def _alone(need: dict[str, Any]) -> dict[str, Any]:
    kinds = rows_of(need.get("any_of"))
    if len(kinds) > 1:
        return need
    return {**(kinds[0] if kinds else {}), **{word: said for word, said in need.items() if word != "any_of"}}


def _listed(need: dict[str, Any]) -> dict[str, Any]:
    if "any_of" in need:
        return need
    alone = {word: said for word, said in need.items() if word != "at_least"}
    return {"any_of": [alone]} | {word: said for word, said in need.items() if word == "at_least"}


def _cleaned(value: Any) -> Any:
    """Without words that say nothing; rows stay where they are."""
    if isinstance(value, dict):
        found = {str(word): _cleaned(one) for word, one in value.items()}
        return {word: one for word, one in found.items() if one not in EMPTY}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """A document as it is compared: one word alone or in a list says the same, in whatever order words stand."""
    if isinstance(value, dict):
        return {word: _plain(one) for word, one in _cleaned(value).items()}
    if isinstance(value, list):
        if value and all(isinstance(one, str) for one in value):
            return value[0] if len(value) == 1 else sorted(value)
        return [_plain(one) for one in value]
    return value.strip() if isinstance(value, str) else value


def _add(sheet: Sheet, where: Where) -> None:
    """One more row: with a code of its own, and with the first of what it is made of."""
    holder, node = reached(sheet.data, where[:-1]), _node(where)
    if not isinstance(holder, dict) or not node or kind_of(node, str(where[-1])) != "rows":
        return
    name = meant(node["items"])[0]
    rows = holder.setdefault(where[-1], [])
    rows.append(_begun(name, sheet.data))
    sheet.at = pointer((*where, len(rows) - 1))


def _node(where: Where) -> dict[str, Any]:
    node = schema()
    for part in where:
        below = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
        node = meant(below)[1]
    return node


def _begun(name: str, data: dict[str, Any]) -> dict[str, Any]:
    code = {"code": _fresh(name, data)} if name in CODED else {}
    inside: dict[str, dict[str, Any]] = {
        "block": {"kind": "base", "items": [{"code": _fresh("item", data)}]},
        "gate": {"needs": [{"any_of": [{}]}]},
        "need": {"any_of": [{}]},
    }
    return code | inside.get(name, {})


def _fresh(name: str, data: dict[str, Any]) -> str:
    """A code that nothing of its kind has."""
    rows = items_of(data) if name == "item" else rows_of(data.get("vetoes" if name == "veto" else f"{name}s"))
    taken = {row.get("code") for row in rows}
    return next(code for at in range(len(rows) + 1, 10_000) if (code := f"{name}{at}") not in taken)


def _drop(sheet: Sheet, where: Where) -> None:
    rows, at = reached(sheet.data, where[:-1]), where[-1]
    if isinstance(rows, list) and isinstance(at, int) and at < len(rows):
        sheet.dropped = json.dumps([pointer(where), rows.pop(at)], ensure_ascii=False)
        sheet.at = pointer(where[:-1])


def _move(step: int) -> Callable[[Sheet, Where], None]:
    def moved(sheet: Sheet, where: Where) -> None:
        rows, at = reached(sheet.data, where[:-1]), where[-1]
        if isinstance(rows, list) and isinstance(at, int) and 0 <= at + step < len(rows) and at < len(rows):
            rows[at], rows[at + step] = rows[at + step], rows[at]
            sheet.at = pointer((*where[:-1], at + step))

    return moved


VERBS: Final[dict[str, Callable[[Sheet, Where], None]]] = {
    "add": _add,
    "drop": _drop,
    "up": _move(-1),
    "down": _move(1),
    "show": lambda sheet, where: None,
}
"""What the buttons beside rows do; “show” only draws the form again, with what a choice brings along."""
