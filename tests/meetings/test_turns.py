"""The speaking list in the hall: who may ask, in which order they stand, and two clerks at once."""

from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections

from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.factories.members import CommitteeFactory
from tests.together import at_once
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Item, Speech, Turn
from xieshang.meetings.states import ItemKind, ItemState, Part, SpeechState, State, TurnState
from xieshang.members.states import OrganKind
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused


def item_on(place: Hall, kind: str = "plenary") -> Item:
    made, by = meeting(place, State.OPEN, kind=kind), place.person("office")
    item = actions.add_item(made, by=by, point=Point(title="发言"))
    for first in made.items.filter(kind=ItemKind.FIRST_TOPIC):
        actions.skip_item(first, by=by)
    return actions.begin_item(item, by=by)


def names(item: Item) -> list[str]:
    return [turn.attendee.name for turn in queries.waiting_of(item)]


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
class TestList:
    @pytest.fixture
    def place(self) -> Hall:
        return hall()

    @pytest.mark.parametrize(
        ("who", "reason"),
        [
            ("member 1", ""),
            ("member 2", ""),
            ("member 3", "只有应出席和列席的人员可以申请发言。"),
            ("office", "只有应出席和列席的人员可以申请发言。"),
            ("public", "只有应出席和列席的人员可以申请发言。"),
        ],
    )
    def test_who_may_ask(self, place: Hall, who: str, reason: str) -> None:
        """Member 2 is invited, 3 works there."""
        item = item_on(place)
        item.meeting.roster.filter(member=place.members[1]).update(part=Part.INVITED)
        item.meeting.roster.filter(member=place.members[2]).update(part=Part.STAFF)
        assert rules.may_ask_to_speak(place.cast[who], item).reason == reason

    def test_the_place_in_line_is_among_those_who_wait_still(self, place: Hall) -> None:
        item = item_on(place)
        first, second, third = (actions.ask_to_speak(item, by=place.person(f"member {number}")) for number in (1, 2, 3))
        assert [queries.place_in_line(turn) for turn in (first, second, third)] == [1, 2, 3]
        actions.call_up(first, by=place.person("office"), minutes=5)
        assert [queries.place_in_line(turn) for turn in (second, third)] == [1, 2]

    @pytest.mark.parametrize("state", [ItemState.AHEAD, ItemState.DONE, ItemState.SKIPPED])
    def test_only_while_the_item_is_on(self, place: Hall, state: str) -> None:
        item = item_on(place)
        item.state = state
        verdict = rules.may_ask_to_speak(place.cast["member 1"], item)
        assert verdict.reason == "这项议程现在没有进行，开始以后才能申请发言。"

    def test_whoever_came_first_speaks_first(self, place: Hall) -> None:
        item = item_on(place, "standing")
        for who in ("member 3", "member 1", "member 2"):
            actions.ask_to_speak(item, by=place.person(who))
        assert names(item) == ["林三", "林一", "林二"]
        with pytest.raises(Refused, match="已经在发言名单上"):
            actions.ask_to_speak(item, by=place.person("member 1"))

    @pytest.mark.parametrize(
        ("kind", "order"), [("plenary", ["林四", "林二", "林一"]), ("forum", ["林一", "林二", "林四"])]
    )
    def test_parties_first_where_the_rule_says_so(self, place: Hall, kind: str, order: list[str]) -> None:
        """Member 4 speaks for a party, member 2 for a people's organisation, member 1 for themselves."""
        item = item_on(place, kind)
        for index, organ_kind in ((3, OrganKind.PARTY), (1, OrganKind.PEOPLES_ORGANISATION)):
            organ = CommitteeFactory(assembly=place.assembly, kind=organ_kind)
            Speech.objects.create(
                assembly=place.assembly, meeting=item.meeting, speaker=place.members[index], organ=organ,
                title="发言", state=SpeechState.ORAL,
            )  # fmt: skip
        for who in ("member 1", "member 2", "member 4"):
            actions.ask_to_speak(item, by=place.person(who))
        assert names(item) == order

    def test_called_up_ended_and_its_speech_given(self, place: Hall, moment: datetime) -> None:
        item, by = item_on(place), place.person("office")
        speech = Speech.objects.create(
            assembly=place.assembly, meeting=item.meeting, speaker=place.members[0], title="甲", state=SpeechState.ORAL
        )
        turn = actions.ask_to_speak(item, by=place.person("member 1"))
        other = actions.ask_to_speak(item, by=place.person("member 2"))
        with pytest.raises(Refused, match="发言时间请填 1 到 60 分钟"):
            actions.call_up(turn, by=by, minutes=0)
        turn = actions.call_up(turn, by=by, minutes=5)
        assert queries.speaks_until(turn) == moment + timedelta(minutes=5)
        assert rules.may_call_up(by, other).reason == "林一正在发言，请先结束。"
        assert rules.may_end_item(by, item).reason == "林一正在发言，请先结束发言。"
        with clock.at(moment + timedelta(seconds=90)):
            actions.end_turn(turn, by=by)
        entry = Entry.objects.get(kind="meetings.turn_ended")
        assert (entry.payload["member"], entry.payload["seconds"]) == (place.members[0].pk, 90)
        speech.refresh_from_db()
        assert (speech.state, speech.spoken_on) == (SpeechState.SPOKEN, moment.date())

    def test_given_up_by_oneself_or_the_clerk_alone(self, place: Hall) -> None:
        item = item_on(place)
        turn = actions.ask_to_speak(item, by=place.person("member 1"))
        refused = rules.may_withdraw_turn(place.person("member 2"), turn)
        assert refused.reason == "只有本人和会议的工作人员可以从发言名单上移去。"
        actions.withdraw_turn(turn, by=place.person("member 1"))
        again = actions.ask_to_speak(item, by=place.person("member 1"))
        actions.withdraw_turn(again, by=place.person("office"))
        assert rules.may_withdraw_turn(place.person("office"), again.__class__.objects.get(pk=again.pk)).reason == (
            "林一的发言现在是“已放弃”，可能刚有别人处理过，请刷新页面。"
        )

    def test_staff_are_not_listed(self, place: Hall) -> None:
        item = item_on(place)
        item.meeting.roster.filter(member=place.members[2]).update(part=Part.STAFF)
        with pytest.raises(Refused, match="不在这次会议的应出席和列席名单上"):
            actions.list_speaker(item, by=place.person("office"), attendee=attendee(item.meeting, place.members[2]))


