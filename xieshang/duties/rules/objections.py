"""Rules of objections."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Objection
from xieshang.duties.states import OBJECTION_LIFE, ObjectionState
from xieshang.members.models import Member
from xieshang.spine.rule import ALLOWED, Verdict, refuse


def may_object(actor: Person | Visitor, member: Member) -> Verdict:
    """The member themself."""
    if actor.pk is not None and actor.pk == member.person_id:
        return ALLOWED
    return refuse(_("异议由委员本人提出。"))


def may_withdraw_objection(actor: Person | Visitor, objection: Objection) -> Verdict:
    """The same, until it is answered."""
    verdict = may_object(actor, objection.member)
    return OBJECTION_LIFE.may(objection, "withdraw_objection") if verdict else verdict


def may_answer_objection(actor: Person | Visitor, objection: Objection) -> Verdict:
    """The office, but not the member."""
    if not actor.can(Permission.DUTIES_REVIEW, objection.assembly.scope_id):
        return refuse(_("答复异议由办公室办理。"))
    if actor.pk == objection.member.person_id:
        return refuse(_("本人的异议要由别人答复。"))
    if objection.state != ObjectionState.OPEN:
        return refuse(_("这项异议已经答复或撤回。"))
    return ALLOWED
