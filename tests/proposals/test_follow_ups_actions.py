"""After closing: promises asked until done or explained, effects after three and twelve months."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.proposals.test_reactions import close_office, do_errands
from tests.proposals.test_reply_actions import kinds, refusal
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import FollowUp, Proposal
from xieshang.proposals.states import FollowUpOutcome, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused

S, Said = State, FollowUpOutcome
OK = ""


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def asked(proposal: Proposal) -> list[tuple[str, int, date]]:
    return list(proposal.follow_ups.order_by("pk").values_list("kind", "number", "due_on"))


class TestArranging:
    def test_follows_from_closing_once(self, place: City) -> None:
        """By an errand; a second one changes nothing."""
        proposal = factory.proposal_in(place, S.CLOSED)
        do_errands()
        effects = [("effect_3", 1, date(2026, 6, 18)), ("effect_12", 1, date(2027, 3, 18))]
        assert asked(proposal) == effects
        with pytest.raises(Refused, match="跟踪回访已经安排过了。"):
            actions.arrange_follow_ups(proposal, by=None)
        assert (asked(proposal), kinds(proposal)[-1]) == (effects, "follow_ups_arranged")

    def test_a_promise_is_asked_of_its_bureau(self, place: City) -> None:
        proposal = replies.closed(place, ReplyClass.B)
        assert asked(proposal)[0] == ("promise", 1, date(2026, 9, 18))
        assert replies.follow_up_of(proposal, "promise").assignment == replies.charge_of(proposal)
        running = {(one.code, one.part): one.due_on for one in deadlines.of(proposal) if one.is_open}
        assert running == {
            ("proposals.promise", place.bureau.pk): date(2026, 9, 18),
            ("proposals.effect_3", 0): date(2026, 6, 18),
            ("proposals.effect_12", 0): date(2027, 3, 18),
        }

    @pytest.mark.parametrize("given", [ReplyClass.A, ReplyClass.C])
    def test_no_other_class_promises(self, place: City, given: ReplyClass) -> None:
        assert [kind for kind, _number, _on in asked(replies.closed(place, given))] == ["effect_3", "effect_12"]

    def test_a_promise_that_was_handled_again_is_none(self, place: City) -> None:
        """Only the reply that stands counts."""
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED))
        replies.reply(place, proposal, reply_class=ReplyClass.B)
        actions.judge(replies.fresh(proposal), by=place.person("author"), **replies.BAD)
        actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="没有落实")
        replies.reply(place, proposal, reply_class=ReplyClass.A)
        actions.judge(replies.fresh(proposal), by=place.person("author"), **replies.GOOD)
        actions.close(replies.fresh(proposal), by=place.person("clerk"))
        do_errands()
        assert [kind for kind, _number, _on in asked(proposal)] == ["effect_3", "effect_12"]

    def test_by_nobody_s_hand_and_only_when_closed(self, place: City) -> None:
        closed = factory.proposal_in(place, S.CLOSED)
        words = "跟踪回访在结案时自动安排，不能手工安排。"
        assert refusal(place, "may_arrange_follow_ups", closed) == dict.fromkeys(place.cast, words)
        answered = factory.proposal_in(place, S.ANSWERED)
        assert str(rules.may_arrange_follow_ups(None, answered).reason) == "结案以后才安排跟踪回访。"

    def test_in_a_batch_too(self, place: City) -> None:
        cases = [factory.proposal_in(place, S.ANSWERED) for _ in range(2)]
        with batch(Proposal.objects.filter(pk__in=[one.pk for one in cases])) as held:
            for one in held:
                actions.close(one, by=place.person("clerk"))
                actions.arrange_follow_ups(one, by=None)
        do_errands()
        assert [len(asked(one)) for one in cases] == [2, 2]


class TestPromises:
    def test_under_way_is_asked_again(self, place: City) -> None:
        proposal = replies.closed(place)
        with clock.at(clock.now() + timedelta(days=100)):
            staff = place.person("bureau clerk")
            first = replies.follow_up_of(proposal, "promise")
            actions.answer_follow_up(first, by=staff, outcome=Said.UNDER_WAY, text=" 已招标 ")
        second = replies.follow_up_of(proposal, "promise")
        assert (second.number, second.due_on) == (2, date(2026, 12, 28))
        first.refresh_from_db()
        assert (first.outcome, first.text, first.answered_by) == ("under_way", "已招标", staff)
        assert kinds(proposal)[-1] == "followed_up"
        running = deadlines.of(proposal).filter(code="proposals.promise", met_on__isnull=True).get()
        assert running.due_on == second.due_on

    @pytest.mark.parametrize("outcome", [Said.DONE, Said.EXPLAINED])
    def test_done_or_explained_is_the_end(self, place: City, outcome: FollowUpOutcome) -> None:
        proposal = replies.closed(place)
        one = replies.follow_up_of(proposal, "promise")
        actions.answer_follow_up(one, by=place.person("bureau leader"), outcome=outcome, text="已建成。")
        assert not FollowUp.objects.filter(kind="promise", answered_at__isnull=True).exists()

    def test_only_the_bureau_reports(self, place: City) -> None:
        one = replies.follow_up_of(replies.closed(place), "promise")
        words = "只有市教育局的工作人员可以报告承诺的落实情况。"
        others = set(place.cast) - {"bureau clerk", "bureau leader"}
        assert refusal(place, "may_answer_follow_up", one) == dict.fromkeys(others, words)


class TestEffects:
    def test_only_the_first_author_tells_of_it_once_it_is_asked(self, place: City) -> None:
        one = replies.follow_up_of(replies.closed(place), "effect_3")
        others = dict.fromkeys(set(place.cast) - {"author"}, "只有第一提案者可以回答办理的成效。")
        early = "成效要过一段时间才看得出来，请在 2026 年 6 月 3 日（周三）以后回答。"
        assert refusal(place, "may_answer_follow_up", one) == others | {"author": early}
        with clock.at(datetime(2026, 6, 3, 9, tzinfo=clock.now().tzinfo)):
            assert refusal(place, "may_answer_follow_up", one) == others
            author = place.person("author")
            said = actions.answer_follow_up(one, by=author, outcome=Said.BETTER, text="车位多了。")
            assert (said.outcome, said.answered_at) == ("better", clock.now())
            said.proposal = replies.fresh(said.proposal)
            assert refusal(place, "may_answer_follow_up", said)["author"] == "这次回访已经答复过了。"

    def test_of_a_case_without_an_author_the_office_tells(self, place: City) -> None:
        one = replies.follow_up_of(replies.closed(place), "effect_3")
        one.proposal.author = None
        with clock.at(datetime(2026, 6, 18, 9, tzinfo=clock.now().tzinfo)):
            may = set(place.cast) - set(refusal(place, "may_answer_follow_up", one))
        assert may == {"clerk", "office"}


@pytest.mark.parametrize(
    ("kind", "outcome", "text", "field", "words"),
    [
        ("promise", Said.BETTER, "好", "outcome", "请从列出的几种情况里选一种。"),
        ("effect_3", Said.DONE, "好", "outcome", "请从列出的几种情况里选一种。"),
        ("promise", Said.DONE, " ", "text", "请写明具体情况。"),
    ],
)
def test_an_answer_fits_its_question(
    place: City, kind: str, outcome: FollowUpOutcome, text: str, field: str, words: str
) -> None:
    one = replies.follow_up_of(replies.closed(place), kind)
    by = place.person("bureau clerk" if kind == "promise" else "author")
    with clock.at(datetime(2026, 6, 18, 9, tzinfo=clock.now().tzinfo)), pytest.raises(Refused) as refused:
        actions.answer_follow_up(one, by=by, outcome=outcome, text=text)
    assert (refused.value.field, refused.value.reason) == (field, words)
    assert not FollowUp.objects.filter(answered_at__isnull=False).exists()


def test_the_database_holds_an_outcome_to_its_kind(place: City) -> None:
    one = replies.follow_up_of(replies.closed(place), "promise")
    one.answered_by, one.answered_at, one.text, one.outcome = place.person("author"), clock.now(), "好", Said.SAME
    with pytest.raises(IntegrityError, match="proposals_follow_up_fits"), transaction.atomic():
        one.save()


def test_a_day_off_moves_the_question_with_its_deadline(place: City) -> None:
    proposal = replies.closed(place)
    do_errands()
    before_on = replies.follow_up_of(proposal, "promise").due_on
    close_office(before_on)
    moved = replies.follow_up_of(proposal, "promise").due_on
    running = deadlines.of(proposal).get(code="proposals.promise")
    assert (moved > before_on, moved) == (True, running.due_on)


def test_who_finds_which_on_their_list(place: City) -> None:
    proposal = replies.closed(place)
    kinds_of = {
        name: sorted(queries.follow_ups_of(actor).filter(proposal=proposal).values_list("kind", flat=True))
        for name, actor in place.cast.items()
    }
    every = ["effect_12", "effect_3", "promise"]
    assert {name: found for name, found in kinds_of.items() if found} == {
        "author": every[:2],
        "bureau clerk": ["promise"],
        "bureau leader": ["promise"],
        **dict.fromkeys(["clerk", "office", "chair", "auditor"], every),
    }


def test_what_is_asked_and_what_is_late(place: City) -> None:
    replies.closed(place)
    every = FollowUp.objects.all()
    due = date(2026, 6, 18)
    told = {
        on: (queries.asked_follow_ups(every, on=on).count(), queries.late_follow_ups(every, on=on).count())
        for on in (due - timedelta(days=16), due - timedelta(days=15), due, due + timedelta(days=1))
    }
    assert list(told.values()) == [(0, 0), (1, 0), (1, 0), (1, 1)]
