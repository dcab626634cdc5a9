"""Who may nominate, mark and decide in a round of awards, and why not."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals import queries
from xieshang.proposals.models import AwardRound, Nomination, Proposal
from xieshang.proposals.rules.actors import is_author
from xieshang.proposals.states import AWARD_LIFE, AwardState, CoSignState, HonourKind
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui.show import day_short

P = Permission


def may_open_round(actor: Actor, assembly: Assembly) -> Verdict:
    """The clerks who organise the awards."""
    if actor.can(P.PROPOSALS_HONOUR, assembly.scope_id):
        return ALLOWED
    return refuse(_("只有组织评优的工作人员可以这样做。"))


def may_nominate(actor: Actor, award: AwardRound) -> Verdict:
    """Clerks, markers and bureaus, until the day."""
    if not (may_open_round(actor, award.assembly) or _nominates(actor, award.assembly)):
        return refuse(_("只有提案工作机构、专委会和承办单位可以推荐。"))
    if award.state != AwardState.NOMINATING:
        return refuse(_("推荐已经结束。"))
    if award.nominations_until_on < clock.today():
        return refuse(_("推荐到 %(day)s为止，已经过了。") % {"day": day_short(award.nominations_until_on)})
    return ALLOWED


def _nominates(actor: Actor, assembly: Assembly) -> bool:
    return queries.marks_in(actor, assembly) or queries.bureaus_of(actor, assembly).exists()


def may_start_marking(actor: Actor, award: AwardRound) -> Verdict:
    """A clerk, once the day of the nominations has passed and there are some."""
    verdict = first_refusal(may_open_round(actor, award.assembly), AWARD_LIFE.may(award, "start_marking"))
    if verdict and award.nominations_until_on >= clock.today():
        day = day_short(award.nominations_until_on)
        return refuse(_("推荐到 %(day)s为止，第二天起才能开始评分。") % {"day": day})
    if verdict and not award.nominations.exists():
        return refuse(_("还没有推荐，没有可以评分的；请先推荐。"))
    return verdict


def may_mark(actor: Actor, nomination: Nomination) -> Verdict:
    """Whoever marks in the assembly, until the day; nobody what they proposed or handled themselves."""
    award = nomination.round
    if not queries.marks_in(actor, award.assembly):
        return refuse(_("只有主席会议成员和专委会可以评分。"))
    if award.state != AwardState.MARKING:
        return refuse(_("现在不在评分期间。"))
    if award.marks_until_on < clock.today():
        return refuse(_("评分到 %(day)s为止，已经过了。") % {"day": day_short(award.marks_until_on)})
    return _unconcerned(actor, nomination)


def _unconcerned(actor: Actor, nomination: Nomination) -> Verdict:
    if nomination.person_id is not None and nomination.person_id == actor.pk:
        return refuse(_("不能为自己评分。"))
    if nomination.bureau is not None and actor.can(P.PROPOSALS_HANDLE, nomination.bureau.scope_id):
        return refuse(_("不能为本单位评分。"))
    if nomination.kind != HonourKind.PROPOSAL or nomination.proposal is None:
        return ALLOWED
    if _proposed(actor, nomination.proposal):
        return refuse(_("自己提出的提案，由别人评分。"))
    if any(actor.can(P.PROPOSALS_HANDLE, one.bureau.scope_id) for one in nomination.proposal.assignments.all()):
        return refuse(_("自己办理的提案，由别人评分。"))
    return ALLOWED


def _proposed(actor: Actor, case: Proposal) -> bool:
    """As its author, as a co-signer, or as the committee's whose proposal it is."""
    if is_author(actor, case):
        return True
    if case.organ is not None and actor.can(P.PROPOSALS_MARK, case.organ.scope_id):
        return True
    signed = case.cosigners.filter(state=CoSignState.CONFIRMED)
    return signed.filter(member__person=actor.pk).exists()


def may_decide_round(actor: Actor, award: AwardRound) -> Verdict:
    """A clerk, once the day of the marks has passed."""
    verdict = first_refusal(may_open_round(actor, award.assembly), AWARD_LIFE.may(award, "decide_round"))
    if verdict and award.marks_until_on >= clock.today():
        day = day_short(award.marks_until_on)
        return refuse(_("评分到 %(day)s为止，第二天起才能公布结果。") % {"day": day})
    return verdict


def may_see_marks(actor: Actor, award: AwardRound) -> Verdict:
    """The clerks at any time; markers and readers once it is decided, so that nobody follows the others."""
    if may_open_round(actor, award.assembly):
        return ALLOWED
    if award.state != AwardState.DECIDED:
        return refuse(_("公布以前，平均分只给组织评优的工作人员看。"))
    if actor.can(P.PROPOSALS_READ_ALL, award.assembly.scope_id) or queries.marks_in(actor, award.assembly):
        return ALLOWED
    return refuse(_("评分只给参加评分的人看。"))
