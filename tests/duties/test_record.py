"""A member's record beside others and over the years, and all of it taken along."""

import html
import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from django.db.models import Max
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories import duties as factory
from tests.factories import proposals
from tests.factories.accounts import client_of
from tests.factories.members import MemberFactory, SectorFactory
from tests.factories.proposals import City
from xieshang.cli.duties import command
from xieshang.duties import actions, queries
from xieshang.duties.models import Credit, Grade, Year
from xieshang.duties.schemes import shipped
from xieshang.proposals.states import State

QUERIES = 8
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def record(place: City, query: str = "year=2026", who: str = "author") -> str:
    response = client_of(place.person(who)).get(f"/duties/members/{place.author.pk}/?{query}")
    return response.content.decode()


class TestSpread:
    def test_of_the_sector_and_of_the_assembly(self, place: City):
        """Quartiles of six in the assembly; of the sector, whose four they are, its own."""
        other = SectorFactory(term=place.session.term, name="经济界")
        common = {"term": place.session.term, "committee": place.committee}
        MemberFactory(**common, sector=place.sector, name="林四")
        for name in ("陈五", "陈六"):
            MemberFactory(**common, sector=other, name=name)
        year = factory.year(place)
        totals = {"林一": 1000, "林二": 2000, "林三": 3000, "林四": 4000, "陈五": 9000, "陈六": 9500}
        for name, total in totals.items():
            assert Grade.objects.filter(of_year=year, member__name=name).update(total=total)
        found = queries.record_of(place.author, 2026)
        assert found is not None
        sector, assembly = queries.spreads_of(found)
        assert (sector.label, sector.count, sector.low, sector.middle, sector.high) == ("教育界", 4, 1000, 2500, 4000)
        assert (sector.first, sector.third) == (1250, 3750)
        assert (assembly.count, assembly.low, assembly.middle, assembly.high) == (6, 1000, 3500, 9500)
        page = record(place)
        assert "教育界 · 4 人" in page
        assert f"{place.assembly.name} · 6 人" in page
        assert "最低 10，中位 25，最高 40；本人 70" in page

    def test_of_fewer_than_four_there_is_none(self, place: City):
        """Who could be told from three is told of nobody."""
        factory.year(place)
        assert "在大家之中" not in record(place)


class TestYears:
    def test_the_table_of_years_leads_to_each(self, place: City):
        """The latest first, each with its total and a bar beside it."""
        factory.confirmed(place, on=date(2025, 12, 30))
        for number in (2024, 2025, 2026):
            factory.year(place, number)
        page = record(place)
        table = page[page.index("历年总分") :]
        rows = re.findall(r'<a href="([^"]+)">(\d{4})</a></th><td class="number">([\d.]+)<br>', table)
        at = f"/duties/members/{place.author.pk}/?year="
        assert rows == [(f"{at}2026", "2026", "70"), (f"{at}2025", "2025", "72"), (f"{at}2024", "2024", "70")]
        assert re.findall(r'<progress class="bar" max="100" value="(\d+)"', table) == ["97", "100", "97"]

    def test_the_timeline_of_a_year_in_the_order_of_its_days(self, place: City):
        """What was entered last and done first stands first; each with what it counted."""
        factory.confirmed(place, title="捐款", on=date(2026, 3, 2))
        factory.confirmed(place, title="助学", on=date(2026, 1, 5))
        page = record(place)
        timeline = page[page.index("按时间看") :]
        timeline = timeline[: timeline.index("</ol>")]
        assert re.findall(r'<time datetime="([^"]+)">', timeline) == ["2026-01-05", "2026-03-02"]
        assert timeline.index("助学") < timeline.index("捐款")
        assert timeline.count("计 2 分") == 2


