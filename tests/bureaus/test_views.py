"""The bureaus' pages."""

import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories.accounts import GrantFactory, PersonFactory, client_of, person_with
from tests.factories.bureaus import BureauFactory
from xieshang.bureaus.models import Bureau

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

INDEX = reverse("bureaus:index")
NEW = reverse("bureaus:new")


def names(client: Client, **query: str) -> list[str]:
    """The names on the list, in order, without the marks of a search."""
    cells = re.findall(r'id="row-\d+">(.*?)</a>', client.get(INDEX, query).text)
    return [re.sub("<.*?>", "", cell) for cell in cells]


@pytest.fixture
def bureau() -> Bureau:
    """The bureau of education, with a clerk called 赵云."""
    found: Bureau = BureauFactory()
    GrantFactory(person__name="赵云", role="bureau_clerk", scope=found.scope)
    return found


def test_the_list_shows_open_bureaus_at_first_and_all_on_demand(bureau: Bureau) -> None:
    """And is searched by name and letter mark; another city's are not in it."""
    BureauFactory(assembly=bureau.assembly, name="鹰城市旧局", letter_mark="鹰旧提", until_on=date(2026, 3, 18))
    BureauFactory(name="外市教育局")
    client = client_of(person_with("member", bureau.assembly.scope))
    assert names(client) == ["鹰城市教育局"]
    assert names(client, tab="all") == ["鹰城市教育局", "鹰城市旧局"]
    assert names(client, tab="all", q="鹰旧") == ["鹰城市旧局"]


def test_the_export_is_what_the_list_shows(bureau: Bureau) -> None:
    """With the number of people."""
    answer = client_of(person_with("office_clerk", bureau.assembly.scope)).get(INDEX, {"export": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.get_sheet_by_index(0).to_python() == [
        ["名称", "文号字头", "人员", "状态"],
        ["鹰城市教育局", "鹰教提", 1, "在用"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_queries_however_much_there_is(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session with person and roles; then counts and rows, or the bureau and its people."""
    bureau = BureauFactory()
    for _ in range(count - 1):
        BureauFactory(assembly=bureau.assembly)
    GrantFactory.create_batch(count, role="bureau_clerk", scope=bureau.scope)
    client = client_of(person_with("office_clerk", bureau.assembly.scope))
    client.get(INDEX)
    with django_assert_num_queries(3):
        client.get(INDEX)
    with django_assert_num_queries(3):
        client.get(reverse("bureaus:bureau", args=[bureau.pk]))


@pytest.mark.parametrize(
    ("role", "sees"), [("office_clerk", True), ("proposals_clerk", True), ("member", False), ("chair", False)]
)
def test_people_of_a_bureau_are_shown_to_those_who_deal_with_it(bureau: Bureau, role: str, sees: bool) -> None:
    """To others the page says why not."""
    text = client_of(person_with(role, bureau.assembly.scope)).get(reverse("bureaus:bureau", args=[bureau.pk])).text
    assert ("赵云" in text, "承办单位的人员只对本单位和负责交办的工作人员显示。" in text) == (sees, not sees)


def test_people_of_a_bureau_see_their_own_and_no_other(bureau: Bureau) -> None:
    """Neither on the list nor by the page."""
    other = BureauFactory(assembly=bureau.assembly, name="鹰城市水利局")
    client = client_of(person_with("bureau_leader", bureau.scope))
    assert names(client) == ["鹰城市教育局"]
    assert "赵云" in client.get(reverse("bureaus:bureau", args=[bureau.pk])).text
    assert client.get(reverse("bureaus:bureau", args=[other.pk])).status_code == 404


def test_a_stranger_finds_nothing(bureau: Bureau) -> None:
    """Neither somebody without a role, nor in another city; who has not signed in is sent to the door."""
    page = reverse("bureaus:bureau", args=[bureau.pk])
    nobody = client_of(PersonFactory())
    asked = [INDEX, f"{INDEX}?q=教育", f"{INDEX}?export=xlsx", page, NEW]
    assert [nobody.get(address).status_code for address in asked] == [404] * 5
    elsewhere = client_of(person_with("office_clerk", BureauFactory(name="外市水利局").assembly.scope))
    assert names(elsewhere) == ["外市水利局"]
    assert elsewhere.get(page).status_code == 404
    assert elsewhere.post(f"{page}closing/", {"on": "2026-04-01"}).status_code == 404
    assert Client().get(page)["Location"] == f"{reverse('account_login')}?next={page}"


FORM = {
    "name": "鹰城市水利局",
    "short_name": "市水利局",
    "letter_mark": "鹰水提",
    "code": "water",
    "from_on": "2026-03-18",
}


def test_the_office_opens_a_bureau(bureau: Bureau) -> None:
    """And is told what that means; nobody else finds the form."""
    client = client_of(person_with("office_clerk", bureau.assembly.scope))
    done = client.post(NEW, FORM, follow=True)
    opened = Bureau.objects.get(code="water")
    assert done.redirect_chain == [(reverse("bureaus:bureau", args=[opened.pk]), 302)]
    assert "已设立鹰城市水利局，可以向它交办提案了。" in done.text
    assert (opened.assembly, opened.from_on) == (bureau.assembly, date(2026, 3, 18))
    assert client_of(person_with("chair", bureau.assembly.scope)).post(NEW, FORM).status_code == 404


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"code": "taken"}, "代码“taken”已被另一个承办单位使用，请换一个。"),
        ({"code": "水利"}, "代码只能用字母、数字和短横，请改写。"),
        ({"name": ""}, "请填写“名称”。"),
        ({"from_on": "明天"}, "请按 2026-03-18 的样子填写“设立日期”。"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_kept(bureau: Bureau, typed: dict[str, str], fault: str) -> None:
    """Beside the field."""
    Bureau.objects.filter(pk=bureau.pk).update(code="taken")
    answer = client_of(person_with("office_clerk", bureau.assembly.scope)).post(NEW, FORM | typed)
    assert answer.status_code == 200
    assert fault in answer.text
    assert 'value="鹰水提"' in answer.text
    assert Bureau.objects.count() == 1


def test_the_office_closes_a_bureau(bureau: Bureau) -> None:
    """From a day after its opening; then the form is gone."""
    client = client_of(person_with("office_clerk", bureau.assembly.scope))
    page = reverse("bureaus:bureau", args=[bureau.pk])
    assert "撤销日期应晚于设立日期。" in client.post(f"{page}closing/", {"on": "2018-01-01"}).text
    assert "请填写“撤销日期”。" in client.post(f"{page}closing/", {}).text
    done = client.post(f"{page}closing/", {"on": "2026-03-18"}, follow=True)
    assert "鹰城市教育局已撤销，不再向它交办。" in done.text
    assert 'id="closing"' not in done.text
    bureau.refresh_from_db()
    assert bureau.until_on == date(2026, 3, 18)


def test_others_are_not_offered_to_close_and_are_refused(bureau: Bureau) -> None:
    """The form is not there, and what is posted all the same is refused beside the field."""
    client = client_of(person_with("proposals_clerk", bureau.assembly.scope))
    page = reverse("bureaus:bureau", args=[bureau.pk])
    assert 'id="closing"' not in client.get(page).text
    client.post(f"{page}closing/", {"on": "2026-04-01"})
    bureau.refresh_from_db()
    assert bureau.until_on is None
