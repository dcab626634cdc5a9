"""Whom a cap hits, under one scheme and under another: on the page, in the sheets, on the command line."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.cli.duties import command
from xieshang.duties import actions, schemes, trying
from xieshang.duties.models import Credit
from xieshang.duties.schemes import shipped
from xieshang.members.models import Member

QUERIES = 9
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

JINAN = shipped("jinan-2015")
OTHER = (
    JINAN.replace("scheme: jinan-2015", "scheme: lower")
    .replace("        cap: 10\n", "")
    .replace("cap: 50\n", "cap: 16\n")
    .replace("cap: 120}", "cap: 85}")
)


def gifts(place: City, member: Member, count: int) -> None:
    """So many gifts of two points each."""
    start = 10**6 * (member.pk + 1)
    common = {"assembly": place.assembly, "person": member.person, "member": member, "year": 2026, "about": "charity"}
    Credit.objects.bulk_create(
        Credit(
            **common, entry=start + at, kind="duties.entered", on=date(2026, 3, 1), subject_kind="a.gift",
            subject_id=start + at,
        )
        for at in range(count)
    )  # fmt: skip


@pytest.fixture
def given(place: City) -> City:
    """The author made nine gifts, four too many for the item's cap; the cosigner five, which reach it exactly."""
    gifts(place, place.author, 9)
    gifts(place, place.cosigner, 5)
    return place


def told(place: City, other: str = OTHER) -> list[tuple[str, list[tuple[str, int, int]]]]:
    found = trying.compare(schemes.read(JINAN), schemes.read(other), place.assembly, 2026)
    return [(cap.title, [(one.name, one.lost, one.other_lost) for one in cap.hits]) for cap in found.capped]


def test_who_loses_by_it_and_how_much(given: City):
    """By the item's cap of the one; by the other's of the block and of the whole. Who reaches one exactly does not."""
    assert told(given) == [
        ("公益活动", [("林一", 800, 0)]),
        ("板块合计：工作奖励", [("林一", 0, 200)]),
        ("总分", [("林一", 0, 100)]),
    ]


def test_who_loses_most_stands_first(given: City):
    """Under either scheme; who loses under one alone is named with nothing under the other."""
    gifts(given, given.colleague, 12)
    assert told(given, JINAN.replace("cap: 10\n", "cap: 8\n"))[0] == (
        "公益活动",
        [("林三", 1400, 1600), ("林一", 800, 1000), ("林二", 0, 200)],
    )


def test_who_is_exempt_loses_nothing(given: City):
    """They have the cap for no deed at all; who did more than it loses what is beyond it, exempt or not."""
    for member in (given.author, given.colleague):
        actions.exempt(member, by=given.person("office"), year=2026, item="charity", reason="援藏一年")
    assert told(given)[0] == ("公益活动", [("林一", 800, 0)])


def test_named_on_the_page_and_in_the_sheets(given: City, django_assert_num_queries: DjangoAssertNumQueries):
    """With the way to the record of each; a sheet each for members, items and caps. The queries do not grow."""
    first = factory.edition_of_jinan(given)
    second = actions.draft_edition(given.assembly, by=given.person("office"), text=OTHER)
    client, at = client_of(given.person("office")), f"/duties/schemes/trial?one={first.pk}&other={second.pk}&year=2026"
    client.get(at)
    with django_assert_num_queries(QUERIES):
        page = client.get(at).content.decode()
    gifts(given, given.colleague, 3)
    with django_assert_num_queries(QUERIES):
        client.get(at)
    part = page[page.index("被上限少计的人") :]
    assert "公益活动：甲 1 人，乙 0 人" in part
    assert "总分：甲 0 人，乙 1 人" in part
    link = f'<a href="/duties/members/{given.author.pk}/?year=2026">林一</a></th><td class="number">8</td>'
    assert link in part
    assert "林二" not in part
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get(f"{at}&export=xlsx").streaming_content)))
    assert book.sheet_names == ["委员", "项目", "上限"]
    sheets = [book.get_sheet_by_index(number).to_python() for number in range(3)]
    assert [row[1] for row in sheets[0][1:]] == ["林一", "林二", "林三"]
    assert sheets[1] == [["项目", "乙比甲（全体合计）"], ["公益活动", "8"]]
    assert sheets[2][0] == ["上限", "证号", "姓名", "甲少计", "乙少计"]
    assert ["公益活动", given.author.number, "林一", "8", "0"] in sheets[2]


def test_named_on_the_command_line(given: City, tmp_path: Path):
    files = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    for file, text in zip(files, (JINAN, OTHER), strict=True):
        file.write_text(text, encoding="utf-8")
    asked = ["--assembly", given.assembly.code, "--year", "2026", "--scheme", str(files[0]), "--other", str(files[1])]
    done = CliRunner().invoke(command, ["trial", *asked, "--by", "cap", "--format", "csv"])
    assert done.exit_code == 0
    number = given.author.number
    lines = [f"公益活动,{number},林一,8,0", f"板块合计：工作奖励,{number},林一,0,2", f"总分,{number},林一,0,1"]
    assert done.stdout.splitlines()[1:] == lines
