"""Phone numbers and e-mail addresses: one way of writing each, by which a person is found again."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
ABROAD = re.compile(r"\+\d{6,15}")
FILLING = re.compile(r"[\s()\-‐–—.]")
CHINA = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def normal_phone(text: str) -> str | None:
    """The number as it is kept: 11 digits for a mainland mobile, "+" and digits for others; None for no number.

    Full-width digits, spaces, dashes and the prefix of China may be typed.
    """
    digits = CHINA.sub("", FILLING.sub("", unicodedata.normalize("NFKC", text)))
    if MOBILE.fullmatch(digits) or ABROAD.fullmatch(digits):
        return digits
    return None


def normal_email(text: str) -> str | None:
    """The address as it is kept, in lower case; None for what is no address."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    return address if EMAIL.fullmatch(address) else None


def normal_sign_in_name(text: str) -> str:
    """What was typed to sign in, as a phone number or an address is kept; else just without case and edges."""
    return normal_phone(text) or normal_email(text) or text.strip().lower()
