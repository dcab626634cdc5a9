"""Writes docs/verbs.md: every verb of every room, who may, and what it promises.

    .venv/bin/python docs/verbs.py

The words are the docstrings of the actions and of their rules; a test finds a page that is out of date.
"""

import inspect
import os
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")
django.setup()  # the rooms can be imported from here on

from xieshang.spine.action import VERBS, Verb  # noqa: E402
from xieshang.spine.lifecycle import Lifecycle  # noqa: E402

PAGE = Path(__file__).with_name("verbs.md")
HEAD = """\
# Verbs: everything that can be done

Each is a function in its room's `actions`, and the only way to write what it writes. It locks its subject,
asks its rule, and records an event, all in one transaction. Written by `docs/verbs.py` from the code.
"""


def page() -> str:
    """The whole page."""
    rooms = [config.label for config in apps.get_app_configs() if config.name.startswith("xieshang.")]
    return "\n".join([HEAD, *(part for room in rooms for part in _room(room))])


def _room(room: str) -> list[str]:
    """One room's verbs by name, after its life cycle where it has one; nothing where it has none."""
    if not find_spec(f"xieshang.{room}.actions"):
        return []
    import_module(f"xieshang.{room}.actions")
    verbs = [verb for _, verb in sorted(VERBS.items()) if verb.rule.__module__.split(".")[1:3] == [room, "rules"]]
    if not verbs:
        return []
    return [f"## {room}\n", *_moves(room), *(_verb(verb) for verb in verbs)]


def _moves(room: str) -> list[str]:
    if not find_spec(f"xieshang.{room}.states"):
        return []
    values = vars(import_module(f"xieshang.{room}.states")).values()
    lives = [value for value in values if isinstance(value, Lifecycle)]
    return [_table(life) for life in lives]


def _table(life: Lifecycle) -> str:
    rows = [
        f"| `{move.name}` | {', '.join(sorted(f'`{source}`' for source in move.sources))} | `{move.target}` |"
        for move in life.moves.values()
    ]
    return "\n".join(["| move | from | to |", "|---|---|---|", *rows, ""])


def _verb(verb: Verb) -> str:
    """A verb with its promise, whole, and the rule with the first sentence of its own."""
    asked = _plain((inspect.getdoc(verb.rule) or "").split("\n\n")[0])
    return f"### `{verb.name}`\n\n{_plain(verb.promise)}\n\n*Who may* (`{verb.rule.__name__}`): {asked}\n"


def _plain(text: str) -> str:
    """Paragraphs of a docstring, each on one line."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(text))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
