"""The one objection to a proposal's not being filed, and what the committee decides on it."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.review import number
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused
from xieshang.ui import show


@action(rules.may_object_to)
def object_to(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Object, once and in time, to its not being filed (申请复议): it comes before the committee."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "object_to")
    proposal.objection = reason
    proposal.objected_at = proposal.changed_at = clock.now()
    proposal.turn_due_on = deadlines.start(proposal, turns.CONTEST.code, from_on=clock.today()).due_on
    keep(proposal)
    events.OBJECTED.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_uphold)
def uphold(proposal: Proposal, *, by: Person, meeting: str, on: date, reason: str) -> Proposal:
    """Note that a meeting of the committee let it stand that it is not filed, on the same ground.

    The author reads which meeting that was, and why; nothing comes after that.
    """
    reason = reasoned(reason)
    LIFE.advance(proposal, "uphold")
    _ruled(proposal, by, meeting, on, reason)
    proposal.turn_due_on = None
    keep(proposal)
    events.UPHELD.record(proposal, by, meeting=proposal.ruled_at_meeting, on=on, reason=reason)
    return proposal


@action(rules.may_overrule)
def overrule(proposal: Proposal, *, by: Person, meeting: str, on: date, reason: str) -> Proposal:
    """File it after all (复议立案), as a meeting of the committee decided, with the next number of its session."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "overrule")
    _ruled(proposal, by, meeting, on, reason)
    proposal.ground = proposal.destination = ""
    given = number(proposal)
    keep(proposal)
    facts = {"number": given, "year": proposal.session.year}
    events.OVERRULED.record(proposal, by, meeting=proposal.ruled_at_meeting, on=on, reason=reason, **facts)
    return proposal


def _ruled(proposal: Proposal, by: Person, meeting: str, on: date, reason: str) -> None:
    _check(proposal, meeting, on)
    proposal.ruled_at_meeting, proposal.ruled_on = meeting.strip(), on
    deadlines.meet(proposal, turns.CONTEST.code, on=clock.today())
    proposal.reviewed_at = proposal.changed_at = clock.now()
    proposal.reviewed_by, proposal.review_reason = by, reason


def _check(proposal: Proposal, meeting: str, on: date) -> None:
    if not meeting.strip():
        raise Refused(_("请填写提案委员会的哪一次会议。"), field="meeting")
    if on > clock.today():
        raise Refused(_("会议日期不能晚于今天。"), field="on")
    asked_on = localdate(proposal.objected_at)
    if on < asked_on:
        raise Refused(_("会议日期不能早于申请复议的 %(day)s。") % {"day": show.day(asked_on)}, field="on")
