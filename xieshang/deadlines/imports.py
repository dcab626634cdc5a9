"""A year's arrangement of holidays from a table that an operator typed off the notice."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from xieshang.deadlines.days import Day
from xieshang.spine.rule import Refused
from xieshang.texts import tables

COLUMNS = ("日期", "上班", "名称")
LONGEST_NAME = 40
_WORKING = {"是": True, "否": False}


def read_days(data: bytes) -> list[Day]:
    """The days of a csv file (UTF-8 or GBK) with the columns 日期, 上班 (是 or 否) and 名称.

    Raises `Refused` with one line for each bad cell, naming row, column and cure; then none is read.
    """
    rows = list(csv.DictReader(io.StringIO(_text(data))))
    missing = [column for column in COLUMNS if not rows or column not in rows[0]]
    if missing:
        raise Refused(_("缺少的列：%(columns)s。第一行应为“日期,上班,名称”。") % {"columns": "、".join(missing)})
    faults = [fault for number, row in enumerate(rows, start=2) for fault in _faults(number, row)]
    faults += _repeated(rows)
    if faults:
        raise Refused("\n".join(faults))
    return [Day(date.fromisoformat(row["日期"]), _WORKING[row["上班"]], row["名称"]) for row in rows]


def _text(data: bytes) -> str:
    try:
        return tables.decoded(data)
    except tables.Unreadable:
        raise Refused(_("文件不是文本。请从表格软件另存为 csv 文件。")) from None


def _faults(number: int, row: dict[str, str]) -> Iterator[str]:
    checks = {
        "日期": (_is_date, _("应为“2027-01-01”这样的日期")),
        "上班": (_WORKING.__contains__, _("应填“是”或“否”")),
        "名称": (lambda name: 0 < len(name) <= LONGEST_NAME, _("应填节日的名称，不超过 40 个字")),
    }
    for column, (is_right, cure) in checks.items():
        if not is_right(row[column] or ""):
            cell = {"row": number, "column": column, "cure": cure, "value": row[column] or ""}
            yield _("第 %(row)d 行“%(column)s”：%(cure)s，现在是“%(value)s”。") % cell


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _repeated(rows: list[dict[str, str]]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        first = seen.setdefault(row["日期"], number)
        if first != number:
            names = {"row": number, "first": first, "day": row["日期"]}
            yield _("第 %(row)d 行“日期”：%(day)s 已经在第 %(first)d 行出现，请只留一行。") % names
