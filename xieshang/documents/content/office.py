"""Word, Excel and PowerPoint, new and old, and OFD: what the name says, without macros, no zip bomb."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext as _

from xieshang.documents.content import looks
from xieshang.spine.rule import ALLOWED, Verdict, refuse

MOST_ENTRIES = 5_000
MOST_UNPACKED = 400 * 2**20  # bytes, over all parts
HIGHEST_RATIO = 100  # of unpacked to packed, where more than `HARMLESS_UNPACKED` come out
HARMLESS_UNPACKED = 20 * 2**20
MOST_CONTENT_TYPES = 2**20  # bytes of [Content_Types].xml
_LARGEST_DIRECTORY = 2 * 2**20  # bytes of a zip's directory; more is no document

Check = Callable[[BinaryIO], Verdict]


def ooxml(label: str, main: str) -> Check:
    """A check for docx, xlsx or pptx.

    `label` is a Chinese text, translated when it is used; `main` ends the content type of the main part.
    """

    def check(content: BinaryIO) -> Verdict:
        if looks.starts_with(content, looks.OLE) and _holds(content, "EncryptedPackage"):
            return _locked()
        return _in_zip(content, _(label), lambda archive: _main_part(archive, _(label), main, content))

    return check


def ofd(content: BinaryIO) -> Verdict:
    """An OFD document (GB/T 33190): a zip with OFD.xml at its root."""
    label = _("OFD 文件")
    return _in_zip(
        content, label, lambda archive: ALLOWED if "OFD.xml" in archive.namelist() else looks.not_a(label, content)
    )


def ole(label: str, *streams: str) -> Check:
    """A check for doc, xls or ppt: a compound file that holds one of these streams."""

    def check(content: BinaryIO) -> Verdict:
        if not looks.starts_with(content, looks.OLE):
            return looks.not_a(_(label), content)
        if _holds(content, "EncryptedPackage"):
            return _locked()
        if _holds(content, "_VBA_PROJECT"):
            return _macros()
        return ALLOWED if _holds(content, *streams) else looks.not_a(_(label), content)

    return check


def _locked() -> Verdict:
    return refuse(_("文件有打开密码，无法检查内容。请去掉密码，另存后再上传。"))


def _macros() -> Verdict:
    return refuse(_("文件里有宏或控件，可能有害。请另存为不带宏的文档，或导出为 PDF。"))


def _bomb() -> Verdict:
    return refuse(_("文件展开后大得不合常理，不能接受。请在原软件中打开，另存后再上传。"))


def _in_zip(content: BinaryIO, label: str, check: Callable[[zipfile.ZipFile], Verdict]) -> Verdict:
    """What `check` says of the zip, once it is found to be safe to look into."""
    if not looks.starts_with(content, looks.ZIP):
        return looks.not_a(label, content)
    if _directory_size(content) > _LARGEST_DIRECTORY:
        return _bomb()
    try:
        with zipfile.ZipFile(content) as archive:
            return _safe(archive.infolist(), _size(content)) and check(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return refuse(_("文件已损坏，打不开。请重新保存后再上传。"))


def _directory_size(content: BinaryIO) -> int:
    """How large the zip says its directory is, read before anything of it is unfolded."""
    content.seek(max(0, _size(content) - 65_557))
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    return int(struct.unpack_from("<L", tail, at + 12)[0]) if 0 <= at <= len(tail) - 16 else 0


def _size(content: BinaryIO) -> int:
    return content.seek(0, 2)


def _safe(entries: list[zipfile.ZipInfo], size: int) -> Verdict:
    """No bomb, no password, no part that would be written outside its folder."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or sum(e.compress_size for e in entries) > size:
        return _bomb()
    if unpacked > HARMLESS_UNPACKED and unpacked > HIGHEST_RATIO * size:
        return _bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        return _locked()
    if any(entry.filename.startswith("/") or ".." in re.split(r"[/\\]", entry.filename) for entry in entries):
        return refuse(_("文件的内部结构不正常，不能接受。请在原软件中打开，另存后再上传。"))
    return ALLOWED


def _main_part(archive: zipfile.ZipFile, label: str, main: str, content: BinaryIO) -> Verdict:
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        return looks.not_a(label, content)
    with archive.open("[Content_Types].xml") as part:
        types = part.read(MOST_CONTENT_TYPES)
    if b"macroEnabled" in types or any(_ACTIVE.search(name.lower()) for name in names):
        return _macros()
    parts = [name for name, kind in _overrides(types) if kind.endswith(main)]
    return ALLOWED if any(part in names for part in parts) else looks.not_a(label, content)


def _overrides(types: bytes) -> list[tuple[str, str]]:
    """(part, content type) of each part that [Content_Types].xml names."""
    tags = _OVERRIDE.findall(types.decode("utf-8", "replace"))
    values = [dict(_ATTRIBUTE.findall(tag)) for tag in tags]
    return [(value.get("PartName", "").lstrip("/"), value.get("ContentType", "")) for value in values]


def _holds(content: BinaryIO, *streams: str) -> bool:
    """Has the compound file a directory entry of one of these names?

    An entry is 128 bytes: the name in UTF-16 padded to 64, its length in bytes, its type.
    """
    content.seek(0)
    data = content.read()
    return any(re.search(_entry(name), data, re.DOTALL) for name in streams)


def _entry(name: str) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return re.escape(text) + b".{%d}" % (64 - len(text)) + re.escape(struct.pack("<H", len(text))) + b"[\x01\x02\x05]"


_ACTIVE = re.compile(r"vbaproject\.bin$|/macrosheets/|/activex/")
# Every repetition has a bound, so that no text, however odd, takes more than one pass.
_OVERRIDE = re.compile(r"<(?:\w{1,40}:)?Override\s([^<>]{0,1000})>")
_ATTRIBUTE = re.compile(r"(\w{1,40})\s{0,9}=\s{0,9}[\"']([^\"']{0,400})[\"']")
