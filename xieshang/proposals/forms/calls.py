"""Forms of calls and leads."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.proposals.actions import Calling, Hint
from xieshang.proposals.actions.leads import LONGEST_LEAD
from xieshang.proposals.models import Call
from xieshang.ui import widgets


class CallForm(forms.Form):
    """A call: what is asked for, from when to when."""

    title = forms.CharField(label=_("题目"), max_length=120)
    text = forms.CharField(label=_("内容和要求"), max_length=6000, widget=widgets.Prose(10))
    opens_on = forms.DateField(label=_("从哪天开始"), widget=widgets.Day)
    closes_on = forms.DateField(label=_("到哪天为止"), widget=widgets.Day, help_text=_("这一天也算在内"))
    takes_leads = forms.BooleanField(label=_("同时在公开网页上向社会征集线索"), required=False, initial=True)

    @classmethod
    def of(cls, call: Call) -> dict[str, Any]:
        """What stands in the form of a call."""
        return {name: getattr(call, name) for name in cls.base_fields}

    def calling(self) -> Calling:
        """The call as the action takes it."""
        return Calling(**self.cleaned_data)


class TopicForm(forms.Form):
    """A reference topic."""

    title = forms.CharField(label=_("选题"), max_length=200)
    bureau = forms.ModelChoiceField(
        label=_("由哪个单位提供"), queryset=Bureau.objects.none(), required=False, empty_label=_("不注明")
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=widgets.Prose(3))

    def __init__(self, *args: Any, assembly_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = bureaus.standing(assembly_id)  # type: ignore[attr-defined] # a choice among rows


class LeadForm(forms.Form):
    """What somebody has noticed. Name and contact may be left out."""

    title = forms.CharField(
        label=_("是什么事"),
        max_length=200,
        help_text=_("一句话，例如：第三小学门口放学时过不去"),
    )
    text = forms.CharField(
        label=_("具体情况"),
        max_length=LONGEST_LEAD,
        widget=widgets.Prose(6),
        help_text=_("在哪里、什么时候、影响了谁；有想法也请写上"),
    )
    sender = forms.CharField(
        label=_("您的姓名"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("电话或电子邮箱"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("只有提案工作人员看得到，只用来向您了解情况"),
    )
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_key"].initial = uuid4

    def hint(self) -> Hint:
        """The lead as the action takes it."""
        return Hint(**{name: self.cleaned_data[name] for name in ("title", "text", "sender", "contact")})


class PublicLeadForm(LeadForm):
    """The same on the public page, with a field that no person sees: what fills it in is a machine."""

    fax = forms.CharField(
        label=_("传真（请不要填写）"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_fax(self) -> str:
        if self.cleaned_data["fax"]:
            raise forms.ValidationError(_("这一栏是用来识别自动程序的，请清空以后再送一次。"))
        return ""

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """What a person fills in."""
        return [self[name] for name in ("title", "text", "sender", "contact")]
