"""Occasions, and all that hangs on them, in every situation in which rules are asked (see `matrix`)."""

from datetime import datetime, timedelta
from typing import Any

from tests.factories.meetings import Hall, attendee, meeting, sign_in_all
from tests.matrix import Situations
from tests.meetings.voting import drawn_up, fill, session, vote_in
from xieshang.meetings import actions
from xieshang.meetings.models import (
    Attendance,
    Device,
    Feed,
    Item,
    Leave,
    Meeting,
    Minutes,
    Plan,
    Sitting,
    Speech,
    Turn,
)
from xieshang.meetings.states import (
    EDITABLE,
    Answer,
    ItemKind,
    ItemState,
    LeaveKind,
    LeaveState,
    MinutesState,
    SeatOrder,
    SpeechState,
    State,
    TurnState,
    VoteState,
    VoteWay,
)
from xieshang.spine import clock


def ahead() -> dict[str, datetime]:
    """Hours forty days from now."""
    starts = clock.now() + timedelta(days=40)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}


def read(thing: Any, *related: str) -> Any:
    """The row as it is kept, with what rules read of it."""
    return type(thing).objects.select_related(*related).get(pk=thing.pk)


def whole(made: Meeting) -> Meeting:
    found: Meeting = read(made, "assembly", "kind", "organ", "sector", "whole")
    return found


def plenary(place: Hall, state: str, **parts: Any) -> Meeting:
    """In a state: before it begins forty days ahead, else today."""
    hours = ahead() if state in {*EDITABLE, State.NOTIFIED} else {}
    return meeting(place, state, **{**hours, **parts})


def meetings(place: Hall) -> Situations:
    found = {str(state.label): whole(plenary(place, state)) for state in State}
    found["已通知 当天"] = whole(meeting(place, State.NOTIFIED))
    found["草拟 免批准"] = whole(plenary(place, State.DRAFT, kind="activity"))
    empty = plenary(place, State.DRAFT)
    empty.roster.all().delete()
    found["草拟 没有名单"] = whole(empty)
    found["草拟 没有地点"] = whole(plenary(place, State.DRAFT))
    found["草拟 没有地点"].place = ""
    found["已通知 专委会的"] = whole(plenary(place, State.NOTIFIED, kind="activity", organ=place.committee))
    found["已通知 界别的"] = whole(plenary(place, State.NOTIFIED, kind="activity", sector=place.sectors[0]))
    found["已通知 分会"] = whole(plenary(place, State.NOTIFIED, whole=found["已通知"]))
    answered = plenary(place, State.NOTIFIED)
    answered.roster.update(answer=Answer.COMING)
    found["已通知 都已回复"] = whole(answered)
    minuted = meeting(place, State.CLOSED)
    actions.make_minutes(minuted, by=place.person("office"))
    found["已结束 有纪要"] = whole(minuted)
    return {**found, **with_plans(place)}


def with_plans(place: Hall) -> Situations:
    """A hall whose seats are arranged, and published."""
    found = {"已通知 已排座": arranged(place), "已通知 座位已公布": arranged(place)}
    actions.publish_plan(found["已通知 座位已公布"], by=place.person("office"))
    return {words: whole(plan.meeting) for words, plan in found.items()}


def arranged(place: Hall, state: str = State.NOTIFIED) -> Plan:
    made, office = plenary(place, state), place.person("office")
    plan = actions.draw_plan(made, by=office, rows=[[4]], leaders=0, revision=None)
    actions.arrange_seats(plan, by=office, order=SeatOrder.STROKES, revision=plan.revision)
    found: Plan = read(plan, "meeting__assembly", "meeting__organ", "meeting__kind")
    return found


def plans(place: Hall) -> Situations:
    drawn = actions.draw_plan(
        plenary(place, State.NOTIFIED), by=place.person("office"), rows=[[4]], leaders=0, revision=None
    )
    found = {"还没有排": read(drawn, "meeting__assembly", "meeting__organ"), "已排": arranged(place)}
    found["已公布"] = arranged(place)
    actions.publish_plan(found["已公布"], by=place.person("office"))
    found["已公布"].refresh_from_db(fields=["published_at"])
    for words, state in (("已排 已结束", State.CLOSED), ("已排 已取消", State.CANCELLED)):
        found[words] = arranged(place)
        found[words].meeting.state = state
    return found


