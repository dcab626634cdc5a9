"""Signing in and out, in five ways that agree; putting right, settling; devices that were without a network."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.meetings import Hall, hall, meeting
from tests.together import at_once
from xieshang.meetings import actions, queries
from xieshang.meetings.door import gate
from xieshang.meetings.door.offline import SentRecord
from xieshang.meetings.models import Attendance, Device, DoorRecord, Leave, Meeting, Sitting
from xieshang.meetings.states import Direction, Presence, SignInWay, State
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

P = Presence


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    """Ten o'clock; occasions began half an hour ago."""
    return hall()


def own(made: Meeting, place: Hall, number: int = 1) -> Attendance:
    """The attendance of a member at the half-day whose door is open."""
    found = queries.own_attendance(place.person(f"member {number}"), made.pk, at=clock.now())
    assert found is not None
    return found


def word(made: Meeting) -> str:
    """What stands on the screen."""
    return gate.code(made.gate, gate.step_of(clock.now()))


def kinds() -> list[str]:
    """What was recorded, after the kinds were founded."""
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))[1:]


def test_a_member_signs_in_by_the_code(place: Hall):
    """Half an hour after the beginning it is late; the event names the member."""
    made = meeting(place)
    person = place.person("member 1")
    actions.sign_in(own(made, place), by=person, word=word(made))
    found = own(made, place)
    assert (found.presence, found.way, found.in_at) == (P.LATE, SignInWay.HALL, clock.now())
    entry = Entry.objects.get(kind="meetings.signed_in")
    said = {"name": "林一", "member": place.members[0].pk, "way": "hall", "presence": "late"}
    assert (entry.payload, entry.actor_id, entry.subject_id) == (said, person.pk, found.pk)
    assert entry.assembly_id == place.assembly.pk


def test_a_pass_lets_the_tap_come_later(place: Hall):
    """Opened with the right code, tapped five minutes later."""
    made, person = meeting(place), place.person("member 1")
    given = gate.pass_for(made.gate, person.pk, clock.now())
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert actions.sign_in(own(made, place), by=person, word=given).is_there


def test_a_wrong_code_leaves_nothing(place: Hall):
    """Somebody else's pass, a code of a minute ago."""
    made, person = meeting(place), place.person("member 1")
    old, other = word(made), gate.pass_for(made.gate, place.person("member 2").pk, clock.now())
    with clock.at(clock.now() + timedelta(minutes=1)):
        for given in (old, other, "", "K7QXK7QX"):
            with pytest.raises(Refused, match="会场码不对，或者已经换了") as refused:
                actions.sign_in(own(made, place), by=person, word=given)
            assert refused.value.field == "word"
    assert (kinds(), DoorRecord.objects.count()) == ([], 0)


def test_by_position_only_inside_and_distance_are_kept(place: Hall):
    """111 metres from a place whose fence is 300."""
    made = meeting(place, latitude="33.76650", longitude="113.19270")
    where = {"latitude": 33.7675, "longitude": 113.1927, "accuracy": 20.0}
    actions.sign_in_by_position(own(made, place), by=place.person("member 1"), **where)
    record = DoorRecord.objects.get()
    assert (record.way, record.inside, record.distance) == (SignInWay.FENCE, True, 111)
    assert "33.7" not in str([DoorRecord.objects.values(), Entry.objects.values()])


@pytest.mark.parametrize(
    ("fence", "where", "reason"),
    [
        ({}, (33.7665, 113.1927, 10), "这次会议不用定位签到。"),
        ({"latitude": "33.7665", "longitude": "113.1927"}, (33.7765, 113.1927, 10), "您离会场约 1112 米"),
        ({"latitude": "33.7665", "longitude": "113.1927"}, (33.7665, 113.1927, 900), "这次定位不够准。"),
    ],
)
def test_by_position_outside_leaves_nothing(place: Hall, fence: dict[str, Any], where: Any, reason: str):
    made = meeting(place, **fence)
    latitude, longitude, accuracy = where
    with pytest.raises(Refused, match=reason):
        actions.sign_in_by_position(
            own(made, place),
            by=place.person("member 1"),
            latitude=latitude,
            longitude=longitude,
            accuracy=accuracy,
        )
    assert DoorRecord.objects.count() == 0


@pytest.mark.parametrize("way", [SignInWay.CARD, SignInWay.LIST])
def test_the_clerk_admits(place: Hall, way: SignInWay):
    made = meeting(place)
    actions.admit(own(made, place), by=place.person("office"), way=way)
    assert own(made, place).way == way
    assert DoorRecord.objects.get().by == place.person("office")


