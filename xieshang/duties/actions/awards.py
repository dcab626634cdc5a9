"""Outstanding members: proposed by officers from the grades, decided by a meeting, each with a certificate."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents.numbers import take
from xieshang.duties import events, queries, rules, words
from xieshang.duties.actions.ruling import Ruling
from xieshang.duties.models import Award
from xieshang.duties.states import AWARD_LIFE, AwardKind
from xieshang.members.models import Assembly, Member
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused

CERTIFICATES = "duties/certificates"


@action(rules.may_propose_award, lock=False)
def propose_award(member: Member, *, by: Person, kind: str, year: int, reason: str = "") -> Award:
    """Propose one member for a year, or for the term up to that year. Refused where the decided grades do not bear
    it out: the highest at least once, the lowest never."""
    years = queries.looked_at(member.assembly, kind, year, member.term)
    found = queries.candidates(member.assembly, years).filter(person=member.person_id).first()
    if found is None:
        raise Refused(_("审定的等次里没有最高等次，或者有最低等次，不能推荐%(name)s。") % {"name": member.name})
    return _put(found, by, kind, year, reason)


def _put(member: Member, by: Person, kind: str, year: int, reason: str) -> Award:
    """`member` bears `tops` and `points`, as `queries.candidates` gives them."""
    award = keep(
        Award(
            assembly=member.assembly,
            term=member.term,
            member=member,
            kind=kind,
            year=year,
            reason=reason.strip() or _grades_in_words(member, kind, year),
            proposed_by=by,
        )
    )
    events.AWARD_PROPOSED.record(award, by, of=kind, year=year, name=member.name)
    return award


def _grades_in_words(member: Member, kind: str, year: int) -> str:
    tops, points = getattr(member, "tops", 0), getattr(member, "points", 0)
    said = {"year": year, "tops": tops, "points": words.points(points)}
    if kind == AwardKind.YEAR:
        return _("%(year)s 年审定为最高等次，%(points)s 分。") % said
    return _("本届截至 %(year)s 年，%(tops)s 年审定为最高等次，合计 %(points)s 分。") % said


@action(rules.may_propose_awards, lock=False)
def propose_awards(
    assembly: Assembly, *, by: Person, kind: str, year: int, chosen: Iterable[int], reason: str = ""
) -> list[Award]:
    """Propose several members at once, by the keys of their memberships; all or none."""
    keys = set(chosen)
    first = Member.objects.filter(pk__in=keys, assembly=assembly).select_related("term").first()
    years = queries.looked_at(assembly, kind, year, first.term if first else None)
    rows = queries.candidates(assembly, years).filter(pk__in=keys)
    members = list(rows.select_related("assembly__scope", "committee", "term").order_by("sort_key", "pk"))
    if not keys or len(members) < len(keys):
        raise Refused(_("请选择审定过最高等次、没有最低等次的委员。"))
    for member in members:
        verdict = rules.may_propose_award(by, member)
        if not verdict:
            raise Refused(_("%(name)s：%(reason)s") % {"name": member.name, "reason": verdict.reason})
    return [_put(member, by, kind, year, reason) for member in members]


@action(rules.may_grant_award)
def grant_award(award: Award, *, by: Person, ruling: Ruling) -> Award:
    """The meeting awards it; the certificate bears the next number of the assembly."""
    (number,) = take(CERTIFICATES, award.assembly, 1)
    return _granted(award, by, ruling.checked(), number)


def _granted(award: Award, by: Person, ruling: Ruling, number: int) -> Award:
    AWARD_LIFE.advance(award, "grant_award")
    award.decided_on, award.decided_at_meeting = ruling.on, ruling.words
    with translation.override(settings.LANGUAGE_CODE):
        award.certificate = _("履优证〔%(year)s〕%(number)s 号") % {"year": ruling.on.year, "number": number}
    keep(award)
    events.AWARD_GRANTED.record(
        award,
        by,
        of=award.kind,
        year=award.year,
        name=award.member.name,
        meeting=ruling.words,
        on=ruling.on,
        certificate=award.certificate,
    )
    return award


@action(rules.may_decline_award)
def decline_award(award: Award, *, by: Person, ruling: Ruling) -> Award:
    """The meeting does not award it."""
    return _declined(award, by, ruling.checked())


def _declined(award: Award, by: Person, ruling: Ruling) -> Award:
    AWARD_LIFE.advance(award, "decline_award")
    award.decided_on, award.decided_at_meeting = ruling.on, ruling.words
    keep(award)
    name, told = award.member.name, {"of": award.kind, "meeting": ruling.words}
    events.AWARD_DECLINED.record(award, by, year=award.year, name=name, on=ruling.on, **told)
    return award


@action(rules.may_decide_awards, lock=False)
def decide_awards(
    assembly: Assembly, *, by: Person, ruling: Ruling, granted: Iterable[int] = (), declined: Iterable[int] = ()
) -> list[Award]:
    """What one meeting decided of several proposals, by their keys; all or none."""
    ruling.checked()
    yes, no = set(granted), set(declined)
    rows = Award.objects.filter(pk__in=yes | no, assembly=assembly).select_related("member")
    awards = list(rows.select_for_update(of=("self",)).order_by("member__sort_key", "pk"))
    if not awards or len(awards) < len(yes | no):
        raise Refused(_("请选择待审定的推荐。"))
    numbers = iter(take(CERTIFICATES, assembly, len(yes)) if yes else ())
    return [_granted(one, by, ruling, next(numbers)) if one.pk in yes else _declined(one, by, ruling) for one in awards]
