"""What an author writes, and how it is kept: the text with its numbered suggestions, its words, its sketch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from xieshang.members.models import Member, Organ, Sector
from xieshang.proposals import queries
from xieshang.proposals.models import CaseWords, Proposal, Sketch, Suggestion
from xieshang.proposals.states import COLLECTIVE, Category
from xieshang.spine import clock
from xieshang.spine.batch import keep, keep_all
from xieshang.spine.rule import Refused
from xieshang.texts import likeness, redact, words

LONGEST_TITLE = 200
LONGEST_TEXT = 50_000
"""Characters of a whole text: what the search can still index, and far more than anybody writes."""


@dataclass(frozen=True, slots=True)
class Text:
    """What an author writes: a title and three parts, of which the suggestions are numbered from one."""

    title: str
    situation: str = ""
    analysis: str = ""
    suggestions: Sequence[str] = ()
    category: str = Category.OTHER
    consents_to_publication: bool = True
    whole_text: str = ""

    @property
    def body(self) -> str:
        """All parts after one another, or the whole text where the parts are not known."""
        return self.whole_text or "\n".join([self.situation, self.analysis, *self.suggestions])

    def tidy(self) -> "Text":
        """Without space around the parts, blank suggestions and characters that no database keeps."""
        return replace(
            self,
            title=" ".join(_kept(self.title).split()),
            situation=_kept(self.situation),
            analysis=_kept(self.analysis),
            whole_text=_kept(self.whole_text),
            suggestions=[kept for one in self.suggestions if (kept := _kept(one))],
        )


def _kept(text: str) -> str:
    return text.replace("\0", "").strip()


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: a member (alone or with others), or a body, with the member who wrote it where known.

    Of a sector or a group, with the member who convenes it (召集人) where that is settled already.
    """

    kind: str
    author: Member | None = None
    sector: Sector | None = None
    organ: Organ | None = None
    convenor: Member | None = None
    name: str = ""

    @property
    def is_collective(self) -> bool:
        """Does a body propose, not a member?"""
        return self.kind in COLLECTIVE

    @property
    def printed_name(self) -> str:
        """The name as printed on the case."""
        return self.name or str(self.sector or self.organ or self.author or "")


def write(proposal: Proposal, text: Text) -> None:
    """Keep a text as the proposal's, with its words for search. Refused where it is too long or marked secret."""
    text = text.tidy()
    refuse_unfit(text)
    proposal.title, proposal.situation, proposal.analysis = text.title, text.situation, text.analysis
    proposal.whole_text, proposal.category = text.whole_text, text.category
    proposal.consents_to_publication = text.consents_to_publication
    proposal.changed_at = clock.now()
    is_new = proposal._state.adding
    before = [] if is_new else queries.suggestions_of(proposal)
    keep(proposal)
    found_by = words.tsvector_text(f"{text.title}\n{proposal.proposer_name}\n{text.body}")
    if is_new:
        keep(CaseWords(proposal=proposal, words=found_by))
    else:
        CaseWords.objects.filter(pk=proposal.pk).update(words=found_by)
    _number(proposal, before, text.suggestions)


def refuse_unfit(text: Text) -> None:
    """Refused where a text cannot be taken in: too long, or it bears a mark of state secrecy."""
    if len(text.title) > LONGEST_TITLE:
        raise Refused(_("案由最多 %(most)d 字，请写短些。") % {"most": LONGEST_TITLE}, field="title")
    if len(text.body) > LONGEST_TEXT:
        raise Refused(_("全文最多 %(most)d 字，请写短些，或作为附件。") % {"most": LONGEST_TEXT}, field="situation")
    if marks := redact.secret_marks(f"{text.title}\n{text.body}"):
        raise Refused(
            _("文中有“%(level)s”标志。本系统不得处理国家秘密，请勿录入，按保密规定办理。") % {"level": marks[0].level}
        )


def _number(proposal: Proposal, before: list[Suggestion], after: Sequence[str]) -> None:
    """Number the suggestions from one; only those that differ are written."""
    for suggestion, text in zip(before, after, strict=False):
        if suggestion.text != text:
            suggestion.text = text
            keep(suggestion)
    added = list(enumerate(after, start=1))[len(before) :]
    keep_all([Suggestion(proposal=proposal, number=number, text=text) for number, text in added])
    if len(before) > len(after):
        Suggestion.objects.filter(proposal=proposal, number__gt=len(after)).delete()
    getattr(proposal, "_prefetched_objects_cache", {}).pop("suggestions", None)


def sketch(proposal: Proposal, body: str) -> None:
    """Keep the sketch of the text, by which later authors find it as a similar case."""
    if proposal.reviewed_at is not None:  # sent back and handed in again
        Sketch.objects.filter(pk=proposal.pk).delete()
    keep(Sketch(proposal=proposal, assembly_id=proposal.assembly_id, keys=likeness.sketch(body)))


def reasoned(reason: str) -> str:
    """The reason that somebody else will read; Refused where there is none."""
    if not reason.strip():
        raise Refused(_("请写明理由，对方会看到。"), field="reason")
    return reason.strip()
