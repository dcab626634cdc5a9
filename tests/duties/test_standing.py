"""What a change of term asks of duty, and what a frozen term takes no more."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection, transaction

from tests.factories import duties as factory
from tests.factories import terms as change
from tests.factories.proposals import City, refusal
from tests.factories.terms import AFTER
from xieshang.duties import actions, rules, standing
from xieshang.duties.models import HandEntry, Objection, Year
from xieshang.members import actions as members
from xieshang.members import sealing
from xieshang.members.change import Standing
from xieshang.members.models import Member, Term
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, refuse


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    """A city whose ninth term ended in April 2026; 2025 was its last whole year."""
    found = factory.place_with_scheme()
    factory.year(found, 2025)
    factory.year(found, 2026)
    return found


def of_2025(place: City) -> HandEntry:
    return factory.entered(place, on=date(2025, 6, 1))


def test_a_year_belongs_to_the_term_that_holds_its_last_day(place: City) -> None:
    """2025 counts in the ninth, 2026 in the tenth, and each number opens its year."""
    assert [one.label for one in standing.open_years(place.session.term)] == ["2025 年", "2026 年"]
    change.change(place, [place.author])
    year = Year.objects.get(year=2025)
    term = Term.objects.get(pk=place.session.term_id)
    assert standing.open_years(term) == [Standing("2025 年", 1, f"/duties/years/{year.pk}")]


def test_what_nobody_has_answered(place: City) -> None:
    of_2025(place)
    objection = actions.raise_objection(place.author, by=place.person("author"), year=2025, text="少了一次调研")
    counted = [(one.label, one.count) for one in standing.unanswered(place.session.term)]
    assert counted == [("异议", 1), ("录入", 1)]
    actions.withdraw_objection(objection, by=place.person("author"))
    assert [one.count for one in standing.unanswered(place.session.term)] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_what_is_added_while_a_term_is_frozen_waits_and_is_refused(place: City) -> None:
    """An objection at the instant of the freezing is not taken once the seal stands."""
    actions.freeze(Year.objects.get(year=2025), by=place.person("office"))
    change.change(place, [place.author])
    office, author = place.person("office"), place.person("author")
    member = Member.objects.get(pk=place.author.pk)
    term = Term.objects.get(pk=place.session.term_id)
    held, begun, said = threading.Event(), threading.Event(), []

    def object_to_it() -> None:
        with clock.at(AFTER):
            assert held.wait(10)
            begun.set()
            said.append(refusal(actions.raise_objection, member, by=author, year=2024, text="少了")[0])
        connection.close()

    late = threading.Thread(target=object_to_it)
    late.start()
    with clock.at(AFTER), transaction.atomic():
        members.freeze_term(term, by=office)
        held.set()
        assert begun.wait(10)
        late.join(0.5)
        assert (late.is_alive(), said) == (True, [])
    late.join()
    assert said == [f"2024 年属于{term}，已经封存。"]
    assert not Objection.objects.filter(year=2024).exists()


def test_a_frozen_term_s_years_stay_as_they_are(place: City) -> None:
    """No entry, no objection, no exemption, no thaw; the next year goes on. The seal follows the years' own."""
    actions.freeze(Year.objects.get(year=2025), by=place.person("office"))
    change.change(place, [place.author])
    office, author = place.person("office"), place.person("author")
    with clock.at(AFTER):
        term = members.freeze_term(Term.objects.get(pk=place.session.term_id), by=office)
        words = f"2025 年属于{term}，已经封存。"
        year = Year.objects.get(year=2025)
        assert rules.may_thaw(office, year) == refuse(words)
        assert rules.is_in_open_term(place.assembly, 2026) == ALLOWED
        member = Member.objects.get(pk=place.author.pk)
        said = {
            "object": refusal(actions.raise_objection, member, by=author, year=2024, text="少了")[0],
            "exempt": refusal(actions.exempt, member, by=office, year=2024, item="charity", reason="重病")[0],
            "enter": refusal(factory.entered, place, member, on=date(2024, 6, 1))[0],
        }
        earlier = f"2024 年属于{term}，已经封存。"
        assert said == dict.fromkeys(said, earlier)
        assert list(sealing.faults()) == []
        Year.objects.filter(pk=year.pk).update(seal="0" * 64)
        assert list(sealing.faults()) == ["鹰城市政协第9届封存的内容被改动：履职年度。"]
