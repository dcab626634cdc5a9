"""Pictures and plain text."""

import codecs
from typing import BinaryIO

from django.utils.translation import gettext as _

from xieshang.documents.content import looks
from xieshang.spine.rule import ALLOWED, Verdict, refuse


def png(content: BinaryIO) -> Verdict:
    """A PNG picture, whole."""
    if not looks.starts_with(content, looks.PNG + b"\0\0\0\rIHDR"):
        return looks.not_a(_("PNG 图片"), content)
    return _ends_with(content, b"IEND\xaeB`\x82")


def jpeg(content: BinaryIO) -> Verdict:
    """A JPEG picture, whole."""
    if not looks.starts_with(content, looks.JPEG):
        return looks.not_a(_("JPEG 图片"), content)
    return _ends_with(content, b"\xff\xd9")


def text(content: BinaryIO) -> Verdict:
    """Plain text in UTF-8 or GB 18030, without control characters other than those of lines."""
    content.seek(0)
    data = content.read()
    is_text = any(_reads_as(data, encoding) for encoding in ("utf-8-sig", "gb18030"))
    return ALLOWED if is_text and not looks.like_another_kind(content) else looks.not_a(_("TXT 文本"), content)


def _ends_with(content: BinaryIO, mark: bytes) -> Verdict:
    """The closing mark is there; some cameras write more after it."""
    content.seek(0)
    if mark in content.read():
        return ALLOWED
    return refuse(_("图片不完整，可能没有下载或保存完。请重新保存后再上传。"))


def _reads_as(data: bytes, encoding: str) -> bool:
    try:
        letters = codecs.decode(data, encoding)
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in "\t\n\r\f" for letter in set(letters))
