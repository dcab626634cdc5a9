"""Forms of a proposal: input to clean data. What was typed is shown again whatever happens."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member, Organ, Sector, Session
from xieshang.members.states import OrganKind
from xieshang.proposals import queries
from xieshang.proposals.actions import Letter, Proposer, Text
from xieshang.proposals.forms.bodies import convened_by, of_body
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import (
    AnswerState,
    Category,
    Destination,
    Ground,
    Level,
    ProposerKind,
    ReplyClass,
    Satisfaction,
)
from xieshang.spine import clock
from xieshang.ui import widgets
from xieshang.ui.fields import NeededText

FEWEST_SUGGESTIONS, MOST_SUGGESTIONS = 3, 20
LETTER = ("letter_number", "reply_class", "opening", "signer", "signer_post", "contact", "contact_phone")
"""The fields of every letter, beside its answers."""


def _line(label: str | Promise, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=most, **{"label": label, **options})


def _prose(label: str | Promise, most: int, rows: int, **options: Any) -> forms.CharField:
    return _line(label, most, widget=widgets.Prose(rows), **options)


def _choice(label: str | Promise, choices: type[TextChoices], **options: Any) -> forms.TypedChoiceField:
    """One of several, none of which is chosen beforehand."""
    listed = [("", _("请选择")), *choices.choices]
    return forms.TypedChoiceField(choices=listed, coerce=choices, empty_value=None, **{"label": label, **options})


def _part(label: str | Promise, most: int, rows: int, **options: Any) -> forms.CharField:
    return NeededText(max_length=most, widget=widgets.Prose(rows), **{"label": label, **options})


class _Versioned(forms.Form):
    """What several may write at, each at the version that they saw.

    `unfinished`: what is kept while one writes may lack anything.
    """

    def __init__(self, *args: Any, unfinished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished

    def full_clean(self) -> None:
        """What is needed in the end looks needed all the time, and may be missing in what is unfinished."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = not self.unfinished
        super().full_clean()
        for field in needed:
            field.required = True

    def at_version(self, version: int) -> Self:
        """The same form; sent once more, it stands over that version."""
        data = QueryDict(mutable=True)
        data.update({**self.data.dict(), "version": str(version)})  # type: ignore[attr-defined]  # what was sent is a QueryDict
        self.data = data
        return self


