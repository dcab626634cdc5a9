"""What comes in at the door: codes, positions, cards, corrections, and what a device kept."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.meetings.door.offline import SentRecord
from xieshang.meetings.states import Direction, Presence
from xieshang.ui import widgets

MOST_RECORDS = 500
"""So many records a device sends at once."""


class ArrivalForm(forms.Form):
    """The code on the screen as it is typed, or the pass that a scanned one became."""

    word = forms.CharField(
        label=_("屏幕上的 8 位码"),
        max_length=60,
        error_messages={"required": _("请输入屏幕上的码，或者扫一扫。")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PositionForm(forms.Form):
    """A position as the browser gives it; none of it is kept."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
    accuracy = forms.FloatField(min_value=0)


class CorrectionForm(forms.Form):
    """What an attendance really was, and why it is put right."""

    presence = forms.TypedChoiceField(
        label=_("实际情况"),
        choices=[("", _("请选择")), *Presence.choices],
        coerce=Presence,
        empty_value=None,
        error_messages={"required": _("请选择实际情况。")},
    )
    reason = forms.CharField(
        label=_("更正的理由"),
        max_length=200,
        help_text=_("例如：九点前已到，门口排队没有签上。"),
        error_messages={"required": _("请写明更正的理由，它会一直留在记录里。")},
        widget=widgets.Prose(2),
    )


class DeviceForm(forms.Form):
    """What a device is called, so that people find it among the others."""

    name = forms.CharField(label=_("设备名称"), max_length=60, error_messages={"required": _("请给设备起个名称。")})


def records_of(body: bytes) -> list[SentRecord]:
    """The records that a device sends as JSON. ValueError for what is none, or for too many at once."""
    try:
        listed = json.loads(body)["records"]
        if not isinstance(listed, list) or len(listed) > MOST_RECORDS:
            raise ValueError("too many records")
        return [_record(one) for one in listed]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as fault:
        raise ValueError("no records") from fault


def _record(given: dict[str, Any]) -> SentRecord:
    at = datetime.fromisoformat(given["at"])
    direction = Direction(given["direction"])
    if at.tzinfo is None or direction == Direction.CORRECTION:
        raise ValueError("a device says who came and went, and when")
    return SentRecord(
        key=UUID(given["key"]),
        sitting=int(given["sitting"]),
        attendee=int(given["attendee"]),
        direction=direction,
        said_at=given["at"],
        at=at,
        signature=str(given["signature"]),
        card=str(given.get("card") or ""),
    )
