"""Bodies sign for what they propose, members support what others proposed."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import actions as documents
from xieshang.members import queries as members
from xieshang.members.models import Member
from xieshang.proposals import events, queries, rules
from xieshang.proposals.models import Proposal, Supporter
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_sign)
def sign(
    proposal: Proposal,
    *,
    by: Person,
    convenor: Member | None = None,
    author: Member | None = None,
    upload: UploadedFile | None = None,
) -> Proposal:
    """Say who signs for a body (召集人) and who wrote it (执笔), and add the page with the signature or the seal.

    Only sectors and groups have a convenor. Refused on "convenor", "author" or "file".
    """
    if rules.is_convened(proposal):
        _refuse_stranger(proposal, convenor)
        proposal.convenor = convenor
    if author is not None and not members.roll(proposal.assembly, on=clock.today()).filter(pk=author.pk).exists():
        raise Refused(_("执笔人要是本届在任的委员；不是委员的，可以不填。"), field="author")
    proposal.author = author
    proposal.changed_at = clock.now()
    keep(proposal)
    if upload is not None:
        documents.receive(upload, to=proposal, purpose=queries.SEAL, by=by)
    events.SIGNED.record(proposal, by, body=proposal.proposer_name, convenor=proposal.convenor_id)
    return proposal


def _refuse_stranger(proposal: Proposal, convenor: Member | None) -> None:
    if convenor is None:
        raise Refused(_("请写明%(body)s的召集人。") % {"body": proposal.proposer_name}, field="convenor")
    theirs = queries.may_convene(proposal.sector, proposal.organ, on=clock.today())
    if not theirs.filter(pk=convenor.pk).exists():
        words = {"name": convenor.name, "body": proposal.proposer_name}
        raise Refused(_("%(name)s今天不在%(body)s，不能作为召集人。") % words, field="convenor")


@action(rules.may_support)
def support(proposal: Proposal, *, by: Person, remark: str = "") -> Supporter:
    """Support a case of others (附议), with a remark where there is something to say; its author is told."""
    member = members.memberships_of(by, on=clock.today()).filter(assembly=proposal.assembly_id).first()
    if member is None:
        raise Refused(_("您今天不是%(assembly)s的委员，不能附议。") % {"assembly": proposal.assembly.name})
    supporter = keep(Supporter(proposal=proposal, member=member, remark=remark.strip(), at=clock.now()))
    events.SUPPORTED.record(proposal, by, member=member.pk, name=member.name, remark=supporter.remark)
    return supporter
