"""Who may do what in the judging of duty, and why not."""

from xieshang.duties.rules.by_hand import (
    may_confirm_entry,
    may_correct_entry,
    may_enter,
    may_exempt,
    may_reject_entry,
    may_see_evidence,
)
from xieshang.duties.rules.objections import may_answer_objection, may_object, may_withdraw_objection
from xieshang.duties.rules.schemes import may_adopt, may_draft_edition
from xieshang.duties.rules.years import may_decide_grades, may_freeze, may_open_year, may_propose_grade, may_thaw

__all__ = [
    "may_adopt",
    "may_answer_objection",
    "may_confirm_entry",
    "may_correct_entry",
    "may_decide_grades",
    "may_draft_edition",
    "may_enter",
    "may_exempt",
    "may_freeze",
    "may_object",
    "may_open_year",
    "may_propose_grade",
    "may_reject_entry",
    "may_see_evidence",
    "may_thaw",
    "may_withdraw_objection",
]
