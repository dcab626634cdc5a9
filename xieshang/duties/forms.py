"""Forms of duty: input to clean data. What was typed is shown again whatever happens."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xieshang.duties.actions.by_hand import Deed, by_hand
from xieshang.duties.schemes import Scheme
from xieshang.ui import widgets


class DeedForm(forms.Form):
    """What somebody did, under one of the scheme's items that are entered by hand."""

    item = forms.ChoiceField(label=_("项目"))
    title = forms.CharField(label=_("做了什么"), max_length=200)
    on = forms.DateField(label=_("日期"), widget=widgets.Day())
    amount = forms.DecimalField(
        label=_("分值"),
        required=False,
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
        help_text=_("只有按分值计的项目才填。"),
    )
    evidence = forms.FileField(label=_("凭证"), required=False, help_text=_("照片、证书、通知等，可以不附。"))
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def within(self, scheme: Scheme) -> "DeedForm":
        """The form with the items of a scheme."""
        chosen = [(item.code, item.title) for item in by_hand(scheme).values()]
        self.fields["item"].choices = [("", _("请选择")), *chosen]  # type: ignore[attr-defined]
        self.initial.setdefault("entry_key", uuid4())
        return self

    def deed(self) -> Deed:
        """What was filled in."""
        said: dict[str, Any] = self.cleaned_data
        return Deed(said["item"], said["title"], said["on"], int((said["amount"] or Decimal(0)) * 100))


class ReasonForm(forms.Form):
    """A reason that somebody will read."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=widgets.Prose(4), required=False)


class ObjectionForm(forms.Form):
    """What a member objects to."""

    text = forms.CharField(label=_("哪里不对，应当怎样"), max_length=1000, widget=widgets.Prose(6), required=False)


class AnswerForm(forms.Form):
    """What is answered to an objection; which of two buttons says how."""

    answer = forms.CharField(label=_("答复"), max_length=1000, widget=widgets.Prose(6), required=False)


class SchemeForm(forms.Form):
    """The document of a scheme."""

    text = forms.CharField(
        label=_("办法"),
        widget=widgets.Prose(24),
        max_length=200_000,
        strip=False,
        error_messages={"required": _("请写办法。")},
    )


class GradeForm(forms.Form):
    """The officer's advice on a grade."""

    band = forms.ChoiceField(label=_("建议等次"))
    remark = forms.CharField(label=_("理由"), max_length=500, widget=widgets.Prose(3), required=False)

    def within(self, scheme: Scheme) -> "GradeForm":
        """The form with the grades of a scheme."""
        self.fields["band"].choices = [(band.code, band.title) for band in scheme.bands]  # type: ignore[attr-defined]
        return self


class MeetingForm(forms.Form):
    """By which meeting it was decided."""

    meeting = forms.CharField(label=_("哪次会议审定"), max_length=120)
