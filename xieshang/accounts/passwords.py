"""One-time passwords that an office hands out on paper, hashes for many people at once, and what is too short."""

import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
GROUPS, SIZE = 3, 4


def one_time() -> str:
    """A password that is easy to read out and to type, of 59 bits: "k7mp-3xqd-9tfh"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(SIZE)) for _ in range(GROUPS))


def hashed(password: str | None = None) -> str:
    """A hash as `enter` takes it; without a password one that nobody can sign in with, made at no cost.

    Hashing takes a tenth of a second on purpose: an import gives everyone the latter and hands
    out one-time passwords on demand; a demonstration hashes one password once and shares it.
    """
    return make_password(password)


class LongEnough(MinimumLengthValidator):
    """The least number of characters; any characters, Chinese ones too."""

    def get_error_message(self) -> str:
        """What is shown beside a shorter password."""
        return _("密码太短，至少要 %(least)s 个字符。") % {"least": self.min_length}
