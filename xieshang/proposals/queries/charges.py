"""Reads of the bureaus' charges."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import queries as deadlines
from xieshang.documents.models import File
from xieshang.engine.prepared import Prepared
from xieshang.proposals import turns
from xieshang.proposals.models import Assignment, Pause, Petition, Proposal, Reply, ReplyDraft, Talk
from xieshang.proposals.queries.voices import led_by
from xieshang.spine.event import kind_of

_TALK, _LETTER = "talk.", "letter."


def talk_files(talk: Talk) -> str:
    """The purpose of the files of a talk: they belong to the case, whose rule says who may see them."""
    return f"{_TALK}{talk.pk}"


def letter_files(reply: Reply) -> str:
    """The purpose of the signed and sealed letter of a reply, as it was scanned (函文件); likewise."""
    return f"{_LETTER}{reply.pk}"


def by_talk(files: Iterable[File]) -> dict[int, list[File]]:
    """The files of talks by the talk's key."""
    return _by_key(files, _TALK)


def by_letter(files: Iterable[File]) -> dict[int, list[File]]:
    """The sealed letters by the reply's key."""
    return _by_key(files, _LETTER)


def _by_key(files: Iterable[File], prefix: str) -> dict[int, list[File]]:
    found: dict[int, list[File]] = {}
    for file in files:
        if file.purpose.startswith(prefix):
            found.setdefault(int(file.purpose.removeprefix(prefix)), []).append(file)
    return found


def _files_of_charges(key: int) -> QuerySet[File]:
    its = Q(purpose__startswith=_TALK) | Q(purpose__startswith=_LETTER)
    rows = File.objects.filter(its, subject_kind=kind_of(Proposal), subject_id=key)
    return rows.order_by("uploaded_at", "pk")


FILES_OF_CHARGES = Prepared(_files_of_charges)
"""The files of all talks and letters of a case with a key."""


def opinions_missing(proposal: Proposal, *, on: date) -> list[Assignment]:
    """The co-handlers who have not given their opinion, and still have time for it on this day."""
    asked = (one for one in proposal.assignments.all() if not one.answers_the_author)
    return [one for one in asked if one.given_opinion is None and one.reply_by >= on]


def runs_extended(assignment: Assignment) -> bool:
    """Is the clock to reply that runs the one that was extended, and not one counted anew since?"""
    of_case = deadlines.open_deadlines().filter(subject_kind=kind_of(assignment.proposal), part=assignment.bureau_id)
    return of_case.filter(subject_id=assignment.proposal_id, source=turns.EXTENDED).exists()


def waiting_petitions(proposal: Proposal) -> list[Petition]:
    """What bureaus have asked of the office in this case, and is not ruled on yet."""
    return [petition for petition in proposal.petitions.all() if petition.waits]


def petitioned() -> QuerySet[Petition]:
    """All petitions that wait for the office's ruling."""
    return Petition.objects.filter(ruling="", assignment__isnull=False)


def questions_to(person: Person) -> QuerySet[Pause]:
    """What bureaus ask this person as the author of a case, the first due first."""
    case = "assignment__proposal__"
    own = led_by(person, case) | Q(**{f"{case}entered_by": person})
    waiting = Pause.objects.filter(own, until_on__isnull=True)
    return waiting.select_related("assignment__proposal", "assignment__bureau").order_by("answer_by", "pk")


def reply_draft(assignment: Assignment) -> ReplyDraft | None:
    """What the bureau has written of its reply so far; a charge of a batch still open has none."""
    if assignment._state.adding:
        return None
    if assignment._meta.get_field("reply_draft").is_cached(assignment):
        return getattr(assignment, "reply_draft", None)
    return ReplyDraft.objects.filter(assignment=assignment).select_related("written_by").first()


def waits_for_signing(assignment: Assignment) -> bool:
    """Was its draft handed to the leader?"""
    return ReplyDraft.objects.filter(assignment=assignment, handed_at__isnull=False).exists()


def leader_of(bureau: Bureau, *, on: date) -> str:
    """Who signs for a bureau, where it is one person on that day; else nothing."""
    leaders = accounts.holders(Permission.PROPOSALS_REPLY, bureau.scope_id, on=on)[:2]
    return leaders[0].name if len(leaders) == 1 else ""


def post_of(bureau: Bureau, signer: str) -> str:
    """The post that stood on the last letter this person signed for the bureau, if any."""
    if not signer:
        return ""
    signed = Reply.objects.filter(bureau=bureau, signer=signer).exclude(signer_post="")
    return signed.order_by("-replied_at").values_list("signer_post", flat=True).first() or ""


def latest_reply(assignment: Assignment) -> date:
    """The last day to which the time of a charge can be drawn out (最迟不超过六个月).

    It counts from the day of its assignment, or on which the case was handled again.
    """
    begun_on = timezone.localdate(assignment.again_at or assignment.assigned_at)
    return deadlines.calendar().add_months(begun_on, turns.LONGEST_MONTHS).on


def to_sign(scopes: Iterable[int]) -> QuerySet[Proposal]:
    """The cases whose replies were handed to the leaders of bureaus with these scopes."""
    handed = ReplyDraft.objects.filter(assignment__bureau__scope__in=scopes, handed_at__isnull=False)
    return Proposal.objects.filter(pk__in=handed.values("assignment__proposal"))
