"""Pages of seats: who reaches them, what they show, what they take, and what is printed."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import sign_in
from tests.factories.meetings import Hall, attendee, hall, meeting
from xieshang.accounts.models import Visitor
from xieshang.meetings import actions
from xieshang.meetings.forms.seats import PlanForm, SwapForm
from xieshang.meetings.models import Attendee, Meeting, Plan, Seat
from xieshang.meetings.seating import Place
from xieshang.meetings.states import Part, SeatOrder, State
from xieshang.spine import clock

pytestmark = pytest.mark.django_db
FORM = {"leaders": "1", "leaders_row": "3", "rows": "2", "row": "2 2", "others": "", "revision": ""}


@pytest.fixture
def place(moment: datetime) -> Hall:
    return hall()


@pytest.fixture
def made(place: Hall) -> Meeting:
    return meeting(place)


def as_(place: Hall, name: str) -> Client:
    """The browser of somebody of the cast."""
    client = Client()
    if not isinstance(place.cast[name], Visitor):
        sign_in(client, place.person(name))
    return client


def at(made: Meeting, more: str = "") -> str:
    return f"/meetings/{made.pk}/seats{more}"


def text(response: Any) -> str:
    page: str = response.content.decode()
    return page


def filled(place: Hall, made: Meeting) -> Plan:
    """林一, the chair, in the middle of the leaders' row; then 林二, 林三, 林四."""
    office = place.person("office")
    plan = actions.draw_plan(made, by=office, rows=[[3], [2, 2], [2, 2]], leaders=1)
    actions.arrange_seats(plan, by=office, order=SeatOrder.STROKES, revision=1)
    return Plan.objects.select_related("meeting__assembly", "meeting__organ").get(pk=plan.pk)


def seats(made: Meeting) -> dict[str, str]:
    rows = Seat.objects.filter(plan__meeting=made).select_related("attendee").order_by("row", "number")
    return {seat.place.key: seat.attendee.name for seat in rows}


class TestReach:
    @pytest.mark.parametrize("more", ["", "/plan", "/sheet", "/cards"])
    def test_who_reaches_the_plan(self, place: Hall, made: Meeting, more: str) -> None:
        """Strangers find nothing; a member of the roster is told why not; who reads the roster reads it."""
        filled(place, made)
        assert as_(place, "elsewhere").get(at(made, more)).status_code == 404
        assert as_(place, "public").get(at(made, more)).status_code == 302
        page = as_(place, "member 1").get(at(made, more))
        assert page.status_code == 409
        assert "座位表由筹备的工作人员查看；公布以后，您可以看到自己的座位。" in text(page)
        assert as_(place, "office").get(at(made, more)).status_code == 200
        assert as_(place, "secretary").get(at(made, more)).status_code == 200

    @pytest.mark.parametrize("more", ["/arrangement", "/swap", "/publication", "/taking-back"])
    def test_verbs_are_posted_by_the_office(self, place: Hall, made: Meeting, more: str) -> None:
        """Others are refused, and nothing changes."""
        plan = filled(place, made)
        line = attendee(made, place.members[0])
        sent = {"order": "rank", "revision": plan.revision, "who": f"1-2:{line.pk}", "to": "1-1:"}
        assert as_(place, "office").get(at(made, more)).status_code == 405
        assert as_(place, "elsewhere").post(at(made, more), sent).status_code == 404
        assert as_(place, "member 1").post(at(made, more), sent).status_code == 409
        assert as_(place, "secretary").post(at(made, more), sent).status_code in {409, 422}
        assert seats(made) == {"1-2": "林一", "2-1": "林二", "2-2": "林三", "2-3": "林四"}
        assert not Plan.objects.exclude(published_at=None).exists()

    @pytest.mark.parametrize("more", ["/sheet", "/cards", "/swap", "/arrangement"])
    def test_without_a_plan_there_is_nothing(self, place: Hall, made: Meeting, more: str) -> None:
        office = as_(place, "office")
        assert office.post(at(made, more)).status_code in {404, 405}
        assert "先画座位图" in text(office.get(at(made)))


