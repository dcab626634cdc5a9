"""Speeches before a plenary (大会发言): offered, taken or not with a reason, put in order, given."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Meeting, Speech
from xieshang.meetings.queries import order
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import SPEECH_LIFE, SpeechLevel, SpeechState
from xieshang.members.models import Assembly, Member, Organ, Sector
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Offering:
    """A speech as it is offered: by `speaker` for themselves, or for one body; `key` makes a form sent twice one."""

    title: str
    text: str
    speaker: Member | None = None
    speaker_name: str = ""
    organ: Organ | None = None
    sector: Sector | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A speech that was given before the plenary of another level."""

    title: str
    level: str
    occasion: str
    spoken_on: date
    speaker: Member | None = None
    speaker_name: str = ""


@action(rules.may_offer_speech, lock=False)
def offer_speech(meeting: Meeting, *, by: Person, offering: Offering) -> Speech:
    """Hand in a speech; the office decides what becomes of it."""
    speech = Speech(assembly=meeting.assembly, meeting=meeting, level=_level_of(meeting.assembly))
    speech.offered_at, speech.offered_by, speech.entry_key = clock.now(), by, offering.key
    _fill(speech, meeting, by, offering)
    _record(events.SPEECH_OFFERED, speech, by)
    return speech


def _level_of(assembly: Assembly) -> SpeechLevel:
    return SpeechLevel(assembly.level)


def _fill(speech: Speech, meeting: Meeting, by: Person, offering: Offering) -> None:
    speech.title, speech.text = " ".join(offering.title.split()), offering.text.strip()
    if not speech.title:
        raise Refused(_("请写上发言的题目。"), field="title")
    if not speech.text:
        raise Refused(_("请写上发言的正文。"), field="text")
    _refuse_others(meeting, by, offering)
    speech.speaker, speech.speaker_name = offering.speaker, offering.speaker_name.strip()
    speech.organ, speech.sector = offering.organ, offering.sector
    if speech.speaker is None and not speech.speaker_name:
        raise Refused(_("请写上由谁发言。"), field="speaker")
    keep(speech)


def _refuse_others(meeting: Meeting, by: Person, offering: Offering) -> None:
    """One speaks for oneself, or for a body whose spokesperson one is; the office for anybody."""
    if is_arranger(by, meeting):
        return
    if offering.organ is not None or offering.sector is not None:
        if not _speaks_for(meeting, by, offering):
            raise Refused(_("您不是这个党派、团体、界别或者专委会的负责人，不能代表它提交发言。"), field="whom")
    elif offering.speaker is None or offering.speaker.person_id != by.pk:
        raise Refused(_("个人发言只能由本人提交。"), field="speaker")


def _speaks_for(meeting: Meeting, by: Person, offering: Offering) -> bool:
    on = clock.today()
    organs = queries.organs_spoken_for(by, meeting.assembly, on=on)
    sectors = queries.sectors_spoken_for(by, meeting, on=on)
    for_organ = offering.organ is None or organs.filter(pk=offering.organ.pk).exists()
    return for_organ and (offering.sector is None or sectors.filter(pk=offering.sector.pk).exists())


def _record(event: Event[Any], speech: Speech, by: Person) -> None:
    event.record(speech, by, title=speech.title, name=queries.name_of(speech), member=speech.speaker_id)


@action(rules.may_change_speech)
def change_speech(speech: Speech, *, by: Person, title: str, text: str) -> Speech:
    """Write it anew, until it is decided on."""
    speech.title, speech.text = " ".join(title.split()), text.strip()
    if not speech.title:
        raise Refused(_("请写上发言的题目。"), field="title")
    if not speech.text:
        raise Refused(_("请写上发言的正文。"), field="text")
    keep(speech)
    _record(events.SPEECH_CHANGED, speech, by)
    return speech


@action(rules.may_take_for_oral, first="meeting")
def take_for_oral(speech: Speech, *, by: Person, reason: str) -> Speech:
    """It is given by word of mouth, at the place that the rule gives among those taken before."""
    SPEECH_LIFE.advance(speech, "take_for_oral")
    first = speech.meeting.kind.parties_first if speech.meeting else False
    standing = [one for one in _orals(speech) if one.pk != speech.pk]
    places = [order.place_of_speech(one, parties_first=first) for one in standing]
    at = order.slot(order.place_of_speech(speech, parties_first=first), places)
    _number([*standing[:at], speech, *standing[at:]])
    return _judged(events.SPEECH_TAKEN, speech, by, reason)


def _orals(speech: Speech) -> list[Speech]:
    return queries.orals_of(speech.meeting) if speech.meeting else []


def _number(speeches: list[Speech]) -> None:
    for position, one in enumerate(speeches, start=1):
        if one.position != position:
            one.position = position
            keep(one)


