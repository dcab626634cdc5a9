"""Rules of years and grades. The program counts; a meeting decides."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties import queries
from xieshang.duties.models import Edition, Grade, Year
from xieshang.duties.states import YEAR_LIFE, EditionState, YearState
from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

P = Permission


def may_open_year(actor: Person | Visitor, edition: Edition) -> Verdict:
    """Whoever makes schemes, with one that was adopted."""
    if not actor.can(P.DUTIES_SET_SCHEME, edition.assembly.scope_id):
        return refuse(_("年度按哪一办法计算由办公室设定。"))
    if edition.state != EditionState.ADOPTED:
        return refuse(_("请先采用这一稿办法。"))
    return ALLOWED


def may_freeze(actor: Person | Visitor, year: Year) -> Verdict:
    """Whoever confirms entries; objections are answered first."""
    if not actor.can(P.DUTIES_REVIEW, year.assembly.scope_id):
        return refuse(_("封存年度由办公室办理。"))
    return YEAR_LIFE.may(year, "freeze")


def may_thaw(actor: Person | Visitor, year: Year) -> Verdict:
    """The same, until the grades are decided or the term is frozen."""
    if not actor.can(P.DUTIES_REVIEW, year.assembly.scope_id):
        return refuse(_("解除封存由办公室办理。"))
    return first_refusal(YEAR_LIFE.may(year, "thaw"), is_in_open_term(year.assembly, year.year))


def is_in_open_term(assembly: Assembly, year: int) -> Verdict:
    """Nothing is added to the years of a term that is frozen; a year belongs to the term that holds its last day."""
    term = queries.term_of(assembly, year)
    if term is None or not term.is_frozen:
        return ALLOWED
    return refuse(_("%(year)s 年属于%(term)s，已经封存。") % {"year": year, "term": term})


def is_in_open_year(assembly: Assembly, year: int) -> Verdict:
    """Nothing is added to a year that is sealed either, and nothing in it is put right; asked of no batch."""
    return first_refusal(is_in_open_term(assembly, year), is_unsealed(queries.year_of(assembly, year)))


def is_unsealed(year: Year | None) -> Verdict:
    """Does the year still count, or was it never opened?"""
    if year is None or not year.seal:
        return ALLOWED
    return refuse(_("%(year)s 年已经封存；要改动的，请办公室先解除封存。") % {"year": year.year})


def may_propose_grade(actor: Person | Visitor, grade: Grade) -> Verdict:
    """The office or the committee's officer, of a frozen year."""
    member = grade.member
    if not actor.can(P.DUTIES_ENTER, member.assembly.scope_id, member.committee.scope_id):
        return refuse(_("等次由委员所在专委会或办公室提出建议。"))
    if grade.of_year.state != YearState.FROZEN:
        return refuse(_("封存以后、审定以前才能提出等次建议。"))
    return ALLOWED


def may_decide_grades(actor: Person | Visitor, year: Year) -> Verdict:
    """Who records what the meeting decided."""
    if not actor.can(P.DUTIES_DECIDE, year.assembly.scope_id):
        return refuse(_("等次由会议审定，由秘书长登记。"))
    return YEAR_LIFE.may(year, "decide_grades")
