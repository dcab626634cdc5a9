"""Two of the office at the same instant in what is no step of a case: the settings, bulks, leads, topics, meetings."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.accounts.models import Person
from xieshang.proposals import actions, queries
from xieshang.proposals.actions import bulk as bulk_module
from xieshang.proposals.models import Assignment, Bulk, ColumnMapping, HandOver, Lead, Practice, Proposal, Topic
from xieshang.proposals.states import BulkVerb, LeadState, ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.action import VERBS
from xieshang.spine.models import Entry

S = State
GONE = "这一项已经不在了，可能刚被删除。请刷新页面再看。"
SETTINGS: dict[str, Any] = {"reviews_twice": False, "talks_first": True, "plans_first": False, "has_class_d": False}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def clerks(place: City) -> tuple[Person, Person]:
    """Two of the office's clerks."""
    return place.person("clerk"), person_with("proposals_clerk", place.assembly.scope)


def reasons(said: list[Any]) -> list[str]:
    """What those were told who were refused."""
    return [one for one in said if isinstance(one, str)]


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=f"proposals.{kind}").count()


class TestSettings:
    def set_by(self, place: City, by: Person, **other: bool) -> Any:
        return partial(actions.set_practice, place.assembly, by=by, blocks_from=None, **{**SETTINGS, **other})

    def test_the_same_is_set_once(self, place: City, clerks: tuple[Person, Person]) -> None:
        said = at_once(*[self.set_by(place, by, has_class_d=True) for by in clerks])
        assert reasons(said) == ["设置没有变化。"]
        assert (Practice.objects.get().has_class_d, entries("practice_set")) == (True, 1)

    def test_of_two_forms_the_later_stands_whole(self, place: City, clerks: tuple[Person, Person]) -> None:
        """Also where the settings were never set before; each is in the ledger with what it changed."""
        one, other = clerks
        said = at_once(
            self.set_by(place, one, has_class_d=True),
            self.set_by(place, other, plans_first=True),
        )
        assert reasons(said) == []
        practice = Practice.objects.get()
        assert practice.has_class_d is not practice.plans_first
        first, second = Entry.objects.filter(kind="proposals.practice_set").order_by("id")
        assert (len(first.payload["after"]), len(second.payload["after"])) == (1, 2)


