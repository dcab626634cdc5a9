"""Forms of an occasion's seats."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.meetings.actions import Spot
from xieshang.meetings.models import Plan
from xieshang.meetings.seating import MOST_ROWS, Place
from xieshang.meetings.states import SeatOrder
from xieshang.ui import widgets

MOST_LEADERS = 5


def _blocks(text: str) -> list[int]:
    """The blocks of a row as they are typed: 8 10 8. ValidationError where they are none."""
    sizes = re.split(r"\W+", text.strip())
    if all(re.fullmatch(r"[1-9][0-9]?", size, re.ASCII) for size in sizes):
        return [int(size) for size in sizes]
    words = {"text": text.strip()}
    raise forms.ValidationError(_t("“%(text)s”请写成每块几个座位，用空格隔开，例如 8 10 8。") % words)


def _usual(rows: Sequence[list[int]]) -> list[int]:
    """The blocks that most of the rows have."""
    return max(rows, key=rows.count, default=[])


def _typed(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


class PlanForm(forms.Form):
    """A hall: leaders' rows, then rows of the same blocks, and those that differ."""

    leaders = forms.IntegerField(label=_("主席台几排"), min_value=0, max_value=MOST_LEADERS, widget=widgets.Digits)
    leaders_row = forms.CharField(
        label=_("主席台每排座位"),
        max_length=40,
        required=False,
        help_text=_("从左到右每块几个，用空格隔开；面向会场，没有主席台的不填"),
    )
    rows = forms.IntegerField(label=_("会场几排"), min_value=1, max_value=MOST_ROWS, widget=widgets.Digits)
    row = forms.CharField(
        label=_("会场每排座位"), max_length=40, help_text=_("从左到右每块几个，块之间是过道，例如 8 10 8")
    )
    others = forms.CharField(
        label=_("座位不一样的排"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("每行一排，排数从主席台数起：排，空格，每块几个。例如 20 8 8"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def of(plan: Plan | None) -> dict[str, Any]:
        """What the form says of a plan; of none, a hall to begin with."""
        if plan is None:
            return {"leaders": 1, "leaders_row": "9", "rows": 12, "row": "8 10 8"}
        stand, floor = plan.rows[: plan.leaders], plan.rows[plan.leaders :]
        usual = [_usual(stand)] * len(stand) + [_usual(floor)] * len(floor)
        differing = [[number, *row] for number, row in enumerate(plan.rows, start=1) if row != usual[number - 1]]
        return {
            "leaders": len(stand),
            "leaders_row": _typed(_usual(stand)),
            "rows": len(floor),
            "row": _typed(_usual(floor)),
            "others": "\n".join(map(_typed, differing)),
            "revision": plan.revision,
        }

    def clean_leaders_row(self) -> list[int]:
        """None where there are no such rows."""
        text = self.cleaned_data["leaders_row"]
        if self.cleaned_data.get("leaders") and not text.strip():
            raise forms.ValidationError(_t("请写上主席台每排几个座位。"))
        return _blocks(text) if text.strip() else []

    def clean_row(self) -> list[int]:
        """Numbers."""
        return _blocks(self.cleaned_data["row"])

    def clean_others(self) -> dict[int, list[int]]:
        """Blocks by the number of the row."""
        found = {}
        for line in filter(str.strip, self.cleaned_data["others"].splitlines()):
            parts = re.fullmatch(r"\D*([1-9][0-9]?)\D+(.+)", line, re.ASCII)
            if parts is None:
                raise forms.ValidationError(_t("“%(line)s”请写成“排 每块几个”，例如 20 8 8。") % {"line": line.strip()})
            found[int(parts[1])] = _blocks(parts[2])
        return found

    def clean(self) -> dict[str, Any]:
        """A row that differs is one of the hall's."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            count = cleaned["leaders"] + cleaned["rows"]
            beyond = [number for number in cleaned["others"] if number > count]
            if beyond:
                self.add_error(
                    "others", _t("一共 %(count)s 排，没有第 %(number)s 排。") % {"count": count, "number": beyond[0]}
                )
        return cleaned

    @property
    def layout(self) -> list[list[int]]:
        """The rows from the front, the leaders' first."""
        given = self.cleaned_data
        rows = [given["leaders_row"]] * given["leaders"] + [given["row"]] * given["rows"]
        return [given["others"].get(number, row) for number, row in enumerate(rows, start=1)]


class ArrangeForm(forms.Form):
    """In which order the hall is filled."""

    order = forms.ChoiceField(
        label=_("怎么排"), choices=SeatOrder.choices, widget=forms.RadioSelect, initial=SeatOrder.SECTOR
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class SwapForm(forms.Form):
    """Who changes to where. Each value says a seat and who sits there, as the page showed it: 3-12:45; an empty seat
    is 3-12: and somebody without a seat :45. What a page of before says is for the action to refuse."""

    NOWHERE = "-"

    who = forms.CharField(label=_("谁"), widget=forms.Select, error_messages={"required": _("请选一个人。")})
    to = forms.CharField(label=_("换到"), widget=forms.Select, error_messages={"required": _("请选换到哪里。")})

    def offering(self, people: Iterable[Any], places: Iterable[Any]) -> Self:
        """The same form with these people and seats to choose from."""
        for name, choices in (("who", people), ("to", places)):
            self.fields[name].widget.choices = [("", _("请选择")), *choices]
        return self

    def clean_who(self) -> tuple[Place | None, int]:
        """Where somebody sits, if anywhere, and the key of their line."""
        place, attendee = self._read(self.cleaned_data["who"])
        if attendee is None:
            raise forms.ValidationError(_t("请选一个人。"))
        return place, attendee

    def clean_to(self) -> Spot | None:
        """A seat; None where somebody is to have none."""
        if self.cleaned_data["to"] == self.NOWHERE:
            return None
        place, attendee = self._read(self.cleaned_data["to"])
        if place is None:
            raise forms.ValidationError(_t("请选换到哪里。"))
        return Spot(place, attendee)

    @staticmethod
    def _read(text: str) -> tuple[Place | None, int | None]:
        at, _colon, key = text.partition(":")
        return Place.read(at), int(key) if re.fullmatch(r"[0-9]{1,18}", key, re.ASCII) else None

    def clean(self) -> dict[str, Any]:
        """Who has no seat can only take an empty one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and cleaned["who"][0] is None and (cleaned["to"] is None or cleaned["to"].attendee):
            self.add_error("to", _t("还没有座位的人，请给一个空座位。"))
        return cleaned
