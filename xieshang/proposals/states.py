"""The life cycle of a proposal, and its choices. `docs` of the moves: README.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.spine.lifecycle import Lifecycle


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    GATHERING = "gathering", _("待联名")
    SUBMITTED = "submitted", _("待审查")
    RETURNED = "returned", _("退回修改")
    FILED = "filed", _("已立案")
    ASSIGNED = "assigned", _("待签收")
    HANDLING = "handling", _("办理中")
    REPLIED = "replied", _("待反馈")
    ANSWERED = "answered", _("待结案")
    CLOSED = "closed", _("已办结")
    NOT_FILED = "not_filed", _("不予立案")
    WITHDRAWN = "withdrawn", _("已撤回")


S = State
OPEN = frozenset({S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED})
"""Filed and not closed yet."""
FILED_STATES = OPEN | {S.CLOSED}
"""Every state that comes after filing."""
EDITABLE = frozenset({S.DRAFT, S.RETURNED})

LIFE = Lifecycle(
    "state",
    [
        ("gather", _("邀请联名"), {S.DRAFT, S.RETURNED}, S.GATHERING),
        ("take_back", _("收回修改"), {S.GATHERING}, S.DRAFT),
        ("submit", _("提交"), {S.DRAFT, S.RETURNED, S.GATHERING}, S.SUBMITTED),
        ("withdraw", _("撤回"), {S.DRAFT, S.GATHERING, S.SUBMITTED, S.RETURNED}, S.WITHDRAWN),
        ("send_back", _("退回修改"), {S.SUBMITTED}, S.RETURNED),
        ("file", _("立案"), {S.SUBMITTED}, S.FILED),
        ("refuse", _("不予立案"), {S.SUBMITTED}, S.NOT_FILED),
        ("assign", _("交办"), {S.FILED}, S.ASSIGNED),
        ("accept", _("签收"), {S.ASSIGNED}, S.HANDLING),
        ("reply", _("答复"), {S.HANDLING}, S.REPLIED),
        ("judge", _("反馈"), {S.REPLIED}, S.ANSWERED),
        ("close", _("结案"), {S.REPLIED, S.ANSWERED}, S.CLOSED),
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
    C = "C", _("C 类：条件限制，留作参考")


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
