"""Personal details, left out of what is published, and marks of secrecy, which are refused.

Replies and proposals are published but for their contacts (皖政办〔2015〕2号). What is left out is shown as
〔已略〕, so that a reader sees that something stood there.
"""

import re
from itertools import chain
from typing import Literal, NamedTuple

LEFT_OUT = "〔已略〕"

Kind = Literal["identity", "phone", "email", "account", "address", "contact"]
Level = Literal["绝密", "机密", "秘密"]


class Detail(NamedTuple):
    """A personal detail and where it stands in the text, as a half-open span."""

    kind: Kind
    start: int
    end: int


class SecretMark(NamedTuple):
    """A mark of secrecy and where it stands in the text, as a half-open span."""

    level: Level
    start: int
    end: int


def redact(text: str) -> str:
    """The text with 〔已略〕 in place of every personal detail; what is already left out stays so."""
    while found := details(text):
        for detail in reversed(found):
            text = text[: detail.start] + LEFT_OUT + text[detail.end :]
    return text


def details(text: str) -> list[Detail]:
    """The personal details of a text in their order, none overlapping another.

    Telephone numbers of the mainland, identity and bank card numbers, e-mail addresses, and whatever
    stands behind a label such as 联系人： or 通讯地址：, up to the next label, comma or stop.
    """
    narrow = text.translate(_NARROW)
    looked_for = (one for sign, patterns in _PATTERNS for one in patterns if sign.search(narrow))
    found = (Detail(kind, *match.span(1)) for kind, pattern in looked_for for match in pattern.finditer(narrow))
    kept: list[Detail] = []
    for detail in sorted(found, key=lambda detail: (detail.start, -detail.end)):
        if kept and detail.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, detail.end))
        else:
            kept.append(detail)
    return kept


def secret_marks(text: str) -> list[SecretMark]:
    """The marks of state secrets in their order: 机密★1年, a line that says 机密 alone, 密级：机密.

    A text that has one must not enter a system that is not secret. 商业秘密 in a sentence is none.
    """
    if "密" not in text:
        return []
    found = chain.from_iterable(pattern.finditer(text.translate(_NARROW)) for pattern in _SECRETS)
    marks = {SecretMark(_LEVELS[match["level"][0]], *match.span()) for match in found}
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
"""Full-width letters, digits and signs to half-width, one for one, so that offsets stay."""

_GAP = r"[ \t]?[-‐‑–—.·]?[ \t]?"
_FREE = r"(?<!\d)(?<!\d\.)"

_ADDRESS = "(?:通讯|通信|联系|家庭|邮寄|单位|居住|户籍)?(?:地址|住址)|居住地|户籍所在地"
_ACCOUNT = "(?:银行)?(?:卡号|账号|帐号|账户|帐户)|身份证(?:号码?)?|证件号码?"
_CONTACT = (
    "(?:联系|办公|家庭|移动|固定|咨询)?电话(?:号码)?|手机(?:号码?)?|联系人|经办人|联系方式|座机|传真|微信号?|QQ号?|邮编"
    "|邮政编码|(?:电子)?(?:邮箱|邮件)(?:地址)?|[Ee]-?[Mm]ail|[Tt][Ee][Ll]"
)
_ANY_LABEL = f"(?:{_ADDRESS}|{_ACCOUNT}|{_CONTACT})"


def _labelled(label: str) -> re.Pattern[str]:
    """What stands behind a label and a colon, on the same line."""
    ends = rf"(?=[ \t]{{0,4}}(?:[\n\r,;。、)]|$|{_ANY_LABEL}[ \t]*:))"
    return re.compile(rf"(?:{label})[ \t]*:[ \t]*((?!{LEFT_OUT})[^\n\r,;。、)\s].*?){ends}")


_NUMBERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("identity", re.compile(rf"{_FREE}([1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{6}}{_GAP}\d{{3}}[\dXx])(?!\d)")),
    ("identity", re.compile(rf"{_FREE}([1-9]\d{{7}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}})(?!\d)")),
    ("account", re.compile(rf"{_FREE}(62\d{{2}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?)(?!\d)")),
    ("phone", re.compile(rf"{_FREE}((?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")),
    (
        "phone",
        re.compile(
            rf"{_FREE}((?:(?:\+|00)86{_GAP}|\(?0)\d{{2,3}}\)?{_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}(?:[-转]\d{{1,6}})?)(?!\d)"
        ),
    ),
)
_PATTERNS: tuple[tuple[re.Pattern[str], tuple[tuple[Kind, re.Pattern[str]], ...]], ...] = (
    (
        re.compile(":"),
        (("address", _labelled(_ADDRESS)), ("account", _labelled(_ACCOUNT)), ("contact", _labelled(_CONTACT))),
    ),
    (re.compile(r"\d{3}\D{0,3}\d{4}"), _NUMBERS),
    (
        re.compile("@"),
        (("email", re.compile(r"([\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})", re.ASCII)),),
    ),
)
"""What is looked for, behind a sign without which there is none of it."""

_LEVELS: dict[str, Level] = {"绝": "绝密", "机": "机密", "秘": "秘密"}
_LEVEL = r"(?P<level>[绝机秘][ \t]?密)"
_SECRETS = (
    re.compile(rf"{_LEVEL}[ \t]*[★☆✩*][ \t]*(?:长期|\d{{1,2}}[ \t]?(?:年|个?月))?"),
    re.compile(rf"^[ \t]*{_LEVEL}[ \t]*$", re.MULTILINE),
    re.compile(rf"(?:密级|保密等级)[ \t]*:[ \t]*{_LEVEL}"),
)
