"""The verbs of occasions."""

from xieshang.meetings.actions.devices import register_device, revoke_device, take_records
from xieshang.meetings.actions.door import admit, correct, renew_gate, settle, sign_in, sign_in_by_position, sign_out
from xieshang.meetings.actions.kinds import found_kinds

__all__ = [
    "admit",
    "correct",
    "found_kinds",
    "register_device",
    "renew_gate",
    "revoke_device",
    "settle",
    "sign_in",
    "sign_in_by_position",
    "sign_out",
    "take_records",
]