def test_going_and_coming_back(place: Hall):
    """Out and in again is one attendance with three records."""
    made, person = meeting(place), place.person("member 1")
    start = made.starts_at
    with clock.at(start):
        actions.sign_in(own(made, place), by=person, word=word(made))
    with clock.at(start + timedelta(minutes=60)):
        actions.sign_out(own(made, place), by=person)
        assert own(made, place).presence == P.LEFT_EARLY
    with clock.at(start + timedelta(minutes=70)):
        actions.sign_in(own(made, place), by=person, word=word(made))
    found = own(made, place)
    assert (found.presence, found.in_at, found.out_at) == (P.PRESENT, start, None)
    assert found.records.count() == 3
    assert kinds() == ["meetings.signed_in", "meetings.signed_out", "meetings.signed_in"]


def test_a_correction_is_a_new_entry_with_a_reason(place: Hall):
    """What was recorded before stays; the same again is refused."""
    made, office = meeting(place), place.person("office")
    actions.admit(own(made, place), by=office, way=SignInWay.LIST)
    actions.correct(own(made, place), by=office, presence=P.PRESENT, reason="八点半已到，门口排队")
    assert own(made, place).presence == P.PRESENT
    assert [one.direction for one in DoorRecord.objects.order_by("pk")] == ["in", "correction"]
    with pytest.raises(Refused, match="现在记的就是“出席”，不用更正。"):
        actions.correct(own(made, place), by=office, presence=P.PRESENT, reason="再来")
    entry = Entry.objects.get(kind="meetings.attendance_corrected")
    assert (entry.payload["before"], entry.payload["reason"]) == ("late", "八点半已到，门口排队")


def test_settling_makes_absent_or_on_leave(place: Hall):
    """Each person has an event with presence, kind and half-days; the sitting has one with the counts."""
    made, office = meeting(place), place.person("office")
    actions.admit(own(made, place), by=office, way=SignInWay.LIST)
    Leave.objects.create(
        attendee=own(made, place, 2).attendee, kind="duty", reason="出差", state="granted", decided_at=clock.now()
    )
    with clock.at(made.ends_at):
        actions.settle(made.sittings.get(), by=office)
    rows = queries.attendances(made.sittings.get())
    assert [one.presence for one in rows] == [P.LATE, P.ON_LEAVE, P.ABSENT, P.ABSENT]
    told = Entry.objects.filter(kind="meetings.attended").order_by("pk")
    assert [(one.payload["presence"], one.payload["halves"], one.payload["of_halves"]) for one in told] == [
        ("late", 1, 1),
        ("on_leave", 0, 1),
        ("absent", 0, 1),
        ("absent", 0, 1),
    ]
    assert (told[0].payload["about"], told[0].payload["undoes"]) == ("plenary", None)
    assert told[0].payload["member"] == place.members[0].pk
    assert sentence_of(told[0]) == f"核定{place.members[0].name}在“{made.title}”的出席：迟到（1 / 1 个半天）"
    whole = Entry.objects.get(kind="meetings.sitting_settled")
    assert whole.payload == {"number": 1, "there": 1, "on_leave": 1, "absent": 2}


def test_a_correction_after_settling_is_told_anew(place: Hall):
    """Half-days of the occasion add up to two thirds or not."""
    made, office = meeting(place, State.CLOSED), place.person("office")
    second = Sitting.objects.create(meeting=made, number=2, starts_at=made.ends_at, ends_at=made.ends_at + timedelta(1))
    Attendance.objects.create(sitting=second, attendee=own(made, place).attendee)
    for sitting in made.sittings.order_by("number"):
        actions.settle(sitting, by=office)
    actions.correct(own(made, place), by=office, presence=P.PRESENT, reason="漏签")
    last = Entry.objects.filter(kind="meetings.attended").latest("pk").payload
    assert (last["presence"], last["halves"], last["of_halves"], last["attended"]) == ("present", 1, 2, False)
    told = Entry.objects.filter(kind="meetings.attended", payload__member=place.members[0].pk).order_by("pk")
    assert [one.payload["undoes"] for one in told] == [None, told[0].pk, told[1].pk]


def test_a_new_gate_ends_what_was_given(place: Hall):
    """Codes, passes, cards."""
    made, person = meeting(place), place.person("member 1")
    old, card = word(made), gate.card(made.gate, 1)
    actions.renew_gate(made, by=place.person("office"))
    made.refresh_from_db()
    assert gate.attendee_on(made.gate, card) is None
    with pytest.raises(Refused):
        actions.sign_in(own(made, place), by=person, word=old)
    assert made.gate not in str(list(Entry.objects.values()))


# ---- Devices


def device(made: Meeting, place: Hall) -> Device:
    return actions.register_device(made, by=place.person("office"), name="东门平板")


def sent(device: Device, attendance: Attendance, at: datetime, direction: str = Direction.IN) -> SentRecord:
    """As the device signs it."""
    said = at.isoformat()
    record = SentRecord(uuid4(), attendance.sitting_id, attendance.attendee_id, direction, said, at, "")
    return replace(record, signature=gate.sign(device.key, record.text(device.pk)))


