"""The text with what is stated beside it: declarations, wishes, consents; and who signs for a body."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Self, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.documents import accept
from xieshang.members.models import Member
from xieshang.proposals import queries
from xieshang.proposals.actions import Statements
from xieshang.proposals.actions.statements import LONGEST_NOTE, PLAIN
from xieshang.proposals.forms import TextForm, member_called
from xieshang.proposals.models import Proposal, Topic
from xieshang.proposals.states import TalkKind
from xieshang.spine import clock
from xieshang.ui import widgets
from xieshang.ui.fields import NeededFile, RowChoice

DECLARED = ("first_raised", "used_ai", "researched", "research_note")
WISHED = ("answers_topic", "wished_bureau", "wished_talk")
CONSENTS = ("consents_to_publication", "consents_to_name", "consents_to_reply")


def _tick(label: Any, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **options)


class WritingForm(TextForm):
    """The whole writing page. A form that was sent without the statements leaves them as they are.

    `call` is the key of the call that a new draft answers, where it does.
    """

    assembly_id: int
    kept_topic: int | None = None
    states = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)
    call = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    first_raised = _tick(_("第一次提出，以前没有提过"))
    used_ai = _tick(_("写作时用了人工智能"))
    researched = _tick(_("为这件提案做过调研"))
    research_note = forms.CharField(
        label=_("调研情况"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=widgets.Prose(3),
        help_text=_("什么时候、到哪里、向谁了解"),
    )
    answers_topic = forms.TypedChoiceField(
        label=_("应征的参考选题"),
        choices=[],
        required=False,
        empty_value=None,
        help_text=_("按正在征集的选题写的，请选上"),
    )
    wished_bureau = RowChoice(
        label=_("希望由哪个单位办理"),
        queryset=Bureau.objects.none(),
        required=False,
        empty_label=_("没有特别的希望"),
        help_text=_("供交办时参考，最后由提案工作机构决定"),
    )
    wished_talk = forms.ChoiceField(
        label=_("希望怎样与您沟通"), choices=[("", _("都可以")), *TalkKind.choices], required=False
    )
    consents_to_name = _tick(_("公开时可以写明提案者"), initial=True)
    consents_to_reply = _tick(_("承办单位的答复可以一起公开"), initial=True)

    @classmethod
    def of(cls, proposal: Proposal, **more: Any) -> Self:
        """The form filled with a proposal's text and statements."""
        stated = {name: getattr(proposal, name) for name in PLAIN if name != "answers_topic"}
        form = super().of(proposal, **stated, answers_topic=proposal.answers_topic_id, **more)
        return form.within(proposal.assembly_id, topic=proposal.answers_topic_id)

    def within(self, assembly_id: int, topic: int | None = None) -> Self:
        """The same form, with the bureaus of this assembly to wish for, and the topics to answer.

        The topic that is answered already may stay; where there is none to choose, none is asked for.
        """
        self.assembly_id, self.kept_topic = assembly_id, topic
        self.fields["wished_bureau"].queryset = bureaus.standing(assembly_id)  # type: ignore[attr-defined] # a choice among rows
        topics = queries.topics_to_answer(assembly_id, on=clock.today(), kept=topic)
        return self.offering(topics, cache(lambda: queries.bureaus_to_wish(assembly_id)))

    def offering(self, topics: Iterable[Topic], bureaus: Callable[[], Iterable[tuple[int, str]]]) -> Self:
        """The same form with these topics to answer, and bureaus by key and name, which are asked for once drawn."""
        answered, wished = (cast(Any, self.fields[name]) for name in ("answers_topic", "wished_bureau"))
        found = {str(one.pk): one for one in topics}
        if found:
            answered.choices = [("", _("没有按参考选题写")), *((key, one.title) for key, one in found.items())]
            answered.coerce = found.get
        else:
            del self.fields["answers_topic"]
        wished.choices = lambda: [("", wished.empty_label), *bureaus()]
        return self

    def with_one_more(self) -> Self:
        """The same with a field for one more suggestion."""
        return super().with_one_more().within(self.assembly_id, self.kept_topic)

    def written(self) -> dict[str, Any]:
        """Text and statements, as the actions take them."""
        return {"text": self.text(), "statements": self.statements()}

    def statements(self) -> Statements | None:
        """What was stated; None where the form did not ask."""
        if not self.cleaned_data["states"]:
            return None
        return Statements(**{name: self.cleaned_data[name] for name in PLAIN if name in self.cleaned_data})

    @property
    def declaring(self) -> list[forms.BoundField]:
        """What the author declares."""
        return [self[name] for name in DECLARED]

    @property
    def wishing(self) -> list[forms.BoundField]:
        """What the author would like."""
        return [self[name] for name in WISHED if name in self.fields]

    @property
    def consenting(self) -> list[forms.BoundField]:
        """What may be published, one by one."""
        return [self[name] for name in CONSENTS]

    @property
    def is_stated(self) -> bool:
        """Is there something declared or wished, or wrong, so that the part should stand open?"""
        shown = (self[name] for name in (*DECLARED, *WISHED) if name in self.fields)
        return any(bound.value() or bound.errors for bound in shown)


class SigningForm(forms.Form):
    """Who signs for a body, who wrote it, and the page with the signature or the seal."""

    convenor = forms.CharField(
        label=_("召集人"),
        help_text=_("填写委员证号，或没有重名的姓名"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )
    author = forms.CharField(
        label=_("执笔委员"),
        required=False,
        help_text=_("由他对答复作出反馈；不填的，由本单位反馈"),
        widget=forms.TextInput({"list": "roll", "autocomplete": "off"}),
    )
    file = NeededFile(
        label=_("签名或盖章的一页"), help_text=_("拍照或扫描；提交以前要有，只有提案者和提案工作机构看得到")
    )

    def __init__(self, *args: Any, proposal: Proposal, convened: bool, sealed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.fields["convenor"].initial = _called(proposal.convenor)
        self.fields["author"].initial = _called(proposal.author)
        self.fields["file"].required = not sealed
        self.fields["file"].widget.attrs["accept"] = accept.endings()
        if not convened:
            del self.fields["convenor"]

    def clean_convenor(self) -> Member:
        return member_called(self.cleaned_data["convenor"], self.proposal.assembly)

    def clean_author(self) -> Member | None:
        typed = self.cleaned_data["author"].strip()
        return member_called(typed, self.proposal.assembly) if typed else None

    def signing(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {"convenor": data.get("convenor"), "author": data["author"], "upload": data["file"]}


def _called(member: Member | None) -> str:
    return f"{member.name} {member.number}" if member else ""


class SupportForm(forms.Form):
    """A remark with which one supports."""

    remark = forms.CharField(
        label=_("附言"),
        required=False,
        max_length=300,
        widget=widgets.Prose(2),
        help_text=_("显示在提案的页面上，提案者会收到通知"),
    )
