"""The voices of a case: who is asked how it was handled, what each has said, and who has read the replies."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Member, Organ
from xieshang.proposals.models import CoSigner, Delivery, Feedback, Proposal, Reply
from xieshang.proposals.states import COLLECTIVE, CoSignState, ProposerKind, Satisfaction, State
from xieshang.spine.rule import Actor

_MERGED_SHOWN = ("state", "title", "source_number", "merged_into", "author__person", "author__name", "author_left_on")
_SUCCESSOR_SHOWN = ("successor__person", "successor__name")
_BODY_SHOWN = ("proposer_kind", "proposer_name", "entered_by", "organ__scope")
_SHOWN = (*_MERGED_SHOWN, *_SUCCESSOR_SHOWN, *_BODY_SHOWN)
MERGED = Proposal.objects.select_related("author", "organ", "successor").only(*_SHOWN).order_by("pk")
"""The cases merged into another, as far as their voices are asked for."""
COSIGNERS = CoSigner.objects.select_related("member").order_by("position")
FEEDBACK = Feedback.objects.select_related("member").order_by("given_at", "pk")


@dataclass(frozen=True, slots=True)
class Voice:
    """One of those who judge. `member` is None for a body; `person` is whom a reply is delivered to, if anybody.

    `merged` is the key of the merged case whose body it is. `case` is the case that it stands behind.
    """

    member: int | None
    person: int | None
    name: str
    merged: int | None = None
    case: Proposal | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> tuple[int | None, int | None]:
        """How its judgements are told from those of others."""
        return self.member, self.merged


def voices_of(proposal: Proposal) -> list[Voice]:
    """Who judges, each once: the first author or the body, the confirmed co-signers, and those of merged cases.

    Cases are handled together but every proposer is replied to (提案办理办法第九条：并案办理，分别答复): the body
    behind a merged case, too, for which whoever may enter its proposals speaks. Who left with a term has no voice
    any more: that of the first author is the successor's, where there is one.
    """
    found: dict[int | str, Voice] = {}
    for one in [*_first(proposal), *_cosigners(proposal), *_of_merged(proposal)]:
        found.setdefault((one.member and one.person) or one.name, one)
    return list(found.values())


def stands_first(proposal: Proposal) -> Member | None:
    """Who stands first for a case: its author, or the successor once the author has left; None where nobody does."""
    if proposal.author_left_on is None:
        return proposal.author
    return proposal.successor


def led_by(person: Person, case: str = "") -> Q:
    """Does the person stand first, as `stands_first` tells it? For rows whose path to the case is this."""
    wrote = Q(**{f"{case}author__person": person, f"{case}author_left_on": None})
    return wrote | Q(**{f"{case}successor__person": person})


def _first(proposal: Proposal) -> list[Voice]:
    first = stands_first(proposal)
    if first is not None:
        return [Voice(first.pk, first.person_id, first.name)]
    if proposal.author is not None and not proposal.is_collective:
        return []
    return [Voice(None, proposal.entered_by_id, proposal.proposer_name, case=proposal)]


def _cosigners(proposal: Proposal) -> list[Voice]:
    if proposal.proposer_kind != ProposerKind.JOINT:
        return []
    prefetch_related_objects([proposal], Prefetch("cosigners", COSIGNERS))
    signed = (one for one in proposal.cosigners.all() if one.left_on is None)
    confirmed = (one.member for one in signed if one.state == CoSignState.CONFIRMED)
    return [Voice(member.pk, member.person_id, member.name) for member in confirmed]


def _of_merged(proposal: Proposal) -> list[Voice]:
    """Those behind the cases that were merged into this one."""
    prefetch_related_objects([proposal], Prefetch("merged", MERGED))
    return [voice for one in proposal.merged.all() for voice in behind(one)]


def behind(merged: Proposal) -> list[Voice]:
    """The voices that a case has in its lead: who stands first and its co-signers, or its body.

    Of an imported one nobody may be known.
    """
    first = stands_first(merged)
    if first is not None:
        return [Voice(first.pk, first.person_id, first.name), *_cosigners(merged)]
    if not merged.is_collective:
        return _cosigners(merged)
    return [Voice(None, merged.entered_by_id, merged.proposer_name, merged.pk, merged)]


def voice_of(key: int | None, proposal: Proposal) -> Voice | None:
    """The voice that the person with this key has in a case as a member, if any."""
    of_members = (one for one in voices_of(proposal) if one.member is not None)
    return next((one for one in of_members if key is not None and one.person == key), None)


def voice_for(actor: Actor, proposal: Proposal) -> Voice | None:
    """The voice in which somebody judges: their own, or that of a body for which they may enter; None for strangers.

    Those that have not judged yet come first: whoever enters for several bodies speaks for each in turn.
    """
    voices = [one for one in voices_of(proposal) if _speaks_for(actor, proposal, one)]
    waiting = waiting_voices(proposal)
    return next((one for one in voices if one in waiting), next(iter(voices), None))


def _speaks_for(actor: Actor, proposal: Proposal, voice: Voice) -> bool:
    if voice.case is None:
        return actor.pk is not None and voice.person == actor.pk
    organ = voice.case.organ
    entering = [proposal.assembly.scope_id, *([organ.scope_id] if organ is not None else [])]
    return any(actor.can(Permission.PROPOSALS_ENTER, scope) for scope in entering)


def feedback_of(proposal: Proposal) -> list[Feedback]:
    """What was said in this round, in the order in which it was; read once for as long as the row is held."""
    prefetch_related_objects([proposal], Prefetch("feedback", FEEDBACK))
    return [one for one in proposal.feedback.all() if one.round == proposal.handled_again]


def whose(feedback: Feedback, proposal: Proposal) -> str:
    """The name of the voice that judged a case so: a member's, or that of the body that proposed it."""
    if feedback.member is not None:
        return feedback.member.name
    bodies = {one.merged: one.name for one in voices_of(proposal) if one.member is None}
    return bodies.get(feedback.merged_id, proposal.proposer_name)


