"""The English catalogue says everything that the code says in Chinese."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from tests.architecture.source import modules
from tests.architecture.test_words import called, gettexts
from xieshang.engine import REPOSITORY, catalogues

ENGLISH = REPOSITORY / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(
    r"“[^”]*”|[\u4e00-\u9fff、]+ ?[,.）]|鹰教提〔2026〕12号|%\(\w+\)s〔%\(\w+\)[sd]〕(%\(\w+\)[sd])?号|中文"
)


Key = tuple[str, object]
"""The context of a message, "" where it has none, and its Chinese."""


def by_key(catalogue: Catalog) -> dict[Key, Message]:
    """The messages of a catalogue: the same Chinese in two contexts is two messages."""
    return {(message.context or "", message.id): message for message in catalogue if message.id}


@pytest.fixture(scope="module")
def english() -> dict[Key, Message]:
    """The catalogue's messages by their Chinese."""
    return by_key(catalogues.read(ENGLISH))


def forms(message: Message) -> list[str]:
    """The English of a message: one text, or one for each number."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_every_sentence_has_its_english(english: dict[Key, Message]) -> None:
    """Nothing the code says is missing or empty, and nothing stands here that is no longer said."""
    said = set(by_key(catalogues.said()))
    filled = {key for key, message in english.items() if all(forms(message))}
    assert (sorted(map(str, said - filled)), sorted(map(str, set(english) - said))) == ([], [])


def test_placeholders_are_kept(english: dict[Key, Message]) -> None:
    """The English names the same values as the Chinese, so that it can be filled in."""
    wrong = []
    for (_context, key), message in english.items():
        holes = {hole for text in ([key] if isinstance(key, str) else key) for hole in HOLE.findall(str(text))}
        wrong += [text for text in forms(message) if text and set(HOLE.findall(text)) != holes]
    assert wrong == []


def test_the_english_is_english(english: dict[Key, Message]) -> None:
    """No Chinese is left in it but what is quoted: column heads, examples, official forms."""
    left = [text for message in english.values() for text in forms(message) if HAN.search(QUOTED.sub("", text))]
    assert left == []


def test_every_way_of_asking_is_gathered() -> None:
    """What code and pages call a text by is known to the catalogues, so that none is left without English."""
    names = {called(call) for module in modules() for call in gettexts(module)}
    assert names - set(catalogues.KEYWORDS) == set()


def test_a_word_of_its_own_in_a_context_has_its_own_english() -> None:
    """To accept, where it says whose turn it is; accepted, where it says what was done."""
    messages = catalogues.read(ENGLISH)
    found = [messages.get("签收", context) for context in ("turn", None)]
    assert [message and message.string for message in found] == ["accept it", "Accepted"]
