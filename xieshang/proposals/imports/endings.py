"""How past cases ended: their bureaus and their numbers, found in the assembly that takes them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Session
from xieshang.proposals import queries
from xieshang.proposals.imports.words import BUREAU, NUMBER
from xieshang.texts import tables
from xieshang.texts.tables import CellFault

if TYPE_CHECKING:
    from xieshang.proposals.imports.reading import Case


@dataclass(frozen=True, slots=True)
class Ending:
    """The bureau that replied, and the number that the case keeps in its session."""

    bureau: Bureau
    case_number: int


def endings_of(assembly: Assembly, cases: "Sequence[tuple[Case, Session]]") -> "dict[int, Ending | CellFault]":
    """For each closed case, by its row, how it ended, or what is wrong: two queries, none where none has ended."""
    ended = [(case, session) for case, session in cases if case.outcome is not None]
    if not ended:
        return {}
    bureaus = {name: one for one in Bureau.objects.filter(assembly=assembly) for name in (one.short_name, one.name)}
    taken = queries.case_numbers({session.pk for _case, session in ended})
    return {case.row: found for case, found in _found(ended, bureaus, taken)}


def _found(
    ended: "list[tuple[Case, Session]]", bureaus: dict[str, Bureau], taken: set[tuple[int, int]]
) -> "Iterator[tuple[Case, Ending | CellFault]]":
    for case, session in ended:
        if case.outcome is None:
            continue
        bureau, number = bureaus.get(case.outcome.bureau), number_in(case.number)
        if bureau is None:
            yield case, _unknown(case, list(bureaus))
        elif number is None:
            said = _("“%(number)s”的结尾不是数字。") % {"number": case.number}
            yield case, case.fault(NUMBER, said, _("已办结的提案要有案号，如 0012 或 2019-0012。"))
        elif (session.pk, number) in taken:
            said = _("%(session)s已经有第 %(number)s 号提案。") % {"session": session, "number": number}
            yield case, case.fault(NUMBER, said, _("请核对案号；如果是同一件，请用原来的来源名称。"))
        else:
            taken.add((session.pk, number))
            yield case, Ending(bureau, number)


def number_in(written: str) -> int | None:
    """The case number at the end of what a file calls a case: 12 of "2019-0012" and of "第12号"."""
    plain = written.strip().removesuffix("号")
    digits = plain[len(plain.rstrip("0123456789")) :]
    return int(digits) if digits and len(digits) <= 9 and int(digits) > 0 else None


def _unknown(case: "Case", known: list[str]) -> CellFault:
    name = case.outcome.bureau if case.outcome else ""
    close = tables.nearest(name, known)
    cure = _("是否指“%(name)s”？") % {"name": close} if close else ""
    return case.fault(
        BUREAU, _("没有“%(name)s”这个承办单位。") % {"name": name}, cure + _("请先设立这个单位，或改正写法。")
    )