def waiting_voices(proposal: Proposal) -> list[Voice]:
    """The voices that have not judged yet in this round."""
    said = {(one.member_id, one.merged_id) for one in feedback_of(proposal)}
    return [voice for voice in voices_of(proposal) if voice.key not in said]


def to_judge_beside(person: Person) -> QuerySet[Proposal]:
    """Cases replied to that a person has not judged in this round, and is not the first author of."""
    signed = CoSigner.objects.filter(member__person=person, state=CoSignState.CONFIRMED, left_on=None)
    joined = signed.filter(proposal__state=State.MERGED).values("proposal__merged_into")
    merged = Proposal.objects.filter(author__person=person, author_left_on=None)
    taken_on = Proposal.objects.filter(successor__person=person)
    leads = [cases.filter(state=State.MERGED).values("merged_into") for cases in (merged, taken_on)]
    keys = signed.values("proposal").union(taken_on.values("pk"), joined, *leads, all=True)
    beside = Proposal.objects.filter(pk__in=keys, state=State.REPLIED)
    return beside.exclude(author__person=person).exclude(judged_by(person))


def to_judge_for(bodies: QuerySet[Organ]) -> QuerySet[Proposal]:
    """Cases replied to that these bodies have not judged in this round: their own, and those that lead theirs."""
    theirs = Proposal.objects.filter(organ__in=bodies.values("pk"), proposer_kind__in=COLLECTIVE)
    said = Feedback.objects.filter(proposal=OuterRef("pk"), round=OuterRef("handled_again"), member=None, merged=None)
    said_of = Feedback.objects.filter(
        merged=OuterRef("pk"), proposal=OuterRef("merged_into"), round=OuterRef("merged_into__handled_again")
    )
    led = theirs.filter(~Exists(said_of), state=State.MERGED, merged_into=OuterRef("pk"))
    own = Q(pk__in=theirs.values("pk")) & ~Exists(said)
    return Proposal.objects.filter(own | Exists(led), state=State.REPLIED)


def judged_by(person: Person) -> Q:
    """Has the person judged the case in its present round? For a queryset of cases."""
    said = Feedback.objects.filter(proposal=OuterRef("pk"), round=OuterRef("handled_again"), member__person=person)
    return Q(Exists(said))


def has_unsatisfied(proposal: Proposal) -> bool:
    """Is any voice not satisfied with the handling or with the result, in this round?"""
    return any(Satisfaction.UNSATISFIED in (one.handling, one.result) for one in feedback_of(proposal))


def has_unsatisfied_result(proposal: Proposal) -> bool:
    """Is any voice not satisfied with the result, in this round?"""
    return any(one.result == Satisfaction.UNSATISFIED for one in feedback_of(proposal))


def standing_replies(proposal: Proposal) -> list[Reply]:
    """The replies that stand, of all bureaus."""
    return [one.reply for one in proposal.assignments.all() if one.reply is not None]


def unread_by(person: int | None, proposal: Proposal) -> list[Delivery]:
    """The replies that stand, were delivered to this person and have not been read by them."""
    delivered = (one for reply in standing_replies(proposal) for one in reply.deliveries.all())
    return [one for one in delivered if one.person_id == person and one.read_at is None]
