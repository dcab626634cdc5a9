"""The verbs of a proposal, in the order of its life."""

from xieshang.proposals.actions.alike import decide_likeness
from xieshang.proposals.actions.closing import close, judge, publish, unpublish
from xieshang.proposals.actions.contesting import object_to, overrule, uphold
from xieshang.proposals.actions.deciding import decide
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
from xieshang.proposals.actions.practice import set_practice, setting_words
from xieshang.proposals.actions.review import check, file, import_case, merge, refuse, send_back, turn_into_letter
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
    "check",
    "close",
    "confirm_entry",
    "decide",
    "decide_likeness",
    "detach",
    "draft",
    "drop_cosigner",
    "file",
    "gather",
    "import_case",
    "judge",
    "merge",
    "move_due",
    "note_talk",
    "object_to",
    "overrule",
    "publish",
    "refuse",
    "refuse_unfit",
    "reply",
    "revise",
    "send_back",
    "set_practice",
    "setting_words",
    "submit",
    "take_back",
    "turn_into_letter",
    "unpublish",
    "uphold",
    "withdraw",
]
