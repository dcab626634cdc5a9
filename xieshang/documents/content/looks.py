"""What a file looks like by its first bytes, to tell people what they picked."""

from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.spine.rule import Verdict, refuse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


def starts_with(content: BinaryIO, magic: bytes) -> bool:
    """Are these its first bytes?"""
    content.seek(0)
    return content.read(len(magic)) == magic


def like_another_kind(content: BinaryIO) -> str:
    """What its first bytes say it is, in the active language; empty where they say nothing."""
    content.seek(0)
    head = content.read(16)
    return str(next((text for magic, text in _LOOKS if head.startswith(magic)), ""))


def not_a(label: str, content: BinaryIO) -> Verdict:
    """The refusal of a file that is not the `label` its name promises; it says what it looks like."""
    seen = like_another_kind(content)
    if not seen:
        return refuse(_("内容不是 %(label)s，或已损坏。请用制作它的软件打开，另存后再上传。") % {"label": label})
    names = {"label": label, "seen": seen}
    return refuse(_("名称是 %(label)s，内容却是“%(seen)s”。请检查是否选错了文件，或另存为正确的格式。") % names)


_LOOKS: tuple[tuple[bytes, Promise], ...] = (
    (PDF, gettext_lazy("PDF 文件")),
    (ZIP, gettext_lazy("新版 Office 文档或压缩包")),
    (OLE, gettext_lazy("旧版 Office 文档")),
    (PNG, gettext_lazy("PNG 图片")),
    (JPEG, gettext_lazy("JPEG 图片")),
    (b"MZ", gettext_lazy("Windows 程序")),
    (b"\x7fELF", gettext_lazy("Linux 程序")),
    (b"Rar!", gettext_lazy("压缩包")),
    (b"7z\xbc\xaf", gettext_lazy("压缩包")),
    (b"GIF8", gettext_lazy("GIF 图片")),
    (b"<!DOCTYPE", gettext_lazy("网页")),
    (b"<html", gettext_lazy("网页")),
    (b"<?xml", gettext_lazy("XML 文件")),
)
