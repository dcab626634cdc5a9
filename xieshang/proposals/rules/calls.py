"""Who may call for proposals, and what may become of a lead."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Session
from xieshang.proposals.models import Call, Lead, Topic
from xieshang.proposals.states import LeadState
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui.show import day_short

P = Permission


def may_write_call(actor: Actor, session: Session) -> Verdict:
    """A clerk writes a call for the proposals of a session."""
    return _only_callers(actor, session.assembly, _("只有提案工作人员可以发布提案征集。"))


def may_change_call(actor: Actor, call: Call) -> Verdict:
    """A clerk changes text, window and topics until the call is issued: members rely on what they have read."""
    clerk = _only_callers(actor, call.assembly, _("只有提案工作人员可以修改提案征集。"))
    if clerk and call.issued_at is not None:
        return refuse(_("征集已经发布，委员已经收到，不能再改；需要更正的，请另发一次征集。"))
    return clerk


def may_change_topic(actor: Actor, topic: Topic) -> Verdict:
    """Topics belong to the text of their call."""
    return may_change_call(actor, topic.call)


def may_issue_call(actor: Actor, call: Call) -> Verdict:
    """A clerk issues a call that is not over yet, once."""
    clerk = _only_callers(actor, call.assembly, _("只有提案工作人员可以发布提案征集。"))
    if clerk and call.issued_at is not None:
        return refuse(_("征集已经发布过了；需要更正的，请另发一次征集。"))
    if clerk and call.closes_on < clock.today():
        return refuse(_("截止日期 %(day)s 已经过去，请先改日期再发布。") % {"day": day_short(call.closes_on)})
    return clerk


def may_send_lead(actor: Actor | None, call: Call) -> Verdict:
    """Anybody sends a lead while a call is open that asks the public for them."""
    today = clock.today()
    if call.issued_at is None or not call.takes_leads:
        return refuse(_("这次征集没有面向社会征集线索。"))
    if today < call.opens_on:
        return refuse(_("这次征集从 %(day)s 开始。") % {"day": day_short(call.opens_on)})
    if today > call.closes_on:
        return refuse(_("这次征集已经在 %(day)s 截止。") % {"day": day_short(call.closes_on)})
    return ALLOWED


def may_note_lead(actor: Actor, assembly: Assembly) -> Verdict:
    """A clerk notes a lead that came up in other work of the assembly."""
    return _only_callers(actor, assembly, _("只有提案工作人员可以登记线索。"))


def may_collect_leads(actor: Actor, session: Session) -> Verdict:
    """A clerk lists the promises of the year before as leads."""
    return _only_callers(actor, session.assembly, _("只有提案工作人员可以登记线索。"))


def may_take_lead(actor: Actor, lead: Lead) -> Verdict:
    """A member takes a lead that waits, and writes from it; one member alone."""
    if not actor.can(P.PROPOSALS_DRAFT, lead.assembly.scope_id):
        return refuse(_("只有%(assembly)s的委员可以采用线索。") % {"assembly": lead.assembly.name})
    return _waits(lead)


def may_close_lead(actor: Actor, lead: Lead) -> Verdict:
    """A clerk puts aside a lead of which nothing is made, with a reason."""
    clerk = _only_callers(actor, lead.assembly, _("只有提案工作人员可以整理线索。"))
    if clerk and lead.state == LeadState.TAKEN:
        return refuse(_("这条线索已有委员采用，不能决定不采用；委员还没有提交提案的，可以先放回。"))
    return first_refusal(clerk, _waits(lead))


def _waits(lead: Lead) -> Verdict:
    if lead.state == LeadState.TAKEN:
        return refuse(_("这条线索已有委员采用，请另选一条。"))
    if lead.state == LeadState.CLOSED:
        return refuse(_("这条线索已经决定不采用。"))
    return ALLOWED


def may_put_back_lead(actor: Actor, lead: Lead) -> Verdict:
    """A clerk lets a lead wait again: it was closed, or whoever took it has handed in nothing."""
    clerk = _only_callers(actor, lead.assembly, _("只有提案工作人员可以整理线索。"))
    if clerk and lead.state == LeadState.NEW:
        return refuse(_("这条线索正在等委员采用。"))
    if clerk and lead.proposals.filter(submitted_at__isnull=False).exists():
        return refuse(_("已有提案从这条线索写成并提交，不能放回。"))
    return clerk


def may_reveal_sender(actor: Actor, lead: Lead) -> Verdict:
    """Only who sorts leads reads how to reach the sender; each look is recorded."""
    clerk = _only_callers(actor, lead.assembly, _("只有提案工作人员可以看线索来信人的联系方式。"))
    if clerk and not (lead.sender or lead.contact):
        return refuse(_("来信人没有留下姓名和联系方式。"))
    return clerk


def _only_callers(actor: Actor, assembly: Assembly, words: str) -> Verdict:
    return ALLOWED if actor.can(P.PROPOSALS_CALL, assembly.scope_id) else refuse(words)
