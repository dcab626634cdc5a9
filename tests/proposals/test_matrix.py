"""Who may do what in which situation, and the exact reason why not: the whole table, as it was read and judged."""

import os
from datetime import datetime
from pathlib import Path

from tests.proposals import matrix, steps
from xieshang.proposals import rules

TABLE = Path(__file__).with_name("matrix.txt")
ELSEWHERE = {
    "decide_key": "tests/proposals/test_key_cases_actions.py",
    "drop_key": "tests/proposals/test_key_cases_actions.py",
    "note_opinion": "tests/proposals/test_key_cases_actions.py",
    "note_visit": "tests/proposals/test_key_cases_actions.py",
    "plan_supervision": "tests/proposals/test_key_cases_actions.py",
    "put_forward": "tests/proposals/test_key_cases_actions.py",
    "report_key": "tests/proposals/test_key_cases_actions.py",
    "decide_round": "tests/proposals/test_awards_actions.py",
    "mark": "tests/proposals/test_awards_actions.py",
    "nominate": "tests/proposals/test_awards_actions.py",
    "open_round": "tests/proposals/test_awards_actions.py",
    "see_marks": "tests/proposals/test_awards_actions.py",
    "start_marking": "tests/proposals/test_awards_actions.py",
    "carry_over": "tests/proposals/test_continuing.py",
    "close_with_term": "tests/proposals/test_continuing.py",
    "succeed": "tests/proposals/test_continuing.py",
    "order": "tests/proposals/test_bulk.py",
    "take_along": "tests/proposals/test_taken_along.py",
    "read_judgement": "tests/proposals/test_feedback_actions.py",
    "enter_for": "tests/proposals/test_rules.py",
    "petition_for": "asked as release, extend and dispute",
    "change_topic": "the same as change_call",
    "see_file": "tests/proposals/test_queries.py",
}


def test_everybody_with_every_verb_in_every_situation(db: None, moment: datetime) -> None:
    """Written anew where XIESHANG_WRITE_MATRIX is set: then read it, and judge each line."""
    said = "\n".join(matrix.lines(steps.hall())) + "\n"
    if "XIESHANG_WRITE_MATRIX" in os.environ:
        TABLE.write_text(said, encoding="utf-8")
    assert said.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def test_no_rule_is_left_out() -> None:
    """A new rule is asked here, or it is said where."""
    known = {name.removeprefix("may_") for name in rules.__all__ if name.startswith("may_")}
    asked = {line.removeprefix("== ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "=="}
    assert known - asked == set(ELSEWHERE)