class TestDrawing:
    def test_drawn_filled_published_and_taken_back(self, place: Hall, made: Meeting) -> None:
        """From the form to the plan that is out, each step by its button."""
        office = as_(place, "office")
        assert 'value="8 10 8"' in text(office.get(at(made, "/plan")))
        answer = office.post(at(made, "/plan"), {**FORM, "others": "3 2 1\n2排：1 2"})
        assert (answer.status_code, answer["Location"]) == (302, at(made))
        plan = Plan.objects.get()
        assert (plan.rows, plan.leaders, plan.revision) == ([[3], [1, 2], [2, 1]], 1, 1)
        assert office.post(at(made, "/arrangement"), {"order": "strokes", "revision": 1}).status_code == 302
        assert "按姓氏笔画排好了。" in text(office.get(at(made)))
        assert office.post(at(made, "/publication")).status_code == 302
        page = text(office.get(at(made)))
        assert "座位表已公布，与会人员可以看到自己的座位。" in page
        assert "座位表已经公布。要重新排，请先收回；只换个别座位不用收回。" in page
        assert office.post(at(made, "/taking-back")).status_code == 302
        plan.refresh_from_db()
        assert plan.published_at is None

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"row": "8 x 8"}, "“8 x 8”请写成每块几个座位，用空格隔开，例如 8 10 8。"),
            ({"row": "0"}, "“0”请写成每块几个座位"),
            ({"row": "40 41"}, "最多 80 排，每排最多 80 个座位。"),
            ({"leaders_row": ""}, "请写上主席台每排几个座位。"),
            ({"others": "4 2"}, "一共 3 排，没有第 4 排。"),
            ({"others": "末排"}, "“末排”请写成“排 每块几个”，例如 20 8 8。"),
            ({"rows": "0"}, "会场几排"),
        ],
    )
    def test_what_is_no_hall(self, place: Hall, made: Meeting, sent: dict[str, str], said: str) -> None:
        """What was typed stays, with what is to be changed."""
        page = as_(place, "office").post(at(made, "/plan"), {**FORM, **sent})
        assert page.status_code == 422
        assert said in text(page)
        assert not Plan.objects.exists()

    @pytest.mark.parametrize(
        ("rows", "leaders"),
        [
            ([[9], [8, 10, 8], [8, 10, 8]], 1),
            ([[4], [2, 2]], 0),
            ([[5], [6], [8], [8, 2], [8]], 2),
        ],
    )
    def test_the_form_gives_the_hall_that_it_was_given(self, rows: list[list[int]], leaders: int) -> None:
        """Also where rows differ."""
        form = PlanForm({name: str(value) for name, value in PlanForm.of(Plan(rows=rows, leaders=leaders)).items()})
        assert form.is_valid(), form.errors
        assert form.layout == rows

    def test_more_people_than_seats(self, place: Hall, made: Meeting) -> None:
        """The page says how many are lacking, and asks again."""
        plan = actions.draw_plan(made, by=place.person("office"), rows=[[3], [2]], leaders=1)
        sent = {"order": "sector", "revision": plan.revision}
        page = as_(place, "office").post(at(made, "/arrangement"), sent)
        assert page.status_code == 422
        assert "要排座位的有 4 人，其中 3 人坐会场。会场只有 2 个座位（另有主席台 3 个），还差 1 个。" in text(page)


