"""Random lives of several cases: whatever anybody tries, in any order and at any time, the case stays whole."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.conftest import WEDNESDAY
from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.documents import SOUND
from tests.factories.proposals import City
from tests.proposals import steps
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines.days import Day
from xieshang.deadlines.models import Deadline
from xieshang.proposals import actions, models, queries, rules, turns
from xieshang.proposals.figures.measures import MEASURES, Year
from xieshang.proposals.figures.tables import DIMENSIONS, OF_CHARGES, parts_of, table_of, whole_of
from xieshang.proposals.models import Assignment, Proposal, Reply, ReplyDraft
from xieshang.proposals.queries import charges
from xieshang.proposals.reactions import follow_the_calendar
from xieshang.proposals.states import FILED_STATES, BulkVerb, PetitionKind, ProposerKind, State
from xieshang.spine import clock, ledger
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State
KIND = "proposals.proposal"
MOST_CASES = 3
BULKS = [BulkVerb.PROPOSE, BulkVerb.ASSIGN, BulkVerb.EXTEND, BulkVerb.REMIND, BulkVerb.ARCHIVE]
CAST = [
    *("author", "cosigner", "colleague", "clerk", "second", "office", "officer", "bureau clerk", "bureau leader"),
    *("other clerk", "other leader", "third leader", "chair", "auditor", "administrator", "elsewhere", "public"),
]
KEPT = [
    *(models.Proposal, models.Suggestion, models.CoSigner, models.Supporter, models.LikenessDecision),
    *(models.ProposedAssignment, models.Assignment, models.Plan, models.Talk, models.Pause, models.Petition),
    *(models.JointOpinion, models.Reply, models.Answer, models.Delivery, models.Feedback, models.FollowUp),
    *(models.Practice, models.Package, models.Bulk, models.BulkItem, Deadline),
]
"""All rows that a step may write."""

NEXT: dict[State, list[str]] = {
    S.DRAFT: ["ask_cosigner", "ask_cosigner", "gather", "gather", "submit", "submit", "drop_cosigner"],
    S.GATHERING: ["answer_cosigning", "answer_cosigning", "answer_cosigning", "submit", "submit", "take_back"],
    S.SUBMITTED: ["file", "file", "file", "file", "check", "send_back", "merge", "refuse", "turn_into_letter"],
    S.CHECKED: ["file", "file", "send_back", "merge", "refuse"],
    S.RETURNED: ["submit", "submit", "ask_cosigner", "gather", "revise", "withdraw"],
    S.FILED: [
        "assign",
        "assign",
        "propose_assignment",
        "accept_ahead",
        "object_ahead",
        "assign_as_proposed",
        "support",
    ],
    S.ASSIGNED: ["accept"] * 6 + ["petition", "petition", "rule_on", "take_back_assignment", "reply", "prolong"],
    S.HANDLING: [
        *["reply"] * 5,
        *["note_talk"] * 3,
        *("hand_reply", "hand_back_reply"),
        *("accept", "give_joint_opinion", "give_joint_opinion", "give_joint_opinion", "ask_author"),
        *("answer_question", "resume", "petition", "petition", "rule_on", "rule_on", "take_back_petition"),
        *("prolong", "take_back_extension", "write_plan", "remind"),
    ],
    S.REPLIED: ["judge"] * 5 + ["send_back_reply", "read_reply", "handle_again", "close", "mark_quality", "rule_on"],
    S.ANSWERED: ["close", "close", "handle_again", "handle_again"],
    S.CLOSED: ["arrange_follow_ups", "arrange_follow_ups", "answer_follow_up", "publish", "unpublish", "archive"],
    S.NOT_FILED: ["object_to"],
    S.CONTESTED: ["uphold", "overrule"],
}
"""What would come next, the likely more often."""


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """All that is kept, and the ledger."""
    told: dict[str, list[tuple[Any, ...]]] = {
        model.__name__: sorted(model._default_manager.values_list(), key=repr) for model in KEPT
    }
    told["Entry"] = list(Entry.objects.order_by("pk").values_list("pk", "kind"))
    return told


class Lives:
    """Some cases of one assembly, and the clock."""

    def __init__(self, heads: list[str]) -> None:
        self.now = WEDNESDAY
        self.cases: list[Proposal] = []
        self.done: Counter[str] = Counter()
        with clock.at(self.now):
            self.place: City = steps.hall()
        for head in heads:
            self.begin(head)

    def begin(self, head: str = "") -> None:
        """One more draft, of the author or of the body that is named first, which has come so far already."""
        words = head.split()
        who, path = (words[1], words[2:]) if words[:1] == ["of"] else ("", words)
        if len(self.cases) < MOST_CASES:
            with clock.at(self.now):
                draft = DRAFTS[who](self.place)
                self.cases.append(steps.play(self.place, draft, " ".join(path)))

    def go_on(self, case: int, at: int, n: int) -> None:
        """Take one of the steps that are likely to come next, by whom it would be right."""
        case %= len(self.cases)
        state = State(Proposal.objects.values_list("state", flat=True).get(pk=self.cases[case].pk))
        likely = NEXT.get(state, ["withdraw"])
        self.take(case, likely[at % len(likely)], n, None)

    def play_on(self, chance: Random) -> None:
        """Let chance take the next step."""
        case, at, n = (chance.randrange(steps.MOST) for _ in range(3))
        way = chance.random()
        if way < 0.75:
            self.go_on(case, at, n)
        elif way < 0.9:
            self.take(case, chance.choice(sorted(steps.STEPS)), n, chance.choice([None, *CAST]))
        elif way < 0.95:
            self.do_in_bulk(chance.choice(BULKS), n)
        elif way < 0.98:
            self.wait(chance.choice([0, 1, 3, 8, 16]))
        else:
            self.begin(chance.choice(["", "of sector", "of committee"]))

    def take(self, case: int, name: str, n: int, actor: str | None) -> None:
        """Take a step: it is told, or it is refused with a reason and leaves everything as it was."""
        with clock.at(self.now):
            before = rows()
            try:
                with transaction.atomic():
                    steps.take(self.place, self.cases[case % len(self.cases)], name, n, actor)
            except steps.MissingError:
                return
            except Refused as refused:
                reason = refused.reason
            else:
                assert Entry.objects.count() > len(before["Entry"])
                self.done[name] += 1
                return
            assert reason.strip()
            assert rows() == before
            self.done["refused"] += 1

    def do_in_bulk(self, verb: BulkVerb, n: int) -> None:
        """A clerk does a verb to all cases: each is done, or left out with a reason; every other bulk is taken back."""
        how, clerk = self._told(verb, n), self.place.person("clerk")
        with clock.at(self.now):
            chosen = [case.pk for case in self.cases]
            if not queries.visible_to(clerk).filter(pk__in=chosen).exists():
                return
            bulk = actions.order_bulk(self.place.assembly, by=clerk, verb=verb, chosen=chosen, how=how)
            while actions.do_part(bulk):
                pass
            assert all((one.entry is None) is bool(one.refusal) for one in bulk.items.all())
            self.done["bulk"] += bulk.items.filter(refusal="").count()
            if n % 2 and rules.may_undo_bulk(clerk, bulk):
                self._take_back(bulk)

    def _told(self, verb: BulkVerb, n: int) -> dict[str, Any]:
        """What the verb is told of all cases."""
        until_on = self.now.date() + timedelta(days=80 + n % 60)
        told = {
            BulkVerb.PROPOSE: {"lead": steps.bureaus(self.place)[n % 3].pk if n % 4 else None, "hand_over": None},
            BulkVerb.EXTEND: {"until_on": until_on.isoformat(), "reason": "情况复杂"},
            BulkVerb.REMIND: {"words": "请抓紧办理。"},
        }
        return told.get(verb, {})

    def _take_back(self, bulk: models.Bulk) -> None:
        """What was done is undone, for nothing has followed, or stays with the reason why it could not be."""
        clerk = self.place.person("clerk")
        actions.undo_bulk(bulk, by=clerk)
        while actions.undo_part(bulk, by=clerk):
            pass
        assert all(one.undone is not bool(one.kept) for one in bulk.items.filter(refusal=""))

    def wait(self, days: int) -> None:
        """Let days pass, but not the year of work."""
        later = self.now + timedelta(days=days)
        self.now = min(later, WEDNESDAY.replace(month=12, day=20))

    def close_a_day(self, n: int) -> None:
        """The working calendar changes: the last day of some step is off, and the step is due later."""
        due = sorted(set(_open().values_list("due_on", flat=True)))
        ahead = [one for one in due if one > self.now.date()]
        if not ahead:
            return
        with clock.at(self.now):
            off = Day(ahead[n % len(ahead)], working=False, name="停电")
            last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            deadlines.enter_days([off], source="鹰城市通知", by=None)
            for entry in Entry.objects.filter(pk__gt=last, kind="deadlines.moved").order_by("pk"):
                follow_the_calendar(entry)

    def check(self) -> None:
        """Everything that must hold at any time."""
        with clock.at(self.now):
            numbers = Proposal.objects.filter(session=self.place.session, case_number__isnull=False)
            given = sorted(numbers.values_list("case_number", flat=True))
            assert given == list(range(1, len(given) + 1))
            check_packages(list(models.Package.objects.order_by("number", "part").values_list("number", "part")))
            for clock_of in Deadline.objects.all():
                assert clock_of.from_on <= clock_of.due_on
                assert clock_of.from_on <= clock.today()
            for case in Proposal.objects.order_by("pk"):
                check_case(case)
            check_figures(Year(self.place.assembly, 2026, clock.today()))

    def check_tables(self) -> None:
        """However the year is parted, the lines are the whole; by bureau a case may stand under several."""
        with clock.at(self.now):
            year = Year(self.place.assembly, 2026, clock.today())
            left = {code: table_of(year, one).remainder for code, one in DIMENSIONS.items()}
            by_bureau = left.pop("bureau")
            assert not any(left.values())
            assert by_bureau is None or max(by_bureau.counts.values()) <= 0
            assert by_bureau is None or not any(by_bureau.counts[code] for code in OF_CHARGES)


def check_packages(given: list[tuple[int, int]]) -> None:
    """Cases are numbered without gaps, and so are the parts of each."""
    parts = Counter(number for number, _part in given)
    assert sorted(parts) == list(range(1, len(parts) + 1))
    assert given == [(number, part + 1) for number in sorted(parts) for part in range(parts[number])]


def of_sector(place: City) -> Proposal:
    """A sector's draft, written and signed by the author, who convenes it."""
    author = place.person("author")
    if not queries.convening(author, on=clock.today()):
        calls.convenor(place.author)
    body = actions.Proposer(ProposerKind.SECTOR, sector=place.author.sector, convenor=place.author)
    draft = actions.draft(place.session, by=author, proposer=body, text=factory.text())
    page = SimpleUploadedFile("签名.pdf", SOUND["pdf"])
    return actions.sign(draft, by=author, convenor=place.author, author=place.author, upload=page)


