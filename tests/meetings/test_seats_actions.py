"""The plan of seats: who may draw, fill, change and publish it when, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.factories.members import PostFactory
from tests.together import at_once
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.actions import Spot
from xieshang.meetings.models import Attendee, Leave, Meeting, Plan, Seat
from xieshang.meetings.seating import Place
from xieshang.meetings.states import Answer, LeaveKind, LeaveState, Part, SeatOrder, State
from xieshang.members.states import PostKind
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db
STATES = [State.DRAFT, State.APPROVED, State.NOTIFIED, State.OPEN, State.CLOSED, State.CANCELLED]
ARRANGERS = "座位由筹备这次会议的工作人员安排，需要调整请联系办公室。"
OVER = "会议已经结束，座位不能再改。"
CANCELLED = "会议已经取消，不用再排座位。"
OUT = "座位表已经公布。要重新排，请先收回；只换个别座位不用收回。"
STALE = "座位表刚被别人改过，您看到的不是最新的。请看过现在的座位表再改。"


@pytest.fixture
def place(moment: datetime) -> Hall:
    """林一 is the chair, 林二 of the standing committee."""
    return hall()


def drawn(place: Hall, made: Meeting, *rows: str, leaders: int = 0) -> Plan:
    """A plan of rows as they are typed."""
    layout = [[int(size) for size in row.split()] for row in rows]
    revision = getattr(queries.plan_of(made), "revision", None)
    office = place.person("office")
    return actions.draw_plan(made, by=office, rows=layout, leaders=leaders, revision=revision)


def arranged(place: Hall, plan: Plan, order: SeatOrder = SeatOrder.STROKES) -> Plan:
    """Filled; as it is kept now."""
    actions.arrange_seats(plan, by=place.person("office"), order=order, revision=plan.revision)
    return fresh(plan)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("meeting__assembly", "meeting__organ", "meeting__kind").get(pk=plan.pk)


def seats(made: Meeting) -> dict[str, str]:
    """Seat to name."""
    rows = Seat.objects.filter(plan__meeting=made).select_related("attendee").order_by("row", "number")
    return {seat.place.key: seat.attendee.name for seat in rows}


def spot(plan: Plan, typed: str) -> Spot:
    """A seat with who sits there now."""
    at = Place.read(typed)
    assert at is not None
    found = Seat.objects.filter(plan=plan, row=at.row, number=at.number).first()
    return Spot(at, found.attendee_id if found else None)


def said(place: Hall, rule: str, subject: object) -> dict[str, str]:
    """The reason for each of the cast; empty where it is allowed."""
    return {who: getattr(rules, rule)(actor, subject).reason for who, actor in place.cast.items()}


def told() -> list[str]:
    """What the ledger has of seats, in turn."""
    kinds = Entry.objects.filter(kind__regex=r"meetings\.(plan|seat)").order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("meetings.") for kind in kinds]


class TestRules:
    @pytest.mark.parametrize(
        ("state", "reason"), list(zip(STATES, ["", "", "", "", OVER, CANCELLED], strict=True)), ids=STATES
    )
    def test_the_office_alone_until_it_is_over(self, place: Hall, state: str, reason: str) -> None:
        """To draw, fill, change and give seats."""
        made = meeting(place, state)
        plan = Plan.objects.create(meeting=made, rows=[[4]], leaders=0)
        expected = dict.fromkeys(place.cast, ARRANGERS) | {"office": reason}
        assert said(place, "may_draw_plan", made) == expected
        for rule in ("may_arrange_seats", "may_swap_seats", "may_give_seat", "may_clear_seat"):
            assert said(place, rule, plan) == expected
        nobody = "还没有人排了座位，请先排座。"
        assert said(place, "may_publish_plan", plan) == expected | {"office": reason or nobody}
        inside = "座位表还没有公布，不用收回。"
        assert said(place, "may_take_back_plan", plan) == expected | {"office": reason or inside}

    @pytest.mark.parametrize(
        ("state", "reason"), list(zip(STATES, ["", "", "", "", OVER, CANCELLED], strict=True)), ids=STATES
    )
    def test_a_plan_that_is_out_is_changed_by_hand_alone(self, place: Hall, state: str, reason: str) -> None:
        """Drawing and filling wait until it is taken back."""
        made = meeting(place, state)
        plan = Plan.objects.create(meeting=made, rows=[[4]], leaders=0, published_at=clock.now())
        Seat.objects.create(plan=plan, attendee=attendee(made, place.members[0]), row=1, number=1)
        office = place.person("office")
        assert rules.may_draw_plan(office, made).reason == (reason or OUT)
        assert rules.may_arrange_seats(office, plan).reason == (reason or OUT)
        assert rules.may_swap_seats(office, plan).reason == reason
        assert rules.may_publish_plan(office, plan).reason == (reason or "座位表已经公布。")
        assert rules.may_take_back_plan(office, plan).reason == reason
        assert said(place, "may_take_back_plan", plan) == dict.fromkeys(place.cast, ARRANGERS) | {"office": reason}

    def test_the_officer_arranges_the_committee_s(self, place: Hall) -> None:
        assert rules.may_draw_plan(place.cast["officer"], meeting(place, organ=place.committee))

    def test_who_reads_the_plan(self, place: Hall) -> None:
        """Whoever reads the roster."""
        reason = "座位表由筹备的工作人员查看；公布以后，您可以看到自己的座位。"
        readers = dict.fromkeys(["office", "secretary", "chair"], "")
        assert said(place, "may_read_plan", meeting(place)) == dict.fromkeys(place.cast, reason) | readers

    def test_who_sees_their_own_seat(self, place: Hall) -> None:
        """Whoever has one, while the plan is out."""
        made = meeting(place)
        nothing = dict.fromkeys(place.cast, "座位还没有公布，或者没有给您排座位。")
        plan = drawn(place, made, "4")
        Seat.objects.create(plan=plan, attendee=attendee(made, place.members[0]), row=1, number=1)
        assert said(place, "may_see_own_seat", made) == nothing
        actions.publish_plan(plan, by=place.person("office"))
        assert said(place, "may_see_own_seat", made) == nothing | {"member 1": ""}
        actions.take_back_plan(plan, by=place.person("office"))
        assert said(place, "may_see_own_seat", made) == nothing


class TestDrawing:
    def test_drawn_and_drawn_anew(self, place: Hall) -> None:
        """Who sits where stays there as long as there is a seat."""
        made = meeting(place)
        plan = arranged(place, drawn(place, made, "2 2"))
        assert seats(made) == {"1-1": "林一", "1-2": "林二", "1-3": "林三", "1-4": "林四"}
        again = drawn(place, made, "2", "5")
        assert (again.pk, again.rows, seats(made)) == (plan.pk, [[2], [5]], {"1-1": "林一", "1-2": "林二"})
        assert Entry.objects.filter(kind="meetings.plan_drawn").latest("pk").payload == {
            "rows": [[2], [5]], "leaders": 0, "seats": 7, "lost": 2,
        }  # fmt: skip
        assert {one.name for one in queries.unseated(again)} == {"林三", "林四"}

    @pytest.mark.parametrize(
        ("rows", "leaders", "reason"),
        [
            ([], 0, "每排至少要有一个座位。"),
            ([[4], []], 0, "每排至少要有一个座位。"),
            ([[4, 0]], 0, "每排至少要有一个座位。"),
            ([[4]], 2, "每排至少要有一个座位。"),
            ([[40, 41]], 0, "最多 80 排，每排最多 80 个座位。"),
            ([[1]] * 81, 0, "最多 80 排，每排最多 80 个座位。"),
        ],
    )
    def test_what_is_no_hall(self, place: Hall, rows: list[list[int]], leaders: int, reason: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.draw_plan(meeting(place), by=place.person("office"), rows=rows, leaders=leaders)
        assert refused.value.reason == reason
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("seen", [None, 1, 3])
    def test_from_an_old_page(self, place: Hall, seen: int | None) -> None:
        """Somebody else has drawn or filled it since."""
        made = meeting(place)
        arranged(place, drawn(place, made, "4"))
        with pytest.raises(Refused) as refused:
            actions.draw_plan(made, by=place.person("office"), rows=[[1]], leaders=0, revision=seen)
        assert refused.value.reason == STALE
        assert len(seats(made)) == 4


class TestFilling:
    def test_each_order(self, place: Hall) -> None:
        """Sectors 林一 林三 and 林二 林四; the chair, a vice chair, and one of the standing committee."""
        PostFactory(member=place.members[3], kind=PostKind.VICE_CHAIR)
        made = meeting(place)
        stand = {"1-2": "林一", "1-3": "林四"}  # the chair in the middle, the other at the left hand
        plan = drawn(place, made, "3", "1 2", leaders=1)
        assert seats(arranged(place, plan, SeatOrder.STROKES).meeting) == {**stand, "2-1": "林二", "2-2": "林三"}
        assert seats(arranged(place, fresh(plan), SeatOrder.SECTOR).meeting) == {**stand, "2-1": "林三", "2-2": "林二"}
        assert seats(arranged(place, fresh(plan), SeatOrder.RANK).meeting) == {**stand, "2-2": "林二", "2-1": "林三"}
        assert told() == ["plan_drawn", *["seats_arranged"] * 3]
        payload = Entry.objects.filter(kind="meetings.seats_arranged").latest("pk").payload
        assert payload == {"order": "rank", "count": 4}

    def test_posts_count_as_they_are_on_the_day(self, place: Hall) -> None:
        """A post that has ended by then is none."""
        post = place.members[0].posts.get()
        post.until_on = clock.today()
        post.save()
        made = meeting(place)
        arranged(place, drawn(place, made, "1", "4", leaders=1), SeatOrder.RANK)
        assert set(seats(made)) == {"2-1", "2-2", "2-3", "2-4"}
        assert seats(made)["2-3"] == "林二"

    def test_who_is_not_expected_has_no_seat(self, place: Hall) -> None:
        """Who has leave, says no, or works there; who only asked for leave has."""
        made = meeting(place)
        one, two, three, four = made.roster.order_by("position")
        asked = {"kind": LeaveKind.DUTY, "reason": "出差"}
        decided = {"state": LeaveState.GRANTED, "decided_at": clock.now(), "decided_by": place.person("secretary")}
        Leave.objects.create(attendee=one, **asked, **decided)
        Leave.objects.create(attendee=two, **asked)
        Attendee.objects.filter(pk=three.pk).update(answer=Answer.NOT_COMING)
        Attendee.objects.filter(pk=four.pk).update(part=Part.STAFF)
        Attendee.objects.create(meeting=made, name="丁一", part=Part.INVITED, position=9)
        arranged(place, drawn(place, made, "4"))
        assert seats(made) == {"1-1": "丁一", "1-2": "林二"}

    def test_more_people_than_seats(self, place: Hall) -> None:
        """Refused with the numbers; who sits where stays."""
        made = meeting(place)
        plan = arranged(place, drawn(place, made, "9", "3", leaders=1))
        Attendee.objects.create(meeting=made, name="来宾", part=Part.INVITED, position=9)
        with pytest.raises(Refused) as refused:
            arranged(place, plan)
        assert refused.value.reason == (
            "要排座位的有 5 人，其中 4 人坐会场。会场只有 3 个座位（另有主席台 9 个），还差 1 个。"
            "请加排、加座位，或者减少名单。"
        )
        assert len(seats(made)) == 4

    def test_an_empty_roster(self, place: Hall) -> None:
        made = meeting(place)
        made.roster.all().delete()
        with pytest.raises(Refused, match="名单里还没有要排座位的人。"):
            arranged(place, drawn(place, made, "4"))

    def test_from_an_old_page(self, place: Hall) -> None:
        """What somebody changed by hand in the meantime is not lost."""
        made, office = meeting(place), place.person("office")
        plan = arranged(place, drawn(place, made, "5"))
        actions.swap_seats(plan, by=office, one=spot(plan, "1-1"), other=spot(plan, "1-5"))
        with pytest.raises(Refused) as refused:
            actions.arrange_seats(plan, by=office, order=SeatOrder.STROKES, revision=plan.revision)
        assert refused.value.reason == STALE


class TestByHand:
    def test_swapped_and_moved(self, place: Hall) -> None:
        """Each is an entry of its own, with both seats; also when the plan is out."""
        made, office = meeting(place), place.person("office")
        plan = arranged(place, drawn(place, made, "2 3"))
        actions.publish_plan(plan, by=office)
        one, two = attendee(made, place.members[0]), attendee(made, place.members[1])
        actions.swap_seats(plan, by=office, one=spot(plan, "1-1"), other=spot(plan, "1-2"))
        assert seats(made) == {"1-1": "林二", "1-2": "林一", "1-3": "林三", "1-4": "林四"}
        assert Entry.objects.latest("pk").payload == {
            "attendee": one.pk, "name": "林一", "seat": "1-1",
            "other": two.pk, "other_name": "林二", "other_seat": "1-2",
        }  # fmt: skip
        actions.swap_seats(plan, by=office, one=spot(plan, "1-2"), other=spot(plan, "1-5"))
        assert seats(made) == {"1-1": "林二", "1-3": "林三", "1-4": "林四", "1-5": "林一"}
        assert Entry.objects.latest("pk").payload == {"attendee": one.pk, "name": "林一", "was": "1-2", "seat": "1-5"}
        assert told()[2:] == ["plan_published", "seats_swapped", "seat_changed"]

    def test_given_and_cleared(self, place: Hall) -> None:
        """Who has no seat gets an empty one."""
        made, office = meeting(place), place.person("office")
        plan = arranged(place, drawn(place, made, "5"))
        line = attendee(made, place.members[0])
        actions.clear_seat(plan, by=office, spot=spot(plan, "1-1"))
        assert list(queries.unseated(plan)) == [line]
        actions.give_seat(plan, by=office, attendee=line.pk, place=Place(1, 5))
        assert seats(made) == {"1-2": "林二", "1-3": "林三", "1-4": "林四", "1-5": "林一"}
        assert told()[2:] == ["seat_cleared", "seat_given"]
        assert fresh(plan).revision == plan.revision + 2

    @pytest.mark.parametrize(
        ("one", "other", "reason"),
        [
            ("1-1", "1-1", "换来换去是同一个座位，请选另一个。"),
            ("1-5", "1-1", "这个座位是空的，请选一个有人的座位。"),
            ("1-1", "1-6", "现在没有 1 排 6 号 这个座位，座位图改过了。"),
            ("1-1", "2-1", "现在没有 2 排 1 号 这个座位，座位图改过了。"),
        ],
    )
    def test_what_is_no_swap(self, place: Hall, one: str, other: str, reason: str) -> None:
        made = meeting(place)
        plan = arranged(place, drawn(place, made, "5"))
        with pytest.raises(Refused) as refused:
            actions.swap_seats(plan, by=place.person("office"), one=spot(plan, one), other=spot(plan, other))
        assert refused.value.reason == reason

    def test_from_an_old_page(self, place: Hall) -> None:
        """Refused where somebody else sits there by now; seats that nobody touched can still be changed."""
        made, office = meeting(place), place.person("office")
        plan = arranged(place, drawn(place, made, "6"))
        old = {key: spot(plan, key) for key in ("1-1", "1-2", "1-3", "1-4", "1-5", "1-6")}
        actions.swap_seats(plan, by=office, one=old["1-1"], other=old["1-2"])
        actions.swap_seats(plan, by=office, one=old["1-3"], other=old["1-5"])
        for one, other, reason in (
            ("1-1", "1-4", "1 排 1 号 现在是林二，刚被别人改过。请看过现在的座位表再换。"),
            ("1-4", "1-2", "1 排 2 号 现在是林一，刚被别人改过。请看过现在的座位表再换。"),
            ("1-4", "1-5", "1 排 5 号 现在是林三，刚被别人改过。请看过现在的座位表再换。"),
            ("1-3", "1-4", "1 排 3 号 现在是空的，刚被别人改过。请看过现在的座位表再换。"),
        ):
            with pytest.raises(Refused) as refused:
                actions.swap_seats(plan, by=office, one=old[one], other=old[other])
            assert refused.value.reason == reason
        actions.swap_seats(plan, by=office, one=old["1-4"], other=old["1-6"])
        with pytest.raises(Refused, match="林一已经坐在 1 排 2 号。"):
            actions.give_seat(plan, by=office, attendee=old["1-1"].attendee or 0, place=Place(1, 4))
        with pytest.raises(Refused, match="名单里已经没有这个人。"):
            actions.give_seat(plan, by=office, attendee=0, place=Place(1, 4))

    def test_whoever_is_taken_off_the_roster_leaves_the_seat_empty(self, place: Hall) -> None:
        made = meeting(place)
        arranged(place, drawn(place, made, "4"))
        actions.take_off_roster(attendee(made, place.members[1]), by=place.person("office"))
        assert seats(made) == {"1-1": "林一", "1-3": "林三", "1-4": "林四"}


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_clerks_take_the_same_empty_seat(self, place: Hall) -> None:
        """One does; the other reads who sits there now."""
        made, office = meeting(place), place.person("office")
        plan = arranged(place, drawn(place, made, "5"))
        empty, one, two = spot(plan, "1-5"), spot(plan, "1-1"), spot(plan, "1-2")
        outcome = at_once(
            lambda: actions.swap_seats(plan, by=office, one=one, other=empty),
            lambda: actions.swap_seats(plan, by=office, one=two, other=empty),
        )
        refused = [text for text in outcome if text is not None]
        name = seats(made)["1-5"]
        assert refused == [f"1 排 5 号 现在是{name}，刚被别人改过。请看过现在的座位表再换。"]
        assert sorted(seats(made).values()) == ["林一", "林三", "林二", "林四"]

    def test_two_clerks_fill_the_hall(self, place: Hall) -> None:
        """Once."""
        made, office = meeting(place), place.person("office")
        plan = drawn(place, made, "4")
        orders = [SeatOrder.STROKES, SeatOrder.SECTOR]

        def fill(order: SeatOrder) -> Callable[[], Any]:
            return lambda: actions.arrange_seats(plan, by=office, order=order, revision=1)

        assert sorted(map(str, at_once(*map(fill, orders)))) == ["4", STALE]
        assert len(seats(made)) == 4
        assert told() == ["plan_drawn", "seats_arranged"]

    def test_two_clerks_draw_the_first_plan(self, place: Hall) -> None:
        """One stays."""
        made, office = meeting(place), place.person("office")

        def draw(rows: list[list[int]]) -> Callable[[], Any]:
            return lambda: actions.draw_plan(made, by=office, rows=rows, leaders=0)

        outcome = at_once(draw([[4]]), draw([[5]]))
        assert [one for one in outcome if isinstance(one, str)] == [STALE]
        assert Plan.objects.count() == 1
