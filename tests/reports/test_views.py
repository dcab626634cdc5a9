"""The pages of reports: figures, their rows, the work report; for readers of that assembly alone."""

import csv
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.factories.accounts import client_of, person_with
from tests.factories.notices import Hall
from tests.factories.reports import City
from xieshang.accounts.models import Person
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine.figure import FIGURES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
UNITS = {"F12": "\xa0个", "F13": "\xa0个", "F20": "\xa0件", "F21": "%", "F27": "\xa0个", "F28": "\xa0名"}
UNITS |= {"F29": "\xa0名", "F32": "\xa0名", "F05": "\xa0场", "F24": "\xa0年"}
UNITS |= dict.fromkeys(("F01", "F02", "F03", "F04", "F36"), "\xa0次")
PLAIN = re.compile(r"<[^>]+>")


def signed_in(person: Person) -> Client:
    return client_of(person)


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def client(city: City) -> Client:
    return signed_in(city.clerk)


@pytest.fixture
def base(city: City) -> str:
    return f"/reports/{city.assembly.code}/3/"


def status_of(client: Client, path: str) -> int:
    answer = client.get(path)
    list(answer)  # a sheet is read to its end, which closes it
    return answer.status_code


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", PLAIN.sub("", answer.content.decode()))


def csv_of(answer: Any) -> list[list[str]]:
    whole = b"".join(answer.streaming_content).decode()
    assert whole.startswith("\ufeff")
    return list(csv.reader(StringIO(whole.removeprefix("\ufeff"))))


