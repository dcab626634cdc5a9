"""Forms of the agenda and the speaking list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.documents import accept
from xieshang.meetings import queries
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Attendee, Item, Meeting
from xieshang.meetings.states import ItemKind, PaperAccess, Part
from xieshang.members.models import Organ, Sector
from xieshang.spine import clock
from xieshang.ui import widgets
from xieshang.ui.fields import NeededText


class ItemForm(forms.Form):
    """An item of the agenda."""

    title = forms.CharField(label=_("议题"), max_length=200)
    kind = forms.ChoiceField(label=_("议程种类"), choices=ItemKind.choices, initial=ItemKind.OTHER)
    presenter = forms.CharField(label=_("汇报人"), max_length=60, required=False)
    studied = forms.CharField(
        label=_("学习内容"),
        required=False,
        max_length=2000,
        widget=widgets.Prose(3),
        help_text=_("第一议题才填：学了哪些讲话、文件、书，一行一项"),
    )
    minutes = forms.IntegerField(
        label=_("计划时长（分钟）"),
        required=False,
        min_value=0,
        max_value=600,
        widget=widgets.Digits,
    )
    oral = forms.BooleanField(
        label=_("没有书面材料"), required=False, help_text=_("听取报告和审议的议程都等材料；口头进行的请勾上")
    )
    access = forms.ChoiceField(label=_("谁能看材料"), choices=PaperAccess.choices, initial=PaperAccess.ROSTER)

    @classmethod
    def of(cls, item: Item) -> dict[str, Any]:
        """What stands in the form of an item."""
        return {name: getattr(item, name) for name in cls.base_fields}

    def point(self) -> Point:
        """The item as the action takes it."""
        return Point(**{**self.cleaned_data, "minutes": self.cleaned_data["minutes"] or 0})


class NoteForm(forms.Form):
    """What came of an item; of a first topic, what was studied, too."""

    studied = NeededText(
        label=_("学习内容"), max_length=2000, widget=widgets.Prose(3), help_text=_("学了哪些讲话、文件、书，一行一项")
    )
    note = forms.CharField(
        label=_("结果"),
        required=False,
        max_length=6000,
        widget=widgets.Prose(8),
        help_text=_("讨论的要点和决定，会写进纪要；一行一段"),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"note": item.note, "studied": item.studied}
        if item.kind != ItemKind.FIRST_TOPIC:
            del self.fields["studied"]


class PaperForm(forms.Form):
    """A paper of an item."""

    file = forms.FileField(
        label=_("材料"),
        widget=forms.ClearableFileInput({"accept": accept.endings()}),
        help_text=_("PDF、Word、Excel、PPT、OFD 或图片，不超过 32 MB"),
        error_messages={"required": _("请选一个文件。")},
    )


class WhomForm(forms.Form):
    """In whose name somebody speaks: their own, or that of one of the `bodies`."""

    whom = forms.ChoiceField(label=_("以谁的名义"), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Organ | Sector], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {f"{one._meta.model_name}-{one.pk}": one for one in bodies}
        named = [(key, _t("代表%(body)s") % {"body": one.name}) for key, one in self.bodies.items()]
        self.fields["whom"].choices = [("", _t("本人")), *named]  # type: ignore[attr-defined]

    @property
    def body(self) -> Organ | Sector | None:
        """The body that was chosen; None for oneself."""
        return self.bodies.get(self.cleaned_data["whom"])


class SpeakerForm(WhomForm):
    """Somebody to put on the speaking list, and in whose name they speak."""

    attendee = forms.ModelChoiceField(label=_("发言人"), queryset=Attendee.objects.none(), empty_label=_("请选择"))
    field_order = ("attendee", "whom")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, bodies=queries.bodies_of(meeting, on=clock.today()), **kwargs)
        people = Attendee.objects.filter(meeting=meeting).exclude(part=Part.STAFF).order_by("position", "pk")
        self.fields["attendee"].queryset = people  # type: ignore[attr-defined]


class FloorForm(forms.Form):
    """For how long somebody is given the floor."""

    minutes = forms.IntegerField(label=_("限时（分钟）"), widget=widgets.Digits, initial=8)
