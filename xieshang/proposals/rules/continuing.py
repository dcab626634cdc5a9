"""Who decides at a change of term what becomes of an open case, and who comes after a first author who left."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.members import queries as members
from xieshang.members.models import Term
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import terms
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.states import CARRIABLE, LIFE
from xieshang.spine import clock
from xieshang.spine.choices import shown
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_carry_over(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk carries an open case into the next term, once it is known who sits in it and somebody stands for it."""
    clerk = _clerk(actor, proposal, gettext_lazy("只有提案工作人员可以结转提案。"))
    return first_refusal(clerk, _is_open(proposal)) and first_refusal(_is_changing(proposal), _is_led(proposal))


def may_close_with_term(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk closes a filed case with its term; what is not filed yet is reviewed, or carried over."""
    clerk = _clerk(actor, proposal, gettext_lazy("只有提案工作人员可以届满结案。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "close_with_term"))
    if verdict and queries.waiting_petitions(proposal):
        return refuse(_("承办单位的申请还没有裁定，请先裁定。"))
    return verdict and _is_changing(proposal)


def may_succeed(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk names who stands first for an open case whose first author does not sit in the next term."""
    clerk = _clerk(actor, proposal, gettext_lazy("只有提案工作人员可以指定接续提案人。"))
    verdict = first_refusal(clerk, _is_open(proposal))
    if verdict and (proposal.is_collective or proposal.author is None):
        return refuse(_("集体提案由提出的单位继续，不需要接续提案人。"))
    return verdict and first_refusal(_is_changing(proposal), _has_left(proposal))


def _clerk(actor: Actor, proposal: Proposal, words: str | Promise) -> Verdict:
    return is_for_clerk(actor, P.PROPOSALS_CLOSE, proposal, words)


def _is_open(proposal: Proposal) -> Verdict:
    if proposal.state in CARRIABLE:
        return ALLOWED
    return refuse(_("现在的状态是“%(state)s”，没有要结转的。") % {"state": shown(proposal, "state")})


def _is_changing(proposal: Proposal) -> Verdict:
    """Has the term in which it is handled a next one with a roll?"""
    term = terms.term_of(proposal)
    after = members.term_after(term)
    if after is None and proposal.carried_into_id is not None:
        return refuse(_("已经结转到%(term)s，照常办理。") % {"term": term})
    if after is None:
        return refuse(_("%(term)s还没有换届，照常办理。") % {"term": term})
    if not members.has_roll(after):
        return refuse(_("%(term)s的名册还没有导入，不知道提案者是否连任。") % {"term": after})
    return ALLOWED


def _is_led(proposal: Proposal) -> Verdict:
    if proposal.is_collective or proposal.author is None or terms.staying_among(proposal, on=clock.today()):
        return ALLOWED
    return refuse(_("提案者都已离任，请先指定接续提案人，或者届满结案。"))


def _has_left(proposal: Proposal) -> Verdict:
    first, staying = queries.stands_first(proposal), terms.staying_among(proposal, on=clock.today())
    if first is None or first.person_id not in staying:
        return ALLOWED
    if first == proposal.successor:
        return refuse(_("%(name)s已经是接续提案人，不必再指定。") % {"name": first.name})
    return refuse(_("%(name)s连任，不需要接续提案人。") % {"name": first.name})


def is_in_open_term(proposal: Proposal) -> Verdict:
    """Nothing is added to the cases of a frozen term but to those that were carried on."""
    return is_open_term(terms.term_of(proposal))


def is_open_term(term: Term) -> Verdict:
    """The same of a term itself."""
    if not term.is_frozen:
        return ALLOWED
    return refuse(_("%(term)s已经封存，不能再增加这一届的提案。") % {"term": term})
