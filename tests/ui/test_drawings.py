"""What is drawn once for all who are told the same, and what is not kept."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory

from xieshang.ui.drawings import CSRF, Drawings, with_token


class Pen:
    """Draws what it is given, and counts how often it did."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self) -> int:
        self.drawn += 1
        return self.drawn


def test_what_is_kept_under_a_key_is_drawn_once():
    drawings, pen = Drawings[int](2), Pen()
    assert [drawings.get("a", pen), drawings.get("a", pen), drawings.get("b", pen)] == [1, 1, 2]


def test_the_one_that_was_not_asked_for_longest_goes_first():
    drawings, pen = Drawings[int](2), Pen()
    for key in "ab":
        drawings.get(key, pen)
    assert (drawings.get("a", pen), drawings.get("c", pen), len(drawings)) == (1, 3, 2)
    assert (drawings.get("a", pen), drawings.get("b", pen)) == (1, 4)


@pytest.mark.django_db
def test_what_asked_for_more_while_it_was_drawn_is_not_kept():
    """It depends on rows that the key does not hold: kept, it could be out of date."""
    drawings = Drawings[int](2)
    assert drawings.get("a", Group.objects.count) == 0
    Group.objects.create(name="东一街")
    assert (drawings.get("a", Group.objects.count), len(drawings)) == (1, 0)


def test_a_drawing_that_fails_leaves_nothing():
    drawings = Drawings[int](2)
    with pytest.raises(ZeroDivisionError):
        drawings.get("a", lambda: 1 // 0)
    assert drawings.get("a", Pen()) == 1


def test_each_answer_has_its_own_token_and_what_has_none_stays_as_it_is():
    """All that is drawn for one answer has the same: a token is masked anew for each answer, not for each form."""
    request, other = (RequestFactory().get("/") for _ in "ab")
    drawn = [with_token(f"<form>{CSRF}</form>", one) for one in (request, request, other)]
    first, again, second = (re.search(r'value="(\w{64})"', one)[1] for one in drawn)  # type: ignore[index]
    assert first == again != second
    assert with_token("<p></p>", request) == "<p></p>"