def take(device: Device, place: Hall, *records: SentRecord) -> list[tuple[str, str]]:
    found = actions.take_records(device, by=place.person("office"), records=records)
    return [(one.state, one.said) for one in found]


def test_an_offline_record_that_was_first_counts(place: Hall):
    """Signed in at the screen at ten, but ticked at the door at nine."""
    made, person = meeting(place), place.person("member 1")
    tablet, start = device(made, place), made.starts_at
    actions.sign_in(own(made, place), by=person, word=word(made))
    early = sent(tablet, own(made, place), start - timedelta(minutes=30))
    assert take(tablet, place, early) == [("taken", "林一：09:00 签到（离线补传），最先，以这次为准。")]
    found = own(made, place)
    assert (found.presence, found.way, found.in_at) == (P.PRESENT, SignInWay.OFFLINE, early.at)
    assert kinds()[-2:] == ["meetings.record_merged", "meetings.records_sent"]


def test_an_offline_record_that_was_later_is_kept_and_explained(place: Hall):
    made, person = meeting(place), place.person("member 1")
    tablet = device(made, place)
    with clock.at(made.starts_at):
        actions.sign_in(own(made, place), by=person, word=word(made))
    late = sent(tablet, own(made, place), made.starts_at + timedelta(minutes=20))
    assert take(tablet, place, late) == [
        ("taken", "林一：09:30 已由“扫会场码”签到，以先到的为准；09:50 这条留作记录。")
    ]
    assert own(made, place).presence == P.PRESENT
    assert own(made, place).records.count() == 2


def test_a_departure_that_was_kept_offline_counts(place: Hall):
    """Signed in by phone, ticked as leaving on the device; the ledger hears that somebody left."""
    made, person = meeting(place), place.person("member 1")
    tablet = device(made, place)
    with clock.at(made.starts_at):
        actions.sign_in(own(made, place), by=person, word=word(made))
    went = sent(tablet, own(made, place), made.starts_at + timedelta(minutes=20), Direction.OUT)
    assert take(tablet, place, went) == [("taken", "林一：09:50 离场，以这次为准。")]
    found = own(made, place)
    assert (found.presence, found.way, found.out_at) == (P.LEFT_EARLY, SignInWay.HALL, went.at)
    assert kinds()[-2:] == ["meetings.signed_out", "meetings.records_sent"]


def test_coming_going_and_coming_back_on_one_device(place: Hall):
    """In the order of what happened; whoever came back has not left."""
    made = meeting(place)
    tablet, mine, start = device(made, place), own(made, place), made.starts_at
    steps = [(0, Direction.IN), (10, Direction.OUT), (20, Direction.IN)]
    records = [sent(tablet, mine, start + timedelta(minutes=minute), way) for minute, way in steps]
    assert [state for state, _ in take(tablet, place, *records[:2])] == ["taken"] * 2
    assert own(made, place).presence == P.LEFT_EARLY
    assert [state for state, _ in take(tablet, place, *records[2:])] == ["taken"]
    found = own(made, place)
    assert (found.presence, found.in_at, found.out_at) == (P.PRESENT, start, None)


def test_a_departure_without_a_sign_in_is_kept_and_explained(place: Hall):
    made = meeting(place)
    tablet = device(made, place)
    went = sent(tablet, own(made, place), made.starts_at + timedelta(minutes=20), Direction.OUT)
    assert take(tablet, place, went) == [("taken", "林一：09:50 离场时还没有签到，这条留作记录。")]
    assert own(made, place).presence == P.EXPECTED
    assert kinds() == ["meetings.device_registered", "meetings.records_sent"]


def carded(device: Device, record: SentRecord, card: str) -> SentRecord:
    """As the device signs what it read from a card."""
    read = replace(record, card=card)
    return replace(read, signature=gate.sign(device.key, read.text(device.pk)))


def test_a_card_that_was_read_offline_is_judged_when_it_is_sent(place: Hall):
    """The member's own is taken, as the address that a scanner types, too; what is not right is no sign-in."""
    made = meeting(place)
    tablet, mine, other = device(made, place), own(made, place), own(made, place, 2)
    right, wrong = gate.card(made.gate, mine.attendee_id), gate.card(made.gate, other.attendee_id)
    record = sent(tablet, mine, made.starts_at)
    said = "林一：离线时读到的委员码不对，没有算作签到。请核对是不是本人，再在名单里更正。"
    for card in (wrong, f"{mine.attendee_id}.0123456789abcdef0123", str(mine.attendee_id)):
        assert take(tablet, place, carded(tablet, record, card)) == [("refused", said)]
    unsigned = replace(record, card=right)
    assert take(tablet, place, unsigned) == [("refused", "林一：记录不是用这台设备的密钥签的，不收。")]
    assert (own(made, place).presence, DoorRecord.objects.count()) == (P.EXPECTED, 0)
    assert Entry.objects.filter(kind="meetings.records_sent").latest("pk").payload["refused"] == 1
    address = f"https://xieshang.example/meetings/{made.pk}/door/desk?card={right}"
    assert take(tablet, place, carded(tablet, record, address))[0][0] == "taken"
    assert own(made, place).way == SignInWay.OFFLINE


