"""Rules of what is entered by hand: one enters, another confirms."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.duties import queries
from xieshang.duties.models import HandEntry
from xieshang.duties.rules.years import is_in_open_year
from xieshang.duties.states import HAND_LIFE
from xieshang.members.models import Member
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

P = Permission


def may_enter(actor: Person | Visitor, member: Member) -> Verdict:
    """The member for themself; the office, and the officer of the member's committee, for any."""
    if actor.pk is not None and actor.pk == member.person_id:
        return ALLOWED
    if actor.can(P.DUTIES_ENTER, member.assembly.scope_id, member.committee.scope_id):
        return ALLOWED
    return refuse(_("履职情况由委员本人、所在专委会或办公室录入。"))


def _reviews(actor: Person | Visitor, entry: HandEntry) -> Verdict:
    if not actor.can(P.DUTIES_REVIEW, entry.assembly.scope_id):
        return refuse(_("核实履职录入由办公室办理。"))
    if actor.pk == entry.entered_by_id:
        return refuse(_("自己录入的要由另一位工作人员核实。"))
    return ALLOWED


def may_confirm_entry(actor: Person | Visitor, entry: HandEntry) -> Verdict:
    """A second person of the office."""
    verdict = _reviews(actor, entry)
    if verdict and actor.pk == entry.member.person_id:
        return refuse(_("本人的履职情况要由别人核实。"))
    return HAND_LIFE.may(entry, "confirm_entry") if verdict else verdict


def may_reject_entry(actor: Person | Visitor, entry: HandEntry) -> Verdict:
    """The same."""
    verdict = _reviews(actor, entry)
    return HAND_LIFE.may(entry, "reject_entry") if verdict else verdict


def may_correct_entry(actor: Person | Visitor, entry: HandEntry) -> Verdict:
    """Whoever confirms, of what was confirmed: a second person again, nobody for themself; in a year that counts."""
    if not actor.can(P.DUTIES_REVIEW, entry.assembly.scope_id):
        return refuse(_("更正履职录入由办公室办理。"))
    if actor.pk in (entry.entered_by_id, entry.member.person_id):
        return refuse(_("自己录入的、本人的履职情况，要由另一位工作人员更正。"))
    return first_refusal(
        is_in_open_year(entry.assembly, entry.on.year),
        HAND_LIFE.may(entry, "correct_entry"),
    )


def may_exempt(actor: Person | Visitor, member: Member) -> Verdict:
    """Whoever confirms."""
    if actor.can(P.DUTIES_REVIEW, member.assembly.scope_id):
        return ALLOWED
    return refuse(_("免除项目由办公室办理。"))


def may_see_evidence(actor: Person | Visitor, file: File) -> bool:
    """Whoever reads the record."""
    return queries.hand_entries_visible_to(actor).filter(pk=file.subject_id or 0).exists()
