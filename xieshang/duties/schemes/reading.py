"""A scheme read from its document (YAML), or every fault with its line and the reason.

The document is checked against `schema.json`, then against what a schema cannot say: codes that stand twice,
a cap below what one fact is worth, bands that overlap, a band that is named and not there.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, ValidationError, validators

from xieshang.duties.schemes.checks import Where, faults_of
from xieshang.duties.schemes.format import (
    Band,
    Block,
    Gate,
    Ground,
    Item,
    Match,
    Need,
    Points,
    Scheme,
    Share,
    Table,
    Take,
    Trigger,
    Veto,
)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads nothing but data; ten times as fast where the library was built with libyaml."""
LARGEST = 200_000
"""Characters of a document: no scheme is longer, and an error is cheap."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which line (from 1)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("第 %(line)s 行：%(reason)s") % {"line": self.line, "reason": self.reason}


class FaultyError(ValueError):
    """A document that is no scheme: all its faults, in the order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = sorted(faults, key=lambda one: one.line)


def read(text: str) -> Scheme:
    """The scheme that a document says; raises `FaultyError` with every fault."""
    root, data = _opened(text)
    lines = dict(_lines(root, ()))
    found = [Fault(_line(lines, where), reason) for where, reason in faults_in(data)]
    if found:
        raise FaultyError(found)
    return _scheme(data)


def kept(text: str) -> Scheme:
    """The scheme of a document that was read before it was kept: what is asked of documents since then is not."""
    return _scheme(yaml.load(text, _Loader))  # noqa: S506 - it reads nothing but data


def said(text: str) -> dict[str, Any]:
    """What a document says, be it a scheme or not; raises `FaultyError` where it cannot be read."""
    return _opened(text)[1]


def _opened(text: str) -> tuple[yaml.Node, dict[str, Any]]:
    if len(text) > LARGEST:
        raise FaultyError([Fault(1, _("文件太长：办法不应超过 20 万字。"))])
    try:
        loader = _Loader(text)
        node = _mapping(loader.get_single_node(), loader)
        return node, loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FaultyError(
            [Fault(line, _("这里不合 YAML 的写法：%(problem)s。") % {"problem": error.problem})]
        ) from error
    except yaml.YAMLError as error:
        raise FaultyError([Fault(1, _("文件里有不能读的字符。"))]) from error


def _mapping(node: yaml.Node | None, loader: yaml.SafeLoader) -> yaml.MappingNode:
    """The document, if it is one of words and values, each said once."""
    if not isinstance(node, yaml.MappingNode):
        raise FaultyError([Fault(1, _("文件里没有办法：应以 scheme: 开头。"))])
    amiss = next(_amiss(node, loader), None)
    if amiss is not None:
        raise FaultyError([amiss])
    return node


def written(data: dict[str, Any]) -> str:
    """A document that says this, laid out as those that are shipped."""
    return yaml.dump(data, Dumper=_Whole, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)


class _Whole(yaml.SafeDumper):
    """Writes out what is said twice, where YAML would refer to it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def faults_in(data: Any, called: Callable[[Where], str] | None = None) -> list[tuple[Where, str]]:
    """Every fault of what a document says, with its path; none: it is a scheme. `called`: what a word is called."""
    found = [one for error in _validator().iter_errors(data) for one in _told(_meant(error), called or _word)]
    return list(dict.fromkeys(found)) or list(faults_of(_scheme(data), data))


def _word(where: Where) -> str:
    """A place as the document calls it: the last word on the way there."""
    return str(next((part for part in reversed(where) if isinstance(part, str)), "scheme"))


def _amiss(node: yaml.Node, loader: yaml.SafeLoader) -> Iterator[Fault]:
    """Words that stand twice on one level (the second would silently win) or are none, references (which could go
    round), and what is written as a date or a number and is none: `2026-13-45`."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        one = stack.pop()
        line = one.start_mark.line + 1
        if isinstance(one, yaml.ScalarNode):
            try:
                loader.construct_object(one)
            except ValueError:
                yield Fault(line, _("“%(value)s”不能读成日期或数：请改正，或加引号写成文字。") % {"value": one.value})
            continue
        if id(one) in seen:
            yield Fault(line, _("不能用 & 和 * 引用：请把内容写全。"))
            return
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            yield from _keys_amiss(one)
        stack.extend([value for _key, value in one.value] if isinstance(one, yaml.MappingNode) else one.value)


