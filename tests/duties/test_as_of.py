"""A score is a pure function of scheme, ledger and date: as of a day of the year, on the command line and in SQL."""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.duties.strategies import any_scheme, standings, years
from tests.duties.test_tally import EVERYTHING, something
from tests.factories import duties as factory
from tests.factories.members import MemberFactory, PostFactory, TermFactory
from tests.factories.proposals import City
from xieshang.cli.duties import command
from xieshang.duties import actions, queries, schemes, scoring, tally
from xieshang.duties.models import Credit
from xieshang.duties.schemes import Scheme
from xieshang.duties.scoring import Fact, Standing
from xieshang.members.models import Member, Term

DAYS = st.integers(0, 364).map(lambda days: date(2022, 1, 1) + timedelta(days))


@given(any_scheme(), years(), standings(), DAYS)
def test_what_is_done_later_changes_nothing_and_the_last_day_is_the_year(
    scheme: Scheme, facts: list[Fact], standing: Standing, on: date
):
    done = [fact for fact in facts if fact.on <= on]
    assert scoring.score(scheme, facts, standing, on=on) == scoring.score(scheme, done, standing)
    assert scoring.score(scheme, facts, standing, on=date(2022, 12, 31)) == scoring.score(scheme, facts, standing)


@pytest.fixture
def term() -> Term:
    return TermFactory(from_on=date(2018, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("on", ["2022-01-01", "2022-03-31", "2022-06-30", "2022-12-31"])
def test_many_are_scored_as_one_is(term: Term, on: str):
    """Who joined, left or came to a post before the day or after it; the statement and the function agree."""
    day, random = date.fromisoformat(on), Random(on)
    spans = [("2018-01-01", None), ("2022-04-01", None), ("2018-01-01", "2022-02-15"), ("2018-01-01", "2022-09-01")]
    members = [
        MemberFactory(term=term, from_on=date.fromisoformat(from_on), until_on=until and date.fromisoformat(until))
        for from_on, until in spans * 2
    ]
    for member in members[:4]:
        PostFactory(member=member, from_on=max(member.from_on, date(2022, 2, 1)))
    Credit.objects.bulk_create(something(random.choice(members), 10 * at, random) for at in range(1, 240))
    scheme = schemes.read(EVERYTHING)
    told = {one.person: one for one in tally.tally(scheme, term.assembly, 2022, on=day)}
    expected = {}
    for member in members:
        if member.from_on <= day:
            found, _entries = queries.score_by(scheme, member, 2022, on=day)
            expected[member.person_id] = (found.total, found.band.code, tuple(one.code for one in found.unmet))
    assert {person: (one.total, one.band, one.unmet) for person, one in told.items()} == expected
    posts = {one.person_id: queries.standing_of(term.assembly, one.person, 2022, on=day).posts for one in members}
    assert {person: one.posts for person, one in queries.standings_of(term.assembly, 2022, on=day).items()} == {
        person: posts[person] for person in expected
    }


def rows_of(*words: str) -> list[dict[str, str]]:
    """What the command lists as JSON; it ends well, and the same again."""
    ended = [CliRunner().invoke(command, [*words, "--format", "json"]) for _ in range(2)]
    assert [one.exit_code for one in ended] == [0, 0], ended[0].output
    assert ended[0].stdout == ended[1].stdout
    found: list[dict[str, str]] = json.loads(ended[0].stdout)
    return found


@pytest.mark.django_db
class TestCommands:
    def test_they_count_up_to_the_day(self, term: Term, tmp_path: Path):
        """1.5 on 1 March and again on 1 August; who joined in July is not on the roll in June."""
        member = MemberFactory(term=term, number="0007", name="林七")
        MemberFactory(term=term, number="0008", from_on=date(2022, 7, 1))
        for entry, on in [(5, date(2022, 3, 1)), (6, date(2022, 8, 1))]:
            Credit.objects.create(
                assembly=term.assembly, person=member.person, member=member, year=2022, entry=entry, kind="a.plain",
                on=on, subject_kind="a.thing", subject_id=1,
            )  # fmt: skip
        file = tmp_path / "scheme.yaml"
        file.write_text(EVERYTHING, encoding="utf-8")
        common = ["--assembly", term.assembly.code, "--year", "2022", "--scheme", str(file)]
        told = defaultdict(dict)
        for on in ("2022-02-28", "2022-03-01", "2022-06-30", "2022-08-01", "2022-12-31"):
            for row in rows_of("score", *common, "--on", on):
                told[on][row["number"]] = row["total"]
            lines = rows_of("explain", "0007", *common, "--on", on)
            assert lines[-2]["counted"] == told[on]["0007"]
            assert all(row["on"] <= on for row in lines if row["on"])
        assert told == {
            "2022-02-28": {"0007": "20"},
            "2022-03-01": {"0007": "21.5"},
            "2022-06-30": {"0007": "21.5"},
            "2022-08-01": {"0007": "25", "0008": "20"},
            "2022-12-31": {"0007": "25", "0008": "20"},
        }
        assert rows_of("score", *common) == rows_of("score", *common, "--on", "2022-12-31")
        early = CliRunner().invoke(command, ["explain", "0008", *common, "--on", "2022-06-30"])
        assert (early.exit_code, early.stderr.splitlines()[-1]) == (
            3,
            "2022 年截至 2022-06-30 的名册上没有证号为 0008 的委员。",
        )

    @pytest.mark.parametrize("on", ["2021-12-31", "2023-01-01"])
    def test_a_day_that_is_none_of_the_year_s_is_refused(self, term: Term, on: str):
        MemberFactory(term=term, number="0007")
        for words in (["score"], ["explain", "0007"]):
            ended = CliRunner().invoke(
                command, [*words, "--assembly", term.assembly.code, "--year", "2022", "--on", on]
            )
            assert (ended.exit_code, ended.stdout) == (1, "")
            assert ended.stderr == f"{on} 不是 2022 年的一天；--on 要写这一年之内的日期。\n"


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
def test_of_a_sealed_year_a_day_is_counted_by_what_the_ledger_held_then(place: City):
    """What comes after the seal changes nothing, whatever day it is of; on the last day it is what was sealed."""
    factory.confirmed(place)
    actions.freeze(factory.year(place), by=place.person("office"))
    common = ["--assembly", place.assembly.code, "--year", "2026"]
    days = ([], ["--on", "2026-12-31"], ["--on", "2026-03-02"], ["--on", "2026-03-01"])
    commands = [[*words, *common, *day] for day in days for words in (["score"], ["explain", place.author.number])]
    before = [rows_of(*one) for one in commands]
    factory.three_ones(place)
    assert [rows_of(*one) for one in commands] == before
    assert before[0] == before[2] == before[4]
    assert before[1] == before[3] == before[5]
    assert [total_of(place.author, one) for one in (before[4], before[6])] == ["72", "70"]
    assert [rows[-2]["counted"] for rows in (before[5], before[7])] == ["72", "70"]


def total_of(member: Member, rows: list[dict[str, str]]) -> str:
    return next(row["total"] for row in rows if row["number"] == member.number)