def of_committee(place: City) -> Proposal:
    """A committee's draft under its seal, by its officer."""
    body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    draft = actions.draft(place.session, by=place.person("officer"), proposer=body, text=factory.text())
    return factory.sealed(draft, by=place.person("officer"))


DRAFTS: dict[str, Callable[[City], Proposal]] = {"": factory.drafted, "sector": of_sector, "committee": of_committee}


def _open() -> Any:
    return Deadline.objects.filter(met_on__isnull=True, dropped_on__isnull=True)


def check_case(case: Proposal) -> None:
    """Its charges, its replies and its clocks are what its state says."""
    charges = list(Assignment.objects.filter(proposal=case).order_by("pk"))
    answering = [one for one in charges if one.answers_the_author]
    for one in charges:
        replies = list(Reply.objects.filter(assignment=one))
        standing = [reply for reply in replies if reply.superseded_at is None]
        assert len(standing) == (one.replied_at is not None)
        assert all(one.accepted_at is not None and one.accepted_at <= reply.replied_at for reply in replies)
        assert all(reply.level == case.level for reply in standing)
        assert one.replied_at or one.pause or one.reply_by <= longest(one), "no question draws it out past six months"
    accepted, replied = (all(getattr(one, at) for one in answering) for at in ("accepted_at", "replied_at"))
    by_charges = S.REPLIED if replied else S.HANDLING if accepted else S.ASSIGNED
    after_reply = (S.REPLIED, S.ANSWERED, S.CLOSED)
    assert not ReplyDraft.objects.filter(assignment__proposal=case, assignment__replied_at__isnull=False).exists()
    of_state = S.REPLIED if case.state in after_reply else case.state if answering else None
    assert of_state == (by_charges if answering else None)
    assert bool(answering) is (case.state in FILED_STATES - {S.FILED})
    assert (case.replied_at is not None) is (case.state in after_reply)
    expected = clocks_of(case, charges)
    found = {(one.code, one.part): one.due_on for one in _open().filter(subject_kind=KIND, subject_id=case.pk)}
    assert set(found) | lapsed(case, charges) == expected | lapsed(case, charges), (case.state, sorted(found))
    assert case.turn_due_on == due_of(case, answering, found)
    for one in charges:
        step = turns.REPLY if one.answers_the_author else turns.JOINT
        assert found.get((step.code, one.bureau_id), one.reply_by) == one.reply_by
        assert found.get((turns.ACCEPT.code, one.bureau_id), one.accept_by) == one.accept_by


