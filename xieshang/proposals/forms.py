"""Forms of a proposal: input to clean data. What was typed is shown again whatever happens."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.bureaus.models import Bureau
from xieshang.members.models import Member, Organ, Session
from xieshang.proposals.actions import Letter, Proposer, Text
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import (
    AnswerState,
    Category,
    Ground,
    ProposerKind,
    ReplyClass,
    Satisfaction,
    TalkKind,
)
from xieshang.ui import widgets

MOST_SUGGESTIONS = 20


class TextForm(forms.Form):
    """The three parts of a proposal. Suggestions are fields of their own, `suggestion_1` and on."""

    title = forms.CharField(label=_("案由"), help_text=_("一件提案写一件事，不超过 50 字"), max_length=200)
    category = forms.ChoiceField(label=_("类别"), choices=Category.choices)
    situation = forms.CharField(
        label=_("情况"),
        help_text=_("看到了什么：时间、地点、数字"),
        required=False,
        widget=widgets.Prose(6),
        max_length=6000,
    )
    analysis = forms.CharField(
        label=_("分析"), help_text=_("为什么会这样"), required=False, widget=widgets.Prose(6), max_length=6000
    )
    consents_to_publication = forms.BooleanField(label=_("同意办结后向社会公开"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, suggestions: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_key"].initial = uuid4
        for number in range(1, min(self._wanted(suggestions), MOST_SUGGESTIONS) + 1):
            self.fields[f"suggestion_{number}"] = forms.CharField(
                label=_("建议 %(number)s") % {"number": number},
                required=False,
                widget=widgets.Prose(3),
                max_length=3000,
            )

    def _wanted(self, least: int) -> int:
        """As many as were sent, one more where that was asked for."""
        sent = [key for key in self.data if key.startswith("suggestion_")]
        return max(least, len(sent) + ("more" in self.data))

    @property
    def suggestion_fields(self) -> list[forms.BoundField]:
        """The bound fields of the suggestions, in order."""
        return [self[name] for name in self.fields if name.startswith("suggestion_")]

    @classmethod
    def of(cls, proposal: Proposal) -> "TextForm":
        """The form filled with a proposal's text."""
        suggestions = [one.text for one in proposal.suggestions.all()]
        initial = {
            "title": proposal.title,
            "category": proposal.category,
            "situation": proposal.situation,
            "analysis": proposal.analysis,
            "consents_to_publication": proposal.consents_to_publication,
            "version": proposal.version,
            **{f"suggestion_{number}": text for number, text in enumerate(suggestions, start=1)},
        }
        return cls(initial=initial, suggestions=max(3, len(suggestions)))

    def text(self) -> Text:
        """What was written, with empty suggestions left out."""
        data = self.cleaned_data
        names = [name for name in self.fields if name.startswith("suggestion_")]
        return Text(
            title=data["title"].strip(),
            situation=data["situation"].strip(),
            analysis=data["analysis"].strip(),
            suggestions=[text for name in names if (text := data[name].strip())],
            category=data["category"],
            consents_to_publication=data["consents_to_publication"],
        )


