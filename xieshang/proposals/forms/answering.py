"""Forms about a reply that was signed, and about what is asked after closing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.proposals.models import FollowUp
from xieshang.proposals.states import EFFECT_OUTCOMES, PROMISE_OUTCOMES, FollowUpOutcome
from xieshang.ui import widgets

GRADES = [(5, _("5 分：很好")), (4, _("4 分：较好")), (3, _("3 分：一般")), (2, _("2 分：较差")), (1, _("1 分：差"))]


class QualityForm(forms.Form):
    """A bureau's mark for a proposal, with a remark."""

    quality = forms.TypedChoiceField(label=_("提案质量"), choices=GRADES, coerce=int, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("说明"), max_length=300, required=False, widget=widgets.Prose(2))


class ClosingForm(forms.Form):
    """Why a case is closed although a result was found wanting and never handled again."""

    reason = forms.CharField(label=_("不再重新办理的理由"), max_length=2000, widget=widgets.Prose(4))


class FollowUpForm(forms.Form):
    """What became of a promise, or of the effect."""

    outcome = forms.TypedChoiceField(coerce=FollowUpOutcome, widget=forms.RadioSelect)
    text = forms.CharField(max_length=3000, widget=widgets.Prose(4))

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = PROMISE_OUTCOMES if follow_up.is_promise else EFFECT_OUTCOMES
        outcome, text = self.fields["outcome"], self.fields["text"]
        outcome.choices = [(one.value, one.label) for one in fitting]  # type: ignore[attr-defined]
        outcome.label = _("落实情况") if follow_up.is_promise else _("办理成效")
        text.label = _("做了什么，还差什么") if follow_up.is_promise else _("您看到的变化")
