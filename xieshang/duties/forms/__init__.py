"""Forms of duty: input to clean data. What was typed is shown again whatever happens."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xieshang.duties.actions import Ruling
from xieshang.duties.actions.by_hand import Deed, by_hand
from xieshang.duties.schemes import Scheme
from xieshang.ui import widgets
from xieshang.ui.fields import NeededText


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
        if "entry_key" in self.fields:
            self.initial.setdefault("entry_key", uuid4())
        return self

    def deed(self) -> Deed:
        """What was filled in."""
        said: dict[str, Any] = self.cleaned_data
        return Deed(said["item"], said["title"], said["on"], int((said["amount"] or Decimal(0)) * 100))


class CorrectionForm(DeedForm):
    """What it was rightly, and why it is put right."""

    evidence = None  # type: ignore[assignment] # a form leaves a field of its kind out so
    entry_key = None  # type: ignore[assignment] # the same
    reason = NeededText(
        label=_("更正的理由"), max_length=500, widget=widgets.Prose(4), help_text=_("本人和录入人看得到。")
    )


class ReasonForm(forms.Form):
    """A reason that somebody will read."""

    reason = NeededText(label=_("理由"), max_length=500, widget=widgets.Prose(4))


class ExemptionForm(forms.Form):
    """Of what a member is exempt in a year, and why."""

    item = forms.ChoiceField(label=_("免哪一项"), help_text=_("得分的项目免了按上限计，扣分的不扣，要求免了按做到算。"))
    reason = NeededText(
        label=_("理由"),
        max_length=500,
        widget=widgets.Prose(4),
        help_text=_("如公务出国、重病，写明起止时间；本人看得到。"),
    )

    def within(self, scheme: Scheme) -> "ExemptionForm":
        """The form with what the scheme allows to be exempt from, by its grounds where it names any."""
        titles = scheme.exemptible
        groups = [(one.title, [(code, titles[code]) for code in titles if code in one.of]) for one in scheme.exemptions]
        self.fields["item"].choices = [("", _("请选择")), *(groups or titles.items())]  # type: ignore[attr-defined]
        return self


class ObjectionForm(forms.Form):
    """What a member objects to."""

    text = NeededText(label=_("哪里不对，应当怎样"), max_length=1000, widget=widgets.Prose(6))


class AnswerForm(forms.Form):
    """What is answered to an objection; which of two buttons says how."""

    answer = NeededText(label=_("答复"), max_length=1000, widget=widgets.Prose(6))


class SchemeForm(forms.Form):
    """The document of a scheme."""

    text = forms.CharField(
        label=_("办法"),
        widget=widgets.Prose(24),
        max_length=200_000,
        strip=False,
        error_messages={"required": _("请写办法。")},
    )


class TrialForm(forms.Form):
    """On whom and on which year a draft is tried."""

    member = forms.CharField(
        label=_("委员"), max_length=80, required=False, help_text=_("姓名或证号；不填只看全体的分布。")
    )
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200, widget=widgets.Digits())


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


class ReportForm(forms.Form):
    """The text of a duty report, and whether it may be published."""

    text = forms.CharField(
        label=_("述职报告"),
        max_length=20_000,
        widget=widgets.Prose(24),
        error_messages={"required": _("请写述职报告。")},
    )
    may_publish = forms.BooleanField(label=_("同意向社会公开这份报告"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RemarkForm(forms.Form):
    """What the office says to a report that it has read."""

    remark = forms.CharField(label=_("审阅意见"), max_length=500, widget=widgets.Prose(3), required=False)


class RulingForm(forms.Form):
    """Which meeting decided, and on which day."""

    meeting = forms.CharField(label=_("会议"), max_length=60)
    number = forms.IntegerField(label=_("第几次"), min_value=1, max_value=999, widget=widgets.Digits())
    on = forms.DateField(label=_("日期"), widget=widgets.Day())

    def ruling(self) -> Ruling:
        """What was noted of the meeting."""
        said = self.cleaned_data
        return Ruling(meeting=said["meeting"], number=said["number"], on=said["on"])


class ProposeForm(forms.Form):
    """Why these members are proposed."""

    reason = forms.CharField(
        label=_("事迹"),
        max_length=2000,
        widget=widgets.Prose(5),
        required=False,
        help_text=_("不写时，按审定的等次和得分写。"),
    )


class InterviewForm(forms.Form):
    """A talk: when, by whom, what was said."""

    on = forms.DateField(label=_("约谈日期"), widget=widgets.Day())
    interviewers = forms.CharField(label=_("约谈人"), max_length=120)
    interview = forms.CharField(label=_("约谈情况"), max_length=5000, widget=widgets.Prose(6))


class ProposalForm(forms.Form):
    """What is laid before the meeting."""

    proposal = forms.CharField(label=_("建议和理由"), max_length=2000, widget=widgets.Prose(5))


class StatementForm(forms.Form):
    """What the member says to it."""

    said = forms.CharField(label=_("您的陈述"), max_length=5000, widget=widgets.Prose(6))
