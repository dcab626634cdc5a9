"""Reports as prose: a text file whose sentences bind figures, so that no number in it is typed by hand.

A text has blocks, set apart by empty lines: "# title", "## heading", or a paragraph. Within them
`{{ figure("F20") }}` stands for the figure's value and unit, and `{{ assembly }}`, `{{ term }}`,
`{{ from_day }}`, `{{ until_day }}` and `{{ as_of }}` for what they say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

TEXTS = Path(__file__).parent / "texts"
BINDING = re.compile(r"\{\{.*?\}\}")
FIGURE = re.compile(r"""\{\{\s*figure\(["'](\w+)["']\)\s*\}\}""")
MARKS = {"# ": "title", "## ": "heading"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text, bound: its kind (title, heading, paragraph) and its HTML."""

    kind: str
    html: Markup


def source(name: str, language: str) -> str:
    """The text of a report in a language, or else in Chinese."""
    own = TEXTS / f"{name}.{language}.md"
    return (own if own.exists() else TEXTS / f"{name}.md").read_text(encoding="utf-8")


def codes(text: str) -> list[str]:
    """The figures that a text binds, each once, in their order."""
    return list(dict.fromkeys(FIGURE.findall(text)))


def bind(text: str, figure: Callable[[str], Any], **words: str) -> list[Block]:
    """The text with its bindings filled in. An unknown word is an error."""
    return [_block(part, figure, words) for part in re.split(r"\n\s*\n", text.strip())]


def _block(part: str, figure: Callable[[str], Any], words: dict[str, str]) -> Block:
    mark = next((mark for mark in MARKS if part.startswith(mark)), "")
    html = _compiled(part.removeprefix(mark)).render(figure=figure, **words)
    return Block(MARKS.get(mark, "paragraph"), Markup(html))  # noqa: S704 - rendered with autoescape


@cache
def _compiled(part: str) -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(part)
