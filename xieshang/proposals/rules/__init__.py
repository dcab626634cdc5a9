"""Who may do what to a proposal, and why not."""

from xieshang.proposals.rules.actors import is_author, is_first_author
from xieshang.proposals.rules.closing import may_close, may_judge, may_publish, may_read_feedback, may_unpublish
from xieshang.proposals.rules.handling import may_accept, may_assign, may_move_due, may_note_talk, may_reply
from xieshang.proposals.rules.papers import may_archive, may_archive_many, may_attach_imported, may_import_into
from xieshang.proposals.rules.review import may_file, may_refuse, may_send_back
from xieshang.proposals.rules.writing import (
    may_answer_cosigning,
    may_ask_cosigner,
    may_attach,
    may_confirm_entry,
    may_detach,
    may_draft,
    may_enter,
    may_enter_for,
    may_gather,
    may_import,
    may_revise,
    may_see_file,
    may_submit,
    may_take_back,
    may_withdraw,
)

__all__ = [
    "is_author",
    "is_first_author",
    "may_accept",
    "may_answer_cosigning",
    "may_archive",
    "may_archive_many",
    "may_ask_cosigner",
    "may_assign",
    "may_attach",
    "may_attach_imported",
    "may_close",
    "may_confirm_entry",
    "may_detach",
    "may_draft",
    "may_enter",
    "may_enter_for",
    "may_file",
    "may_gather",
    "may_import",
    "may_import_into",
    "may_judge",
    "may_move_due",
    "may_note_talk",
    "may_publish",
    "may_read_feedback",
    "may_refuse",
    "may_reply",
    "may_revise",
    "may_see_file",
    "may_send_back",
    "may_submit",
    "may_take_back",
    "may_unpublish",
    "may_withdraw",
]
