"""Each working morning: bureaus hear what comes due in fifteen, seven and one days, each once; and what is late."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.notices import actions, tasks
from xieshang.notices.models import Notice
from xieshang.proposals import actions as deeds
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import PetitionKind, Ruling, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def warned(place: City, on: date) -> list[str]:
    """What one clerk of the bureau reads on a morning: the last lines of the notices."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with clock.at(datetime(on.year, on.month, on.day, 9, tzinfo=clock.now().tzinfo)):
        actions.warn(place.assembly, by=None, on=on)
    news = Notice.objects.filter(person=place.person("bureau clerk"), kind="due_soon").exclude(pk__in=before)
    return [notice.body for notice in news]


def test_fifteen_seven_and_one_day_before_each_once(place: City) -> None:
    """The reply is due on Thursday 18 June 2026."""
    title = factory.proposal_in(place, State.HANDLING).title
    told = {on: lines for n in range(16, -1, -1) if (lines := warned(place, on := date(2026, 6, 18) - timedelta(n)))}
    line = f"《{title}》应在 2026 年 6 月 18 日（周四）前答复，还有 %s 天"
    assert told == {
        date(2026, 6, 3): [line % 15],
        date(2026, 6, 11): [line % 7],
        date(2026, 6, 17): [line % 1],
    }


def test_what_falls_on_days_off_is_told_before_them(place: City) -> None:
    """Accepting is due on Friday 27 March; a reply due on Monday is warned of on Friday."""
    proposal = factory.proposal_in(place, State.HANDLING)
    charge = factory.assignment_of(proposal)
    asked = {"kind": PetitionKind.EXTENSION, "reason": "跨部门", "until_on": date(2026, 6, 29)}
    petition = deeds.petition(charge, by=place.person("bureau clerk"), **asked)
    deeds.rule_on(petition, by=place.person("clerk"), ruling=Ruling.GRANTED, reason="同意")
    warned(place, date(2026, 6, 24))
    (body,) = warned(place, date(2026, 6, 26))
    assert body.endswith("还有 3 天")
    assert warned(place, date(2026, 6, 29)) == []


def test_a_second_call_on_one_day_tells_nobody(place: City) -> None:
    """And is not recorded."""
    factory.proposal_in(place, State.HANDLING)
    assert [len(warned(place, date(2026, 6, 3))), len(warned(place, date(2026, 6, 3)))] == [1, 0]
    entry = Entry.objects.get(kind="notices.warned")
    assert (entry.actor_id, entry.payload) == (None, {"on": "2026-06-03", "cases": 1, "people": 2})


def test_a_morning_that_was_missed_is_made_good(place: City) -> None:
    """The worker stood still over the seventh day before."""
    factory.proposal_in(place, State.HANDLING)
    assert len(warned(place, date(2026, 6, 3))) == 1
    (body,) = warned(place, date(2026, 6, 15))
    assert body.endswith("还有 3 天")


def test_nobody_is_warned_of_a_clock_that_stands_still(place: City) -> None:
    """The author is asked; nor of what is done."""
    charge = factory.assignment_of(factory.proposal_in(place, State.HANDLING))
    factory.proposal_in(place, State.REPLIED)
    with clock.at(datetime(2026, 6, 2, 9, tzinfo=clock.now().tzinfo)):
        deeds.ask_author(charge, by=place.person("bureau clerk"), question="哪几处？")
    assert warned(place, date(2026, 6, 3)) == []


def test_each_bureau_hears_of_its_own_step(place: City) -> None:
    """The co-handler's thirty days end on 17 April, the lead's three months in June."""
    proposal = factory.proposal_in(place, State.FILED)
    deeds.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
    for charge in Assignment.objects.select_related("bureau"):
        who = "bureau leader" if charge.bureau == place.bureau else "other leader"
        deeds.accept(charge, by=place.person(who))
    assert warned(place, date(2026, 4, 2)) == []
    notice = Notice.objects.get(kind="due_soon")
    assert notice.person == place.person("other leader")
    assert notice.body.endswith("前会办，还有 15 天")


def test_no_person_sends_warnings(place: City) -> None:
    """They go out by the calendar."""
    with pytest.raises(Refused, match="逾期提醒由系统在每个工作日早上发出。"):
        actions.warn(place.assembly, by=place.person("clerk"), on=date(2026, 6, 3))  # type: ignore[arg-type]


def test_the_morning_task_warns_and_reminds(place: City) -> None:
    """One task a morning does both."""
    factory.proposal_in(place, State.HANDLING)
    with clock.at(datetime(2026, 6, 3, 9, tzinfo=clock.now().tzinfo)):
        tasks.remind(0)
    assert set(Notice.objects.filter(kind="due_soon").values_list("person__name", flat=True)) == {
        place.person("bureau clerk").name,
        place.person("bureau leader").name,
    }


@pytest.mark.parametrize("cases", [1, 3])
def test_warnings_cost_the_same_queries_for_any_number_of_cases(
    place: City, cases: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    """Savepoint, lock, the last warning, calendar, clocks, bureaus, cases, staff, entry, notices, stir."""
    for _ in range(cases):
        factory.proposal_in(place, State.HANDLING)
    with clock.at(datetime(2026, 6, 3, 9, tzinfo=clock.now().tzinfo)), django_assert_num_queries(12):
        actions.warn(place.assembly, by=None, on=date(2026, 6, 3))


def late(place: City, on: date) -> dict[str, str]:
    """Who is reminded of what is overdue, by name."""
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.remind(place.assembly, by=None, on=on)
    news = Notice.objects.filter(kind="overdue").exclude(pk__in=before).select_related("person")
    return {notice.person.name: notice.body for notice in news}


def test_only_the_bureau_whose_own_step_is_late_is_reminded(place: City) -> None:
    """Of two that handle separately one has accepted."""
    proposal = factory.proposal_in(place, State.FILED)
    deeds.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
    charge = Assignment.objects.select_related("bureau").get(bureau=place.bureau)
    deeds.accept(charge, by=place.person("bureau clerk"))
    told = late(place, date(2026, 3, 30))
    assert told == {place.person("other leader").name: f"《{proposal.title}》应在 2026 年 3 月 27 日（周五）前签收"}


def test_where_a_bureau_asks_to_be_released_the_office_is_reminded(place: City) -> None:
    """Its ruling is due on 25 March."""
    proposal = factory.proposal_in(place, State.ASSIGNED)
    charge = factory.assignment_of(proposal)
    asked = {"kind": PetitionKind.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
    deeds.petition(charge, by=place.person("bureau clerk"), **asked)
    told = late(place, date(2026, 3, 26))
    assert told == {place.person("clerk").name: f"《{proposal.title}》应在 2026 年 3 月 25 日（周三）前裁定"}


def test_a_co_handler_hears_that_its_opinion_is_late(place: City) -> None:
    """Though the case as a whole is in time."""
    proposal = factory.proposal_in(place, State.FILED)
    deeds.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
    for charge in Assignment.objects.select_related("bureau"):
        who = "bureau leader" if charge.bureau == place.bureau else "other leader"
        deeds.accept(charge, by=place.person(who))
    assert Proposal.objects.get().turn_due_on == date(2026, 6, 18)
    assert set(late(place, date(2026, 4, 20))) == {place.person("other leader").name}
