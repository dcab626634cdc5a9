"""What a schema cannot say about a scheme: where its parts do not fit each other."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xieshang.duties.schemes.format import WORDS, Block, Item, Scheme, Table, Take

Where = tuple[Any, ...]
"""The path of a part of the document: ("blocks", 0, "items", 2, "cap")."""
Found = Iterator[tuple[Where, str]]


def faults_of(scheme: Scheme, data: dict[str, Any]) -> Found:
    """Every part that does not fit, with its path in the document and the reason."""
    yield from _codes(data)
    yield from _bands(data)
    yield from _named_bands(data, {band.code for band in scheme.bands})
    yield from _exemptions(scheme)
    if scheme.last_year is not None and scheme.last_year < scheme.first_year:
        yield ("valid", "until"), _("失效年份早于生效年份。")
    if scheme.cap is not None and scheme.floor is not None and scheme.cap < scheme.floor:
        yield ("total", "cap"), _("总分的上限低于下限。")
    yield from _under_one(scheme.items, scheme.cap, ("total", "cap"))
    yield from _out_of_reach(scheme, data)
    for index, block in enumerate(scheme.blocks):
        yield from _block(block, ("blocks", index))
    yield from _words(data, ())


def _codes(data: dict[str, Any]) -> Found:
    """Codes are names: one item, block, gate, band and trigger each."""
    for kind in ("blocks", "gates", "vetoes", "bands", "triggers"):
        yield from _twice(data.get(kind, []), lambda index, kind=kind: (kind, index, "code"))
    items = [
        (("blocks", at, "items", index, "code"), item["code"])
        for at, block in enumerate(data["blocks"])
        for index, item in enumerate(block["items"])
    ]
    seen: set[str] = set()
    for where, code in items:
        if code in seen:
            yield where, _("代码“%(code)s”用了两次，请换一个。") % {"code": code}
        seen.add(code)


def _twice(rows: list[dict[str, Any]], path: Any) -> Found:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row["code"] in seen:
            yield path(index), _("代码“%(code)s”用了两次，请换一个。") % {"code": row["code"]}
        seen.add(row["code"])


def _bands(data: dict[str, Any]) -> Found:
    """Each grade begins elsewhere, and the lowest takes in everybody."""
    seen: dict[float, str] = {}
    for index, band in enumerate(data["bands"]):
        if band["from"] in seen:
            words = {"title": band["title"], "other": seen[band["from"]]}
            yield ("bands", index, "from"), _("等次“%(title)s”和“%(other)s”重叠：从同一分数起算。") % words
        seen[band["from"]] = band["title"]
    floor = data.get("total", {}).get("floor", 0)
    if min(seen) > floor:
        yield ("bands",), _("最低的等次应从 %(floor)s 分起，否则有人没有等次。") % {"floor": floor}


def _under_one(items: Iterable[Item], cap: int | None, at: Where) -> Found:
    """A cap of several items that is below what one fact of one of them is worth."""
    for item in items:
        if cap is not None and item.most > cap:
            words = {"title": item.title, "points": item.most / 100}
            yield at, _("上限低于“%(title)s”一次所得的 %(points)s 分。") % words


def _out_of_reach(scheme: Scheme, data: dict[str, Any]) -> Found:
    """A grade that nobody reaches who does everything; where the lines go by months, who was there for one alone."""
    most, months = scheme.most, 1 if scheme.proration == "months" else 12
    for index, band in enumerate(data["bands"]):
        if most is not None and -(-round(band["from"] * 100) * months // 12) > most:
            words = {"title": band["title"], "least": band["from"], "most": most / 100}
            yield (
                ("bands", index, "from"),
                _("等次“%(title)s”从 %(least)s 分起，总分最多 %(most)s 分：没有人能达到。") % words,
            )


def _named_bands(data: dict[str, Any], codes: set[str]) -> Found:
    for kind in ("gates", "vetoes", "triggers"):
        for index, row in enumerate(data.get(kind, [])):
            if row.get("band") and row["band"] not in codes:
                yield (kind, index, "band"), _("没有代码为“%(band)s”的等次。") % {"band": row["band"]}


def _exemptions(scheme: Scheme) -> Found:
    """Exempt of what the scheme asks, and so that it changes something."""
    for index, ground in enumerate(scheme.exemptions):
        for code in sorted(ground.of - set(scheme.named)):
            yield ("exemptions", index, "of"), _("没有代码为“%(code)s”的项目或要求。") % {"code": code}
        for item in (one for one in scheme.items if one.code in ground.of):
            if not item.can_be_exempt:
                words = {"title": item.title}
                yield ("exemptions", index, "of"), _("免了“%(title)s”也不改变得分：请给这一项写上限。") % words


def _block(block: Block, at: Where) -> Found:
    if block.cap is not None and block.floor is not None and block.cap < block.floor:
        yield (*at, "cap"), _("上限低于下限。")
    if block.cap is not None and block.start > block.cap:
        yield (*at, "start"), _("起始分高于上限。")
    uncapped = [item for item in block.items if item.cap is None]
    yield from _under_one(uncapped, None if block.cap is None else block.cap - min(block.start, 0), (*at, "cap"))
    for index, item in enumerate(block.items):
        yield from _item(item, block, (*at, "items", index))


def _item(item: Item, block: Block, at: Where) -> Found:
    most, least = item.most, item.least
    if item.cap is not None and most > item.cap:
        yield (*at, "cap"), _("上限低于一次所得的 %(points)s 分。") % {"points": most / 100}
    if block.cap is not None and item.cap is not None and item.cap > block.cap - min(block.start, 0):
        yield (*at, "cap"), _("这一项的上限高于所在板块的上限。")
    if item.floor is not None and item.floor > 0:
        yield (*at, "floor"), _("一项的下限不能大于 0。")
    if item.cap is not None and item.cap < 0:
        yield (*at, "cap"), _("一项的上限不能小于 0。")
    if block.kind == "deduction" and most > 0:
        yield (*at, "points"), _("扣分板块里的分值应当是负数。")
    if block.kind == "bonus" and least < 0:
        yield (*at, "points"), _("奖励板块里的分值不能是负数。")
    if item.share is not None and least < 0:
        yield (*at, "share"), _("扣分不能分摊：请按人写明分值。")
    if item.points == "amount" and not item.by_hand:
        yield (*at, "points"), _("只有手工录入的项目（by_hand: true）才能按录入的分值计。")
    if item.points == "amount" and block.kind == "deduction":
        yield (*at, "points"), _("扣分板块不能按录入的分值计：录入的分值大于 0。")
    yield from _take(item.take, (*at, "take"))
    if isinstance(item.points, Table):
        yield from _table(item.points, at)


def _take(take: Take, at: Where) -> Found:
    if take.last is not None and take.last < take.first:
        yield at, _("到第几件（upto）小于从第几件起（from）：没有一次会计分。")
    if take.which == "all" and take.within == "subject":
        yield at, _("按每一件事取（within: subject）要写明怎么取（which）：只计一次（once）还是取最高（highest）。")
    if take.which != "all" and take.within == "year" and (take.first > 1 or take.last is not None):
        yield at, _("全年只取一次，不能再写从第几件起（from）或到第几件（upto）。")


def _words(data: Any, at: Where) -> Found:
    """Wherever facts are asked for: by words that they can say, and by a share that can be reached."""
    if isinstance(data, list):
        for index, one in enumerate(data):
            yield from _words(one, (*at, index))
    if not isinstance(data, dict):
        return
    if data.get("by_hand") is True:
        for word in ("events", "where", "line"):
            if word in data:
                yield (*at, word), _("手工录入的项目不写这一处（%(word)s）：录入时就选定了项目。") % {"word": word}
    if "line" in data and Fraction(data["line"]) > 1:
        yield (*at, "line"), _("比例不能大于 1。")
    for field, values in data.get("where", {}).items():
        yield from _known(field, values if isinstance(values, list) else [values], (*at, "where", field))
    if "by" in data:
        yield from _keys(data, at)
    for word, part in data.items():
        yield from _words(part, (*at, word))


def _keys(table: dict[str, Any], at: Where) -> Found:
    fields = table["by"] if isinstance(table["by"], list) else [table["by"]]
    for key, value in table["values"].items():
        yield from _known(fields[0], [str(key)], (*at, "values", key))
        if isinstance(value, dict) and len(fields) > 1:
            for second in value:
                yield from _known(fields[1], [str(second)], (*at, "values", key, second))


def _known(field: str, values: list[str], at: Where) -> Found:
    for value in values:
        if field in WORDS and value not in WORDS[field]:
            words = {"field": field, "value": value, "known": _("、").join(sorted(WORDS[field]))}
            yield at, _("“%(field)s”没有 %(value)s 这个值，可以是 %(known)s。") % words


def _table(table: Table, at: Where) -> Found:
    for keys, _points in table.values:
        if len(keys) != len(table.by):
            yield (
                (*at, "points", "values", keys[0]),
                _("by 写了 %(fields)s 个字段，这里的层数不同。") % {"fields": len(table.by)},
            )
