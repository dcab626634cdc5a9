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
    TO_REVIEW_AGAIN = "to_review_again", _("待复审")
    SENT_BACK = "sent_back", _("退回修改")
    MERGED = "merged", _("并案")
    TOOK_IN = "took_in", _("并入本案")
    LEAD_REPLIED = "lead_replied", _("主案答复")
    INTO_LETTER = "into_letter", _("转意见建议")
    TO_CONTEST = "to_contest", _("待复议")
    UPHELD = "upheld", _("维持不予立案")
    OVERRULED = "overruled", _("复议立案")
    NOT_FILED = "not_filed", _("不予立案")
    FILED = "filed", _("立案")
    TO_ACCEPT_AHEAD = "to_accept_ahead", _("待预签收")
    AHEAD_TAKEN_BACK = "ahead_taken_back", _("拟交办收回")
    OBJECTED_AHEAD = "objected_ahead", _("对拟交办有异议")
    TO_HANDLE = "to_handle", _("新交办")
    ACCEPTED = "accepted", _("签收")
    PLANNED = "planned", _("办理方案")
    TO_ANSWER = "to_answer", _("待答复询问")
    QUESTION_ANSWERED = "question_answered", _("提案者答复了询问")
    RESUMED = "resumed", _("恢复办理")
    OPINION = "opinion", _("会办意见")
    TO_RULE = "to_rule", _("待裁定")
    RULED = "ruled", _("裁定")
    EXTENDED = "extended", _("延期")
    REMINDED = "reminded", _("催办")
    DUE_SOON = "due_soon", _("临近期限")
    REPLIED = "replied", _("答复")
    TO_CLOSE = "to_close", _("待结案")
    TO_SIGN = "to_sign", _("待签发")
    REPLY_HANDED_BACK = "reply_handed_back", _("答复稿退回")
    REPLY_SENT_BACK = "reply_sent_back", _("答复退回")
    TO_REPLY_AGAIN = "to_reply_again", _("待重新办理")
    HANDLED_AGAIN = "handled_again", _("重新办理")
    CLOSED = "closed", _("办结")
    CARRIED_OVER = "carried_over", _("结转")
    CLOSED_WITH_TERM = "closed_with_term", _("届满结案")
    SUCCEEDED = "succeeded", _("接续提案")
    FOLLOWED_UP = "followed_up", _("跟踪回访")
    TO_FOLLOW_UP = "to_follow_up", _("待回访")
    PUBLISHED = "published", _("公开")
    CALL = "call", _("提案征集")
    TO_SORT_LEAD = "to_sort_lead", _("新线索")
    SUPPORTED = "supported", _("附议")
    KEY_DECIDED = "key_decided", _("确定为重点提案")
    TO_SUPERVISE = "to_supervise", _("待领衔督办")
    TO_REPORT_KEY = "to_report_key", _("督办逾期")
    KEY_REPORTED = "key_reported", _("报告督办结果")
    TO_NOMINATE = "to_nominate", _("待推荐评优")
    TO_MARK = "to_mark", _("待评分")
    HONOURED = "honoured", _("评优结果")
    SPEECH_TAKEN = "speech_taken", _("大会发言已选用")
    SPEECH_NOT_TAKEN = "speech_not_taken", _("大会发言未采用")
    TO_APPROVE_MINUTES = "to_approve_minutes", _("待审定纪要")
    MINUTES_RETURNED = "minutes_returned", _("纪要退回")
    TO_ISSUE_MINUTES = "to_issue_minutes", _("待印发纪要")
    MINUTES_ISSUED = "minutes_issued", _("纪要印发")
    ATTENDANCE_CORRECTED = "attendance_corrected", _("更正出席")
    OVERDUE = "overdue", _("逾期")
    TO_VOTE = "to_vote", _("待投票")
    VOTE_RESULT = "vote_result", _("表决结果")
    TO_APPROVE_NOTICE = "to_approve_notice", _("待批会议通知")
    NOTICE_APPROVED = "notice_approved", _("会议通知已批准")
    NOTICE_RETURNED = "notice_returned", _("会议通知退回修改")
    TO_ATTEND = "to_attend", _("会议活动通知")
    OCCASION_CHANGED = "occasion_changed", _("会议活动变更")
    OCCASION_CANCELLED = "occasion_cancelled", _("会议活动取消")
    OFF_ROSTER = "off_roster", _("不再列入名单")
    TO_ANSWER_NOTICE = "to_answer_notice", _("待回复会议通知")
    TO_DECIDE_LEAVE = "to_decide_leave", _("待批请假")
    LEAVE_DECIDED = "leave_decided", _("请假结果")
    SEAT = "seat", _("座位")
    SEAT_CHANGED = "seat_changed", _("座位变动")
    SEAT_CLEARED = "seat_cleared", _("座位取消")
    GRADE_DECIDED = "grade_decided", _("履职等次审定")
    TO_ANSWER_OBJECTION = "to_answer_objection", _("待答复履职异议")
    OBJECTION_ANSWERED = "objection_answered", _("履职异议答复")
    TO_REVIEW_ENTRY = "to_review_entry", _("待核实履职录入")
    HAND_CONFIRMED = "hand_confirmed", _("履职录入已核实")
    HAND_REJECTED = "hand_rejected", _("履职录入未通过")
    HAND_CORRECTED = "hand_corrected", _("履职录入已更正")
    TO_READ_REPORT = "to_read_report", _("待审阅述职报告")
    REPORT_RETURNED = "report_returned", _("述职报告退回")
    REPORT_READ = "report_read", _("述职报告已审阅")
    REPORT_PUBLISHED = "report_published", _("述职报告公开")
    TO_DECIDE_AWARD = "to_decide_award", _("待审定优秀委员")
    AWARDED = "awarded", _("评为优秀委员")
    EXIT_FOUND = "exit_found", _("履职提醒")
    EXIT_ANSWERED = "exit_answered", _("对履职提醒的陈述")
    EXIT_PROPOSED = "exit_proposed", _("履职提醒待会议审定")
    EXIT_DECIDED = "exit_decided", _("履职提醒的结论")


IN_APP_ALONE = frozenset({Kind.TO_VOTE, Kind.VOTE_RESULT, Kind.SEAT, Kind.SEAT_CHANGED, Kind.SEAT_CLEARED})
"""What is told in the product alone, to people who sit in the hall or look for their seat there: a mail would come
too late, or be out of date when it is opened."""


class Way(models.TextChoices):
    """A channel beside the notice in the product itself."""

    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    WECOM = "wecom", _("企业微信")


AT_ONCE = frozenset(
    {Kind.TO_ATTEND, Kind.OCCASION_CHANGED, Kind.OCCASION_CANCELLED, Kind.TO_ANSWER_NOTICE, Kind.LEAVE_DECIDED}
)
"""What reaches people on their phones too, by text message or WeCom: whoever reads it late misses something."""


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
