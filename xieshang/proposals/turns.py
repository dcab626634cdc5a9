"""Whose turn it is: the clocks of a proposal, by state.

Each step that somebody owes has a code, a default length and the rule it comes from; an assembly
sets its own lengths in room `deadlines`.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xieshang.deadlines import periods
from xieshang.proposals.states import FollowUpKind, State

REVIEW = periods.declare("proposals.review", 15, "working_days", source="提案审查实施细则", title=gettext_lazy("审查"))
ASSIGN = periods.declare(
    "proposals.assign", 30, "days", source="提案工作办法：闭会后三十日内交办", title=gettext_lazy("交办")
)
ACCEPT = periods.declare(
    "proposals.accept", 7, "working_days", source="提案办理办法：签收期限", title=gettext_lazy("签收")
)
JOINT = periods.declare(
    "proposals.joint_opinion",
    30,
    "days",
    source="提案办理办法：会办意见一个月内函告主办单位",
    title=gettext_lazy("会办"),
)
REPLY = periods.declare("proposals.reply", 3, "months", source="提案办理办法：三个月内答复", title=gettext_lazy("答复"))
FEEDBACK = periods.declare(
    "proposals.feedback", 15, "days", source="提案办理办法：反馈期限", title=gettext_lazy("反馈")
)
CLOSE = periods.declare(
    "proposals.close", 10, "working_days", source="提案办理办法：审核结案", title=gettext_lazy("结案")
)
CONTEST = periods.declare(
    "proposals.contest", 30, "days", source="提案审查实施细则：复议一次", title=gettext_lazy("复议")
)
OBJECT = periods.declare(
    "proposals.object", 15, "days", source="提案审查实施细则：申请复议的期限", title=gettext_lazy("申请复议")
)
RULE = periods.declare(
    "proposals.rule", 7, "days", source="提案办理办法：调整意见七日内答复", title=gettext_lazy("裁定")
)
ASK = periods.declare(
    "proposals.ask", 15, "days", source="提案办理办法：提案者十五日内答复询问", title=gettext_lazy("答复询问")
)
AGAIN = periods.declare(
    "proposals.handle_again", 30, "days", source="提案办理办法：不满意的重新办理", title=gettext_lazy("重新办理")
)
PROMISE = periods.declare(
    "proposals.promise", 6, "months", source="提案办理办法：B 类跟踪落实", title=gettext_lazy("跟踪落实")
)
EFFECT_3 = periods.declare(
    "proposals.effect_3", 3, "months", source="提案办理办法：办结后回访", title=gettext_lazy("三个月回访")
)
EFFECT_12 = periods.declare(
    "proposals.effect_12", 12, "months", source="提案办理办法：办结后回访", title=gettext_lazy("十二个月回访")
)
FOLLOWED_UP = {
    FollowUpKind.PROMISE: PROMISE,
    FollowUpKind.EFFECT_3: EFFECT_3,
    FollowUpKind.EFFECT_12: EFFECT_12,
}
"""How long after closing each kind of question is due; a promise still under way, so long after its last answer."""
SUPERVISE = periods.declare(
    "proposals.supervise", 6, "months", source="重点提案督办办法：督办期限", title=gettext_lazy("督办")
)
LONGEST_MONTHS = 6
"""No reply comes later than so many months after the case was assigned (提案办理办法第八条)."""
EXTENDED = "提案办理办法第八条：经同意延期，最迟不超过六个月"
PAUSED = "提案办理办法：向提案者询问期间停计，答复以后接着计算"
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
