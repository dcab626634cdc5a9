"""Personal data: which field holds which class of it, and how it is masked.

=====  ==============================================================================================
class  meaning
=====  ==============================================================================================
A      identifies a person in public office: shown wherever the person acts (name)
B      reaches a person: masked in every list, shown in full only to its owner or by a recorded
       reveal (phone, e-mail)
C      sensitive by law (identity number, health, whereabouts): kept only where a duty needs it, never
       listed, never in an address or a log
=====  ==============================================================================================
"""

from collections.abc import Callable
from typing import Final, Literal

Class = Literal["A", "B", "C"]

PERSONAL: Final[dict[str, Class]] = {"name": "A", "phone": "B", "email": "B"}
"""The personal fields of an account. Rooms above declare their own in the same way."""


def mask_phone(number: str | None) -> str:
    """138****1234; an empty text where there is no number."""
    if not number:
        return ""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****"


def mask_email(address: str | None) -> str:
    """l***@example.org; an empty text where there is no address."""
    name, at, host = (address or "").partition("@")
    return f"{name[:1]}***@{host}" if at else ""


MASKS: Final[dict[str, Callable[[str | None], str]]] = {"phone": mask_phone, "email": mask_email}


def mask(field: str, value: str | None) -> str:
    """The value of a personal field as a list may show it. KeyError for a field that PERSONAL does not name."""
    return (value or "") if PERSONAL[field] == "A" else MASKS[field](value)
