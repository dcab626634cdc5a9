"""Many at once: in threads, in batches, in any order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.deadlines.models import Deadline
from xieshang.proposals import actions
from xieshang.proposals.models import Answer, Assignment, CoSigner, Delivery, Feedback, Proposal, Reply, Talk
from xieshang.proposals.states import Ground, Satisfaction, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State


@pytest.mark.django_db(transaction=True)
class TestThreads:
    @pytest.fixture
    def place(self, moment: datetime) -> City:
        return factory.city()

    def test_case_numbers_have_neither_gaps_nor_doubles(self, place: City) -> None:
        """Eight clerks file 48 proposals at once; every third filing is undone after it had its number."""
        clerk = place.person("clerk")
        proposals = [*enumerate(factory.proposal_in(place, S.SUBMITTED) for _ in range(48))]

        def file_some(mine: list[tuple[int, Proposal]]) -> int:
            return sum(file_or_undo(number, proposal) for number, proposal in mine)

        def file_or_undo(number: int, proposal: Proposal) -> bool:
            with undone_every_third(number):
                actions.file(proposal, by=clerk)
            return number % 3 != 0

        filed = sum(at_once(*[lambda n=n: file_some(proposals[n::8]) for n in range(8)]))
        numbers = Proposal.objects.filter(state=S.FILED).order_by("case_number").values_list("case_number", flat=True)
        assert list(numbers) == list(range(1, filed + 1))
        assert filed == 32
        assert Entry.objects.filter(kind="proposals.filed").count() == filed

    def test_one_button_pressed_by_eight(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        taken = "这件提案已经提交，现在是“待审查”，不必再提交一次；办到了哪一步，请看这件提案的经过。"
        said = at_once(*[lambda: actions.submit(proposal, by=author).pk] * 8)
        assert sorted(map(str, said)) == sorted([str(proposal.pk), *[taken] * 7])
        assert Entry.objects.filter(kind="proposals.submitted").count() == 1

    def test_one_form_sent_by_many_clicks_is_one_draft(self, place: City) -> None:
        """Each click is led to the draft or told that it is stale; none meets a fault."""
        sent = {
            "entry_key": str(uuid4()),
            "version": "1",
            "title": "停车",
            "situation": "看到缺口。",
            "analysis": "配建不足。",
            "suggestion_1": "编制规划。",
            "category": "society",
            "save": "1",
        }
        clicks = [Client() for _ in range(6)]
        for client in clicks:
            sign_in(client, place.person("author"))
        answers = at_once(*[partial(client.post, "/proposals/new", sent) for client in clicks])
        draft = Proposal.objects.get()
        led = [answer for answer in answers if answer.status_code == 302]
        assert {answer["Location"] for answer in led} == {f"/proposals/{draft.pk}"}
        assert {answer.status_code for answer in answers} <= {302, 422}

    def test_two_of_a_bureau_accept_at_once(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.ASSIGNED))
        clerk, leader = place.person("bureau clerk"), place.person("bureau leader")
        said = at_once(
            lambda: actions.accept(charge, by=clerk).accepted_by,
            lambda: actions.accept(charge, by=leader).accepted_by,
        )
        assert said.count("已经签收过了。") == 1
        assert Assignment.objects.get().accepted_by in said

    def test_taken_back_while_the_invited_answer(self, place: City) -> None:
        """Either the answer comes first and lapses, or it comes too late: nobody waits for ever."""
        author, cosigner = place.person("author"), place.person("cosigner")
        for _ in range(6):
            proposal = factory.proposal_in(place, S.GATHERING)
            seen = factory.cosigning_of(proposal)
            said = at_once(
                lambda proposal=proposal: actions.take_back(proposal, by=author).state,
                lambda seen=seen: actions.answer_cosigning(seen, by=cosigner, confirms=True).state,
            )
            assert said[0] == S.DRAFT
            assert said[1] in ("confirmed", "这件提案现在不在征求联名，无需答复。")
            assert CoSigner.objects.get(pk=seen.pk).state == "asked"

    def test_two_pages_save_at_once_and_one_is_told(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        said = at_once(
            *[
                lambda title=title: actions.revise(proposal, by=author, text=factory.text(title=title), version=1).title
                for title in ("这一页", "那一页")
            ]
        )
        refused = "这页打开以后，提案已在别处改过（第 2 稿）。您写的文字还在，请打开新的一稿再合并。"
        assert said.count(refused) == 1
        assert Proposal.objects.get().title in said

    def test_a_member_asked_twice_at_once_is_asked_once(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        said = at_once(*[lambda: actions.ask_cosigner(proposal, by=author, member=place.cosigner).position] * 2)
        assert sorted(map(str, said)) == ["1", "林二 已在联名人之中。"]


@contextmanager
def undone_every_third(number: int) -> Iterator[None]:
    """Roll back what happens inside where the number divides by three."""
    with suppress(ZeroDivisionError), transaction.atomic():
        yield
        1 / (number % 3)


Deed = Callable[[City, Proposal], object]


def charge_of(proposal: Proposal) -> Assignment:
    """The row as an earlier batch wrote it; Refused where there is none, as a page would be a 404."""
    found = Assignment.objects.filter(proposal=proposal).first()
    if found is None:
        raise Refused("没有交办")
    return found


def note(place: City, proposal: Proposal) -> object:
    talk = {"kind": TalkKind.VISIT, "on": clock.today(), "people": "林一", "content": "走访"}
    return actions.note_talk(charge_of(proposal), by=place.person("bureau clerk"), **talk)


UNHAPPY = {"handling": Satisfaction.UNSATISFIED, "result": Satisfaction.FAIRLY}
DEEDS: dict[str, Deed] = {
    "submit": lambda place, one: actions.submit(one, by=place.person("author")),
    "send back": lambda place, one: actions.send_back(one, by=place.person("clerk"), reason="请补充"),
    "send back in silence": lambda place, one: actions.send_back(one, by=place.person("clerk"), reason=" "),
    "file": lambda place, one: actions.file(one, by=place.person("clerk")),
    "file as a stranger": lambda place, one: actions.file(one, by=place.person("elsewhere")),
    "refuse": lambda place, one: actions.refuse(one, by=place.person("clerk"), ground=Ground.EMPTY, reason="空泛"),
    "assign": lambda place, one: actions.assign(one, by=place.person("clerk"), lead=place.bureau),
    "accept": lambda place, one: actions.accept(charge_of(one), by=place.person("bureau clerk")),
    "talk": note,
    "reply": lambda place, one: actions.reply(
        charge_of(one), by=place.person("bureau leader"), letter=factory.letter_of(charge_of(one))
    ),
    "reply to half": lambda place, one: actions.reply(
        charge_of(one), by=place.person("bureau leader"), letter=factory.letter(answers={})
    ),
    "judge": lambda place, one: actions.judge(one, by=place.person("author"), **UNHAPPY, opinion="不满意"),
    "judge in silence": lambda place, one: actions.judge(one, by=place.person("author"), **UNHAPPY),
    "close": lambda place, one: actions.close(one, by=place.person("clerk")),
}
ROUNDS = st.lists(st.lists(st.sampled_from([None, *DEEDS]), min_size=3, max_size=3), min_size=1, max_size=9)
STRAIGHT = [["submit"] * 3, ["file"] * 3, ["assign"] * 3, ["accept"] * 3, ["talk"] * 3, ["reply"] * 3, ["judge"] * 3]


def play(place: City, proposals: list[Proposal], rounds: list[list[str | None]], *, together: bool) -> list[str]:
    """Round by round, each proposal's deed; in one batch a round, or one by one. What each said where refused."""
    said = []
    for deeds in rounds:
        with batch(Proposal.objects.all()) if together else nullcontext():
            for proposal, name in zip(proposals, deeds, strict=True):
                try:
                    if name is not None:
                        DEEDS[name](place, proposal)
                    said.append("")
                except Refused as refused:
                    said.append(refused.reason)
    return said


