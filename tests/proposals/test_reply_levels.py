"""At which level a reply is signed: the bureau's own at first, one level higher each time it is handled again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City, refusal
from tests.proposals.papers import pdf_text
from tests.proposals.test_papers_views import got
from tests.proposals.test_reply_drafts import filled, page, send
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, Reply
from xieshang.proposals.states import Level, State
from xieshang.proposals.views.standing import steps_of
from xieshang.spine import clock
from xieshang.spine.models import Entry


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def again(place: City) -> Assignment:
    """A case handled again, talked over: it asks for a deputy head of the government."""
    proposal = factory.proposal_in(place, State.REPLIED)
    actions.judge(proposal, by=place.person("author"), **replies.BAD)
    actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="没有落实")
    replies.talk_again(place, replies.charge_of(proposal))
    return replies.charge_of(proposal)


def signed(charge: Assignment, **parts: Any) -> actions.Letter:
    whole = {"letter_number": "鹰教提〔2026〕2号", "signer": "许志远", "signer_post": "副市长", "level": Level.DEPUTY}
    return factory.letter(**{**whole, **parts})


class TestSigner:
    """Who stands on the form as the signer, before anybody has written there."""

    def begun(self, place: City, who: str, charge: Assignment) -> tuple[str, str]:
        html = page(place, who, f"/proposals/{charge.proposal_id}/reply-draft")
        found = [html.split(f'name="{name}"')[1].split(">")[0] for name in ("signer", "signer_post")]
        signer, post = (one.split('value="')[1].split('"')[0] if 'value="' in one else "" for one in found)
        return signer, post

    @pytest.fixture
    def charge(self, place: City) -> Assignment:
        return factory.assignment_of(factory.proposal_in(place, State.HANDLING))

    def test_the_bureau_s_one_leader_or_who_the_plan_names(self, place: City, charge: Assignment) -> None:
        assert self.begun(place, "bureau clerk", charge) == (place.person("bureau leader").name, "")
        told = {"officer": "王科长", "officer_phone": "0375-2660001", "leader": "周副局长"}
        plan = {"text": "先摸底。", "ready_on": clock.today(), **told}
        actions.write_plan(charge, by=place.person("bureau clerk"), **plan)
        assert self.begun(place, "bureau clerk", charge) == ("周副局长", "")
        assert self.begun(place, "bureau leader", charge) == (place.person("bureau leader").name, "")

    def test_with_the_post_that_stood_on_their_last_letter(self, place: City, charge: Assignment) -> None:
        name = place.person("bureau leader").name
        earlier = replies.handled(place, factory.proposal_in(place, State.FILED))
        replies.reply(place, earlier, signer=name, signer_post="局长")
        assert self.begun(place, "bureau clerk", charge) == (name, "局长")

    def test_above_the_bureau_nobody_is_guessed(self, place: City, again: Assignment) -> None:
        """The signer of the first round has not the post that is asked for now."""
        assert self.begun(place, "bureau leader", again) == ("", "")


class TestLevel:
    def test_who_signs_lower_says_why(self, place: City, again: Assignment) -> None:
        by = place.person("bureau leader")
        lower = signed(again, signer="周局长", signer_post="局长", level=Level.BUREAU)
        said = refusal(actions.reply, again, by=by, letter=lower)
        assert said == ("重新办理的答复要由政府分管领导签发；由较低层级签发的，请写明理由。", "level_reason")
        why = "分管副市长出差，已电话同意。"
        reply = actions.reply(again, by=by, letter=replace(lower, level_reason=why))
        assert (reply.level, reply.level_reason) == (Level.BUREAU, why)
        told = Entry.objects.filter(kind="proposals.replied").latest("pk").payload
        assert (told["level"], told["level_reason"]) == ("bureau", why)

    @pytest.mark.parametrize("level", [Level.DEPUTY, Level.HEAD])
    def test_at_the_level_asked_for_or_above_it_nothing_is_asked(
        self, place: City, again: Assignment, level: Level
    ) -> None:
        reply = actions.reply(again, by=place.person("bureau leader"), letter=signed(again, level=level))
        assert (reply.level, reply.level_reason, reply.signer_post) == (level, "", "副市长")

    def test_the_post_is_told(self, place: City, again: Assignment) -> None:
        letter = signed(again, signer_post=" ")
        said = refusal(actions.reply, again, by=place.person("bureau leader"), letter=letter)
        assert said == ("请填写签发人的职务，例如：副市长。", "signer_post")

    def test_the_form_says_who_must_sign(self, place: City, again: Assignment) -> None:
        at = f"/proposals/{again.proposal_id}/reply"
        assert "重新办理的答复要由政府分管领导签发" in page(place, "bureau leader", at)
        first = factory.assignment_of(factory.proposal_in(place, State.HANDLING))
        html = page(place, "bureau leader", f"/proposals/{first.proposal_id}/reply-draft")
        assert ("签发层级" in html, "签发人职务" in html) == (False, True)

    def test_a_draft_keeps_it_and_it_is_signed_from_there(self, place: City, again: Assignment) -> None:
        sent = {**filled(), "signer": "许志远", "signer_post": "副市长", "level": "deputy"}
        send(place, "bureau clerk", again, "reply-draft", **sent, version="0", hand="1")
        html = page(place, "bureau leader", f"/proposals/{again.proposal_id}/reply")
        assert ('value="副市长"' in html, '<option value="deputy" selected' in html) == (True, True)
        assert send(place, "bureau leader", again, "reply", **sent, version="1").status_code == 302
        assert Reply.objects.latest("pk").level == Level.DEPUTY

    def test_sent_back_it_begins_with_who_signed(self, place: City, again: Assignment) -> None:
        actions.reply(again, by=place.person("bureau leader"), letter=signed(again))
        actions.send_back_reply(replies.charge_of(again.proposal), by=place.person("clerk"), reason="请改")
        html = page(place, "bureau clerk", f"/proposals/{again.proposal_id}/reply-draft")
        assert ('value="许志远"' in html, 'value="副市长"' in html) == (True, True)


class TestPaper:
    def test_the_letter_and_the_case_say_who_signed_at_which_level(self, place: City, again: Assignment) -> None:
        reply = actions.reply(again, by=place.person("bureau leader"), letter=signed(again))
        at = f"/proposals/{again.proposal_id}"
        text = pdf_text(got(place, "author", f"{at}/letter/{reply.pk}.pdf"))
        said = "（签发人职务：副市长，签发层级：政府分管领导，联系人：王科长，联系电话：0375-2660000）"
        assert (said in text, "签发人：许志远" in text) == (True, True)
        html = page(place, "author", at)
        assert ("副市长" in html, "政府分管领导" in html) == (True, True)

    def test_why_it_was_signed_lower_stands_on_the_case_and_its_paper(self, place: City, again: Assignment) -> None:
        why = "分管副市长出差，已电话同意。"
        actions.reply(
            again, by=place.person("bureau leader"), letter=signed(again, level=Level.BUREAU, level_reason=why)
        )
        at = f"/proposals/{again.proposal_id}"
        assert why in page(place, "author", at)
        assert why in pdf_text(got(place, "author", f"{at}/case.pdf"))


def test_the_stepper_tells_the_last_round(place: City):
    """Where a case was handled again, reply and feedback bear the days of the second time, one after the other."""
    case = factory.proposal_in(place, State.REPLIED)
    actions.judge(case, by=place.person("author"), **replies.BAD)
    with clock.at(clock.now() + timedelta(days=3)):
        actions.handle_again(replies.fresh(case), by=place.person("clerk"), reason="请逐条落实。")
        assert [step["note"] for step in steps_of(replies.opened(case))][4:] == ["", "", ""]
    with clock.at(clock.now() + timedelta(days=9)):
        replies.talk_again(place, replies.charge_of(case))
        replies.reply(place, replies.fresh(case))
    with clock.at(clock.now() + timedelta(days=12)):
        actions.judge(replies.fresh(case), by=place.person("author"), **replies.GOOD)
        notes = [step["note"] for step in steps_of(replies.opened(case))]
    assert notes[4:] == ["3 月 27 日", "3 月 30 日", ""]
