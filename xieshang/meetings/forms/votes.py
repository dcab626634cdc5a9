"""Forms of votes: drawing one up, the ballot, and what was counted by hand."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.meetings.actions import Question
from xieshang.meetings.counting import Tally
from xieshang.meetings.models import Item, Vote
from xieshang.meetings.queries.votes import options_of
from xieshang.meetings.states import Choice, Majority, VoteKind, VoteWay
from xieshang.ui import widgets

MOST = 5000
"""No count and no number of seats is larger."""


class VoteForm(forms.Form):
    """A question, or an election with its candidates, one a line."""

    kind = forms.TypedChoiceField(
        label=_("种类"),
        choices=VoteKind.choices,
        coerce=VoteKind,
        initial=VoteKind.QUESTION,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("表决事项"), max_length=200)
    text = forms.CharField(label=_("说明"), max_length=2000, required=False, widget=widgets.Prose(3))
    way = forms.TypedChoiceField(
        label=_("方式"), choices=VoteWay.choices, coerce=VoteWay, initial=VoteWay.SECRET, widget=forms.RadioSelect
    )
    majority = forms.TypedChoiceField(
        label=_("通过条件"),
        choices=Majority.choices,
        coerce=Majority,
        initial=Majority.ENTITLED,
        widget=forms.RadioSelect,
    )
    candidates = forms.CharField(
        label=_("候选人"),
        required=False,
        max_length=6000,
        widget=widgets.Prose(5),
        help_text=_("选举才填：每行一名，按选票上的次序"),
    )
    seats = forms.IntegerField(
        label=_("应选人数"),
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text=_("选举才填；候选人多于应选人数的是差额选举"),
    )
    write_ins = forms.BooleanField(label=_("选举可以另选他人"), required=False)
    item = forms.ModelChoiceField(
        label=_("在哪项议程下表决"), queryset=Item.objects.none(), required=False, empty_label=_("不属于某项议程")
    )

    def __init__(self, *args: Any, items: QuerySet[Item], vote: Vote | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _as_drawn_up(vote) if vote else {}, **kwargs})
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An election has somebody who stands, or names that may be written in."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["candidates"] = cleaned.get("candidates", "").splitlines()
        election = cleaned.get("kind") == VoteKind.ELECTION
        if election and not any(map(str.strip, cleaned["candidates"])) and not cleaned.get("write_ins"):
            self.add_error("candidates", _t("请写上候选人，每行一名。"))
        return cleaned

    def question(self) -> Question:
        """What was filled in, as the action takes it."""
        return Question(**self.cleaned_data)


def _as_drawn_up(vote: Vote) -> dict[str, Any]:
    """A vote as its form shows it."""
    said = {name: getattr(vote, name) for name in ("kind", "title", "text", "way", "majority", "seats", "write_ins")}
    names = "\n".join(options_of(vote).values()) if vote.kind == VoteKind.ELECTION else ""
    return {**said, "candidates": names, "item": vote.item_id}


class _Mark(forms.ChoiceField):
    """One of three marks, or none: what is unmarked is an abstention."""

    def validate(self, value: Any) -> None:
        """None is a choice, too; anything else must be one of the three."""
        if value:
            super().validate(value)


class BallotForm(forms.Form):
    """A ballot: a mark for each option by number, and names that are written in, one a line."""

    def __init__(self, *args: Any, vote: Vote, options: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        kind = _Mark if vote.kind == VoteKind.ELECTION else forms.ChoiceField
        for number, name in options.items():
            self.fields[f"option_{number}"] = kind(
                label=name,
                choices=Choice.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("请选择赞成、反对或者弃权。")},
            )
        if vote.write_ins:
            self.fields["written"] = forms.CharField(
                label=_("另选他人"),
                required=False,
                max_length=600,
                widget=forms.Textarea({"rows": 2}),
                help_text=_("每行一个姓名，算在应选人数里"),
            )

    @property
    def choices(self) -> dict[int, str]:
        """What was marked, by number."""
        marks = ((number, self.cleaned_data.get(f"option_{number}")) for number in self.options)
        return {number: mark for number, mark in marks if mark}

    @property
    def written(self) -> list[str]:
        """The names that were written in."""
        return [name.strip() for name in self.cleaned_data.get("written", "").splitlines() if name.strip()]


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST)


class CountForm(forms.Form):
    """What was counted by hand: three numbers for each option; of paper what was given out, came back, is invalid."""

    def __init__(self, *args: Any, vote: Vote, options: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.on_paper = options, vote.way == VoteWay.PAPER
        if self.on_paper:
            self.fields["issued"] = _number(_("发出选票"))
            self.fields["returned"] = _number(_("收回选票"))
            self.fields["invalid"] = _number(_("其中无效票"))
        for number, name in options.items():
            for choice in Choice:
                label = _t("%(name)s：%(choice)s") % {"name": name, "choice": choice.label}
                self.fields[f"option_{number}_{choice.value}"] = _number(label)
        if vote.write_ins:
            self.fields["written"] = forms.CharField(
                label=_("另选人"),
                required=False,
                widget=forms.Textarea({"rows": 3}),
                help_text=_("每行一个：姓名，空格，票数。例如：林一 3"),
            )

    def clean_written(self) -> dict[str, int]:
        """Votes by name."""
        votes: dict[str, int] = {}
        for line in filter(str.strip, self.cleaned_data["written"].splitlines()):
            found = re.fullmatch(r"\s*(.+?)\s+(\d{1,4})\s*", line)
            if found is None or found[1] in votes:
                raise forms.ValidationError(_t("“%(line)s”请写成“姓名 票数”，每人一行。") % {"line": line.strip()})
            votes[found[1]] = int(found[2])
        return votes

    @property
    def tally(self) -> Tally:
        """The count."""
        given = self.cleaned_data
        options = {
            number: {choice.value: given[f"option_{number}_{choice.value}"] for choice in Choice}
            for number in self.options
        }
        papers = [given[name] if self.on_paper else 0 for name in ("issued", "returned", "invalid")]
        return Tally(options, given.get("written") or {}, *papers)


class CancelVoteForm(forms.Form):
    """Why a vote is given up."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=widgets.Prose(3),
        help_text=_("与会人员会看到"),
    )
