"""The verbs of a proposal, in the order of its life."""

from xieshang.proposals.actions.archiving import archive, archive_asked, ask_archiving
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
from xieshang.proposals.actions.importing import Past, attach_imported, keep_mapping
from xieshang.proposals.actions.review import file, import_case, refuse, send_back
from xieshang.proposals.actions.writing import LONGEST_TITLE, Proposer, Text, refuse_unfit

__all__ = [
    "ATTACHMENT",
    "LONGEST_TITLE",
    "Letter",
    "Past",
    "Proposer",
    "Text",
    "accept",
    "answer_cosigning",
    "archive",
    "archive_asked",
    "ask_archiving",
    "ask_cosigner",
    "assign",
    "attach",
    "attach_imported",
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
    "keep_mapping",
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
