"""Forms of a round of awards: its days, who is put forward, a mark, the decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.proposals import queries
from xieshang.proposals.actions import BEST_SCORE
from xieshang.proposals.models import AwardRound, Nomination, Proposal
from xieshang.proposals.states import HonourKind
from xieshang.spine import clock
from xieshang.ui import widgets


class RoundForm(forms.Form):
    """A year and its two days."""

    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200, widget=widgets.Digits)
    title = forms.CharField(label=_("名称"), max_length=120)
    nominations_until_on = forms.DateField(
        label=_("推荐到"), widget=widgets.Day, help_text=_("含这一天；提案工作机构、专委会和承办单位都可以推荐")
    )
    marks_until_on = forms.DateField(
        label=_("评分到"), widget=widgets.Day, help_text=_("含这一天；主席会议成员和专委会评分")
    )


class _Nominating(forms.Form):
    """What all nominations have: a reason. `chosen` gives what is put forward to the action."""

    reason = forms.CharField(
        label=_("推荐理由"), widget=widgets.Prose(4), max_length=2000, help_text=_("评分的人会看到：选题、针对性、成效")
    )

    def __init__(self, *args: Any, award: AwardRound, bureaus: QuerySet[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.award = award
        if "bureau" in self.fields:
            self.fields["bureau"].queryset = bureaus  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The arguments of `actions.nominate`."""
        return dict(self.cleaned_data)


class CaseForm(_Nominating):
    """A case of the year, by its number."""

    number = forms.IntegerField(label=_("案号"), min_value=1, widget=widgets.Digits)
    field_order = ("number", "reason")

    def clean_number(self) -> Proposal:
        """The case with this number."""
        number = self.cleaned_data["number"]
        found = queries.numbered(self.award.assembly, self.award.year, number)
        if found is None:
            words = {"year": self.award.year, "number": number}
            raise forms.ValidationError(_t("%(year)s 年没有第 %(number)s 号提案，请核对案号。") % words)
        return found

    def chosen(self) -> dict[str, Any]:
        """The arguments of `actions.nominate`."""
        return {"reason": self.cleaned_data["reason"], "proposal": self.cleaned_data["number"]}


class BureauForm(_Nominating):
    """A bureau."""

    bureau = forms.ModelChoiceField(label=_("承办单位"), queryset=Bureau.objects.none(), empty_label=_("请选择"))
    field_order = ("bureau", "reason")


class StaffForm(_Nominating):
    """A person of a bureau, by name."""

    bureau = forms.ModelChoiceField(label=_("承办单位"), queryset=Bureau.objects.none(), empty_label=_("请选择"))
    person = forms.CharField(label=_("姓名"), max_length=60, help_text=_("该单位在本系统有账号的工作人员"))
    field_order = ("bureau", "person", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("bureau") and data.get("person"):
            data["person"] = self._staff(data["bureau"], data["person"].strip())
        return data

    def _staff(self, bureau: Bureau, name: str) -> Person | None:
        staff = holders(Permission.PROPOSALS_HANDLE, bureau.scope_id, on=clock.today())
        found = list(staff.filter(name=name)[:2])
        if len(found) == 1:
            return found[0]
        words = {"bureau": bureau.name, "name": name}
        several = _t("%(bureau)s有不止一位%(name)s，请由提案工作机构核实。")
        self.add_error("person", (several if found else _t("%(bureau)s没有%(name)s，请核对姓名。")) % words)
        return None


NOMINATING: dict[HonourKind, type[_Nominating]] = {
    HonourKind.PROPOSAL: CaseForm,
    HonourKind.BUREAU: BureauForm,
    HonourKind.PERSON: StaffForm,
}
"""The form for each kind of honour."""


class MarkForm(forms.Form):
    """A mark, and why."""

    score = forms.IntegerField(
        label=_("分数"),
        min_value=0,
        max_value=BEST_SCORE,
        widget=widgets.Digits,
        help_text=_("0 到 100 分：选题、掌握情况、分析、建议、成效"),
    )
    remark = forms.CharField(label=_("评语"), widget=widgets.Prose(2), max_length=300, required=False)


class DecideForm(forms.Form):
    """Which nominations are honoured, and the notice that makes them known."""

    honoured = forms.MultipleChoiceField(label=_("公布"), widget=forms.CheckboxSelectMultiple)
    notice = forms.CharField(label=_("通报"), widget=widgets.Prose(8), max_length=8000)

    def __init__(self, *args: Any, nominations: Sequence[Nomination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nominations = nominations
        self.fields["honoured"].choices = [(one.pk, _line(one)) for one in nominations]  # type: ignore[attr-defined]

    def decided(self) -> dict[str, Any]:
        """The arguments of `actions.decide_round`."""
        keys = set(map(int, self.cleaned_data["honoured"]))
        return {
            "honoured": [one for one in self.nominations if one.pk in keys],
            "notice": self.cleaned_data["notice"],
        }


def _line(nomination: Any) -> str:
    """A nomination in a line: what kind, whom, whether collective, and how it was marked."""
    kind = nomination.get_kind_display()
    if nomination.is_collective:
        kind = _t("%(kind)s，集体") % {"kind": kind}
    words = {"kind": kind, "whom": queries.whom(nomination), "given": nomination.given}
    if not nomination.given:
        return _t("%(whom)s（%(kind)s，还没有人评分）") % words
    return _t("%(whom)s（%(kind)s，平均 %(mean)s 分，%(given)s 人评分）") % {**words, "mean": f"{nomination.mean:.1f}"}
