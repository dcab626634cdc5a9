"""Objections: raised by the member, answered with a reason."""

from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.duties import events, rules
from xieshang.duties.actions.years import in_open_year
from xieshang.duties.models import Credit, Objection
from xieshang.duties.states import OBJECTION_LIFE
from xieshang.members.models import Member
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused


@action(rules.may_object)
def raise_objection(member: Member, *, by: Person, year: int, text: str, entry: int | None = None) -> Objection:
    """A line counts wrong (`entry` names it), or something is missing (None)."""
    if not text.strip():
        raise Refused(_("请写明哪里不对、应当怎样。"), field="text")
    if entry is not None and not Credit.objects.filter(entry=entry, person=member.person_id).exists():
        raise Refused(_("这条记录不在您的履职档案里。"), field="entry")
    in_open_year(member.assembly, year)
    made = Objection.objects.create(assembly=member.assembly, member=member, year=year, entry=entry, text=text.strip())
    events.OBJECTED.record(made, by, year=year, entry=entry or 0)
    return made


@action(rules.may_answer_objection)
def uphold_objection(objection: Objection, *, by: Person, answer: str) -> Objection:
    """The member is right; what is put right is an entry of its own, where it was recorded."""
    return _answered(objection, by, answer, "uphold_objection", events.UPHELD)


@action(rules.may_answer_objection)
def dismiss_objection(objection: Objection, *, by: Person, answer: str) -> Objection:
    """It counts as it stands, for this reason."""
    return _answered(objection, by, answer, "dismiss_objection", events.DISMISSED)


def _answered(objection: Objection, by: Person, answer: str, move: str, event: Event[Any]) -> Objection:
    if not answer.strip():
        raise Refused(_("请写明理由，委员会看到。"), field="answer")
    OBJECTION_LIFE.advance(objection, move)
    objection.answer, objection.answered_by, objection.answered_at = answer.strip(), by, clock.now()
    keep(objection)
    event.record(objection, by, year=objection.year, reason=objection.answer)
    return objection


@action(rules.may_withdraw_objection)
def withdraw_objection(objection: Objection, *, by: Person) -> Objection:
    """The member no longer objects."""
    OBJECTION_LIFE.advance(objection, "withdraw_objection")
    keep(objection)
    events.WITHDRAWN.record(objection, by, year=objection.year)
    return objection
