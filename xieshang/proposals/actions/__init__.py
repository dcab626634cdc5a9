"""The verbs of a proposal, in the order of its life."""

from xieshang.proposals.actions.closing import close, judge, publish, unpublish
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
from xieshang.proposals.actions.review import file, import_case, refuse, send_back
from xieshang.proposals.actions.writing import LONGEST_TITLE, Proposer, Text, refuse_unfit

__all__ = [
    "ATTACHMENT",
    "LONGEST_TITLE",
    "Letter",
    "Proposer",
    "Text",
    "accept",
    "answer_cosigning",
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
    "import_case",
    "judge",
    "move_due",
    "note_talk",
    "publish",
    "refuse",
    "refuse_unfit",
    "reply",
    "revise",
    "send_back",
    "submit",
    "take_back",
    "unpublish",
    "withdraw",
]
