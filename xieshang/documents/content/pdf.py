"""PDF: whole, readable without a password, and without anything that acts by itself."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.documents.content import looks
from xieshang.spine.rule import ALLOWED, Verdict, refuse

MOST_UNPACKED = 64 * 2**20  # bytes of packed objects that are looked into
_AFTER_NAME = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"


def check(content: BinaryIO) -> Verdict:
    """A PDF that only shows itself."""
    if not looks.starts_with(content, looks.PDF):
        return looks.not_a(_("PDF 文件"), content)
    content.seek(0)
    data = content.read()
    if b"%%EOF" not in data[-4096:]:
        return refuse(_("PDF 不完整，可能没有下载或保存完。请重新保存后再上传。"))
    if _ENCRYPTED.search(data):
        return refuse(_("PDF 有密码或加密保护，无法检查内容。请另存为没有保护的 PDF。"))
    try:
        return next((verdict for part in _parts(data) if not (verdict := _harmless(part))), ALLOWED)
    except _HiddenError:
        return refuse(_("PDF 的内部结构无法检查。请用“打印”功能重新生成一份 PDF。"))


def _harmless(part: bytes) -> Verdict:
    found = _ACTING.search(part)
    if found is None:
        return ALLOWED
    what = next(text for word, text in _ACTS.items() if re.match(_spelt(word), found[1]))
    return refuse(_("PDF 里有%(what)s，可能有害。请用“打印”功能重新生成一份 PDF。") % {"what": what})


class _HiddenError(Exception):
    """Objects are packed in a way that hides them."""


def _parts(data: bytes) -> Iterator[bytes]:
    """The file as it is, then what is packed in each of its object streams."""
    yield data
    left = MOST_UNPACKED
    for found in _PACKED.finditer(data):
        begin = re.compile(rb"stream\r?\n").search(data, found.end())
        if begin is None:
            return
        about = data[data.rfind(b"obj", 0, found.start()) : begin.start()]
        part = _unpacked(data, begin.end(), about, left)
        left -= len(part)
        yield part


def _unpacked(data: bytes, start: int, about: bytes, most: int) -> bytes:
    """One object stream in clear; `about` is its dictionary."""
    if not _FILTERED.search(about):
        return b""  # it stands in clear in the file, which was searched
    if _SCRAMBLED.search(about):
        raise _HiddenError
    try:
        unpacked = zlib.decompressobj().decompress(data[start : data.find(b"endstream", start)], most + 1)
    except zlib.error as fault:
        raise _HiddenError from fault
    if len(unpacked) > most:
        raise _HiddenError
    return unpacked


def _spelt(word: str) -> bytes:
    """A pattern for a word of a PDF name, any letter of which may be written as #hh."""
    letters = (rb"(?:%c|#%s)" % (letter, _either_case(letter)) for letter in word.encode())
    return b"".join(letters)


def _either_case(letter: int) -> bytes:
    return b"".join(b"[%c%c]" % (digit, ord(chr(digit).upper())) for digit in f"{letter:02x}".encode())


def _name(*words: str) -> re.Pattern[bytes]:
    return re.compile(rb"/(" + b"|".join(map(_spelt, words)) + rb")" + _AFTER_NAME)


_ACTS: dict[str, Promise] = {
    "JavaScript": gettext_lazy("脚本"),
    "Launch": gettext_lazy("启动程序的动作"),
    "EmbeddedFiles": gettext_lazy("内嵌的附件"),
    "EmbeddedFile": gettext_lazy("内嵌的附件"),
    "RichMedia": gettext_lazy("内嵌的多媒体"),
}
_ACTING = _name(*_ACTS)
_PACKED = _name("ObjStm")
_FILTERED = _name("Filter", "F")
_SCRAMBLED = _name("DecodeParms", "DP", "Crypt", "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode")
_ENCRYPTED = re.compile(rb"/" + _spelt("Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