PATHS = [
    *["", "work-report", "figures/F20", "figures/F28", "figures/F20?export=csv", "figures/F20?export=xlsx"],
    "figures/F12?sort=name",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_reaches_every_page_and_a_stranger_none(city: City, base: str, path: str) -> None:
    readers = [city.hall.clerk(role) for role in ("member", "office_clerk", "proposals_clerk", "chair", "auditor")]
    strangers = [
        Hall().clerk(),
        city.hall.clerk("administrator"),
        person_with("bureau_leader", city.hall.bureau().scope),
        person_with("committee_officer", city.hall.committee.scope),
    ]
    assert [status_of(signed_in(reader), base + path) for reader in readers] == [200] * 5
    assert [status_of(signed_in(stranger), base + path) for stranger in strangers] == [404] * 4
    assert status_of(Client(), base + path) == 302


@pytest.mark.parametrize("path", ["figures/F99", "figures/f20", "figures/F99?export=csv"])
def test_what_is_no_figure_is_not_there(client: Client, base: str, path: str) -> None:
    assert client.get(base + path).status_code == 404


def test_another_term_is_not_there(client: Client, city: City) -> None:
    assert client.get(f"/reports/{city.assembly.code}/4/").status_code == 404


def test_the_way_in_leads_to_the_term_that_runs(client: Client, base: str) -> None:
    assert client.get("/reports/").headers["Location"] == base


def test_who_reads_no_reports_has_no_way_in(city: City) -> None:
    assert signed_in(city.hall.clerk("administrator")).get("/reports/").status_code == 404


def test_the_page_of_figures_shows_each_number_as_a_door(client: Client, city: City, base: str) -> None:
    page = client.get(base).content.decode()
    doors = dict(re.findall(r'<a href="([^"]+/figures/F\d\d)"><b>([^<]+)</b>', page))
    assert doors == {f"{base}figures/{code}": f"{value}{UNITS[code]}" for code, (value, _) in city.expected.items()}
    assert "从 2022 年 1 月 1 日（周六）到 2026 年 3 月 18 日（周三）" in text_of(client.get(base))
    assert "取数时间：2026 年 3 月 18 日（周三）10:00" in text_of(client.get(base))


def test_the_rows_page_says_what_was_counted_and_when(client: Client, city: City, base: str) -> None:
    page = text_of(client.get(f"{base}figures/F20"))
    assert f"{city.expected['F20'][0]} 件" in page
    assert "已立案、在这段时间里由承办单位书面答复的提案，每件一行。" in page
    assert "取数时间：2026 年 3 月 18 日（周三）10:00" in page


def test_a_row_leads_to_its_case(client: Client, base: str) -> None:
    case = Proposal.objects.filter(state=State.CLOSED, title__contains="2023").order_by("pk").first()
    assert case is not None
    assert f'<a href="/proposals/{case.pk}"' in client.get(f"{base}figures/F20").content.decode()


def test_the_figures_themselves_are_a_sheet(client: Client, city: City, base: str) -> None:
    """Code, title, value, unit, rows; each as on the page."""
    answer = client.get(f"{base}?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    heads, *rows = book.get_sheet_by_index(0).to_python()
    assert heads == ["编号", "名称", "数值", "单位", "行数"]
    assert [row[0] for row in rows] == sorted(FIGURES)
    known = {row[0]: (round(Decimal(row[2]), 2), row[4]) for row in rows}
    assert {code: known[code] for code in city.expected} == city.expected


@pytest.mark.parametrize("code", ["F12", "F13", "F20", "F21", "F27", "F28"])
def test_both_sheets_hold_every_row_of_a_figure(client: Client, city: City, base: str, code: str) -> None:
    rows = csv_of(client.get(f"{base}figures/{code}?export=csv"))
    answer = client.get(f"{base}figures/{code}?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    sheet = book.get_sheet_by_index(0).to_python()
    assert len(rows) == len(sheet) == city.expected[code][1] + 1
    assert rows[0] == sheet[0]
    assert [row[0] for row in rows] == [str(row[0]) for row in sheet]


def test_the_rows_stand_in_the_figures_own_order_and_turn_by_key(client: Client, city: City, base: str) -> None:
    names = [row[1] for row in csv_of(client.get(f"{base}figures/F28?export=csv"))[1:]]
    assert names == [member.name for member in sorted(city.members, key=lambda member: member.sort_key)]
    turned = [row[1] for row in csv_of(client.get(f"{base}figures/F28?export=csv&sort=-name"))[1:]]
    assert turned == names[::-1]


def test_rows_are_searched_by_their_title_and_exported_as_found(client: Client, base: str) -> None:
    whole = [row[2] for row in csv_of(client.get(f"{base}figures/F20?export=csv"))[1:]]
    found = [row[2] for row in csv_of(client.get(f"{base}figures/F20?export=csv&q=2023"))[1:]]
    assert found == [title for title in whole if "2023" in title]
    assert 0 < len(found) < len(whole)


def test_years_and_case_numbers_are_written_without_commas(client: Client, city: City, base: str) -> None:
    case = Proposal.objects.filter(state=State.CLOSED).order_by("pk").first()
    assert case is not None
    Proposal.objects.filter(pk=case.pk).update(case_number=12345)
    page = client.get(f"{base}figures/F20").content.decode()
    assert (">2026<" in page, ">12345<" in page, "12,345" in page) == (True, True, False)


def test_a_cell_that_looks_like_a_formula_is_marked_as_text(client: Client, city: City, base: str) -> None:
    case = Proposal.objects.filter(state=State.CLOSED, title__contains="2023").order_by("pk").first()
    assert case is not None
    Proposal.objects.filter(pk=case.pk).update(title="=HYPERLINK(1)")
    titles = [row[2] for row in csv_of(client.get(f"{base}figures/F20?export=csv"))]
    assert "'=HYPERLINK(1)" in titles
    assert "=HYPERLINK(1)" not in titles


def test_an_address_that_cannot_be_used_in_full_exports_nothing(client: Client, base: str) -> None:
    answer = client.get(f"{base}figures/F20?sort=nothing&export=csv")
    assert (answer.status_code, answer.headers["Location"]) == (302, "?sort=nothing")


def test_the_report_binds_its_numbers_to_their_rows(client: Client, city: City, base: str) -> None:
    page = client.get(f"{base}work-report").content.decode()
    bound = dict(re.findall(r'<a class="bound" href="([^"]+)"[^>]*>([^<]+)</a>', page))
    assert bound == {f"{base}figures/{code}": f"{value}{UNITS[code]}" for code, (value, _) in city.expected.items()}


def test_no_number_of_the_report_comes_from_anywhere_but_the_records(client: Client, city: City, base: str) -> None:
    """With nothing counted, the report has no digit but those of its days and its term."""
    hall = Hall(name="空城政协")
    page = signed_in(hall.clerk()).get(f"/reports/{hall.assembly.code}/3/work-report").content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    bound = re.findall(r'class="bound"[^>]*>([^<]+)</a>', article)
    bodies, duty = ["1\xa0个", "0\xa0个", "0\xa0名", "1\xa0个"], ["0\xa0名", "0\xa0名"]
    meetings = ["0\xa0次", "0\xa0次", "0\xa0次", "0\xa0次", "0\xa0场", "0\xa0次", "0\xa0年"]
    assert bound == [*bodies, *duty, *meetings, "0\xa0件", "0%"]
    rest = re.sub(r'<a class="bound".*?</a>', "", article)
    days = re.sub(r"20\d\d 年 \d+ 月 \d+ 日(?:（周.）)?(?:\d\d:\d\d)?|第3届|h[12]|\d+/3/", "", rest)
    assert re.findall(r"\d", PLAIN.sub("", days)) == []


def test_a_number_opens_beside_the_report_with_its_query_its_moment_and_its_rows(client: Client, base: str) -> None:
    answer = client.get(f"{base}figures/F20", headers={"HX-Request": "true", "HX-Target": "behind"})
    page = answer.content.decode()
    assert "<html" not in page
    said = text_of(answer)
    for words in ("已立案、在这段时间里由承办单位书面答复的提案，每件一行。", "取数时间", "看全部", "回到正文"):
        assert words in said
    assert page.count("<tr>") == 1 + 8
    assert f'href="{base}figures/F20?export=csv"' in page


def test_the_report_is_read_in_english_too(client: Client, base: str) -> None:
    page = text_of(client.get(f"{base}work-report", headers={"Accept-Language": "en"}))
    assert "Every number in it was counted, row by row" in page


def test_figures_of_a_term_that_has_ended_are_of_its_last_day(city: City, client: Client, moment: datetime) -> None:
    city.term.until_on = moment.date() - timedelta(days=30)
    city.term.save()
    page = text_of(client.get(f"/reports/{city.assembly.code}/3/"))
    assert "到 2026 年 2 月 15 日（周日）" in page


@pytest.mark.parametrize(("path", "count"), [("", 23), ("work-report", 22), ("figures/F20", 8), ("figures/F21", 10)])
def test_pages_cost_the_same_queries_for_any_city(
    path: str, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for seed in (1, 2):
        city = City(seed)
        client = signed_in(city.clerk)
        with django_assert_num_queries(count):
            client.get(f"/reports/{city.assembly.code}/3/{path}")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_rows_costs_the_same_queries_for_any_number(
    rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    hall = Hall()
    for _ in range(rows):
        hall.proposal(hall.member(), State.CLOSED)
    client = signed_in(hall.clerk())
    with django_assert_num_queries(8):
        page = client.get(f"/reports/{hall.assembly.code}/3/figures/F20").content.decode()
    assert page.count('<th scope="row"') == rows
