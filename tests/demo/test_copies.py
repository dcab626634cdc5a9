"""The copies that are measured: whole cases, in their own term where they lie five years back."""

import pytest

from bench import city as bench_city
from bench import copies, scenes
from xieshang.demo.city import City
from xieshang.proposals.models import Proposal


@pytest.fixture(scope="module")
def grown(city: City) -> dict[str, int]:
    """The city with its cases three times, and how many rows of each kind there were."""
    counts = {one.__name__: one.objects.count() for one in copies.tables()}
    bench_city.grow(3 * Proposal.objects.count(), ten_years=True)
    return counts


def test_every_row_of_a_case_is_copied(grown: dict[str, int]) -> None:
    assert {one.__name__: one.objects.count() for one in copies.tables()} == {
        name: 3 * count for name, count in grown.items()
    }


def test_there_are_ten_years_of_two_terms_and_the_running_one(grown: dict[str, int]) -> None:
    years = Proposal.objects.filter(session__term__number__in=[8, 9]).values_list("session__year", flat=True)
    assert sorted(set(years)) == list(range(2013, 2023))


def test_an_earlier_copy_lies_in_its_own_term(grown: dict[str, int]) -> None:
    for case in Proposal.objects.filter(session__term__number=8).select_related("session", "author"):
        assert case.author.term_id == case.session.term_id
        original = Proposal.objects.get(pk=case.pk % copies.OFFSET)
        assert (original.submitted_at - case.submitted_at).days == copies.DAYS
        assert case.session.from_on <= case.submitted_at.date() < case.session.until_on


def test_one_case_has_everything_in_it_and_the_others_wait(
    grown: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "WAITING", 3)
    kept = scenes.add()
    assert (kept["events"], kept["replies"]) == (scenes.EVENTS, scenes.REPLIES)
    waiting = Proposal.objects.filter(pk__in=kept["waiting"])
    assert [(one.state, one.proposed.count()) for one in waiting] == [("filed", 1)] * 3