def _judged(event: Event[Any], speech: Speech, by: Person, reason: str) -> Speech:
    speech.reason = reason.strip()
    if not speech.reason:
        raise Refused(_("请写上理由，发言人会看到。"), field="reason")
    keep(speech)
    judged = {"state": SpeechState(speech.state), "reason": speech.reason}
    who = {"name": queries.name_of(speech), "member": speech.speaker_id}
    event.record(speech, by, title=speech.title, **who, **judged)
    return speech


@action(rules.may_take_for_written, first="meeting")
def take_for_written(speech: Speech, *, by: Person, reason: str) -> Speech:
    """It is printed and handed out."""
    SPEECH_LIFE.advance(speech, "take_for_written")
    _leave_order(speech)
    return _judged(events.SPEECH_TAKEN, speech, by, reason)


@action(rules.may_not_take, first="meeting")
def not_take(speech: Speech, *, by: Person, reason: str) -> Speech:
    """Neither, for a reason that the speaker reads."""
    SPEECH_LIFE.advance(speech, "not_take")
    _leave_order(speech)
    return _judged(events.SPEECH_NOT_TAKEN, speech, by, reason)


def _leave_order(speech: Speech) -> None:
    """It has no place among the oral ones any more; those after it move up."""
    if speech.position:
        speech.position = 0
        _number([one for one in _orals(speech) if one.pk != speech.pk])


@action(rules.may_withdraw_speech, first="meeting")
def withdraw_speech(speech: Speech, *, by: Person) -> Speech:
    """The speaker takes it back."""
    SPEECH_LIFE.advance(speech, "withdraw_speech")
    _leave_order(speech)
    keep(speech)
    _record(events.SPEECH_WITHDRAWN, speech, by)
    return speech


@action(rules.may_move_speech, first="meeting")
def move_speech(speech: Speech, *, by: Person, to: int) -> Speech:
    """Put it at another place by hand; the others move up or down."""
    was = speech.position
    _number(order.moved([one if one.pk != speech.pk else speech for one in _orals(speech)], speech, to))
    events.SPEECH_MOVED.record(speech, by, title=speech.title, was=was, number=speech.position)
    return speech


@action(rules.may_order_speeches)
def order_speeches(meeting: Meeting, *, by: Person) -> Meeting:
    """Put all oral speeches in the order of the rule, whatever was moved by hand."""
    speeches = queries.orals_of(meeting)
    _number(order.in_order(speeches, parties_first=meeting.kind.parties_first))
    events.SPEECHES_ORDERED.record(meeting, by, speeches=len(speeches))
    return meeting


@action(rules.may_note_spoken, first="meeting")
def note_spoken(speech: Speech, *, by: Person, on: date) -> Speech:
    """It was given, on that day."""
    if on > clock.today():
        raise Refused(_("发言的日期在今天以后，请核对。"), field="on")
    deliver(speech, by, on=on)
    return speech


def deliver(speech: Speech, by: Person, *, on: date) -> None:
    """A speech that was taken is given, inside the action that says so; any other stays as it is."""
    if not SPEECH_LIFE.may(speech, "note_spoken"):
        return
    SPEECH_LIFE.advance(speech, "note_spoken")
    speech.spoken_on = on
    keep(speech)
    _note(speech, by)


def _note(speech: Speech, by: Person) -> None:
    events.SPEECH_NOTED.record(
        speech,
        by,
        title=speech.title,
        name=queries.name_of(speech),
        member=speech.speaker_id,
        level=SpeechLevel(speech.level),
        spoken_on=speech.spoken_on.isoformat() if speech.spoken_on else "",
    )


@action(rules.may_note_speech, lock=False)
def note_speech(assembly: Assembly, *, by: Person, given: Given) -> Speech:
    """Note what a resident member said before the plenary of another level, on which day."""
    speech = Speech(assembly=assembly, level=given.level, occasion=given.occasion.strip(), spoken_on=given.spoken_on)
    speech.title, speech.speaker_name = " ".join(given.title.split()), given.speaker_name.strip()
    speech.speaker, speech.offered_by, speech.offered_at = given.speaker, by, clock.now()
    speech.state = SpeechState.SPOKEN
    for name, words in (("title", _("请写上发言的题目。")), ("occasion", _("请写上在哪次会议上发言。"))):
        if not getattr(speech, name):
            raise Refused(words, field=name)
    if speech.speaker is None and not speech.speaker_name:
        raise Refused(_("请写上由谁发言。"), field="speaker_name")
    if given.spoken_on > clock.today():
        raise Refused(_("发言的日期在今天以后，请核对。"), field="spoken_on")
    keep(speech)
    _note(speech, by)
    return speech
