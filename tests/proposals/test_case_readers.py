"""The case as one file: who reads which part of it, the same as on its page."""

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from tests.proposals.papers import case_text, members, pdf_text
from xieshang.documents import store
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import Satisfaction, State, TalkKind
from xieshang.spine import clock

OPINION = "建议分三年安排资金。"


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def charge_of(proposal: Proposal, role: str) -> Assignment:
    return Assignment.objects.select_related("bureau", "proposal").get(proposal=proposal, role=role)


def handled(place: City) -> Proposal:
    """A case in hand of two bureaus, of which the co-handler has given its opinion."""
    proposal = factory.proposal_in(place, State.FILED)
    actions.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
    for role, who in [("lead", "bureau leader"), ("co", "other leader")]:
        actions.accept(charge_of(proposal, role), by=place.person(who))
    actions.give_joint_opinion(charge_of(proposal, "co"), by=place.person("other leader"), text=OPINION, agrees=True)
    return proposal


def replied(place: City) -> Proposal:
    """The same, once the lead has replied."""
    proposal = handled(place)
    lead = charge_of(proposal, "lead")
    talk = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
    actions.note_talk(lead, by=place.person("bureau clerk"), **talk)
    actions.reply(lead, by=place.person("bureau leader"), letter=factory.letter_of(lead))
    return proposal


class TestOpinions:
    """Co-handlers' opinions are the bureaus' and the office's, and the author's once the case was replied to."""

    READERS = ("clerk", "bureau clerk", "other leader", "author", "colleague")

    def test_before_the_reply_bureaus_and_office_read_them(self, place: City) -> None:
        proposal = handled(place)
        readers = {who for who in self.READERS if OPINION in case_text(place, who, proposal)}
        assert readers == {"clerk", "bureau clerk", "other leader"}

    def test_after_the_reply_the_author_too_and_other_members_never(self, place: City) -> None:
        proposal = replied(place)
        readers = {who for who in self.READERS if OPINION in case_text(place, who, proposal)}
        assert readers == {"clerk", "bureau clerk", "other leader", "author"}

    def test_printed_they_are_nobody_else_s(self, place: City) -> None:
        proposal = handled(place)
        printed = {
            who: pdf_text(b"".join(client_of(place.person(who)).post("/proposals/print", {"chosen": [proposal.pk]})))
            for who in ("clerk", "colleague")
        }
        assert {who for who, text in printed.items() if OPINION in text} == {"clerk"}
        assert all(proposal.title in text for text in printed.values())

    def test_the_archive_keeps_them(self, place: City) -> None:
        proposal = replied(place)
        fine = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED}
        actions.judge(proposal, by=place.person("author"), **fine)
        actions.close(proposal, by=place.person("clerk"))
        package = actions.archive(proposal, by=place.person("clerk"))
        with store.open_stored(package.file.stored_path) as content:
            inside = members(content.read())
        assert OPINION in pdf_text(inside["2026-0001.pdf"])
