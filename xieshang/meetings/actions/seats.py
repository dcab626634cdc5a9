"""Seats: the hall is drawn, filled, put right by hand, and published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules, seating
from xieshang.meetings.models import Attendee, Meeting, Plan, Seat
from xieshang.meetings.seating import Place
from xieshang.meetings.states import SeatOrder
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all, remove_all
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat, and who sat there as the person saw it: the key of their line; None where it was empty."""

    place: Place
    attendee: int | None


@action(rules.may_draw_plan)
def draw_plan(
    meeting: Meeting, *, by: Person, rows: Sequence[Sequence[int]], leaders: int, revision: int | None = None
) -> Plan:
    """Draw the hall, or draw it anew: who sits where keeps the seat as long as there is one.

    `revision` is that of the plan the person saw; None where there was none.
    """
    plan = queries.plan_of(meeting) or Plan(meeting=meeting)
    _refuse_stale(plan, revision or 0)
    _refuse_unsound(rows, leaders)
    plan.rows, plan.leaders = [list(row) for row in rows], leaders
    plan.revision += 1
    lost = [seat for seat in queries.seated(plan) if not plan.hall.has(seat.place)] if plan.pk else []
    remove_all(lost)
    keep(plan)
    events.PLAN_DRAWN.record(meeting, by, rows=plan.rows, leaders=leaders, seats=plan.hall.size, lost=len(lost))
    return plan


def _refuse_stale(plan: Plan, revision: int) -> None:
    if plan.revision != revision:
        raise Refused(_("座位表刚被别人改过，您看到的不是最新的。请看过现在的座位表再改。"))


def _refuse_unsound(rows: Sequence[Sequence[int]], leaders: int) -> None:
    if not rows or any(not row or min(row) < 1 for row in rows) or not 0 <= leaders <= len(rows):
        raise Refused(_("每排至少要有一个座位。"))
    if len(rows) > seating.MOST_ROWS or any(sum(row) > seating.MOST_IN_A_ROW for row in rows):
        known = {"rows": seating.MOST_ROWS, "seats": seating.MOST_IN_A_ROW}
        raise Refused(_("最多 %(rows)s 排，每排最多 %(seats)s 个座位。") % known)


@action(rules.may_arrange_seats, first="meeting")
def arrange_seats(plan: Plan, *, by: Person, order: SeatOrder, revision: int) -> int:
    """Fill the hall anew with all who are expected, in an order; how many they are. Refused where there is no room."""
    _refuse_stale(plan, revision)
    hall, people = plan.hall, queries.sitters(plan.meeting)
    _refuse_crowd(seating.room(hall, people))
    remove_all(list(plan.seats.all()))
    chosen = seating.arranged(hall, people, order)
    keep_all([Seat(plan=plan, attendee_id=key, row=at.row, number=at.number) for at, key in chosen.items()])
    _count_up(plan)
    events.SEATS_ARRANGED.record(plan.meeting, by, order=order, count=len(chosen))
    return len(chosen)


def _refuse_crowd(room: seating.Room) -> None:
    if not room.people:
        raise Refused(_("名单里还没有要排座位的人。"))
    if room.lacking:
        known = {"people": room.people, "seats": room.stand + room.floor, "stand": room.stand, "floor": room.floor}
        known |= {"others": room.people - room.on_stand, "lacking": room.lacking}
        raise Refused(
            _(
                "要排座位的有 %(people)s 人，其中 %(others)s 人坐会场。会场只有 %(floor)s 个座位"
                "（另有主席台 %(stand)s 个），还差 %(lacking)s 个。请加排、加座位，或者减少名单。"
            )
            % known
        )


def _count_up(plan: Plan) -> None:
    plan.revision += 1
    keep(plan)


