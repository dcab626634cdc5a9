"""Who may do what in the judging of duty, and why not."""

from xieshang.duties.rules.awards import (
    may_decide_awards,
    may_decline_award,
    may_grant_award,
    may_propose_award,
    may_propose_awards,
)
from xieshang.duties.rules.by_hand import (
    may_confirm_entry,
    may_correct_entry,
    may_enter,
    may_exempt,
    may_reject_entry,
    may_see_evidence,
)
from xieshang.duties.rules.exits import (
    may_answer_exit,
    may_decide_exit,
    may_drop_exit,
    may_keep_nominated,
    may_note_interview,
    may_propose_exit,
    may_take_up,
)
from xieshang.duties.rules.objections import may_answer_objection, may_object, may_withdraw_objection
from xieshang.duties.rules.reports import (
    is_of_the_office,
    may_change_consent,
    may_draft_report,
    may_publish_report,
    may_read_report,
    may_return_report,
    may_submit_report,
    may_withhold_report,
    may_write_report,
)
from xieshang.duties.rules.schemes import may_adopt, may_draft_edition, may_revise_edition
from xieshang.duties.rules.years import (
    is_in_open_term,
    may_decide_grades,
    may_freeze,
    may_open_year,
    may_propose_grade,
    may_thaw,
)

__all__ = [
    "is_in_open_term",
    "is_of_the_office",
    "may_adopt",
    "may_answer_exit",
    "may_answer_objection",
    "may_change_consent",
    "may_confirm_entry",
    "may_correct_entry",
    "may_decide_awards",
    "may_decide_exit",
    "may_decide_grades",
    "may_decline_award",
    "may_draft_edition",
    "may_draft_report",
    "may_drop_exit",
    "may_enter",
    "may_exempt",
    "may_freeze",
    "may_grant_award",
    "may_keep_nominated",
    "may_note_interview",
    "may_object",
    "may_open_year",
    "may_propose_award",
    "may_propose_awards",
    "may_propose_exit",
    "may_propose_grade",
    "may_publish_report",
    "may_read_report",
    "may_reject_entry",
    "may_return_report",
    "may_revise_edition",
    "may_see_evidence",
    "may_submit_report",
    "may_take_up",
    "may_thaw",
    "may_withdraw_objection",
    "may_withhold_report",
    "may_write_report",
]
