"""Who may do what to a proposal, and why not."""

from xieshang.proposals.rules.actors import is_author, is_charged, is_first_author, is_voice
from xieshang.proposals.rules.after import may_answer_follow_up, may_arrange_follow_ups
from xieshang.proposals.rules.closing import may_close, may_publish, may_unpublish
from xieshang.proposals.rules.feedback import (
    is_past,
    may_handle_again,
    may_judge,
    may_read_feedback,
    may_read_judgement,
)
from xieshang.proposals.rules.handling import may_accept, may_assign, may_move_due, may_note_talk, may_reply
from xieshang.proposals.rules.replying import may_mark_quality, may_read_reply, may_send_back_reply
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
    "is_charged",
    "is_first_author",
    "is_past",
    "is_voice",
    "may_accept",
    "may_answer_cosigning",
    "may_answer_follow_up",
    "may_arrange_follow_ups",
    "may_ask_cosigner",
    "may_assign",
    "may_attach",
    "may_close",
    "may_confirm_entry",
    "may_detach",
    "may_draft",
    "may_enter",
    "may_enter_for",
    "may_file",
    "may_gather",
    "may_handle_again",
    "may_import",
    "may_judge",
    "may_mark_quality",
    "may_move_due",
    "may_note_talk",
    "may_publish",
    "may_read_feedback",
    "may_read_judgement",
    "may_read_reply",
    "may_refuse",
    "may_reply",
    "may_revise",
    "may_see_file",
    "may_send_back",
    "may_send_back_reply",
    "may_submit",
    "may_take_back",
    "may_unpublish",
    "may_withdraw",
]
