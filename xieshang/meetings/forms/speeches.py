"""Forms of speeches before a plenary."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.meetings import queries
from xieshang.meetings.actions import Given, Offering
from xieshang.meetings.models import Meeting
from xieshang.meetings.rules import is_arranger
from xieshang.meetings.states import SpeechLevel, SpeechState
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock
from xieshang.ui import widgets


def member_called(typed: str, assembly: Assembly) -> Member | None:
    """The one member of today who is meant by a name or a number; None where nobody or several are."""
    found: list[Member] = []
    for word in dict.fromkeys([typed.strip(), *typed.split()]):
        matches = members.roll(assembly, on=clock.today())
        found = list(matches.filter(number=word)[:2]) or list(matches.filter(name=word)[:2])
        if len(found) == 1:
            return found[0]
    return None


class TextForm(forms.Form):
    """The text of a speech."""

    title = forms.CharField(label=_("题目"), max_length=120)
    text = forms.CharField(label=_("正文"), max_length=12000, widget=widgets.Prose(14))


class OfferForm(TextForm):
    """A speech: for oneself, for a body that one speaks for, or, in the office, for any member."""

    whom = forms.ChoiceField(label=_("代表谁发言"))
    speaker = forms.CharField(
        label=_("发言人"),
        required=False,
        max_length=60,
        help_text=_("代表党派、团体、界别、专委会发言，或者替委员录入的才填：委员的姓名或者证号，不是委员的写姓名"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("whom", "speaker", "title", "text", "entry_key")

    def __init__(self, *args: Any, meeting: Meeting, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.on = meeting, clock.today()
        self.own = members.seat_of(by, meeting.term_id, on=self.on)
        self.organs = {f"organ-{o.pk}": o for o in queries.organs_spoken_for(by, meeting.assembly, on=self.on)}
        self.sectors = {f"sector-{s.pk}": s for s in queries.sectors_spoken_for(by, meeting, on=self.on)}
        own = [("own", _t("本人"))] if self.own else []
        other = [("member", _t("替委员录入"))] if is_arranger(by, meeting) else []
        bodies = [(key, str(body)) for key, body in [*self.organs.items(), *self.sectors.items()]]
        self.fields["whom"].choices = [*own, *other, *bodies]  # type: ignore[attr-defined]
        self.fields["entry_key"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") != "own" and not data.get("speaker", "").strip():
            self.add_error("speaker", _t("请写上由谁发言。"))
        return data

    def offering(self) -> Offering:
        """The speech as the action takes it."""
        data, whom = self.cleaned_data, self.cleaned_data["whom"]
        typed = data["speaker"].strip()
        speaker = self.own if whom == "own" else member_called(typed, self.meeting.assembly)
        return Offering(
            data["title"],
            data["text"],
            speaker=speaker,
            speaker_name="" if speaker else typed,
            organ=self.organs.get(whom),
            sector=self.sectors.get(whom),
            key=data["entry_key"],
        )


class SelectForm(forms.Form):
    """What becomes of a speech, and why; the speaker reads the reason."""

    outcome = forms.ChoiceField(
        label=_("选用"),
        choices=[
            (SpeechState.ORAL, SpeechState.ORAL.label),
            (SpeechState.WRITTEN, SpeechState.WRITTEN.label),
            (SpeechState.NOT_TAKEN, SpeechState.NOT_TAKEN.label),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=widgets.Prose(3),
        help_text=_("发言人会看到"),
    )


class SpokenForm(forms.Form):
    """On which day a speech was given."""

    on = forms.DateField(label=_("发言日期"), widget=widgets.Day)


class GivenForm(forms.Form):
    """What a resident member said before the plenary of another level."""

    level = forms.ChoiceField(label=_("层级"))
    occasion = forms.CharField(
        label=_("在哪次会议上"),
        max_length=120,
        help_text=_("例如：省政协十三届四次会议"),
    )
    speaker = forms.CharField(
        label=_("发言人"),
        max_length=60,
        help_text=_("本级委员写姓名或者证号；不是本级委员的写姓名"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )
    title = forms.CharField(label=_("题目"), max_length=120)
    spoken_on = forms.DateField(label=_("发言日期"), widget=widgets.Day)

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assembly = assembly
        higher = [choice for choice in reversed(SpeechLevel.choices) if choice[0] != assembly.level]
        self.fields["level"].choices = higher  # type: ignore[attr-defined]

    def given(self) -> Given:
        """The speech as the action takes it."""
        data = self.cleaned_data
        speaker = member_called(data["speaker"], self.assembly)
        plain = {name: data[name] for name in ("title", "level", "occasion", "spoken_on")}
        return Given(**plain, speaker=speaker, speaker_name="" if speaker else data["speaker"])