def longest(one: Assignment) -> date:
    """Six months and what the calendar adds where days were taken off it, or the time of a case handled again."""
    again = Reply.objects.filter(assignment=one, superseded_at__isnull=False).exists()
    return charges.latest_reply(one) + timedelta(days=60 if again else 12)


def lapsed(case: Proposal, charges: list[Assignment]) -> set[tuple[str, int]]:
    """What a co-handler need not do any more once the lead has replied, though it still may in a later round."""
    before = case.state in (S.ASSIGNED, S.HANDLING) and Reply.objects.filter(assignment__proposal=case).exists()
    late = [one for one in charges if before and not one.answers_the_author]
    return {(step.code, one.bureau_id) for one in late for step in (turns.ACCEPT, turns.JOINT)}


def clocks_of(case: Proposal, charges: list[Assignment]) -> set[tuple[str, int]]:
    """The clocks that run, by what stands on the rows."""
    if case.state in (S.ASSIGNED, S.HANDLING):
        return {clock_ for one in charges for clock_ in _of_charge(one)}
    if case.state == S.CLOSED:
        waiting = case.follow_ups.filter(answered_at__isnull=True)
        codes = {str(kind): period.code for kind, period in turns.FOLLOWED_UP.items()}
        return {(codes[one.kind], one.assignment.bureau_id if one.assignment else 0) for one in waiting}
    period = turns.CLOCKS.get(State(case.state))
    return {(period.code, 0)} if period else set()


