"""What an assembly begins with, read from a document (TOML): itself, those below it, its term, sessions, sectors and
special committees. `EXAMPLE` is such a document, which says what each part is for. Nothing here writes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from xieshang.members.states import Level
from xieshang.texts.tables import Unreadable

EXAMPLE: Final = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_OF_A_NAME = 60


class Fault(NamedTuple):
    """What is wrong with one part of the document, and the cure; `at` is its path: ``session 2 / opens``."""

    at: str
    message: str


@dataclass(frozen=True, slots=True)
class Held:
    """A plenary session and the year of work that it opens."""

    number: int
    year: int
    opens_on: date
    closes_on: date
    from_on: date
    until_on: date | None


@dataclass(slots=True)
class Beginning:
    """All of the document. `below` and the rest are in its order; `below` has names by codes."""

    code: str = ""
    name: str = ""
    level: str = ""
    parent: str = ""
    below: dict[str, str] = field(default_factory=dict)
    sectors: list[str] = field(default_factory=list)
    committees: list[str] = field(default_factory=list)
    term: int = 0
    from_on: date = date.min
    until_on: date | None = None
    sessions: list[Held] = field(default_factory=list)


def read_beginning(text: str) -> tuple[Beginning, list[Fault]]:
    """The document's beginning, and every fault that it has; with one of them, the beginning is not whole.

    Unreadable, with the line, where it is no TOML at all.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(_("文件不是 TOML 的写法：%(fault)s。请对照 --example 的样子改。") % {"fault": error}) from None
    faults: list[Fault] = []
    return _read(_Part(document, "", faults)), faults


def _read(top: "_Part") -> Beginning:
    term = top.part("term")
    beginning = Beginning(
        code=top.code("code"),
        name=top.name("name"),
        level=top.choice("level", list(Level.values)),
        parent=top.take("parent", str) or "",
        sectors=top.names("sectors"),
        committees=top.names("committees"),
        term=term.number("number", 1, 60),
        from_on=term.day("from"),
        until_on=term.take("until", date),
    )
    for each in top.parts("below"):
        code = each.code("code")
        if code in {beginning.code, *beginning.below}:
            each.fault("code", _("这个代码写了两次，请另取一个。"))
        beginning.below[code] = each.name("name")
        each.refuse_others()
    beginning.sessions = list(_sessions(top, beginning))
    _judge(top, beginning)
    term.refuse_others()
    top.refuse_others()
    return beginning


def _sessions(top: "_Part", beginning: Beginning) -> Iterator[Held]:
    parts = top.parts("session")
    if not parts:
        top.fault("session", _("请写上至少一次全体会议（[[session]]）。"))
    for each in parts:
        held = Held(
            number=each.number("number", 1, 60),
            year=each.number("year", 1949, 2200),
            opens_on=each.day("opens"),
            closes_on=each.day("closes"),
            from_on=each.day("from"),
            until_on=each.take("until", date),
        )
        _judge_session(each, held, beginning)
        each.refuse_others()
        yield held


def _judge_session(part: "_Part", held: Held, beginning: Beginning) -> None:
    """Days that are not written, which are told already, are not judged."""
    if date.min < held.closes_on < held.opens_on:
        part.fault("closes", _("闭幕不能早于开幕。"))
    if held.until_on is not None and held.until_on <= held.from_on:
        part.fault("until", _("应晚于 from 的那一天。"))
    is_after = beginning.until_on is not None and held.opens_on >= beginning.until_on
    if date.min < held.opens_on < beginning.from_on or is_after:
        part.fault("opens", _("不在本届任期之内，请核对日期。"))


def _judge(top: "_Part", beginning: Beginning) -> None:
    if beginning.until_on is not None and beginning.until_on <= beginning.from_on:
        top.fault("term / until", _("应晚于 from 的那一天。"))
    for key, values in (("sectors", beginning.sectors), ("committees", beginning.committees)):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            top.fault(key, _("“%(name)s”写了两次，请去掉一个。") % {"name": twice[0]})
    if beginning.below and beginning.level == Level.COUNTY:
        top.fault("below", _("县级政协没有下一级，请去掉 below。"))


