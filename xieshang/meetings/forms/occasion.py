"""Forms by which an occasion is drawn up, changed, repeated and divided."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.meetings import queries
from xieshang.meetings.actions import Occasion
from xieshang.meetings.kinds import Standard
from xieshang.meetings.models import Kind, Meeting
from xieshang.meetings.states import Entitled, LeaveKind
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Organ, Sector
from xieshang.spine import clock
from xieshang.ui import widgets
from xieshang.ui.fields import NeededText


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """A day and an hour of the assembly's time."""
    return forms.DateTimeField(label=label, widget=widgets.Moment, **options)


class OccasionForm(forms.Form):
    """What an occasion says."""

    kind = forms.ModelChoiceField(label=_("种类"), queryset=Kind.objects.none(), empty_label=_("请选择"))
    title = forms.CharField(label=_("名称"), max_length=120)
    number = forms.IntegerField(
        label=_("本届第几次"),
        required=False,
        min_value=1,
        max_value=999,
        widget=widgets.Digits,
        help_text=_("全体会议、常委会会议、主席会议这类按届计次的会议填写"),
    )
    organ = forms.ModelChoiceField(
        label=_("哪个专委会或小组的"), queryset=Organ.objects.none(), required=False, empty_label=_("全会的")
    )
    sector = forms.ModelChoiceField(
        label=_("哪个界别的"), queryset=Sector.objects.none(), required=False, empty_label=_("不分界别")
    )
    starts_at = moment_field(_("开始时间"))
    ends_at = moment_field(_("结束时间"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    answer_by = moment_field(_("请在此前回复"), required=False)
    text = forms.CharField(label=_("通知内容"), required=False, max_length=6000, widget=widgets.Prose(6))
    latitude = forms.DecimalField(
        label=_("会场纬度"),
        required=False,
        max_digits=8,
        decimal_places=5,
        min_value=-90,
        max_value=90,
        help_text=_("需要定位签到的会议才填，例如 33.73512"),
    )
    longitude = forms.DecimalField(
        label=_("会场经度"), required=False, max_digits=8, decimal_places=5, min_value=-180, max_value=180
    )
    radius = forms.IntegerField(
        label=_("签到范围（米）"), initial=300, min_value=20, max_value=5000, widget=widgets.Digits
    )
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assembly: Assembly, by: Person, kind: Kind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_key"].initial = uuid4
        today = clock.today()
        self._offer("kind", queries.kinds_of(assembly, on=today) | Kind.objects.filter(pk=kind.pk if kind else 0))
        self._offer("organ", queries.arranged_organs(by, assembly, on=today))
        term = members.current_term(assembly, on=today)
        self._offer("sector", members.sectors_of(term) if term else Sector.objects.none())
        if not by.can(Permission.MEETINGS_ARRANGE, assembly.scope_id):
            self.fields["organ"].required = True
            self.fields["organ"].empty_label = None  # type: ignore[attr-defined]

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @classmethod
    def of(cls, meeting: Meeting) -> dict[str, Any]:
        """What stands in the form of an occasion."""
        return {name: getattr(meeting, name) for name in cls.base_fields if name != "entry_key"}

    def occasion(self) -> Occasion:
        """The occasion as the action takes it."""
        return Occasion(**{name: value for name, value in self.cleaned_data.items() if name != "entry_key"})


class BeginForm(forms.Form):
    """What a new occasion begins with: a kind, or a template."""

    kind = forms.ModelChoiceField(queryset=Kind.objects.none(), required=False)

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = queries.kinds_of(assembly, on=clock.today())  # type: ignore[attr-defined]


class PartForm(forms.Form):
    """A part of a plenary, or a panel for each of several bodies."""

    ALL, EACH, TOGETHER = "all", "each", "together"
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：开幕会、分组讨论、联组讨论、闭幕会"))
    starts_at = moment_field(_("开始时间"))
    ends_at = moment_field(_("结束时间"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    how = forms.ChoiceField(
        label=_("哪些人参加"),
        choices=[
            (ALL, _("整个会议的人")),
            (EACH, _("下面勾选的界别、专委会各开一个分组会")),
            (TOGETHER, _("下面勾选的界别、专委会合开一个联组会")),
        ],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    sectors = forms.ModelMultipleChoiceField(
        label=_("界别"), queryset=Sector.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    organs = forms.ModelMultipleChoiceField(
        label=_("专委会"), queryset=Organ.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        day = timezone.localdate(meeting.starts_at)
        self.fields["sectors"].queryset = members.sectors_of(meeting.term)  # type: ignore[attr-defined]
        self.fields["organs"].queryset = members.committees_of(meeting.assembly, on=day)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") in {self.EACH, self.TOGETHER} and not self.bodies:
            self.add_error("sectors", _t("请至少勾选一个界别或专委会。"))
        return data

    @property
    def bodies(self) -> list[Sector | Organ]:
        """The sectors and committees that are ticked."""
        return [*self.cleaned_data.get("sectors", ()), *self.cleaned_data.get("organs", ())]

    def part(self) -> Occasion:
        """The part as the action takes it; it is of the same kind as the whole."""
        said = {name: self.cleaned_data[name] for name in ("title", "starts_at", "ends_at", "place")}
        return Occasion(kind=self.meeting.kind, **said)


class CopyForm(forms.Form):
    """When the copy begins; it lasts as long."""

    starts_at = moment_field(_("开始时间"))


class SeriesForm(forms.Form):
    """How many more, and how far apart."""

    times = forms.IntegerField(label=_("再安排几次"), min_value=1, max_value=60, widget=widgets.Digits)
    days = forms.IntegerField(
        label=_("每隔几天一次"),
        min_value=1,
        max_value=366,
        initial=7,
        widget=widgets.Digits,
        help_text=_("每周一次写 7，每两周一次写 14"),
    )


class TemplateForm(forms.Form):
    """The name of a template."""

    name = forms.CharField(label=_("模板名称"), max_length=60)


class SittingsForm(forms.Form):
    """The half-days of an occasion, and room for two more; an empty line is none."""

    ROOM, MOST = 2, 62

    def __init__(self, *args: Any, hours: list[queries.Hours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (start, end) in enumerate([*hours, *[(None, None)] * self.ROOM][: self.MOST], start=1):
            self._line(number, start, end)

    def _line(self, number: int, start: datetime | None, end: datetime | None) -> None:
        words = {"number": number}
        self.fields[f"start_{number}"] = moment_field(
            _t("第 %(number)s 个半天开始") % words, required=False, initial=start
        )
        self.fields[f"end_{number}"] = moment_field(_t("第 %(number)s 个半天结束") % words, required=False, initial=end)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in list(self.fields):
            other = name.replace("start", "end") if name.startswith("start") else name.replace("end", "start")
            if data.get(name) is None and data.get(other) is not None and name not in self.errors:
                self.add_error(name, _t("开始和结束要一起填写，不要这一行就都清空。"))
        return data

    def hours(self) -> list[queries.Hours]:
        """The half-days as the action takes them."""
        data = self.cleaned_data
        starts = (name for name in self.fields if name.startswith("start"))
        return [(data[name], data[name.replace("start", "end")]) for name in starts if data[name] is not None]


class ReasonForm(forms.Form):
    """Why."""

    reason = NeededText(label=_("理由"), max_length=500, widget=widgets.Prose(3))


class ApprovalForm(forms.Form):
    """Whether a notice goes out as it stands: the button says it. One that is returned needs a reason."""

    reason = forms.CharField(
        label=_("要改什么"),
        required=False,
        max_length=500,
        widget=widgets.Prose(3),
        help_text=_("退回修改的要写明，筹备人员会看到"),
    )


class KindForm(forms.Form):
    """What a kind says."""

    name = forms.CharField(label=_("名称"), max_length=40)
    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("小写字母、数字和连字符，统计用它，定了就不改"))
    entitled = forms.ChoiceField(label=_("应出席"), choices=Entitled.choices)
    notice_days = forms.IntegerField(
        label=_("提前通知（工作日）"), initial=0, min_value=0, max_value=60, widget=widgets.Digits
    )
    papers_days = forms.IntegerField(
        label=_("提前送材料（工作日）"), initial=0, min_value=0, max_value=60, widget=widgets.Digits
    )
    minutes_days = forms.IntegerField(
        label=_("会后印发纪要（工作日）"),
        initial=0,
        min_value=0,
        max_value=60,
        widget=widgets.Digits,
        help_text=_("写 0 表示不用纪要"),
    )
    quorum_percent = forms.IntegerField(
        label=_("法定人数（应出席的百分比，须超过）"), initial=0, min_value=0, max_value=100, widget=widgets.Digits
    )
    needs_approval = forms.BooleanField(label=_("通知须经批准"), required=False, initial=True)
    needs_answer = forms.BooleanField(label=_("须回复是否参加"), required=False, initial=True)
    opens_with_first_topic = forms.BooleanField(label=_("设第一议题"), required=False)
    absence_counts = forms.BooleanField(label=_("缺席计入履职"), required=False, initial=True)
    leaves_not_counted = forms.MultipleChoiceField(
        label=_("不计缺席的请假"),
        choices=LeaveKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("准了这几类假的，这次会不计入履职；别的假照办法计"),
    )
    parties_first = forms.BooleanField(label=_("党派、团体先发言"), required=False)

    def __init__(self, *args: Any, kind: Kind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is not None:
            del self.fields["code"]
        self.known_code = kind.code if kind else ""

    @classmethod
    def of(cls, kind: Kind) -> dict[str, Any]:
        """What stands in the form of a kind."""
        return {name: getattr(kind, name) for name in cls.base_fields}

    def said(self) -> Standard:
        """The kind as the action takes it."""
        values = {"code": self.known_code, **self.cleaned_data}
        return Standard(**{**values, "entitled": Entitled(values["entitled"])})
