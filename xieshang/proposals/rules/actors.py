"""Who somebody is to a case, and the refusals that follow from it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def is_author(actor: Actor, proposal: Proposal) -> bool:
    """The first author, who came after them, or whoever entered a proposal: it is theirs to read."""
    return (
        is_first_author(actor, proposal)
        or is_standing_first(actor, proposal)
        or (actor.pk is not None and proposal.entered_by_id == actor.pk)
    )


def is_first_author(actor: Actor, proposal: Proposal) -> bool:
    """The member who wrote it, in whatever seat they sat then."""
    return proposal.author is not None and proposal.author.person_id == actor.pk


def is_standing_first(actor: Actor, proposal: Proposal) -> bool:
    """Who acts as its first author now: the author, or who came after them at a change of term (接续提案人)."""
    first = queries.stands_first(proposal)
    return first is not None and first.person_id == actor.pk


def is_charged(actor: Actor, proposal: Proposal) -> bool:
    """On the staff of a bureau that handles the case."""
    charges = proposal.assignments.all()
    return any(actor.can(Permission.PROPOSALS_HANDLE, one.bureau.scope_id) for one in charges)


def is_for_author(actor: Actor, proposal: Proposal) -> Verdict:
    """Is it for this author to do? Who has left with a term reads on, but has nothing more to do."""
    if is_first_author(actor, proposal) and not is_standing_first(actor, proposal):
        return refuse(_("您已不再担任委员，这件提案可以查看，由接续提案人或办公室继续。"))
    if is_author(actor, proposal):
        return ALLOWED
    return refuse(_("只有提案者本人可以这样做。"))


def is_for_clerk(actor: Actor, permission: Permission, proposal: Proposal, words: str | Promise) -> Verdict:
    """Is it for whoever has this permission in the case's assembly? `words` say whose it is."""
    if actor.can(permission, proposal.assembly.scope_id):
        return ALLOWED
    return refuse(str(words))


def is_for_handler(actor: Actor, assignment: Assignment, permission: Permission, words: str) -> Verdict:
    """Is it for the staff of the charge's bureau with this permission? `words` say whose it is, with its name."""
    if actor.can(permission, assignment.bureau.scope_id):
        return ALLOWED
    return refuse(words % {"bureau": assignment.bureau.name})
