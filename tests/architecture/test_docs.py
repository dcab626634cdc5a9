"""The docs are those of this code: glossary, verbs, map, changelog, links."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db.models import Choices

from docs import verbs
from tests.architecture.source import REPOSITORY, modules, rooms
from tests.architecture.test_promises import lifecycles
from xieshang.accounts.permissions import ROLES
from xieshang.engine import catalogues
from xieshang.spine.event import KINDS

DOCS = REPOSITORY / "docs"
LINE = re.compile(r"^\| (?P<words>[^|]+) \| (?P<english>[^|]+) \| `(?P<code>[^`]+)` \|$", re.M)
Entry = tuple[str, str]
"""A code, and the Chinese words for it; empty words where any will do."""


def glossary(text: str) -> dict[str, dict[str, str]]:
    """Room → code → Chinese words, as the glossary has them. ValueError where a room says a code twice."""
    found = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        room, _, body = section.partition("\n")
        lines = [(line["code"], line["words"]) for line in LINE.finditer(body)]
        found[room] = dict(lines)
        if len(found[room]) < len(lines):
            raise ValueError(f"{room} says twice: {sorted(code for code, _ in lines)}")
    return found


def spoken(room: str) -> Iterator[Entry]:
    """What a room says that the glossary must hold: choices, models, events, moves and roles."""
    for module in modules():
        if module.room == room and module.floor in {"states", "models"}:
            yield from _choices(module.name)
    yield from ((model.__name__, "") for model in _models(room))
    yield from ((kind, "") for kind in KINDS if kind.startswith(f"{room}."))
    yield from ((move.name, str(move.label)) for at, life in lifecycles() if at == room for move in life.moves.values())
    if room == "accounts":
        yield from ((role.code, str(role.name)) for role in ROLES.values())


def _choices(name: str) -> Iterator[Entry]:
    own = [one for one in vars(import_module(name)).values() if inspect.isclass(one) and one.__module__ == name]
    for kind in own:
        if issubclass(kind, Choices):
            yield from ((f"{kind.__name__}.{choice.name}", str(choice.label)) for choice in kind)


def _models(room: str) -> list[type]:
    config = apps.app_configs.get(room)
    return [*config.get_models()] if config and config.name.startswith("xieshang.") else []


def missing(said: dict[str, str], room: str, entries: Iterator[Entry]) -> list[str]:
    """What the glossary does not say, or says in other words."""
    return sorted(
        f"{room}: {code} {words}".strip()
        for code, words in entries
        if code not in said or (words and said[code] != words)
    )


def stale(said: dict[str, str], known: set[str]) -> list[str]:
    """Codes of the glossary that look like a choice or an event of the room, and are none."""
    kinds = {code.split(".")[0] for code in known if "." in code}
    return sorted(code for code in said if code.split(".")[0] in kinds and "." in code and code not in known)


def test_the_glossary_is_whole():
    """Every state, choice, model, event, move and role, in the words of the code."""
    said = glossary((DOCS / "glossary.md").read_text(encoding="utf-8"))
    assert [fault for room in rooms() for fault in missing(said.get(room, {}), room, spoken(room))] == []


def test_the_glossary_says_nothing_that_is_gone():
    """A choice or an event that was taken out takes its line with it."""
    said = glossary((DOCS / "glossary.md").read_text(encoding="utf-8"))
    known = {room: {code for code, _ in spoken(room)} | _columns(room) for room in said}
    assert {room: stale(said[room], known[room]) for room in said if stale(said[room], known[room])} == {}


def test_the_glossary_speaks_as_the_pages_do():
    """The English of a choice or a role is that of the catalogue."""
    pages = {message.id: str(message.string) for message in catalogues.read(ENGLISH) if not message.context}
    named = {code for room in rooms() for code, words in spoken(room) if words}
    lines = LINE.finditer((DOCS / "glossary.md").read_text(encoding="utf-8"))
    said = [(line["code"], line["words"], line["english"]) for line in lines if line["code"] in named - MOVES]
    assert len(said) > 100
    assert [(code, english) for code, words, english in said if pages[words].lower() != english.lower()] == []


ENGLISH = REPOSITORY / "locale/en/LC_MESSAGES/django.po"
MOVES = {move for _, life in lifecycles() for move in life.moves}
"""What is done is said in more ways than one, as the sentence wants it."""


def _columns(room: str) -> set[str]:
    """The fields of the room's models as the glossary names them, and what else hangs on them."""
    return {f"{model.__name__}.{name}" for model in _models(room) for name in dir(model)}


