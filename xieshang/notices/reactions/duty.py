"""Who hears of what was judged of their duty: grades, objections, entries by hand, reports, awards, findings."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.duties import events, queries
from xieshang.duties.models import Award, DutyReport, Exit, Grade, HandEntry, Objection, Year
from xieshang.duties.states import AwardKind, AwardState, ExitState, HandState, ObjectionState, ReportState
from xieshang.members.models import Assembly, Member
from xieshang.notices import telling
from xieshang.notices.models import Notice
from xieshang.notices.states import Kind
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


def _person_of(member: Member) -> QuerySet[Person]:
    """The member, where their account is in use."""
    return Person.objects.filter(pk=member.person_id, is_active=True)


@on(events.GRADES_DECIDED)
def grades_decided(entry: Entry) -> None:
    """Every member hears their own grade; nobody that of another."""
    year = Year.objects.select_related("edition").get(pk=entry.subject_id)
    link = f"{reverse('duties:own')}?year={year.year}"
    for band in queries.scheme_of(year.edition).bands:
        held = Grade.objects.filter(of_year=year, decided=band.code).values("member__person")
        people = Person.objects.filter(pk__in=held, is_active=True)
        telling.tell(entry, Kind.GRADE_DECIDED, people, link=link, band=band.title)


def _office(assembly: Assembly) -> QuerySet[Person]:
    """Who answers objections and reviews entries."""
    return holders(P.DUTIES_REVIEW, assembly.scope_id, on=clock.today())


def _tell_once(entry: Entry, kind: Kind, people: QuerySet[Person], *, link: str) -> None:
    """Of a queue that many come into at once: nobody is told again before they have read that something waits."""
    unread = Notice.objects.filter(person=OuterRef("pk"), kind=kind, read_at__isnull=True)
    telling.tell(entry, kind, people.exclude(Exists(unread)), link=link)


@on(events.OBJECTED)
def objected(entry: Entry) -> None:
    """Whoever answers objections, but for the member; unless it was settled meanwhile."""
    one = Objection.objects.select_related("member", "assembly").get(pk=entry.subject_id)
    if one.state == ObjectionState.OPEN:
        link, people = (
            reverse("duties:objection", args=[one.pk]),
            _office(one.assembly).exclude(pk=one.member.person_id),
        )
        telling.tell(entry, Kind.TO_ANSWER_OBJECTION, people, link=link, name=one.member.name, year=one.year)


@on(events.UPHELD, events.DISMISSED)
def objection_answered(entry: Entry) -> None:
    """Whoever objected reads the answer with its reason."""
    one = Objection.objects.select_related("member").get(pk=entry.subject_id)
    link = reverse("duties:objection", args=[one.pk])
    outcome = ObjectionState(one.state).label
    people = _person_of(one.member)
    telling.tell(entry, Kind.OBJECTION_ANSWERED, people, link=link, outcome=outcome)


@on(events.NOTED_BY_HAND)
def hand_noted(entry: Entry) -> None:
    """Whoever may review it: neither who entered it nor the member."""
    one = _entered(entry)
    if one.state == HandState.ENTERED:
        others = _office(one.assembly).exclude(pk__in=[one.entered_by_id, one.member.person_id])
        _tell_once(entry, Kind.TO_REVIEW_ENTRY, others, link=reverse("duties:entries"))


@on(events.CORRECTED)
def hand_corrected(entry: Entry) -> None:
    """The member, and whoever entered it, read what it is now and why."""
    one = _entered(entry)
    if one.corrects is not None:
        said = {"was": one.corrects.title, "title": one.title, "reason": one.reason}
        _tell_of_entry(entry, Kind.HAND_CORRECTED, one, **said)


@on(events.CONFIRMED)
def hand_confirmed(entry: Entry) -> None:
    """The member whose deed it was, and whoever entered it."""
    one = _entered(entry)
    if one.state == HandState.CONFIRMED:
        _tell_of_entry(entry, Kind.HAND_CONFIRMED, one, title=one.title, on=one.on)


@on(events.REJECTED)
def hand_rejected(entry: Entry) -> None:
    """The same people read why it does not count."""
    one = _entered(entry)
    _tell_of_entry(entry, Kind.HAND_REJECTED, one)


def _entered(entry: Entry) -> HandEntry:
    return HandEntry.objects.select_related("member", "assembly", "corrects").get(pk=entry.subject_id)


def _tell_of_entry(entry: Entry, kind: Kind, one: HandEntry, **facts: Any) -> None:
    people = _person_of(one.member) | Person.objects.filter(pk=one.entered_by_id, is_active=True)
    telling.tell(entry, kind, people, link=reverse("duties:entry", args=[one.pk]), **facts)


@on(events.REPORT_SUBMITTED)
def report_submitted(entry: Entry) -> None:
    """The office reads it, unless that was done meanwhile."""
    report = _report(entry)
    if report.state == ReportState.SUBMITTED:
        people = holders(P.DUTIES_REVIEW, report.assembly.scope_id, on=clock.today())
        _tell_of_report(entry, Kind.TO_READ_REPORT, report, people, name=report.member.name)


@on(events.REPORT_RETURNED)
def report_returned(entry: Entry) -> None:
    """Its author reads why."""
    report = _report(entry)
    _tell_of_report(entry, Kind.REPORT_RETURNED, report, _person_of(report.member), reason=entry.payload["reason"])


@on(events.REPORT_READ)
def report_read(entry: Entry) -> None:
    """Its author hears that it was read, with the office's remark."""
    report = _report(entry)
    _tell_of_report(entry, Kind.REPORT_READ, report, _person_of(report.member), remark=report.remark)


