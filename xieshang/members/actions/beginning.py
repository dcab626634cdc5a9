"""Setting up all that an assembly begins with, as its document says: all of it or nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.members import rules
from xieshang.members.actions.founding import convene, establish, form_organ, form_sector, open_term
from xieshang.members.imports.beginning import Beginning
from xieshang.members.models import Assembly, Organ, Sector, Session, Term
from xieshang.members.states import Level, OrganKind
from xieshang.spine.rule import Refused

BELOW = {Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY}


def begin(beginning: Beginning, *, by: rules.By) -> Term:
    """Establish the assembly and those below it that are not there yet, and open its first term with all that it has.

    Refused where it has a term already, or where its code is another's.
    """
    with transaction.atomic():
        assembly = _assembly(beginning, by)
        for code, name in beginning.below.items():
            if not Assembly.objects.filter(code=code).exists():
                level = BELOW[Level(beginning.level)]
                establish(Assembly(code=code, name=name, level=level, parent=assembly), by=by)
        term = Term(assembly=assembly, number=beginning.term, from_on=beginning.from_on, until_on=beginning.until_on)
        open_term(term, by=by)
        _furnish(term, beginning, by)
    return term


def _assembly(beginning: Beginning, by: rules.By) -> Assembly:
    parent = _parent(beginning.parent)
    meant = Assembly(code=beginning.code, name=beginning.name, level=beginning.level, parent=parent)
    there = Assembly.objects.filter(code=meant.code).first()
    if there is None:
        return establish(meant, by=by)
    if any(getattr(there, name) != getattr(meant, name) for name in ("name", "level", "parent_id")):
        words = {"code": there.code, "assembly": there.name}
        raise Refused(_("代码 %(code)s 已经是%(assembly)s，名称、层级和上级要与它一致，或者另取代码。") % words)
    if there.terms.exists():
        raise Refused(_("%(assembly)s已经有届次；下一届和新的会议在“历届”页面上设立。") % {"assembly": there.name})
    return there


def _parent(code: str) -> Assembly | None:
    parent = Assembly.objects.filter(code=code).first() if code else None
    if code and parent is None:
        raise Refused(_("没有代码为 %(code)s 的上级政协，请先设立它，或者去掉 parent。") % {"code": code})
    return parent


def _furnish(term: Term, beginning: Beginning, by: rules.By) -> None:
    """Sectors, special committees and sessions, in the order of the document."""
    for position, name in enumerate(beginning.sectors, start=1):
        form_sector(Sector(term=term, code=f"s{position:02}", name=name, position=position), by=by)
    for position, name in enumerate(beginning.committees, start=1):
        form_organ(
            Organ(
                assembly=term.assembly,
                kind=OrganKind.COMMITTEE,
                code=f"c{position:02}",
                name=name,
                position=position,
                from_on=term.from_on,
            ),
            by=by,
        )
    for held in beginning.sessions:
        convene(
            Session(
                assembly=term.assembly,
                term=term,
                number=held.number,
                year=held.year,
                opens_on=held.opens_on,
                closes_on=held.closes_on,
                from_on=held.from_on,
                until_on=held.until_on,
            ),
            by=by,
        )
