"""Bureaus proposed for many cases at once: one for all, or the likeliest of each; and taken back together."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of, person_with
from tests.factories.proposals import City
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Bulk, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.states import BulkVerb, HandlingRole, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

S = State
FOR_NONE = "从正文和以往的提案看不出该由哪个单位办理，请在提案的“交办”页选定。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def filed(place: City, count: int = 1, **text: Any) -> list[Proposal]:
    return [factory.proposal_in(place, S.FILED, **text) for _ in range(count)]


def called(place: City) -> HandOver:
    return actions.call_hand_over(place.session, by=place.person("clerk"), title="交办会", meets_on=clock.today())


def ordered(place: City, cases: list[Proposal], **how: int) -> Bulk:
    told = {"lead": None, "hand_over": None, **how}
    chosen = [case.pk for case in cases]
    bulk = actions.order_bulk(place.assembly, by=place.person("clerk"), verb=BulkVerb.PROPOSE, chosen=chosen, how=told)
    while actions.do_part(bulk):
        pass
    return bulk


def undone(place: City, bulk: Bulk) -> Bulk:
    clerk = place.person("clerk")
    actions.undo_bulk(bulk, by=clerk)
    while actions.undo_part(bulk, by=clerk):
        pass
    return bulk


def became(bulk: Bulk) -> list[tuple[str, str]]:
    return [(item.state, item.kept or item.refusal) for item in queries.done_in_bulk(bulk).order_by("pk")]


class TestOneForAll:
    def test_each_case_has_it_and_an_event(self, place: City) -> None:
        meeting, cases = called(place), filed(place, 2)
        assert became(ordered(place, cases, lead=place.bureau.pk, hand_over=meeting.pk)) == [("done", "")] * 2
        rows = ProposedAssignment.objects.order_by("pk").values_list("proposal", "bureau", "role", "hand_over")
        assert list(rows) == [(case.pk, place.bureau.pk, HandlingRole.LEAD, meeting.pk) for case in cases]
        entries = Entry.objects.filter(kind="proposals.assignment_proposed").order_by("pk")
        told = {"bureaus": [place.bureau.pk], "names": [place.bureau.name], "remark": ""}
        assert [(one.subject_id, one.payload) for one in entries] == [(case.pk, told) for case in cases]

    def test_who_has_bureaus_proposed_keeps_them(self, place: City) -> None:
        """With what they said to it; so does a case that is assigned."""
        [case] = filed(place)
        actions.propose_assignment(case, by=place.person("clerk"), lead=place.other_bureau)
        actions.accept_ahead(case.proposed.get(), by=place.person("other leader"))
        assigned = factory.proposal_in(place, S.ASSIGNED)
        assert became(ordered(place, [case, assigned], lead=place.bureau.pk)) == [
            ("left_out", f"已经拟交{place.other_bureau.name}，保持不变；要改的，请在提案的“交办”页改拟。"),
            ("left_out", "现在的状态已经是“待签收”，这一步不用再办。"),
        ]
        kept = ProposedAssignment.objects.get()
        assert (kept.bureau, kept.accepted_by) == (place.other_bureau, place.person("other leader"))

    def test_its_meeting_was_held_meanwhile(self, place: City) -> None:
        meeting, clerk = called(place), place.person("clerk")
        [first, second] = filed(place, 2)
        actions.propose_assignment(first, by=clerk, lead=place.bureau, hand_over=meeting)
        actions.hold_hand_over(meeting, by=clerk)
        assert became(ordered(place, [second], lead=place.bureau.pk, hand_over=meeting.pk)) == [
            ("left_out", "这次交办会已经开过，请选择还没有召开的交办会，或者直接交办。")
        ]


class TestLikeliestOfEach:
    def test_with_its_reasons(self, place: City) -> None:
        factory.proposal_in(place, S.CLOSED)
        unlike = filed(place, title="河道清淤", category="ecology", suggestions=["清淤。"])
        named = filed(place, suggestions=[f"由{place.other_bureau.name}安排资金。"])
        alike = filed(place)
        bulk = ordered(place, [*unlike, *named, *alike])
        assert became(bulk) == [("left_out", FOR_NONE), ("done", ""), ("done", "")]
        assert [(one.proposal, one.bureau) for one in ProposedAssignment.objects.order_by("pk")] == [
            (named[0], place.other_bureau),
            (alike[0], place.bureau),
        ]
        said = Entry.objects.filter(kind="proposals.assignment_proposed").order_by("pk")
        assert [one.payload["remark"] for one in said] == [
            "第 1 条建议点名",
            "办过 1 件相近的提案，如2026 年第 1 号；近三年社会建设类提案的 100% 由它主办",
        ]

    def test_many_are_suggested_as_each_alone(self, place: City) -> None:
        factory.proposal_in(place, S.CLOSED)
        filed(place, 2)
        filed(place, suggestions=[f"由{place.other_bureau.name}安排资金。"], title="关于资金")
        cases = list(queries.whole(Proposal.objects.filter(state=S.FILED)).order_by("pk"))
        together = queries.suggested_for(cases, on=clock.today())
        alone = {case.pk: queries.suggested_bureaus(case, on=clock.today()) for case in cases}
        assert together == alone
        assert all(together.values())

    def test_in_a_number_of_queries_that_does_not_grow(self, place: City, django_assert_num_queries: Any) -> None:
        factory.proposal_in(place, S.CLOSED)
        for count in (2, 5):
            chosen = [case.pk for case in filed(place, count)]
            how = {"lead": None, "hand_over": None}
            bulk = actions.order_bulk(
                place.assembly, by=place.person("clerk"), verb=BulkVerb.PROPOSE, chosen=chosen, how=how
            )
            with django_assert_num_queries(19):
                assert actions.do_part(bulk) == count


class TestTakenBack:
    def test_together_where_no_bureau_has_answered(self, place: City) -> None:
        first, second = filed(place, 2)
        bulk = ordered(place, [first, second], lead=place.bureau.pk)
        actions.accept_ahead(first.proposed.get(), by=place.person("bureau clerk"))
        assert became(undone(place, bulk)) == [("kept", "之后已有新的办理，保持不变。"), ("undone", "")]
        assert ProposedAssignment.objects.get().proposal == first
        taken_back = Entry.objects.get(kind="proposals.proposed_taken_back")
        assert (taken_back.subject_id, taken_back.payload["names"]) == (second.pk, [place.bureau.name])

    def test_of_one_case_from_its_page(self, place: City) -> None:
        [case] = filed(place)
        client, at = client_of(place.person("clerk")), f"/proposals/{case.pk}"
        assert "收回拟交办" not in client.get(at).content.decode()
        actions.propose_assignment(case, by=place.person("clerk"), lead=place.bureau)
        assert "收回拟交办" in client.get(at).content.decode()
        assert client.post(f"{at}/proposed/taking-back").status_code == 302
        assert not ProposedAssignment.objects.exists()
        page = client.get(at).content.decode()
        assert f"收回拟交{place.bureau.name}办理" in page
        assert "收回拟交办<" not in page


class TestPages:
    AT = "/proposals/bulks/propose/order"

    def test_it_is_asked_for_which_bureau_and_meeting(self, place: City) -> None:
        client, cases, meeting = client_of(place.person("clerk")), filed(place, 2), called(place)
        chosen = [case.pk for case in cases]
        asked = client.post(self.AT, {"chosen": chosen}).content.decode()
        assert "各件取最可能的单位" in asked
        assert not Bulk.objects.exists()
        wrong = client.post(self.AT, {"chosen": chosen, "told": "1", "lead": "0"})
        assert wrong.status_code == 422
        answer = client.post(self.AT, {"chosen": chosen, "told": "1", "lead": place.bureau.pk, "hand_over": meeting.pk})
        bulk = Bulk.objects.get()
        assert answer["Location"] == f"/proposals/bulks/{bulk.pk}"
        assert bulk.how == {"lead": place.bureau.pk, "hand_over": meeting.pk}
        while actions.do_part(bulk):
            pass
        page = client.get(answer["Location"]).content.decode()
        assert page.count(f"拟交{place.bureau.name}办理") == 2
        assert "拟交办" in client.get(f"/proposals/hand-overs/{meeting.pk}").content.decode()

    def test_nothing_chosen_is_each_its_own(self, place: City) -> None:
        factory.proposal_in(place, S.CLOSED)
        client, [case] = client_of(place.person("clerk")), filed(place)
        client.post(self.AT, {"chosen": [case.pk], "told": "1", "lead": "", "hand_over": ""})
        bulk = Bulk.objects.get()
        actions.do_part(bulk)
        page = client.get(f"/proposals/bulks/{bulk.pk}").content.decode()
        assert f"拟交{place.bureau.name}办理：办过 1 件相近的提案" in page


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("proposals_clerk", {"propose", "archive", "carry_over", "print"}),
        ("chair", {"print"}),
        ("member", set()),
        ("administrator", set()),
    ],
)
def test_a_bulk_is_seen_by_whom_it_takes_to_order_it(place: City, role: str, verbs: set[str]) -> None:
    for verb in (BulkVerb.PROPOSE, BulkVerb.ARCHIVE, BulkVerb.CARRY_OVER, BulkVerb.PRINT):
        Bulk.objects.create(assembly=place.assembly, verb=verb, by=place.person("clerk"))
    seen = queries.bulks_visible_to(person_with(role, place.assembly.scope))
    assert set(seen.values_list("verb", flat=True)) == verbs
    assert not queries.bulks_visible_to(person_with(role, factory.city().assembly.scope)).exists()
