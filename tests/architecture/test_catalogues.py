"""The English catalogue says everything that the code says in Chinese."""

import re

import pytest
from babel.messages.catalog import Message

from xieshang.engine import REPOSITORY, catalogues

ENGLISH = REPOSITORY / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(
    r"“[^”]*”|[\u4e00-\u9fff、]+ ?[,.）]|鹰教提〔2026〕12号|%\(\w+\)s〔%\(\w+\)[sd]〕(%\(\w+\)[sd])?号|中文"
)


@pytest.fixture(scope="module")
def english() -> dict[object, Message]:
    """The catalogue's messages by their Chinese."""
    return {message.id: message for message in catalogues.read(ENGLISH) if message.id}


def forms(message: Message) -> list[str]:
    """The English of a message: one text, or one for each number."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_every_sentence_has_its_english(english: dict[object, Message]) -> None:
    """Nothing the code says is missing or empty, and nothing stands here that is no longer said."""
    said = {message.id for message in catalogues.said() if message.id}
    filled = {key for key, message in english.items() if all(forms(message))}
    assert (sorted(map(str, said - filled)), sorted(map(str, set(english) - said))) == ([], [])


def test_placeholders_are_kept(english: dict[object, Message]) -> None:
    """The English names the same values as the Chinese, so that it can be filled in."""
    wrong = []
    for key, message in english.items():
        holes = {hole for text in ([key] if isinstance(key, str) else key) for hole in HOLE.findall(str(text))}
        wrong += [text for text in forms(message) if text and set(HOLE.findall(text)) != holes]
    assert wrong == []


def test_the_english_is_english(english: dict[object, Message]) -> None:
    """No Chinese is left in it but what is quoted: column heads, examples, official forms."""
    left = [text for message in english.values() for text in forms(message) if HAN.search(QUOTED.sub("", text))]
    assert left == []