def _keys_amiss(node: yaml.MappingNode) -> Iterator[Fault]:
    keys: set[str] = set()
    for key, _value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield Fault(line, _("冒号前应是一个词。"))
        elif key.value in keys:
            yield Fault(line, _("“%(key)s”写了两次，请删去一处。") % {"key": key.value})
        else:
            keys.add(key.value)


def _lines(node: yaml.Node, at: Where) -> Iterator[tuple[Where, int]]:
    """The line of everything in the document by its path."""
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*at, key.value), key.start_mark.line + 1
            yield from (one for one in _lines(value, (*at, key.value)) if one[0] != (*at, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*at, index))


def _meant(error: ValidationError) -> ValidationError:
    """Where something can be written in several ways, the fault of the way that was meant: a number is meant as one."""
    while error.context:
        ways: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            ways.setdefault(one.relative_schema_path[0], []).append(one)
        meant = [way for way in ways.values() if not any(_is_of_another_kind(one) for one in way)]
        error = (meant or [error.context])[0][0]
    return error


def _is_of_another_kind(error: ValidationError) -> bool:
    return not error.relative_path and error.validator in ("type", "const")


def _told(error: ValidationError, called: Callable[[Where], str]) -> Iterator[tuple[Where, str]]:
    """What is wrong and where: of what is missing, each word that is missing; of a word nobody knows, that word."""
    at = tuple(error.absolute_path)
    if error.validator == "required":
        for word in (one for one in error.validator_value if one not in error.instance):
            yield (*at, word), _("“%(name)s”是必填的，这里还没有写。") % {"name": called((*at, word))}
    elif error.validator == "additionalProperties":
        for word in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            yield (*at, word), _("不认识的词：%(value)s。请核对拼写。") % {"value": word}
    else:
        yield at, _said(error, called(at))


def _line(lines: dict[Where, int], where: Where) -> int:
    while where not in lines:
        where = where[:-1]
    return lines[where]


