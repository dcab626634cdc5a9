"""Where an assembly has set how much alike is too much: a text that repeats an earlier case is not taken in."""

from django.utils.translation import gettext as _

from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_repeat(actor: Actor, proposal: Proposal) -> Verdict:
    """May its text be handed in? Not where it is so much like a case that stands, and that the actor may see.

    Off unless the assembly has set it. A case that may not be seen is not named and refuses nothing: the
    office compares what it receives.
    """
    most = queries.practice_of(proposal.assembly).blocks_from
    if most is None:
        return ALLOWED
    earlier = queries.repeated(proposal, actor=actor, most=float(most))
    if earlier is None:
        return ALLOWED
    case = earlier.proposal
    words = {"percent": earlier.percent, "headline": earlier.headline, "title": case.title, "most": round(most * 100)}
    return refuse(
        _(
            "正文与《%(title)s》（%(headline)s）相似 %(percent)s%%，达到 %(most)s%% 的不能提交；"
            "请写出新的情况和建议，或联系提案工作人员商量并案。"
        )
        % words
    )
