"""What is added to an assembly in the middle of a term: a sector, a special committee; and a sector's name."""

from collections.abc import Collection
from datetime import date
from itertools import count

from django.utils.translation import gettext as _

from xieshang.members import events, queries, rules
from xieshang.members.actions.founding import form_organ, form_sector
from xieshang.members.models import Assembly, Organ, Sector, Term
from xieshang.members.states import OrganKind
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_add_sector)
def add_sector(term: Term, *, by: rules.By, name: str) -> Sector:
    """Set one more sector for a term, after those that it has. Refused where it has one of this name."""
    there = list(queries.sectors_of(term))
    _refuse_twice(name, there)
    code = _free("s", {sector.code for sector in there}, len(there))
    return form_sector(Sector(term=term, code=code, name=name, position=_last(there)), by=by)


@action(rules.may_rename_sector, first="term")
def rename_sector(sector: Sector, *, by: rules.By, name: str) -> Sector:
    """Call a sector otherwise, for the whole of its term. Refused where another one of the term is called so."""
    if name == sector.name:
        raise Refused(_("名称没有改动，请写新的名称。"), field="name")
    _refuse_twice(name, queries.sectors_of(sector.term))
    before, sector.name = sector.name, name
    keep(sector)
    events.SECTOR_RENAMED.record(sector, by, name=name, before=before)
    return sector


@action(rules.may_keep_roll)
def add_committee(assembly: Assembly, *, by: rules.By, name: str, from_on: date) -> Organ:
    """Set up one more special committee from a day on. Refused where one of this name lasts on that day or later."""
    every = list(Organ.objects.filter(assembly=assembly))
    _refuse_twice(name, [organ for organ in every if organ.until_on is None or organ.until_on > from_on])
    code = _free("c", {organ.code for organ in every}, len(every))
    kind = OrganKind.COMMITTEE
    fresh = Organ(assembly=assembly, kind=kind, code=code, name=name, position=_last(every), from_on=from_on)
    return form_organ(fresh, by=by)


def _refuse_twice(name: str, there: Collection[Sector | Organ]) -> None:
    if any(one.name == name for one in there):
        raise Refused(_("已经有“%(name)s”，请换一个名称。") % {"name": name}, field="name")


def _free(letter: str, taken: Collection[str], after: int) -> str:
    """A code that none has yet; `begin` counts them in the same way."""
    return next(code for number in count(after + 1) if (code := f"{letter}{number:02}") not in taken)


def _last(there: Collection[Sector | Organ]) -> int:
    return max((one.position for one in there), default=0) + 1
