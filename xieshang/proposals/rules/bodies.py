"""Who may propose in the name of a body, and what stands for its signature."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members.models import Organ, Sector
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries.bodies import between_sessions
from xieshang.proposals.rules.actors import is_for_author
from xieshang.proposals.states import EDITABLE, ProposerKind
from xieshang.spine import clock
from xieshang.spine.choices import shown
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui.show import day_short

CONVENED = frozenset({ProposerKind.SECTOR, ProposerKind.GROUP})
"""The bodies for which a convenor signs; all others put their seal to it (政协提案工作条例)."""


def is_convenor(actor: Actor, sector: Sector | None, organ: Organ | None) -> bool:
    """Does this person convene (召集) the sector or the group today?"""
    if not isinstance(actor, Person):
        return False
    posts = queries.convening(actor, on=clock.today())
    if sector is not None:
        return any(post.sector_id == sector.pk for post in posts)
    return organ is not None and any(post.organ_id == organ.pk for post in posts)


def is_convened(proposal: Proposal) -> bool:
    """Does a convenor sign for the body that proposes?"""
    return proposal.proposer_kind in CONVENED


def may_sign(actor: Actor, proposal: Proposal) -> Verdict:
    """Whoever writes for a body says who signs for it, and adds the page, while the text can be changed."""
    if not proposal.is_collective:
        return refuse(_("个人和联名提案由委员本人提交，不用签名盖章。"))
    return first_refusal(is_for_author(actor, proposal), _before_submission(proposal))


def is_in_its_time(proposal: Proposal) -> Verdict:
    """Does its body propose today? What was handed in while the plenary met, and was returned, may come again later."""
    only = queries.practice_of(proposal.assembly).in_session_only if proposal.is_collective else []
    waits = proposal.proposer_kind in only and not proposal.in_session
    session = between_sessions(proposal.assembly, on=clock.today()) if waits else None
    if session is None:
        return ALLOWED
    words = _(
        "本级政协设定，%(kind)s的提案只在全体会议期间提出，本年度的会期是 %(first)s至 %(last)s。"
        "草稿已保留，可以在下一次会议期间提交；要现在提出，请由委员以个人或联名的名义另写一件。"
    )
    days = {"first": day_short(session.opens_on), "last": day_short(session.closes_on)}
    return refuse(words % {"kind": shown(proposal, "proposer_kind"), **days})


def _before_submission(proposal: Proposal) -> Verdict:
    if proposal.state in EDITABLE:
        return ALLOWED
    words = {"state": shown(proposal, "state")}
    return refuse(_("现在的状态是“%(state)s”，签名和公章不能再改；有误请联系提案工作人员。") % words)


def is_signed(proposal: Proposal) -> Verdict:
    """Is what a body hands in signed by its convenor, or under its seal? Imported cases bear no page of it.

    政协提案工作条例: 界别、委员小组由召集人签名，党派、人民团体、专门委员会署名并加盖公章。
    """
    if not proposal.is_collective or proposal.source or proposal.state not in EDITABLE:
        return ALLOWED
    if is_convened(proposal) and proposal.convenor_id is None:
        return refuse(_("还没有写明召集人。请在“签名盖章”里写明，并附上召集人签名的一页。"))
    if queries.seals_of(proposal).exists():
        return ALLOWED
    if is_convened(proposal):
        return refuse(_("还缺召集人签名的一页。请在“签名盖章”里上传扫描件或照片。"))
    return refuse(_("还缺%(body)s盖章的一页。请在“签名盖章”里上传扫描件或照片。") % {"body": proposal.proposer_name})
