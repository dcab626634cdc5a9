"""Who may archive, and who reads the files of a case."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.states import State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse

P = Permission


def may_archive(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk archives a closed case (归档), and again (续卷) once something is told of it that no package holds."""
    clerk = is_for_clerk(actor, P.PROPOSALS_CLOSE, proposal, _("只有提案工作人员可以归档。"))
    if not clerk:
        return clerk
    if proposal.state != State.CLOSED:
        return refuse(_("办结以后才能归档。"))
    package = papers.last_package(proposal)
    if package is not None and not papers.told_since(package, proposal):
        words = _("已经归档，案卷号是 %(number)s。以后有了新的回访结果、督办报告，或者公开、评优的，可以再归续卷。")
        return refuse(words % {"number": package})
    return ALLOWED


def may_import_into(actor: Actor | None, assembly: Assembly) -> Verdict:
    """Importing past cases into an assembly; an actor of None is the operator's command line."""
    if actor is None or actor.can(P.PROPOSALS_IMPORT, assembly.scope_id):
        return ALLOWED
    return refuse(_("只有提案工作人员可以导入提案。"))


def may_attach_imported(actor: Actor | None, proposal: Proposal) -> Verdict:
    """Files that come with a case that was imported; a case that was written here has its author's."""
    verdict = may_import_into(actor, proposal.assembly)
    if verdict and not proposal.source:
        return refuse(_("这件提案不是导入的，附件由提案者添加。"))
    return verdict
