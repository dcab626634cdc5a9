"""Setting up an assembly: its terms, sessions, sectors and organs."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Scope, ScopeKind
from xieshang.members import events, queries, rules
from xieshang.members.actions import roll
from xieshang.members.models import Assembly, Member, Organ, Sector, Session, Term
from xieshang.members.states import LeaveReason
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_establish, lock=False)
def establish(assembly: Assembly, *, by: rules.By) -> Assembly:
    """Enter an assembly, and open the place where its roles are held. Not in a batch."""
    assembly.scope = keep(Scope(kind=ScopeKind.ASSEMBLY, name=assembly.name))
    keep(assembly)
    events.ASSEMBLY_ESTABLISHED.record(assembly, by, name=assembly.name)
    return assembly


@action(rules.may_open, lock=False)
def open_term(term: Term, *, by: rules.By) -> Term:
    """Begin a term. Refused while another holds on one of its days."""
    if other := Term.objects.filter(assembly=term.assembly).overlapping(term.from_on, term.until_on).first():
        raise Refused(_("与%(term)s的任期重叠，请先结束上一届或核对日期。") % {"term": other}, field="from_on")
    keep(term)
    events.TERM_OPENED.record(term, by, number=term.number, from_on=term.from_on, until_on=term.until_on)
    return term


@action(rules.may_open)
def close_term(term: Term, *, by: rules.By, on: date) -> Term:
    """End a term: `on` is the first day after it. All memberships that would last longer end with it."""
    if on <= term.from_on:
        raise Refused(_("届满日期应晚于开始日期。"), field="on")
    after = queries.term_after(term)
    if after is not None and after.from_on < on:
        raise Refused(_("与%(term)s的任期重叠，请先结束上一届或核对日期。") % {"term": after}, field="on")
    for member in Member.objects.filter(term=term).exclude(until_on__lte=on).order_by("pk"):
        roll.leave(member, by=by, on=on, reason=LeaveReason.TERM_ENDED)
    term.until_on = on
    keep(term)
    events.TERM_CLOSED.record(term, by, number=term.number, on=on)
    return term


@action(rules.may_convene, lock=False)
def convene(session: Session, *, by: rules.By) -> Session:
    """Enter a plenary session and the year of work that it opens. Refused where another's year has a day of it."""
    others = Session.objects.filter(assembly=session.assembly).overlapping(session.from_on, session.until_on)
    if other := others.first():
        raise Refused(_("与%(session)s的年度重叠，请核对起止日期。") % {"session": other}, field="from_on")
    keep(session)
    events.SESSION_CONVENED.record(
        session,
        by,
        number=session.number,
        year=session.year,
        opens_on=session.opens_on,
        closes_on=session.closes_on,
    )
    return session


@action(rules.may_form_sector, lock=False)
def form_sector(sector: Sector, *, by: rules.By) -> Sector:
    """Set a sector for a term."""
    keep(sector)
    events.SECTOR_FORMED.record(sector, by, name=sector.name)
    return sector


@action(rules.may_open, lock=False)
def form_organ(organ: Organ, *, by: rules.By) -> Organ:
    """Set up a special committee or another body, and open the place where its roles are held."""
    organ.scope = keep(Scope(kind=ScopeKind.ORGAN, name=organ.name, parent=organ.assembly.scope))
    keep(organ)
    events.ORGAN_FORMED.record(organ, by, name=organ.name)
    return organ


@action(rules.may_open)
def dissolve_organ(organ: Organ, *, by: rules.By, on: date) -> Organ:
    """End a body: `on` is the first day without it. Refused while members are on it then."""
    if on <= organ.from_on:
        raise Refused(_("撤销日期应晚于设立日期。"), field="on")
    staying = queries.staying_on(organ, on=on).count()
    if staying:
        said = _("%(organ)s还有 %(count)d 名委员，请先把他们调整到其他专委会。")
        raise Refused(said % {"organ": organ.name, "count": staying})
    organ.until_on = on
    keep(organ)
    events.ORGAN_DISSOLVED.record(organ, by, name=organ.name, on=on)
    return organ
