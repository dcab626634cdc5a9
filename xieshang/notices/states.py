"""Choices of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a notice is about. Kinds that begin with TO ask their reader to do something."""

    TO_CONFIRM = "to_confirm", _("待确认代录")
    TO_COSIGN = "to_cosign", _("待联名")
    COSIGNED = "cosigned", _("同意联名")
    COSIGNING_DECLINED = "cosigning_declined", _("不参加联名")
    TO_REVIEW = "to_review", _("待审查")
    SENT_BACK = "sent_back", _("退回修改")
    NOT_FILED = "not_filed", _("不予立案")
    FILED = "filed", _("立案")
    TO_ACCEPT_AHEAD = "to_accept_ahead", _("待预签收")
    OBJECTED_AHEAD = "objected_ahead", _("对拟交办有异议")
    TO_HANDLE = "to_handle", _("新交办")
    ACCEPTED = "accepted", _("签收")
    EXTENDED = "extended", _("延期")
    REPLIED = "replied", _("答复")
    TO_CLOSE = "to_close", _("待结案")
    CLOSED = "closed", _("办结")
    PUBLISHED = "published", _("公开")
    KEY_DECIDED = "key_decided", _("确定为重点提案")
    TO_SUPERVISE = "to_supervise", _("待领衔督办")
    KEY_REPORTED = "key_reported", _("报告督办结果")
    TO_NOMINATE = "to_nominate", _("待推荐评优")
    TO_MARK = "to_mark", _("待评分")
    HONOURED = "honoured", _("评优结果")
    OVERDUE = "overdue", _("逾期")


class Way(models.TextChoices):
    """A channel beside the notice in the product itself."""

    EMAIL = "email", _("电子邮件")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