class TestWhatACapTook:
    """Two gifts of 2 points each in an item of 3 at most, with a second case of 5 in a block of 6: told wherever the
    year is told, and the same once it is sealed."""

    LINE, BLOCK = "最多 3 分，少计 1 分", "最多 6 分，少计 2 分"

    @pytest.fixture
    def given(self, place: City) -> City:
        text = shipped("jinan-2015").replace("cap: 10\n", "cap: 3\n").replace("cap: 50\n", "cap: 6\n")
        text = text.replace("points: 10\n", "points: 6\n").replace("from: 85", "from: 75")
        office = place.person("office")
        edition = actions.adopt(actions.draft_edition(place.assembly, by=office, text=text), by=office)
        for title, on in (("助学", date(2026, 1, 5)), ("捐款", date(2026, 3, 2))):
            factory.confirmed(place, title=title, on=on)
        for title in ("修桥", "补路"):
            proposals.proposal_in(place, State.FILED, title=title)
        factory.read(place)
        actions.open_year(edition, by=office, year=2026)
        return place

    @pytest.fixture(params=["counted", "sealed"])
    def told(self, given: City, request: pytest.FixtureRequest) -> City:
        if request.param == "sealed":
            actions.freeze(Year.objects.get(), by=given.person("office"))
        return given

    def test_on_the_pages(self, told: City):
        """Under its item and in its block in the record; by their names in the timelines of the year and of all."""
        at = f"/duties/members/{told.author.pk}/timeline"
        by_item, _head, in_time = record(told).partition("按时间看")
        over_years = client_of(told.person("author")).get(at).content.decode()
        assert (by_item.count(f"· 本项{self.LINE}"), by_item.count(f"本板块{self.BLOCK}</p>")) == (2, 1)
        assert f'<small class="soft">· 本项{self.LINE}</small>' in by_item
        for page in (in_time, over_years):
            assert page.count(f"计 1 分 · “公益活动”{self.LINE}</p>") == 1
            assert page.count(f"合计时：“工作奖励”{self.BLOCK}</p>") == 1

    def test_in_the_files_and_on_the_command_line(self, told: City):
        """The same rows in the sheet of the year, in what the member takes along, and as they are printed; with the
        total, the grade and what limits it."""
        client, at = client_of(told.person("author")), f"/duties/members/{told.author.pk}/?year=2026&export="
        rows = [row[2:] for row in sheet(client.get(f"{at}xlsx"))]
        told_of = [row for row in rows if row[-1] and "不计" not in row[-1] and row[1] != ""]
        gate = "没有做到“三个一：一次全会，一件提案或一条社情民意，一次视察或调研等活动”，等次最高为“不称职”"
        assert [row[3:] for row in told_of if row[3] != row[4]] == [
            ["2", "1", f"本项{self.LINE}"],
            ["4", "3", f"本项{self.LINE}"],
            ["8", "6", f"本板块{self.BLOCK}"],
        ]
        assert [row[0:1] + row[3:] for row in rows[-2:]] == [["总分", "76", "76", ""], ["等次", "", "不称职", gate]]
        taken = client.get(f"{at}json").json()["scores"]
        assert [list(map(str, list(row.values())[3:])) for row in taken] == rows
        common = ["--assembly", told.assembly.code, "--year", "2026", "--format", "json"]
        printed = json.loads(CliRunner().invoke(command, ["explain", told.author.number, *common]).stdout)
        assert [list(row.values())[2:] for row in printed] == rows


def test_everything_over_all_years_as_json_and_as_a_sheet(place: City):
    """The same values in both, of two years, for the member; a stranger has neither."""
    factory.confirmed(place, title="助学", on=date(2025, 12, 30))
    factory.confirmed(place, title="捐款")
    factory.year(place, 2025)
    actions.exempt(place.author, by=place.person("office"), year=2026, item="three_ones", reason="援藏一年")
    client, at = client_of(place.person("author")), f"/duties/members/{place.author.pk}/?year=2026&export="
    held = client.get(f"{at}json").json()
    assert [one["year"] for one in held["credits"]] == [2025, 2026]
    assert [one["title"] for one in held["entered_by_hand"]] == ["助学", "捐款"]
    assert [one["reason"] for one in held["exemptions"]] == ["援藏一年"]
    assert [one["of_year__year"] for one in held["grades"]] == [2025]
    rows = sheet(client.get(f"{at}all"))
    assert ["entered_by_hand", "1", "title", "助学"] in rows
    assert ["entered_by_hand", "2", "title", "捐款"] in rows
    assert ["exemptions", "1", "reason", "援藏一年"] in rows
    assert ["credits", "2", "year", "2026"] in rows
    assert client_of(place.person("cosigner")).get(f"{at}all").status_code == 404


def sheet(response: Any) -> list[list[str]]:
    """The rows of the first sheet under its heads, as text."""
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    return [[f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row]
            for row in book.get_sheet_by_index(0).to_python()[1:]]  # fmt: skip