class TextForm(_Versioned):
    """The three parts of a proposal. Suggestions are fields of their own, `suggestion_1` and on."""

    title = _line(_("案由"), 200, help_text=_("一件提案写一件事，不超过 50 字"))
    category = forms.TypedChoiceField(
        label=_("类别"), choices=Category.choices, initial=Category.OTHER, empty_value=Category.OTHER
    )
    situation = _part(_("情况"), 6000, 6, help_text=_("看到了什么：时间、地点、数字"))
    analysis = _part(_("分析"), 6000, 6, help_text=_("为什么会这样"))
    consents_to_publication = forms.BooleanField(label=_("同意办结后向社会公开"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)
    entry_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, suggestions: int = FEWEST_SUGGESTIONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_key"].initial = uuid4
        sent = sum(key.startswith("suggestion_") for key in self.data)
        for number in range(1, min(max(suggestions, sent), MOST_SUGGESTIONS) + 1):
            label = _t("建议 %(number)s") % {"number": number}
            field = _part(label, 3000, 3) if number == 1 else _prose(label, 3000, 3, required=False)
            self.fields[f"suggestion_{number}"] = field

    @property
    def suggestion_names(self) -> list[str]:
        """The names of the suggestions' fields, in order."""
        return [name for name in self.fields if name.startswith("suggestion_")]

    @property
    def suggestion_fields(self) -> list[forms.BoundField]:
        """The bound fields of the suggestions, in order."""
        return [self[name] for name in self.suggestion_names]

    @classmethod
    def of(cls, proposal: Proposal, **more: Any) -> Self:
        """The form filled with a proposal's text; `more` is what else stands in it at first."""
        plain = ("title", "category", "situation", "analysis", "consents_to_publication", "version")
        initial = {name: getattr(proposal, name) for name in plain} | more
        suggestions = queries.suggestions_of(proposal)
        initial |= {f"suggestion_{one.number}": one.text for one in suggestions}
        return cls(initial=initial, suggestions=max(FEWEST_SUGGESTIONS, len(suggestions)))

    @property
    def wants_more(self) -> bool:
        """Was it sent to get a field for one more suggestion?"""
        return "more" in self.data

    def with_one_more(self) -> Self:
        """The same text with a field for one more suggestion, to write on."""
        typed = {name: self.data.get(name) for name in self.fields}
        more = type(self)(initial=typed, suggestions=len(self.suggestion_names) + 1)
        more.fields[more.suggestion_names[-1]].widget.attrs["autofocus"] = True
        return more

    def text(self) -> Text:
        """What was written, with empty suggestions left out."""
        plain = ("title", "situation", "analysis", "category", "consents_to_publication")
        suggestions = [self.cleaned_data[name] for name in self.suggestion_names]
        return Text(suggestions=suggestions, **{name: self.cleaned_data[name] for name in plain})


def member_called(asked: str, assembly: Assembly) -> Member:
    """The member in office who is meant by a card's number, alone or behind the name, or by a name nobody else bears.

    ValidationError, with what to do, where there is none or more than one.
    """
    roll, name = members.roll(assembly, on=clock.today()), " ".join(asked.split())
    found = list((roll.filter(number=name.rpartition(" ")[2]) or roll.filter(name=name)).select_related("person")[:2])
    if len(found) == 1:
        return found[0]
    words = _("有同名的委员，请改填委员证号。") if found else _("本届在任的委员中没有这一位，请核对姓名或委员证号。")
    raise forms.ValidationError(words)


class ProposerForm(forms.Form):
    """For whom is written. Who can write for one alone is not asked."""

    whom = forms.ChoiceField(label=_("由谁提出"))
    member = NeededText(
        label=_("委员"),
        help_text=_("由一位委员提出时填写：委员证号，或没有重名的姓名"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person, session: Session) -> None:
        self.by, self.session = by, session
        groups = list(self._groups())
        only = [key for _name, group in groups for key, _label in group]
        super().__init__({"whom": only[0]} if len(only) == 1 and only[0] != "member" else data)
        self.fields["whom"].choices = groups  # type: ignore[attr-defined]
        if "member" not in only:
            del self.fields["member"]

    @property
    def asks_for_a_member(self) -> bool:
        """Whether this person may write for a member who is to be named."""
        return "member" in self.fields

    def _groups(self) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
        """All for whom this person may write: themselves, members, bodies, sectors; as convenor for theirs."""
        assembly = self.session.assembly
        enters = self.by.can(Permission.PROPOSALS_ENTER, assembly.scope_id)
        if self.by.can(Permission.PROPOSALS_DRAFT, assembly.scope_id):
            yield _t("本人"), [("own", _t("我自己"))]
            if not enters and (convened := convened_by(self.by, self.session)):
                yield _t("我召集的"), convened
        if enters:
            yield _t("委员"), [("member", _t("一位委员（在下面填写）"))]
        yield from self._bodies(assembly, everyone=enters)
        if enters:
            sectors = members.sectors_of(self.session.term)
            yield _t("界别"), [(f"sector-{one.pk}", one.name) for one in sectors]

    def _bodies(self, assembly: Assembly, *, everyone: bool) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        if not (everyone or self.by.scopes_with(Permission.PROPOSALS_ENTER)):
            return
        bodies = members.organs_of(assembly, *PROPOSING, on=clock.today())
        found = list(bodies if everyone else bodies & queries.entering_organs(self.by, assembly))
        for kind in PROPOSING:
            if of_kind := [(f"organ-{one.pk}", one.name) for one in found if one.kind == kind]:
                yield str(kind.label), of_kind

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") == "member":
            try:
                data["author"] = member_called(data.get("member", ""), self.session.assembly)
            except forms.ValidationError as wrong:
                self.add_error("member", wrong)
        return data

    def proposer(self) -> Proposer:
        """For whom it is written."""
        kind, _dash, key = self.cleaned_data["whom"].partition("-")
        if kind == "organ":
            organ = Organ.objects.get(pk=key)
            return of_body(self.by, ProposerKind(organ.kind), organ=organ)
        if kind == "sector":
            return of_body(self.by, ProposerKind.SECTOR, sector=Sector.objects.get(pk=key))
        return Proposer(ProposerKind.MEMBER, author=self._own() if kind == "own" else self.cleaned_data["author"])

    def _own(self) -> Member | None:
        return members.seat_of(self.by, self.session.term_id, on=clock.today())

    @property
    def for_others(self) -> str:
        """The name of whom it is written for; empty where it is the writer's own."""
        return "" if self.cleaned_data["whom"] == "own" else self.proposer().printed_name


PROPOSING = (OrganKind.COMMITTEE, OrganKind.PARTY, OrganKind.PEOPLES_ORGANISATION, OrganKind.GROUP)
"""The kinds of bodies that propose."""


class CoSignerForm(forms.Form):
    """A member to ask."""

    member = forms.CharField(
        label=_("联名委员"),
        help_text=_("填写委员证号，或没有重名的姓名"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean_member(self) -> Member:
        return member_called(self.cleaned_data["member"], self.session.assembly)


class AnswerCosigningForm(forms.Form):
    """A co-signer's answer: one of two buttons, and a remark where there is something to say."""

    remark = _prose(_("附言"), 300, 2, required=False, help_text=_("第一提案人会看到"))
    confirms = forms.TypedChoiceField(
        label=_("您的意见"),
        choices=[("yes", _("同意联名")), ("no", _("不参加"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        error_messages={"required": _("请用下面的按钮答复。")},
    )


class ReasonForm(forms.Form):
    """A reason that somebody else will read."""

    reason = _prose(_("理由"), 2000, 4)


def passed_on() -> forms.TypedChoiceField:
    """Where what is not filed goes to; nowhere, where nothing else is said."""
    return forms.TypedChoiceField(
        label=_("去向"),
        choices=Destination.choices,
        coerce=Destination,
        initial=Destination.NONE,
        empty_value=Destination.NONE,
        required=False,
    )


class RefuseForm(ReasonForm):
    """Not filed: one of the ten grounds, where it is passed on to, and a reason; the author reads all three."""

    ground = _choice(_("不予立案的情形"), Ground)
    destination = passed_on()
    field_order = ("ground", "destination", "reason")


class ReplyForm(_Versioned):
    """A reply, with a state and a text for each numbered suggestion."""

    letter_number = _line(_("文号"), 40, help_text=_("例如：鹰教提〔2026〕12号"))
    reply_class = _choice(_("办理结果"), ReplyClass)
    opening = _prose(_("答复正文"), 6000, 6)
    signer = _line(_("签发人"), 60)
    signer_post = _line(_("签发人职务"), 40, required=False, help_text=_("例如：局长、副市长"))
    level = _choice(_("签发层级"), Level)
    level_reason = _prose(_("由较低层级签发的理由"), 500, 2, required=False, help_text=_("按要求的层级签发的，不用填"))
    contact = _line(_("联系人"), 60)
    contact_phone = _line(_("联系电话"), 30, widget=widgets.Phone)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = queries.suggestions_of(proposal)
        self._ask_for(Level(proposal.level))
        if not queries.practice_of(proposal.assembly).has_class_d:
            reply_class: Any = self.fields["reply_class"]
            reply_class.choices = [one for one in reply_class.choices if one[0] != ReplyClass.D]
        for one in self.suggestions:
            words = {"number": one.number}
            label = _t("第 %(number)s 条建议：办理情况") % words
            self.fields[f"state_{one.number}"] = _choice(label, AnswerState)
            label = _t("第 %(number)s 条建议：答复") % words
            self.fields[f"answer_{one.number}"] = _prose(label, 3000, 3)

    def _ask_for(self, level: Level) -> None:
        """Of a case that is handled again, at which level it is signed, and why where that is a lower one."""
        if level == Level.BUREAU:
            del self.fields["level"], self.fields["level_reason"]
            return
        self.fields["level"].initial, self.fields["signer_post"].required = level, True
        self.fields["level"].help_text = _t("重新办理的答复要由%(level)s签发") % {"level": level.label}

    def clean_letter_number(self) -> str:
        typed: str = self.cleaned_data["letter_number"].strip()
        if not self.unfinished and not re.search(r"\d\s*\D?$", typed):
            raise forms.ValidationError(_("文号还没有序号，例如：鹰教提〔2026〕12号。"))
        return typed

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
        """Who signed at which level, and whom to ask."""
        names = ("level", "signer", "signer_post", "level_reason", "contact", "contact_phone")
        return [self[name] for name in names if name in self.fields]

    def words(self) -> dict[str, str]:
        """What was written, by field, as a draft keeps it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name != "version" and value}

    def letter(self) -> Letter:
        """The reply as the action takes it."""
        data = self.cleaned_data
        names = (*LETTER, "level", "level_reason")
        answers = {o.number: (data[f"state_{o.number}"], data[f"answer_{o.number}"]) for o in self.suggestions}
        return Letter(**{name: data[name] for name in names if name in data}, answers=answers)


class FeedbackForm(forms.Form):
    """The author's judgement on two axes; `both` is one button for the two."""

    handling = forms.TypedChoiceField(
        label=_("对办理态度"), choices=Satisfaction.choices, coerce=Satisfaction, widget=forms.RadioSelect
    )
    result = forms.TypedChoiceField(
        label=_("对办理结果"), choices=Satisfaction.choices, coerce=Satisfaction, widget=forms.RadioSelect
    )
    opinion = _prose(_("意见"), 2000, 4, required=False, help_text=_("有一项不满意时请写明"))

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        if data is not None and "both" in data:
            data = data.copy()
            data["handling"] = data["result"] = str(data["both"])
        super().__init__(data, **kwargs)


class PublishForm(forms.Form):
    """What the public will read; personal details are left out once more when it is published."""

    text = forms.CharField(label=_("提案正文"), widget=widgets.Prose(12))
    reply = forms.CharField(label=_("答复"), widget=widgets.Prose(12), required=False)