def written(place: City, proposals: list[Proposal]) -> dict[str, Any]:
    """Every row that belongs to the proposals, told without keys, which differ from run to run."""
    told: dict[str, Any] = {}
    for index, proposal in enumerate(proposals):
        mine = {"proposal": proposal}
        told[f"{index}"] = [
            values(Proposal.objects.filter(pk=proposal.pk)),
            values(Assignment.objects.filter(**mine)),
            values(Talk.objects.filter(assignment__proposal=proposal)),
            values(Reply.objects.filter(assignment__proposal=proposal)),
            values(Answer.objects.filter(reply__assignment__proposal=proposal).order_by("suggestion__number")),
            values(Feedback.objects.filter(**mine)),
            values(Delivery.objects.filter(reply__assignment__proposal=proposal)),
            values(Deadline.objects.filter(subject_id=proposal.pk).order_by("code", "pk")),
            list(
                Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk)
                .order_by("id")
                .values_list("kind", flat=True)
            ),
        ]
    return told


def values(rows: Any) -> list[dict[str, Any]]:
    model = rows.model
    plain = [
        one.name
        for one in model._meta.concrete_fields
        if not one.is_relation and one.name not in ("id", "subject_id", "part")
    ]
    return list(rows.values(*plain))


@given(rounds=ROUNDS | st.just(STRAIGHT) | ROUNDS.map(lambda rounds: STRAIGHT + rounds))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_in_a_batch_it_is_as_one_by_one(db: None, moment: datetime, rounds: list[list[str | None]]) -> None:
    """The same rows, the same entries and the same refusals, whatever is done to three proposals in which order."""
    with transaction.atomic():
        place = factory.city()
        alone = [factory.drafted(place) for _ in range(3)]
        said_alone = play(place, alone, rounds, together=False)
        told_alone = written(place, alone)
        transaction.set_rollback(True)
    with transaction.atomic():
        place = factory.city()
        together = [factory.drafted(place) for _ in range(3)]
        said_together = play(place, together, rounds, together=True)
        told_together = written(place, together)
        transaction.set_rollback(True)
    assert said_together == said_alone
    assert told_together == told_alone
