"""The contrast of every pair of words and ground: 4.5:1, in large type 7:1; edges 3:1."""

import re
from pathlib import Path

import pytest

SCSS = Path(__file__).parents[2] / "assets" / "scss" / "_tokens.scss"
CSS = Path(__file__).parents[2] / "xieshang" / "ui" / "static" / "ui" / "xieshang.css"
WORDS = ("ink", "ink-soft", "alarm", "gold", "green", "amber")
GROUNDS = ("paper", "sheet", "shade")
LOOKS = {
    "light": ["light"],
    "dark": ["dark"],
    "light-large": ["light", "light-large"],
    "dark-large": ["dark", "dark-large"],
}


def tokens(look: str) -> dict[str, str]:
    """The colours of a look, as the style sheet lays them over one another."""
    found: dict[str, str] = {}
    for name in LOOKS[look]:
        body = re.search(rf"@mixin {name} {{(.*?)\n}}", SCSS.read_text(), re.DOTALL)
        assert body
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body[1]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_words_can_be_read(look: str) -> None:
    colours, least = tokens(look), 7 if look.endswith("large") else 4.5
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [
        ("on-red", "red"),
        ("on-red", "red-deep"),
        ("on-mark", "mark"),
        ("paper", "ink"),
        ("alarm", "alarm-shade"),
    ]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_edges_of_fields_and_buttons_can_be_seen(look: str) -> None:
    colours = tokens(look)
    weak = {ground: round(contrast(colours["edge"], colours[ground]), 2) for ground in GROUNDS}
    assert {ground: ratio for ground, ratio in weak.items() if ratio < 3} == {}


def test_the_built_style_sheet_has_these_colours() -> None:
    built = CSS.read_text()
    assert {f"--{name}: {colour}" for name, colour in tokens("dark").items()} <= {
        match.replace(":", ": ", 1) for match in re.findall(r"--[\w-]+:#[0-9a-f]{6}", built.replace(": ", ":"))
    }


def test_no_colour_is_written_outside_the_tokens() -> None:
    """Only tokens, white paper for print, and the arrow of a select (an image cannot take a token)."""
    others = [path for path in SCSS.parent.glob("*.scss") if path != SCSS]
    found = {colour for path in others for colour in re.findall(r"#[0-9a-f]{3,6}\b|%23[0-9a-f]{6}", path.read_text())}
    assert found == {"#fff", "%238a8273"}