@on(events.REPORT_PUBLISHED)
def report_published(entry: Entry) -> None:
    """Its author hears that everybody can read it now, unless it was taken back meanwhile."""
    report = _report(entry)
    if report.state == ReportState.PUBLISHED:
        _tell_of_report(entry, Kind.REPORT_PUBLISHED, report, _person_of(report.member))


def _report(entry: Entry) -> DutyReport:
    return DutyReport.objects.select_related("member", "assembly").get(pk=entry.subject_id)


def _tell_of_report(entry: Entry, kind: Kind, report: DutyReport, people: QuerySet[Person], **facts: Any) -> None:
    telling.tell(entry, kind, people, link=reverse("duties:report", args=[report.pk]), year=report.year, **facts)


@on(events.AWARD_PROPOSED)
def award_proposed(entry: Entry) -> None:
    """Whoever notes what the meeting decides; unless it has decided meanwhile."""
    award = Award.objects.select_related("assembly").get(pk=entry.subject_id)
    if award.state == AwardState.PROPOSED:
        people = holders(P.DUTIES_DECIDE, award.assembly.scope_id, on=clock.today())
        _tell_once(entry, Kind.TO_DECIDE_AWARD, people, link=reverse("duties:awards"))


@on(events.AWARD_GRANTED)
def awarded(entry: Entry) -> None:
    """The member, with the number of the certificate."""
    award = Award.objects.select_related("member", "term").get(pk=entry.subject_id)
    if award.state == AwardState.AWARDED:
        link = reverse("duties:award", args=[award.pk])
        telling.tell(entry, Kind.AWARDED, _person_of(award.member), link=link, what=_awarded(award))


def _outstanding(kind: str, year: int) -> str:
    if kind == AwardKind.TERM:
        return str(AwardKind.TERM.label)
    return _("%(year)s 年度优秀委员") % {"year": year}


_said = lazy(_outstanding, str)


def _awarded(award: Award) -> str:
    """What of, in the language of whoever reads it."""
    return _said(award.kind, award.year)


@on(events.FOUND_SHORT)
def found_short(entry: Entry) -> None:
    """The member alone; the notice itself says nothing of the reason."""
    _tell_of_exit(entry, Kind.EXIT_FOUND)


@on(events.EXIT_PROPOSED)
def exit_proposed(entry: Entry) -> None:
    """The member, who can answer before the meeting decides."""
    if _exit(entry).state == ExitState.PROPOSED:
        _tell_of_exit(entry, Kind.EXIT_PROPOSED)


@on(events.EXIT_DECIDED, events.EXIT_DROPPED)
def exit_decided(entry: Entry) -> None:
    """The member reads what came of it."""
    _tell_of_exit(entry, Kind.EXIT_DECIDED)


@on(events.EXIT_ANSWERED)
def exit_answered(entry: Entry) -> None:
    """Who notes what the meeting decides, but for the member."""
    found = _exit(entry)
    people = holders(P.DUTIES_DECIDE, found.assembly.scope_id, on=clock.today())
    link = reverse("duties:exit", args=[found.pk])
    telling.tell(entry, Kind.EXIT_ANSWERED, people, link=link, name=found.member.name)


def _exit(entry: Entry) -> Exit:
    return Exit.objects.select_related("member", "assembly").get(pk=entry.subject_id)


def _tell_of_exit(entry: Entry, kind: Kind) -> None:
    found = _exit(entry)
    link = reverse("duties:exit", args=[found.pk])
    telling.tell(entry, kind, _person_of(found.member), link=link, year=found.year)