class TestAllYears:
    def test_every_year_in_one_timeline(self, place: City):
        """The latest first, under its year with its total, each with what it counted or why not; beside the table."""
        for title, on in (("助学", date(2024, 5, 4)), ("捐款", date(2025, 12, 30)), ("义诊", date(2026, 3, 2))):
            factory.confirmed(place, title=title, on=on)
        proposals.proposal_in(place, State.FILED)
        factory.read(place)
        for number in (2025, 2026):
            factory.year(place, number)
        actions.freeze(Year.objects.get(year=2025), by=place.person("office"))
        page = client_of(place.person("author")).get(f"/duties/members/{place.author.pk}/timeline").content.decode()
        main = page[page.index('id="year-2026"') : page.index("历年总分")]
        assert re.findall(r'id="year-(\d+)"', main) == ["2026", "2025", "2024"]
        assert main.index("义诊") < main.index("捐款") < main.index("助学")
        assert (main.count("计 2 分"), "未到起算的件数" in main) == (3, True)
        assert ("<p>72 分</p>" in main, 'id="tab-all" aria-current="page"' in page) == (True, True)
        assert f'href="/duties/members/{place.author.pk}/timeline" id="tab-all"' in record(place)

    def test_what_a_sealed_year_counted_is_read_from_its_seal(self, place: City):
        """What was recorded after it is told so; a year without a scheme is told so too."""
        factory.confirmed(place, title="助学", on=date(2025, 5, 4))
        year = actions.freeze(factory.year(place, 2025), by=place.person("office"))
        sealed = Grade.objects.get(of_year=year, member=place.author)
        Grade.objects.filter(pk=sealed.pk).update(
            explained=json.loads(json.dumps(sealed.explained).replace("200", "300"))
        )
        late = Credit.objects.get()
        late.pk, late.entry = None, late.entry + 10**6
        late.save()
        early = Credit(**{**{f.attname: getattr(late, f.attname) for f in Credit._meta.concrete_fields}, "id": None})
        early.entry, early.year, early.on = late.entry + 1, 2012, date(2012, 5, 4)
        early.save()
        page = client_of(place.person("author")).get(f"/duties/members/{place.author.pk}/timeline").content.decode()
        assert [page.count(words) for words in ("计 3 分", "封存以后才记入账目", "这一年没有计分")] == [1, 1, 1]

    def test_paged_by_key(self, place: City, django_assert_num_queries: DjangoAssertNumQueries):
        """Every entry once over the pages, as many queries for a few of them as for a page of sealed years; a cursor
        of another list leads to the first page, which is said."""
        client, at = client_of(place.person("author")), f"/duties/members/{place.author.pk}/timeline"
        for number in (2023, 2024, 2025):
            actions.freeze(factory.year(place, number), by=place.person("office"))
        many(place, [date(2025, 3, 1)])
        client.get(at)
        with django_assert_num_queries(QUERIES):
            assert "turn-after" not in client.get(at).content.decode()
        many(place, [date(year, 1 + number % 12, 5) for year in (2023, 2024, 2025) for number in range(39)])
        with django_assert_num_queries(QUERIES):
            page = client.get(at).content.decode()
        days = []
        while True:
            days += re.findall(r'<time datetime="([^"]+)">', page)
            after = re.search(r'id="turn-after" href="([^"]+)"', page)
            if after is None:
                break
            page = client.get(at + html.unescape(after[1])).content.decode()
        assert (len(days), days) == (118, sorted(days, reverse=True))
        assert "turn-before" in page
        assert "翻页位置已经失效" in client.get(f"{at}?after=none").content.decode()

    @pytest.mark.parametrize(("who", "status"), [("author", 200), ("officer", 200), ("office", 200), ("cosigner", 404)])
    def test_for_whoever_reads_the_record(self, place: City, who: str, status: int):
        at = f"/duties/members/{place.author.pk}/timeline"
        assert client_of(place.person(who)).get(at).status_code == status


def many(place: City, days: list[date]) -> None:
    """A fact of the author on each of the days."""
    start = (Credit.objects.aggregate(last=Max("entry"))["last"] or 10**6) + 1
    common = {"assembly": place.assembly, "person": place.author.person, "member": place.author, "about": "charity"}
    Credit.objects.bulk_create(
        Credit(**common, year=on.year, entry=at, kind="duties.entered", on=on, subject_kind="a.gift", subject_id=at)
        for at, on in enumerate(days, start=start)
    )
