"""What the office enters of the roll."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.contacts import normal_phone
from xieshang.members import queries
from xieshang.members.models import Assembly, Member, Organ, Sector, Term
from xieshang.members.states import LeaveReason
from xieshang.texts import tables
from xieshang.ui import widgets

LEAVING = [LeaveReason.RESIGNED, LeaveReason.MOVED, LeaveReason.REMOVED, LeaveReason.DECEASED]
"""The reasons that the office gives; the others follow from a transfer, or from the end of a term."""


class RollFileForm(forms.Form):
    """A file with a roll, and the day from which what is new in it holds."""

    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("csv 或 xlsx，第一张工作表。须有“姓名、手机号、界别、专委会”四列。"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
    )
    on = forms.DateField(
        label=gettext_lazy("生效日期"),
        help_text=gettext_lazy("新委员自这一天起列入名册；界别、专委会的调整也自这一天起。"),
        widget=widgets.Day(),
    )

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assembly = assembly
        self.term: Term | None = None

    def clean_file(self) -> UploadedFile:
        """Not larger than what can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > tables.MAX_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。请删去图片和多余的工作表，或分几次导入。"))
        return file

    def clean_on(self) -> Any:
        """A day of some term, which is then the roll's."""
        on = self.cleaned_data["on"]
        self.term = queries.current_term(self.assembly, on=on)
        if self.term is None:
            raise forms.ValidationError(_("这一天不在任何一届之内，请核对日期。"))
        return on

    @property
    def told(self) -> dict[str, Any]:
        """What is said of the file, once the form is valid."""
        name, on = self.cleaned_data["file"].name, self.cleaned_data["on"]
        return {"name": name, "assembly": self.assembly.pk, "on": on.isoformat()}


class AdmitForm(forms.Form):
    """One person for the roll of an assembly: who it is, where placed, from when on."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=30,
        help_text=gettext_lazy("有账号的按手机号对应，没有的由系统开通"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    on = forms.DateField(label=gettext_lazy("自哪一天起"), widget=widgets.Day())
    sector = forms.ModelChoiceField(label=gettext_lazy("界别"), queryset=Sector.objects.none())
    committee = forms.ModelChoiceField(label=gettext_lazy("专委会"), queryset=Organ.objects.none())
    party = forms.CharField(label=gettext_lazy("党派"), max_length=30, required=False)
    workplace = forms.CharField(label=gettext_lazy("单位及职务"), max_length=120, required=False)
    number = forms.CharField(
        label=gettext_lazy("委员证号"), max_length=20, required=False, help_text=gettext_lazy("空着的由系统编号")
    )

    def __init__(self, sent: QueryDict | None, *, term: Term, on: date) -> None:
        super().__init__(sent, initial={"on": on})
        _offer_places(self, term, on)

    def clean_phone(self) -> str:
        """As it is kept."""
        phone = normal_phone(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(_("这不是手机号，请核对。"))
        return phone

    def person(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        facts = {name: value for name in ("party", "workplace") if (value := given.pop(name).strip())}
        return {**given, "name": given["name"].strip(), "number": given["number"].strip(), "facts": facts}


def _offer_places(form: forms.Form, term: Term, on: date) -> None:
    """The sectors of a term, and the committees that stand on a day, to choose from."""
    sectors, committees = queries.sectors_of(term), queries.committees_of(term.assembly, on=on)
    form.fields["sector"].queryset = sectors  # type: ignore[attr-defined]
    form.fields["committee"].queryset = committees  # type: ignore[attr-defined]


class TransferForm(forms.Form):
    """Where a member is placed from a day on."""

    on = forms.DateField(label=gettext_lazy("自哪一天起"), widget=widgets.Day())
    sector = forms.ModelChoiceField(label=gettext_lazy("界别"), queryset=Sector.objects.none())
    committee = forms.ModelChoiceField(label=gettext_lazy("专委会"), queryset=Organ.objects.none())

    def __init__(self, sent: QueryDict | None, *, member: Member, on: date) -> None:
        now = {"on": on, "sector": member.sector_id, "committee": member.committee_id}
        super().__init__(sent, initial=now)
        _offer_places(self, member.term, on)


class SectorForm(forms.Form):
    """What a sector is called."""

    name = forms.CharField(
        label=gettext_lazy("界别名称"), max_length=60, help_text=gettext_lazy("如“农业界”，与名册文件里写的一致")
    )


class CommitteeForm(forms.Form):
    """What a special committee is called, and from when on there is one."""

    name = forms.CharField(
        label=gettext_lazy("专委会名称"), max_length=60, help_text=gettext_lazy("全称，如“农业和农村委员会”")
    )
    from_on = forms.DateField(
        label=gettext_lazy("自哪一天起设立"), help_text=gettext_lazy("自这一天起可以列入委员"), widget=widgets.Day()
    )


class DissolveForm(forms.Form):
    """The first day without a committee."""

    on = forms.DateField(
        label=gettext_lazy("自哪一天起撤销"),
        help_text=gettext_lazy("这一天已经没有这个专委会；委员要先调整到别的专委会。"),
        widget=widgets.Day(),
    )


class LeaveForm(forms.Form):
    """From which day on somebody is no member any more, and why."""

    on = forms.DateField(
        label=gettext_lazy("自哪一天起不再担任"), help_text=gettext_lazy("这一天已经不是委员"), widget=widgets.Day()
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("原因"),
        choices=[("", gettext_lazy("请选择")), *((one.value, one.label) for one in LEAVING)],
    )


class TermEndForm(forms.Form):
    """The first day after a term."""

    on = forms.DateField(
        label=gettext_lazy("自哪一天起届满"),
        help_text=gettext_lazy("这一天已经不在这一届之内；委员任期和职务同时终止。"),
        widget=widgets.Day(),
    )


class NextTermForm(forms.Form):
    """The term that follows."""

    number = forms.IntegerField(label=gettext_lazy("届次"), min_value=1, max_value=200)
    from_on = forms.DateField(label=gettext_lazy("任期自哪一天起"), widget=widgets.Day())
    until_on = forms.DateField(
        label=gettext_lazy("任期到哪一天止"),
        required=False,
        help_text=gettext_lazy("这一天已经不在任期之内；还不知道的可以空着。"),
        widget=widgets.Day(),
    )
    with_sectors = forms.BooleanField(label=gettext_lazy("沿用上一届的界别设置"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """It lasts at least a day."""
        given = super().clean() or {}
        from_on, until_on = given.get("from_on"), given.get("until_on")
        if from_on and until_on and until_on <= from_on:
            self.add_error("until_on", _("届满日期应晚于开始日期。"))
        return given


class ConveneForm(forms.Form):
    """A plenary session, and the year of work that it opens."""

    number = forms.IntegerField(label=gettext_lazy("第几次会议"), min_value=1, max_value=60)
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1949, max_value=2200)
    opens_on = forms.DateField(label=gettext_lazy("开幕"), widget=widgets.Day())
    closes_on = forms.DateField(label=gettext_lazy("闭幕"), widget=widgets.Day())
    from_on = forms.DateField(
        label=gettext_lazy("年度自哪一天起"),
        help_text=gettext_lazy("自这一天起提交的提案属于这次会议，到下次会议的年度开始为止。"),
        widget=widgets.Day(),
    )

    def clean(self) -> dict[str, Any]:
        """It closes after it opens."""
        given = super().clean() or {}
        opens_on, closes_on = given.get("opens_on"), given.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("闭幕不能早于开幕。"))
        return given
