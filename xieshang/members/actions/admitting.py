"""One person entered on the roll by hand, as the import of a file does with many."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext as _

from xieshang.members import imports, queries, rules
from xieshang.members.actions import roll
from xieshang.members.actions.importing import free_numbers, new_member
from xieshang.members.imports import RollRow
from xieshang.members.imports.reading import KNOWN
from xieshang.members.models import Member, Organ, Sector, Term
from xieshang.spine.action import action
from xieshang.spine.rule import Refused
from xieshang.texts.tables import CellFault


@action(rules.may_import_roll)
def admit_person(
    term: Term,
    *,
    by: rules.By,
    on: date,
    name: str,
    phone: str,
    sector: Sector,
    committee: Organ,
    number: str = "",
    facts: Mapping[str, str],
) -> Member:
    """Enter a person on the roll of a term from a day on, known by the phone number; who has no account gets one.

    An empty `number` becomes the next free one. `facts` are further fields of `Member`. Refused for who is on
    the roll already, and where phone or number are somebody else's. Not in a batch.
    """
    row = RollRow(1, {}, name, phone, sector, committee, number, facts)
    plan = imports.plan(term, [row], on=on)
    if plan.faults:
        fault = plan.faults[0]
        raise Refused(f"{fault.message}{fault.cure}", field=_field_of(fault))
    if not plan.additions:
        raise Refused(_("这位委员已在名册上；要调整界别、专委会的，请到其页面。"), field="phone")
    known = [plan.people[phone]] if phone in plan.people else []
    has_role = bool(queries.holding_role(known, term.assembly.scope, roll.ROLE, on=on))
    try:
        member = new_member(term, plan, row, on, number or next(free_numbers(term, plan)))
        return roll.admit(member, by=by, with_role=not has_role)
    except IntegrityError:
        raise Refused(_("有人正在登记同样的手机号或委员证号，请稍后再试。")) from None


def _field_of(fault: CellFault) -> str:
    return "number" if fault.column == str(KNOWN["number"].label) else "phone"
