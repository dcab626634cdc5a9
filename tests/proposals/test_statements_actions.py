"""What is stated beside a text: kept with it, required of nobody, and kept to where it is published."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind, State, TalkKind
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused
from xieshang.texts import words as split

S = State
MEMBER = ProposerKind.MEMBER


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def stated(place: City, **parts: Any) -> actions.Statements:
    whole = {
        "researched": True,
        "research_note": "三月到四个小区看了夜间停车。",
        "first_raised": True,
        "used_ai": True,
        "wished_bureau": place.bureau,
        "wished_talk": TalkKind.SITE,
        "consents_to_name": False,
        "consents_to_reply": False,
    }
    return actions.Statements(**{**whole, **parts})


def kept(proposal: Proposal) -> actions.Statements:
    one = Proposal.objects.select_related("wished_bureau").get(pk=proposal.pk)
    names = actions.Statements.__dataclass_fields__
    return actions.Statements(**{name: getattr(one, name) for name in names})


def drafted(place: City, statements: actions.Statements | None) -> Proposal:
    proposer = actions.Proposer(MEMBER, author=place.author)
    return actions.draft(
        place.session, by=place.person("author"), proposer=proposer, text=factory.text(), statements=statements
    )


def test_they_are_kept_with_the_draft(place: City) -> None:
    """And nothing is stated where nobody stated anything: only the consents are given."""
    assert kept(drafted(place, stated(place))) == stated(place)
    assert kept(drafted(place, None)) == actions.Statements()


def test_each_way_of_writing_keeps_them(place: City) -> None:
    """A revision and an autosave; where none come along, what was stated stays."""
    author, proposal = place.person("author"), drafted(place, None)
    proposal = actions.revise(proposal, by=author, text=factory.text(), version=1, statements=stated(place))
    assert kept(proposal) == stated(place)
    proposal = actions.autosave(proposal, by=author, text=factory.text(), version=2)
    assert kept(proposal) == stated(place)
    fewer = stated(place, wished_bureau=None, researched=False, research_note=" \0看过 ")
    proposal = actions.autosave(proposal, by=author, text=factory.text(), version=3, statements=fewer)
    assert kept(proposal) == stated(place, wished_bureau=None, researched=False, research_note="看过")


@pytest.mark.parametrize("handed", [None, actions.Statements()])
def test_nothing_of_it_is_needed_to_submit(place: City, handed: actions.Statements | None) -> None:
    proposal = actions.submit(drafted(place, handed), by=place.person("author"))
    assert proposal.state == S.SUBMITTED


def test_what_cannot_be_stated_leaves_nothing_behind(place: City) -> None:
    """A bureau of another assembly, a note without end: the text is not kept either."""
    author, proposal = place.person("author"), drafted(place, None)
    elsewhere = factory.city().bureau
    for parts, field, words in (
        ({"wished_bureau": elsewhere}, "wished_bureau", "只能希望由本级的承办单位办理。"),
        ({"research_note": "看" * 2001}, "research_note", "调研情况最多 2000 字，请写短些。"),
    ):
        with pytest.raises(Refused) as refused:
            actions.revise(
                proposal,
                by=author,
                text=factory.text(title="改过的题目"),
                version=1,
                statements=stated(place, **parts),
            )
        assert (refused.value.field, refused.value.reason) == (field, words)
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.title, fresh.version, fresh.research_note) == (factory.text().title, 1, "")
    assert Entry.objects.filter(kind="proposals.revised").count() == 0


def test_a_draft_answers_a_call_of_its_own_assembly_that_was_issued(place: City) -> None:
    other = factory.city()
    proposer = actions.Proposer(MEMBER, author=place.author)
    begin = {"by": place.person("author"), "proposer": proposer, "text": factory.text()}
    call = calls.issued(place)
    assert actions.draft(place.session, call=call, **begin).call == call
    for wrong in (calls.issued(other), calls.written(place)):
        with pytest.raises(Refused, match="这次征集不是本级发布的"):
            actions.draft(place.session, call=wrong, **begin)
    with pytest.raises(Refused, match="这条线索不是本级的"):
        actions.draft(place.session, lead=calls.lead(other), **begin)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "reply", "answer"), [(True, True, "已经编制。"), (False, True, "已经编制。"), (True, False, "")]
)
def test_the_public_reads_what_was_consented_to(place: City, name: bool, reply: bool, answer: str) -> None:
    """Without consent the name is not found by a search either, and no answer is kept for the public."""
    proposal = factory.proposal_in(place, S.CLOSED)
    Proposal.objects.filter(pk=proposal.pk).update(consents_to_name=name, consents_to_reply=reply)
    shown = actions.publish(proposal, by=place.person("clerk"), text="停车", reply=answer)
    found = queries.matching_in_public(queries.published(), split.tsquery_text(place.author.name))
    assert (found.exists(), shown.public_reply) == (name, answer)
    page = Visit().open(f"/public/{proposal.pk}").text
    assert (place.author.name in page, "已经编制。" in page) == (name, reply)
