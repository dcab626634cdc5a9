"""What happens to a proposal on its way from draft to publication."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.states import Destination, Ground, Level, TalkKind
from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class Titled:
    title: str


@dataclass(frozen=True, slots=True)
class Entered:
    """`entered_for` is the person id of the member who must confirm it."""

    title: str
    entered_for: int


@dataclass(frozen=True, slots=True)
class Revised:
    """`version` counts the edits; an autosave within a quarter of an hour does not make an event of its own."""

    title: str
    version: int


@dataclass(frozen=True, slots=True)
class WithFile:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WithMember:
    member: int
    name: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    source: str
    source_number: str
    title: str


@dataclass(frozen=True, slots=True)
class Reasoned:
    reason: str


@dataclass(frozen=True, slots=True)
class NotFiled:
    ground: Ground
    reason: str
    destination: Destination = Destination.NONE


@dataclass(frozen=True, slots=True)
class Filed:
    number: int
    year: int


@dataclass(frozen=True, slots=True)
class Assigned:
    bureau: int
    bureau_name: str
    role: str
    reply_by: date


@dataclass(frozen=True, slots=True)
class ByBureau:
    bureau: int
    bureau_name: str


@dataclass(frozen=True, slots=True)
class Talked:
    bureau: int
    bureau_name: str
    way: TalkKind
    on: date


@dataclass(frozen=True, slots=True)
class Replied:
    """`level` is where it was signed; where that is lower than the case asked for, `level_reason` says why."""

    bureau: int
    bureau_name: str
    letter_number: str
    reply_class: str
    level: Level = Level.BUREAU
    level_reason: str = ""


@dataclass(frozen=True, slots=True)
class DueMoved:
    """`code` is the period's ("proposals.reply")."""

    code: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Judged:
    """No bureau reads who judged how: the sentence tells only that it was judged."""

    member: int | None
    handling: str
    result: str


DRAFTED = Event("proposals.drafted", _("起草了提案《%(title)s》"), Titled)
ENTERED = Event("proposals.entered", _("起草了提案《%(title)s》"), Entered)
REVISED = Event("proposals.revised", _("修改了提案正文（第 %(version)s 稿）"), Revised)
ENTRY_CONFIRMED = Event("proposals.entry_confirmed", _("确认了代为录入的提案"), Plain)
FILE_ATTACHED = Event("proposals.file_attached", _("上传了附件“%(name)s”"), WithFile)
FILE_REMOVED = Event("proposals.file_removed", _("移去了附件“%(name)s”"), WithFile)
COSIGNER_ASKED = Event("proposals.cosigner_asked", _("邀请 %(name)s 联名"), WithMember)
COSIGNER_DROPPED = Event("proposals.cosigner_dropped", _("移去联名人 %(name)s"), WithMember)
COSIGNED = Event("proposals.cosigned", _("%(name)s 同意联名"), WithMember, credits=True)
COSIGNING_DECLINED = Event("proposals.cosigning_declined", _("%(name)s 不参加联名"), WithMember)
GATHERED = Event("proposals.gathered", _("送请联名人确认"), Plain)
TAKEN_BACK = Event("proposals.taken_back", _("收回修改"), Plain)
SUBMITTED = Event("proposals.submitted", _("提交了提案《%(title)s》"), Titled, credits=True)
WITHDRAWN = Event("proposals.withdrawn", _("撤回提案：%(reason)s"), Reasoned)
IMPORTED = Event("proposals.imported", _("导入提案《%(title)s》（%(source)s %(source_number)s）"), Imported)
SENT_BACK = Event("proposals.sent_back", _("退回修改：%(reason)s"), Reasoned)
FILED = Event("proposals.filed", _("审查立案，案号 %(number)s"), Filed, credits=True)
NOT_FILED = Event("proposals.not_filed", _("不予立案（%(ground)s）：%(reason)s"), NotFiled)
ASSIGNED = Event("proposals.assigned", _("交%(bureau_name)s办理"), Assigned)
ACCEPTED = Event("proposals.accepted", _("%(bureau_name)s已签收"), ByBureau)
TALKED = Event("proposals.talked", _("%(bureau_name)s与提案者沟通（%(way)s）"), Talked)
REPLIED = Event("proposals.replied", _("%(bureau_name)s答复（%(reply_class)s 类，%(letter_number)s）"), Replied)
JUDGED = Event("proposals.judged", _("提案者作出反馈"), Judged, credits=True)
CLOSED = Event("proposals.closed", _("审核结案"), Plain)
DUE_MOVED = Event("proposals.due_moved", _("工作日历有变，期限改为 %(due_on)s"), DueMoved)
PUBLISHED = Event("proposals.published", _("向社会公开"), Plain)
UNPUBLISHED = Event("proposals.unpublished", _("撤下公开：%(reason)s"), Reasoned)
