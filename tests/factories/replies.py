"""Cases that several people judge and several bureaus reply to, as far as they have come."""

from datetime import timedelta
from typing import Any

from tests.again import remembered
from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, FollowUp, Proposal
from xieshang.proposals.states import ReplyClass, Satisfaction, State, TalkKind
from xieshang.spine import clock

GOOD = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED}
BAD = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.UNSATISFIED, "opinion": "第二条没有落实。"}
LEADERS = {"市教育局": "bureau leader", "市财政局": "other leader"}


@remembered
def filed_jointly(place: City) -> Proposal:
    """A case of three: the first author and two co-signers who confirmed."""
    author, proposal = place.person("author"), factory.drafted(place)
    for member in (place.cosigner, place.colleague):
        actions.ask_cosigner(proposal, by=author, member=member)
    actions.gather(proposal, by=author)
    for one in proposal.cosigners.select_related("member__person"):
        actions.answer_cosigning(one, by=one.member.person, confirms=True)
    actions.submit(fresh(proposal), by=author)
    return actions.file(fresh(proposal), by=place.person("clerk"))


@remembered
def handled(place: City, proposal: Proposal, *, bureaus: int = 1) -> Proposal:
    """In the hands of one lead bureau, or of two that reply for themselves; both have talked with the author."""
    two = [place.bureau, place.other_bureau]
    to: dict[str, Any] = {"lead": place.bureau} if bureaus == 1 else {"separate": two}
    for charge in actions.assign(proposal, by=place.person("clerk"), **to):
        leader = place.person(LEADERS[charge.bureau.name])
        taken = actions.accept(charge, by=leader)
        talk = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
        actions.note_talk(taken, by=leader, **talk)
    return fresh(proposal)


@remembered
def reply(place: City, proposal: Proposal, bureau: str = "市教育局", **parts: Any) -> Assignment:
    """The bureau's leader replies; where an earlier reply does not stand any more, once they have talked again."""
    charge = charge_of(proposal, bureau)
    if charge.replies.exists():
        talk_again(place, charge)
    actions.reply(charge, by=place.person(LEADERS[bureau]), letter=factory.letter_of(charge, **parts))
    return charge_of(proposal, bureau)


@remembered
def talk_again(place: City, charge: Assignment) -> None:
    """The bureau's leader talks with the author, a minute after whatever has happened."""
    talk = {"kind": TalkKind.TELEPHONE, "on": clock.today(), "people": "林一", "content": "逐条说明。"}
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.note_talk(charge, by=place.person(LEADERS[charge.bureau.name]), **talk)


@remembered
def replied_jointly(place: City) -> Proposal:
    """A case of three, replied to by one bureau."""
    proposal = handled(place, filed_jointly(place))
    reply(place, proposal)
    return fresh(proposal)


@remembered
def closed(place: City, reply_class: ReplyClass = ReplyClass.B) -> Proposal:
    """A case whose reply was of a class, judged and closed, with what follows laid down."""
    proposal = handled(place, factory.proposal_in(place, State.FILED))
    reply(place, proposal, reply_class=reply_class)
    actions.judge(fresh(proposal), by=place.person("author"), **GOOD)
    actions.close(fresh(proposal), by=place.person("clerk"))
    actions.arrange_follow_ups(fresh(proposal), by=None)
    return fresh(proposal)


def charge_of(proposal: Proposal, bureau: str = "市教育局") -> Assignment:
    """The charge of a bureau, as it is now."""
    charges = Assignment.objects.select_related("bureau", "proposal__assembly")
    return charges.get(proposal=proposal, bureau__name=bureau)


def follow_up_of(proposal: Proposal, kind: str) -> FollowUp:
    """The question of a kind that waits for an answer."""
    asked = FollowUp.objects.select_related("proposal__assembly", "assignment__bureau")
    return asked.get(proposal=proposal, kind=kind, answered_at__isnull=True)


def fresh(proposal: Proposal) -> Proposal:
    """The row as it is now."""
    return Proposal.objects.get(pk=proposal.pk)


def opened(proposal: Proposal) -> Proposal:
    """The same with all that its page shows."""
    return queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
