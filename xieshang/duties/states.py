"""The lives of what duty is told and judged by, and their choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.spine.lifecycle import Lifecycle


class EditionState(models.TextChoices):
    """The life of one version of a scheme."""

    DRAFT = "draft", _("拟订")
    ADOPTED = "adopted", _("已采用")
    RETIRED = "retired", _("已停用")


EDITION_LIFE = Lifecycle(
    "state",
    [
        ("adopt", _("采用"), {EditionState.DRAFT}, EditionState.ADOPTED),
    ],
)


class HandState(models.TextChoices):
    """The life of an entry by hand: nobody reviews their own."""

    ENTERED = "entered", _("待核实")
    CONFIRMED = "confirmed", _("已核实")
    REJECTED = "rejected", _("未通过")
    CORRECTED = "corrected", _("已更正")


HAND_LIFE = Lifecycle(
    "state",
    [
        ("confirm_entry", _("核实"), {HandState.ENTERED}, HandState.CONFIRMED),
        ("reject_entry", _("不予通过"), {HandState.ENTERED}, HandState.REJECTED),
        ("correct_entry", _("更正"), {HandState.CONFIRMED}, HandState.CORRECTED),
    ],
)


class ObjectionState(models.TextChoices):
    OPEN = "open", _("待答复")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")
    WITHDRAWN = "withdrawn", _("已撤回")


OBJECTION_LIFE = Lifecycle(
    "state",
    [
        ("uphold_objection", _("认定成立"), {ObjectionState.OPEN}, ObjectionState.UPHELD),
        ("dismiss_objection", _("认定不成立"), {ObjectionState.OPEN}, ObjectionState.DISMISSED),
        ("withdraw_objection", _("撤回"), {ObjectionState.OPEN}, ObjectionState.WITHDRAWN),
    ],
)


class YearState(models.TextChoices):
    """A year of duty: counted as it goes, frozen with a seal, decided by the meeting."""

    OPEN = "open", _("进行中")
    FROZEN = "frozen", _("已封存")
    DECIDED = "decided", _("已审定")


YEAR_LIFE = Lifecycle(
    "state",
    [
        ("freeze", _("封存"), {YearState.OPEN}, YearState.FROZEN),
        ("thaw", _("解除封存"), {YearState.FROZEN}, YearState.OPEN),
        ("decide_grades", _("审定等次"), {YearState.FROZEN}, YearState.DECIDED),
    ],
)


class ReportState(models.TextChoices):
    """The life of a yearly duty report (述职报告)."""

    DRAFT = "draft", _("起草")
    SUBMITTED = "submitted", _("已提交")
    RETURNED = "returned", _("退回修改")
    READ = "read", _("已审阅")
    PUBLISHED = "published", _("已公开")


REPORT_LIFE = Lifecycle(
    "state",
    [
        ("submit_report", _("提交"), {ReportState.DRAFT, ReportState.RETURNED}, ReportState.SUBMITTED),
        ("return_report", _("退回修改"), {ReportState.SUBMITTED}, ReportState.RETURNED),
        ("read_report", _("审阅"), {ReportState.SUBMITTED}, ReportState.READ),
        ("publish_report", _("公开"), {ReportState.READ}, ReportState.PUBLISHED),
        ("withhold_report", _("撤回公开"), {ReportState.PUBLISHED}, ReportState.READ),
    ],
)


class ExitState(models.TextChoices):
    """The life of a finding that somebody falls short. The program finds; a meeting decides."""

    FOUND = "found", _("待约谈")
    TALKED = "talked", _("已约谈")
    PROPOSED = "proposed", _("待会议审定")
    NOT_NOMINATED = "not_nominated", _("不再提名")
    KEPT = "kept", _("继续提名")
    DROPPED = "dropped", _("不再追究")


EXIT_LIFE = Lifecycle(
    "state",
    [
        ("note_interview", _("登记约谈"), {ExitState.FOUND}, ExitState.TALKED),
        ("propose_exit", _("建议不再提名"), {ExitState.TALKED}, ExitState.PROPOSED),
        ("decide_exit", _("登记不再提名"), {ExitState.PROPOSED}, ExitState.NOT_NOMINATED),
        ("keep_nominated", _("登记继续提名"), {ExitState.PROPOSED}, ExitState.KEPT),
        ("drop_exit", _("不再追究"), {ExitState.FOUND, ExitState.TALKED}, ExitState.DROPPED),
    ],
)


class AwardKind(models.TextChoices):
    """What is awarded for duty."""

    YEAR = "year", _("年度优秀委员")
    TERM = "term", _("本届优秀委员")


class AwardState(models.TextChoices):
    PROPOSED = "proposed", _("待审定")
    AWARDED = "awarded", _("已表彰")
    DECLINED = "declined", _("未通过")


AWARD_LIFE = Lifecycle(
    "state",
    [
        ("grant_award", _("登记表彰"), {AwardState.PROPOSED}, AwardState.AWARDED),
        ("decline_award", _("登记未通过"), {AwardState.PROPOSED}, AwardState.DECLINED),
    ],
)
