"""Who may do what to an occasion in which situation, and the exact reason why not: the whole, as it was judged."""

import os
from datetime import datetime
from pathlib import Path

from tests.factories.meetings import hall
from tests.meetings import matrix
from xieshang.meetings import rules

TABLE = Path(__file__).with_name("matrix.txt")
ELSEWHERE = {
    "note_who_voted": "tests/meetings/test_votes_rules.py",
    "see_minutes_file": "tests/meetings/test_minutes.py",
    "see_paper": "tests/meetings/test_agenda_views.py",
}


def test_everybody_with_every_verb_in_every_situation(db: None, moment: datetime) -> None:
    """Written anew where XIESHANG_WRITE_MATRIX is set: then read it, and judge each line."""
    said = "\n".join(matrix.text(hall())) + "\n"
    if "XIESHANG_WRITE_MATRIX" in os.environ:
        TABLE.write_text(said, encoding="utf-8")
    assert said.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def test_no_rule_is_left_out() -> None:
    """A new rule is asked here, or it is said where."""
    known = {name.removeprefix("may_") for name in rules.__all__ if name.startswith("may_")}
    asked = {line.removeprefix("== ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "=="}
    assert known - asked == set(ELSEWHERE)
