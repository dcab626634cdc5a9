"""Forms of the assignment: which bureaus, which meeting, until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.proposals.models import HandOver
from xieshang.proposals.queries import open_hand_overs
from xieshang.spine import clock
from xieshang.ui import widgets


class AssignForm(forms.Form):
    """Which bureaus shall handle a case: a lead with co-handlers, or several separately; and at which meeting."""

    lead = forms.ModelChoiceField(
        label=_("主办单位"),
        queryset=Bureau.objects.none(),
        required=False,
        empty_label=_("请选择"),
        help_text=_("由几个单位分办的，不选主办单位。"),
    )
    co = forms.ModelMultipleChoiceField(
        label=_("会办单位"),
        queryset=Bureau.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("把意见告知主办单位，由主办单位统一答复。"),
    )
    separate = forms.ModelMultipleChoiceField(
        label=_("分办单位"),
        queryset=Bureau.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不设主办单位，各自答复提案者。"),
    )
    hand_over = forms.ModelChoiceField(
        label=_("交办会"),
        queryset=HandOver.objects.none(),
        required=False,
        empty_label=_("不经交办会"),
        help_text=_("选了交办会，就先拟定承办单位，开会时一并交办。"),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, assembly, "lead", "co", "separate")


class ProposeForm(forms.Form):
    """Which bureau shall lead each of many cases: one for all, or the likeliest of each."""

    lead = forms.ModelChoiceField(
        label=_("主办单位"),
        queryset=Bureau.objects.none(),
        required=False,
        empty_label=_("各件取最可能的单位"),
        help_text=_("选了单位，就都拟交这个单位；不选，就按正文和以往的提案推荐，理由随各件列出。"),
    )
    hand_over = forms.ModelChoiceField(
        label=_("交办会"),
        queryset=HandOver.objects.none(),
        required=False,
        empty_label=_("不经交办会"),
        help_text=_("选了交办会，开会时一并交办；不选的，各单位可以预签收，再成批交办。"),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, assembly, "lead")


def _offer(form: forms.Form, assembly: Assembly, *choices: str) -> None:
    """Let these fields choose among the assembly's bureaus, and `hand_over` among its meetings to come."""
    for name in choices:
        form.fields[name].queryset = bureaus.open_on(assembly, on=clock.today())  # type: ignore[attr-defined]
    form.fields["hand_over"].queryset = open_hand_overs(assembly)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """A hand-over meeting."""

    title = forms.CharField(label=_("名称"), max_length=120, help_text=_("例如：九届五次会议提案交办会"))
    meets_on = forms.DateField(label=_("日期"), widget=widgets.Day)


class ExtendForm(forms.Form):
    """More time for a reply."""

    until_on = forms.DateField(label=_("延到"), widget=widgets.Day, help_text=_("最迟到交办后六个月。"))
    reason = forms.CharField(label=_("理由"), widget=widgets.Prose(3), max_length=1000, help_text=_("提案者会看到。"))
