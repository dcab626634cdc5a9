"""A year's arrangement, as an operator types it off the notice."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.deadlines import TermFactory
from xieshang.deadlines import actions, imports, queries
from xieshang.deadlines.days import Day
from xieshang.deadlines.models import CalendarDay
from xieshang.spine.rule import Refused

SOUND = "日期,上班,名称\n2027-01-01,否,元旦\n2027-01-03,是,元旦\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_days_are_read_in_each_encoding(encoding: str) -> None:
    """As spreadsheet programs write them."""
    assert imports.read_days(SOUND.encode(encoding)) == [
        Day(date(2027, 1, 1), False, "元旦"),
        Day(date(2027, 1, 3), True, "元旦"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "缺少的列：日期、上班、名称。第一行应为“日期,上班,名称”。"),
        ("日期,名称\n2027-01-01,元旦\n", "缺少的列：上班。第一行应为“日期,上班,名称”。"),
        (
            SOUND + "2027-2-30,可能,\n",
            "第 4 行“日期”：应为“2027-01-01”这样的日期，现在是“2027-2-30”。\n"
            "第 4 行“上班”：应填“是”或“否”，现在是“可能”。\n"
            "第 4 行“名称”：应填节日的名称，不超过 40 个字，现在是“”。",
        ),
        (SOUND + "2027-02-06\n", "第 4 行“上班”：应填“是”或“否”，现在是“”。\n"
         "第 4 行“名称”：应填节日的名称，不超过 40 个字，现在是“”。"),
        (SOUND + "2027-01-03,否,元旦\n", "第 4 行“日期”：2027-01-03 已经在第 3 行出现，请只留一行。"),
    ],
)  # fmt: skip
def test_every_bad_cell_is_named(text: str, reason: str) -> None:
    """Row, column and cure; nothing is read."""
    with pytest.raises(Refused) as refused:
        imports.read_days(text.encode())
    assert refused.value.reason == reason


def test_what_is_no_text_is_refused() -> None:
    """A spreadsheet file is not a csv file."""
    with pytest.raises(Refused, match="另存为 csv"):
        imports.read_days(b"PK\x03\x04\xff\xff\xff\xff")


@pytest.mark.django_db
def test_the_command_enters_days_and_says_what_moved(tmp_path: Path) -> None:
    """One deadline over New Year moves from Friday to Sunday, a make-up day."""
    term = TermFactory()
    actions.start(term, "tests.accept", from_on=date(2026, 12, 23))
    file, said = tmp_path / "2027.csv", StringIO()
    file.write_text(SOUND)
    call_command("enter_days", file, source="放假安排的通知", stdout=said)
    assert said.getvalue() == "录入 2 天，1 个期限有变动。\n"
    assert queries.of(term).get().due_on == date(2027, 1, 3)
    again = StringIO()
    call_command("recount_deadlines", stdout=again)
    assert again.getvalue() == "0 个期限有变动。\n"


@pytest.mark.django_db
def test_the_command_enters_nothing_of_a_bad_file(tmp_path: Path) -> None:
    """And says why in the words of the reader."""
    file = tmp_path / "2027.csv"
    file.write_text(SOUND + "2027-02-06,对,春节\n")
    with pytest.raises(CommandError, match="第 4 行“上班”"):
        call_command("enter_days", file, source="放假安排的通知")
    with pytest.raises(CommandError, match="No such file"):
        call_command("enter_days", tmp_path / "none.csv", source="放假安排的通知")
    assert CalendarDay.objects.count() == 0
