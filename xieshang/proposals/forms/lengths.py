"""What is asked where an office sets how long a step may take."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.ui import widgets


class LengthForm(forms.Form):
    """A length, and the title of the rule that says so."""

    amount = forms.IntegerField(
        label=pgettext_lazy("length", "期限"),
        min_value=1,
        max_value=366,
        widget=widgets.Digits,
        error_messages={
            "required": _("请填期限有多长。"),
            "invalid": _("请填一个整数。"),
            "min_value": _("期限至少是 1，请写一个正整数。"),
            "max_value": _("最多填 366。"),
        },
    )
    unit = forms.TypedChoiceField(label=_("单位"), choices=Unit.choices, coerce=Unit)
    source = forms.CharField(
        label=_("依据"),
        max_length=200,
        error_messages={"required": _("请写明依据的规定，例如“提案办理办法第八条”。")},
        help_text=_("规定或者决定的名称"),
    )

    @classmethod
    def of(cls, length: Length, data: Mapping[str, Any] | None) -> "LengthForm":
        """The form filled with a length as it is."""
        return cls(data, initial={"amount": length.amount, "unit": length.unit, "source": length.source})

    def length(self) -> Length:
        """The length as the action takes it."""
        return Length(**self.cleaned_data)
