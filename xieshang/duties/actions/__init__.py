"""The verbs of duty."""

from xieshang.duties.actions.awards import decide_awards, decline_award, grant_award, propose_award, propose_awards
from xieshang.duties.actions.by_hand import confirm_entry, correct_entry, enter, exempt, reject_entry
from xieshang.duties.actions.exits import (
    answer_exit,
    decide_exit,
    drop_exit,
    keep_nominated,
    note_interview,
    propose_exit,
    take_up,
)
from xieshang.duties.actions.objections import (
    dismiss_objection,
    raise_objection,
    uphold_objection,
    withdraw_objection,
)
from xieshang.duties.actions.reports import (
    change_consent,
    draft_report,
    publish_report,
    read_report,
    return_report,
    submit_report,
    withhold_report,
    write_report,
)
from xieshang.duties.actions.ruling import Ruling
from xieshang.duties.actions.schemes import adopt, draft_edition, revise_edition
from xieshang.duties.actions.years import decide_grades, freeze, open_year, propose_grade, thaw

__all__ = [
    "Ruling",
    "adopt",
    "answer_exit",
    "change_consent",
    "confirm_entry",
    "correct_entry",
    "decide_awards",
    "decide_exit",
    "decide_grades",
    "decline_award",
    "dismiss_objection",
    "draft_edition",
    "draft_report",
    "drop_exit",
    "enter",
    "exempt",
    "freeze",
    "grant_award",
    "keep_nominated",
    "note_interview",
    "open_year",
    "propose_award",
    "propose_awards",
    "propose_exit",
    "propose_grade",
    "publish_report",
    "raise_objection",
    "read_report",
    "reject_entry",
    "return_report",
    "revise_edition",
    "submit_report",
    "take_up",
    "thaw",
    "uphold_objection",
    "withdraw_objection",
    "withhold_report",
    "write_report",
]
