"""The life cycle of a proposal, and its choices. `docs` of the moves: README.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.spine.lifecycle import Lifecycle


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    GATHERING = "gathering", _("待联名")
    SUBMITTED = "submitted", _("待审查")
    CHECKED = "checked", _("待复审")
    RETURNED = "returned", _("退回修改")
    FILED = "filed", _("已立案")
    ASSIGNED = "assigned", _("待签收")
    HANDLING = "handling", _("办理中")
    REPLIED = "replied", _("待反馈")
    ANSWERED = "answered", _("待结案")
    CLOSED = "closed", _("已办结")
    NOT_FILED = "not_filed", _("不予立案")
    CONTESTED = "contested", _("复议中")
    MERGED = "merged", _("并案")
    LETTER = "letter", _("转意见建议")
    WITHDRAWN = "withdrawn", _("已撤回")


S = State
OPEN = frozenset({S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED})
"""Filed and not closed yet."""
FILED_STATES = OPEN | {S.CLOSED}
"""Every state that comes after filing."""
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
REVIEWABLE = frozenset({S.SUBMITTED, S.CHECKED})
"""In review: by the first reviewer, and by the second where an assembly reviews twice."""
CARRIABLE = OPEN | REVIEWABLE | {S.CONTESTED}
"""What is carried into the next term where it is not decided by the end of one (结转): what the office or a bureau
has in hand. What lies with its author is handed in anew."""
ENDED = frozenset({S.NOT_FILED, S.MERGED, S.LETTER, S.WITHDRAWN})
"""Ended without having been filed."""

LIFE = Lifecycle(
    "state",
    [
        ("gather", _("邀请联名"), {S.DRAFT, S.RETURNED}, S.GATHERING),
        ("take_back", _("收回修改"), {S.GATHERING}, S.DRAFT),
        ("submit", _("提交"), {S.DRAFT, S.RETURNED, S.GATHERING}, S.SUBMITTED),
        ("withdraw", _("撤回"), {S.DRAFT, S.GATHERING, S.RETURNED, *REVIEWABLE}, S.WITHDRAWN),
        ("check", _("初审"), {S.SUBMITTED}, S.CHECKED),
        ("send_back", _("退回修改"), REVIEWABLE, S.RETURNED),
        ("file", _("立案"), REVIEWABLE, S.FILED),
        ("merge", _("并案"), REVIEWABLE, S.MERGED),
        ("turn_into_letter", _("转为意见建议"), REVIEWABLE, S.LETTER),
        ("refuse", _("不予立案"), REVIEWABLE, S.NOT_FILED),
        ("object_to", _("申请复议"), {S.NOT_FILED}, S.CONTESTED),
        ("uphold", _("维持不予立案"), {S.CONTESTED}, S.NOT_FILED),
        ("overrule", _("复议立案"), {S.CONTESTED}, S.FILED),
        ("assign", _("交办"), {S.FILED}, S.ASSIGNED),
        ("take_back_assignment", _("收回交办"), {S.ASSIGNED}, S.FILED),
        ("accept", _("签收"), {S.ASSIGNED}, S.HANDLING),
        ("reply", _("答复"), {S.HANDLING}, S.REPLIED),
        ("send_back_reply", _("退回答复"), {S.REPLIED}, S.HANDLING),
        ("judge", _("反馈"), {S.REPLIED}, S.ANSWERED),
        ("handle_again", _("重新办理"), {S.REPLIED, S.ANSWERED}, S.HANDLING),
        ("close", _("结案"), {S.REPLIED, S.ANSWERED}, S.CLOSED),
        ("close_with_term", _("届满结案"), OPEN, S.CLOSED),
    ],
)


class ProposerKind(models.TextChoices):
    """Who proposes. All but the first two are collective (集体提案); of an imported one no more may be known."""

    MEMBER = "member", _("个人")
    JOINT = "joint", _("联名")
    SECTOR = "sector", _("界别")
    GROUP = "group", _("委员小组")
    COMMITTEE = "committee", _("专门委员会")
    PARTY = "party", _("党派")
    ORGANISATION = "organisation", _("人民团体")
    BODY = "body", _("集体")


COLLECTIVE = frozenset(ProposerKind.values) - {ProposerKind.MEMBER, ProposerKind.JOINT}


class Category(models.TextChoices):
    """Fields of work, by which proposals are sorted."""

    ECONOMY = "economy", _("经济建设")
    POLITICS = "politics", _("政治建设")
    CULTURE = "culture", _("文化建设")
    SOCIETY = "society", _("社会建设")
    ECOLOGY = "ecology", _("生态文明建设")
    OTHER = "other", _("其他")


class Ground(models.TextChoices):
    """The ten grounds for not filing (the national committee's rules on reviewing proposals, 2011)."""

    STATE_SECRET = "state_secret", _("涉及党和国家秘密")
    FORBIDDEN = "forbidden", _("内容为国家明令禁止")
    PARTY_AFFAIRS = "party_affairs", _("中共党员对党内组织、人事安排的意见")
    OTHER_PARTY_AFFAIRS = "other_party_affairs", _("民主党派成员反映本组织内部问题")
    IN_COURT = "in_court", _("已进入民事、刑事、行政诉讼或仲裁程序")
    ACADEMIC = "academic", _("学术研讨")
    PERSONAL = "personal", _("为本人或亲属解决个人问题")
    PROMOTION = "promotion", _("宣传推介具体作品、产品")
    DENUNCIATION = "denunciation", _("指名举报")
    EMPTY = "empty", _("内容空泛，没有具体建议")


class Destination(models.TextChoices):
    """Where what is not filed is passed on to (去向)."""

    OPINION = "opinion", _("作为社情民意信息报送")
    LETTER = "letter", _("作为委员来信转送")
    ADVICE = "advice", _("作为意见建议转送")
    NONE = "none", _("不另转送")


class CoSignState(models.TextChoices):
    ASKED = "asked", _("待确认")
    CONFIRMED = "confirmed", _("同意联名")
    DECLINED = "declined", _("不参加")


class HandlingRole(models.TextChoices):
    """In which role a bureau handles."""

    LEAD = "lead", _("主办")
    CO = "co", _("会办")
    SEPARATE = "separate", _("分办")


class TalkKind(models.TextChoices):
    """How a bureau talked with the author (沟通)."""

    MEETING = "meeting", _("面商")
    TELEPHONE = "telephone", _("电话")
    VISIT = "visit", _("走访")
    FORUM = "forum", _("座谈")
    SITE = "site", _("现场")


class ReplyClass(models.TextChoices):
    """What a reply promises."""

    A = "A", _("A 类：已经解决或采纳")
    B = "B", _("B 类：正在解决或列入计划")
    C = "C", _("C 类：条件限制，以后解决")
    D = "D", _("D 类：留作参考")


class AnswerState(models.TextChoices):
    """What becomes of one numbered suggestion."""

    DONE = "done", _("已落实")
    UNDER_WAY = "under_way", _("正在办理")
    PLANNED = "planned", _("列入计划")
    NOT_POSSIBLE = "not_possible", _("暂不具备条件")


class Satisfaction(models.TextChoices):
    """One axis of a member's judgement."""

    SATISFIED = "satisfied", _("满意")
    FAIRLY = "fairly", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")


class Outcome(models.TextChoices):
    """What a review can come to."""

    FILE = "file", _("立案")
    MERGE = "merge", _("并案")
    LETTER = "letter", _("转意见建议")
    RETURN = "return", _("退回修改")
    REFUSE = "refuse", _("不予立案")


class LikenessOutcome(models.TextChoices):
    """What was decided about two cases that are alike."""

    DIFFERENT = "different", _("各有侧重，分别处理")
    MERGE = "merge", _("并案办理")
    REPEATED = "repeated", _("重复提出")
    CARRIED_ON = "carried_on", _("旧案的延续")


class Setting(models.TextChoices):
    """What an assembly sets for its work with proposals, by the field that keeps it."""

    REVIEWS_TWICE = "reviews_twice", _("两次审查")
    TALKS_FIRST = "talks_first", _("先沟通再答复")
    PLANS_FIRST = "plans_first", _("先报办理计划再答复")
    HAS_CLASS_D = "has_class_d", _("设 D 类答复")
    BLOCKS_FROM = "blocks_from", _("相似到多少不能提交")
    IN_SESSION_ONLY = "in_session_only", _("只在会议期间提出的集体提案")


class Level(models.TextChoices):
    """Who answers for a reply; one level higher each time a case is handled again."""

    BUREAU = "bureau", _("承办单位负责人")
    DEPUTY = "deputy", _("政府分管领导")
    HEAD = "head", _("政府主要领导")

    @property
    def above(self) -> "Level":
        """The next level; the highest has none above it."""
        levels = list(Level)
        return levels[min(levels.index(self) + 1, len(levels) - 1)]

    def is_below(self, other: "Level") -> bool:
        """Is it a lower level than the other?"""
        levels = list(Level)
        return levels.index(self) < levels.index(other)


class PetitionKind(models.TextChoices):
    """What a bureau can ask of the office."""

    RELEASE = "release", _("申退")
    EXTENSION = "extension", _("延期")
    DISAGREEMENT = "disagreement", _("意见分歧")


class Ruling(models.TextChoices):
    """How a petition ended: by the office's ruling, or because its bureau took it back."""

    GRANTED = "granted", _("同意")
    DENIED = "denied", _("不同意")
    TAKEN = "taken", _("已收回")


class LeadOrigin(models.TextChoices):
    """Where a lead for a proposal comes from."""

    PUBLIC = "public", _("公众")
    ROOM = "room", _("政协其他工作")
    PROMISE = "promise", _("往年 B 类答复")


class LeadState(models.TextChoices):
    NEW = "new", _("待采用")
    TAKEN = "taken", _("已有委员采用")
    CLOSED = "closed", _("不采用")


class FollowUpKind(models.TextChoices):
    """Promises are asked of the bureau, effects of the author."""

    PROMISE = "promise", _("B 类承诺")
    EFFECT_3 = "effect_3", _("三个月成效")
    EFFECT_12 = "effect_12", _("十二个月成效")


class FollowUpOutcome(models.TextChoices):
    DONE = "done", _("已落实")
    UNDER_WAY = "under_way", _("仍在办理")
    EXPLAINED = "explained", _("不能落实，已说明")
    BETTER = "better", _("有成效")
    SAME = "same", _("没有变化")


PROMISE_OUTCOMES = [FollowUpOutcome.DONE, FollowUpOutcome.UNDER_WAY, FollowUpOutcome.EXPLAINED]
EFFECT_OUTCOMES = [FollowUpOutcome.BETTER, FollowUpOutcome.SAME]
"""What may be said of a promise, and of an effect."""


class KeyState(models.TextChoices):
    CANDIDATE = "candidate", _("候选")
    DECIDED = "decided", _("已确定")
    SUPERVISED = "supervised", _("督办中")
    REPORTED = "reported", _("已报告")
    DROPPED = "dropped", _("未列入")


KEY_LIFE = Lifecycle(
    "state",
    [
        ("decide_key", _("确定为重点提案"), {KeyState.CANDIDATE}, KeyState.DECIDED),
        ("drop_key", _("不列入重点提案"), {KeyState.CANDIDATE}, KeyState.DROPPED),
        ("plan_supervision", _("开始督办"), {KeyState.DECIDED}, KeyState.SUPERVISED),
        ("report_key", _("报告督办结果"), {KeyState.SUPERVISED}, KeyState.REPORTED),
    ],
)


class VisitKind(models.TextChoices):
    FORUM = "forum", _("座谈")
    RESEARCH = "research", _("调研")
    INSPECTION = "inspection", _("视察")
    CALL = "call", _("走访承办单位")


class AwardState(models.TextChoices):
    NOMINATING = "nominating", _("推荐中")
    MARKING = "marking", _("评分中")
    DECIDED = "decided", _("已公布")


AWARD_LIFE = Lifecycle(
    "state",
    [
        ("start_marking", _("开始评分"), {AwardState.NOMINATING}, AwardState.MARKING),
        ("decide_round", _("公布结果"), {AwardState.MARKING}, AwardState.DECIDED),
    ],
)


class HonourKind(models.TextChoices):
    PROPOSAL = "proposal", _("优秀提案")
    BUREAU = "bureau", _("先进承办单位")
    PERSON = "person", _("先进个人")


class BulkVerb(models.TextChoices):
    """What clerks do to many cases at once."""

    PROPOSE = "propose", _("拟定承办单位")
    ASSIGN = "assign", _("交办")
    EXTEND = "extend", _("延期")
    REMIND = "remind", _("催办")
    PRINT = "print", _("打印")
    EXPORT = "export", _("导出")
    ARCHIVE = "archive", _("归档")
    CARRY_OVER = "carry_over", _("结转")
    CLOSE_WITH_TERM = "close_with_term", _("届满结案")


class BulkState(models.TextChoices):
    WAITING = "waiting", _("待处理")
    DONE = "done", _("已处理")
    LEFT_OUT = "left_out", _("未处理")
    UNDONE = "undone", _("已经撤销")
    KEPT = "kept", _("未撤销")
