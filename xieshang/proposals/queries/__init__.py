"""Every read of proposals that is worth a name. Nothing here writes or reads the clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Organ
from xieshang.proposals.models import Assignment, CoSigner, Practice, Proposal, Suggestion
from xieshang.proposals.queries.after import (
    ASKED_BEFORE,
    asked_follow_ups,
    follow_ups_of,
    late_follow_ups,
    owed_by_bureaus,
    owed_by_person,
)
from xieshang.proposals.queries.alike import (
    CANDIDATES,
    Likeness,
    compared,
    nearest,
    repeated,
    similar,
    whole_texts,
)
from xieshang.proposals.queries.assigning import (
    bulks_visible_to,
    cases_to_hand_over,
    done_in_bulk,
    hand_overs_visible_to,
    open_hand_overs,
    proposed_for,
    proposed_to,
    running,
)
from xieshang.proposals.queries.awards import (
    Quota,
    award_rounds_visible_to,
    bureaus_of,
    by_rank,
    filed_in,
    handled_by,
    honoured_in,
    is_honoured,
    marks_in,
    nominations_seen_by,
    only_honoured,
    quota_of,
    ranked,
    whom,
)
from xieshang.proposals.queries.bodies import SEAL, convening, convenors_of, may_convene, seals_of
from xieshang.proposals.queries.calls import (
    ANSWERS,
    answers_to,
    calls_visible_to,
    lead_of_entry,
    leads_visible_to,
    open_calls,
    open_calls_of,
    session_before,
    topics_to_answer,
    unfollowed_promises,
    with_counts,
    with_topics,
)
from xieshang.proposals.queries.charges import (
    opinions_missing,
    petitioned,
    questions_to,
    runs_extended,
    talk_files,
    waiting_petitions,
)
from xieshang.proposals.queries.imported import case_numbers, imported_by_number, imported_files, remembered
from xieshang.proposals.queries.key_cases import (
    KEY_STATES,
    RUNNING_KEYS,
    is_key,
    key_cases_seen_by,
    key_of,
    late_key_cases,
    leaders_of,
    led_by,
    only_key,
    opinions_on,
    reads_all,
    visits_of,
)
from xieshang.proposals.queries.opening import case_of, opened, to_publish, told, whole
from xieshang.proposals.queries.owing import Owing, owed, owing
from xieshang.proposals.queries.own import bureaus_to_wish, of_entry, own, own_text, suggestions_of
from xieshang.proposals.queries.public_awards import public_notice, public_rounds
from xieshang.proposals.queries.reach import (
    HANDED_IN,
    mine,
    places_and_choices,
    places_of,
    visible_among,
    visible_in,
    visible_to,
    who_sees,
)
from xieshang.proposals.queries.review import (
    DECISIONS,
    decision_between,
    decisions_among,
    lead_of,
    merged_for,
    objection_until,
    possible_leads,
    practice_kept,
    to_decide,
    waiting_for_review,
)
from xieshang.proposals.queries.searching import matching, matching_in_public
from xieshang.proposals.queries.suggesting import SuggestedBureau, suggested_bureaus, suggested_for
from xieshang.proposals.queries.voices import (
    Voice,
    behind,
    feedback_of,
    has_unsatisfied,
    has_unsatisfied_result,
    judged_by,
    standing_replies,
    stands_first,
    to_judge_beside,
    to_judge_for,
    unread_by,
    voice_for,
    voice_of,
    voices_of,
    waiting_voices,
)
from xieshang.proposals.states import OPEN, CoSignState, HandlingRole, State
from xieshang.spine.rule import Actor
from xieshang.texts import redact

__all__ = [
    "ANSWERS",
    "ASKED_BEFORE",
    "CANDIDATES",
    "DECISIONS",
    "HANDED_IN",
    "KEY_STATES",
    "RUNNING_KEYS",
    "SEAL",
    "Likeness",
    "Owing",
    "Quota",
    "SuggestedBureau",
    "Voice",
    "answers_to",
    "asked_follow_ups",
    "award_rounds_visible_to",
    "behind",
    "bulks_visible_to",
    "bureaus_of",
    "bureaus_to_wish",
    "by_rank",
    "calls_visible_to",
    "case_numbers",
    "case_of",
    "cases_to_hand_over",
    "compared",
    "convening",
    "convenors_of",
    "decision_between",
    "decisions_among",
    "done_in_bulk",
    "feedback_of",
    "filed_in",
    "follow_ups_of",
    "hand_overs_visible_to",
    "handled_by",
    "has_unsatisfied",
    "has_unsatisfied_result",
    "honoured_in",
    "imported_by_number",
    "imported_files",
    "is_honoured",
    "is_key",
    "judged_by",
    "key_cases_seen_by",
    "key_of",
    "late_follow_ups",
    "late_key_cases",
    "lead_of",
    "lead_of_entry",
    "leaders_of",
    "leads_visible_to",
    "led_by",
    "marks_in",
    "matching",
    "matching_in_public",
    "may_convene",
    "merged_for",
    "mine",
    "nearest",
    "nominations_seen_by",
    "objection_until",
    "of_entry",
    "only_honoured",
    "only_key",
    "open_calls",
    "open_calls_of",
    "open_hand_overs",
    "opened",
    "opinions_missing",
    "opinions_on",
    "owed",
    "owed_by_bureaus",
    "owed_by_person",
    "owing",
    "own",
    "own_text",
    "petitioned",
    "places_and_choices",
    "places_of",
    "possible_leads",
    "practice_kept",
    "proposed_for",
    "proposed_to",
    "public_notice",
    "public_rounds",
    "questions_to",
    "quota_of",
    "ranked",
    "reads_all",
    "remembered",
    "repeated",
    "running",
    "runs_extended",
    "seals_of",
    "session_before",
    "similar",
    "standing_replies",
    "stands_first",
    "suggested_bureaus",
    "suggested_for",
    "suggestions_of",
    "talk_files",
    "to_decide",
    "to_judge_beside",
    "to_judge_for",
    "to_publish",
    "told",
    "topics_to_answer",
    "unfollowed_promises",
    "unread_by",
    "visible_among",
    "visible_in",
    "visible_to",
    "visits_of",
    "voice_for",
    "voice_of",
    "voices_of",
    "waiting_for_review",
    "waiting_petitions",
    "waiting_voices",
    "who_sees",
    "whole",
    "whole_texts",
    "whom",
    "with_counts",
    "with_topics",
]

P = Permission
LONG = ("situation", "analysis", "whole_text", "public_text", "public_reply")
"""Columns that a list does not need."""
SHOWN = (
    *("pk", "state", "title", "case_number", "session__year", "proposer_name", "successor__name"),
    *("turn_due_on", "changed_at", "submitted_at", "in_session", "destination"),
)
"""Columns that a list shows."""
PARTS = ("whole_text", "situation", "analysis")
"""Columns of the text, but for the suggestions, which are rows of their own."""


def entering_organs(actor: Actor, assembly: Assembly) -> QuerySet[Organ]:
    """The bodies of an assembly for which the actor may enter proposals."""
    scopes = actor.scopes_with(P.PROPOSALS_ENTER) if isinstance(actor, Person) else ()
    return Organ.objects.filter(assembly=assembly, scope__in=scopes)


def of_bureaus(scopes: Iterable[int]) -> QuerySet[Proposal]:
    """Proposals assigned to the bureaus with these scopes."""
    return Proposal.objects.filter(pk__in=assignments_of(scopes).values("proposal"))


def assignments_of(scopes: Iterable[int]) -> QuerySet[Assignment]:
    """What is assigned to the bureaus with these scopes."""
    return Assignment.objects.filter(bureau__scope__in=scopes)


def published() -> QuerySet[Proposal]:
    """What the public may read."""
    return Proposal.objects.filter(published_at__isnull=False)


def rows(proposals: QuerySet[Proposal], *more: str, bureau: str = "short_name") -> QuerySet[Any, dict[str, Any]]:
    """What a list shows of each, and `more` columns, as plain values: one query.

    With the name of its bureau, and what each bureau owes that has it in hand (`owed` reads that).
    """
    lead = Assignment.objects.filter(proposal=OuterRef("pk"), role=HandlingRole.LEAD)
    named = proposals.annotate(bureau_name=Subquery(lead.values(f"bureau__{bureau}")[:1]))
    named = named.annotate(key_case=is_key(), honoured=is_honoured(), owing=owing())
    shown: QuerySet[Any, dict[str, Any]] = named.values(*SHOWN, "bureau_name", "key_case", "honoured", "owing", *more)
    return shown


def rows_with_text(proposals: QuerySet[Proposal], *more: str) -> QuerySet[Any, dict[str, Any]]:
    """The same with the whole text, for a list that shows where in it something was found."""
    texts = Suggestion.objects.filter(proposal=OuterRef("pk")).order_by("number").values("text")
    return rows(proposals.annotate(suggested=ArraySubquery(texts)), *PARTS, "suggested", *more)


def practice_of(assembly: Assembly) -> Practice:
    """The settings of an assembly; the defaults where it has set nothing."""
    return getattr(assembly, "practice", None) or Practice(assembly=assembly)


def imported(assembly: Assembly, *, numbers: Iterable[str], moments: Iterable[datetime]) -> QuerySet[Proposal]:
    """What was imported into an assembly, from whatever source, under one of these numbers or of these moments."""
    same = Q(source_number__in=list(numbers)) | Q(submitted_at__in=list(moments))
    return Proposal.objects.filter(same, assembly=assembly).exclude(source="")


def numbered(assembly: Assembly, year: int, number: int) -> Proposal | None:
    """The case with this number in the session of a year, with its text."""
    return whole_texts(Proposal.objects.filter(assembly=assembly, session__year=year, case_number=number)).first()


def called(assembly: Assembly, name: str) -> Proposal | None:
    """The case that bears this number in the system it was imported from, or has this key; with its text."""
    here = whole_texts(Proposal.objects.filter(assembly=assembly))
    imported = here.filter(source_number=name).exclude(source="").order_by("-pk").first()
    return imported or (here.filter(pk=int(name)).first() if name.isdecimal() and len(name) < 19 else None)


def open_cases(assembly: Assembly) -> QuerySet[Proposal]:
    """Filed and not closed yet."""
    return Proposal.objects.filter(assembly=assembly, state__in=OPEN)


def overdue(proposals: QuerySet[Proposal], *, on: date) -> QuerySet[Proposal]:
    """Those whose turn should have ended before this day."""
    return proposals.filter(turn_due_on__lt=on)


def asked_to_cosign(person: Person) -> QuerySet[CoSigner]:
    """Invitations to co-sign that wait for this person's answer."""
    return (
        CoSigner.objects.filter(member__person=person, state=CoSignState.ASKED, proposal__state=State.GATHERING)
        .select_related("proposal", "member")
        .order_by("pk")
    )


def public_version(proposal: Proposal) -> tuple[str, str]:
    """Text and answer of a case for the public, personal details left out: what a clerk starts from.

    The answer only where its author consents to that; without the names of those who proposed where the
    author does not consent to being named. Expects a proposal read through `whole` or `to_publish`.
    """
    suggestions = [f"{one.number}. {one.text}" for one in proposal.suggestions.all()]
    text = proposal.whole_text or "\n\n".join([proposal.situation, proposal.analysis, *suggestions])
    replies = standing_replies(proposal) if proposal.consents_to_reply else []
    answers = [
        "\n\n".join([reply.opening, *(f"{a.suggestion.number}. {a.text}" for a in reply.answers.all())])
        for reply in replies
    ]
    return for_the_public(proposal, text), for_the_public(proposal, "\n\n".join(answers))


def for_the_public(proposal: Proposal, text: str) -> str:
    """A text of a case without personal details, and without its proposers' names where they are kept back."""
    if not proposal.consents_to_name:
        names = {proposal.proposer_name, *(voice.name for voice in voices_of(proposal))}
        for name in sorted(filter(None, names), key=len, reverse=True):
            text = text.replace(name, _("提案者"))
    return redact.redact(text)
