"""A life cycle allows what its table says, and explains the rest."""

import pytest
from django.db import models

from xieshang.spine.lifecycle import Lifecycle
from xieshang.spine.rule import Refused

LIFE = Lifecycle(
    "state",
    [
        ("send", "寄出", {"written"}, "sent"),
        ("recall", "召回", {"sent"}, "written"),
        ("deliver", "送达", {"sent"}, "there"),
        ("answer", "答复", {"there"}, "answered"),
        ("burn", "烧掉", {"written", "answered"}, "ashes"),
    ],
)


STATES = {"written": "已写", "sent": "已寄", "there": "已到", "answered": "已复", "ashes": "灰烬"}


class Letter(models.Model):
    """Something with a state."""

    state = models.CharField(choices=STATES)

    class Meta:
        app_label = "tests"
        managed = False


TABLE = [
    ("written", "send", "sent"),
    ("written", "recall", "现在的状态已经是“已写”，这一步不用再办。"),
    ("written", "answer", "现在的状态是“已写”，寄出、送达以后才能答复。"),
    ("sent", "send", "现在的状态已经是“已寄”，这一步不用再办。"),
    ("sent", "recall", "written"),
    ("sent", "answer", "现在的状态是“已寄”，送达以后才能答复。"),
    ("there", "recall", "现在的状态是“已到”，已经过了可以召回的时候；请看现在还能办什么。"),
    ("there", "answer", "answered"),
    ("answered", "deliver", "现在的状态是“已复”，已经过了可以送达的时候；请看现在还能办什么。"),
    ("answered", "burn", "ashes"),
    ("ashes", "send", "现在的状态是“灰烬”，已经过了可以寄出的时候；请看现在还能办什么。"),
    ("ashes", "burn", "现在的状态已经是“灰烬”，这一步不用再办。"),
]


@pytest.mark.parametrize(("state", "move", "outcome"), TABLE)
def test_what_is_refused_says_why_and_what_comes_first(state: str, move: str, outcome: str) -> None:
    letter = Letter(state=state)
    verdict = LIFE.may(letter, move)
    if outcome in STATES:
        assert (verdict.allowed, verdict.reason) == (True, "")
        LIFE.advance(letter, move)
        assert letter.state == outcome
    else:
        assert (verdict.allowed, verdict.reason) == (False, outcome)
        with pytest.raises(Refused) as refused:
            LIFE.advance(letter, move)
        assert (refused.value.reason, letter.state) == (outcome, state)


def test_a_move_that_is_not_in_the_table_is_a_fault() -> None:
    with pytest.raises(KeyError):
        LIFE.may(Letter("written"), "frame")


def test_the_moves_can_be_read() -> None:
    move = LIFE.moves["burn"]
    assert (move.name, str(move.label), move.sources, move.target) == ("burn", "烧掉", {"written", "answered"}, "ashes")
