"""The statement that scores many members gives what the score of one gives."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import HealthCheck, given, settings

from tests.duties import strategies
from tests.factories import duties as factory
from tests.factories.members import MemberFactory, PostFactory, TermFactory
from tests.factories.proposals import City
from xieshang.cli.duties import command
from xieshang.duties import actions, queries, schemes, scoring, tally, words
from xieshang.duties.models import Credit, Exemption
from xieshang.members.models import Member, Term

pytestmark = pytest.mark.django_db

EVERYTHING = """
scheme: everything
title: 什么规则都有
source: 试验
valid: {from: 2020}
total: {floor: 0, cap: 150}
proration: months
blocks:
  - code: base
    title: 基本
    kind: base
    start: 20
    cap: 90
    floor: 0
    items:
      - {code: plain, title: 每次, events: a.plain, points: 1.5, cap: 10}
      - {code: halves, title: 每半天, events: a.met, where: {about: plenary}, per: half_day, points: 2, cap: 16}
      - code: tiers
        title: 分档
        events: a.met
        where: {about: [standing, plenary]}
        line: 2/3
        points: {by: presence, values: {present: 3, late: 1, absent: -5}, other: 0}
        floor: -12
        cap: 20
      - {code: standing, title: 仅常委, events: a.met, where: {about: standing}, points: 5, only: [standing]}
      - code: once
        title: 只计一次
        events: a.stage
        take: {which: once}
        points: {by: form, values: {filed: 5, key: 9}, other: 1}
      - code: best
        title: 取最高
        events: a.stage
        take: {which: highest}
        points: {by: form, values: {filed: 5, key: 9}, other: 1}
      - code: best_each
        title: 每件取最高
        events: a.stage
        take: {which: highest, within: subject, from: 2}
        points: {by: form, values: {filed: 5, key: 9}, other: 1}
      - code: first_each
        title: 每件计首次
        events: a.stage
        take: {which: once, within: subject}
        points: 0.5
        cap: 3
  - code: more
    title: 奖励
    kind: bonus
    cap: 40
    items:
      - {code: second, title: 第二件起, events: a.plain, take: {from: 2, upto: 5}, points: 2}
      - {code: shared, title: 平分, events: a.shared, share: {split: equal, at_most: 3}, points: 10, take: {from: 2}}
      - {code: halved, title: 对半, events: a.shared, share: {split: halves}, points: 7.01, cap: 21}
      - code: level
        title: 层级
        events: a.level
        points: {by: [level, form], values: {city: {single: 5, digest: 2}, province: {single: 9}}}
      - {code: hand, title: 手工, by_hand: true, points: amount, cap: 6}
  - code: less
    title: 扣分
    kind: deduction
    floor: -15
    items:
      - {code: missed, title: 缺席, events: a.met, where: {presence: absent}, points: -4}
gates:
  - {code: two, title: 两次, band: fair, needs: [{events: a.plain, at_least: 2}]}
  - {code: those, title: 常委, band: good, only: [standing], needs: [{any_of: [{events: a.shared}, {events: a.level}]}]}
vetoes:
  - {code: veto, title: 否决, events: a.level, where: {level: nation}, band: poor}
bands:
  - {code: best, title: 优秀, from: 70}
  - {code: good, title: 良好, from: 50}
  - {code: fair, title: 称职, from: 30}
  - {code: poor, title: 不称职, from: 0}