@action(rules.may_swap_seats, first="meeting")
def swap_seats(plan: Plan, *, by: Person, one: Spot, other: Spot) -> None:
    """Two people change seats; where the other seat is empty, the one moves there.

    Refused where somebody else sits there by now than the person saw.
    """
    if one.place == other.place:
        raise Refused(_("换来换去是同一个座位，请选另一个。"))
    mover, there = _found(plan, one), _found(plan, other)
    if mover is None:
        raise Refused(_("这个座位是空的，请选一个有人的座位。"))
    if there is None:
        _move(plan, by, mover, other.place)
    else:
        _swap(plan, by, mover, there)
    _count_up(plan)


def _found(plan: Plan, spot: Spot) -> Seat | None:
    """Who sits there now; refused unless it is whom the person saw there."""
    if not plan.hall.has(spot.place):
        raise Refused(_("现在没有 %(seat)s 这个座位，座位图改过了。") % {"seat": spot.place})
    seat = queries.seated(plan).filter(row=spot.place.row, number=spot.place.number).first()
    if (seat.attendee_id if seat else None) == spot.attendee:
        return seat
    known = {"seat": spot.place, "name": seat.attendee.name if seat else ""}
    if seat is None:
        raise Refused(_("%(seat)s 现在是空的，刚被别人改过。请看过现在的座位表再换。") % known)
    raise Refused(_("%(seat)s 现在是%(name)s，刚被别人改过。请看过现在的座位表再换。") % known)


def _move(plan: Plan, by: Person, seat: Seat, to: Place) -> None:
    was, seat.row, seat.number = seat.place.key, to.row, to.number
    keep(seat)
    events.SEAT_CHANGED.record(plan, by, attendee=seat.attendee_id, name=seat.attendee.name, was=was, seat=to.key)


def _swap(plan: Plan, by: Person, one: Seat, other: Seat) -> None:
    events.SEATS_SWAPPED.record(
        plan,
        by,
        attendee=one.attendee_id,
        name=one.attendee.name,
        seat=one.place.key,
        other=other.attendee_id,
        other_name=other.attendee.name,
        other_seat=other.place.key,
    )
    one.attendee, other.attendee = other.attendee, one.attendee
    keep(one)
    keep(other)


@action(rules.may_give_seat, first="meeting")
def give_seat(plan: Plan, *, by: Person, attendee: int, place: Place) -> Seat:
    """Give an empty seat to somebody of the roster who has none."""
    line = Attendee.objects.filter(meeting=plan.meeting, pk=attendee).first()
    if line is None:
        raise Refused(_("名单里已经没有这个人。请看过现在的座位表再排。"))
    own = queries.seated(plan).filter(attendee=line).first()
    if own is not None:
        raise Refused(_("%(name)s已经坐在 %(seat)s。请看过现在的座位表再排。") % {"name": line.name, "seat": own})
    _found(plan, Spot(place, None))
    seat = keep(Seat(plan=plan, attendee=line, row=place.row, number=place.number))
    _count_up(plan)
    events.SEAT_GIVEN.record(plan, by, attendee=line.pk, name=line.name, seat=place.key)
    return seat


@action(rules.may_clear_seat, first="meeting")
def clear_seat(plan: Plan, *, by: Person, spot: Spot) -> None:
    """Let a seat be empty; who sat there has none."""
    seat = _found(plan, spot)
    if seat is None:
        raise Refused(_("这个座位是空的，请选一个有人的座位。"))
    remove_all([seat])
    _count_up(plan)
    events.SEAT_CLEARED.record(plan, by, attendee=seat.attendee_id, name=seat.attendee.name, seat=spot.place.key)


@action(rules.may_publish_plan, first="meeting")
def publish_plan(plan: Plan, *, by: Person) -> Plan:
    """Everybody sees their own seat from now on."""
    plan.published_at = clock.now()
    keep(plan)
    events.PLAN_PUBLISHED.record(plan.meeting, by)
    return plan


@action(rules.may_take_back_plan, first="meeting")
def take_back_plan(plan: Plan, *, by: Person) -> Plan:
    """Nobody sees their seat any more, until the plan is published again."""
    plan.published_at = None
    keep(plan)
    events.PLAN_TAKEN_BACK.record(plan.meeting, by)
    return plan