class ProposerForm(forms.Form):
    """Whom a clerk enters a proposal for."""

    kind = forms.ChoiceField(label=_("提案者类型"), choices=ProposerKind.choices)
    member = forms.CharField(
        label=_("委员"), required=False, help_text=_("个人或联名提案填写：委员证号，或没有重名的姓名")
    )
    organ = forms.ModelChoiceField(label=_("提案单位"), queryset=Organ.objects.none(), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        organs = Organ.objects.filter(assembly_id=session.assembly_id).order_by("position", "pk")
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in (ProposerKind.MEMBER, ProposerKind.JOINT):
            data["author"] = self._author(data.get("member", "").strip())
        elif data.get("kind") and not data.get("organ"):
            self.add_error("organ", _("集体提案请选择提案单位。"))
        return data

    def _author(self, asked: str) -> Member | None:
        members = Member.objects.filter(term_id=self.session.term_id)
        found = list((members.filter(number=asked) or members.filter(name=asked)).select_related("person")[:2])
        if len(found) == 1:
            return found[0]
        words = _("有同名的委员，请改填委员证号。") if found else _("本届没有这位委员，请核对姓名或委员证号。")
        self.add_error("member", words)
        return None

    def proposer(self) -> Proposer:
        """Whom it is entered for."""
        data = self.cleaned_data
        return Proposer(data["kind"], author=data.get("author"), organ=data.get("organ"))


class CoSignerForm(forms.Form):
    """A member to ask."""

    member = forms.CharField(label=_("联名委员"), help_text=_("填写委员证号，或没有重名的姓名"))

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean_member(self) -> Member:
        asked = self.cleaned_data["member"].strip()
        members = Member.objects.filter(term_id=self.session.term_id)
        found = list((members.filter(number=asked) or members.filter(name=asked))[:2])
        if len(found) != 1:
            words = _("有同名的委员，请改填委员证号。") if found else _("本届没有这位委员，请核对姓名或委员证号。")
            raise forms.ValidationError(words)
        return found[0]


class AnswerCosigningForm(forms.Form):
    """A co-signer's answer."""

    confirms = forms.TypedChoiceField(
        label=_("您的意见"),
        choices=[("yes", _("同意联名")), ("no", _("不参加"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("附言"), required=False, max_length=300)


class ReasonForm(forms.Form):
    """A reason that somebody else will read."""

    reason = forms.CharField(label=_("理由"), widget=widgets.Prose(4), max_length=2000)


class RefuseForm(ReasonForm):
    """Not filed: one of the ten grounds and a reason that the author reads."""

    ground = forms.ChoiceField(label=_("不予立案的情形"), choices=Ground.choices)
    field_order = ("ground", "reason")


class AssignForm(forms.Form):
    """The bureau that handles."""

    bureau = forms.ModelChoiceField(label=_("主办单位"), queryset=Bureau.objects.none())

    def __init__(self, *args: Any, assembly_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bureaus = Bureau.objects.filter(assembly_id=assembly_id, until_on__isnull=True).order_by("name")
        self.fields["bureau"].queryset = bureaus  # type: ignore[attr-defined]


class TalkForm(forms.Form):
    """A talk with the author."""

    kind = forms.TypedChoiceField(label=_("方式"), choices=TalkKind.choices, coerce=TalkKind)
    on = forms.DateField(label=_("日期"), widget=widgets.Day)
    people = forms.CharField(label=_("参加人员"), max_length=200)
    content = forms.CharField(label=_("沟通内容"), widget=widgets.Prose(4), max_length=3000)
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


class ReplyForm(forms.Form):
    """A reply, with a state and a text for each numbered suggestion."""

    letter_number = forms.CharField(label=_("文号"), help_text=_("例如：鹰教提〔2026〕12号"), max_length=40)
    reply_class = forms.TypedChoiceField(label=_("办理结果"), choices=ReplyClass.choices, coerce=ReplyClass)
    opening = forms.CharField(label=_("答复正文"), widget=widgets.Prose(6), max_length=6000)
    signer = forms.CharField(label=_("签发人"), max_length=60)
    contact = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30, widget=widgets.Phone)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = list(proposal.suggestions.all())
        for one in self.suggestions:
            words = {"number": one.number}
            self.fields[f"state_{one.number}"] = forms.TypedChoiceField(
                label=_("第 %(number)s 条建议：办理情况") % words, choices=AnswerState.choices, coerce=AnswerState
            )
            self.fields[f"answer_{one.number}"] = forms.CharField(
                label=_("第 %(number)s 条建议：答复") % words,
                widget=widgets.Prose(3),
                max_length=3000,
                help_text=one.text,
            )

    @property
    def letter_fields(self) -> list[forms.BoundField]:
        """The fields of the letter itself."""
        return [self[name] for name in ("letter_number", "reply_class", "opening")]

    @property
    def answer_fields(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each suggestion with its two fields."""
        return [(one, self[f"state_{one.number}"], self[f"answer_{one.number}"]) for one in self.suggestions]

    @property
    def signing_fields(self) -> list[forms.BoundField]:
        """Who signed, and whom to ask."""
        return [self[name] for name in ("signer", "contact", "contact_phone")]

    def letter(self) -> Letter:
        """The reply as the action takes it."""
        data = self.cleaned_data
        plain = ("letter_number", "reply_class", "opening", "signer", "contact", "contact_phone")
        answers = {o.number: (data[f"state_{o.number}"], data[f"answer_{o.number}"]) for o in self.suggestions}
        return Letter(**{name: data[name] for name in plain}, answers=answers)


class FeedbackForm(forms.Form):
    """The author's judgement on two axes."""

    handling = forms.TypedChoiceField(
        label=_("对办理态度"), choices=Satisfaction.choices, coerce=Satisfaction, widget=forms.RadioSelect
    )
    result = forms.TypedChoiceField(
        label=_("对办理结果"), choices=Satisfaction.choices, coerce=Satisfaction, widget=forms.RadioSelect
    )
    opinion = forms.CharField(
        label=_("意见"), help_text=_("有一项不满意时请写明"), required=False, widget=widgets.Prose(4), max_length=2000
    )


class PublishForm(forms.Form):
    """What the public will read; personal details are left out once more when it is published."""

    text = forms.CharField(label=_("提案正文"), widget=widgets.Prose(12))
    reply = forms.CharField(label=_("答复"), widget=widgets.Prose(12), required=False)
