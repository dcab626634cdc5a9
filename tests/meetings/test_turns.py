"""The speaking list in the hall: who may ask, in which order they stand, and two clerks at once."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections

from tests.factories.accounts import client_of
from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.factories.members import CommitteeFactory, PostFactory
from tests.together import at_once
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Item, Speech, Turn
from xieshang.meetings.states import ItemKind, ItemState, Part, SpeechState, State, TurnState
from xieshang.members.models import Member, Organ, Sector
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
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


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
class TestInWhoseName:
    """Without a speech that was handed in before: the second member directs the committee; the third convenes a sector
    and stands on the roll as of a party; the fourth has a post in a people's organisation."""

    @pytest.fixture
    def place(self) -> Hall:
        place = hall()
        self.party = CommitteeFactory(assembly=place.assembly, kind=OrganKind.PARTY, name="民盟市委员会")
        self.women = CommitteeFactory(assembly=place.assembly, kind=OrganKind.PEOPLES_ORGANISATION, name="市妇联")
        self.committee = place.members[1].committee
        PostFactory(member=place.members[1], kind=PostKind.DIRECTOR, organ=self.committee)
        PostFactory(member=place.members[3], kind=PostKind.STANDING, organ=self.women)
        Member.objects.filter(pk=place.members[2].pk).update(party="民盟")
        return place

    def ask(self, item: Item, place: Hall, number: int, body: Organ | Sector | None = None) -> Turn:
        return actions.ask_to_speak(item, by=place.person(f"member {number}"), body=body)

    def test_in_which_names_one_may_ask(self, place: Hall) -> None:
        """As the roll knows: at once as a spokesperson, of what one belongs to once it is granted."""
        made = meeting(place, State.OPEN)
        on = clock.today()
        spoken = [queries.bodies_spoken_for(place.person(f"member {n}"), made, on=on) for n in (1, 2, 3, 4)]
        theirs = [queries.bodies_belonged_to(place.person(f"member {n}"), made, on=on) for n in (1, 2, 3, 4)]
        own = [{one.committee, one.sector} for one in place.members]
        assert spoken == [[], [self.committee], [place.members[2].sector], []]
        assert [set(each) for each in theirs] == [own[0], own[1], own[2] | {self.party}, own[3] | {self.women}]
        assert queries.bodies_belonged_to(place.person("office"), made, on=on) == []
        assert queries.bodies_belonged_to(place.cast["public"], made, on=on) == []

    def test_of_what_one_does_not_belong_to_one_may_not(self, place: Hall) -> None:
        item = item_on(place)
        with pytest.raises(Refused) as refused:
            self.ask(item, place, 1, self.party)
        assert (refused.value.field, refused.value.reason) == (
            "whom",
            "名册上您不属于民盟市委员会，不能代表它发言；可以以本人的名义申请。",
        )
        assert not Turn.objects.exists()

    def test_the_name_is_granted_and_the_rule_gives_the_place(self, place: Hall) -> None:
        """Until then one stands there for oneself; granted, a party stands before an organisation, and that before a
        committee, whoever came first."""
        item, office = item_on(place), place.person("office")
        self.ask(item, place, 1)
        self.ask(item, place, 2, self.committee)
        women, party = self.ask(item, place, 4, self.women), self.ask(item, place, 3, self.party)
        assert names(item) == ["林二", "林一", "林四", "林三"]
        actions.grant_name(women, by=office)
        assert names(item) == ["林四", "林二", "林一", "林三"]
        actions.grant_name(party, by=office)
        assert names(item) == ["林三", "林四", "林二", "林一"]
        said = [sentence_of(entry) for entry in Entry.objects.filter(kind__startswith="meetings.turn_").order_by("pk")]
        title = item.title
        assert said == [
            f"林一在议程《{title}》申请发言",
            f"{self.committee.name}（林二）在议程《{title}》申请发言",
            f"林四在议程《{title}》申请发言",
            f"林三在议程《{title}》申请发言",
            f"同意林四代表市妇联发言（议程《{title}》）",
            f"同意林三代表民盟市委员会发言（议程《{title}》）",
        ]

    def test_a_party_s_sector_is_the_party(self, place: Hall) -> None:
        """A convenor of one stands before whoever speaks for a committee; of another sector behind."""
        first, second = item_on(place), item_on(place)
        sector = place.members[2].sector
        for item, name, order in ((first, "民盟界", ["林三", "林二"]), (second, "农工界", ["林二", "林三"])):
            Sector.objects.filter(pk=sector.pk).update(name=name)
            self.ask(item, place, 2, self.committee)
            self.ask(item, place, 3, Sector.objects.get(pk=sector.pk))
            assert names(item) == order

    def test_where_the_rule_does_not_say_so_a_name_gives_no_place(self, place: Hall) -> None:
        item = item_on(place, "forum")
        self.ask(item, place, 1)
        actions.grant_name(self.ask(item, place, 3, self.party), by=place.person("office"))
        assert names(item) == ["林一", "林三"]

    def test_a_name_is_granted_once_and_only_what_was_asked_for(self, place: Hall) -> None:
        item, office = item_on(place), place.person("office")
        alone, named = self.ask(item, place, 1), self.ask(item, place, 2, self.committee)
        assert rules.may_grant_name(office, alone).reason == "林一以本人的名义发言。"
        assert rules.may_grant_name(office, named).reason == f"林二已经可以代表{self.committee.name}发言。"
        asked = self.ask(item, place, 3, self.party)
        assert rules.may_grant_name(place.person("member 3"), asked).reason == "发言名单由会议的工作人员掌握。"

    def test_the_clerk_lists_somebody_for_any_body(self, place: Hall) -> None:
        """Also one who does not stand on the roll there; of another assembly's no."""
        item, office = item_on(place), place.person("office")
        who = attendee(item.meeting, place.members[0])
        with pytest.raises(Refused, match="这次会议没有这个党派"):
            actions.list_speaker(item, by=office, attendee=who, body=CommitteeFactory(kind=OrganKind.PARTY))
        turn = actions.list_speaker(item, by=office, attendee=who, body=self.party)
        assert queries.has_the_floor(turn) == "民盟市委员会（林一）"

    def test_on_the_pages(self, place: Hall) -> None:
        """Chosen on the phone, granted by the clerk, called up; the hall reads in whose name."""
        item = item_on(place)
        at = f"/meetings/{item.meeting_id}/agenda/{item.pk}/speakers"
        phone, desk = client_of(place.person("member 3")), client_of(place.person("office"))
        page = phone.get(at).content.decode()
        values = re.findall(r'<option value="([^"]*)"', page)
        party, own = f"organ-{self.party.pk}", place.members[2]
        assert sorted(values) == sorted(["", f"organ-{own.committee_id}", party, f"sector-{own.sector_id}"])
        told = phone.post(f"{at}/own", {"whom": party}, follow=True).content.decode()
        assert "您是第 1 位。代表民盟市委员会发言要等会议工作人员同意，在那以前按本人排位。" in told
        assert "申请代表民盟市委员会，等待同意；现在按本人排位" in phone.get(at).content.decode()
        turn = Turn.objects.get()
        assert "发言名单由会议的工作人员掌握" in phone.post(f"{at}/{turn.pk}/name").content.decode()
        assert "同意代表民盟市委员会" in desk.get(at).content.decode()
        granted = desk.post(f"{at}/{turn.pk}/name", follow=True).content.decode()
        assert ("同意代表" in granted, "代表民盟市委员会" in granted) == (False, True)
        assert "党派在前，其次人民团体，再次界别和专委会，最后个人" in granted
        desk.post(f"{at}/{turn.pk}/floor", {"minutes": 5})
        for hall_page in (desk.get(at), client_of(place.person("member 1")).get(f"/meetings/{item.meeting_id}/now")):
            assert "民盟市委员会（林三）正在发言" in hall_page.content.decode()
        forged = client_of(place.person("member 1")).post(f"{at}/own", {"whom": party})
        assert "名册上您不属于这个党派、团体、界别或者专委会" in forged.content.decode()


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
