"""How large a picture is, from its head alone: what unfolds beyond reason is never unfolded."""

import struct
from typing import BinaryIO

from xieshang.documents.content import looks

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG before which its size stands."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


def pixels(content: BinaryIO) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG picture; None where its head does not say."""
    content.seek(0)
    head = content.read(24)
    if head.startswith(looks.PNG) and len(head) == 24:
        return struct.unpack(">LL", head[16:])
    if head.startswith(looks.JPEG):
        content.seek(2)
        return _of_jpeg(content)
    return None


def _of_jpeg(content: BinaryIO) -> tuple[int, int] | None:
    """Walk from marker to marker until the one that begins a frame."""
    while content.read(1) == b"\xff":
        marker = content.read(1)
        while marker == b"\xff":
            marker = content.read(1)
        if not marker or marker[0] in _ALONE:
            continue
        length = content.read(2)
        if len(length) < 2 or (size := struct.unpack(">H", length)[0]) < 2:
            return None
        if marker[0] in _FRAMES:
            frame = content.read(5)
            return struct.unpack(">HH", frame[1:])[::-1] if len(frame) == 5 else None
        content.seek(size - 2, 1)
    return None