class _Part:
    """A table of the document, read key by key; what is wrong with it is noted, and reading goes on."""

    def __init__(self, table: Mapping[str, Any], at: str, faults: list[Fault]) -> None:
        self.table, self.at, self.faults = table, at, faults
        self.read: list[str] = []

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a key."""
        self.faults.append(Fault(f"{self.at} / {key}" if self.at else key, message))

    def take(self, key: str, kind: type[Any], *, needed: bool = False) -> Any:
        """The value of a key where it is of this kind; else None and a fault, or None alone for what may be missing."""
        self.read.append(key)
        value = self.table.get(key)
        if value is None:
            if needed:
                self.fault(key, _("这一项没有写，请补上。"))
        elif type(value) is kind:
            return value
        else:
            self.fault(key, _("应为%(kind)s，请照 --example 的样子写。") % {"kind": _kinds()[kind]})
        return None

    def day(self, key: str) -> date:
        """A day; the first of all days where none is written."""
        return self.take(key, date, needed=True) or date.min

    def number(self, key: str, least: int, most: int) -> int:
        """A whole number between two others."""
        number: int | None = self.take(key, int, needed=True)
        if number is not None and not least <= number <= most:
            self.fault(key, _("应在 %(least)d 和 %(most)d 之间。") % {"least": least, "most": most})
        return number or 0

    def name(self, key: str) -> str:
        """A name in one line, no longer than the product keeps."""
        return self._named(key, self.take(key, str, needed=True))

    def _named(self, key: str, value: str | None) -> str:
        name = " ".join((value or "").split())
        if value is not None and not 0 < len(name) <= MOST_OF_A_NAME:
            self.fault(key, _("名称要有 1 到 %(most)d 个字。") % {"most": MOST_OF_A_NAME})
        return name

    def names(self, key: str) -> list[str]:
        """A list of names, of which there is at least one."""
        listed = self.take(key, list, needed=True)
        if listed == [] or any(not isinstance(one, str) for one in listed or ()):
            self.fault(key, _("应为带引号的名称，一个以上，用逗号隔开。"))
            return []
        return [self._named(key, one) for one in listed or ()]

    def code(self, key: str) -> str:
        """A code, as it stands in addresses."""
        code: str | None = self.take(key, str, needed=True)
        if code is not None and not (CODE.fullmatch(code) and len(code) <= 50):
            self.fault(key, _("代码只能有小写字母、数字和连字符，最多 50 个。"))
        return code or ""

    def choice(self, key: str, choices: list[str]) -> str:
        """One of these words."""
        word: str | None = self.take(key, str, needed=True)
        if word is not None and word not in choices:
            self.fault(key, _("只能是其中一个：%(choices)s。") % {"choices": _("、").join(choices)})
        return word or ""

    def part(self, key: str) -> "_Part":
        """A table within; where it is missing, that is told once."""
        table = self.take(key, dict, needed=True)
        return _Part(table or {}, key, [] if table is None else self.faults)

    def parts(self, key: str) -> list["_Part"]:
        """The tables of a list, numbered from 1 in what is said of them."""
        listed = self.take(key, list) or []
        if any(not isinstance(one, dict) for one in listed):
            self.fault(key, _("请照 --example 的样子写。"))
            return []
        return [_Part(one, f"{key} {number}", self.faults) for number, one in enumerate(listed, start=1)]

    def refuse_others(self) -> None:
        """What nobody has asked for is a slip of the pen."""
        for key in self.table.keys() - self.read:
            self.fault(key, _("没有这一项；可以写的有：%(keys)s。") % {"keys": _("、").join(self.read)})


def _kinds() -> dict[type[Any], str]:
    return {
        str: _("带引号的文字"),
        int: _("整数"),
        date: _("日期，如 2022-01-01"),
        list: _("方括号里的一列"),
        dict: _("一段"),
    }
