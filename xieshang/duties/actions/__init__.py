"""The verbs of duty."""

from xieshang.duties.actions.by_hand import confirm_entry, correct_entry, enter, exempt, reject_entry
from xieshang.duties.actions.objections import (
    dismiss_objection,
    raise_objection,
    uphold_objection,
    withdraw_objection,
)
from xieshang.duties.actions.schemes import adopt, draft_edition
from xieshang.duties.actions.years import decide_grades, freeze, open_year, propose_grade, thaw

__all__ = [
    "adopt",
    "confirm_entry",
    "correct_entry",
    "decide_grades",
    "dismiss_objection",
    "draft_edition",
    "enter",
    "exempt",
    "freeze",
    "open_year",
    "propose_grade",
    "raise_objection",
    "reject_entry",
    "thaw",
    "uphold_objection",
    "withdraw_objection",
]
