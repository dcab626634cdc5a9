"""What the tests of papers read: the text of a PDF, and zips as people make them."""

import io
import zipfile
from collections.abc import Iterable
from typing import cast

import pypdfium2

from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals.models import Proposal


def pdf_text(data: bytes) -> str:
    """All that a reader can find in it, without line breaks and the places where one may be."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).replace("\u200b", "").split())


def case_text(place: City, who: str, proposal: Proposal) -> str:
    """What somebody reads in a case as one file."""
    response = client_of(place.person(who)).get(f"/proposals/{proposal.pk}/case.pdf")
    return pdf_text(b"".join(cast(Iterable[bytes], response)))


class Gbk(zipfile.ZipInfo):
    """An entry whose name is written in GBK, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's name
        return self.filename.encode("gb18030"), self.flag_bits


def zipped(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """A zip; `gbk` with its names as programs in China write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr((Gbk if gbk else zipfile.ZipInfo)(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """What is in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