class TestBulks:
    @pytest.fixture
    def cases(self, place: City) -> list[Proposal]:
        cases = [factory.proposal_in(place, S.FILED) for _ in range(3)]
        for case in cases:
            actions.propose_assignment(case, by=place.person("clerk"), lead=place.bureau)
        return cases

    def order(self, place: City, cases: list[Proposal], by: Person) -> Bulk:
        keys = [case.pk for case in cases]
        return actions.order_bulk(place.assembly, by=by, verb=BulkVerb.ASSIGN, chosen=keys)

    def became(self, bulk: Bulk) -> list[tuple[str, str]]:
        return [(item.state, item.kept or item.refusal) for item in queries.done_in_bulk(bulk).order_by("pk")]

    def test_two_order_the_same_and_each_case_is_done_once(
        self, place: City, cases: list[Proposal], clerks: tuple[Person, Person]
    ) -> None:
        """Both may order; of each case the bulk that came second says why it was left out."""
        said = at_once(*[partial(self.order, place, cases, by) for by in clerks])
        bulks = list(Bulk.objects.all())
        assert (reasons(said), len(bulks), entries("bulk_ordered")) == ([], 2, 2)
        assert at_once(*[partial(actions.do_part, bulk) for bulk in bulks]) == [3, 3]
        done = [("done", "")] * 3
        left = [("left_out", "现在的状态已经是“待签收”，这一步不用再办。")] * 3
        assert sorted(map(self.became, bulks)) == [done, left]
        assert (Assignment.objects.count(), entries("assigned")) == (3, 3)

    def test_one_part_is_done_by_one_worker(self, place: City, cases: list[Proposal]) -> None:
        bulk = self.order(place, cases, place.person("clerk"))
        assert sorted(at_once(*[partial(actions.do_part, bulk)] * 3)) == [0, 0, 3]
        assert (self.became(bulk), entries("assigned")) == ([("done", "")] * 3, 3)

    def test_it_is_taken_back_once(self, place: City, cases: list[Proposal], clerks: tuple[Person, Person]) -> None:
        bulk = self.order(place, cases, place.person("clerk"))
        actions.do_part(bulk)
        said = at_once(*[partial(actions.undo_bulk, bulk, by=by) for by in clerks])
        assert (reasons(said), entries("bulk_undone")) == (["这一批已经撤销过。"], 1)
        undone = at_once(*[partial(actions.undo_part, bulk, by=by) for by in clerks])
        assert (sorted(undone), self.became(bulk)) == ([0, 3], [("undone", "")] * 3)

    def test_it_is_taken_back_while_it_is_done(
        self, place: City, cases: list[Proposal], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing is done after it was taken back, whatever the worker had begun."""
        monkeypatch.setattr(bulk_module, "PART", 1)
        clerk = place.person("clerk")
        bulk = self.order(place, cases, clerk)
        actions.do_part(bulk)
        at_once(partial(actions.do_part, bulk), partial(actions.undo_bulk, bulk, by=clerk))
        while actions.undo_part(bulk, by=clerk):
            pass
        while actions.do_part(bulk):
            pass
        left = ("left_out", "这一批已经撤销，没有再办。")
        became = self.became(bulk)
        assert (became[0], became[2]) == (("undone", ""), left)
        assert became[1] in (("undone", ""), left)
        assert set(Proposal.objects.values_list("state", flat=True)) == {S.FILED}


class TestLeads:
    @pytest.fixture
    def lead(self, place: City) -> Lead:
        return calls.lead(place)

    def close(self, lead: Lead, by: Person) -> Any:
        return partial(actions.close_lead, lead, by=by, reason="不属政协提案范围")

    def put_back(self, lead: Lead, by: Person) -> Any:
        return partial(actions.put_back_lead, lead, by=by, reason="请再看一看")

    def test_it_is_closed_once(self, lead: Lead, clerks: tuple[Person, Person]) -> None:
        said = at_once(*[self.close(lead, by) for by in clerks])
        assert (reasons(said), entries("lead_closed")) == (["这条线索已经决定不采用。"], 1)

    def test_it_is_put_back_once(self, lead: Lead, clerks: tuple[Person, Person]) -> None:
        self.close(lead, clerks[0])()
        said = at_once(*[self.put_back(lead, by) for by in clerks])
        assert (reasons(said), entries("lead_returned")) == (["这条线索正在等委员采用。"], 1)

    def test_it_is_closed_or_taken(self, place: City, clerks: tuple[Person, Person]) -> None:
        """A draft is written from it, or none."""
        words = {
            LeadState.CLOSED: "这条线索已经决定不采用。",
            LeadState.TAKEN: "这条线索已有委员采用，不能决定不采用；委员还没有提交提案的，可以先放回。",
        }
        for _ in range(3):
            lead = calls.lead(place)
            said = at_once(self.close(lead, clerks[0]), partial(actions.take_lead, lead, by=place.person("colleague")))
            lead.refresh_from_db()
            assert reasons(said) == [words[LeadState(lead.state)]]
            assert lead.proposals.exists() is (lead.state == LeadState.TAKEN)

    def test_it_is_put_back_while_what_was_written_is_handed_in(
        self, place: City, clerks: tuple[Person, Person]
    ) -> None:
        """A lead of which something was handed in does not wait again."""
        lead, writer = calls.lead(place), place.person("colleague")
        draft = actions.take_lead(lead, by=writer)
        actions.revise(draft, by=writer, text=factory.text(), version=draft.version)
        lead.refresh_from_db()
        said = at_once(
            partial(actions.submit, Proposal.objects.get(pk=draft.pk), by=writer), self.put_back(lead, clerks[0])
        )
        lead.refresh_from_db()
        taken = lead.state == LeadState.TAKEN
        assert reasons(said) == (["已有提案从这条线索写成并提交，不能放回。"] if taken else [])


class TestTopics:
    @pytest.fixture
    def topic(self, place: City) -> Topic:
        """The first of three of a call that is not issued."""
        call = calls.written(place)
        for title in ("加装电梯的难点", "校门口的拥堵"):
            actions.add_topic(call, by=place.person("clerk"), title=title)
        return call.topics.get(number=1)

    def numbers(self, topic: Topic) -> list[int]:
        return list(topic.call.topics.order_by("number").values_list("number", flat=True))

    def test_added_at_once_they_are_numbered_without_gaps(self, topic: Topic, clerks: tuple[Person, Person]) -> None:
        said = at_once(*[partial(actions.add_topic, topic.call, by=by, title="夜市") for by in [*clerks, *clerks]])
        assert (reasons(said), self.numbers(topic)) == ([], [1, 2, 3, 4, 5, 6, 7])

    def test_of_two_texts_the_later_stands(self, topic: Topic, clerks: tuple[Person, Person]) -> None:
        titles = ["停车难", "停车贵"]
        said = at_once(
            *[partial(actions.revise_topic, topic, by=by, title=one) for by, one in zip(clerks, titles, strict=True)]
        )
        last = Entry.objects.filter(kind="proposals.topic_revised").latest("id")
        topic.refresh_from_db()
        assert (reasons(said), topic.title, entries("topic_revised")) == ([], last.payload["title"], 2)

    def test_it_is_taken_off_once(self, topic: Topic, clerks: tuple[Person, Person]) -> None:
        said = at_once(*[partial(actions.drop_topic, topic, by=by) for by in clerks])
        assert (reasons(said), self.numbers(topic), entries("topic_dropped")) == ([GONE], [1, 2], 1)

    def test_two_are_taken_off_while_one_is_added(self, topic: Topic, clerks: tuple[Person, Person]) -> None:
        """Each closes the gap that it leaves, whoever comes first."""
        for _ in range(3):
            one, other, *_rest = topic.call.topics.order_by("number")
            said = at_once(
                partial(actions.drop_topic, one, by=clerks[0]),
                partial(actions.drop_topic, other, by=clerks[1]),
                *[partial(actions.add_topic, topic.call, by=by, title="夜市") for by in clerks],
            )
            assert (reasons(said), self.numbers(topic)) == ([], [1, 2, 3])

    def test_nothing_changes_once_the_call_is_issued(self, topic: Topic, clerks: tuple[Person, Person]) -> None:
        """It was changed before, or whoever changes it is told."""
        one, other = clerks
        issued, *said = at_once(
            partial(actions.issue_call, topic.call, by=one),
            partial(actions.add_topic, topic.call, by=other, title="夜市"),
            partial(actions.revise_topic, topic, by=other, title="停车贵"),
            partial(actions.drop_topic, topic, by=other),
        )
        assert issued == topic.call
        late = "征集已经发布，委员已经收到，不能再改；需要更正的，请另发一次征集。"
        assert set(reasons(said)) <= {late, GONE}
        order = list(Entry.objects.order_by("id").values_list("kind", flat=True))
        after = order[order.index("proposals.call_issued") + 1 :]
        assert not {"proposals.topic_added", "proposals.topic_revised", "proposals.topic_dropped"} & set(after)


class TestMeetings:
    def call(self, place: City, by: Person, title: str = "交办会", days: int = 5) -> HandOver:
        meets_on = clock.today() + timedelta(days=days)
        return actions.call_hand_over(place.session, by=by, title=title, meets_on=meets_on)

    def test_one_meeting_is_called_once(self, place: City, clerks: tuple[Person, Person]) -> None:
        """The same button of two clerks, or pressed twice."""
        said = at_once(*[partial(self.call, place, by) for by in [*clerks, *clerks]])
        assert reasons(said) == ["这一天已有同名的交办会，不必再定一次。"] * 3
        assert (HandOver.objects.count(), entries("hand_over_called")) == (1, 1)

    def test_another_name_or_day_is_another_meeting(self, place: City, clerks: tuple[Person, Person]) -> None:
        one, other = clerks
        said = at_once(
            partial(self.call, place, one),
            partial(self.call, place, other, title="补充交办会"),
            partial(self.call, place, other, days=6),
        )
        assert (reasons(said), HandOver.objects.count()) == ([], 3)

    def test_once_it_was_held_another_may_be_called_for_the_day(self, place: City) -> None:
        clerk = place.person("clerk")
        held = self.call(place, clerk, days=0)
        case = factory.proposal_in(place, S.FILED)
        actions.propose_assignment(case, by=clerk, lead=place.bureau, hand_over=held)
        actions.hold_hand_over(held, by=clerk)
        assert self.call(place, clerk, days=0) != held


class TestPapersAndFiles:
    """What leaves a case as it is may be done by two at once; a case of an old file comes in once."""

    def test_two_take_the_same_cases_along(self, place: City, clerks: tuple[Person, Person]) -> None:
        cases = [factory.proposal_in(place, S.FILED) for _n in range(3)]
        said = at_once(
            *(partial(actions.take_along, place.assembly, by=by, verb=BulkVerb.PRINT, cases=cases) for by in clerks)
        )
        assert reasons(said) == []
        assert (entries("taken_along"), entries("printed")) == (2, 6)
        assert [one.items.count() for one in Bulk.objects.order_by("pk")] == [3, 3]

    def test_of_two_mappings_of_one_header_one_stands(self, place: City, clerks: tuple[Person, Person]) -> None:
        fields = [{"title": "题目"}, {"title": "标题"}]
        keep = partial(actions.keep_mapping, place.assembly, header=["题目", "标题"])
        said = at_once(*(partial(keep, by=by, fields=one) for by, one in zip(clerks, fields, strict=True)))
        assert reasons(said) == []
        kept = ColumnMapping.objects.get()
        assert (kept.fields, kept.kept_by) in list(zip(fields, clerks, strict=True))

    def test_a_case_of_an_old_file_comes_in_once(self, place: City, clerks: tuple[Person, Person]) -> None:
        proposer = actions.Proposer(ProposerKind.MEMBER, name="林一")
        told = {"source": "旧系统", "source_number": "2019-0301", "topic": "", "submitted_at": clock.now()}
        take_in = partial(actions.import_case, place.session, proposer=proposer, text=factory.text(), **told)
        said = at_once(*(partial(take_in, by=by) for by in clerks))
        assert reasons(said) == ["这个案号的提案刚由别人导入过，请刷新后再看。"]
        assert (Proposal.objects.count(), entries("imported")) == (1, 1)


def test_no_verb_of_the_room_is_left_out() -> None:
    """Each is done by two at the same instant, here or in another file of tests."""
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    played = "\n".join(text for text in texts if "at_once" in text)
    verbs = {name.partition(".")[2] for name in VERBS if name.startswith("proposals.")}
    assert {verb for verb in verbs if not re.search(rf"\b{verb}\b", played)} == set()
