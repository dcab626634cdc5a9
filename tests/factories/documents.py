"""Files as people send them, sound and bad, built byte by byte; and the rows they become."""

import base64
import io
import struct
import zipfile
import zlib

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml"),
}
EXE = b"MZ\x90\x00" + b"\0" * 200


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page with further objects."""
    body = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    )
    more = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, start=3))
    return b"%PDF-1.7\n" + body + more + b"trailer\n<< /Root 1 0 R " + trailer + b">>\nstartxref\n0\n%%EOF\n"


def packed(content: bytes, about: bytes = b"/Filter /FlateDecode") -> bytes:
    """A PDF object stream that holds `content`."""
    data = zlib.compress(content)
    return b"<< /Type /ObjStm /N 1 /First 4 %s /Length %d >>\nstream\n%s\nendstream" % (about, len(data), data)


def ooxml(kind: str, *, types: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A docx, xlsx or pptx with further parts; `types` stands for its content types."""
    name, main = MAIN[kind]
    types = types or f'<Types><Override PartName="/{name}" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), name: b"<document/>"} | (parts or {}))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    """An old Office file with directory entries of these names."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(map(_entry, streams))


def _entry(name: str) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack("<HB", len(text), 2) + b"\0" * 61


def png() -> bytes:
    """A picture of one grey point."""
    chunks = [
        (b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x80")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg() -> bytes:
    """The frame of a JPEG: its first marker and its last."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\0" * 40 + b"\xff\xd9"


PHOTO = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP////////////////////////////////////////////////////////////////////////////"
    "//////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAAM"
    "ABgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAEC/8"
    "QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AkBGwAH//2Q=="
)
"""A whole JPEG picture of 24 by 12 points."""
SOUND = {
    "pdf": pdf(),
    "docx": ooxml("docx"),
    "xlsx": ooxml("xlsx"),
    "pptx": ooxml("pptx"),
    "doc": ole("Root Entry", "WordDocument"),
    "xls": ole("Root Entry", "Workbook"),
    "ppt": ole("Root Entry", "PowerPoint Document"),
    "ofd": zipped({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<Document/>"}),
    "png": png(),
    "jpg": jpeg(),
    "jpeg": jpeg(),
    "txt": "关于加强校园周边交通治理的建议\n一、现状".encode(),
}
