"""Forms of the minutes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.ui import widgets


class MinutesForm(forms.Form):
    """The text of the minutes, and the version that was read."""

    text = forms.CharField(
        label=_("正文"),
        max_length=60000,
        widget=widgets.Prose(24),
        help_text=_(
            "一行一段。“一、”开头的是标题，“（一）”开头的是下一级标题；最后几行写“出席：”“列席：”“请假：”“缺席：”和姓名"
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """Why the minutes go back."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=widgets.Prose(4),
        help_text=_("起草的人会看到"),
    )
