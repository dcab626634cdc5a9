"""Who may keep the roll, and what fits into it. An actor of None is the operator's command line."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members import change, queries
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session, Term
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine import clock
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


def is_open(term: Term) -> Verdict:
    """A frozen term is finished: nothing is added to it, and nothing in it changes."""
    if not term.is_frozen:
        return ALLOWED
    return refuse(_("%(term)s已经封存，不能再增加或更改这一届的内容。") % {"term": term})


def may_open(actor: By, part: Term | Session | Organ) -> Verdict:
    """Terms, sessions and organs are the office's to enter and to end; a frozen term stays as it is."""
    stands = is_open(part) if isinstance(part, Term) else ALLOWED
    return first_refusal(may_keep_roll(actor, part.assembly), stands)


def may_open_next(actor: By, term: Term) -> Verdict:
    """The office opens the term that follows, once it is known when this one ends."""
    known = ALLOWED if term.until_on else refuse(_("请先登记%(term)s的届满日期，再设立新一届。") % {"term": term})
    return first_refusal(may_keep_roll(actor, term.assembly), known, _is_last(term))


def _is_last(term: Term) -> Verdict:
    after = queries.term_after(term)
    return refuse(_("%(term)s已经设立。") % {"term": after}) if after else ALLOWED


def may_freeze_term(actor: By, term: Term) -> Verdict:
    """The office freezes a term that is over, once a next one has its roll and nothing that binds stands open."""
    return first_refusal(
        may_keep_roll(actor, term.assembly), is_open(term), _is_over(term), _is_followed(term), _is_settled(term)
    )


def _is_over(term: Term) -> Verdict:
    if term.until_on is not None and term.until_on <= clock.today():
        return ALLOWED
    return refuse(_("%(term)s还没有届满，届满以后才能封存。") % {"term": term})


def _is_followed(term: Term) -> Verdict:
    after = queries.term_after(term)
    if after is None:
        return refuse(_("还没有设立新一届，请先设立。"))
    if queries.has_roll(after):
        return ALLOWED
    return refuse(_("%(term)s还没有名册，请先导入。") % {"term": after})


def _is_settled(term: Term) -> Verdict:
    """Nothing that binds stands open; where something does, all of it is named."""
    left = [
        _("%(title)s %(count)d") % {"title": each.title, "count": count}
        for each in change.matters()
        if each.binds and (count := sum(one.count for one in each.ask(term)))
    ]
    return refuse(_("还有没有了结的：%(left)s。") % {"left": _("、").join(left)}) if left else ALLOWED


def may_form_sector(actor: By, sector: Sector) -> Verdict:
    """Sectors are set for a term, by the office, until it is frozen."""
    return may_add_sector(actor, sector.term)


def may_add_sector(actor: By, term: Term) -> Verdict:
    """The office sets one more sector for a term, until it is frozen."""
    return first_refusal(may_keep_roll(actor, term.assembly), is_open(term))


def may_rename_sector(actor: By, sector: Sector) -> Verdict:
    """A sector is called otherwise by whoever may set one, in the same time."""
    return may_add_sector(actor, sector.term)


def may_convene(actor: By, session: Session) -> Verdict:
    """A session lies in a term of its own assembly."""
    term = session.term
    if term.assembly_id != session.assembly_id:
        return refuse(_("届次不属于%(assembly)s。") % {"assembly": session.assembly.name})
    fits = ALLOWED if term.holds(session.opens_on) else refuse(_("会议的开幕日期不在这一届之内，请核对日期。"))
    return first_refusal(may_keep_roll(actor, session.assembly), fits, is_open(term))


def may_admit(actor: By, member: Member) -> Verdict:
    """Every member is in a sector of the term and on a special committee, for a time within the term."""
    return first_refusal(may_keep_roll(actor, member.assembly), is_open(member.term), fits_roll(member))


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
    return first_refusal(may_keep_roll(actor, member.assembly), is_open(member.term), ended)


def may_appoint(actor: By, post: Post) -> Verdict:
    """A post is held in the member's own assembly, where such posts are, while the membership lasts."""
    member = post.member
    fits = ALLOWED
    if not _belongs(post):
        fits = refuse(_("“%(post)s”不在这里设置，请核对职务和机构。") % {"post": post.get_kind_display()})
    elif not _within(post.from_on, post.until_on, member):
        fits = refuse(_("任职时间须在委员的任期之内，请核对日期。"))
    return first_refusal(may_keep_roll(actor, member.assembly), is_open(member.term), fits)


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
    """The office ends a post, until the term is frozen."""
    return first_refusal(may_keep_roll(actor, post.member.assembly), is_open(post.member.term))


def may_import_roll(actor: By, term: Term) -> Verdict:
    """The office imports the roll of a term, until it is frozen."""
    return first_refusal(may_keep_roll(actor, term.assembly), is_open(term))


def may_note_export(actor: By, assembly: Assembly) -> Verdict:
    """Whoever is signed in takes lists along; which rows there are for them was asked before."""
    return ALLOWED if isinstance(actor, Person) else refuse(_("请先登录，再导出名单。"))
