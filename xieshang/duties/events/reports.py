"""What happens to a yearly duty report."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Reported:
    year: int


@dataclass(frozen=True, slots=True)
class SentBack:
    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Whether the member agrees to have it published from now on."""

    year: int
    agrees: bool


REPORT_DRAFTED = Event("duties.report_drafted", _("起草 %(year)s 年述职报告"), Reported)
REPORT_SUBMITTED = Event("duties.report_submitted", _("提交 %(year)s 年述职报告"), Reported)
REPORT_RETURNED = Event("duties.report_returned", _("退回 %(year)s 年述职报告：%(reason)s"), SentBack)
REPORT_READ = Event("duties.report_reviewed", _("审阅了 %(year)s 年述职报告"), Reported)
REPORT_CONSENT = Event("duties.report_consent_changed", _("改变是否同意公开 %(year)s 年述职报告"), Agreed)
REPORT_PUBLISHED = Event("duties.report_published", _("公开 %(year)s 年述职报告"), Reported)
REPORT_WITHHELD = Event("duties.report_publication_ended", _("撤回公开的 %(year)s 年述职报告"), Reported)
