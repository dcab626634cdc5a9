"""Who may do what with notices."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.notices.models import Notice
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_read(actor: Actor, notice: Notice) -> Verdict:
    """A notice is its reader's own affair."""
    return ALLOWED if notice.person_id == actor.pk else refuse(_("只能把自己的通知标为已读。"))


def may_read_all(actor: Actor, person: Person) -> Verdict:
    """All notices of a person likewise."""
    return ALLOWED if person.pk == actor.pk else refuse(_("只能把自己的通知标为已读。"))


def may_remind(actor: Actor | None, assembly: Assembly) -> Verdict:
    """Reminders go out by the calendar, by no person's hand."""
    return ALLOWED if actor is None else refuse(_("逾期提醒由系统在每个工作日早上发出。"))


def may_remind_follow_ups(actor: Actor | None, assembly: Assembly) -> Verdict:
    """Likewise what is asked after closing."""
    return may_remind(actor, assembly)
