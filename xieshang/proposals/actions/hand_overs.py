"""The hand-over meeting (交办会): called, and held, which assigns what was proposed for it."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members.models import Session
from xieshang.proposals import events, queries, rules
from xieshang.proposals.actions.bulk import begin_bulk
from xieshang.proposals.models import Bulk, HandOver
from xieshang.proposals.states import BulkVerb
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_call_hand_over, lock=False)
def call_hand_over(session: Session, *, by: Person, title: str, meets_on: date) -> HandOver:
    """Call a hand-over meeting (交办会) of a session, on a day that is not past."""
    if not title.strip():
        raise Refused(_("请填写交办会的名称。"), field="title")
    if meets_on < clock.today():
        raise Refused(_("交办会的日期不能早于今天。"), field="meets_on")
    hand_over = keep(HandOver(assembly_id=session.assembly_id, session=session, title=title.strip(), meets_on=meets_on))
    events.HAND_OVER_CALLED.record(hand_over, by, title=hand_over.title, meets_on=meets_on)
    return hand_over


@action(rules.may_hold_hand_over)
def hold_hand_over(hand_over: HandOver, *, by: Person) -> Bulk:
    """Note that the meeting is held, and order that what was proposed for it is assigned: once, as one bulk.

    A case to which one of its bureaus objects stays with the office, which decides on the objection first.
    """
    keys = queries.cases_to_hand_over(hand_over)
    if not keys:
        raise Refused(_("这次交办会没有可以交办的提案：请先拟定承办单位；有异议的，请先改拟。"))
    bulk = begin_bulk(hand_over.assembly, by=by, verb=BulkVerb.ASSIGN, keys=keys)
    hand_over.held_at, hand_over.held_by, hand_over.bulk = clock.now(), by, bulk
    keep(hand_over)
    events.HAND_OVER_HELD.record(hand_over, by, title=hand_over.title, cases=len(keys))
    return bulk
