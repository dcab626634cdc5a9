"""Forms of a charge while it is handled."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.bureaus.models import Bureau
from xieshang.documents import accept
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.models import Petition
from xieshang.proposals.states import PetitionKind, Ruling, TalkKind
from xieshang.ui import widgets
from xieshang.ui.show import day


def _text(label: str | Promise, rows: int = 4, most: int = 3000, **options: Any) -> forms.CharField:
    shown: dict[str, Any] = {"label": label, "widget": widgets.Prose(rows), **options}
    return forms.CharField(max_length=most, **shown)


class Files(forms.FileField):
    """Several files, or none where it is not required; gives a list."""

    def __init__(self, **options: Any) -> None:
        chooser = widgets.Attachments({"multiple": True, "accept": accept.endings()})
        super().__init__(widget=chooser, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of the files; an empty list where none was chosen."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Files, self).clean(one, initial) for one in sent]


class TalkForm(forms.Form):
    """A talk with the author, and what was written or shown there."""

    kind = forms.TypedChoiceField(
        label=_("方式"), choices=[("", _("请选择")), *TalkKind.choices], coerce=TalkKind, empty_value=None
    )
    on = forms.DateField(label=_("日期"), widget=widgets.Day)
    people = forms.CharField(label=_("参加人员"), max_length=200)
    content = _text(_("沟通内容"))
    file = Files(label=_("附件"), required=False, help_text=_("面商记录、签到表等，至多 5 个"))
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


class PlanForm(forms.Form):
    """How the bureau means to handle the case, and who is in charge."""

    text = _text(_("办理打算"), 6, help_text=_("分几步办、同谁会商、怎样答复"))
    ready_on = forms.DateField(label=_("预计答复的日子"), widget=widgets.Day)
    officer = forms.CharField(label=_("经办人"), max_length=60)
    officer_phone = forms.CharField(
        label=_("经办人电话"),
        max_length=30,
        widget=widgets.Phone,
        help_text=_("只给提案者、政协机关和承办单位看"),
    )
    leader = forms.CharField(label=_("分管领导"), max_length=60)


class OpinionForm(forms.Form):
    """A co-handler's opinion, for the lead."""

    text = _text(_("会办意见"), 6)
    agrees = forms.TypedChoiceField(
        label=_("与主办单位的意见"),
        choices=[("yes", _("一致")), ("no", _("不一致"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class QuestionForm(forms.Form):
    """What the bureau asks the author."""

    question = _text(_("要问的事"))


class AnswerForm(forms.Form):
    """The author's answer."""

    answer = _text(_("您的答复"), 5)


class ReminderForm(forms.Form):
    """The words of a reminder."""

    words = _text(_("催办的话"), 3, 300, help_text=_("承办单位的工作人员会收到"))


class ReleaseForm(ReasonForm):
    """Asking to be released: who should handle it, and why."""

    other_bureau = forms.ModelChoiceField(
        label=_("建议由哪个单位办理"), queryset=Bureau.objects.none(), empty_label=_("请选择")
    )
    field_order = ("other_bureau", "reason")

    def __init__(self, *args: Any, bureaus: QuerySet[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_bureau"].queryset = bureaus  # type: ignore[attr-defined]


class ExtensionForm(ReasonForm):
    """Asking for more time: until when, and why."""

    until_on = forms.DateField(label=_("延到哪一天"), widget=widgets.Day)
    field_order = ("until_on", "reason")

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].help_text = _t("最晚可以延到 %(latest)s") % {"latest": day(latest)}


class RulingForm(ReasonForm):
    """The office's ruling; where it grants, the bureau or the day it decides on, which was asked for unless changed."""

    ruling = forms.TypedChoiceField(
        label=_("裁定"),
        choices=[choice for choice in Ruling.choices if choice[0] != Ruling.TAKEN],
        coerce=Ruling,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    field_order = ("ruling", "bureau", "until_on", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, petition: Petition, bureaus: QuerySet[Bureau]) -> None:
        super().__init__(data)
        if petition.kind == PetitionKind.RELEASE:
            self.fields["bureau"] = forms.ModelChoiceField(
                label=_("同意的，交给"), queryset=bureaus, initial=petition.other_bureau_id, required=False
            )
        if petition.kind == PetitionKind.EXTENSION:
            self.fields["until_on"] = forms.DateField(
                label=_("同意的，延到"), widget=widgets.Day, initial=petition.until_on, required=False
            )
        if petition.kind == PetitionKind.DISAGREEMENT:
            words = {"bureau": petition.bureau.name}
            self.fields["ruling"].choices = [  # type: ignore[attr-defined]
                (Ruling.GRANTED, _t("采纳%(bureau)s的意见") % words),
                (Ruling.DENIED, _t("不采纳%(bureau)s的意见") % words),
            ]
            self.fields["reason"].label = _("裁定意见")
            self.fields["reason"].help_text = _("双方都会看到，按它办理")
        self.order_fields(self.field_order)


class SealedLetterForm(forms.Form):
    """The scan of a signed and sealed letter."""

    file = forms.FileField(
        label=_("盖章的复函"),
        help_text=_("PDF、OFD 或图片"),
        widget=forms.FileInput({"accept": accept.endings(accept.SCANS)}),
    )
