"""Who may choose key cases and supervise them, and why not."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import KeyCase, Proposal
from xieshang.proposals.queries import key_of
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.states import KEY_LIFE, OPEN, KeyState
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_put_forward(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk puts a case forward that is filed and not closed yet, once."""
    clerk = is_for_clerk(actor, P.PROPOSALS_HONOUR, proposal, _("只有组织重点提案的工作人员可以提出候选。"))
    if not clerk:
        return clerk
    if proposal.state not in OPEN:
        return refuse(_("只有已经立案、还没有办结的提案可以提为重点提案候选。"))
    key = key_of(proposal)
    if key is not None:
        words = {"state": key.get_state_display()}
        return refuse(_("这件提案已经提过重点提案候选，现在的状态是“%(state)s”，不用再提。") % words)
    return ALLOWED


def may_note_opinion(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk notes what parties, organisations and committees think, until it is decided."""
    clerk = _organiser(actor, key, _("只有组织重点提案的工作人员可以登记意见。"))
    if clerk and key.state != KeyState.CANDIDATE:
        return refuse(_("候选已经有了结果，不再登记意见。"))
    return clerk


def may_decide_key(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk notes that the chair's meeting has decided on it."""
    clerk = _organiser(actor, key, _("只有组织重点提案的工作人员可以登记主席会议的决定。"))
    return first_refusal(clerk, KEY_LIFE.may(key, "decide_key"))


def may_drop_key(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk notes that a candidate does not become a key case."""
    clerk = _organiser(actor, key, _("只有组织重点提案的工作人员可以登记主席会议的决定。"))
    return first_refusal(clerk, KEY_LIFE.may(key, "drop_key"))


def may_plan_supervision(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk or the leader writes the plan, and again while it is being supervised."""
    supervisor = _supervisor(actor, key)
    if key.state == KeyState.SUPERVISED:
        return supervisor
    return first_refusal(supervisor, KEY_LIFE.may(key, "plan_supervision"))


def may_note_visit(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk or the leader notes what was done, once there is a plan and until the report."""
    supervisor = _supervisor(actor, key)
    if supervisor and key.state == KeyState.DECIDED:
        return refuse(_("还没有督办方案，请先写督办方案，再登记督办活动。"))
    if supervisor and key.state != KeyState.SUPERVISED:
        return refuse(_("不在督办之中，不能登记督办活动。"))
    return supervisor


def may_report_key(actor: Actor, key: KeyCase) -> Verdict:
    """A clerk or the leader reports what came of it."""
    return first_refusal(_supervisor(actor, key), KEY_LIFE.may(key, "report_key"))


def _organiser(actor: Actor, key: KeyCase, words: str) -> Verdict:
    return is_for_clerk(actor, P.PROPOSALS_HONOUR, key.proposal, words)


def _supervisor(actor: Actor, key: KeyCase) -> Verdict:
    if key.leader_id is not None and key.leader_id == actor.pk:
        return ALLOWED
    return _organiser(actor, key, _("只有领衔督办的领导和组织重点提案的工作人员可以这样做。"))
