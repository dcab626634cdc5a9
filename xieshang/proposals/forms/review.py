"""What is asked in review, of the likeness of two cases, and of an assembly's settings."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.members.models import Assembly
from xieshang.proposals import queries
from xieshang.proposals.forms import ReasonForm, passed_on
from xieshang.proposals.models import Practice, Proposal
from xieshang.proposals.states import COLLECTIVE, Ground, LikenessOutcome, Outcome, ProposerKind
from xieshang.ui import widgets
from xieshang.ui.fields import NeededChoice, NeededText


class CheckForm(forms.Form):
    """What the first reviewer advises, and why."""

    advice = forms.TypedChoiceField(
        label=_("初审意见"),
        choices=Outcome.choices,
        coerce=Outcome,
        initial=Outcome.FILE,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        required=False,
        widget=widgets.Prose(4),
        help_text=_("给复审的人看，提案者看不到；建议立案的可以不写"),
    )


class MergeForm(ReasonForm):
    """The lead case, by its number, and why they belong together."""

    into = forms.CharField(
        label=_("主案案号"),
        max_length=20,
        help_text=_("例如：2026-0012。主案要已经立案、还没有办结"),
        widget=forms.TextInput({"list": "leads", "autocomplete": "off"}),
    )
    field_order = ("into", "reason")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal

    def clean_into(self) -> Proposal:
        return _lead(self.cleaned_data["into"], self.proposal.assembly)


def _lead(number: str, assembly: Assembly) -> Proposal:
    """The case of this number ("2026-0012", as people write it)."""
    found = re.fullmatch(r"\s*(\d{4})\D+0*(\d{1,9})\D*", number)
    case = queries.numbered(assembly, int(found[1]), int(found[2])) if found else None
    if case is None:
        raise forms.ValidationError(_("没有这个案号的提案，请照“年度-号数”填写，例如 2026-0012。"))
    return case


class RulingForm(ReasonForm):
    """What the committee decided on an objection, and where."""

    decision = forms.ChoiceField(
        label=_("复议决定"),
        choices=[("overrule", _("予以立案")), ("uphold", _("维持不予立案"))],
        widget=forms.RadioSelect,
    )
    meeting = forms.CharField(label=_("提案委员会会议"), max_length=120, help_text=_("例如：提案委员会第三次会议"))
    on = forms.DateField(label=_("会议日期"), widget=widgets.Day)
    field_order = ("decision", "meeting", "on", "reason")


class LikenessForm(forms.Form):
    """What the likeness of two cases means."""

    outcome = forms.TypedChoiceField(label=_("怎样处理"), choices=LikenessOutcome.choices, coerce=LikenessOutcome)
    remark = forms.CharField(label=_("说明"), max_length=300, required=False)


class PracticeForm(forms.Form):
    """The settings of an assembly; the share of likeness is asked in per cent."""

    reviews_twice = forms.BooleanField(
        label=_("两次审查：一人初审提出意见，另一人复审决定立案、并案、转意见建议或者不予立案"), required=False
    )
    talks_first = forms.BooleanField(label=_("先沟通再答复：没有登记过沟通的，不能签发答复"), required=False)
    plans_first = forms.BooleanField(label=_("先报办理计划再答复：没有办理计划的，不能签发答复"), required=False)
    has_class_d = forms.BooleanField(label=_("设 D 类答复：留作参考；不设的只分 A、B、C 三类"), required=False)
    blocks_from = forms.IntegerField(
        label=_("与旧案相似到百分之几不能提交"),
        required=False,
        min_value=30,
        max_value=100,
        widget=widgets.Digits,
        help_text=_("30 到 100。不填的，相似只作提示，不拦提交"),
        error_messages={"min_value": _("最少填 30。"), "max_value": _("最多填 100。"), "invalid": _("请填一个整数。")},
    )

    in_session_only = forms.TypedMultipleChoiceField(
        label=_("只在全体会议期间提出提案的"),
        choices=[(kind.value, kind.label) for kind in ProposerKind if kind in COLLECTIVE - {ProposerKind.BODY}],
        coerce=ProposerKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("全国政协的条例规定，界别和委员小组在全体会议期间提出提案。不选的，全年都可以提出"),
    )

    @classmethod
    def of(cls, practice: Practice, data: Mapping[str, Any] | None) -> "PracticeForm":
        """The form filled with the settings as they are."""
        initial = {name: getattr(practice, name) for name in cls.base_fields}
        if practice.blocks_from is not None:
            initial["blocks_from"] = round(practice.blocks_from * 100)
        return cls(data, initial=initial)

    def settings(self) -> dict[str, Any]:
        """The settings as the action takes them."""
        percent = self.cleaned_data["blocks_from"]
        return {**self.cleaned_data, "blocks_from": Decimal(percent) / 100 if percent is not None else None}


class RoundForm(forms.Form):
    """One outcome for all that were ticked, which are of `assembly`; what an outcome needs is asked with it."""

    outcome = forms.ChoiceField(
        label=_("对选中的提案"),
        choices=[
            ("file", _("立案编号")),
            ("confirm", _("照初审意见决定")),
            ("check", _("初审，提出意见")),
            ("return", _("退回提案者修改")),
            ("merge", _("并入一件主案")),
            ("letter", _("转为意见建议")),
            ("refuse", _("不予立案")),
        ],
        widget=forms.RadioSelect,
    )
    advice = forms.TypedChoiceField(
        label=_("初审意见"), choices=Outcome.choices, coerce=Outcome, initial=Outcome.FILE, help_text=_("初审的才用")
    )
    into = NeededText(
        label=_("主案案号"),
        max_length=20,
        help_text=_("并案的才用，例如：2026-0012。主案要已经立案、还没有办结"),
        widget=forms.TextInput({"list": "leads", "autocomplete": "off"}),
    )
    ground = NeededChoice(
        label=_("不予立案的情形"),
        choices=[("", _("请选择")), *Ground.choices],
        coerce=Ground,
        empty_value=None,
        help_text=_("不予立案的才用"),
    )
    destination = passed_on()
    reason = NeededText(
        label=_("理由"),
        max_length=2000,
        widget=widgets.Prose(3),
        help_text=_("退回、并案、转意见建议、不予立案的，提案者会看到；初审的，只有复审的人看到。立案的可以不写"),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assembly = assembly

    def clean(self) -> dict[str, Any]:
        """What the outcome needs is there; the number of a lead is looked up only where one is merged into."""
        given = self.cleaned_data
        outcome, number = given.get("outcome"), given.pop("into", "").strip()
        if outcome == "refuse" and given.get("ground") is None and "ground" not in self.errors:
            self.add_error("ground", _("不予立案的，要选定是哪一种情形。"))
        if outcome == "merge":
            given["into"] = self._lead(number)
        told = outcome in ("refuse", "merge", "letter", "return")
        if told and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("请写明理由，提案者会看到。"))
        return given

    def _lead(self, number: str) -> Proposal | None:
        if not number:
            self.add_error("into", _("并案的，要写明主案案号。"))
            return None
        try:
            return _lead(number, self.assembly)
        except forms.ValidationError as error:
            self.add_error("into", error)
            return None
