"""What may come in: kinds by name, size, and content that is what the name says."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xieshang.documents.content import office, pdf, plain
from xieshang.documents.names import clean, ending_of
from xieshang.spine.rule import ALLOWED, Refused, Verdict, refuse

LARGEST = 32 * 2**20  # bytes
MOST_FILES = 5  # of one subject and purpose


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may come in."""

    media_type: str
    check: Callable[[BinaryIO], Verdict]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: its name made safe, its media type by content, its size in bytes."""

    name: str
    media_type: str
    size: int


def inspect(typed_name: str, content: BinaryIO, *, kinds: Collection[str] = ()) -> Accepted:
    """Look the file over from its name to its inside. `kinds` are the endings that may come in; none given: all.

    `content` is seekable and is left at its end or anywhere. Raises `Refused`, on the field "file",
    with a sentence that names the file and says what to do.
    """
    name = clean(typed_name)
    size = content.seek(0, 2)
    verdict = _named(name, kinds or KINDS) and _sized(size) and KINDS[ending_of(name)].check(content)
    if not verdict:
        raise Refused(_("“%(name)s”：%(reason)s") % {"name": name, "reason": verdict.reason}, field="file")
    return Accepted(name, KINDS[ending_of(name)].media_type, size)


def endings(kinds: Collection[str] = ()) -> str:
    """These endings, or all accepted ones, as a file field's `accept` attribute wants them: ".pdf,.doc,…"."""
    return ",".join(f".{ending}" for ending in kinds or KINDS)


def _named(name: str, kinds: Collection[str]) -> Verdict:
    if ending_of(name) in kinds:
        return ALLOWED
    return refuse(_("不接受这种文件。可以上传：%(kinds)s。") % {"kinds": _("、").join(kinds)})


def _sized(size: int) -> Verdict:
    if size == 0:
        return refuse(_("文件是空的。请检查是否选错了文件，或重新保存后再上传。"))
    if size > LARGEST:
        said = _("文件超过 %(most)d MB 的上限。请压缩其中的图片，或拆成几个文件。")
        return refuse(said % {"most": LARGEST // 2**20})  # its size is not said: what is far too large is cut off
    return ALLOWED


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", pdf.check),
    "docx": Kind(
        f"{_OFFICE}.wordprocessingml.document",
        office.ooxml(gettext_noop("Word 文档"), "wordprocessingml.document.main+xml"),
    ),
    "doc": Kind("application/msword", office.ole(gettext_noop("Word 文档"), "WordDocument")),
    "xlsx": Kind(
        f"{_OFFICE}.spreadsheetml.sheet",
        office.ooxml(gettext_noop("Excel 表格"), "spreadsheetml.sheet.main+xml"),
    ),
    "xls": Kind("application/vnd.ms-excel", office.ole(gettext_noop("Excel 表格"), "Workbook", "Book")),
    "pptx": Kind(
        f"{_OFFICE}.presentationml.presentation",
        office.ooxml(gettext_noop("PowerPoint 演示文稿"), "presentationml.presentation.main+xml"),
    ),
    "ppt": Kind(
        "application/vnd.ms-powerpoint", office.ole(gettext_noop("PowerPoint 演示文稿"), "PowerPoint Document")
    ),
    "ofd": Kind("application/ofd", office.ofd),
    "png": Kind("image/png", plain.png),
    "jpg": Kind("image/jpeg", plain.jpeg),
    "jpeg": Kind("image/jpeg", plain.jpeg),
    "txt": Kind("text/plain", plain.text),
}
SCANS = ("pdf", "ofd", "png", "jpg", "jpeg")
"""The kinds that scanners, cameras and electronic seals make."""
