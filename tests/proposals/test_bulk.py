"""One verb for many cases: each by its own rule and with its own event, and the whole undone where nothing followed."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals import actions, queries
from xieshang.proposals.actions import bulk as bulk_module
from xieshang.proposals.models import Assignment, Bulk, Proposal
from xieshang.proposals.states import BulkVerb, State
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def proposed(place: City, count: int) -> list[Proposal]:
    """Filed cases that shall be the bureau's."""
    cases = [factory.proposal_in(place, S.FILED) for _ in range(count)]
    for case in cases:
        actions.propose_assignment(case, by=place.person("clerk"), lead=place.bureau)
    return cases


def ordered(place: City, cases: list[Proposal], verb: BulkVerb = BulkVerb.ASSIGN, **how: Any) -> Bulk:
    """A bulk, done to its end."""
    bulk = actions.order_bulk(
        place.assembly, by=place.person("clerk"), verb=verb, chosen=[case.pk for case in cases], how=how
    )
    while actions.do_part(bulk):
        pass
    return bulk


def became(bulk: Bulk) -> list[tuple[str, str]]:
    """What became of each case, and why."""
    return [(item.state, item.kept or item.refusal) for item in queries.done_in_bulk(bulk).order_by("pk")]


def test_each_case_is_asked_and_has_an_event(place: City) -> None:
    cases = proposed(place, 3)
    unproposed = factory.proposal_in(place, S.FILED)
    bulk = ordered(place, [*cases, unproposed])
    assert became(bulk) == [("done", "")] * 3 + [("left_out", "还没有拟定承办单位，请先选定。")]
    assert Assignment.objects.count() == 3
    assert Entry.objects.filter(kind="proposals.assigned").count() == 3
    assert set(Proposal.objects.filter(pk__in=[one.pk for one in cases]).values_list("state", flat=True)) == {
        S.ASSIGNED
    }


def test_what_was_accepted_ahead_is_in_hand_at_once(place: City) -> None:
    """Also in a batch, where the charge is not written yet when the case follows it."""
    first, second = proposed(place, 2)
    actions.accept_ahead(first.proposed.get(), by=place.person("bureau clerk"))
    assert became(ordered(place, [first, second])) == [("done", "")] * 2
    assert [case.state for case in Proposal.objects.order_by("pk")] == [S.HANDLING, S.ASSIGNED]


def test_undone_where_nothing_has_followed(place: City) -> None:
    cases = proposed(place, 3)
    bulk = ordered(place, cases)
    actions.accept(factory.assignment_of(cases[1]), by=place.person("bureau clerk"))
    actions.undo_bulk(bulk, by=place.person("clerk"))
    while actions.undo_part(bulk, by=place.person("clerk")):
        pass
    assert became(bulk) == [("undone", ""), ("kept", "之后已有新的办理，保持不变。"), ("undone", "")]
    assert [case.state for case in Proposal.objects.order_by("pk")] == [S.FILED, S.HANDLING, S.FILED]


def test_undone_once(place: City) -> None:
    bulk = ordered(place, proposed(place, 1))
    actions.undo_bulk(bulk, by=place.person("clerk"))
    with pytest.raises(Refused) as refused:
        actions.undo_bulk(bulk, by=place.person("clerk"))
    assert refused.value.reason == "这一批已经撤销过。"


def test_a_part_is_done_in_a_number_of_queries_that_does_not_grow(place: City, django_assert_num_queries: Any) -> None:
    for count in (2, 5):
        cases = proposed(place, count)
        bulk = actions.order_bulk(
            place.assembly, by=place.person("clerk"), verb=BulkVerb.ASSIGN, chosen=[case.pk for case in cases]
        )
        with django_assert_num_queries(22):
            assert actions.do_part(bulk) == count


def test_done_in_parts(place: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_module, "PART", 2)
    cases = proposed(place, 5)
    bulk = actions.order_bulk(
        place.assembly, by=place.person("clerk"), verb=BulkVerb.ASSIGN, chosen=[case.pk for case in cases]
    )
    assert [actions.do_part(bulk) for _ in range(4)] == [2, 2, 1, 0]


def test_extended_and_taken_back(place: City) -> None:
    cases = [factory.proposal_in(place, S.HANDLING) for _ in range(2)]
    before = Assignment.objects.first().reply_by
    bulk = ordered(place, cases, BulkVerb.EXTEND, until_on="2026-08-18", reason="汛期")
    assert {one.reply_by for one in Assignment.objects.all()} == {date(2026, 8, 18)}
    actions.undo_bulk(bulk, by=place.person("clerk"))
    actions.undo_part(bulk, by=place.person("clerk"))
    assert {one.reply_by for one in Assignment.objects.all()} == {before}


@pytest.mark.parametrize(
    ("chosen", "reason"), [([], "还没有选中提案，请先勾选。"), (range(2001), "一次最多处理 2000 件，请分几次。")]
)
def test_what_cannot_be_ordered(place: City, chosen: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.order_bulk(place.assembly, by=place.person("clerk"), verb=BulkVerb.ASSIGN, chosen=chosen)
    assert refused.value.reason == reason
    assert not Bulk.objects.exists()


def test_cases_of_another_assembly_are_not_touched(place: City) -> None:
    other = factory.city()
    [case] = proposed(other, 1)
    with pytest.raises(Refused):
        ordered(place, [case])
    assert Proposal.objects.get(pk=case.pk).state == S.FILED


class TestPages:
    def test_ordered_from_the_list_and_followed(self, place: City) -> None:
        client, cases = client_of(place.person("clerk")), proposed(place, 2)
        answer = client.post("/proposals/bulks/assign/order", {"chosen": [case.pk for case in cases]})
        bulk = Bulk.objects.get()
        assert answer["Location"] == f"/proposals/bulks/{bulk.pk}"
        assert "every 2s" in client.get(answer["Location"]).content.decode()
        while actions.do_part(bulk):
            pass
        page = client.get(answer["Location"]).content.decode()
        assert "every 2s" not in page
        assert "整批撤销" in page

    def test_more_time_is_asked_for_first(self, place: City) -> None:
        client, case = client_of(place.person("clerk")), factory.proposal_in(place, S.HANDLING)
        asked = client.post("/proposals/bulks/extend/order", {"chosen": [case.pk]})
        assert (asked.status_code, Bulk.objects.count()) == (200, 0)
        wrong = client.post(
            "/proposals/bulks/extend/order", {"chosen": [case.pk], "told": "1", "until_on": "不知", "reason": "汛期"}
        )
        assert wrong.status_code == 422
        assert "汛期" in wrong.content.decode()
        right = {"chosen": [case.pk], "told": "1", "until_on": "2026-08-18", "reason": "汛期"}
        assert client.post("/proposals/bulks/extend/order", right).status_code == 302

    @pytest.mark.parametrize(
        ("who", "status"), [("clerk", 200), ("chair", 404), ("author", 404), ("bureau leader", 404)]
    )
    def test_who_sees_a_bulk(self, place: City, who: str, status: int) -> None:
        bulk = ordered(place, proposed(place, 1))
        assert client_of(place.person(who)).get(f"/proposals/bulks/{bulk.pk}").status_code == status

    def test_an_unknown_verb(self, place: City) -> None:
        assert (
            client_of(place.person("clerk")).post("/proposals/bulks/devour/order", {"chosen": [1]}).status_code == 404
        )