def _of_charge(one: Assignment) -> Iterator[tuple[str, int]]:
    released = one.petition is not None and one.petition.kind == PetitionKind.RELEASE
    if one.petition is not None:
        yield turns.RULE.code, one.bureau_id
    if one.accepted_at is None and not released:
        yield turns.ACCEPT.code, one.bureau_id
    if one.pause is not None:
        yield turns.ASK.code, one.bureau_id
    elif not one.replied_at and not one.given_opinion:
        yield (turns.REPLY if one.answers_the_author else turns.JOINT).code, one.bureau_id


def due_of(case: Proposal, answering: list[Assignment], found: dict[tuple[str, int], date]) -> date | None:
    """The earliest open step: of the charges while they are handled, else of the case."""
    if case.state not in (S.ASSIGNED, S.HANDLING):
        period = turns.CLOCKS.get(State(case.state))
        return found[(period.code, 0)] if period else None
    steps_of = []
    for one in answering:
        released = one.petition is not None and one.petition.kind == PetitionKind.RELEASE
        code = turns.REPLY if one.accepted_at else turns.RULE if released else turns.ACCEPT
        if not one.replied_at and not one.pause:
            steps_of.append(found[(code.code, one.bureau_id)])
    return min(steps_of, default=None)


def check_figures(year: Year) -> None:
    """What is counted is what the rows are, and the parts are their whole, however it is parted."""
    whole = whole_of(year)
    handed_in = Proposal.objects.filter(submitted_at__isnull=False)
    filed = [one for one in handed_in if one.state in FILED_STATES]
    assert parts_of(whole).remainder == 0
    assert whole.counts["received"] == handed_in.count()
    assert whole.counts["filed"] == len(filed)
    assert whole.counts["closed"] == sum(one.state == S.CLOSED for one in filed)
    assert whole.counts["again"] == sum(one.handled_again > 0 for one in filed)
    assert whole.counts["charged"] == Assignment.objects.exclude(role="co").count()
    assert whole.counts["replied"] == Reply.objects.filter(superseded_at__isnull=True).count()
    assert whole.counts["replied"] == sum(whole.counts[f"class_{letter}"] for letter in "abcd")
    assert whole.counts["judged"] == sum(whole.counts[code] for code in ("satisfied", "fairly", "unsatisfied"))
    assert whole.counts["in_time"] <= whole.counts["due"] <= whole.counts["charged"]
    assert all(0 <= whole.counts[code] <= whole.counts[one.share_of] for code, one in MEASURES.items() if one.share_of)


