"""The verbs of a proposal, in the order of its life."""

from xieshang.proposals.actions.after import answer_follow_up, arrange_follow_ups
from xieshang.proposals.actions.closing import close, judge, owes_another_round, publish, unpublish
from xieshang.proposals.actions.delivery import read_reply
from xieshang.proposals.actions.drafting import (
    ATTACHMENT,
    answer_cosigning,
    ask_cosigner,
    attach,
    autosave,
    confirm_entry,
    detach,
    draft,
    drop_cosigner,
    gather,
    revise,
    submit,
    take_back,
    withdraw,
)
from xieshang.proposals.actions.handling import Letter, accept, assign, move_due, note_talk, reply
from xieshang.proposals.actions.replying import MARKS, handle_again, mark_quality, send_back_reply
from xieshang.proposals.actions.review import file, import_case, refuse, send_back
from xieshang.proposals.actions.writing import LONGEST_TITLE, Proposer, Text, refuse_unfit

__all__ = [
    "ATTACHMENT",
    "LONGEST_TITLE",
    "MARKS",
    "Letter",
    "Proposer",
    "Text",
    "accept",
    "answer_cosigning",
    "answer_follow_up",
    "arrange_follow_ups",
    "ask_cosigner",
    "assign",
    "attach",
    "autosave",
    "close",
    "confirm_entry",
    "detach",
    "draft",
    "drop_cosigner",
    "file",
    "gather",
    "handle_again",
    "import_case",
    "judge",
    "mark_quality",
    "move_due",
    "note_talk",
    "owes_another_round",
    "publish",
    "read_reply",
    "refuse",
    "refuse_unfit",
    "reply",
    "revise",
    "send_back",
    "send_back_reply",
    "submit",
    "take_back",
    "unpublish",
    "withdraw",
]