def test_a_hole_in_the_glossary_is_found():
    """A missing code, other words for one, a line whose choice is gone, a code said twice."""
    said = glossary("## proposals\n\n| 草案 | draft | `State.DRAFT` |\n| 旧 | old | `State.OLD` |\n")["proposals"]
    asked = [("State.DRAFT", "草稿"), ("State.FILED", "已立案"), ("Proposal", "")]
    assert missing(said, "proposals", iter(asked)) == [
        "proposals: Proposal",
        "proposals: State.DRAFT 草稿",
        "proposals: State.FILED 已立案",
    ]
    assert stale(said, {"State.DRAFT"}) == ["State.OLD"]


def test_the_page_of_verbs_is_fresh():
    """Renewed by `.venv/bin/python docs/verbs.py`."""
    assert verbs.PAGE.read_text(encoding="utf-8") == verbs.page()


def test_the_page_of_verbs_says_the_promise_and_the_rule():
    """Whoever reads it needs no code."""
    text = verbs.page()
    part = text.split("### `proposals.accept`")[1].split("###")[0]
    assert "*Who may* (`may_accept`): Staff of the bureau" in part
    assert "takes the case on" in part
    assert "| `file` | `checked`, `submitted` | `filed` |" in text


def unnamed(text: str) -> list[str]:
    """Rooms that a page does not name as code."""
    return [room for room in rooms() if not re.search(rf"`{room}/?`", text)]


def test_the_map_names_every_room():
    """Where things are, for whoever comes new."""
    assert unnamed((DOCS / "map.md").read_text(encoding="utf-8")) == []
    assert unnamed("`spine` and `proposals`") == [room for room in rooms() if room not in {"spine", "proposals"}]


def test_links_lead_somewhere():
    """Between the pages of the docs, the READMEs of the rooms and the repository's own."""
    assert len(pages()) > 5
    assert [fault for page in pages() for fault in dead_links(page)] == []


def pages() -> list[Path]:
    """What there is to read: the repository's own pages, the docs, the READMEs of the rooms."""
    return [*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md"), *(REPOSITORY / "xieshang").glob("*/README.md")]


def dead_links(page: Path) -> list[str]:
    """Links of a page to files that are not there."""
    targets = re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]


def test_a_dead_link_is_found(tmp_path: Path):
    """Links to pages that are there, and to the web, are left alone."""
    page = tmp_path / "page.md"
    page.write_text("[a](gone.md) [b](page.md#head) [c](https://example.org/x)")
    assert dead_links(page) == ["page.md: gone.md"]


def test_named_files_are_there():
    """A file that the docs name is where they say, from the page, the package or the repository."""
    assert [fault for page in pages() for fault in lost_files(page)] == []


def lost_files(page: Path) -> list[str]:
    """Files with a folder that a page names as code and that are not there."""
    named = re.findall(r"`((?:[\w.]+/)+[\w]+\.(?:py|md|html|toml))(?::[^`]*)?`", page.read_text(encoding="utf-8"))
    roots = [page.parent, REPOSITORY, REPOSITORY / "xieshang"]
    return [f"{page.name}: {name}" for name in named if not any((root / name).exists() for root in roots)]


def test_a_lost_file_is_found(tmp_path: Path):
    """Also where the docs say what is in it."""
    page = tmp_path / "page.md"
    page.write_text("`views/gone.py: reply` `proposals/states.py` `docs/house.md` `models.py`")
    assert lost_files(page) == ["page.md: views/gone.py"]


def test_there_is_a_changelog():
    """What changed, in the words of those who use it."""
    assert (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8").startswith("# ")