@pytest.mark.django_db(transaction=True)
class TestTogether:
    @pytest.fixture
    def place(self, moment: datetime) -> Hall:
        return hall()

    def test_two_clerks_call_up_one_alone(self, place: Hall) -> None:
        item = item_on(place)
        turns = [actions.ask_to_speak(item, by=place.person(f"member {n}")) for n in (1, 2)]
        by = place.person("office")
        said = at_once(*[lambda turn=turn: actions.call_up(turn, by=by, minutes=5) for turn in turns])
        assert sorted(isinstance(one, Turn) for one in said) == [False, True]
        assert Turn.objects.filter(state=TurnState.SPEAKING).count() == 1
        close_old_connections()

    def test_all_ask_at_once_and_each_stands_once(self, place: Hall) -> None:
        item = item_on(place)
        people = [place.person(f"member {n}") for n in (1, 2, 3, 4)]
        at_once(*[lambda person=person: actions.ask_to_speak(item, by=person) for person in [*people, *people]])
        assert [turn.position for turn in queries.waiting_of(item)] == [1, 2, 3, 4]

    def test_two_items_are_begun_at_once(self, place: Hall) -> None:
        made, by = meeting(place, State.OPEN), place.person("office")
        items = [actions.add_item(made, by=by, point=Point(title=title)) for title in ("甲", "乙")]
        said = at_once(*[lambda item=item: actions.begin_item(item, by=by) for item in items])
        assert sorted(isinstance(one, str) for one in said) == [False, True]
