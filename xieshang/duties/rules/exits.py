"""Rules of exits. Findings and talks are personal: only who notes what the meeting decides handles them, and nobody
handles their own."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Exit, Year
from xieshang.duties.states import EXIT_LIFE, ExitState
from xieshang.spine.rule import ALLOWED, Verdict, refuse

P = Permission
CLOSED = (ExitState.NOT_NOMINATED, ExitState.KEPT, ExitState.DROPPED)


def may_take_up(actor: Person | Visitor, year: Year) -> Verdict:
    """Whoever notes what the meeting decides."""
    if actor.can(P.DUTIES_DECIDE, year.assembly.scope_id):
        return ALLOWED
    return refuse(_("履职提醒由秘书长办理。"))


def _handles(actor: Person | Visitor, found: Exit, move: str) -> Verdict:
    if not actor.can(P.DUTIES_DECIDE, found.assembly.scope_id):
        return refuse(_("履职提醒由秘书长办理。"))
    if actor.pk == found.member.person_id:
        return refuse(_("涉及本人的，要由别人办理。"))
    return EXIT_LIFE.may(found, move)


def may_note_interview(actor: Person | Visitor, found: Exit) -> Verdict:
    """The same people, once."""
    return _handles(actor, found, "note_interview")


def may_propose_exit(actor: Person | Visitor, found: Exit) -> Verdict:
    """The same people, after a talk."""
    return _handles(actor, found, "propose_exit")


def may_decide_exit(actor: Person | Visitor, found: Exit) -> Verdict:
    """The same people, of what was laid before the meeting."""
    return _handles(actor, found, "decide_exit")


def may_keep_nominated(actor: Person | Visitor, found: Exit) -> Verdict:
    """The same."""
    return _handles(actor, found, "keep_nominated")


def may_drop_exit(actor: Person | Visitor, found: Exit) -> Verdict:
    """The same people, before it is laid before the meeting."""
    return _handles(actor, found, "drop_exit")


def may_answer_exit(actor: Person | Visitor, found: Exit) -> Verdict:
    """The member, until it is decided."""
    if actor.pk is None or actor.pk != found.member.person_id:
        return refuse(_("由委员本人陈述。"))
    if found.state in CLOSED:
        return refuse(_("已经有了结论；对履职得分有异议的，可以在履职档案里提出。"))
    return ALLOWED
