"""Rules of the plan of an occasion's seats."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import queries
from xieshang.meetings.models import Meeting, Plan
from xieshang.meetings.rules.meeting import is_arranger, may_read_roster
from xieshang.meetings.states import State
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_read_plan(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever reads the roster; everybody else is told their own seat."""
    if may_read_roster(actor, meeting):
        return ALLOWED
    return refuse(_("座位表由筹备的工作人员查看；公布以后，您可以看到自己的座位。"))


def may_draw_plan(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever arranges the occasion, until it is over, and while the plan is not published."""
    return first_refusal(_arranges(actor, meeting), _not_over(meeting), _not_out(queries.plan_of(meeting)))


def _arranges(actor: Actor, meeting: Meeting) -> Verdict:
    if is_arranger(actor, meeting):
        return ALLOWED
    return refuse(_("座位由筹备这次会议的工作人员安排，需要调整请联系办公室。"))


def _not_over(meeting: Meeting) -> Verdict:
    if meeting.state == State.CANCELLED:
        return refuse(_("会议已经取消，不用再排座位。"))
    if meeting.state == State.CLOSED:
        return refuse(_("会议已经结束，座位不能再改。"))
    return ALLOWED


def _not_out(plan: Plan | None) -> Verdict:
    if plan is None or plan.published_at is None:
        return ALLOWED
    return refuse(_("座位表已经公布。要重新排，请先收回；只换个别座位不用收回。"))


def may_arrange_seats(actor: Actor, plan: Plan) -> Verdict:
    """As it is drawn: whoever arranges the occasion, before the plan is published."""
    return first_refusal(_arranges(actor, plan.meeting), _not_over(plan.meeting), _not_out(plan))


def may_swap_seats(actor: Actor, plan: Plan) -> Verdict:
    """Whoever arranges the occasion, until it is over, also when the plan is published: who moves sees it at once."""
    return first_refusal(_arranges(actor, plan.meeting), _not_over(plan.meeting))


def may_give_seat(actor: Actor, plan: Plan) -> Verdict:
    """As seats are swapped."""
    return may_swap_seats(actor, plan)


def may_clear_seat(actor: Actor, plan: Plan) -> Verdict:
    """As seats are swapped."""
    return may_swap_seats(actor, plan)


def may_publish_plan(actor: Actor, plan: Plan) -> Verdict:
    """Whoever arranges the occasion, once somebody has a seat. Once."""
    if not (verdict := first_refusal(_arranges(actor, plan.meeting), _not_over(plan.meeting))):
        return verdict
    if plan.published_at is not None:
        return refuse(_("座位表已经公布。"))
    return ALLOWED if plan.seats.exists() else refuse(_("还没有人排了座位，请先排座。"))


def may_take_back_plan(actor: Actor, plan: Plan) -> Verdict:
    """Whoever arranges the occasion, until it is over, a plan that is published."""
    if not (verdict := first_refusal(_arranges(actor, plan.meeting), _not_over(plan.meeting))):
        return verdict
    return ALLOWED if plan.published_at is not None else refuse(_("座位表还没有公布，不用收回。"))


def may_see_own_seat(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever has a seat, once the plan is published."""
    if queries.own_seat(meeting, actor) is not None:
        return ALLOWED
    return refuse(_("座位还没有公布，或者没有给您排座位。"))
