"""The roll from a file: all of it or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext as _

from xieshang.accounts import actions as accounts
from xieshang.members import events, imports, queries, rules
from xieshang.members.actions import roll
from xieshang.members.imports import Change, Plan, RollRow
from xieshang.members.models import Member, Term
from xieshang.spine.action import action
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused


@action(rules.may_import_roll)
def import_roll(term: Term, *, by: rules.By, rows: Sequence[RollRow], on: date) -> Plan:
    """Bring the roll of a term, as of a day, in line with the rows of a file; what was done, as a plan.

    Planned anew under the term's lock, so that of two imports at once the second finds the work
    done. Refused, with nothing written, where a row does not fit the roll as it is now. Members
    whom the file does not name stay. Not in a batch.
    """
    plan = imports.plan(term, rows, on=on)
    if plan.faults:
        raise Refused(_("名册在预览之后有了变化。%(fault)s") % {"fault": plan.faults[0]})
    with _refusing_what_others_took():
        current = {change.row.row: _moved(change, by, on) for change in plan.changes}
        _write(term, plan, current, by, on)
    events.ROLL_IMPORTED.record(
        term, by, admitted=len(plan.additions), changed=len(plan.changes), unchanged=plan.unchanged
    )
    return plan


@contextmanager
def _refusing_what_others_took() -> Iterator[None]:
    """Somebody may enter the same phone number elsewhere in the same moment; then nothing is written."""
    try:
        yield
    except (IntegrityError, Refused) as fault:
        if not isinstance(fault.__cause__ if isinstance(fault, Refused) else fault, IntegrityError):
            raise
        raise Refused(_("有人正在登记同样的手机号或委员证号。请重新预览后再导入。")) from None


def _moved(change: Change, by: rules.By, on: date) -> Member:
    """The member's row of the roll, the new one where sector or committee change."""
    if not change.moves:
        return change.member
    return roll.transfer(change.member, by=by, on=on, sector=change.row.sector, committee=change.row.committee)


def _write(term: Term, plan: Plan, current: dict[int, Member], by: rules.By, on: date) -> None:
    corrected = Member.objects.filter(pk__in=[member.pk for member in current.values()])
    numbers = free_numbers(term, plan)
    known = [plan.people[row.phone] for row in plan.additions if row.phone in plan.people]
    having = queries.holding_role(known, term.assembly.scope, roll.ROLE, on=on)
    with batch(corrected.select_related("assembly__scope", "term", "sector", "committee")):
        for change in plan.changes:
            if change.facts:
                roll.correct(current[change.row.row], by=by, facts=change.facts)
        fresh = [new_member(term, plan, row, on, row.number or next(numbers)) for row in plan.additions]
        for member in fresh:  # once all accounts are made, which are written before the members they belong to
            roll.admit(member, by=by, with_role=member.person_id not in having)


def new_member(term: Term, plan: Plan, row: RollRow, on: date, number: str) -> Member:
    """The row of the roll for a person, who gets an account where there is none.

    The account follows from the membership, which names whoever entered it.
    """
    assembly = term.assembly
    particulars = accounts.Particulars(row.name, row.phone)
    person = plan.people.get(row.phone) or accounts.enter(assembly.scope, by=None, particulars=particulars)
    return Member(
        assembly=assembly,
        term=term,
        person=person,
        number=number,
        sector=row.sector,
        committee=row.committee,
        name=row.name,
        from_on=on,
        **row.facts,
    )


def free_numbers(term: Term, plan: Plan) -> Iterator[str]:
    """Numbers after the highest that was ever given in the term or stands in the file."""
    taken = {*queries.numbers_of(term), *(row.number for row in plan.additions)}
    last = max((int(number) for number in taken if number.isdecimal()), default=0)
    while True:
        last += 1
        yield f"{last:04d}"
