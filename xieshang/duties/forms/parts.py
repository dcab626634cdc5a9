"""The parts of a scheme's form: what the schema asks, with what the document says there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from xieshang.duties import words
from xieshang.duties.forms.labels import CHOICES, LABELS, LATER, ROWS, WAYS
from xieshang.duties.forms.typed import Schema, Where, kind_of, meant, pointer, schema
from xieshang.duties.schemes.format import WORDS
from xieshang.meetings.kinds import STANDARD
from xieshang.members.states import PostKind

Options = tuple[tuple[str, str], ...]
ORDER: Final = ("present", "late", "left_early", "on_leave", "absent", "first", "other", "whole", "part", "none")
KNOWN: Final[dict[str, Sequence[str]]] = {
    **{name: sorted(said, key=lambda one: ORDER.index(one) if one in ORDER else 0) for name, said in WORDS.items()},
    "level": ("county", "city", "province", "nation"),
    "form": ("single", "digest", "passed_on", "instruction", "commissioned"),
    "about": tuple(one.code for one in STANDARD),
}
"""What a fact can say in a field; what else a document names is offered beside it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the form: a field (`value` as it is typed, a list where there are several), or what holds `parts`;
    what most schemes leave unsaid is `later`. A row of a list has a `title`, and says in short what it is worth."""

    kind: str
    name: str
    word: str = ""
    label: str = ""
    help: str = ""
    is_required: bool = False
    value: Any = ""
    options: Options = ()
    parts: tuple["Part", ...] = ()
    later: tuple["Part", ...] = ()
    title: str = ""
    told: str = ""
    columns: Options = ()
    adds: str = ""

    @property
    def identity(self) -> str:
        """The `id` of its field, which messages lead to."""
        return "at" + self.name.replace("/", "-").replace("~", "_")

    @property
    def is_said(self) -> bool:
        """Does the document say anything here?"""
        own = self.value not in ("", [], False)
        return own or any(one.is_said for one in (*self.parts, *self.later))

    @property
    def said(self) -> str:
        """What is chosen here, in words."""
        return _("、").join(said for code, said in self.options if code in self.value)

    def walk(self) -> Iterator["Part"]:
        """This part and all that it holds."""
        yield self
        for one in (*self.parts, *self.later):
            yield from one.walk()


@dataclass(frozen=True, slots=True)
class Reading:
    """Makes the parts of a document: knows its bands, its items and gates, and the kinds of event that are told."""

    data: dict[str, Any]
    kinds: Options
    bands: Options = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bands", _named(rows_of(self.data.get("bands"))))

    def whole(self) -> tuple[Part, ...]:
        """The parts of the whole document."""
        whole = self._group("scheme", schema(), (), self.data)
        return (*whole.parts, *whole.later)

    def _group(self, name: str, node: Schema, at: Where, data: Any) -> Part:
        data = data if isinstance(data, dict) else {}
        required = {*node.get("required", ()), *(("any_of",) if name == "need" else ())}
        made = {
            word: replace(self._part(f"{name}.{word}", said, (*at, word), data.get(word)), is_required=word in required)
            for word, said in node["properties"].items()
        }
        later = LATER.get(name, ())
        shown = tuple(one for word, one in made.items() if word not in later)
        return Part("group", pointer(at), parts=shown, later=tuple(made[word] for word in later))

    def _part(self, key: str, node: Schema, at: Where, value: Any) -> Part:
        kind, word = kind_of(node, at[-1]), str(at[-1])
        label, said = LABELS.get(key, (word, ""))
        common: dict[str, Any] = {
            "kind": kind,
            "name": pointer(at),
            "word": word,
            "label": str(label),
            "help": str(said),
        }
        if kind == "group":
            group = self._group(meant(node)[0] or word, meant(node)[1], at, value)
            return replace(group, **common)
        if kind == "rows":
            return Part(**common, **self._rows(node, at, value))
        if kind == "worth":
            return Part(**common, **self._worth(at, value))
        return Part(**common, value=_as_typed(kind, value), options=self._options(kind, key, word, value))

    def _rows(self, node: Schema, at: Where, value: Any) -> dict[str, Any]:
        name, item = meant(node["items"])
        nameless, adds = ROWS[name]
        rows = [
            replace(
                self._group(name, item, (*at, index), row),
                kind="row",
                word=name,
                title=str((isinstance(row, dict) and row.get("title")) or nameless),
                told=_told(row),
            )
            for index, row in enumerate(value if isinstance(value, list) else ())
        ]
        return {"parts": tuple(rows), "adds": str(adds)}

    def _options(self, kind: str, key: str, word: str, value: Any) -> Options:
        """What can be chosen; what the document says beside it stays among it."""
        if word == "band":
            known = self.bands
        elif word == "of":
            known = _named([*items_of(self.data), *rows_of(self.data.get("gates"))])
        elif word == "only":
            known = tuple((post, str(PostKind(post).label)) for post in schema()["$defs"]["posts"]["items"]["enum"])
        elif kind == "picks":
            known = self.kinds
        elif kind == "ticks":
            known = tuple((one, words.said(one)) for one in KNOWN[word])
        else:
            known = tuple((code, str(said)) for code, said in CHOICES.get(key, {}).items())
        given = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
        return (*known, *((one, words.said(one)) for one in given if one not in dict(known)))

    def _worth(self, at: Where, value: Any) -> dict[str, Any]:
        way = "table" if isinstance(value, dict) else "amount" if value == "amount" else "number"
        ways = tuple((code, str(said)) for code, said in WAYS.items())
        if way == "table":
            return {"value": way, "options": ways, "parts": tuple(self._table(at, value))}
        each = Part("number", pointer((*at, "each")), "each", _("分"), value=_as_typed("number", value))
        return {"value": way, "options": ways, "parts": (each,) if way == "number" else ()}

    def _table(self, at: Where, table: dict[str, Any]) -> Iterator[Part]:
        by = [str(one) for one in _listed(table.get("by"))]
        fields: Options = tuple((name, str(said)) for name, said in words.FIELDS.items())
        label, said = LABELS["table.by"]
        yield Part("picks", pointer((*at, "by")), "by", str(label), str(said), True, by, fields)
        if by:
            yield self._grid(by, (*at, "values"), table.get("values"))
        label, said = LABELS["table.other"]
        other = _as_typed("number", table.get("other"))
        yield Part("number", pointer((*at, "other")), "other", str(label), str(said), value=other)

    def _grid(self, by: list[str], at: Where, values: Any) -> Part:
        """One line for each word of the first field; one column for each of the second, else one."""
        values = values if isinstance(values, dict) else {}
        seconds = {key for row in values.values() if isinstance(row, dict) for key in row}
        columns = self._words(by[1], seconds, at) if len(by) > 1 else (("", _("分值")),)
        rows = [
            Part("line", "", label=said, parts=tuple(_cells((*at, key), values.get(key, ""), columns)))
            for key, said in self._words(by[0], values, at)
        ]
        adds = "" if by[0] in WORDS else _("加一档")
        return Part(
            "grid", pointer(at), "values", str(LABELS["table.values"][0]), parts=tuple(rows), columns=columns, adds=adds
        )

    def _words(self, name: str, used: Any, at: Where) -> Options:
        """The words of a field: of kinds of fact, those that the item counts."""
        known = {one: words.said(one) for one in KNOWN.get(name, ())}
        if name == "kind":
            known = dict.fromkeys(map(str, _listed(reached(self.data, at[:-2]).get("events"))), "")
        told = known | {str(one): "" for one in used if str(one) not in known}
        return tuple((one, said or dict(self.kinds).get(one) or words.said(one)) for one, said in told.items())


def reached(data: Any, where: Where) -> Any:
    """What the document has at a place; an empty row where it has nothing."""
    for part in where:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]
        else:
            return {}
    return data


def _cells(at: Where, value: Any, columns: Options) -> Iterator[Part]:
    """The cells of a line; a table that has just got a second field, or lost it, keeps its numbers."""
    if not columns[0][0]:
        one = next(iter(value.values()), "") if isinstance(value, dict) else value
        yield Part("number", pointer(at), value=_as_typed("number", one))
        return
    for key, said in columns:
        one = value.get(key, "") if isinstance(value, dict) else value
        yield Part("number", pointer((*at, key)), label=said, value=_as_typed("number", one))


def _as_typed(kind: str, value: Any) -> Any:
    """A value as somebody would type it."""
    if kind in ("ticks", "picks"):
        return [str(one) for one in _listed(value)]
    if kind == "tick":
        return value is True
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The rows of a list, as far as it is one."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def items_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of all blocks."""
    return [item for block in rows_of(data.get("blocks")) for item in rows_of(block.get("items"))]


def _named(rows: list[dict[str, Any]]) -> Options:
    return tuple((str(row["code"]), str(row.get("title") or row["code"])) for row in rows if row.get("code"))


def _told(row: Any) -> str:
    """What a row comes to, in a few words."""
    if not isinstance(row, dict):
        return ""
    parts: list[str] = []
    if isinstance(row.get("points"), dict):
        parts.append(_("分档"))
    elif "points" in row:
        parts.append(_("按录入的分值") if row["points"] == "amount" else _("%(points)s 分") % {"points": row["points"]})
    if "items" in row:
        parts.append(_("%(count)s 项") % {"count": len(rows_of(row["items"]))})
    if "from" in row:
        parts.append(_("%(points)s 分起") % {"points": row["from"]})
    if "cap" in row:
        parts.append(_("最多 %(cap)s 分") % {"cap": row["cap"]})
    return " · ".join(parts)
