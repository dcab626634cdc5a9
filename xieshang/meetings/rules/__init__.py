"""Who may do what to an occasion, and why not."""

from xieshang.meetings.rules.door import (
    may_admit,
    may_correct,
    may_keep_door,
    may_register_device,
    may_renew_gate,
    may_revoke_device,
    may_settle,
    may_sign_in,
    may_sign_out,
    may_take_records,
)
from xieshang.meetings.rules.meeting import is_arranger, may_found_kinds

__all__ = [
    "is_arranger",
    "may_admit",
    "may_correct",
    "may_found_kinds",
    "may_keep_door",
    "may_register_device",
    "may_renew_gate",
    "may_revoke_device",
    "may_settle",
    "may_sign_in",
    "may_sign_out",
    "may_take_records",
]
