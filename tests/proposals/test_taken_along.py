"""Cases printed or exported together: the ledger says which, by whom, as a bulk with an event a case."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.proposals import actions
from xieshang.proposals.actions import bulk as bulk_module
from xieshang.proposals.models import Bulk, Proposal
from xieshang.proposals.states import BulkVerb, State
from xieshang.spine.models import Entry, Errand

S = State
KINDS = {"print": "proposals.printed", "export": "proposals.exported"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def filed(place: City, count: int) -> list[Proposal]:
    return [factory.proposal_in(place, S.FILED) for _ in range(count)]


def take(place: City, verb: str, cases: list[Proposal], who: str = "clerk") -> bytes:
    """What was given: a file, or the page that says why not."""
    answer = client_of(place.person(who)).post(f"/proposals/{verb}", {"chosen": [case.pk for case in cases]})
    return b"".join(answer)


@pytest.mark.parametrize("verb", KINDS)
def test_each_case_has_an_event_and_the_whole_is_a_bulk(place: City, verb: str) -> None:
    cases = filed(place, 3)
    assert take(place, verb, cases[:2]).startswith(b"%PDF" if verb == "print" else b"PK")
    entries = Entry.objects.filter(kind=KINDS[verb]).order_by("pk")
    clerk = place.person("clerk")
    assert [(one.subject_id, one.actor_id) for one in entries] == [(case.pk, clerk.pk) for case in cases[:2]]
    bulk = Bulk.objects.get()
    assert (bulk.verb, bulk.by) == (verb, clerk)
    items = bulk.items.order_by("pk").values_list("proposal", "entry")
    assert list(items) == [(one.subject_id, one.pk) for one in entries]
    together = Entry.objects.get(kind="proposals.taken_along")
    assert together.payload == {"how": verb, "how_words": BulkVerb(verb).label, "cases": 2}
    assert not Errand.objects.filter(entry__in=[*entries, together]).exists()


@pytest.mark.parametrize("verb", KINDS)
def test_only_what_was_taken_is_noted(place: City, verb: str) -> None:
    """Not what the person may not see; and nothing where nothing was given."""
    [case] = filed(place, 1)
    take(place, verb, [case], "other leader")
    take(place, verb, [])
    assert not Bulk.objects.filter(items__isnull=False).exists()
    assert not Entry.objects.filter(kind=KINDS[verb]).exists()


def test_its_page_lists_it_and_says_that_it_is_final(place: City) -> None:
    take(place, "print", filed(place, 2))
    bulk = Bulk.objects.get()
    page = client_of(place.person("clerk")).get(f"/proposals/bulks/{bulk.pk}").content.decode()
    assert page.count("与其他提案一并打印") == 2
    assert "已经打印带走，不能收回。" in page
    assert refusal(actions.undo_bulk, bulk, by=place.person("clerk"))[0] == "已经打印带走，不能收回。"


def test_the_story_of_the_case_leaves_it_out(place: City) -> None:
    cases = filed(place, 1)
    take(place, "export", cases)
    for who in ("clerk", "author"):
        page = client_of(place.person(who)).get(f"/proposals/{cases[0].pk}").content.decode()
        assert "一并导出" not in page


def test_a_bulk_is_undone_though_its_cases_were_printed(place: City) -> None:
    """To print a case is not to go on with it."""
    cases, clerk = filed(place, 2), place.person("clerk")
    for case in cases:
        actions.propose_assignment(case, by=clerk, lead=place.bureau)
    keys = [case.pk for case in cases]
    bulk = actions.order_bulk(place.assembly, by=clerk, verb=BulkVerb.ASSIGN, chosen=keys)
    actions.do_part(bulk)
    take(place, "print", cases)
    actions.undo_bulk(bulk, by=clerk)
    actions.undo_part(bulk, by=clerk)
    assert set(bulk.items.values_list("undone", flat=True)) == {True}


def test_no_more_than_a_bulk_holds(place: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_module, "MOST", 1)
    answer = take(place, "export", filed(place, 2))
    assert "一次最多处理 1 件，请分几次。" in answer.decode()
    assert not Bulk.objects.exists()


def test_a_visitor_takes_nothing_along(place: City) -> None:
    said = refusal(actions.take_along, place.assembly, by=place.cast["public"], verb=BulkVerb.PRINT, cases=[])
    assert said[0] == "请先登录，再打印或者导出。"


def test_in_a_number_of_queries_that_does_not_grow(place: City, django_assert_num_queries: Any) -> None:
    for count in (2, 5):
        cases = filed(place, count)
        with django_assert_num_queries(8):
            actions.take_along(place.assembly, by=place.person("clerk"), verb=BulkVerb.EXPORT, cases=cases)