class TestSwapping:
    def test_each_change_by_the_form(self, place: Hall, made: Meeting) -> None:
        """Two people, an empty seat, no seat, a seat again."""
        filled(place, made)
        office, one, two = as_(place, "office"), attendee(made, place.members[0]), attendee(made, place.members[1])
        for who, to in (
            (f"1-2:{one.pk}", f"2-1:{two.pk}"),
            (f"2-1:{one.pk}", "3-4:"),
            (f"3-4:{one.pk}", SwapForm.NOWHERE),
            (f":{one.pk}", "2-1:"),
        ):
            answer = office.post(at(made, "/swap"), {"who": who, "to": to})
            assert (answer.status_code, answer["Location"]) == (302, f"{at(made)}#swap")
        assert seats(made) == {"1-2": "林二", "2-1": "林一", "2-2": "林三", "2-3": "林四"}
        page = text(office.get(at(made)))
        assert "林一（1-2）和林二（2-1）换了座位" in page
        assert "空出了林一的座位 3-4" in page
        assert "换了座位" not in text(office.get(f"/meetings/{made.pk}"))

    @pytest.mark.parametrize(
        ("who", "to", "said"),
        [
            ("", "2-1:", "请选一个人。"),
            ("1-2:", "2-1:", "请选一个人。"),
            ("1-2:7", "", "请选换到哪里。"),
            ("1-2:7", "x", "请选换到哪里。"),
            (":7", "-", "还没有座位的人，请给一个空座位。"),
            (":7", "2-1:8", "还没有座位的人，请给一个空座位。"),
            ("3-4:7", "2-1:", "3 排 4 号 现在是空的，刚被别人改过。请看过现在的座位表再换。"),
            ("1-2:7", "3-4:", "1 排 2 号 现在是林一，刚被别人改过。请看过现在的座位表再换。"),
        ],
    )
    def test_what_is_refused_stands_beside_the_plan_of_now(
        self, place: Hall, made: Meeting, who: str, to: str, said: str
    ) -> None:
        filled(place, made)
        page = as_(place, "office").post(at(made, "/swap"), {"who": who, "to": to})
        assert page.status_code == 422
        assert said in text(page)
        assert 'id="seat-1-2"' in text(page)
        assert len(seats(made)) == 4

    def test_who_is_lacking_is_named(self, place: Hall, made: Meeting) -> None:
        """Who came onto the list later, and who has a seat and does not come."""
        filled(place, made)
        Attendee.objects.create(meeting=made, name="𠮷客", part=Part.INVITED, position=9)
        Attendee.objects.filter(pk=attendee(made, place.members[3]).pk).update(answer="not_coming")
        page = text(as_(place, "office").get(at(made)))
        assert "还有 1 人没有座位" in page
        assert "1 人有座位但不来了（请假或者不参加），可以空出来" in page
        actions.arrange_seats(Plan.objects.get(), by=place.person("office"), order=SeatOrder.STROKES, revision=2)
        assert "这些姓笔画表里没有，按笔画排在最后：𠮷客" in text(as_(place, "office").get(at(made)))