NUMBERS = st.integers(0, steps.MOST - 1)
CASES = st.integers(0, MOST_CASES - 1)
JOINT = "ask_cosigner:0 ask_cosigner:1 gather answer_cosigning:1 answer_cosigning:1"
HEADS = [
    "",
    f"{JOINT} submit",
    "submit file",
    "submit file propose_assignment:0 accept_ahead:0 assign_as_proposed",
    "submit file assign:0",
    "submit file assign:1 accept:0 note_talk:0 reply:0",
    "submit file assign:0 accept:0 accept:1 give_joint_opinion:1 note_talk:0",
    f"{JOINT} submit file assign:3 accept:0 accept:1 note_talk:1",
    f"{JOINT} submit file assign:2 accept note_talk reply judge:1",
    "submit file assign:1 accept:0 accept:1 note_talk:0 note_talk:1 reply:0 reply:1",
    "submit file assign:2 accept note_talk reply:1 judge close arrange_follow_ups",
    "submit refuse object_to",
    "of sector submit file assign:2 accept note_talk",
    "of committee submit file assign:0 accept:0 accept:1",
    "of committee",
]
"""How far the first cases have come before chance takes over."""


class Machine(RuleBasedStateMachine):
    """Steps by whom they are right, by anybody, of all cases at once; days that pass, or are taken off the calendar."""

    @initialize(heads=st.lists(st.sampled_from(HEADS), min_size=2, max_size=2))
    def open_the_hall(self, heads: list[str]) -> None:
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.lives = Lives(heads)

    @rule(case=CASES, at=NUMBERS, n=NUMBERS)
    def go_on(self, case: int, at: int, n: int) -> None:
        self.lives.go_on(case, at, n)

    @rule(case=CASES, at=NUMBERS, n=NUMBERS)
    def go_on_again(self, case: int, at: int, n: int) -> None:
        self.lives.go_on(case, at, n)

    @rule(case=CASES, name=st.sampled_from(sorted(steps.STEPS)), n=NUMBERS)
    def try_what_is_not_next(self, case: int, name: str, n: int) -> None:
        self.lives.take(case, name, n, None)

    @rule(case=CASES, name=st.sampled_from(sorted(steps.STEPS)), n=NUMBERS, actor=st.sampled_from(CAST))
    def try_as_anybody(self, case: int, name: str, n: int, actor: str) -> None:
        self.lives.take(case, name, n, actor)

    @rule(days=st.sampled_from([0, 1, 3, 8, 16, 31, 60]))
    def wait(self, days: int) -> None:
        self.lives.wait(days)

    @rule(verb=st.sampled_from(BULKS), n=NUMBERS)
    def do_in_bulk(self, verb: BulkVerb, n: int) -> None:
        self.lives.do_in_bulk(verb, n)

    @rule(n=NUMBERS)
    def close_a_day(self, n: int) -> None:
        self.lives.close_a_day(n)

    @rule()
    def draft_another(self) -> None:
        self.lives.begin()

    @invariant()
    def all_is_whole(self) -> None:
        if hasattr(self, "lives"):
            self.lives.check()

    def teardown(self) -> None:
        if hasattr(self, "lives"):
            self.lives.check_tables()
        if hasattr(self, "whole"):
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)


def test_whatever_anybody_tries_the_case_stays_whole(db: None) -> None:
    """Bounded to half a minute: a life that breaks a promise is told as it was played, and not shortened."""
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=5,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_the_ledger_of_a_random_year_verifies() -> None:
    """Committed, sealed and compared: nothing that was refused has left a trace, and nothing is missing."""
    chance = Random(2026)
    lives = Lives(["", "submit file assign:0 accept:0"])
    for _ in range(120):
        lives.play_on(chance)
    lives.check()
    lives.check_tables()
    refused, in_bulk = lives.done.pop("refused"), lives.done.pop("bulk")
    assert (refused > 0, in_bulk > 0) == (True, True)
    assert lives.done.total() > 30
    while ledger.seal():
        pass
    found = ledger.verify()
    assert (found.faults, found.unsealed) == ([], 0)
    assert found.seals
