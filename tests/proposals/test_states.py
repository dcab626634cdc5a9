"""The life cycle of a proposal: every move from every state."""

import pytest

from tests.lives import mistold
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import COLLECTIVE, FILED_STATES, LIFE, OPEN, Ground, ProposerKind, State
from xieshang.spine.rule import Refused

S = State
REVIEW = {
    "withdraw": S.WITHDRAWN,
    "send_back": S.RETURNED,
    "file": S.FILED,
    "merge": S.MERGED,
    "turn_into_letter": S.LETTER,
    "refuse": S.NOT_FILED,
}
MOVES = {
    S.DRAFT: {"gather": S.GATHERING, "submit": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.GATHERING: {"take_back": S.DRAFT, "submit": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.SUBMITTED: {"check": S.CHECKED, **REVIEW},
    S.CHECKED: REVIEW,
    S.RETURNED: {"gather": S.GATHERING, "submit": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.FILED: {"assign": S.ASSIGNED, "close_with_term": S.CLOSED},
    S.ASSIGNED: {"accept": S.HANDLING, "take_back_assignment": S.FILED, "close_with_term": S.CLOSED},
    S.HANDLING: {"reply": S.REPLIED, "close_with_term": S.CLOSED},
    S.REPLIED: {
        "judge": S.ANSWERED,
        "close": S.CLOSED,
        "send_back_reply": S.HANDLING,
        "handle_again": S.HANDLING,
        "close_with_term": S.CLOSED,
    },
    S.ANSWERED: {"close": S.CLOSED, "handle_again": S.HANDLING, "close_with_term": S.CLOSED},
    S.CLOSED: {},
    S.NOT_FILED: {"object_to": S.CONTESTED},
    S.CONTESTED: {"uphold": S.NOT_FILED, "overrule": S.FILED},
    S.MERGED: {},
    S.LETTER: {},
    S.WITHDRAWN: {},
}
VERBS = {
    "gather": "邀请联名",
    "take_back": "收回修改",
    "submit": "提交",
    "withdraw": "撤回",
    "check": "初审",
    "send_back": "退回修改",
    "file": "立案",
    "merge": "并案",
    "turn_into_letter": "转为意见建议",
    "refuse": "不予立案",
    "object_to": "申请复议",
    "uphold": "维持不予立案",
    "overrule": "复议立案",
    "assign": "交办",
    "take_back_assignment": "收回交办",
    "accept": "签收",
    "reply": "答复",
    "send_back_reply": "退回答复",
    "judge": "反馈",
    "handle_again": "重新办理",
    "close": "结案",
    "close_with_term": "届满结案",
}


def test_the_tables_are_about_the_same_moves() -> None:
    assert set(LIFE.moves) == set(VERBS)
    assert set(MOVES) == set(State)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(VERBS))
def test_every_move_from_every_state(state: State, move: str) -> None:
    proposal = Proposal(state=state)
    target = MOVES[state].get(move)
    if target is not None:
        LIFE.advance(proposal, move)
        assert proposal.state == target
    else:
        with pytest.raises(Refused) as refused:
            LIFE.advance(proposal, move)
        assert mistold(MOVES, VERBS, state, move, refused.value.reason) == ""
        assert proposal.state == state


def test_the_groups_of_states() -> None:
    assert {S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED} == OPEN
    assert {S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED, S.CLOSED} == FILED_STATES
    assert set(ProposerKind.values) - {"member", "joint"} == COLLECTIVE


def test_there_are_ten_grounds_for_not_filing() -> None:
    assert len(Ground) == 10
