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
        ("burn", "烧掉", {"written", "sent"}, "ashes"),
    ],
)


class Letter(models.Model):
    """Something with a state."""

    state = models.CharField(choices={"written": "已写", "sent": "已寄", "ashes": "灰烬"})

    class Meta:
        app_label = "tests"
        managed = False


TABLE = [
    ("written", "send", "sent"),
    ("written", "recall", "现在的状态是“已写”，不能召回。"),
    ("written", "burn", "ashes"),
    ("sent", "send", "现在的状态是“已寄”，不能寄出。"),
    ("sent", "recall", "written"),
    ("sent", "burn", "ashes"),
    ("ashes", "send", "现在的状态是“灰烬”，不能寄出。"),
    ("ashes", "recall", "现在的状态是“灰烬”，不能召回。"),
    ("ashes", "burn", "现在的状态是“灰烬”，不能烧掉。"),
]


@pytest.mark.parametrize(("state", "move", "outcome"), TABLE)
def test_every_move_from_every_state(state: str, move: str, outcome: str) -> None:
    letter = Letter(state=state)
    verdict = LIFE.may(letter, move)
    if outcome in ("written", "sent", "ashes"):
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
    assert (move.name, str(move.label), move.sources, move.target) == ("burn", "烧掉", {"written", "sent"}, "ashes")
