"""A QR code as a drawing."""

from collections.abc import Iterable
from itertools import groupby

import qrcode
from markupsafe import Markup

QUIET = 4  # modules of white around it: scanners need them
DRAWING = Markup(
    '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    '<rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
)


def qr(text: str, label: str) -> Markup:
    """An SVG of the text's QR code, dark on white whatever the theme; `label` is read out in its place."""
    made = qrcode.QRCode(border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    made.add_data(text)
    rows = made.get_matrix()
    strokes = (stroke for y, row in enumerate(rows) for stroke in _strokes(y, row))
    return DRAWING.format(label=label, size=len(rows), path="".join(strokes))


def _strokes(y: int, row: Iterable[bool]) -> Iterable[str]:
    """Each run of dark modules of a row."""
    for is_dark, run in groupby(enumerate(row), key=lambda pair: pair[1]):
        cells = list(run)
        if is_dark:
            yield f"M{cells[0][0]} {y}h{len(cells)}v1h-{len(cells)}z"
