"""What opens the door: the code on the screen that changes every twenty seconds, the pass and the member's card.

All are HMACs under the occasion's own secret (`Meeting.gate`), so that a new secret ends every one of them.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

STEP: Final = 20  # seconds that a code stands on the screen
STEPS_TAKEN: Final = 2  # the present code and the one before: whoever scans as it changes is let in
PASS_STEPS: Final = 30  # a scanned code becomes a pass for ten minutes: time to sign in to the product and to tap
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread: no 0 O, 1 I L
LENGTH: Final = 8


def step_of(at: datetime) -> int:
    """The number of the twenty seconds that a moment lies in."""
    return int(at.timestamp()) // STEP


def code(secret: str, step: int) -> str:
    """Eight letters and digits, for the screen and for typing."""
    number = int.from_bytes(_mac(secret, f"code:{step}"), "big")
    letters = []
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def shown(code: str) -> str:
    """The code as people read it: in two groups."""
    return f"{code[:4]} {code[4:]}"


def is_current(secret: str, word: str, at: datetime) -> bool:
    """Is this one of the codes that are taken at that moment, however it was typed?"""
    typed = "".join(word.split()).replace("-", "").upper()
    now = step_of(at)
    return bool(secret) and any(_same(typed, code(secret, now - back)) for back in range(STEPS_TAKEN))


def pass_for(secret: str, person: int, at: datetime) -> str:
    """What a page keeps of a code that was right when it was opened, so that the tap may come later."""
    step = step_of(at)
    return f"{step}.{_hex(secret, f'pass:{person}:{step}')}"


def is_pass(secret: str, word: str, person: int, at: datetime) -> bool:
    """Was this pass given to that person within the last ten minutes?"""
    step, _, mark = word.partition(".")
    if not secret or not step.isdecimal() or not 0 <= step_of(at) - int(step) <= PASS_STEPS:
        return False
    return _same(mark, _hex(secret, f"pass:{person}:{int(step)}"))


def card(secret: str, attendee: int) -> str:
    """What the member's own code says: the line of the roster, and that it is ours."""
    return f"{attendee}.{_hex(secret, f'card:{attendee}')}"


def attendee_on(secret: str, word: str) -> int | None:
    """The line of the roster on a card, read alone or at the end of an address; None where it is not ours."""
    said = word.strip().rpartition("card=")[2]
    attendee, _, mark = said.partition(".")
    if not secret or not attendee.isdecimal() or not _same(mark, _hex(secret, f"card:{int(attendee)}")):
        return None
    return int(attendee)


def sign(key: str, text: str) -> str:
    """The signature of a device under a record: HMAC-SHA256 in hex."""
    return hmac.new(bytes.fromhex(key), text.encode(), sha256).hexdigest()


def is_signed(key: str, text: str, signature: str) -> bool:
    """Did the device with this key sign the text?"""
    return _same(signature, sign(key, text))


def _mac(secret: str, text: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), sha256).digest()


def _hex(secret: str, text: str) -> str:
    return _mac(secret, text).hex()[:20]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