@pytest.mark.parametrize("more", [0, 3])
def test_the_plan_asks_no_more_for_more_people(
    place: Hall, made: Meeting, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Sign-in, the frame, the occasion, the plan, who sits there, who is expected, what was changed and by whom."""
    for number in range(more):
        Attendee.objects.create(meeting=made, name=f"丁{number}", part=Part.INVITED, position=9)
    plan, office = filled(place, made), place.person("office")
    for seat in list(Seat.objects.filter(plan=plan).order_by("-row", "-number")[:more]):
        actions.clear_seat(plan, by=office, spot=actions.Spot(seat.place, seat.attendee_id))
    actions.clear_seat(plan, by=office, spot=actions.Spot(Place(1, 2), attendee(made, place.members[0]).pk))
    client = as_(place, "office")
    client.get(at(made))
    with django_assert_num_queries(QUERIES_OF_PLAN):
        client.get(at(made))


QUERIES_OF_PLAN = 9


class TestOwnSeat:
    def test_once_it_is_out(self, place: Hall, made: Meeting) -> None:
        """Row and number, the way there, and the hall with the seat marked by a word."""
        plan = filled(place, made)
        member, own = as_(place, "member 3"), f"/meetings/{made.pk}/seat"
        assert "座位还没有公布，或者没有给您排座位。" in text(member.get(own))
        assert "我的座位" not in text(member.get(f"/meetings/{made.pk}"))
        actions.publish_plan(plan, by=place.person("office"))
        page = text(member.get(own))
        assert "<b>2</b> 排 <b>2</b> 号" in page
        assert "面向主席台，从左边数第 1 块（共 2 块），这一块里从左边数第 2 个。" in page
        assert page.count('<i class="me">我</i>') == 1
        assert "林二" not in page
        assert own in text(member.get(f"/meetings/{made.pk}"))
        assert own in text(member.get(f"/meetings/{made.pk}/now"))
        chair = text(as_(place, "member 1").get(own))
        assert "在主席台上。面向主席台，从左边数第 2 个。" in chair

    def test_nobody_else_has_one(self, place: Hall, made: Meeting) -> None:
        """The office, strangers, and who has no seat."""
        plan = filled(place, made)
        actions.publish_plan(plan, by=place.person("office"))
        Seat.objects.filter(attendee=attendee(made, place.members[3])).delete()
        own = f"/meetings/{made.pk}/seat"
        assert as_(place, "elsewhere").get(own).status_code == 404
        for who in ("office", "member 4"):
            assert "座位还没有公布，或者没有给您排座位。" in text(as_(place, who).get(own))

    def test_it_asks_little(
        self, place: Hall, made: Meeting, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Whatever the size of the hall: hundreds look at the same time."""
        actions.publish_plan(filled(place, made), by=place.person("office"))
        member, own = as_(place, "member 3"), f"/meetings/{made.pk}/seat"
        member.get(own)
        with django_assert_num_queries(QUERIES_OF_OWN):
            member.get(own)


QUERIES_OF_OWN = 4


class TestPaper:
    @pytest.mark.parametrize(("size", "sides"), [("a4", (842, 595)), ("a3", (1191, 842)), ("b5", (842, 595))])
    def test_the_plan_on_one_sheet(self, place: Hall, made: Meeting, size: str, sides: tuple[int, int]) -> None:
        """Across, with everybody's name and where the front is."""
        filled(place, made)
        answer = as_(place, "office").get(at(made, f"/sheet?size={size}"))
        assert answer["Content-Type"] == "application/pdf"
        (page,) = PdfReader(io.BytesIO(answer.content)).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == sides
        said = "".join(page.extract_text().split())
        assert all(name in said for name in ("九届四次全体会议座位表", "主席台", "林一", "林四", "3排"))
        assert "4人，11个座位" in said

    def test_a_card_for_each(self, place: Hall, made: Meeting) -> None:
        """A sheet each, the name on both sides, in the order of the seats."""
        filled(place, made)
        answer = as_(place, "office").get(at(made, "/cards"))
        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert [page.extract_text().count("林") for page in pages] == [2, 2, 2, 2]
        assert ["".join(page.extract_text().split())[-1] for page in pages] == ["一", "二", "三", "四"]

    def test_no_cards_for_an_empty_hall(self, place: Hall, made: Meeting) -> None:
        actions.draw_plan(made, by=place.person("office"), rows=[[3]], leaders=0)
        page = as_(place, "office").get(at(made, "/cards"))
        assert page.status_code == 409
        assert "还没有人排了座位，没有桌签可以打印。" in text(page)


class TestDoor:
    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("2-1", {"林二"}),
            ("12-1", set()),
            ("2排1号", {"林二"}),
            ("林", {"林一", "林二", "林三", "林四"}),
            ("2-", {"林二", "林三", "林四"}),
        ],
    )
    def test_the_list_finds_people_by_their_seat(self, place: Hall, made: Meeting, asked: str, names: set[str]) -> None:
        """As it is typed, and whole."""
        filled(place, made)
        page = text(as_(place, "office").get(f"/meetings/{made.pk}/door/desk", {"q": asked}))
        assert {name for name in ("林一", "林二", "林三", "林四") if f"为{name}签到" in page} == names

    def test_an_occasion_that_is_over_keeps_its_plan(self, place: Hall, made: Meeting) -> None:
        """To be read and printed, no longer changed."""
        filled(place, made)
        Meeting.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=clock.now(), opened_at=clock.now())
        page = text(as_(place, "office").get(at(made)))
        assert "会议已经结束，座位不能再改。" in page
        assert "换到" not in page
