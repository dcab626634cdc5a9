"""Forms of key cases: what bodies think, what the chair's meeting decided, how it is supervised."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.proposals.queries import leaders_of
from xieshang.proposals.states import VisitKind
from xieshang.spine import clock
from xieshang.ui import widgets


class PutForwardForm(forms.Form):
    """Why a case should be a key case."""

    reason = forms.CharField(
        label=_("理由"),
        widget=widgets.Prose(4),
        max_length=2000,
        help_text=_("选题的分量、针对性、可办性；征求意见时各方会看到"),
    )


class OpinionForm(forms.Form):
    """What a body thinks of a candidate."""

    body = forms.CharField(label=_("谁的意见"), max_length=120, help_text=_("党派、人民团体或专委会的名称"))
    agrees = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("赞成列为重点提案")), ("no", _("不赞成"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    text = forms.CharField(
        label=_("说明"), widget=widgets.Prose(3), max_length=2000, required=False, help_text=_("不赞成的，请写明理由")
    )


class DecideKeyForm(forms.Form):
    """What the chair's meeting decided: who leads, until when."""

    meeting = forms.CharField(label=_("主席会议"), max_length=120, help_text=_("例如：九届二十一次主席会议"))
    decided_on = forms.DateField(label=_("确定日期"), widget=widgets.Day)
    leader = forms.ModelChoiceField(
        label=_("领衔督办的领导"), queryset=Person.objects.none(), required=False, empty_label=_("不是主席会议成员")
    )
    leader_name = forms.CharField(
        label=_("其他领导的姓名和职务"),
        max_length=60,
        required=False,
        help_text=_("党委、政府领导领衔时填写，例如：市委书记 周某"),
    )
    due_on = forms.DateField(label=_("督办期限"), widget=widgets.Day, help_text=_("到这一天以前报告督办结果"))

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders_of(assembly, on=clock.today())  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """How it is supervised."""

    plan = forms.CharField(
        label=_("督办方案"),
        widget=widgets.Prose(10),
        max_length=6000,
        help_text=_("督办的重点、形式、时间和参加人员；报领衔领导审定"),
    )


class VisitForm(forms.Form):
    """What was done to supervise it."""

    kind = forms.TypedChoiceField(label=_("形式"), choices=VisitKind.choices, coerce=VisitKind)
    on = forms.DateField(label=_("日期"), widget=widgets.Day)
    place = forms.CharField(label=_("地点"), max_length=120)
    people = forms.CharField(label=_("参加人员"), max_length=200)
    content = forms.CharField(label=_("督办内容"), widget=widgets.Prose(5), max_length=4000)


class ReportForm(forms.Form):
    """What came of it."""

    report = forms.CharField(
        label=_("督办报告"),
        widget=widgets.Prose(10),
        max_length=8000,
        help_text=_("提案的建议落实到哪一步，还有什么问题，下一步怎样办"),
    )
