"""Which reference topic of a call a proposal answers: named while drafting, shown, filtered by and counted."""

from datetime import date, datetime

import pytest

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal, Topic
from xieshang.proposals.states import ProposerKind
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def topic(place: City) -> Topic:
    """The first topic of an open call."""
    return calls.issued(place).topics.select_related("call").get(number=1)


def drafted(place: City, answered: Topic | None) -> Proposal:
    statements = actions.Statements(answers_topic=answered)
    proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    return actions.draft(
        place.session, by=place.person("author"), proposer=proposer, text=factory.text(), statements=statements
    )


def revised(place: City, draft: Proposal, answered: Topic | None) -> Proposal:
    statements = actions.Statements(answers_topic=answered)
    kept = Proposal.objects.get(pk=draft.pk)
    return actions.revise(
        kept, by=place.person("author"), text=factory.text(), version=kept.version, statements=statements
    )


class TestNaming:
    def test_with_a_topic_its_call_is_answered(self, place: City) -> None:
        chosen = topic(place)
        draft = drafted(place, chosen)
        assert (draft.answers_topic, draft.call) == (chosen, chosen.call)
        again = revised(place, draft, None)
        assert (again.answers_topic, again.call) == (None, chosen.call)

    def test_of_another_assembly_or_not_issued_it_is_refused(self, place: City) -> None:
        written = calls.written(place)
        unissued = actions.add_topic(written, by=place.person("clerk"), title="停车")
        words = ("这个选题不在本级发布的征集里，请另选。", "answers_topic")
        assert factory.refusal(drafted, place, unissued) == words
        assert factory.refusal(drafted, place, topic(factory.city())) == words
        assert not Proposal.objects.exists()

    def test_when_the_call_is_over_the_one_that_is_answered_stays(self, place: City) -> None:
        chosen = topic(place)
        draft, other = drafted(place, chosen), drafted(place, None)
        over = datetime(2026, 12, 20, 10, 0, tzinfo=clock.now().tzinfo)
        with clock.at(over):
            assert chosen.call.closes_on < date(2026, 12, 20)
            assert revised(place, draft, chosen).answers_topic == chosen
            words = ("这个选题的征集现在不开放，请另选，或者不选。", "answers_topic")
            assert factory.refusal(revised, place, other, chosen) == words


class TestPages:
    def test_begun_from_a_topic_it_is_named_kept_and_shown(self, place: City) -> None:
        chosen = topic(place)
        author = Visit(place.person("author")).open(f"/proposals/calls/{chosen.call_id}").follow("按此选题写提案")
        assert author.page.forms["draft"].fields["answers_topic"] == str(chosen.pk)
        author.press("存为草稿", situation="缺。")
        draft = Proposal.objects.get()
        assert draft.answers_topic == chosen
        assert "参考选题" in author.open(f"/proposals/{draft.pk}").text
        author.open(f"/proposals/{draft.pk}/text").press("存为草稿", answers_topic="")
        assert Proposal.objects.get().answers_topic is None

    def test_where_no_call_is_open_none_is_asked_for(self, place: City) -> None:
        page = Visit(place.person("author")).open("/proposals/new")
        assert "answers_topic" not in page.page.forms["draft"].fields

    def test_the_call_counts_by_topic_and_its_list_is_filtered_by_it(self, place: City) -> None:
        chosen = topic(place)
        author = place.person("author")
        for answered in (chosen, None):
            draft = drafted(place, answered)
            Proposal.objects.filter(pk=draft.pk).update(call=chosen.call, title="甲案" if answered else "乙案")
            actions.submit(Proposal.objects.get(pk=draft.pk), by=author)
        drafted(place, chosen)  # not handed in: it does not count
        clerk = Visit(place.person("clerk")).open(f"/proposals/calls/{chosen.call_id}")
        assert "已有 1 件应征" in clerk.text
        clerk.follow("已有 1 件应征")
        assert ["甲案" in clerk.text, "乙案" in clerk.text] == [True, False]
        whole = clerk.open(f"/proposals/calls/{chosen.call_id}/proposals")
        assert ["甲案" in whole.text, "乙案" in whole.text] == [True, True]
