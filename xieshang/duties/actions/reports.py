"""Yearly duty reports: drafted from the year's record, written, handed in, read, published where the member agrees."""

from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.duties import events, queries, rules
from xieshang.duties.models import DutyReport
from xieshang.duties.states import REPORT_LIFE
from xieshang.members.models import Member
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused


@action(rules.may_draft_report)
def draft_report(member: Member, *, by: Person, year: int) -> DutyReport:
    """The first text of a year's report, made from what the ledger says of it: its author goes on from there."""
    if year > clock.today().year:
        raise Refused(_("这一年还没有到。"), field="year")
    if not queries.is_standing_in(member, year):
        raise Refused(_("%(year)s 年您不是常务委员会组成人员，不用述职。") % {"year": year}, field="year")
    if queries.report_of(member, year) is not None:
        raise Refused(_("%(year)s 年的述职报告已经起草。") % {"year": year}, field="year")
    text = queries.drafted(member, year)
    report = keep(DutyReport(assembly=member.assembly, member=member, year=year, text=text))
    events.REPORT_DRAFTED.record(report, by, year=year)
    return report


@action(rules.may_write_report, records=False)
def write_report(report: DutyReport, *, by: Person, text: str, may_publish: bool, version: int) -> DutyReport:
    """Keep what has been typed so far. Not a deed yet: nothing is recorded until it is handed in.

    `version` is the one that the author saw; Refused where it has changed since.
    """
    if version != report.version:
        raise Refused(
            _("这页打开以后，报告已在别处改过（第 %(version)s 稿）。您写的文字还在，请打开新的一稿再合并。")
            % {"version": report.version}
        )
    report.text, report.may_publish = text.strip().replace("\r\n", "\n"), may_publish
    report.version += 1
    return keep(report)


@action(rules.may_submit_report)
def submit_report(report: DutyReport, *, by: Person) -> DutyReport:
    """Hand it in; refused while it is empty, or still asks its author to write something."""
    if not report.text.strip():
        raise Refused(_("请写述职报告。"), field="text")
    if queries.TO_WRITE in report.text:
        raise Refused(_("还有一处没有写：不足和下一步打算。"), field="text")
    report.submitted_at = clock.now()
    return _moved(report, "submit_report", events.REPORT_SUBMITTED, by)


def _moved(report: DutyReport, move: str, event: Event[Any], by: Person, **facts: str) -> DutyReport:
    REPORT_LIFE.advance(report, move)
    keep(report)
    event.record(report, by, year=report.year, **facts)
    return report


@action(rules.may_return_report)
def return_report(report: DutyReport, *, by: Person, reason: str) -> DutyReport:
    """Back to its author, with a reason."""
    if not reason.strip():
        raise Refused(_("请写明退回的理由，委员会看到。"), field="reason")
    report.remark = reason.strip()
    return _moved(report, "return_report", events.REPORT_RETURNED, by, reason=report.remark)


@action(rules.may_read_report)
def read_report(report: DutyReport, *, by: Person, remark: str = "") -> DutyReport:
    """The office has read it; its author hears so."""
    report.read_at, report.read_by, report.remark = clock.now(), by, remark.strip()
    return _moved(report, "read_report", events.REPORT_READ, by)


@action(rules.may_publish_report)
def publish_report(report: DutyReport, *, by: Person) -> DutyReport:
    """For everybody, on the public site."""
    report.published_at = clock.now()
    return _moved(report, "publish_report", events.REPORT_PUBLISHED, by)


@action(rules.may_change_consent)
def change_consent(report: DutyReport, *, by: Person, agrees: bool) -> DutyReport:
    """Does the member agree that it is published?"""
    report.may_publish = agrees
    keep(report)
    events.REPORT_CONSENT.record(report, by, year=report.year, agrees=agrees)
    return report


@action(rules.may_withhold_report)
def withhold_report(report: DutyReport, *, by: Person) -> DutyReport:
    """The member agrees no longer: it is taken off the public site at once."""
    report.may_publish, report.published_at = False, None
    return _moved(report, "withhold_report", events.REPORT_WITHHELD, by)
