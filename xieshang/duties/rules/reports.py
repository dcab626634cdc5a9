"""Rules of yearly duty reports: the member writes, the office reads, and what is published the member agreed to."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties import queries
from xieshang.duties.models import DutyReport
from xieshang.duties.states import REPORT_LIFE, ReportState
from xieshang.members.models import Member
from xieshang.spine.rule import ALLOWED, Verdict, refuse

P = Permission


def may_draft_report(actor: Person | Visitor, member: Member) -> Verdict:
    """A member of the standing committee, of their own duty (章程: 常务委员向全体会议述职)."""
    if actor.pk is None or actor.pk != member.person_id:
        return refuse(_("述职报告由委员本人起草。"))
    if not queries.was_ever_standing(member):
        return refuse(_("只有常务委员会组成人员要述职。"))
    return ALLOWED


def _writes(actor: Person | Visitor, report: DutyReport) -> Verdict:
    if actor.pk is not None and actor.pk == report.member.person_id:
        return ALLOWED
    return refuse(_("述职报告由委员本人办理。"))


def may_write_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The member, until it is handed in, and again when it was returned."""
    verdict = _writes(actor, report)
    if verdict and report.state not in (ReportState.DRAFT, ReportState.RETURNED):
        return refuse(_("已经提交的述职报告不能再改；办公室退回以后可以修改。"))
    return verdict


def may_submit_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The member."""
    verdict = _writes(actor, report)
    return REPORT_LIFE.may(report, "submit_report") if verdict else verdict


def _reads(actor: Person | Visitor, report: DutyReport) -> Verdict:
    if not actor.can(P.DUTIES_REVIEW, report.assembly.scope_id):
        return refuse(_("述职报告由办公室审阅。"))
    if actor.pk == report.member.person_id:
        return refuse(_("本人的述职报告要由别人审阅。"))
    return ALLOWED


def may_read_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The office, but not the member."""
    verdict = _reads(actor, report)
    return REPORT_LIFE.may(report, "read_report") if verdict else verdict


def may_return_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The same."""
    verdict = _reads(actor, report)
    return REPORT_LIFE.may(report, "return_report") if verdict else verdict


def may_publish_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The office, where the member agreed."""
    if not actor.can(P.DUTIES_REVIEW, report.assembly.scope_id):
        return refuse(_("述职报告由办公室公开。"))
    verdict = REPORT_LIFE.may(report, "publish_report")
    if verdict and not report.may_publish:
        return refuse(_("委员没有同意公开这份报告。"))
    return verdict


def may_change_consent(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The member, of what was handed in and is not published; before, it is part of the form."""
    verdict = _writes(actor, report)
    if verdict and report.state not in (ReportState.SUBMITTED, ReportState.READ):
        return refuse(_("是否同意公开，提交以后、公开以前可以在这里改变。"))
    return verdict


def may_withhold_report(actor: Person | Visitor, report: DutyReport) -> Verdict:
    """The member takes back what was agreed to (个人信息保护法 第十五条)."""
    verdict = _writes(actor, report)
    return REPORT_LIFE.may(report, "withhold_report") if verdict else verdict


def is_of_the_office(actor: Person | Visitor, report: DutyReport) -> bool:
    """Does the actor read what is between the office and the author: the remark, the agreement?"""
    return bool(actor.can(P.DUTIES_READ_ALL, report.assembly.scope_id, report.member.committee.scope_id))
