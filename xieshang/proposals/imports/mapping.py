"""Which column of an old file is which field: as it was remembered, as the clerk says, or by its usual name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.proposals.imports.words import BODY, HEADINGS, KNOWN, NEEDED, PARTS, SUGGESTIONS
from xieshang.texts import tables
from xieshang.texts.tables import Heading, Unreadable

Mapped = Mapping[str, str]
"""The name of the column of each field that the file has."""


@dataclass(frozen=True, slots=True)
class Exactly(Heading):
    """A column that is called so and nothing else."""

    def is_called(self, written: str) -> bool:
        """Is this the very name?"""
        return written.strip() == str(self.label)


def columns_of(data: bytes, name: str) -> list[str]:
    """The names of a file's columns, in order; raises `Unreadable`."""
    return tables.columns(data, name, HEADINGS)


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """The fields whose columns bear one of their usual names; a column is taken once."""
    found: dict[str, str] = {}
    for heading in HEADINGS:
        column = next((one for one in columns if heading.is_called(one) and one not in found.values()), None)
        if column is not None:
            found[heading.key] = column
    return found


def faults_of(mapped: Mapped, columns: Sequence[str]) -> dict[str, str]:
    """What is wrong with a mapping, by field: unknown, named twice, or missing."""
    faults: dict[str, str] = {}
    for key, column in mapped.items():
        others = [str(KNOWN[one].label) for one in mapped if one != key and mapped[one] == column and one in KNOWN]
        if key not in KNOWN:
            faults[key] = _("没有“%(field)s”这一项。可以对应的有：%(fields)s。") % {
                "field": key,
                "fields": _("、").join(KNOWN),
            }
        elif column not in columns:
            faults[key] = _("文件里没有“%(column)s”这一列。") % {"column": column}
        elif others:
            said = _("“%(column)s”一列已经用作%(other)s，一列只能用一次。")
            faults[key] = said % {"column": column, "other": _("、").join(others)}
    for heading in NEEDED:
        if heading.key not in mapped:
            faults.setdefault(heading.key, _("请说明哪一列是%(field)s。") % {"field": heading.label})
    if not any(heading.key in mapped for heading in (BODY, *PARTS)):
        faults.setdefault(BODY.key, _("请说明哪一列是正文，或者情况、分析、建议各是哪一列。"))
    return faults


def headings_for(data: bytes, name: str, mapped: Mapped | None) -> list[Heading]:
    """What to look for in a file; raises `Unreadable` where the mapping does not fit it."""
    columns = columns_of(data, name)
    if mapped is None:
        in_parts = any(map(SUGGESTIONS.is_called, columns))
        return [
            Heading(BODY.key, BODY.label, BODY.aliases, required=not in_parts) if h is BODY else h for h in HEADINGS
        ]
    if faults := faults_of(mapped, columns):
        raise Unreadable("".join(faults.values()))
    return [Exactly(key, column) for key, column in mapped.items()]
