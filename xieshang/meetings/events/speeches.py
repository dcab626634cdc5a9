"""What happens to speeches that are collected before a plenary."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.meetings.states import SpeechLevel, SpeechState
from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class OfSpeech:
    """`member` is the speaker's key on the roll; None for whoever is not on it."""

    title: str
    name: str
    member: int | None


@dataclass(frozen=True, slots=True)
class SpeechJudged:
    """`state` is what it was taken for; the speaker reads `reason`."""

    title: str
    name: str
    member: int | None
    state: SpeechState
    reason: str


@dataclass(frozen=True, slots=True)
class SpeechMoved:
    """From one place among the oral ones to another."""

    title: str
    was: int
    number: int


@dataclass(frozen=True, slots=True)
class SpeechNoted:
    """A speech that was given: before which plenary, of which level, on which day (ISO)."""

    title: str
    name: str
    member: int | None
    level: SpeechLevel
    spoken_on: str


@dataclass(frozen=True, slots=True)
class SpeechesOrdered:
    """How many were put in the order of the rule."""

    speeches: int


SPEECH_OFFERED = Event("meetings.speech_offered", _("提交了大会发言《%(title)s》（%(name)s）"), OfSpeech, credits=True)
SPEECH_CHANGED = Event("meetings.speech_changed", _("修改了大会发言《%(title)s》"), OfSpeech)
SPEECH_WITHDRAWN = Event("meetings.speech_withdrawn", _("撤回了大会发言《%(title)s》"), OfSpeech)
SPEECH_TAKEN = Event("meetings.speech_taken", _("大会发言《%(title)s》选为%(state)s"), SpeechJudged, credits=True)
SPEECH_NOT_TAKEN = Event("meetings.speech_not_taken", _("大会发言《%(title)s》未采用"), SpeechJudged)
SPEECH_MOVED = Event(
    "meetings.speech_moved", _("把大会发言《%(title)s》从第 %(was)s 位移到第 %(number)s 位"), SpeechMoved
)
SPEECHES_ORDERED = Event("meetings.speeches_ordered", _("按规则排定了 %(speeches)s 件口头发言的次序"), SpeechesOrdered)
SPEECH_NOTED = Event(
    "meetings.speech_noted", _("登记了%(name)s在%(level)s上的发言《%(title)s》"), SpeechNoted, credits=True
)
