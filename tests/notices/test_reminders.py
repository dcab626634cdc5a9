"""Each working morning: one notice a person about what became overdue at that desk, none where nothing did."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.accounts import person_with
from tests.factories.notices import Hall
from xieshang.notices import actions, tasks
from xieshang.notices.models import Notice
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
TODAY = date(2026, 3, 18)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def remind(hall: Hall, on: date = TODAY) -> int:
    return actions.remind(hall.assembly, by=None, on=on)


@pytest.mark.parametrize(
    ("state", "role", "step"),
    [
        (State.SUBMITTED, "proposals_clerk", "审查"),
        (State.FILED, "proposals_clerk", "交办"),
        (State.ANSWERED, "proposals_clerk", "审核结案"),
    ],
)
def test_the_offices_desk_hears_of_its_own_turn(hall: Hall, state: State, role: str, step: str) -> None:
    clerk = hall.clerk(role)
    hall.clerk("chair")
    case = hall.proposal(hall.member(), state, turn_due_on=YESTERDAY)
    assert remind(hall) == 1
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.title, notice.link) == (clerk, "overdue", "新逾期 1 件", "/")
    assert notice.body == f"《{case.title}》应在 2026 年 3 月 17 日（周二）前{step}"


@pytest.mark.parametrize("state", [State.ASSIGNED, State.HANDLING])
def test_a_bureau_hears_of_its_own_cases_and_no_others(hall: Hall, state: State) -> None:
    bureau, other = hall.bureau(), hall.bureau("市财政局")
    staff = [person_with("bureau_clerk", bureau.scope), person_with("bureau_leader", bureau.scope)]
    person_with("bureau_clerk", other.scope)
    case = hall.proposal(hall.member(), state, turn_due_on=YESTERDAY)
    hall.charge(case, bureau)
    assert remind(hall) == 2
    assert [notice.person for notice in Notice.objects.order_by("person")] == staff


def test_the_author_hears_that_feedback_is_late(hall: Hall) -> None:
    author = hall.member()
    hall.proposal(author, State.REPLIED, turn_due_on=YESTERDAY)
    hall.clerk()
    assert remind(hall) == 1
    assert Notice.objects.get().person == author.person


def test_one_notice_tells_a_person_of_all_cases_the_longest_overdue_first(hall: Hall) -> None:
    hall.clerk()
    for n in range(12):
        hall.proposal(
            None, State.FILED, source="x", source_number=n, title=f"案{n}", turn_due_on=YESTERDAY - timedelta(n)
        )
    remind(hall)
    notice = Notice.objects.get()
    assert notice.title == "新逾期 12 件"
    assert [line[:5] for line in notice.body.splitlines()] == [
        *["《案11》", "《案10》", "《案9》应", "《案8》应", "《案7》应"],
        *["《案6》应", "《案5》应", "《案4》应", "《案3》应", "《案2》应"],
        "另有 2 ",
    ]


def test_what_is_due_today_is_not_overdue(hall: Hall) -> None:
    hall.clerk()
    hall.proposal(hall.member(), State.FILED, turn_due_on=TODAY)
    assert remind(hall) == 0


def test_where_nothing_is_overdue_nobody_is_told_and_nothing_is_recorded(hall: Hall) -> None:
    hall.clerk()
    assert remind(hall) == 0
    assert (Notice.objects.count(), Entry.objects.filter(kind="notices.reminded").count()) == (0, 0)


def test_a_second_call_on_one_day_tells_nobody(hall: Hall) -> None:
    hall.clerk()
    hall.proposal(hall.member(), State.FILED, turn_due_on=YESTERDAY)
    assert [remind(hall), remind(hall)] == [1, 0]
    assert Notice.objects.count() == 1


def test_the_next_reminder_tells_only_of_what_became_overdue_since(hall: Hall, moment: datetime) -> None:
    hall.clerk()
    hall.proposal(hall.member(), State.FILED, title="旧案", turn_due_on=YESTERDAY)
    later = hall.proposal(hall.member(), State.FILED, title="新案", turn_due_on=TODAY)
    remind(hall)
    with clock.at(moment + timedelta(days=5)):
        assert remind(hall, TODAY + timedelta(days=5)) == 1
        assert remind(hall, TODAY + timedelta(days=6)) == 0
    assert Notice.objects.latest("pk").body.startswith(f"《{later.title}》")


def test_an_assembly_is_not_told_of_anothers_cases(hall: Hall) -> None:
    hall.clerk()
    other = Hall()
    other.proposal(other.member(), State.FILED, turn_due_on=YESTERDAY)
    assert remind(hall) == 0


def test_a_reminder_is_recorded_with_its_numbers(hall: Hall) -> None:
    hall.clerk(), hall.clerk()
    hall.proposal(hall.member(), State.FILED, turn_due_on=YESTERDAY)
    remind(hall)
    entry = Entry.objects.get(kind="notices.reminded")
    assert (entry.actor_id, entry.payload) == (None, {"on": "2026-03-18", "cases": 1, "people": 2})


def test_no_person_can_send_reminders(hall: Hall) -> None:
    with pytest.raises(Refused, match="逾期提醒由系统在每个工作日早上发出。"):
        actions.remind(hall.assembly, by=hall.clerk(), on=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("cases", [1, 3])
def test_a_reminder_costs_the_same_queries_for_any_number_of_cases(
    hall: Hall, cases: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    bureau = hall.bureau()
    hall.clerk()
    person_with("bureau_clerk", bureau.scope)
    for _ in range(cases):
        hall.proposal(hall.member(), State.FILED, turn_due_on=YESTERDAY)
        hall.charge(hall.proposal(hall.member(), State.HANDLING, turn_due_on=YESTERDAY), bureau)
        hall.proposal(hall.member(), State.REPLIED, turn_due_on=YESTERDAY)
    # savepoint in and out, the lock, the last reminder, the cases with their charges, pauses and petitions,
    # the desks, the authors, the entry, the notices, the stir
    with django_assert_num_queries(16):
        remind(hall)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ((2026, 3, 18, 7, 59), 0),
        ((2026, 3, 18, 8, 0), 1),
        ((2026, 3, 18, 17, 59), 1),
        ((2026, 3, 18, 18, 0), 0),
        ((2026, 3, 21, 9, 0), 0),  # a Saturday
        ((2026, 2, 28, 9, 0), 1),  # a Saturday that is worked
    ],
)
def test_reminders_go_out_on_working_mornings(hall: Hall, at: tuple[int, int, int, int, int], told: int) -> None:
    hall.clerk()
    hall.proposal(hall.member(), State.FILED, turn_due_on=date(2026, 2, 1))
    with clock.at(datetime(*at, tzinfo=ZoneInfo("Asia/Shanghai"))):
        tasks.remind(0)
    assert Notice.objects.count() == told
