"""The words of notices, by kind, and how they are filled in for a person's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.notices.states import Kind
from xieshang.ui import show

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and a body that may be empty; placeholders by name."""

    title: Promise | str
    body: Promise | str = ""


WORDS: dict[Kind, Words] = {
    Kind.TO_CONFIRM: Words(
        _("请确认代您录入的提案《%(title)s》"), _("工作人员代您录入了这件提案，您确认以后才能立案。")
    ),
    Kind.TO_COSIGN: Words(_("邀请您联名：《%(title)s》"), _("第一提案人是%(proposer)s，请答复是否联名。")),
    Kind.COSIGNED: Words(_("%(name)s同意联名《%(title)s》"), "%(remark)s"),
    Kind.COSIGNING_DECLINED: Words(_("%(name)s不参加联名《%(title)s》"), "%(remark)s"),
    Kind.TO_REVIEW: Words(_("请审查提案《%(title)s》"), _("%(proposer)s提交，审查期限是 %(due)s。")),
    Kind.TO_REVIEW_AGAIN: Words(_("请复审提案《%(title)s》"), _("已经初审，审查期限是 %(due)s。")),
    Kind.MERGED: Words(
        _("提案《%(title)s》已经并案"),
        _("并入 %(year)s 年第 %(number)s 号，主案的答复同时答复您。理由：%(reason)s"),
    ),
    Kind.TOOK_IN: Words(_("有提案并入《%(lead)s》"), _("《%(title)s》（%(proposer)s）一并办理、一并答复。")),
    Kind.LEAD_REPLIED: Words(
        _("%(bureau_name)s已经答复《%(title)s》的主案"),
        _("主案《%(lead)s》的答复同时答复您，文号是%(letter_number)s。"),
    ),
    Kind.INTO_LETTER: Words(_("提案《%(title)s》转为意见建议"), _("理由：%(reason)s")),
    Kind.TO_CONTEST: Words(
        _("请复议不予立案的提案《%(title)s》"), _("%(proposer)s申请复议，期限是 %(due)s。理由：%(reason)s")
    ),
    Kind.UPHELD: Words(_("提案《%(title)s》经复议维持不予立案"), _("理由：%(reason)s")),
    Kind.OVERRULED: Words(_("提案《%(title)s》经复议立案"), _("案号是第 %(number)s 号。理由：%(reason)s")),
    Kind.SENT_BACK: Words(_("提案《%(title)s》退回修改"), _("审查意见：%(reason)s")),
    Kind.NOT_FILED: Words(_("提案《%(title)s》不予立案"), _("理由是%(ground)s。%(reason)s\n去向：%(destination)s。")),
    Kind.FILED: Words(_("提案《%(title)s》已经立案"), _("案号是第 %(number)s 号。")),
    Kind.TO_ACCEPT_AHEAD: Words(
        _("拟由贵单位办理提案《%(title)s》"), _("可以预签收，也可以提出异议；正式交办以前请答复。")
    ),
    Kind.AHEAD_TAKEN_BACK: Words(_("提案《%(title)s》不再拟由贵单位办理"), _("原来的拟交办已经收回，不用再答复。")),
    Kind.OBJECTED_AHEAD: Words(_("%(bureau_name)s对拟交办《%(title)s》有异议"), "%(reason)s"),
    Kind.TO_HANDLE: Words(_("新交办提案《%(title)s》"), _("签收期限是 %(accept_by)s，答复期限是 %(reply_by)s。")),
    Kind.ACCEPTED: Words(_("%(bureau_name)s已经签收《%(title)s》")),
    Kind.PLANNED: Words(_("%(bureau_name)s已经制定《%(title)s》的办理方案"), _("经办人和分管领导写在提案的页面上。")),
    Kind.TO_ANSWER: Words(
        _("%(bureau_name)s请您答复：《%(title)s》"), _("%(question)s\n请在 %(answer_by)s前答复，这期间办理期限停计。")
    ),
    Kind.QUESTION_ANSWERED: Words(
        _("提案者答复了询问：《%(title)s》"), _("办理期限接着计算，答复期限改为 %(reply_by)s。")
    ),
    Kind.RESUMED: Words(_("%(bureau_name)s恢复办理《%(title)s》"), _("没有等到您的答复。答复期限改为 %(reply_by)s。")),
    Kind.OPINION: Words(_("%(bureau_name)s提出了《%(title)s》的会办意见")),
    Kind.TO_RULE: Words(
        _("请裁定：%(bureau_name)s就《%(title)s》提出申请（%(what)s）"),
        _("理由是：%(reason)s\n裁定期限是 %(rule_by)s。"),
    ),
    Kind.RULED: Words(_("《%(title)s》：对%(bureau_name)s的申请（%(what)s）已作出裁定"), _("%(ruling)s。%(reason)s")),
    Kind.EXTENDED: Words(_("%(bureau_name)s延期答复《%(title)s》"), _("经同意，答复期限延长到 %(reply_by)s。")),
    Kind.REMINDED: Words(_("催办：《%(title)s》"), "%(words)s"),
    Kind.DUE_SOON: Words(_("%(count)s 件临近期限"), "%(lines)s"),
    Kind.REPLIED: Words(
        _("%(bureau_name)s已经答复《%(title)s》"), _("答复为 %(reply_class)s 类，文号是%(letter_number)s。")
    ),
    Kind.TO_CLOSE: Words(_("提案者已对《%(title)s》作出反馈"), _("请审核结案，期限是 %(due)s。")),
    Kind.TO_SIGN: Words(_("请签发《%(title)s》的答复"), _("答复稿已经拟好，答复期限是 %(reply_by)s。")),
    Kind.REPLY_HANDED_BACK: Words(_("《%(title)s》的答复稿退回修改"), "%(reason)s"),
    Kind.REPLY_SENT_BACK: Words(
        _("%(bureau_name)s对《%(title)s》的答复已退回"), _("理由是：%(reason)s\n新的答复期限是 %(reply_by)s。")
    ),
    Kind.TO_REPLY_AGAIN: Words(_("请重新办理《%(title)s》"), _("由%(level)s签发，答复期限是 %(reply_by)s。%(reason)s")),
    Kind.HANDLED_AGAIN: Words(_("《%(title)s》交承办单位重新办理"), _("由%(level)s负责，答复期限是 %(reply_by)s。")),
    Kind.FOLLOWED_UP: Words(_("《%(title)s》办结以后的%(asked)s：%(outcome)s"), "%(remark)s"),
    Kind.TO_FOLLOW_UP: Words(_("有 %(count)s 项跟踪回访等您答复"), "%(lines)s"),
    Kind.CLOSED: Words(_("提案《%(title)s》已经办结")),
    Kind.CARRIED_OVER: Words(
        _("提案《%(title)s》结转至第 %(into)s 届继续办理"), _("案号和期限不变；离任委员仍可查看。")
    ),
    Kind.CLOSED_WITH_TERM: Words(_("提案《%(title)s》届满结案"), _("理由：%(reason)s")),
    Kind.SUCCEEDED: Words(_("请您接续提案《%(title)s》"), _("第一提案人%(proposer)s已离任，由您听取答复、作出反馈。")),
    Kind.PUBLISHED: Words(_("提案《%(title)s》已经向社会公开")),
    Kind.CALL: Words(_("提案征集：%(title)s"), _("从 %(opens)s到 %(closes)s。")),
    Kind.TO_SORT_LEAD: Words(_("收到新线索"), _("来源是%(origin)s，请整理，供委员采用。")),
    Kind.SUPPORTED: Words(_("%(name)s附议《%(title)s》"), "%(remark)s"),
    Kind.KEY_DECIDED: Words(
        _("提案《%(title)s》确定为重点提案"), _("%(meeting)s审定，由%(leader_name)s领衔督办，督办期限是 %(due_on)s。")
    ),
    Kind.TO_SUPERVISE: Words(
        _("请您领衔督办重点提案《%(title)s》"), _("%(meeting)s审定，请在 %(due_on)s前报告督办结果。")
    ),
    Kind.TO_REPORT_KEY: Words(_("%(count)s 件重点提案的督办已逾期，请报告督办结果"), "%(lines)s"),
    Kind.KEY_REPORTED: Words(_("重点提案《%(title)s》的督办结果已经报告")),
    Kind.TO_NOMINATE: Words(_("请推荐：%(title)s"), _("推荐到 %(until_on)s为止。")),
    Kind.TO_MARK: Words(_("请评分：%(title)s"), _("共有 %(nominations)s 项推荐，评分到 %(until_on)s为止。")),
    Kind.HONOURED: Words(_("%(whom)s评为%(honour)s"), "%(title)s"),
    Kind.SPEECH_TAKEN: Words(_("您的大会发言《%(title)s》选为%(state)s"), _("理由：%(reason)s")),
    Kind.SPEECH_NOT_TAKEN: Words(_("您的大会发言《%(title)s》未采用"), _("理由：%(reason)s")),
    Kind.TO_APPROVE_MINUTES: Words(_("请审定《%(title)s》的纪要")),
    Kind.MINUTES_RETURNED: Words(_("《%(title)s》的纪要退回修改"), _("理由：%(reason)s")),
    Kind.TO_ISSUE_MINUTES: Words(_("请印发《%(title)s》的纪要"), _("纪要已经审定。")),
    Kind.MINUTES_ISSUED: Words(_("《%(title)s》的纪要已经印发"), "%(number)s"),
    Kind.TO_VOTE: Words(_("请投票：%(title)s"), _("%(meeting)s，投票已经开始，每人一次。")),
    Kind.VOTE_RESULT: Words(_("表决结果：%(title)s"), "%(conclusion)s"),
    Kind.ATTENDANCE_CORRECTED: Words(_("您在《%(meeting)s》的出席情况更正为“%(presence)s”"), _("理由：%(reason)s")),
    Kind.OVERDUE: Words(_("新逾期 %(count)s 件"), "%(lines)s"),
    Kind.TO_APPROVE_NOTICE: Words(_("请批准会议通知：%(title)s"), _("%(starts)s开始，地点是%(place)s。")),
    Kind.NOTICE_APPROVED: Words(_("会议通知已经批准：%(title)s"), _("可以发出通知了。")),
    Kind.NOTICE_RETURNED: Words(_("会议通知退回修改：%(title)s"), _("理由：%(reason)s")),
    Kind.TO_ATTEND: Words(_("会议活动通知：%(title)s"), _("%(starts)s开始，地点是%(place)s。%(ask)s")),
    Kind.OCCASION_CHANGED: Words(_("会议活动有变更：%(title)s"), _("变更后%(starts)s开始，地点是%(place)s。")),
    Kind.OCCASION_CANCELLED: Words(_("会议活动取消：%(title)s"), _("原定%(starts)s开始。理由：%(reason)s")),
    Kind.OFF_ROSTER: Words(_("您不再列入名单：%(title)s"), _("原定%(starts)s开始，您不用参加。")),
    Kind.TO_ANSWER_NOTICE: Words(_("请回复是否参加：%(title)s"), _("%(starts)s开始，地点是%(place)s。%(ask)s")),
    Kind.TO_DECIDE_LEAVE: Words(_("%(name)s请假：%(title)s"), _("%(starts)s开始，请审批。")),
    Kind.LEAVE_DECIDED: Words(_("%(decided)s：%(title)s"), _("%(starts)s开始。")),
    Kind.SEAT: Words(_("您的座位：%(title)s"), _("%(seat)s。")),
    Kind.SEAT_CHANGED: Words(_("您的座位换了：%(title)s"), _("现在是 %(seat)s。")),
    Kind.SEAT_CLEARED: Words(_("您的座位取消了：%(title)s"), _("原来是 %(seat)s；另排了座位会再告诉您。")),
    Kind.GRADE_DECIDED: Words(
        _("您 %(year)s 年的履职等次审定为“%(band)s”"), _("%(meeting)s审定。逐条得分和依据在您的履职档案里。")
    ),
    Kind.TO_ANSWER_OBJECTION: Words(_("请答复%(name)s对 %(year)s 年履职得分的异议")),
    Kind.OBJECTION_ANSWERED: Words(_("您对 %(year)s 年履职得分的异议已答复：%(outcome)s"), "%(reason)s"),
    Kind.TO_REVIEW_ENTRY: Words(_("有手工录入的履职情况等待核实"), _("读过这条通知以后，再有新的录入才会再告诉您。")),
    Kind.HAND_CONFIRMED: Words(_("“%(title)s”已核实，计入履职"), _("日期是 %(on)s。")),
    Kind.HAND_REJECTED: Words(_("“%(title)s”没有通过核实"), _("理由：%(reason)s")),
    Kind.HAND_CORRECTED: Words(_("“%(was)s”的履职录入已更正"), _("更正为“%(title)s”。理由：%(reason)s")),
    Kind.TO_READ_REPORT: Words(_("请审阅%(name)s的 %(year)s 年述职报告")),
    Kind.REPORT_RETURNED: Words(_("您 %(year)s 年的述职报告退回修改"), _("理由：%(reason)s")),
    Kind.REPORT_READ: Words(_("您 %(year)s 年的述职报告已经审阅"), "%(remark)s"),
    Kind.REPORT_PUBLISHED: Words(_("您 %(year)s 年的述职报告已经公开"), _("不再同意公开时，可以随时撤回。")),
    Kind.TO_DECIDE_AWARD: Words(_("有优秀委员的推荐等待会议审定"), _("读过这条通知以后，再有新的推荐才会再告诉您。")),
    Kind.AWARDED: Words(_("您评为%(what)s"), _("%(meeting)s审定，证书是%(certificate)s，可以下载。")),
    Kind.EXIT_FOUND: Words(
        _("请看 %(year)s 年的履职提醒"), _("依据写在页面上，只有您和登记会议决定的人看得到。您可以陈述。")
    ),
    Kind.EXIT_ANSWERED: Words(_("%(name)s对履职提醒作了陈述")),
    Kind.EXIT_PROPOSED: Words(
        _("%(year)s 年的履职提醒将由会议审定"), _("建议和理由写在页面上。会议审定以前，您可以陈述。")
    ),
    Kind.EXIT_DECIDED: Words(_("%(year)s 年的履职提醒有了结论"), _("请到页面上查看。")),
}
LAPSED = _("已经收回，不用再答复。")
ASKED = _("《%(title)s》的%(kind)s，期限是 %(due)s")
LINE = _("《%(title)s》应在 %(due)s前%(step)s")
SUPERVISED = _("《%(title)s》由%(leader)s领衔督办，应在 %(due)s前报告")
SOON = _("《%(title)s》应在 %(due)s前%(step)s，还有 %(days)s 天")
MORE = _("另有 %(count)s 件，请到工作台查看。")


def said(kind: Kind, /, **facts: Any) -> tuple[str, str]:
    """Title and body of a kind of notice in the present language. Days are written out, texts stand as they are."""
    shown = {name: written(value) for name, value in facts.items()}
    words = WORDS[kind]
    return str(words.title) % shown, (str(words.body) % shown).strip()


def everywhere(say: Callable[[], T]) -> dict[str, T]:
    """What is said in each language of the product, by its code."""
    spoken = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            spoken[code] = say()
    return spoken


def written(value: Any) -> str:
    """A fact as the present language writes it."""
    if isinstance(value, datetime):
        return show.moment(value)
    return show.day(value) if isinstance(value, date) else str(value)
