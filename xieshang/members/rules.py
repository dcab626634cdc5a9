"""Who may keep the roll, and what fits into it. An actor of None is the operator's command line."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session, Term
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

By = Actor | None

OF_THE_ASSEMBLY = {
    PostKind.CHAIR,
    PostKind.VICE_CHAIR,
    PostKind.SECRETARY_GENERAL,
    PostKind.STANDING,
    PostKind.PARTY_SECRETARY,
    PostKind.PARTY_GROUP,
}


def may_keep_roll(actor: By, assembly: Assembly) -> Verdict:
    """The office of an assembly keeps its roll."""
    if actor is None or actor.can(Permission.MEMBERS_IMPORT, assembly.scope_id):
        return ALLOWED
    return refuse(_("名册由%(assembly)s办公室管理，请与其联系。") % {"assembly": assembly.name})


def may_establish(actor: By, assembly: Assembly) -> Verdict:
    """The office of the assembly above enters those below it; the first is entered on the command line."""
    if assembly.parent is not None:
        return may_keep_roll(actor, assembly.parent)
    return ALLOWED if actor is None else refuse(_("没有上级的政协只能由系统运维人员在命令行设立。"))


def may_open(actor: By, part: Term | Session | Organ) -> Verdict:
    """Terms, sessions and organs are the office's to enter and to end."""
    return may_keep_roll(actor, part.assembly)


def may_form_sector(actor: By, sector: Sector) -> Verdict:
    """Sectors are set for a term, by the office."""
    return may_keep_roll(actor, sector.term.assembly)


def may_convene(actor: By, session: Session) -> Verdict:
    """A session lies in a term of its own assembly."""
    term = session.term
    if term.assembly_id != session.assembly_id:
        return refuse(_("届次不属于%(assembly)s。") % {"assembly": session.assembly.name})
    fits = ALLOWED if term.holds(session.opens_on) else refuse(_("会议的开幕日期不在这一届之内，请核对日期。"))
    return first_refusal(may_keep_roll(actor, session.assembly), fits)


def may_admit(actor: By, member: Member) -> Verdict:
    """Every member is in a sector of the term and on a special committee, for a time within the term."""
    return first_refusal(may_keep_roll(actor, member.assembly), fits_roll(member))


def fits_roll(member: Member) -> Verdict:
    """Do term, sector, committee and period of a membership agree? (全员入委: every member is on a committee.)"""
    term, committee = member.term, member.committee
    if term.assembly_id != member.assembly_id:
        return refuse(_("届次不属于%(assembly)s。") % {"assembly": member.assembly.name})
    if member.sector.term_id != member.term_id:
        return refuse(_("界别“%(sector)s”不是这一届的，请另选。") % {"sector": member.sector.name})
    if committee.assembly_id != member.assembly_id or committee.kind != OrganKind.COMMITTEE:
        return refuse(_("“%(committee)s”不是本政协的专门委员会，请另选。") % {"committee": committee.name})
    if not committee.holds(member.from_on):
        return refuse(_("“%(committee)s”在这一天尚未设立或已撤销，请另选。") % {"committee": committee.name})
    if not _within(member.from_on, member.until_on, term):
        return refuse(_("委员的任期须在这一届之内，请核对日期。"))
    return ALLOWED


def _within(from_on: date, until_on: date | None, outer: Term | Member) -> bool:
    """Does the period lie in that of `outer`? An end that is not given is the end of `outer`."""
    if outer.until_on is None:
        return outer.from_on <= from_on
    return outer.from_on <= from_on < outer.until_on and (until_on or outer.until_on) <= outer.until_on


def may_change(actor: By, member: Member) -> Verdict:
    """The office corrects, places anew and ends what it has entered; what has been replaced stays as it was."""
    ended = refuse(_("这一段任期已经结束，不能再更改。")) if member.leave_reason else ALLOWED
    return first_refusal(may_keep_roll(actor, member.assembly), ended)


def may_appoint(actor: By, post: Post) -> Verdict:
    """A post is held in the member's own assembly, where such posts are, while the membership lasts."""
    member = post.member
    fits = ALLOWED
    if not _belongs(post):
        fits = refuse(_("“%(post)s”不在这里设置，请核对职务和机构。") % {"post": post.get_kind_display()})
    elif not _within(post.from_on, post.until_on, member):
        fits = refuse(_("任职时间须在委员的任期之内，请核对日期。"))
    return first_refusal(may_keep_roll(actor, member.assembly), fits)


def _belongs(post: Post) -> bool:
    """Posts of the whole assembly have no place; directors lead an organ; convenors a sector or a group."""
    member, organ, sector = post.member, post.organ, post.sector
    if organ is not None and organ.assembly_id != member.assembly_id:
        return False
    if sector is not None and sector.term_id != member.term_id:
        return False
    if post.kind in OF_THE_ASSEMBLY:
        return organ is None and sector is None
    if post.kind == PostKind.CONVENOR:
        return sector is not None or (organ is not None and organ.kind == OrganKind.GROUP)
    return organ is not None


def may_relieve(actor: By, post: Post) -> Verdict:
    """The office ends a post."""
    return may_keep_roll(actor, post.member.assembly)


def may_import_roll(actor: By, term: Term) -> Verdict:
    """The office imports the roll of a term."""
    return may_keep_roll(actor, term.assembly)