@cache
def _validator() -> Any:
    kind = validators.extend(Draft202012Validator, {"multipleOf": _multiple})
    return kind(json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8")))


def _multiple(_validator: Any, unit: float, given: Any, _schema: Any) -> Iterator[ValidationError]:
    """By decimals: in binary fractions 0.29 would be no multiple of 0.01."""
    if isinstance(given, int | float) and Decimal(str(given)) % Decimal(str(unit)):
        yield ValidationError(f"{given} is not a multiple of {unit}")


def _said(error: ValidationError, name: str) -> str:
    """The fault in a sentence: which word, what is wrong with it, what may stand there."""
    asked = error.validator_value
    words = {"name": name, "value": _short(error.instance), "asked": _short(asked)}
    sentences = {
        "enum": _("“%(name)s”不能是 %(value)s，可以是 %(asked)s。"),
        "const": _("“%(name)s”不能是 %(value)s，可以是 %(asked)s。"),
        "type": _("“%(name)s”的写法不对：%(value)s 应当是 %(asked)s。"),
        "pattern": _("“%(name)s”的写法不对：%(value)s。"),
        "minimum": _("“%(name)s”不能小于 %(asked)s，现在是 %(value)s。"),
        "maximum": _("“%(name)s”不能大于 %(asked)s，现在是 %(value)s。"),
        "multipleOf": _("“%(name)s”最多两位小数，现在是 %(value)s。"),
        "minItems": _("“%(name)s”至少要写 %(asked)s 个。"),
        "minLength": _("“%(name)s”不能空着。"),
        "maxLength": _("“%(name)s”最多写 %(asked)s 个字。"),
        "oneOf": _("“%(name)s”这里写了两种，只能写其中一种：%(asked)s。"),
    }
    if error.validator == "type":
        words["asked"] = _kind(asked)
    elif error.validator == "oneOf":
        words["asked"] = _("，或者 ").join(_("、").join(way.get("required", ())) for way in asked)
    fallback = _("“%(name)s”的内容不合要求：%(value)s。")
    return sentences.get(str(error.validator), fallback) % words


def _kind(name: str) -> str:
    """A type of the schema as people call it."""
    kinds = {
        "object": _("“名称: 值”"),
        "array": _("列表"),
        "string": _("文字"),
        "number": _("数"),
        "integer": _("整数"),
        "boolean": _("true 或 false"),
    }
    return kinds[name]


def _short(value: Any) -> str:
    text = _("、").join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _scheme(data: dict[str, Any]) -> Scheme:
    total = data.get("total", {})
    return Scheme(
        code=data["scheme"],
        title=data["title"],
        source=data["source"],
        note=data.get("note", ""),
        first_year=data["valid"]["from"],
        last_year=data["valid"].get("until"),
        floor=_centi(total.get("floor", 0)),
        cap=_maybe(total.get("cap")),
        proration=data.get("proration", "none"),
        ranking=data.get("ranking", "none"),
        blocks=tuple(map(_block, data["blocks"])),
        gates=tuple(map(_gate, data.get("gates", []))),
        vetoes=tuple(Veto(one["code"], one["title"], _match(one), one["band"]) for one in data.get("vetoes", [])),
        bands=tuple(
            Band(one["code"], one["title"], _centi(one["from"]), one.get("quota"))
            for one in sorted(data["bands"], key=lambda one: -one["from"])
        ),
        triggers=tuple(map(_trigger, data.get("triggers", []))),
        exemptions=tuple(Ground(one["title"], frozenset(one["of"])) for one in data.get("exemptions", [])),
    )


def _centi(points: float) -> int:
    return round(points * 100)


def _maybe(points: float | None) -> int | None:
    return None if points is None else _centi(points)


def _block(data: dict[str, Any]) -> Block:
    return Block(
        code=data["code"],
        title=data["title"],
        kind=data["kind"],
        start=_centi(data.get("start", 0)),
        cap=_maybe(data.get("cap")),
        floor=_maybe(data.get("floor")),
        items=tuple(map(_item, data["items"])),
    )


def _item(data: dict[str, Any]) -> Item:
    take, share = data.get("take", {}), data.get("share")
    by_hand = data.get("by_hand", False)
    match = Match(("duties.entered",), (("about", frozenset({data["code"]})),)) if by_hand else _match(data)
    return Item(
        code=data["code"],
        title=data["title"],
        match=match,
        points=_points(data["points"]),
        per=data.get("per", "event"),
        take=Take(take.get("which", "all"), take.get("within", "year"), take.get("from", 1), take.get("upto")),
        share=Share(share["split"], share.get("at_most", 0)) if share else None,
        cap=_maybe(data.get("cap")),
        floor=_maybe(data.get("floor")),
        only=frozenset(data.get("only", ())),
        by_hand=by_hand,
    )


def _match(data: dict[str, Any]) -> Match:
    where = {name: frozenset(_listed(values)) for name, values in data.get("where", {}).items()}
    line = Fraction(data["line"]) if "line" in data else None
    return Match(tuple(_listed(data["events"])), tuple(sorted(where.items(), key=lambda one: one[0])), line)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _points(data: Any) -> Points:
    if data == "amount":
        return "amount"
    if not isinstance(data, dict):
        return _centi(data)
    by = tuple(_listed(data["by"]))
    values: list[tuple[tuple[str, ...], int]] = []
    for key, value in data["values"].items():
        if isinstance(value, dict):
            values += [((str(key), str(second)), _centi(points)) for second, points in value.items()]
        else:
            values.append(((str(key),), _centi(value)))
    return Table(by, tuple(values), _centi(data.get("other", 0)))


def _gate(data: dict[str, Any]) -> Gate:
    needs = tuple(Need(tuple(map(_match, one.get("any_of", [one]))), one.get("at_least", 1)) for one in data["needs"])
    return Gate(data["code"], data["title"], needs, data["band"], frozenset(data.get("only", ())))


def _trigger(data: dict[str, Any]) -> Trigger:
    match = _match(data) if "events" in data else None
    return Trigger(
        data["code"],
        data["title"],
        data["advice"],
        data.get("years", 1),
        data.get("band", ""),
        match,
        data.get("times", 0),
    )