"""


@pytest.fixture
def term() -> Term:
    return TermFactory(from_on=date(2018, 1, 1))


def somebody(term: Term, random: Random) -> Member:
    from_on = random.choice([date(2018, 1, 1), date(2022, 6, 1)])
    until_on = random.choice([None, None, date(2022, 9, 15)])
    member = MemberFactory(term=term, from_on=from_on, until_on=until_on)
    if random.random() < 0.4:
        PostFactory(member=member)
    if random.random() < 0.2:
        Exemption.objects.create(
            assembly=term.assembly, member=member, year=2022, item="plain", reason="援藏", by=member.person
        )
    return member


def something(member: Member, entry: int, random: Random) -> Credit:
    people = random.randint(1, 5)
    of_halves = random.randint(1, 8)
    kind = random.choice(["a.plain", "a.met", "a.stage", "a.shared", "a.level", "a.unknown", "duties.entered"])
    said: dict[str, Any] = {
        "about": "hand" if kind == "duties.entered" else random.choice(["plenary", "standing", "chairs"]),
        "level": random.choice(["city", "province", "nation", "county"] if random.random() < 0.3 else ["city"]),
        "form": random.choice(["filed", "key", "submitted", "single", "digest"]),
        "presence": random.choice(["present", "late", "left_early", "absent", "on_leave"]),
        "halves": random.randint(0, of_halves),
    }
    return Credit(
        assembly_id=member.assembly_id,
        person_id=member.person_id,
        member=member,
        year=2022,
        entry=entry,
        kind=kind,
        on=date(2022, random.randint(1, 12), random.randint(1, 28)),
        subject_kind="a.thing",
        subject_id=random.randint(1, 6),
        part="",
        of_halves=of_halves,
        people=people,
        place=random.randint(1, people),
        amount=random.choice([100, 250]),
        undone_by=entry + 1 if random.random() < 0.05 else None,
        **said,
    )


@pytest.mark.parametrize("seed", range(6))
def test_many_are_scored_as_one_is(term: Term, seed: int):
    """Every rule that a scheme can say, over random years: items, blocks, totals, gates and grades agree."""
    random = Random(seed)
    members = [somebody(term, random) for _ in range(8)]
    entries = [(member, entry) for member in members[:-1] for entry in range(random.randint(0, 40))]
    Credit.objects.bulk_create(
        something(member, 1000 * at + 7, random) for at, (member, _entry) in enumerate(entries, start=1)
    )
    check(schemes.read(EVERYTHING), term)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scheme=strategies.any_scheme())
def test_whatever_the_scheme_says(lived: Term, scheme: schemes.Scheme):
    """Any scheme that can be said, over the same year of nine members."""
    check(scheme, lived)


@pytest.fixture
def lived(term: Term) -> Term:
    """A year in which everything that schemes ask for happened, to members with posts and exemptions."""
    random = Random(11)
    members = [somebody(term, random) for _ in range(9)]
    for member, item in zip(members, ["item0", "item1", "item2", "gate0"] * 2, strict=False):
        Exemption.objects.create(
            assembly=term.assembly, member=member, year=2022, item=item, reason="援藏", by=member.person
        )
    kinds = [*strategies.KINDS, "a.unknown", "duties.entered"]
    for at in range(1, 260):
        credit = something(random.choice(members[:-1]), 10 * at, random)
        credit.kind, credit.subject_id = random.choice(kinds), random.randint(1, 3)
        for field in strategies.STORED:
            setattr(credit, field, random.choice(strategies.SAID[field]))
        if credit.kind == "duties.entered":
            credit.about = f"item{random.randint(0, 4)}"
        credit.save()
    return term


@pytest.mark.parametrize("code", schemes.SHIPPED)
def test_the_shipped_schemes_too(term: Term, code: str):
    random = Random(7)
    members = [somebody(term, random) for _ in range(5)]
    Credit.objects.bulk_create(something(random.choice(members), 10 * at, random) for at in range(1, 100))
    check(schemes.read(schemes.shipped(code)), term)


def check(scheme: schemes.Scheme, term: Term) -> None:
    told = {one.person: one for one in tally.tally(scheme, term.assembly, 2022)}
    expected = defaultdict(list)
    for member in Member.objects.filter(term=term).overlapping(date(2022, 1, 1), date(2023, 1, 1)):
        facts = queries.facts_of(term.assembly, member.person, 2022)
        found = scoring.score(scheme, facts, queries.standing_of(term.assembly, member.person, 2022))
        expected[member.person_id] = [
            {item.item.code: item.points for block in found.blocks for item in block.items},
            {block.block.code: block.points for block in found.blocks},
            (found.total, found.band.code, tuple(one.code for one in found.unmet)),
        ]
    assert {
        person: [one.items, one.blocks, (one.total, one.band, one.unmet)] for person, one in told.items()
    } == expected


def test_a_nation_is_its_assemblies(term: Term):
    """All assemblies at once come to what each comes to."""
    random, terms = Random(3), [term, TermFactory(from_on=date(2018, 1, 1))]
    for at, one in enumerate(terms):
        members = [somebody(one, random) for _ in range(4)]
        Credit.objects.bulk_create(
            something(random.choice(members), 1000 * at + entry, random) for entry in range(1, 60)
        )
    scheme = schemes.read(EVERYTHING)
    each = [told for one in terms for told in tally.tally(scheme, one.assembly, 2022)]
    assert len(each) == 8
    assert sorted(tally.nation(scheme, 2022), key=lambda one: one.person) == sorted(each, key=lambda one: one.person)


@pytest.mark.parametrize(
    ("spells", "months"),
    [
        ([("2018-01-01", None)], 12),
        ([("2022-06-01", None)], 7),
        ([("2022-06-30", None)], 7),
        ([("2018-01-01", "2022-03-02")], 3),
        ([("2018-01-01", "2022-03-01")], 2),
        ([("2022-06-10", "2022-06-20")], 1),
        ([("2018-01-01", "2022-03-16"), ("2022-06-15", None)], 10),
        ([("2018-01-01", "2022-03-16"), ("2022-03-20", "2022-05-01")], 4),
        ([("2022-12-31", None)], 1),
        ([("2018-01-01", "2023-01-01")], 12),
    ],
)
def test_months_on_the_roll(term: Term, spells: list[tuple[str, str | None]], months: int):
    """Each month of which one day was on the roll, once: joined in June, left in March, gone and come back."""
    person = None
    for from_on, until_on in spells:
        more = {"person": person} if person else {}
        until = date.fromisoformat(until_on) if until_on else None
        person = MemberFactory(term=term, from_on=date.fromisoformat(from_on), until_on=until, **more).person
    assert queries.standing_of(term.assembly, person, 2022).months == months
    roll, params = tally._Statement(schemes.read(EVERYTHING), 2022, term.assembly.pk, tally.SOURCE)._roll()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT person_id, months FROM ({roll}) AS roll", params)  # noqa: S608 - the roll's own statement
        assert cursor.fetchall() == [(person.pk, months)]


def test_what_was_done_in_another_year_counts_nothing(term: Term):
    """On the last day of the year before, and on the first of the year after."""
    member = MemberFactory(term=term, from_on=date(2018, 1, 1))
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)]
    Credit.objects.bulk_create(
        Credit(
            assembly=term.assembly, person=member.person, member=member, year=day.year, entry=at, kind="a.plain",
            on=day, subject_kind="a.thing", subject_id=at,
        )
        for at, day in enumerate(days, start=1)
    )  # fmt: skip
    (told,) = tally.tally(schemes.read(EVERYTHING), term.assembly, 2022)
    assert (told.items["plain"], told.items["second"]) == (300, 200)
    check(schemes.read(EVERYTHING), term)


def test_points_are_written_as_people_write_them():
    assert [words.points(one) for one in (0, 750, -1000, 5, 12345, -1)] == [
        "0",
        "7.5",
        "-10",
        "0.05",
        "123.45",
        "-0.01",
    ]


def test_the_command_line_scores_and_explains(term: Term, tmp_path: Path):
    """Rows as CSV: the same bytes each time; a faulty file ends with its line."""
    member = MemberFactory(term=term, number="0007", name="林七")
    Credit.objects.create(
        assembly=term.assembly, person=member.person, member=member, year=2022, entry=5, kind="a.plain",
        on=date(2022, 3, 1), subject_kind="a.thing", subject_id=1,
    )  # fmt: skip
    file = tmp_path / "scheme.yaml"
    file.write_text(EVERYTHING, encoding="utf-8")
    common = ["--assembly", term.assembly.code, "--year", "2022", "--scheme", str(file), "--format", "csv"]
    run = CliRunner().invoke
    first, second = (run(command, ["score", *common]).stdout for _ in range(2))
    assert first == second
    assert "0007,林七,21.5,不称职,two," in first
    lines = run(command, ["explain", "0007", *common]).stdout.splitlines()
    assert lines[1] == "5,2022-03-01,a.plain,基本,每次,1.5,1.5,"
    assert "5,2022-03-01,a.plain,奖励,第二件起,0,0,未到起算的件数" in lines
    assert (lines[2], lines[-2]) == (",,项目合计,基本,每次,1.5,1.5,", ",,总分,,,21.5,21.5,")
    assert lines[-1] == ",,等次,,,,不称职,没有做到“两次”，等次最高为“称职”"
    more = tmp_path / "more.yaml"
    more.write_text(EVERYTHING.replace("points: 1.5", "points: 3"), encoding="utf-8")
    tried = [run(command, ["trial", *common, "--other", str(more), "--by", by]).stdout for by in ("member", "item")]
    assert "0007,林七,21.5,不称职,23,不称职,1.5" in tried[0]
    assert "每次,1.5" in tried[1]
    file.write_text(EVERYTHING.replace("cap: 150", "cap: ten"), encoding="utf-8")
    ended = run(command, ["score", *common])
    assert ended.exit_code != 0
    assert "scheme.yaml: 第 6 行" in ended.output


def test_what_may_not_be_meant_is_said_beside_the_rows(term: Term, tmp_path: Path):
    """A kind of event and a level that are nearly others, and a year in which the scheme is not valid; a kind of a room
    to come is told as such."""
    text = schemes.shipped("opinions-province")
    file = tmp_path / "scheme.yaml"
    common = ["--assembly", term.assembly.code, "--scheme", str(file), "--format", "csv"]
    file.write_text(text, encoding="utf-8")
    sound = CliRunner().invoke(command, ["score", *common, "--year", "2022"])
    said = ["scheme.yaml: 办法里有 3 类事情现在还没有哪个模块记录，可以手工录入：社情民意信息得到批示、"]
    assert [line[: len(said[0])] for line in sound.stderr.splitlines()] == said
    more = tmp_path / "more.yaml"
    misspelt = text.replace("opinions.adopted", "opinions.adoptd").replace("values: {province:", "values: {provnce:")
    more.write_text(misspelt, encoding="utf-8")
    wrong = CliRunner().invoke(command, ["trial", *common, "--year", "1999", "--other", str(more)])
    assert wrong.exit_code == 0
    assert [line for line in wrong.stderr.splitlines() if line.startswith("more.yaml")] == [
        "more.yaml: 《某省政协社情民意信息表彰计分》的有效年份是 2015 年起，1999 年不在其中：这里只是试算。",
        "more.yaml: 办法里有 2 类事情现在还没有哪个模块记录，可以手工录入：社情民意信息得到批示、社情民意信息转报",
        "more.yaml: 没有哪个模块记录“opinions.adoptd”这类事情，它不会计分。是不是 opinions.adopted 或 "
        "opinions.not_adopted？",
        "more.yaml: 层级“provnce”没有见过，请核对拼写。是不是 province？",
    ]


@pytest.mark.usefixtures("moment")
def test_of_a_sealed_year_both_commands_tell_what_was_sealed(place: City):
    """A credit of the year that comes late changes neither; by a scheme from a file the year is counted anew."""
    factory.confirmed(place)
    actions.freeze(factory.year(place), by=place.person("office"))
    common = ["--assembly", place.assembly.code, "--year", "2026", "--format", "csv"]

    def told() -> list[str]:
        commands = [["score"], ["explain", place.author.number]]
        return [CliRunner().invoke(command, [*one, *common]).output for one in commands]

    before = told()
    factory.three_ones(place)
    assert told() == before
    assert f"{place.author.number},{place.author.name},72,不称职,three_ones,70,2" in before[0].splitlines()
    assert before[1].splitlines()[-2] == ",,总分,,,72,72,"
    assert before[1].splitlines()[-1].startswith(",,等次,,,,不称职,没有做到“三个一：")
