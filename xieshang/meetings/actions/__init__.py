"""The verbs of occasions."""

from xieshang.meetings.actions.answers import answer, ask_leave, decide_leave, note_read, remind, withdraw_leave
from xieshang.meetings.actions.drawing import (
    Occasion,
    add_panels,
    add_part,
    change,
    copy,
    draw_up,
    repeat,
    save_template,
    set_sittings,
)
from xieshang.meetings.actions.feeds import digest_of, open_feed, revoke_feed
from xieshang.meetings.actions.kinds import add_kind, change_kind, end_kind, found_kinds, kind_of_room
from xieshang.meetings.actions.life import (
    approve,
    ask_approval,
    cancel,
    close,
    notify,
    open,
    reopen,
    take_back,
)
from xieshang.meetings.actions.roster import draw_roster, put_on_roster, take_off_roster

__all__ = [
    "Occasion",
    "add_kind",
    "add_panels",
    "add_part",
    "answer",
    "approve",
    "ask_approval",
    "ask_leave",
    "cancel",
    "change",
    "change_kind",
    "close",
    "copy",
    "decide_leave",
    "digest_of",
    "draw_roster",
    "draw_up",
    "end_kind",
    "found_kinds",
    "kind_of_room",
    "note_read",
    "notify",
    "open",
    "open_feed",
    "put_on_roster",
    "remind",
    "reopen",
    "repeat",
    "revoke_feed",
    "save_template",
    "set_sittings",
    "take_back",
    "take_off_roster",
    "withdraw_leave",
]
