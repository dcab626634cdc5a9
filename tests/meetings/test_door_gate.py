"""Codes that change, passes, cards, signatures, the fence, the drawing."""

from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.meetings.door import drawing, fence, gate

AT = datetime(2026, 3, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = "ab" * 32


def later(seconds: int) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-1, False), (0, True), (19, True), (20, True), (39, True), (40, False)]
)
def test_a_code_is_taken_in_its_step_and_the_next(seconds: int, taken: bool):
    """Nine o'clock begins a step."""
    word = gate.code("secret", gate.step_of(AT))
    assert gate.is_current("secret", word, later(seconds)) is taken


def test_a_code_may_be_typed_as_it_is_read():
    """In small letters, in groups."""
    word = gate.code("secret", gate.step_of(AT))
    assert gate.is_current("secret", gate.shown(word).lower(), AT)
    assert not gate.is_current("another", word, AT)
    assert not gate.is_current("", gate.code("", gate.step_of(AT)), AT)


@pytest.mark.parametrize(("seconds", "taken"), [(-20, False), (0, True), (600, True), (620, False)])
def test_a_pass_holds_for_ten_minutes_and_one_person(seconds: int, taken: bool):
    word = gate.pass_for("secret", 7, AT)
    assert gate.is_pass("secret", word, 7, later(seconds)) is taken
    assert not gate.is_pass("secret", word, 8, AT)
    assert not gate.is_pass("other", word, 7, AT)


@given(st.text(max_size=40))
def test_what_is_not_ours_opens_nothing(word: str):
    assert not gate.is_current("secret", word, AT)
    assert not gate.is_pass("secret", word, 7, AT)
    assert gate.attendee_on("secret", word) is None


def test_a_card_is_read_alone_and_from_an_address():
    """A scanner types the whole address."""
    card = gate.card("secret", 42)
    assert gate.attendee_on("secret", card) == 42
    assert gate.attendee_on("secret", f"https://zx.example.org/meetings/1/door/desk?card={card}\n") == 42
    assert gate.attendee_on("other", card) is None
    assert gate.attendee_on("secret", card.replace("42.", "43.")) is None


def test_a_device_signs():
    signature = gate.sign(KEY, "文字")
    assert gate.is_signed(KEY, "文字", signature)
    assert not gate.is_signed(KEY, "文章", signature)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((33.7665, 113.1927), (33.7665, 113.1927), 0),
        ((33.7665, 113.1927), (33.7675, 113.1927), 111),
        ((39.9042, 116.4074), (31.2304, 121.4737), 1_067_310),
        ((0, 0), (0, 180), 20_015_115),
    ],
)
def test_the_distance_of_two_places(one: tuple[float, float], other: tuple[float, float], metres: int):
    """In metres; Beijing and Shanghai are 1,067 km apart."""
    assert fence.distance(*one, *other) == pytest.approx(metres, abs=50)
    assert fence.distance(*other, *one) == fence.distance(*one, *other)


def test_the_fence_ends_at_its_radius():
    assert fence.is_inside(300, 300)
    assert not fence.is_inside(301, 300)


def test_a_drawing_is_sound_and_says_what_it_is():
    """Square, with its quiet border, and readable aloud; what it is called cannot break out of it."""
    drawn = ElementTree.fromstring(drawing.qr("https://example.org/?code=K7", '码"<'))  # noqa: S314 - our own drawing
    assert drawn.get("aria-label") == '码"<'
    assert drawn.get("viewBox") == "0 0 37 37"
    assert str(drawn[1].get("d")).startswith("M4 4h7v1h-7z")
