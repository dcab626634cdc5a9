"""Forms of the roster and of what its people say."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.meetings.actions.roster import Guest
from xieshang.meetings.models import Meeting, Sitting
from xieshang.meetings.states import LeaveKind, Part
from xieshang.members import queries as members
from xieshang.members.models import Member, Organ, Sector
from xieshang.ui import widgets
from xieshang.ui.show import moment, time

BETWEEN = re.compile(r"[\s,，、;；]+")


class PeopleForm(forms.Form):
    """Who is put on a roster: members by name or number, whole sectors or committees, or others."""

    part = forms.ChoiceField(label=_("身份"), choices=Part.choices, initial=Part.ENTITLED)
    names = forms.CharField(
        label=_("委员姓名"),
        required=False,
        max_length=6000,
        widget=widgets.Prose(3),
        help_text=_("用顿号、逗号或换行隔开；同名的写委员证号"),
    )
    sectors = forms.ModelMultipleChoiceField(
        label=_("整个界别"), queryset=Sector.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    organs = forms.ModelMultipleChoiceField(
        label=_("整个专委会"), queryset=Organ.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label=_("其他人"),
        required=False,
        max_length=6000,
        widget=widgets.Prose(3),
        help_text=_("一行一人，姓名后面空一格写单位和职务；只能列席或作为工作人员"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.day = timezone.localdate(meeting.starts_at)
        self.fields["sectors"].queryset = members.sectors_of(meeting.term)  # type: ignore[attr-defined]
        self.fields["organs"].queryset = members.committees_of(meeting.assembly, on=self.day)  # type: ignore[attr-defined]

    def clean_names(self) -> list[Member]:
        """The members that the names mean; every name that means none, or several, is told."""
        typed = list(dict.fromkeys(filter(None, BETWEEN.split(self.cleaned_data["names"]))))
        roll = Member.objects.filter(assembly=self.meeting.assembly).on(self.day)
        known: dict[str, list[Member]] = {}
        for one in roll.filter(name__in=typed) | roll.filter(number__in=typed):
            for word in {one.name, one.number} & set(typed):
                known.setdefault(word, []).append(one)
        if unknown := [word for word in typed if word not in known]:
            raise forms.ValidationError(_t("名册里没有：%(names)s。") % {"names": _t("、").join(unknown)})
        if several := [word for word, found in known.items() if len(found) > 1]:
            raise forms.ValidationError(_t("同名的请写委员证号：%(names)s。") % {"names": _t("、").join(several)})
        return [known[word][0] for word in typed]

    def clean_guests(self) -> list[Guest]:
        """Name and label of each line."""
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["guests"].splitlines() if line.strip()]
        if any(len(name) > 60 or len(" ".join(rest)) > 120 for name, *rest in lines):
            raise forms.ValidationError(_t("姓名最多 60 字，单位和职务最多 120 字。"))
        return [(name, rest[0] if rest else "") for name, *rest in lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("names", "sectors", "organs", "guests")):
            raise forms.ValidationError(_t("请写上要列入名单的人，或者勾选界别、专委会。"))
        return data

    def people(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        whole = Member.objects.filter(assembly=self.meeting.assembly).on(self.day)
        of_bodies = whole.filter(sector__in=data["sectors"]) | whole.filter(committee__in=data["organs"])
        return {"people": [*data["names"], *of_bodies], "guests": data["guests"], "part": Part(data["part"])}


class LeaveForm(forms.Form):
    """Leave, with its type and why."""

    kind = forms.ChoiceField(label=_("请假类型"), choices=LeaveKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("请假事由"),
        max_length=500,
        widget=widgets.Prose(3),
        help_text=_("只有审批的人和会务人员看得到"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = list(meeting.sittings.order_by("number"))
        if len(every) > 1:
            self.fields["halves"] = forms.ModelMultipleChoiceField(
                label=_("请哪几个半天的假"),
                queryset=meeting.sittings.order_by("number"),
                initial=every,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _t("请至少勾选一个半天。")},
            )
            self.fields["halves"].label_from_instance = half_day  # type: ignore[attr-defined]
            self.order_fields(["halves", "kind", "reason"])


def half_day(sitting: Sitting) -> str:
    """A half-day as its day and hours."""
    return f"{moment(sitting.starts_at)}–{time(sitting.ends_at)}"


class DecisionForm(forms.Form):
    """Whether a leave is granted: the button says it. A refusal needs a remark."""

    remark = forms.CharField(
        label=_("审批意见"),
        required=False,
        max_length=500,
        widget=widgets.Prose(3),
        help_text=_("不准假的要写明理由"),
    )
