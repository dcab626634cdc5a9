"""The life of an occasion and of what hangs on it, and their choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.spine.lifecycle import Lifecycle


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    PROPOSED = "proposed", _("待批准")
    APPROVED = "approved", _("已批准")
    NOTIFIED = "notified", _("已通知")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


S = State
EDITABLE = frozenset({S.DRAFT, S.PROPOSED, S.APPROVED})
"""Nobody has been told yet: date, place and roster may change without a word to anybody."""
AHEAD = EDITABLE | {S.NOTIFIED}
"""Not begun yet."""

LIFE = Lifecycle(
    "state",
    [
        ("ask_approval", _("送请批准"), {S.DRAFT}, S.PROPOSED),
        ("approve", _("批准"), {S.DRAFT, S.PROPOSED}, S.APPROVED),
        ("return_notice", _("退回修改"), {S.PROPOSED}, S.DRAFT),
        ("take_back", _("收回修改"), {S.PROPOSED, S.APPROVED}, S.DRAFT),
        ("notify", _("发出通知"), {S.DRAFT, S.APPROVED}, S.NOTIFIED),
        ("cancel", _("取消"), AHEAD, S.CANCELLED),
        ("open", _("开会"), {S.NOTIFIED}, S.OPEN),
        ("close", _("散会"), {S.OPEN}, S.CLOSED),
        ("reopen", _("继续开会"), {S.CLOSED}, S.OPEN),
    ],
)


class Entitled(models.TextChoices):
    """Who belongs to an occasion of a kind by right (应出席)."""

    MEMBERS = "members", _("全体委员")
    STANDING = "standing", _("常务委员会组成人员")
    CHAIRS = "chairs", _("主席、副主席、秘书长")
    PARTY_GROUP = "party_group", _("党组成员")
    ORGAN = "organ", _("专委会或小组成员")
    SECTOR = "sector", _("界别委员")
    CHOSEN = "chosen", _("逐一指定")


class Part(models.TextChoices):
    """In which part somebody is on the roster."""

    ENTITLED = "entitled", _("应出席")
    INVITED = "invited", _("列席")
    STAFF = "staff", _("工作人员")


class Answer(models.TextChoices):
    """What somebody said to the notice."""

    NONE = "none", _("未回复")
    COMING = "coming", _("参加")
    NOT_COMING = "not_coming", _("不参加")
    LEAVE = "leave", _("请假")


class LeaveKind(models.TextChoices):
    """Why somebody asks for leave."""

    DUTY = "duty", _("公务")
    ILLNESS = "illness", _("生病")
    PERSONAL = "personal", _("事假")
    ABROAD = "abroad", _("出国（境）")


class LeaveState(models.TextChoices):
    ASKED = "asked", _("待批")
    GRANTED = "granted", _("准假")
    REFUSED = "refused", _("不准假")
    WITHDRAWN = "withdrawn", _("已撤回")


class Presence(models.TextChoices):
    """How somebody was there at a sitting. EXPECTED until the sitting is settled."""

    EXPECTED = "expected", _("未到")
    PRESENT = "present", _("出席")
    LATE = "late", _("迟到")
    LEFT_EARLY = "left_early", _("早退")
    ON_LEAVE = "on_leave", _("请假")
    ABSENT = "absent", _("缺席")


THERE = frozenset({Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY})
"""Whoever is counted in the hall."""


class SignInWay(models.TextChoices):
    """How a sign-in came about. Five ways, one attendance a sitting, whichever came first."""

    HALL = "hall", _("扫会场码")
    CARD = "card", _("扫委员码")
    LIST = "list", _("名单勾选")
    FENCE = "fence", _("定位签到")
    OFFLINE = "offline", _("离线补传")


class Direction(models.TextChoices):
    """What a record of the door says."""

    IN = "in", _("签到")
    OUT = "out", _("离场")
    CORRECTION = "correction", _("更正")


class ItemKind(models.TextChoices):
    """What an item of the agenda is."""

    FIRST_TOPIC = "first_topic", _("第一议题")
    REPORT = "report", _("听取报告")
    DELIBERATION = "deliberation", _("审议")
    SPEECHES = "speeches", _("发言")
    VOTE = "vote", _("表决")
    OTHER = "other", _("其他")


WRITTEN = frozenset({ItemKind.REPORT, ItemKind.DELIBERATION})
"""Papers are waited for before these, unless an item says that it has none."""


class ItemState(models.TextChoices):
    AHEAD = "ahead", _("未开始")
    ON = "on", _("进行中")
    DONE = "done", _("已完成")
    SKIPPED = "skipped", _("不再进行")


ITEM_LIFE = Lifecycle(
    "state",
    [
        ("begin_item", _("开始"), {ItemState.AHEAD, ItemState.DONE, ItemState.SKIPPED}, ItemState.ON),
        ("end_item", _("结束"), {ItemState.ON}, ItemState.DONE),
        ("skip_item", _("跳过"), {ItemState.AHEAD}, ItemState.SKIPPED),
    ],
)


class PaperAccess(models.TextChoices):
    """Who reads the papers of an item."""

    ENTITLED = "entitled", _("应出席人员")
    ROSTER = "roster", _("应出席和列席人员")
    ASSEMBLY = "assembly", _("全体委员")


class SpeechState(models.TextChoices):
    OFFERED = "offered", _("待遴选")
    ORAL = "oral", _("口头发言")
    WRITTEN = "written", _("书面发言")
    NOT_TAKEN = "not_taken", _("未采用")
    WITHDRAWN = "withdrawn", _("已撤回")
    SPOKEN = "spoken", _("已发言")


SPEECH_LIFE = Lifecycle(
    "state",
    [
        ("take_for_oral", _("选为口头发言"), {"offered", "written", "not_taken"}, SpeechState.ORAL),
        ("take_for_written", _("选为书面发言"), {"offered", "oral", "not_taken"}, SpeechState.WRITTEN),
        ("not_take", _("定为不采用"), {"offered", "oral", "written"}, SpeechState.NOT_TAKEN),
        ("withdraw_speech", _("撤回"), {"offered", "oral", "written"}, SpeechState.WITHDRAWN),
        ("note_spoken", _("登记已发言"), {"oral"}, SpeechState.SPOKEN),
    ],
)


class SpeechLevel(models.TextChoices):
    """Before which plenary a speech is given: one's own, or, for resident members of a higher level, that one."""

    COUNTY = "county", _("县（市、区）政协全会")
    CITY = "city", _("市政协全会")
    PROVINCE = "province", _("省政协全会")
    NATION = "nation", _("全国政协全会")


