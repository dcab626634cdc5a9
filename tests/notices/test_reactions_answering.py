"""Who hears of replies that are sent back, of handling again, and of what came after closing."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.proposals.test_reactions import do_errands
from xieshang.accounts.models import Person
from xieshang.notices import actions as notices
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import FollowUpOutcome, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def told(place: City, kind: str) -> dict[str, str]:
    """Who of the cast has a notice of a kind, with its title and body."""
    names = {actor.pk: name for name, actor in place.cast.items() if isinstance(actor, Person)}
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return {names[one.person_id]: f"{one.title}：{one.body}" for one in rows}


def test_a_reply_that_was_sent_back_is_told_to_its_bureau_and_to_all_who_proposed(place: City) -> None:
    proposal = replies.replied_jointly(place)
    actions.send_back_reply(replies.charge_of(proposal), by=place.person("clerk"), reason="答非所问")
    do_errands()
    words = f"市教育局对《{proposal.title}》的答复已退回：理由是：答非所问\n新的答复期限是 2026 年 4 月 17 日（周五）。"
    hearers = ["author", "cosigner", "colleague", "bureau clerk", "bureau leader"]
    assert told(place, "reply_sent_back") == dict.fromkeys(hearers, words)


def test_handling_again_is_told_to_who_must_act_and_to_who_asked_for_it(place: City) -> None:
    proposal = replies.replied_jointly(place)
    for who in ("author", "cosigner", "colleague"):
        actions.judge(replies.fresh(proposal), by=place.person(who), **replies.BAD)
    actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="没有落实")
    do_errands()
    assert set(told(place, "to_reply_again")) == {"bureau clerk", "bureau leader"}
    assert told(place, "to_reply_again")["bureau clerk"] == (
        f"请重新办理《{proposal.title}》：由政府分管领导签发，答复期限是 2026 年 4 月 17 日（周五）。没有落实"
    )
    assert set(told(place, "handled_again")) == {"author", "cosigner", "colleague", "chair"}


def test_a_reply_is_told_to_the_author_of_a_merged_case(place: City) -> None:
    merged = factory.proposal_in(place, State.SUBMITTED)
    lead = replies.handled(place, factory.proposal_in(place, State.FILED))
    Proposal.objects.filter(pk=merged.pk).update(state=State.MERGED, merged_into=lead, author=place.colleague)
    replies.reply(place, lead)
    do_errands()
    assert set(told(place, "replied")) == {"author"}
    assert set(told(place, "lead_replied")) == {"colleague"}


def test_what_became_of_a_promise_the_author_hears_and_of_the_effect_bureau_and_office(place: City) -> None:
    proposal = replies.closed(place)
    one = replies.follow_up_of(proposal, "promise")
    actions.answer_follow_up(one, by=place.person("bureau clerk"), outcome=FollowUpOutcome.DONE, text="已建成。")
    do_errands()
    assert told(place, "followed_up") == {
        "author": f"《{proposal.title}》办结以后的B 类承诺：已落实：已建成。",
    }
    Notice.objects.all().delete()
    with clock.at(datetime(2026, 6, 18, 9, tzinfo=clock.now().tzinfo)):
        one = replies.follow_up_of(proposal, "effect_3")
        actions.answer_follow_up(one, by=place.person("author"), outcome=FollowUpOutcome.BETTER, text="多了。")
        do_errands()
    assert set(told(place, "followed_up")) == {"bureau clerk", "bureau leader", "clerk"}


class TestReminders:
    def remind(self, place: City, on: date) -> int:
        return notices.remind_follow_ups(place.assembly, by=None, on=on)

    def test_each_answerer_is_told_when_it_is_asked_and_once_it_is_late(self, place: City) -> None:
        proposal = replies.closed(place)
        due = date(2026, 6, 18)
        days = [due - timedelta(days=16), due - timedelta(days=15), due - timedelta(days=14), due]
        assert [self.remind(place, on) for on in days] == [0, 1, 0, 0]
        assert told(place, "to_follow_up") == {
            "author": f"有 1 项跟踪回访等您答复：《{proposal.title}》的三个月成效，期限是 2026 年 6 月 18 日（周四）"
        }
        assert [self.remind(place, due + timedelta(days=n)) for n in (1, 2)] == [1, 0]

    def test_a_bureau_hears_of_its_promise(self, place: City) -> None:
        replies.closed(place)
        self.remind(place, date(2026, 9, 10))
        assert set(told(place, "to_follow_up")) == {"author", "bureau clerk", "bureau leader"}
        entry = Entry.objects.get(kind="notices.follow_ups_reminded")
        assert entry.payload == {"on": "2026-09-10", "follow_ups": 2, "people": 3}

    def test_once_a_day_and_by_nobody_s_hand(self, place: City) -> None:
        replies.closed(place)
        assert [self.remind(place, date(2026, 6, 10)) for _ in range(2)] == [1, 0]
        with pytest.raises(Refused):
            notices.remind_follow_ups(place.assembly, by=place.person("clerk"), on=date(2026, 6, 11))

    def test_who_has_still_to_judge_is_told_that_it_is_late(self, place: City) -> None:
        """Of three voices the two that have not been heard."""
        proposal = replies.replied_jointly(place)
        actions.judge(proposal, by=place.person("author"), **replies.GOOD)
        with clock.at(clock.now() + timedelta(days=16)):
            notices.remind(place.assembly, by=None, on=clock.today())
        assert set(told(place, "overdue")) == {"cosigner", "colleague"}
