"""A reply is written by the bureau together, handed to its leader, and signed."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals import steps
from tests.proposals.steps import play
from tests.proposals.test_views_case import signed_in
from xieshang.proposals import actions, events
from xieshang.proposals.models import Assignment, Reply, ReplyDraft
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

OPENING = "您提出的提案收悉，现答复如下。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return steps.hall()


@pytest.fixture
def charge(place: City) -> Assignment:
    """A case that may be replied to."""
    return factory.assignment_of(play(place, factory.drafted(place), "submit file assign:2 accept note_talk"))


def filled() -> dict[str, str]:
    """What stands on the form when it is ready to be signed."""
    answers = {"state_1": "done", "answer_1": "已经编制。", "state_2": "planned", "answer_2": "已列入明年计划。"}
    letter = {"letter_number": "鹰教提〔2026〕12号", "reply_class": "A", "opening": OPENING, "signer": "周局长"}
    return {**letter, "contact": "王科长", "contact_phone": "0375-2660001", **answers}


def send(place: City, who: str, charge: Assignment, at: str, **fields: Any) -> Any:
    return signed_in(place, who).post(f"/proposals/{charge.proposal_id}/{at}", fields)


def page(place: City, who: str, at: str) -> str:
    response = signed_in(place, who).get(at)
    assert response.status_code == 200
    return response.content.decode()


def kept(place: City, charge: Assignment, version: int = 0, who: str = "bureau clerk", **words: str) -> ReplyDraft:
    return actions.draft_reply(charge, by=place.person(who), words=words or {"opening": OPENING}, version=version)


class TestWriting:
    def test_the_officer_saves_it_unfinished_and_the_leader_goes_on(self, place: City, charge: Assignment) -> None:
        before = Entry.objects.count()
        answer = send(place, "bureau clerk", charge, "reply-draft", opening=OPENING, answer_1="已经编制。", version="0")
        draft = ReplyDraft.objects.get()
        assert (answer.status_code, Entry.objects.count()) == (302, before)
        assert (draft.words, draft.version) == ({"opening": OPENING, "answer_1": "已经编制。"}, 1)
        for at in ("reply-draft", "reply"):
            html = page(place, "bureau leader", f"/proposals/{charge.proposal_id}/{at}")
            assert (OPENING in html, "已经编制。" in html, 'name="version" value="1"' in html) == (True, True, True)

    def test_an_officer_s_name_is_not_put_as_the_signer(self, place: City, charge: Assignment) -> None:
        at = f"/proposals/{charge.proposal_id}/reply-draft"
        signers = {who: f'value="{place.person(who).name}"' in page(place, who, at) for who in STAFF}
        assert signers == {"bureau clerk": False, "bureau leader": True}

    def test_what_was_not_read_is_not_overwritten(self, place: City, charge: Assignment) -> None:
        """The typed text stays; sent once more it stands over what is kept now."""
        kept(place, charge)
        answer = send(place, "bureau leader", charge, "reply-draft", opening="另一稿", version="0")
        html = answer.content.decode()
        assert (answer.status_code, ReplyDraft.objects.get().words) == (422, {"opening": OPENING})
        assert ("另一稿" in html, 'name="version" value="1"' in html, "已保存第 1 稿" in html) == (True, True, True)
        assert send(place, "bureau leader", charge, "reply-draft", opening="另一稿", version="1").status_code == 302
        assert ReplyDraft.objects.get().words == {"opening": "另一稿"}

    def test_nobody_else_sees_it(self, place: City, charge: Assignment) -> None:
        kept(place, charge)
        case = f"/proposals/{charge.proposal_id}"
        for who in ("author", "clerk", "chair"):
            assert signed_in(place, who).get(f"{case}/reply-draft").status_code == 404
            assert OPENING not in page(place, who, case)
        assert signed_in(place, "other leader").get(f"{case}/reply-draft").status_code == 404


STAFF = ("bureau clerk", "bureau leader")


class TestHanding:
    def test_it_waits_on_the_leader_s_desk_and_list(self, place: City, charge: Assignment) -> None:
        send(place, "bureau clerk", charge, "reply-draft", opening=OPENING, version="0", hand="1")
        assert (ReplyDraft.objects.get().handed_at, _last(charge)) == (clock.now(), events.REPLY_HANDED.kind)
        desks = {who: "/proposals/assigned?tab=sign" in page(place, who, "/") for who in STAFF}
        assert desks == {"bureau clerk": False, "bureau leader": True}
        assert charge.proposal.title in page(place, "bureau leader", "/proposals/assigned?tab=sign")
        assert "已送负责人签发" in page(place, "bureau leader", f"/proposals/{charge.proposal_id}/reply")

    def test_one_after_the_other_opens_the_list_of_the_bureau_with_tabs_of_their_own(self, place: City) -> None:
        """How the clerk's list is asked for is no answer to the leader's, though both see the same cases."""
        for who, signs in (("bureau clerk", False), ("bureau leader", True), ("bureau clerk", False)):
            assert ("?tab=sign" in page(place, who, "/proposals/assigned")) == signs

    def test_the_leader_hands_it_back_with_a_word(self, place: City, charge: Assignment) -> None:
        """Those who write read what should be different, until it is handed over again; nothing of it is lost."""
        send(place, "bureau clerk", charge, "reply-draft", opening=OPENING, version="0", hand="1")
        assert "退回修改" in page(place, "bureau leader", f"/proposals/{charge.proposal_id}/reply")
        assert send(place, "bureau leader", charge, "reply-draft/return", reason=" ").status_code == 422
        assert send(place, "bureau leader", charge, "reply-draft/return", reason="请写明期限。").status_code == 302
        assert (ReplyDraft.objects.get().handed_at, _last(charge)) == (None, events.REPLY_HANDED_BACK.kind)
        assert charge.proposal.title not in page(place, "bureau leader", "/proposals/assigned?tab=sign")
        html = page(place, "bureau clerk", f"/proposals/{charge.proposal_id}/reply-draft")
        assert (OPENING in html, "请写明期限。" in html) == (True, True)
        send(place, "bureau clerk", charge, "reply-draft", opening=OPENING, version="1", hand="1")
        assert "请写明期限。" not in page(place, "bureau leader", f"/proposals/{charge.proposal_id}/reply")

    def test_only_the_leader_hands_back_and_only_what_was_handed_over(self, place: City, charge: Assignment) -> None:
        kept(place, charge)
        said = factory.refusal(actions.hand_back_reply, charge, by=place.person("bureau leader"), reason="请改")
        assert said == ("没有送签的答复稿，不用退回；要改的地方可以直接改，再签发。", None)
        actions.hand_reply(charge, by=place.person("bureau clerk"), words={}, version=1)
        said = factory.refusal(actions.hand_back_reply, charge, by=place.person("bureau clerk"), reason="请改")
        assert said == ("答复稿由市教育局负责人退回修改。", None)

    def test_what_is_only_saved_does_not_wait_there(self, place: City, charge: Assignment) -> None:
        kept(place, charge)
        assert charge.proposal.title not in page(place, "bureau leader", "/proposals/assigned?tab=sign")

    def test_the_story_of_the_case_leaves_it_out(self, place: City, charge: Assignment) -> None:
        actions.hand_reply(charge, by=place.person("bureau clerk"), words={}, version=0)
        actions.hand_back_reply(charge, by=place.person("bureau leader"), reason="请写明期限。")
        for who in ("author", "bureau clerk", "clerk"):
            html = page(place, who, f"/proposals/{charge.proposal_id}")
            assert ("拟好答复" in html, "答复稿退回" in html, "请写明期限。" in html) == (False, False, False)


class TestSigning:
    def test_the_draft_goes_with_it(self, place: City, charge: Assignment) -> None:
        kept(place, charge, **filled())
        assert send(place, "bureau leader", charge, "reply", **filled(), version="1").status_code == 302
        assert (Reply.objects.get().opening, ReplyDraft.objects.count()) == (OPENING, 0)

    def test_a_leader_signs_what_the_leader_has_read(self, place: City, charge: Assignment) -> None:
        kept(place, charge, **filled())
        kept(place, charge, 1, opening="后来的一稿")
        answer = send(place, "bureau leader", charge, "reply", **filled(), version="1")
        assert (answer.status_code, Reply.objects.count(), ReplyDraft.objects.get().version) == (422, 0, 2)
        assert "已保存第 2 稿" in answer.content.decode()

    def test_an_officer_cannot_sign(self, place: City, charge: Assignment) -> None:
        letter = factory.letter()
        with pytest.raises(Refused, match="经办人可以草拟答复，送负责人签发"):
            actions.reply(charge, by=place.person("bureau clerk"), letter=letter)
        assert factory.assignment_of(charge.proposal).proposal.state == State.HANDLING


def _last(charge: Assignment) -> str:
    return Entry.objects.filter(subject_id=charge.proposal_id).latest("pk").kind
