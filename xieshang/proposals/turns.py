"""Whose turn it is: the clocks of a proposal, by state.

Each step that somebody owes has a code, a default length and the rule it comes from; an assembly
sets its own lengths in room `deadlines`.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.deadlines import periods
from xieshang.deadlines.periods import Declared, Length
from xieshang.deadlines.states import Unit
from xieshang.proposals.states import FollowUpKind, State

LONGEST_MONTHS = 6
"""No reply comes later than so many months after the case was assigned (提案办理办法第八条)."""
LONGEST = Length(LONGEST_MONTHS, Unit.MONTHS, gettext_noop("提案办理办法第八条：最迟不超过六个月"))


def _step(
    code: str, amount: int, unit: Unit, title: str | Promise, source: str, longest: Length | None = None
) -> Declared:
    """A step whose length is set by whoever keeps the settings of an assembly's work with proposals."""
    keeper = Permission.PROPOSALS_SET_PRACTICE
    return periods.declare(code, amount, unit, source=source, title=title, set_by=keeper, longest=longest)


REVIEW = _step("proposals.review", 15, Unit.WORKING_DAYS, gettext_lazy("审查"), gettext_noop("提案审查实施细则"))
ASSIGN = _step(
    "proposals.assign", 30, Unit.DAYS, gettext_lazy("交办"), gettext_noop("提案工作办法：闭会后三十日内交办")
)
ACCEPT = _step("proposals.accept", 7, Unit.WORKING_DAYS, gettext_lazy("签收"), gettext_noop("提案办理办法：签收期限"))
JOINT = _step(
    "proposals.joint_opinion",
    30,
    Unit.DAYS,
    gettext_lazy("会办"),
    gettext_noop("提案办理办法：会办意见一个月内函告主办单位"),
)
REPLY = _step(
    "proposals.reply", 3, Unit.MONTHS, gettext_lazy("答复"), gettext_noop("提案办理办法：三个月内答复"), LONGEST
)
FEEDBACK = _step("proposals.feedback", 15, Unit.DAYS, gettext_lazy("反馈"), gettext_noop("提案办理办法：反馈期限"))
CLOSE = _step("proposals.close", 10, Unit.WORKING_DAYS, gettext_lazy("结案"), gettext_noop("提案办理办法：审核结案"))
CONTEST = _step("proposals.contest", 30, Unit.DAYS, gettext_lazy("复议"), gettext_noop("提案审查实施细则：复议一次"))
OBJECT = _step(
    "proposals.object", 15, Unit.DAYS, gettext_lazy("申请复议"), gettext_noop("提案审查实施细则：申请复议的期限")
)
RULE = _step("proposals.rule", 7, Unit.DAYS, gettext_lazy("裁定"), gettext_noop("提案办理办法：调整意见七日内答复"))
ASK = _step(
    "proposals.ask", 15, Unit.DAYS, gettext_lazy("答复询问"), gettext_noop("提案办理办法：提案者十五日内答复询问")
)
AGAIN = _step(
    "proposals.handle_again", 30, Unit.DAYS, gettext_lazy("重新办理"), gettext_noop("提案办理办法：不满意的重新办理")
)
PROMISE = _step(
    "proposals.promise", 6, Unit.MONTHS, gettext_lazy("跟踪落实"), gettext_noop("提案办理办法：B 类跟踪落实")
)
EFFECT_3 = _step(
    "proposals.effect_3", 3, Unit.MONTHS, gettext_lazy("三个月回访"), gettext_noop("提案办理办法：办结后回访")
)
EFFECT_12 = _step(
    "proposals.effect_12", 12, Unit.MONTHS, gettext_lazy("十二个月回访"), gettext_noop("提案办理办法：办结后回访")
)
SUPERVISE = _step(
    "proposals.supervise", 6, Unit.MONTHS, gettext_lazy("督办"), gettext_noop("重点提案督办办法：督办期限")
)
FOLLOWED_UP = {
    FollowUpKind.PROMISE: PROMISE,
    FollowUpKind.EFFECT_3: EFFECT_3,
    FollowUpKind.EFFECT_12: EFFECT_12,
}
"""How long after closing each kind of question is due; a promise still under way, so long after its last answer."""
EXTENDED = gettext_noop("提案办理办法第八条：经同意延期，最迟不超过六个月")
PAUSED = gettext_noop("提案办理办法：向提案者询问期间停计，答复以后接着计算")
"""The rules from which a longer, and a resumed time to reply come."""
OFFICE = gettext_lazy("提案工作机构")
CLOCKS = {
    State.SUBMITTED: REVIEW,
    State.CHECKED: REVIEW,
    State.CONTESTED: CONTEST,
    State.FILED: ASSIGN,
    State.ASSIGNED: ACCEPT,
    State.HANDLING: REPLY,
    State.REPLIED: FEEDBACK,
    State.ANSWERED: CLOSE,
}
"""The period that runs in each state that has a clock."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the ball, what they must do, until when. `due_on` is None where no clock runs."""

    who: str
    verb: str
    due_on: date | None

    @property
    def line(self) -> str:
        """One line for the person: "现在轮到市教育局答复"."""
        return _("现在轮到%(who)s%(verb)s") % {"who": self.who, "verb": self.verb}

    @property
    def short(self) -> str:
        """The same for a table: "市教育局答复"."""
        return _("%(who)s%(verb)s") % {"who": self.who, "verb": self.verb}


HOLDERS = {
    State.DRAFT: ("author", pgettext_lazy("turn", "写完提交")),
    State.GATHERING: (pgettext_lazy("turn", "联名人"), pgettext_lazy("turn", "确认")),
    State.SUBMITTED: (OFFICE, pgettext_lazy("turn", "审查")),
    State.CHECKED: (OFFICE, pgettext_lazy("turn", "复审")),
    State.CONTESTED: (pgettext_lazy("turn", "提案委员会"), pgettext_lazy("turn", "复议")),
    State.RETURNED: ("author", pgettext_lazy("turn", "修改后再提交")),
    State.FILED: (OFFICE, pgettext_lazy("turn", "交办")),
    State.ASSIGNED: ("bureau", pgettext_lazy("turn", "签收")),
    State.HANDLING: ("bureau", pgettext_lazy("turn", "答复")),
    State.REPLIED: ("author", pgettext_lazy("turn", "反馈")),
    State.ANSWERED: (OFFICE, pgettext_lazy("turn", "审核结案")),
}
"""Who has the ball in each state, the author and the bureau by their part, and what they must do."""


def turn(state: str, *, author: str, bureau: str, due_on: date | None) -> Turn | None:
    """Whose turn it is in a state; None where nobody owes anything any more."""
    holder = HOLDERS.get(State(state))
    if holder is None:
        return None
    part, verb = holder
    return Turn({"author": author, "bureau": bureau}.get(str(part), str(part)), str(verb), due_on)
