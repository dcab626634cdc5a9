"""The files of cases in one zip, each named after its case: `0012_附件.pdf`, or a folder `0012/` for each case.

with attachments.opened(path) as archive:            # raises Unreadable
    found = attachments.sort(archive, numbers)       # which file belongs to which case, and every bad one
"""

import hashlib
import re
import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.documents import accept
from xieshang.spine.rule import Refused
from xieshang.texts.tables import CellFault, Unreadable

MOST_ENTRIES = 20_000
MOST_UNPACKED = 4 * 2**30
"""Bytes over all files, as the zip tells them; each is counted again while it is unpacked."""
HIGHEST_RATIO = 200
HARMLESS = 64 * 2**20
IN_MEMORY = 4 * 2**20
_SKIPPED = re.compile(r"(^|/)(__MACOSX/|\.[^./\\]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the zip: where it is, what it is called without its case's number, and its SHA-256."""

    entry: zipfile.ZipInfo
    path: str
    name: str
    sha256: str


@dataclass(slots=True)
class Sorted:
    """The files of each case, by its number in the file of cases, and what is wrong with the others."""

    of: dict[str, list[Member]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many files there are for cases."""
        return sum(map(len, self.of.values()))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip at a path, found to be no bomb; raises `Unreadable`."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive.infolist(), path.stat().st_size)
            yield archive
    except _DAMAGED:
        raise Unreadable(_("附件压缩包已损坏，打不开。请重新压缩为 zip 再上传。")) from None


def _refuse_bomb(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    beyond = unpacked > HARMLESS and unpacked > HIGHEST_RATIO * size
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or beyond:
        raise Unreadable(_("附件压缩包展开后大得不合常理，不能接受。请检查里面的文件，或分几次导入。"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("附件压缩包有密码，无法检查内容。请去掉密码重新压缩。"))


def sort(archive: zipfile.ZipFile, numbers: Sequence[str]) -> Sorted:
    """Which file belongs to which case. Every file is unpacked and looked into, as an upload is."""
    found = Sorted()
    by_number: defaultdict[str, list[Member]] = defaultdict(list)
    known = sorted(set(numbers), key=len, reverse=True)
    for entry in archive.infolist():
        path = _path_of(entry)
        if entry.is_dir() or _SKIPPED.search(path):
            continue
        number, name, wrong = _placed(path, known)
        looked = wrong or _looked_into(archive, entry, name)
        if isinstance(looked, tuple):
            found.faults.append(CellFault(0, path, *looked))
        else:
            by_number[number].append(Member(entry, path, name, looked))
    for number, members in by_number.items():
        found.faults += _too_many(number, members)
    found.of = dict(by_number)
    return found


def _path_of(entry: zipfile.ZipInfo) -> str:
    """The path as it was typed: programs in China write names in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _placed(path: str, known: Sequence[str]) -> tuple[str, str, tuple[str, str] | None]:
    """The case's number and the file's own name; or what is wrong."""
    steps = re.split(r"[/\\]", path)
    if path.startswith(("/", "\\")) or ".." in steps or re.match(r"[A-Za-z]:", path):
        return "", "", (_("路径不正常，指向压缩包以外。"), _("请只压缩文件和按案号命名的文件夹。"))
    folder = next((step for step in steps[:-1] if step in known), None)
    if folder is not None:
        return folder, steps[-1], None
    for number in known:
        rest = steps[-1].removeprefix(number)
        if rest != steps[-1] and not rest[:1].isalnum():
            name = re.sub(r"^[\W_]+", "", rest)
            return number, name if "." in name else steps[-1], None
    return "", "", (_("找不到对应的案号。"), _("请把文件名写成“案号_名称”，或放在以案号命名的文件夹里。"))


def _looked_into(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> tuple[str, str] | str:
    """The SHA-256 of a sound file; or what is wrong with it."""
    try:
        with unpacked(archive, entry) as content:
            accept.inspect(name, cast(BinaryIO, content))
            content.seek(0)
            return hashlib.sha256(content.read()).hexdigest()
    except Refused as refused:
        return refused.reason, _("请改好或移去这个文件，重新压缩。")
    except _DAMAGED:
        return _("这个文件在压缩包里已损坏。"), _("请重新压缩。")


def _too_many(number: str, members: Sequence[Member]) -> Iterator[CellFault]:
    if len(members) > accept.MOST_FILES:
        said = _("案号 %(number)s 有 %(count)d 个附件，最多 %(most)d 个。")
        told = {"number": number, "count": len(members), "most": accept.MOST_FILES}
        yield CellFault(0, members[accept.MOST_FILES].path, said % told, _("请把几个文件合成一个。"))


@contextmanager
def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """The content of one file; no more of it is unpacked than shows that it is too large."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content, archive.open(entry) as packed:
        left = accept.LARGEST + 1
        while left > 0 and (chunk := packed.read(min(left, 2**20))):
            content.write(chunk)
            left -= len(chunk)
        content.seek(0)
        yield content


@contextmanager
def upload_of(archive: zipfile.ZipFile, member: Member) -> Iterator[UploadedFile]:
    """One file as a form would deliver it."""
    with unpacked(archive, member.entry) as content:
        yield UploadedFile(content, name=member.name, size=member.entry.file_size)
