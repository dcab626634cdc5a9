"""What each had come to by the end of a day: by the ledger as it was, or as it was sealed by then."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.accounts.permissions import Permission
from xieshang.duties import actions, queries, standing
from xieshang.duties.models import Year
from xieshang.members import change
from xieshang.members.change import Standing
from xieshang.members.models import Member
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    """Twice the author gave: once on the day of the clock, once ten days later, when the first was put right."""
    found = factory.place_with_scheme()
    factory.year(found)
    first = factory.confirmed(found)
    with clock.at(moment + timedelta(days=10)):
        factory.confirmed(found, title="资助两名学生")
        correct(found, first)
        actions.exempt(found.cosigner, by=found.person("office"), year=2026, item="charity", reason="重病")
    return found


def correct(place: City, first: Any) -> None:
    deed = factory.deed(title="向山区小学捐赠图书二百册")
    actions.correct_entry(first, by=place.person("second office"), deed=deed, reason="册数不对")
    factory.read(place)


def total(place: City, who: Member, on: date) -> int:
    day = queries.day_of(place.assembly, 2026, on=on)
    assert day is not None
    return day.held[who.person_id][0]


def page(place: City, who: str, **asked: str) -> tuple[int, str]:
    response = client_of(place.person(who)).get(f"/duties/terms/{place.session.term_id}/day", asked)
    return response.status_code, response.content.decode()


def test_a_day_knows_what_the_ledger_knew_and_no_more(place: City, moment: datetime) -> None:
    """Nothing before; one gift on the day; two, one of them put right, ten days later. What was recorded later of the
    same year, and what was taken back later, is as it was; nor is an exemption counted before it was granted."""
    days = [moment.date() + timedelta(days=at) for at in (-1, 0, 9, 10)]
    assert [total(place, place.author, on) for on in days] == [7000, 7200, 7200, 7400]
    assert [total(place, place.cosigner, on) for on in days] == [7000, 7000, 7000, 8000]


def test_what_a_day_comes_to_is_what_was_last_counted(place: City, moment: datetime) -> None:
    """At the end of what there is, both ways to count agree on everybody."""
    with clock.at(moment + timedelta(days=11)):
        year = actions.freeze(Year.objects.get(), by=place.person("office"))
    before = queries.day_of(place.assembly, 2026, on=moment.date() + timedelta(days=10))
    after = queries.day_of(place.assembly, 2026, on=moment.date() + timedelta(days=11))
    assert before is not None
    assert after is not None
    assert (before.is_sealed, after.is_sealed) == (False, True)
    counted = {grade.member.person_id: (grade.total, grade.band) for grade in year.grades.select_related("member")}
    assert before.held == after.held == counted


@pytest.mark.parametrize(
    ("who", "status", "names"),
    [
        ("office", 200, {"林一", "林二", "林三"}),
        ("author", 200, {"林一"}),
        ("clerk", 404, set()),
        ("elsewhere", 404, set()),
    ],
)
def test_each_reads_whose_record_they_read(place: City, who: str, status: int, names: set[str]) -> None:
    """Each name leads to the record of the year."""
    got, text = page(place, who, on="2026-03-18")
    found = dict(re.findall(r'href="/duties/members/(\d+)/\?year=2026"[^>]*>([^<]+)<', text))
    assert (got, set(found.values())) == (status, names)


def test_the_page_tells_the_day_and_the_seal(place: City, moment: datetime) -> None:
    with clock.at(moment + timedelta(days=20)):
        actions.freeze(Year.objects.get(), by=place.person("office"))
        on = moment.date()
        (_s, first), (_t, later) = (
            page(place, "office", on=str(on)),
            page(place, "office", on=str(on + timedelta(days=20))),
        )
    assert ("后来于" in first, "封存总分" in first, ">72<" in first, ">74<" in first) == (True, True, True, True)
    assert ("是封存的得分" in later, "封存总分" in later, ">74<" in later, ">72<" in later) == (
        True,
        False,
        True,
        False,
    )


@pytest.mark.parametrize("asked", ["2019-01-01", "2030-01-01", "yesterday"])
def test_a_day_that_is_none_of_the_term_s_is_not_there(place: City, asked: str) -> None:
    assert page(place, "office", on=asked)[0] == 404


def test_a_page_costs_the_same_however_many_are_on_it(
    place: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(place.person("office"))
    at = f"/duties/terms/{place.session.term_id}/day?on=2026-03-18"
    client.get(at)
    with django_assert_num_queries(20):
        client.get(at)


def test_the_archive_of_a_term_leads_there_and_shows_it_to_who_reads_records(place: City, moment: datetime) -> None:
    """Each year with how many had a score in it; who may not read records is not shown the shelf."""
    term, on = place.session.term, moment.date()
    leads = f"/duties/terms/{term.pk}/day?on={on}&year=2026"
    assert standing.duty_then(term, on) == [Standing("2026 年", 3, leads)]
    with clock.at(moment + timedelta(days=20)):
        actions.freeze(Year.objects.get(), by=place.person("office"))
        assert [one.label for one in standing.duty_then(term, on + timedelta(days=20))] == ["2026 年（已封存）"]
    at = f"/members/terms/{term.pk}/day/?on={on}"
    assert leads.replace("&", "&amp;") in client_of(place.person("office")).get(at).content.decode()


def test_the_shelf_is_for_who_reads_all_records(place: City, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """As delivered whoever keeps the roll reads the records; where a role does not, there is no shelf."""
    shelf = replace(change.SHELVES["duties"], needs=Permission.PROPOSALS_ASSIGN)
    monkeypatch.setitem(change.SHELVES, "duties", shelf)
    at = f"/members/terms/{place.session.term_id}/day/?on={moment.date()}"
    response = client_of(place.person("office")).get(at)
    assert (response.status_code, "/duties/terms/" in response.content.decode()) == (200, False)