def test_sent_twice_is_once(place: Hall):
    """In one sending and in two."""
    made = meeting(place)
    tablet = device(made, place)
    record = sent(tablet, own(made, place), made.starts_at)
    assert [state for state, _ in take(tablet, place, record, record)] == ["taken", "known"]
    assert take(tablet, place, record) == [("known", "林一：这条已经收到过。")]
    assert DoorRecord.objects.count() == 1
    assert kinds().count("meetings.signed_in") == 1


def test_what_cannot_be_trusted_is_refused_and_the_rest_taken(place: Hall):
    made, other = meeting(place), meeting(place, kind="study")
    tablet, stranger = device(made, place), device(other, place)
    mine, start = own(made, place), made.starts_at
    good = sent(tablet, mine, start)
    records = [
        replace(good, key=uuid4()),
        sent(stranger, mine, start),
        sent(tablet, mine, clock.now() + timedelta(minutes=3)),
        sent(tablet, mine, start - timedelta(hours=3)),
        sent(tablet, own(other, place), start),
        good,
    ]
    assert [state for state, _ in take(tablet, place, *records)] == ["refused"] * 5 + ["taken"]
    assert DoorRecord.objects.count() == 1


def test_a_record_after_settling_is_told_anew(place: Hall):
    """Absent until the device came back."""
    made, office = meeting(place), place.person("office")
    tablet = device(made, place)
    record = sent(tablet, own(made, place), made.starts_at)
    with clock.at(made.ends_at + timedelta(hours=1)):
        actions.settle(made.sittings.get(), by=office)
        assert take(tablet, place, record)[0][0] == "taken"
    assert Attendance.objects.get(attendee=own(made, place).attendee).presence == P.PRESENT
    assert Entry.objects.filter(kind="meetings.attended").latest("pk").payload["presence"] == "present"


def test_a_device_out_of_use_is_not_heard(place: Hall):
    made = meeting(place)
    tablet = device(made, place)
    record = sent(tablet, own(made, place), made.starts_at)
    actions.revoke_device(tablet, by=place.person("office"))
    tablet.refresh_from_db()
    with pytest.raises(Refused, match="这台设备已经停用，它的记录不再接收。"):
        take(tablet, place, record)
    assert tablet.key not in str(list(Entry.objects.values()))


# ---- At once


@pytest.mark.django_db(transaction=True)
def test_three_devices_at_the_same_instant_are_one_attendance(moment: datetime):
    """Two of the member's own and the clerk's list: one is taken, the others are told when it was."""
    place = hall()
    made = meeting(place)
    person, office = place.person("member 1"), place.person("office")
    given = word(made)
    said = at_once(
        lambda: actions.sign_in(own(made, place), by=person, word=given).pk,
        lambda: actions.sign_in(own(made, place), by=person, word=given).pk,
        lambda: actions.admit(own(made, place), by=office, way=SignInWay.LIST).pk,
    )
    assert sorted(map(str, said)) == sorted([str(own(made, place).pk), *["林一已在 10:00 签到，不必再签。"] * 2])
    assert DoorRecord.objects.count() == 1
    assert Entry.objects.filter(kind="meetings.signed_in").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_send_at_the_same_instant(moment: datetime):
    """In opposite orders; the earliest of each person counts, nothing waits for ever."""
    place = hall()
    made = meeting(place)
    tablets = [device(made, place) for _ in range(2)]
    mine = [own(made, place, number) for number in (1, 2, 3, 4)]
    batches = []
    for tablet, order in zip(tablets, (mine, mine[::-1]), strict=True):
        minutes = range(0, 40, 10)
        moments = [made.starts_at - timedelta(minutes=minute) for minute in minutes]
        batches.append([sent(tablet, one, at) for one, at in zip(order, moments, strict=True)])
    at_once(
        *[
            lambda tablet=tablet, records=records: take(tablet, place, *records)
            for tablet, records in zip(tablets, batches, strict=True)
        ]
    )
    assert DoorRecord.objects.count() == 8
    came = [own(made, place, number).in_at for number in (1, 2, 3, 4)]
    wanted = [made.starts_at - timedelta(minutes=minute) for minute in (30, 20, 20, 30)]
    assert came == wanted
