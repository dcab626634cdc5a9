"""What is asked at a change of term."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.members.models import Member
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import terms
from xieshang.ui import widgets


class TermClosingForm(forms.Form):
    """Why a case is closed with its term."""

    reason = forms.CharField(
        label=_("理由"),
        widget=widgets.Prose(4),
        max_length=1000,
        help_text=_("提案者和承办单位会看到，也写进提案的记录。"),
    )


class _OfRoll(forms.ModelChoiceField):
    def label_from_instance(self, member: Any) -> str:
        return gettext("%(name)s（%(sector)s）") % {"name": member.name, "sector": member.sector.name}


class SuccessorForm(forms.Form):
    """Who stands first for a case after its author, and how they consented."""

    member = _OfRoll(label=_("接续提案人"), queryset=Member.objects.none(), help_text=_("新一届名册上的委员。"))
    consent = forms.CharField(
        label=_("本人同意的情况"),
        widget=widgets.Prose(3),
        max_length=300,
        help_text=_("何时、怎样表示同意，例如：2027 年 1 月 20 日电话同意。"),
    )

    def __init__(self, *args: Any, proposal: Proposal, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = terms.may_follow(proposal, on=on)  # type: ignore[attr-defined]