class TurnState(models.TextChoices):
    """Somebody's place on the speaking list in the hall."""

    WAITING = "waiting", _("等候")
    SPEAKING = "speaking", _("正在发言")
    SPOKEN = "spoken", _("已发言")
    WITHDRAWN = "withdrawn", _("已放弃")


class VoteKind(models.TextChoices):
    QUESTION = "question", _("表决一项议题")
    ELECTION = "election", _("选举")


class VoteWay(models.TextChoices):
    """How votes are given."""

    HANDS = "hands", _("举手表决")
    NAMED = "named", _("记名电子表决")
    SECRET = "secret", _("无记名电子表决")
    PAPER = "paper", _("无记名纸质票")


class Majority(models.TextChoices):
    """Of whom a majority is asked: of all entitled (应到), of who is present (实到), or of the valid votes."""

    ENTITLED = "entitled", _("全体应到会人员过半数")
    PRESENT = "present", _("到会人员过半数")
    CAST = "cast", _("有效票过半数")
    TWO_THIRDS = "two_thirds", _("全体应到会人员三分之二以上")


class VoteState(models.TextChoices):
    DRAFT = "draft", _("待开始")
    OPEN = "open", _("正在投票")
    CLOSED = "closed", _("已计票")
    ANNOUNCED = "announced", _("已宣布")
    CANCELLED = "cancelled", _("已作废")


VOTE_LIFE = Lifecycle(
    "state",
    [
        ("open_vote", _("开始投票"), {VoteState.DRAFT}, VoteState.OPEN),
        ("close_vote", _("截止并计票"), {VoteState.OPEN}, VoteState.CLOSED),
        ("announce", _("宣布结果"), {VoteState.CLOSED}, VoteState.ANNOUNCED),
        ("cancel_vote", _("作废"), {VoteState.OPEN, VoteState.CLOSED}, VoteState.CANCELLED),
    ],
)


class Choice(models.TextChoices):
    """What can be said to an option of a vote."""

    FOR = "for", _("赞成")
    AGAINST = "against", _("反对")
    ABSTAIN = "abstain", _("弃权")


class Fate(models.TextChoices):
    """What became of an option of a vote. Those level at the last seat come to a run-off, never to chance."""

    PASSED = "passed", _("通过")
    NOT_PASSED = "not_passed", _("未通过")
    ELECTED = "elected", _("当选")
    RUNOFF = "runoff", _("票数相同，须再次投票")
    NOT_ELECTED = "not_elected", _("未当选")
    VOID = "void", _("无效")


ELECTRONIC = frozenset({VoteWay.NAMED, VoteWay.SECRET})
"""Each votes on their own device."""
BY_HAND = frozenset({VoteWay.HANDS, VoteWay.PAPER})
"""Somebody counts, and enters what was counted."""
IN_HALL = frozenset({Presence.PRESENT, Presence.LATE})
"""Whoever has come and not left: they may vote."""


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("起草")
    PROPOSED = "proposed", _("待审定")
    APPROVED = "approved", _("已审定")
    ISSUED = "issued", _("已印发")


MINUTES_LIFE = Lifecycle(
    "state",
    [
        ("propose_minutes", _("送审"), {MinutesState.DRAFT}, MinutesState.PROPOSED),
        ("return_minutes", _("退回修改"), {MinutesState.PROPOSED}, MinutesState.DRAFT),
        ("approve_minutes", _("审定"), {MinutesState.PROPOSED}, MinutesState.APPROVED),
        ("revise_minutes", _("修订"), {MinutesState.APPROVED, MinutesState.ISSUED}, MinutesState.DRAFT),
        ("issue_minutes", _("印发"), {MinutesState.APPROVED}, MinutesState.ISSUED),
    ],
)


class SeatOrder(models.TextChoices):
    """In which order a hall is filled. Whoever leads the assembly sits in the leaders' rows in each of them."""

    SECTOR = "sector", _("按界别分块")
    STROKES = "strokes", _("按姓氏笔画")
    RANK = "rank", _("按职务")
