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

MOST_UNPACKED = 64 * 2**20  # bytes of packed objects that are looked into, over all streams
MOST_STREAMS = 10_000  # of packed objects
_LONGEST_ABOUT = 4096  # bytes of a stream's dictionary, before and after its type
_PIECE = 2**16
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
    unpack = _Unpacker(data)
    for number, found in enumerate(_PACKED.finditer(data)):
        if number == MOST_STREAMS:
            raise _HiddenError
        yield from _packed_at(unpack, data, found)


def _packed_at(unpack: "_Unpacker", data: bytes, found: re.Match[bytes]) -> Iterator[bytes]:
    """What is packed in the stream whose dictionary was found; nothing where it stands in clear."""
    begin = _STREAM.search(data, found.end(), found.end() + _LONGEST_ABOUT)
    if begin is None:
        raise _HiddenError
    from_ = max(0, found.start() - _LONGEST_ABOUT)
    about = data[max(from_, data.rfind(b"obj", from_, found.start())) : begin.start()]
    if _SCRAMBLED.search(about):
        raise _HiddenError
    if _FILTERED.search(about):
        yield unpack.at(begin.end())


class _Unpacker:
    """Unpacks streams piece by piece, within bounds over all of them together.

    No byte of an honest file belongs to two streams, so more is never read than the file is long.
    """

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._unread = len(data) + MOST_STREAMS * _PIECE
        self._left = MOST_UNPACKED

    def at(self, start: int) -> bytes:
        """The stream that begins at `start`, unpacked; _HiddenError where that cannot be done."""
        try:
            return b"".join(self._pieces(zlib.decompressobj(), start))
        except zlib.error as fault:
            raise _HiddenError from fault

    def _pieces(self, stream: "zlib._Decompress", start: int) -> Iterator[bytes]:
        while not stream.eof:
            packed = self._data[start : start + _PIECE]
            piece = stream.decompress(packed, self._left + 1)
            start, self._unread, self._left = start + _PIECE, self._unread - len(packed), self._left - len(piece)
            if not packed or self._unread < 0 or self._left < 0:
                raise _HiddenError
            yield piece


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
_STREAM = re.compile(rb"stream\r?\n")
_FILTERED = _name("Filter", "F")
_SCRAMBLED = _name("DecodeParms", "DP", "Crypt", "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode")
_ENCRYPTED = re.compile(rb"/" + _spelt("Encrypt") + rb"\s{0,9}(?:\d{1,10}\s{1,9}\d{1,5}\s{1,9}R|<<)")
