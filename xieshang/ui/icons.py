"""The drawings: one sprite, built by assets/renew.py from the names in assets/icons.txt."""

from functools import cache
from pathlib import Path

from django.templatetags.static import static
from markupsafe import Markup

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"


@cache
def icon(name: str) -> Markup:
    """One drawing of the sprite, hidden from screen readers: put a word beside it.

    Raises ValueError for a name that is not in the sprite.
    """
    if name not in icon_names():
        raise ValueError(f"no icon {name!r}: add it to assets/icons.txt and run assets/renew.py")
    drawing = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>')
    return drawing.format(static("ui/icons.svg"), name)


@cache
def icon_names() -> frozenset[str]:
    """The names of all drawings in the sprite."""
    return frozenset(piece.split('"', 1)[0] for piece in SPRITE.read_text().split('<symbol id="')[1:])
