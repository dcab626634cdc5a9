"""What happens in a bureau's charge between its assignment and the reply."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import ByBureau
from xieshang.proposals.states import PetitionKind, Ruling
from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Petitioned:
    """`what` is the kind. The reason is the bureau's and the office's affair: the sentence leaves it out."""

    bureau: int
    bureau_name: str
    petition: int
    what: PetitionKind
    reason: str
    rule_by: date


@dataclass(frozen=True, slots=True)
class Ruled:
    """The reason is read by whoever may read the petition."""

    bureau: int
    bureau_name: str
    petition: int
    what: PetitionKind
    ruling: Ruling
    reason: str


@dataclass(frozen=True, slots=True)
class PetitionTaken:
    bureau: int
    bureau_name: str
    petition: int
    what: PetitionKind


@dataclass(frozen=True, slots=True)
class Extended:
    bureau: int
    bureau_name: str
    before_on: date
    reply_by: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opined:
    bureau: int
    bureau_name: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """`question` is read on the case by who may; the sentence leaves it out."""

    bureau: int
    bureau_name: str
    question: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class Resumed:
    bureau: int
    bureau_name: str
    reply_by: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """`times` counts the reminders of this bureau; `words` go to its staff."""

    bureau: int
    bureau_name: str
    times: int
    words: str
    owes_by: date


@dataclass(frozen=True, slots=True)
class HandedBack:
    """`reason` goes to the bureau's own people; the sentence leaves it out."""

    bureau: int
    bureau_name: str
    reason: str


PLANNED = Event("proposals.planned", _("%(bureau_name)s制定了办理方案"), ByBureau)
PLAN_REVISED = Event("proposals.plan_revised", _("%(bureau_name)s修改了办理方案"), ByBureau)
OPINION_GIVEN = Event("proposals.opinion_given", _("%(bureau_name)s提出了会办意见"), Opined)
AUTHOR_ASKED = Event("proposals.author_asked", _("%(bureau_name)s询问提案者，办理期限停计"), Asked)
QUESTION_ANSWERED = Event(
    "proposals.question_answered", _("提案者答复了%(bureau_name)s的询问，答复期限改为 %(reply_by)s"), Resumed
)
RESUMED = Event("proposals.resumed", _("%(bureau_name)s恢复办理，答复期限改为 %(reply_by)s"), Resumed)
PETITIONED = Event("proposals.petitioned", _("%(bureau_name)s向提案工作机构提出申请（%(what)s）"), Petitioned)
PETITION_TAKEN_BACK = Event("proposals.petition_taken_back", _("%(bureau_name)s收回了申请（%(what)s）"), PetitionTaken)
RULED = Event("proposals.ruled", _("裁定%(bureau_name)s的申请（%(what)s）：%(ruling)s"), Ruled)
EXTENDED = Event("proposals.extended", _("%(bureau_name)s的答复期限延长到 %(reply_by)s"), Extended)
REMINDED = Event("proposals.reminded", _("催办%(bureau_name)s（第 %(times)s 次）"), Reminded)
REPLY_HANDED = Event("proposals.reply_handed", _("%(bureau_name)s拟好答复，送负责人签发"), ByBureau)
REPLY_HANDED_BACK = Event("proposals.reply_handed_back", _("%(bureau_name)s的答复稿退回修改"), HandedBack)
