"""A roll's file, read cell by cell: clean rows, and a fault for every cell that is not right."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.contacts import normal_phone
from xieshang.members import queries
from xieshang.members.imports import words
from xieshang.members.models import Member, Organ, Sector, Term
from xieshang.texts import names, tables
from xieshang.texts.tables import CellFault, Heading, Row, Table

MUST = ("name", "phone", "sector", "committee")
LABELS = {
    "name": gettext_lazy("姓名"),
    "gender": gettext_lazy("性别"),
    "ethnicity": gettext_lazy("民族"),
    "born": gettext_lazy("出生"),
    "party": gettext_lazy("党派"),
    "phone": gettext_lazy("手机号"),
    "sector": gettext_lazy("界别"),
    "committee": gettext_lazy("专委会"),
    "workplace": gettext_lazy("单位及职务"),
    "number": gettext_lazy("委员证号"),
    "note": gettext_lazy("备注"),
}
HEADINGS = [
    Heading(key, label, tuple(words.HEADINGS[key].split()), required=key in MUST) for key, label in LABELS.items()
]
KNOWN = {heading.key: heading for heading in HEADINGS}

GUESSES = 500  # words that are not known are compared with all that are, which takes its time

_NUMBER = re.compile(r"[0-9A-Za-z-]{1,20}")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person of the file, clean. `facts` are the fields that the file gives; a blank cell gives none.

    `columns` are the headings as the file has them, by our keys.
    """

    row: int
    columns: Mapping[str, str]
    name: str
    phone: str
    sector: Sector
    committee: Organ
    number: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class Reading:
    """What was read: rows without a fault, the faults of the others, and headings that were of no use."""

    table: Table
    rows: list[RollRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


class Wrong(NamedTuple):
    """What is wrong with a cell, and the cure."""

    message: str
    cure: str


def read(data: bytes, name: str, term: Term, *, on: date) -> Reading:
    """The rows of a file for a term, with the committees of a day; raises `tables.Unreadable`."""
    reading = Reading(tables.read(data, name, HEADINGS))
    reader = _Reader(reading, term, on)
    for row in reading.table.rows:
        reader.take(row)
    _fault_repeated(reading, "phone")
    _fault_repeated(reading, "number")
    reading.faults.sort(key=lambda fault: fault.row)
    return reading


class _Reader:
    """Reads rows against the sectors and committees there are."""

    def __init__(self, reading: Reading, term: Term, on: date) -> None:
        self.reading = reading
        self.on = on
        self.guesses: dict[tuple[str, str], str | None] = {}
        sectors = _by_name(queries.sectors_of(term), words.SECTOR_ENDING)
        committees = _by_name(queries.committees_of(term.assembly, on=on), words.COMMITTEE_ENDING)
        self.readers: dict[str, Callable[[str], Any]] = {
            "name": _name,
            "phone": _phone,
            "gender": _gender,
            "ethnicity": lambda text: words.people(text) or self._unknown(text, words.PEOPLES, _("没有这个民族。")),
            "party": lambda text: words.PARTY_OF.get(text) or self._unknown(text, words.PARTIES, _("没有这个党派。")),
            "born": self._born,
            "workplace": lambda text: _short(text, "workplace"),
            "note": lambda text: _short(text, "note"),
            "number": _number,
            "sector": lambda text: self._known(text, sectors, _("没有这个界别。")),
            "committee": lambda text: self._known(text, committees, _("没有这个专委会。")),
        }

    def take(self, row: Row) -> None:
        """Read one row: it becomes a clean row, or faults."""
        clean: dict[str, Any] = {}
        faults = []
        for heading in HEADINGS:
            value = self._cell(row, heading.key)
            if isinstance(value, Wrong):
                faults.append(self.reading.table.fault(row, heading, *value))
            elif value is not None:
                clean[heading.key] = value
        self.reading.faults += faults
        if not faults:
            self.reading.rows.append(_roll_row(row.number, self.reading.table.columns, clean))

    def _cell(self, row: Row, key: str) -> Any:
        """The value, None for a blank cell that may be blank, or what is wrong."""
        if row[key]:
            return self.readers[key](row[key])
        return Wrong(_("没有填写。"), _("请填写这一格。")) if key in MUST else None

    def _born(self, text: str) -> str | Wrong:
        born = words.born(text)
        if born is None or not 1900 <= int(born[:4]) <= self.on.year - 18:
            return Wrong(_("“%(text)s”不是出生日期。") % {"text": text}, _("请写成 1968-05-12 或 1968-05。"))
        return born

    def _known(self, text: str, known: Mapping[str, Any], message: str) -> Any:
        plain = "".join(text.split())
        return known.get(plain) or self._unknown(plain, dict.fromkeys(t.name for t in known.values()), message)

    def _unknown(self, text: str, known: Iterable[str], message: str) -> Wrong:
        """A word that is not known: which was meant, or which there are."""
        asked = (message, text)
        if asked not in self.guesses and len(self.guesses) < GUESSES:
            self.guesses[asked] = tables.nearest(text, list(known), sound=names.spelling)
        if close := self.guesses.get(asked):
            cure = _("是否指“%(name)s”？请改成名册上的写法。") % {"name": close}
        else:
            cure = _("请改成这些写法之一：%(names)s。") % {"names": _("、").join(known)}
        return Wrong(_("“%(text)s”：") % {"text": text[:20]} + message, cure)


def _roll_row(row: int, columns: Mapping[str, str], clean: dict[str, Any]) -> RollRow:
    named = {key: clean.pop(key) for key in MUST}
    return RollRow(row=row, columns=columns, number=clean.pop("number", ""), facts=clean, **named)


def _name(text: str) -> str | Wrong:
    name = words.name(text)
    if name and len(name) <= _limit("name"):
        return name
    return Wrong(_("“%(text)s”不像一个人的姓名。") % {"text": text[:20]}, _("请只写一个人的姓名。"))


def _limit(key: str) -> int:
    text: Field[Any, Any] = Member._meta.get_field(key)  # type: ignore[assignment]
    return text.max_length or 0


def _phone(text: str) -> str | Wrong:
    cure = _("请写 11 位数字的手机号；境外号码以 + 和国家代码开头。")
    if _SCIENTIFIC.fullmatch(text):
        return Wrong(_("手机号被表格软件改成了科学记数，末几位已丢失。"), _("请把这一列设为文本格式后重新填写。"))
    return normal_phone(text) or Wrong(_("“%(text)s”不是手机号。") % {"text": text[:20]}, cure)


def _gender(text: str) -> str | Wrong:
    found = words.GENDERS.get(text)
    return found.value if found else Wrong(_("“%(text)s”不是性别。") % {"text": text[:20]}, _("请写“男”或“女”。"))


def _number(text: str) -> str | Wrong:
    if _NUMBER.fullmatch(text):
        return text
    return Wrong(_("“%(text)s”不是委员证号。") % {"text": text[:20]}, _("请只用数字、字母和短横，最多 20 个。"))


def _short(text: str, key: str) -> str | Wrong:
    line, limit = " ".join(text.split()), _limit(key)
    if len(line) <= limit:
        return line
    message = _("有 %(length)d 个字，最多 %(limit)d 个。") % {"length": len(line), "limit": limit}
    return Wrong(message, _("请缩短这一格。"))


def _by_name(things: Any, ending: str) -> dict[str, Any]:
    """Name → thing, for the full name, the name without its usual ending, and the code."""
    found: dict[str, Any] = {}
    for thing in things:
        for way in (thing.code, thing.name.removesuffix(ending), thing.name):
            found[way] = thing
    return found


def _fault_repeated(reading: Reading, key: str) -> None:
    """A phone number or a card's number that stands twice in the file is wrong the second time."""
    first: dict[str, int] = {}
    for row in list(reading.rows):
        value = getattr(row, key)
        if value and value in first:
            message = _("与第 %(row)d 行相同。") % {"row": first[value]}
            cure = _("请核对两行，改正或删去一行。")
            column = row.columns.get(key, str(KNOWN[key].label))
            reading.faults.append(CellFault(row.row, column, message, cure))
        first.setdefault(value, row.row)
