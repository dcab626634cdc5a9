"""Rules of awards: the officer proposes, a meeting decides, the secretary general notes what it decided."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Award
from xieshang.duties.states import AWARD_LIFE
from xieshang.members.models import Assembly, Member, Organ
from xieshang.spine.rule import ALLOWED, Verdict, refuse

P = Permission


def may_propose_award(actor: Person | Visitor, member: Member) -> Verdict:
    """The office, or the officer of the member's committee; nobody proposes themselves."""
    if not actor.can(P.DUTIES_ENTER, member.assembly.scope_id, member.committee.scope_id):
        return refuse(_("优秀委员由委员所在专委会或办公室推荐。"))
    if actor.pk == member.person_id:
        return refuse(_("不能推荐自己。"))
    return ALLOWED


def may_propose_awards(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Whoever may propose somebody in it; each member is asked for by `may_propose_award` again."""
    scopes = actor.scopes_with(P.DUTIES_ENTER) if actor.pk is not None else frozenset()
    if assembly.scope_id in scopes or Organ.objects.filter(assembly=assembly, scope__in=scopes).exists():
        return ALLOWED
    return refuse(_("优秀委员由专委会或办公室推荐。"))


def may_decide_awards(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Who notes what the meeting decided."""
    if actor.can(P.DUTIES_DECIDE, assembly.scope_id):
        return ALLOWED
    return refuse(_("优秀委员由会议审定，由秘书长登记。"))


def may_grant_award(actor: Person | Visitor, award: Award) -> Verdict:
    """The same people, of what is proposed."""
    verdict = may_decide_awards(actor, award.assembly)
    return AWARD_LIFE.may(award, "grant_award") if verdict else verdict


def may_decline_award(actor: Person | Visitor, award: Award) -> Verdict:
    """The same."""
    verdict = may_decide_awards(actor, award.assembly)
    return AWARD_LIFE.may(award, "decline_award") if verdict else verdict