def lines_of_roster(place: Hall) -> Situations:
    """The fourth member's line."""

    def line(made: Meeting) -> Any:
        found = attendee(made, place.members[3])
        found.meeting = whole(made)
        return found

    found = {str(state.label): line(plenary(place, state)) for state in State if state not in EDITABLE}
    found["已通知 缺席不计"] = line(plenary(place, State.NOTIFIED, kind="system"))
    quiet = plenary(place, State.NOTIFIED)
    quiet.kind.needs_answer = False
    found["已通知 不用回复"] = line(quiet)
    found["已通知 不用回复"].meeting = quiet
    found["已通知 已请假"] = leave(place, plenary(place, State.NOTIFIED)).attendee
    signed = meeting(place, State.OPEN)
    sign_in_all(signed)
    found["进行中 已签到"] = line(signed)
    return found


def leave(place: Hall, made: Meeting) -> Leave:
    own = attendee(made, place.members[3])
    actions.ask_leave(own, by=place.person("member 4"), kind=LeaveKind.DUTY, reason="出差")
    return fresh_leave(made)


def fresh_leave(made: Meeting) -> Leave:
    related = ("attendee__meeting__assembly", "attendee__meeting__kind", "attendee__meeting__sector")
    return Leave.objects.select_related(*related).get(attendee__meeting=made)


def leaves(place: Hall) -> Situations:
    secretary, office = place.person("secretary"), place.person("office")
    found = {
        "待批": leave(place, plenary(place, State.NOTIFIED)),
        "待批 进行中": leave(place, meeting(place, State.OPEN)),
    }
    found["待批 界别活动"] = leave(place, plenary(place, State.NOTIFIED, sector=place.sectors[0]))
    closed, settled = meeting(place, State.OPEN), meeting(place, State.OPEN)
    for made in (closed, settled):
        leave(place, made)
        actions.close(made, by=office)
    actions.settle(Sitting.objects.get(meeting=settled), by=office)
    cancelled = plenary(place, State.NOTIFIED)
    leave(place, cancelled)
    actions.cancel(cancelled, by=office, reason="改期")
    found |= {
        "待批 已散会": fresh_leave(closed),
        "待批 已核定": fresh_leave(settled),
        "待批 已取消": fresh_leave(cancelled),
    }
    for words, granted in (("准假", True), ("不准假", False)):
        made = plenary(place, State.NOTIFIED)
        actions.decide_leave(leave(place, made), by=secretary, granted=granted, remark="已阅")
        found[words] = fresh_leave(made)
    over = meeting(place, State.OPEN)
    actions.decide_leave(leave(place, over), by=secretary, granted=True)
    actions.close(over, by=office)
    found["准假 已散会"] = fresh_leave(over)
    taken = plenary(place, State.NOTIFIED)
    actions.withdraw_leave(leave(place, taken), by=place.person("member 4"))
    found["已撤回"] = fresh_leave(taken)
    assert {one.state for one in found.values()} == set(LeaveState)
    return found


def attendances(place: Hall) -> Situations:
    """The fourth member's, at the door of a plenary."""
    now, office = clock.now(), place.person("office")
    over = {"starts_at": now - timedelta(hours=4), "ends_at": now - timedelta(hours=1)}
    made = {
        "门没有开": plenary(place, State.NOTIFIED),
        "未到": meeting(place, State.OPEN),
        "已签到": meeting(place, State.OPEN),
        "已离场": meeting(place, State.OPEN),
        "半天已过": meeting(place, State.OPEN, **over),
        **{str(state.label): meeting(place, state) for state in (State.DRAFT, State.CLOSED, State.CANCELLED)},
    }
    for words in ("已签到", "已离场"):
        sign_in_all(made[words])
    found = {words: attendance(place, one) for words, one in made.items()}
    actions.sign_out(found["已离场"], by=office)
    return {words: attendance(place, one) for words, one in made.items()}


