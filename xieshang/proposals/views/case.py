"""The page of one case: its text, whose turn it is, what happened, and what can be done now."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.deadlines import queries as deadlines
from xieshang.documents import queries as documents
from xieshang.proposals import actions, rules
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import COLLECTIVE, CoSignState, State
from xieshang.proposals.turns import turn
from xieshang.proposals.views import whole
from xieshang.proposals.views.listing import badge, case_words
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Actor, Verdict
from xieshang.ui.show import day_short

STEPS = [
    (gettext_lazy("起草"), {State.DRAFT, State.GATHERING, State.RETURNED}),
    (gettext_lazy("审查"), {State.SUBMITTED}),
    (gettext_lazy("立案交办"), {State.FILED, State.ASSIGNED}),
    (gettext_lazy("办理"), {State.HANDLING}),
    (gettext_lazy("答复"), {State.REPLIED}),
    (gettext_lazy("反馈"), {State.ANSWERED}),
    (gettext_lazy("办结"), {State.CLOSED}),
]


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done here, or why not. `form`: it has a page of its own."""

    label: str
    address: str
    verdict: Verdict
    kind: str = ""
    form: bool = False


@signed_in
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as the person may see it."""
    proposal = whole(request, pk)
    who = actor(request)
    verbs = verbs_of(who, proposal)
    context = {
        "proposal": proposal,
        "above": case_words(proposal) or proposal.get_state_display(),
        "badge": badge(proposal.state),
        "ball": ball_of(proposal),
        "steps": steps_of(proposal),
        "verbs": [verb for verb in verbs if verb.verdict],
        "refusals": [verb for verb in verbs if not verb.verdict],
        "timeline": timeline_of(proposal),
        "files": documents.of(proposal, actions.ATTACHMENT),
        "feedback": list(proposal.feedback.all()) if rules.may_read_feedback(who, proposal) else [],
        "invitation": _invitation(who, proposal),
    }
    return render(request, "proposals/case.html", context)


def _invitation(who: Actor, proposal: Proposal) -> Any:
    """The invitation to co-sign that waits for this person, if any."""
    if proposal.state != State.GATHERING:
        return None
    asked = (one for one in proposal.cosigners.all() if one.state == CoSignState.ASKED)
    return next((one for one in asked if one.member.person_id == who.pk), None)


def ball_of(proposal: Proposal) -> dict[str, Any] | None:
    """Whose turn it is, until when, and how that was computed."""
    bureau = next((one.bureau.name for one in proposal.assignments.all()), "")
    now = turn(proposal.state, author=proposal.proposer_name, bureau=bureau, due_on=proposal.turn_due_on)
    if now is None:
        return None
    if now.due_on is None:
        return {"line": now.line, "due": "", "why": [], "tone": ""}
    left = deadlines.calendar().working_days_between(clock.today(), now.due_on)
    running = deadlines.of(proposal).filter(due_on=now.due_on).last()
    why = running.due.sentences if running else []
    if left < 0:
        words = _("已逾期 %(days)s 个工作日（应于 %(due)s）") % {"days": -left, "due": day_short(now.due_on)}
        return {"line": now.line, "due": words, "why": why, "tone": "bad"}
    words = _("还有 %(days)s 个工作日（至 %(due)s）") % {"days": left, "due": day_short(now.due_on)}
    return {"line": now.line, "due": words, "why": why, "tone": "wait" if left <= 3 else ""}


def steps_of(proposal: Proposal) -> list[dict[str, str]]:
    """The stepper: what is done, where it stands, what is to come."""
    ended = proposal.state in (State.NOT_FILED, State.WITHDRAWN)
    at = next((i for i, (_label, states) in enumerate(STEPS) if proposal.state in states), 1)
    steps = []
    for index, (label, _states) in enumerate(STEPS):
        state = "done" if index < at or proposal.state == State.CLOSED else "current" if index == at else "todo"
        steps.append({"label": str(label), "state": "stopped" if ended and index == at else state, "note": ""})
    return steps[: at + 1] if ended else steps


def timeline_of(proposal: Proposal) -> list[dict[str, Any]]:
    """What happened, newest first, from the ledger: two queries."""
    entries = list(
        Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("-at", "-id")[:200]
    )
    names = dict(Person.objects.filter(pk__in={e.actor_id for e in entries if e.actor_id}).values_list("pk", "name"))
    return [
        {"at": e.at, "what": sentence_of(e), "who": names.get(e.actor_id or 0, ""), "said": e.payload.get("remark", "")}
        for e in entries
    ]


def verbs_of(who: Actor, proposal: Proposal) -> list[Verb]:
    """What this person can do here, and why not, in the order of a proposal's life."""
    at = f"/proposals/{proposal.pk}"
    lead = next(iter(proposal.assignments.all()), None)
    if rules.is_author(who, proposal):
        return _author_verbs(who, proposal, at)
    if lead is not None and who.can(Permission.PROPOSALS_HANDLE, lead.bureau.scope_id):
        return _bureau_verbs(who, lead, at)
    if who.can(Permission.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return _office_verbs(who, proposal, at)
    return []


def _author_verbs(who: Actor, proposal: Proposal, at: str) -> list[Verb]:
    own = [
        Verb(_("确认代录的提案"), f"{at}/confirmation", rules.may_confirm_entry(who, proposal), "primary"),
        Verb(_("修改正文"), f"{at}/text", rules.may_revise(who, proposal), form=True),
        Verb(_("提交提案"), f"{at}/submission", rules.may_submit(who, proposal), "primary", form=True),
        Verb(_("邀请联名"), f"{at}/cosigners", rules.may_ask_cosigner(who, proposal), form=True),
        Verb(_("送联名人确认"), f"{at}/gathering", rules.may_gather(who, proposal)),
        Verb(_("收回修改"), f"{at}/taking-back", rules.may_take_back(who, proposal)),
        Verb(_("作出反馈"), f"{at}/feedback", rules.may_judge(who, proposal), "primary", form=True),
        Verb(_("撤回提案"), f"{at}/withdrawal", rules.may_withdraw(who, proposal), form=True),
    ]
    hidden = set()
    if not proposal.awaits_confirmation:
        hidden.add(f"{at}/confirmation")
    if proposal.proposer_kind in COLLECTIVE:
        hidden |= {f"{at}/cosigners", f"{at}/gathering", f"{at}/taking-back"}
    return [verb for verb in own if verb.address not in hidden]


def _bureau_verbs(who: Actor, lead: Assignment, at: str) -> list[Verb]:
    return [
        Verb(_("签收"), f"{at}/acceptance", rules.may_accept(who, lead), "primary"),
        Verb(_("登记沟通"), f"{at}/talks", rules.may_note_talk(who, lead), form=True),
        Verb(_("答复"), f"{at}/reply", rules.may_reply(who, lead), "primary", form=True),
    ]


def _office_verbs(who: Actor, proposal: Proposal, at: str) -> list[Verb]:
    return [
        Verb(_("立案"), f"{at}/filing", rules.may_file(who, proposal), "primary"),
        Verb(_("退回修改"), f"{at}/return", rules.may_send_back(who, proposal), form=True),
        Verb(_("不予立案"), f"{at}/refusal", rules.may_refuse(who, proposal), form=True),
        Verb(_("交办"), f"{at}/assignment", rules.may_assign(who, proposal), "primary", form=True),
        Verb(_("结案"), f"{at}/closing", rules.may_close(who, proposal), "primary"),
        Verb(_("向社会公开"), f"{at}/publication", rules.may_publish(who, proposal), form=True),
        Verb(_("撤下公开"), f"{at}/unpublication", rules.may_unpublish(who, proposal), form=True),
    ]
