"""Rules of occasions as a whole."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings.models import Meeting
from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Verdict, refuse


def is_arranger(actor: Person | Visitor, meeting: Meeting) -> bool:
    """Does the actor look after this occasion: as the assembly's office, or as the officer of its organ?"""
    organ = meeting.organ.scope_id if meeting.organ else None
    return actor.can(Permission.MEETINGS_ARRANGE, meeting.assembly.scope_id, organ)


def may_found_kinds(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Whoever sets the kinds, once."""
    if not actor.can(Permission.MEETINGS_SET_KINDS, assembly.scope_id):
        return refuse(_("设定会议活动的种类由办公室办理。"))
    if assembly.meeting_kinds.exists():
        return refuse(_("种类已经设定，可以逐个修改。"))
    return ALLOWED