def attendance(place: Hall, made: Meeting) -> Attendance:
    related = ("attendee__person", "sitting__meeting__assembly", "sitting__meeting__organ")
    rows = Attendance.objects.select_related(*related)
    return rows.get(attendee__meeting=made, attendee__member=place.members[3])


def sittings(place: Hall) -> Situations:
    now = clock.now()
    over = {"starts_at": now - timedelta(hours=4), "ends_at": now - timedelta(hours=1)}
    made = {
        "正在进行": meeting(place, State.OPEN),
        "已过": meeting(place, State.OPEN, **over),
        "已过 没有开会": meeting(place, State.NOTIFIED, **over),
        "已散会": meeting(place, State.CLOSED),
        "已核定": meeting(place, State.CLOSED),
        "草拟": meeting(place, State.DRAFT, **over),
        "已取消": meeting(place, State.CANCELLED, **over),
    }
    related = ("meeting__assembly", "meeting__organ")
    rows = {words: Sitting.objects.select_related(*related).get(meeting=one) for words, one in made.items()}
    actions.settle(rows["已核定"], by=place.person("office"))
    return rows


def devices(place: Hall) -> Situations:
    made, office = meeting(place, State.OPEN), place.person("office")
    of_office = {"person": office, "key": "k" * 64, "made_at": clock.now(), "name": "东门平板"}
    found = {"在用": Device.objects.create(meeting=made, **of_office)}
    found["已停用"] = Device.objects.create(meeting=made, revoked_at=clock.now(), **of_office)
    return found


def item(made: Meeting, state: str = ItemState.AHEAD, **parts: Any) -> Item:
    """One more item of an occasion."""
    times = {"began_at": clock.now()} if state in {ItemState.ON, ItemState.DONE} else {}
    said = {"kind": ItemKind.REPORT, "title": "听取报告", "number": made.items.count() + 1}
    kept = Item.objects.create(meeting=made, state=state, **{**said, **times, **parts})
    found: Item = read(kept, "meeting__assembly", "meeting__organ", "meeting__kind")
    return found


def turn(one: Item, place: Hall, state: str = TurnState.WAITING, number: int = 4, **parts: Any) -> Turn:
    who = attendee(one.meeting, place.members[number - 1])
    return Turn.objects.create(item=one, attendee=who, position=number, state=state, began_at=clock.now(), **parts)


def items(place: Hall) -> Situations:
    found = {f"会中 {state.label}": item(meeting(place, State.OPEN), state) for state in ItemState}
    before = [State.DRAFT, State.NOTIFIED, State.CANCELLED]
    found |= {str(state.label): item(plenary(place, state)) for state in before}
    found["已结束 未开始"] = item(meeting(place, State.CLOSED))
    found["已结束 已完成"] = item(meeting(place, State.CLOSED), ItemState.DONE)
    found["会中 另一项进行中"] = item(item(meeting(place, State.OPEN), ItemState.ON).meeting)
    found["会中 有人发言"] = item(meeting(place, State.OPEN), ItemState.ON)
    turn(found["会中 有人发言"], place, TurnState.SPEAKING)
    chairs = meeting(place, State.OPEN, kind="chairs")
    found["会中 缺第一议题"] = item(meeting(place, State.OPEN, kind="chairs"))
    found["会中 第一议题"] = item(chairs, kind=ItemKind.FIRST_TOPIC)
    found["会中 第一议题未进行"] = item(chairs)
    skipped = item(meeting(place, State.OPEN, kind="chairs"), ItemState.SKIPPED, kind=ItemKind.FIRST_TOPIC)
    found["会中 第一议题已跳过"] = item(skipped.meeting)
    found["已通知 有表决"] = item(plenary(place, State.NOTIFIED))
    drawn_up(found["已通知 有表决"].meeting, place.person("office"), item=found["已通知 有表决"])
    return found


