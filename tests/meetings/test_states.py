"""The life cycles of occasions and of what hangs on them: every move from every state."""

from typing import Any

import pytest

from tests.lives import mistold
from xieshang.meetings.models import Item, Meeting, Minutes, Speech, Vote
from xieshang.meetings.states import (
    ITEM_LIFE,
    LIFE,
    MINUTES_LIFE,
    SPEECH_LIFE,
    VOTE_LIFE,
    ItemState,
    MinutesState,
    SpeechState,
    State,
    VoteState,
)
from xieshang.spine.lifecycle import Lifecycle
from xieshang.spine.rule import Refused

I, M, P, S, V = ItemState, MinutesState, SpeechState, State, VoteState  # noqa: E741
Moves = dict[Any, dict[str, Any]]
TABLES: dict[str, tuple[Any, Lifecycle, Moves]] = {
    "occasion": (
        Meeting,
        LIFE,
        {
            S.DRAFT: {"ask_approval": S.PROPOSED, "approve": S.APPROVED, "notify": S.NOTIFIED, "cancel": S.CANCELLED},
            S.PROPOSED: {
                "approve": S.APPROVED,
                "return_notice": S.DRAFT,
                "take_back": S.DRAFT,
                "cancel": S.CANCELLED,
            },
            S.APPROVED: {"take_back": S.DRAFT, "notify": S.NOTIFIED, "cancel": S.CANCELLED},
            S.NOTIFIED: {"open": S.OPEN, "cancel": S.CANCELLED},
            S.OPEN: {"close": S.CLOSED},
            S.CLOSED: {"reopen": S.OPEN},
            S.CANCELLED: {},
        },
    ),
    "item": (
        Item,
        ITEM_LIFE,
        {
            I.AHEAD: {"begin_item": I.ON, "skip_item": I.SKIPPED},
            I.ON: {"end_item": I.DONE},
            I.DONE: {"begin_item": I.ON},
            I.SKIPPED: {"begin_item": I.ON},
        },
    ),
    "speech": (
        Speech,
        SPEECH_LIFE,
        {
            P.OFFERED: {
                "take_for_oral": P.ORAL,
                "take_for_written": P.WRITTEN,
                "not_take": P.NOT_TAKEN,
                "withdraw_speech": P.WITHDRAWN,
            },
            P.ORAL: {
                "take_for_written": P.WRITTEN,
                "not_take": P.NOT_TAKEN,
                "withdraw_speech": P.WITHDRAWN,
                "note_spoken": P.SPOKEN,
            },
            P.WRITTEN: {"take_for_oral": P.ORAL, "not_take": P.NOT_TAKEN, "withdraw_speech": P.WITHDRAWN},
            P.NOT_TAKEN: {"take_for_oral": P.ORAL, "take_for_written": P.WRITTEN},
            P.WITHDRAWN: {},
            P.SPOKEN: {},
        },
    ),
    "vote": (
        Vote,
        VOTE_LIFE,
        {
            V.DRAFT: {"open_vote": V.OPEN},
            V.OPEN: {"close_vote": V.CLOSED, "cancel_vote": V.CANCELLED},
            V.CLOSED: {"announce": V.ANNOUNCED, "cancel_vote": V.CANCELLED},
            V.ANNOUNCED: {},
            V.CANCELLED: {},
        },
    ),
    "minutes": (
        Minutes,
        MINUTES_LIFE,
        {
            M.DRAFT: {"propose_minutes": M.PROPOSED},
            M.PROPOSED: {"return_minutes": M.DRAFT, "approve_minutes": M.APPROVED},
            M.APPROVED: {"revise_minutes": M.DRAFT, "issue_minutes": M.ISSUED},
            M.ISSUED: {"revise_minutes": M.DRAFT},
        },
    ),
}
VERBS = {
    "ask_approval": "送请批准",
    "approve": "批准",
    "return_notice": "退回修改",
    "take_back": "收回修改",
    "notify": "发出通知",
    "cancel": "取消",
    "open": "开会",
    "close": "散会",
    "reopen": "继续开会",
    "begin_item": "开始",
    "end_item": "结束",
    "skip_item": "跳过",
    "take_for_oral": "选为口头发言",
    "take_for_written": "选为书面发言",
    "not_take": "定为不采用",
    "withdraw_speech": "撤回",
    "note_spoken": "登记已发言",
    "open_vote": "开始投票",
    "close_vote": "截止并计票",
    "announce": "宣布结果",
    "cancel_vote": "作废",
    "propose_minutes": "送审",
    "return_minutes": "退回修改",
    "approve_minutes": "审定",
    "revise_minutes": "修订",
    "issue_minutes": "印发",
}
EVERY = [(of, state, move) for of, (_m, life, moves) in TABLES.items() for state in moves for move in life.moves]


def test_the_tables_are_about_the_same_moves() -> None:
    assert {of: set(moves) for of, (_model, _life, moves) in TABLES.items()} == {
        "occasion": set(State),
        "item": set(ItemState),
        "speech": set(SpeechState),
        "vote": set(VoteState),
        "minutes": set(MinutesState),
    }
    assert {move for _model, life, _moves in TABLES.values() for move in life.moves} == set(VERBS)


@pytest.mark.parametrize(("of", "state", "move"), EVERY)
def test_every_move_from_every_state(of: str, state: Any, move: str) -> None:
    model, life, moves = TABLES[of]
    thing, target = model(state=state), moves[state].get(move)
    if target is not None:
        life.advance(thing, move)
        assert thing.state == target
    else:
        with pytest.raises(Refused) as refused:
            life.advance(thing, move)
        assert mistold(moves, VERBS, state, move, refused.value.reason) == ""
        assert thing.state == state
