"""Years of duty: opened with an edition, frozen with a seal, decided by a meeting."""

from collections.abc import Mapping

from django.db.models import Max
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.duties import collecting, events, queries, rules, schemes, sealing
from xieshang.duties.models import Edition, Grade, Year
from xieshang.duties.states import YEAR_LIFE
from xieshang.members import actions as members
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused, first_refusal


@action(rules.may_open_year)
def open_year(edition: Edition, *, by: Person, year: int) -> Year:
    """The year counts by this edition; before the year is frozen another edition may take its place."""
    if not queries.scheme_of(edition).holds_in(year):
        raise Refused(_("这个办法在 %(year)s 年无效。") % {"year": year}, field="year")
    made = in_open_year(edition.assembly, year, field="year") or Year(assembly=edition.assembly, year=year)
    made.edition = edition
    made.save()
    events.YEAR_OPENED.record(made, by, year=year, title=edition.title)
    collecting.recount(made)
    return made


def in_open_year(assembly: Assembly, year: int, *, field: str | None = None) -> Year | None:
    """The year, where it was opened; refused once it or its term is sealed. Until the transaction ends, neither is."""
    members.stay_open(assembly)
    opened = queries.year_of(assembly, year)
    found = hold(opened) if opened is not None else None
    verdict = first_refusal(rules.is_in_open_term(assembly, year), rules.is_unsealed(found))
    if not verdict:
        raise Refused(verdict.reason, field=field)
    return found


@action(rules.may_freeze)
def freeze(year: Year, *, by: Person) -> Year:
    """Keep every score line by line as it stands now, under one seal; objections are answered first, and what was
    entered by hand is reviewed."""
    objections, entries = queries.waiting_in(year)
    if objections:
        raise Refused(_("还有 %(count)s 项异议没有答复，请先答复。") % {"count": objections})
    if entries:
        raise Refused(_("还有 %(count)s 条手工录入没有核实，请先核实。") % {"count": entries})
    YEAR_LIFE.advance(year, "freeze")
    last = Entry.objects.filter(assembly_id=year.assembly_id).aggregate(last=Max("id"))["last"] or 0
    year.frozen_at = clock.now()
    grades = sealing.graded(year, upto=last)
    Grade.objects.filter(of_year=year).delete()
    Grade.objects.bulk_create(grades, batch_size=500)
    year.seal = sealing.seal_of(grades)
    keep(year)
    events.YEAR_FROZEN.record(year, by, year=year.year, seal=year.seal, members=len(grades), entries=last)
    return year


@action(rules.may_thaw)
def thaw(year: Year, *, by: Person, reason: str) -> Year:
    """The year counts on; the seal that was is kept by its event."""
    if not reason.strip():
        raise Refused(_("请写明为什么解除封存。"), field="reason")
    YEAR_LIFE.advance(year, "thaw")
    year.seal, year.frozen_at = "", None
    keep(year)
    events.YEAR_THAWED.record(year, by, year=year.year, reason=reason.strip())
    return year


@action(rules.may_propose_grade)
def propose_grade(grade: Grade, *, by: Person, band: str, remark: str = "") -> Grade:
    """The officer's advice to the meeting; another grade than the counted one asks for a remark."""
    titles = {one.code: one.title for one in queries.scheme_of(grade.of_year.edition).bands}
    if band not in titles:
        raise Refused(_("办法里没有这个等次。"), field="band")
    if band != grade.band and not remark.strip():
        raise Refused(_("与得分的等次不同，请写明理由。"), field="remark")
    grade.proposed, grade.remark = band, remark.strip()
    keep(grade)
    events.GRADE_PROPOSED.record(grade, by, band=band, band_words=titles[band], remark=grade.remark)
    return grade


@action(rules.may_decide_grades)
def decide_grades(year: Year, *, by: Person, meeting: str, decided: Mapping[int, str]) -> Year:
    """What the meeting decided: grades by the key of the `Grade`; of the others the proposed or counted one stands.

    No more members hold a grade than its quota lets.
    """
    if not meeting.strip():
        raise Refused(_("请写明由哪次会议审定。"), field="meeting")
    scheme = queries.scheme_of(year.edition)
    grades = list(Grade.objects.filter(of_year=year))
    for grade in grades:
        grade.decided = decided.get(grade.pk) or grade.proposed or grade.band
    _within_quotas(scheme, grades)
    for band in {grade.decided for grade in grades}:
        Grade.objects.filter(pk__in=[one.pk for one in grades if one.decided == band]).update(decided=band)
    YEAR_LIFE.advance(year, "decide_grades")
    year.decided_at, year.decided_by = clock.now(), by
    keep(year)
    said = {"year": year.year, "members": len(grades)}
    events.GRADES_DECIDED.record(year, by, meeting=meeting.strip(), seal=sealing.seal_of_decided(grades), **said)
    return year


def _within_quotas(scheme: schemes.Scheme, grades: list[Grade]) -> None:
    for band in scheme.bands:
        held = sum(grade.decided == band.code for grade in grades)
        if band.quota is not None and held * 100 > band.quota * len(grades):
            words = {"title": band.title, "held": held, "quota": band.quota, "most": band.quota * len(grades) // 100}
            raise Refused(_("“%(title)s”共 %(held)s 名，超过 %(quota)s%%：最多 %(most)s 名。") % words)