def turns(place: Hall) -> Situations:
    found = {
        str(state.label): turn(item(meeting(place, State.OPEN), ItemState.ON), place, state) for state in TurnState
    }
    busy = item(meeting(place, State.OPEN), ItemState.ON)
    turn(busy, place, TurnState.SPEAKING, 3)
    found["等候 有人发言"] = turn(busy, place)
    for words, parts in (("等候 申请代表界别", {}), ("等候 代表界别", {"named_at": clock.now()})):
        on = item(meeting(place, State.OPEN), ItemState.ON)
        found[words] = turn(on, place, sector=place.members[3].sector, **parts)
    found["等候 议程已完成"] = turn(item(meeting(place, State.OPEN), ItemState.DONE), place)
    related = ("attendee", "item__meeting__assembly", "item__meeting__organ", "organ", "sector")
    return {words: read(one, *related) for words, one in found.items()}


def speech(place: Hall, made: Meeting | None, state: str = SpeechState.OFFERED) -> Speech:
    """The fourth member's."""
    spoken = {"spoken_on": clock.today()} if state == SpeechState.SPOKEN else {}
    where = {} if made else {"occasion": "省政协十三届四次会议", "level": "province"}
    kept = Speech.objects.create(
        assembly=place.assembly,
        meeting=made,
        speaker=place.members[3],
        title="关于停车的发言",
        text="……",
        state=state,
        offered_by=place.person("member 4"),
        **where,
        **spoken,
    )
    found: Speech = read(kept, "meeting__assembly", "meeting__organ", "meeting__kind", "speaker")
    return found


def speeches(place: Hall) -> Situations:
    found = {str(state.label): speech(place, plenary(place, State.NOTIFIED), state) for state in SpeechState}
    for state in (State.OPEN, State.CLOSED, State.CANCELLED):
        for taken in (SpeechState.OFFERED, SpeechState.ORAL):
            found[f"{taken.label} {state.label}"] = speech(place, plenary(place, state), taken)
    found["上级会议的"] = speech(place, None, SpeechState.SPOKEN)
    return found


def votes(place: Hall) -> Situations:
    office = place.person("office")
    made = {f"记名 {state.label}": vote_in(place, session(place), state) for state in VoteState}
    made["记名 待开始 没有签到"] = drawn_up(meeting(place, State.OPEN), office)
    made["记名 待开始 会前"] = drawn_up(plenary(place, State.NOTIFIED), office)
    made["记名 待开始 已结束"] = drawn_up(meeting(place, State.OPEN), office)
    Meeting.objects.filter(pk=made["记名 待开始 已结束"].meeting_id).update(state=State.CLOSED, closed_at=clock.now())
    made["记名 正在投票 有人已投"] = vote_in(place, session(place), VoteState.OPEN)
    fill(place, made["记名 正在投票 有人已投"])
    for way in (VoteWay.HANDS, VoteWay.PAPER):
        made[f"{way.label} 正在投票"] = vote_in(place, session(place), VoteState.OPEN, way)
    made["举手表决 已录入"] = vote_in(place, session(place), VoteState.OPEN, VoteWay.HANDS)
    fill(place, made["举手表决 已录入"])
    related = ("meeting__assembly", "meeting__kind", "meeting__organ", "sitting", "item")
    return {words: read(one, *related) for words, one in made.items()}


def minutes(place: Hall) -> Situations:
    office, secretary = place.person("office"), place.person("secretary")
    made = {
        words: actions.make_minutes(meeting(place, State.CLOSED), by=office) for words in map(str, MinutesState.labels)
    }
    later = list(made.values())[1:]
    later = [actions.propose_minutes(one, by=office) for one in later]
    later = [actions.approve_minutes(one, by=secretary) for one in later[1:]]
    actions.issue_minutes(later[1], by=office)
    made["起草 没有散会"] = actions.make_minutes(meeting(place, State.OPEN), by=office)
    related = ("meeting__assembly", "meeting__organ", "meeting__kind")
    found: dict[str, Minutes] = {words: read(one, *related) for words, one in made.items()}
    assert [one.state for one in found.values()] == [*MinutesState.values, MinutesState.DRAFT]
    return dict(found)


def feeds(place: Hall) -> Situations:
    who = place.person("member 4")
    actions.open_feed(who, by=who)
    actions.open_feed(who, by=who)
    gone, standing = Feed.objects.order_by("pk")
    return {"在用": standing, "已收回": gone}
