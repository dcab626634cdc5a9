"""The roll's pages: the list as of a day, a member, and the import with its preview."""

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories.accounts import BureauScopeFactory, GrantFactory, client_of, person_with
from tests.factories.members import AssemblyFactory, MemberFactory, PostFactory, SectorFactory, TermFactory
from tests.members.conftest import City
from xieshang.accounts.models import Person
from xieshang.members import actions
from xieshang.members.imports.uploads import ROLLS
from xieshang.members.models import Member
from xieshang.members.states import PostKind
from xieshang.spine import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

INDEX = reverse("members:index")
NEW = reverse("members:import")


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    """Uploads of a test are its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "uploads/rolls"


def names(client: Client, **query: str) -> list[str]:
    """The names on the list, in order, without the marks of a search."""
    cells = re.findall(r'id="row-\d+">(.*?)</a>', client.get(INDEX, query).text)
    return [re.sub("<.*?>", "", cell) for cell in cells]


def people(city: City) -> None:
    """Three members: 安然 of 教育界, a standing one until 2025; 单晓明 and, until 2025, 张平 of 经济界."""
    an = MemberFactory(term=city.term, name="安然", sector=city.education, committee=city.culture, party="民盟")
    PostFactory(member=an, until_on=date(2025, 1, 1))
    PostFactory(member=an, kind=PostKind.CONVENOR, sector=city.education)
    MemberFactory(term=city.term, name="单晓明", sector=city.economy, committee=city.proposals)
    MemberFactory(term=city.term, name="张平", sector=city.economy, committee=city.proposals, until_on=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["安然", "单晓明"]),
        ({"on": "2024-12-31"}, ["安然", "单晓明", "张平"]),
        ({"on": "2025-01-01"}, ["安然", "单晓明"]),
        ({"on": "2021-12-31"}, []),
        ({"sort": "-name"}, ["单晓明", "安然"]),
        ({"tab": "standing"}, []),
        ({"tab": "standing", "on": "2024-12-31"}, ["安然"]),
        ({"tab": "convenors"}, ["安然"]),
        ({"party": "民盟"}, ["安然"]),
        ({"q": "sxm"}, ["单晓明"]),
        ({"q": "zp", "on": "2024-12-31"}, ["张平"]),
    ],
)
def test_the_list_shows_the_roll_of_a_day_as_its_address_says(
    city: City, query: dict[str, str], shown: list[str]
) -> None:
    """Today's where no day is named."""
    people(city)
    assert [
        str(name).replace("<mark>", "").replace("</mark>", "") for name in names(client_of(city.clerk), **query)
    ] == shown


def test_the_list_is_filtered_by_sector_and_committee(city: City) -> None:
    """By their keys, with the names on the chips."""
    people(city)
    client = client_of(city.clerk)
    assert names(client, sector=str(city.education.pk)) == ["安然"]
    assert names(client, committee=str(city.proposals.pk)) == ["单晓明"]
    assert "专委会：提案委员会" in client.get(INDEX, {"committee": str(city.proposals.pk)}).text


def test_a_day_that_is_none_is_told_and_today_s_roll_shown(city: City) -> None:
    """Never a fault of ours."""
    people(city)
    answer = client_of(city.clerk).get(INDEX, {"on": "2024-02-30"})
    assert answer.status_code == 200
    assert "“2024-02-30”不是日期（应如 2022-12-31），显示的是通常的名册。" in answer.text


def test_when_the_last_term_is_over_its_last_roll_is_shown(city: City) -> None:
    """As of its last day, which the page says."""
    people(city)
    actions.close_term(city.term, by=city.clerk, on=date(2026, 1, 1))
    answer = client_of(city.clerk).get(INDEX)
    assert "第9届 · 截至 2025 年 12 月 31 日（周三）" in answer.text
    assert names(client_of(city.clerk)) == ["安然", "单晓明"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_long_it_is(
    city: City, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Of the session, the person, the assembly, its terms and places, the counts, the rows, their posts, the desk."""
    for member in MemberFactory.create_batch(count, term=city.term):
        PostFactory(member=member)
    client = client_of(city.clerk)
    client.get(INDEX)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(INDEX)


LIST_QUERIES = 9


def test_the_export_is_what_the_list_shows(city: City) -> None:
    """The same rows, the same columns."""
    people(city)
    answer = client_of(city.clerk).get(INDEX, {"on": "2024-12-31", "tab": "standing", "export": "xlsx"})
    number = Member.objects.get(name="安然").number
    assert _lines_of(answer) == [
        ["证号", "姓名", "职务", "界别", "专委会", "党派", "单位及职务"],
        [number, "安然", "常务委员、教育界召集人", "教育界", "文化和文史委员会", "民盟", ""],
    ]


def _lines_of(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def strangers(city: City) -> list[Person]:
    """Somebody of a bureau, an administrator, and an office clerk of another assembly that has a roll of its own."""
    county = MemberFactory(name="外人").assembly
    return [
        person_with("bureau_clerk", BureauScopeFactory(parent=city.assembly.scope)),
        person_with("administrator", city.assembly.scope),
        person_with("office_clerk", county.scope),
    ]


def test_a_stranger_finds_neither_page_nor_list_nor_search_nor_export(city: City) -> None:
    """404, as for what is not there; of their own assembly nothing of ours is in the list."""
    people(city)
    member = Member.objects.get(name="安然")
    bureau, administrator, elsewhere = strangers(city)
    addresses = [
        INDEX,
        f"{INDEX}?q=安然",
        f"{INDEX}?export=xlsx",
        f"{INDEX}?assembly=yingcheng",
        f"{INDEX}{member.pk}/",
    ]
    for person in (bureau, administrator):
        assert [client_of(person).get(address).status_code for address in addresses] == [404] * 5
    other = client_of(elsewhere)
    answers = [other.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404]
    assert "安然" not in answers[0].text
    assert [line[1] for line in _lines_of(answers[2])] == ["姓名", "外人"]
    assert names(other) == ["外人"]
    assert names(other, q="安然") == []


def test_whoever_has_not_signed_in_is_sent_to_the_door(city: City) -> None:
    """And comes back to the page afterwards."""
    for address in (INDEX, NEW):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={address}")


def test_an_officer_of_a_committee_sees_its_members_alone(city: City) -> None:
    """On the list and by the page."""
    people(city)
    client = client_of(person_with("committee_officer", city.culture.scope))
    assert names(client) == ["安然"]
    statuses = [
        client.get(reverse("members:member", args=[Member.objects.get(name=name).pk])).status_code
        for name in ("安然", "单晓明")
    ]
    assert statuses == [200, 404]


def test_who_reads_the_rolls_of_several_assemblies_chooses(city: City) -> None:
    """The first where none is chosen."""
    people(city)
    county = MemberFactory(term=TermFactory(assembly=AssemblyFactory(code="lushan", name="鲁山县政协")), name="外人")
    GrantFactory(person=city.clerk, role="chair", scope=county.assembly.scope)
    client = client_of(city.clerk)
    assert names(client) == ["安然", "单晓明"]
    assert names(client, assembly="lushan") == ["外人"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("office", True), ("self", True), ("another member", False), ("chair", False)],
)
def test_what_is_personal_is_for_the_office_and_the_member(city: City, who: str, sees: bool) -> None:
    """With the phone number masked even there."""
    facts = {"gender": "female", "ethnicity": "回族", "born": "1975-03", "note": "连任"}
    member = MemberFactory(term=city.term, name="安然", person__phone="13912345678", party="民盟", **facts)
    readers = {
        "office": city.clerk,
        "self": member.person,
        "another member": person_with("member", city.assembly.scope),
        "chair": person_with("chair", city.assembly.scope),
    }
    text = client_of(readers[who]).get(reverse("members:member", args=[member.pk])).text
    assert "民盟" in text
    assert [word in text for word in ("回族", "1975-03", "139****5678", "连任")] == [sees] * 4
    assert "13912345678" not in text


def test_a_member_s_page_shows_placements_and_posts_over_time(city: City) -> None:
    """What is over, what holds and what is to come."""
    member = MemberFactory(term=city.term, name="安然", sector=city.education, committee=city.culture)
    PostFactory(member=member)
    PostFactory(member=member, kind=PostKind.DIRECTOR, organ=city.culture, from_on=date(2027, 1, 1))
    fresh = actions.transfer(member, by=city.clerk, on=date(2024, 5, 1), sector=city.economy, committee=city.culture)
    text = client_of(city.clerk).get(reverse("members:member", args=[fresh.pk])).text
    order = [
        "文化和文史委员会主任",
        "2027 年 1 月 1 日",
        "尚未开始",
        "常务委员",
        "现任",
        "已结束",
        "经济界",
        "教育界",
        "调整界别或专委会",
    ]
    at = [text.index(word) for word in order]
    assert at == sorted(at)


@pytest.mark.parametrize("count", [1, 3])
def test_a_member_s_page_costs_the_same_queries_however_long_the_history(
    city: City, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One for the placements, one for the posts."""
    member = MemberFactory(term=city.term, until_on=date(2024, 1, 1))
    for year in range(count):
        PostFactory(member=member, from_on=date(2022, 1, 1 + year), until_on=date(2022, 1, 2 + year))
        MemberFactory(
            term=city.term,
            person=member.person,
            number=member.number,
            from_on=date(2024 + year, 1, 1),
            until_on=date(2025 + year, 1, 1),
        )
    client = client_of(city.clerk)
    client.get(reverse("members:member", args=[member.pk]))
    with django_assert_num_queries(MEMBER_QUERIES):
        client.get(reverse("members:member", args=[member.pk]))


MEMBER_QUERIES = 4

GOOD = "姓名,手机号,界别,专委会\n李雨,13900000001,教育界,提案委员会\n王冰,13900000002,经济界,文化和文史委员会\n"


def sent(client: Client, text: str = GOOD, name: str = "名册.csv", on: str = "2026-03-01") -> Any:
    return client.post(NEW, {"file": SimpleUploadedFile(name, text.encode()), "on": on})


def test_a_roll_is_imported_in_three_steps(city: City, uploads: Path) -> None:
    """Send, look, confirm; nothing is written before, and nothing kept after."""
    client = client_of(city.clerk)
    answer = sent(client)
    preview = answer["Location"]
    assert len(list(uploads.iterdir())) == 1
    shown = client.get(preview)
    assert "导入：新增 2 名，更改 0 名" in shown.text
    assert Member.objects.count() == 0
    done = client.post(f"{preview}confirmation/", follow=True)
    assert done.redirect_chain == [(INDEX, 302)]
    assert "名册已导入：新增 2 名，更改 0 名，0 名没有变化。" in done.text
    assert list(Member.objects.order_by("number").values_list("name", "from_on")) == [
        ("李雨", date(2026, 3, 1)), ("王冰", date(2026, 3, 1))
    ]  # fmt: skip
    assert list(uploads.iterdir()) == []


def test_the_preview_names_every_bad_cell_and_offers_no_import(city: City) -> None:
    """And the import itself goes back to it."""
    client = client_of(city.clerk)
    bad = GOOD.replace("教育界", "教肓界").replace("13900000002", "1390")
    preview = sent(client, bad)["Location"]
    shown = client.get(preview)
    named = re.findall(r'<td class="number">(\d+)</td><th scope="row">(.*?)</th>', shown.text)
    assert named == [("2", "界别"), ("3", "手机号")]
    assert "是否指“教育界”？请改成名册上的写法。" in shown.text
    assert "confirmation" not in shown.text
    assert client.post(f"{preview}confirmation/")["Location"] == preview
    assert Member.objects.count() == 0


def test_the_preview_of_the_same_file_again_says_that_nothing_changes(city: City) -> None:
    """There is nothing to confirm."""
    client = client_of(city.clerk)
    client.post(f"{sent(client)['Location']}confirmation/")
    shown = client.get(sent(client)["Location"])
    assert "文件与名册一致，没有要导入的内容。" in shown.text
    assert "confirmation" not in shown.text


@pytest.mark.parametrize(
    ("text", "name", "on", "fault"),
    [
        ("", "名册.csv", "2026-03-01", "文件是空的。请选择有内容的 csv 或 xlsx 文件。"),
        (GOOD, "名册.xlsx", "2026-03-01", "文件名是“名册.xlsx”，内容却是文本。请把文件名的结尾改为 .csv 再上传。"),
        (
            "姓名\n李雨\n",
            "名册.csv",
            "2026-03-01",
            "没有找到这些列：手机号、界别、专委会。请在表头中写明列名，或使用模板。",
        ),
        (GOOD, "名册.csv", "2021-12-31", "这一天不在任何一届之内，请核对日期。"),
        (GOOD, "名册.csv", "", "请填写“生效日期”。"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_its_field(
    city: City, text: str, name: str, on: str, fault: str, uploads: Path
) -> None:
    """And nothing is kept of it."""
    answer = sent(client_of(city.clerk), text, name, on)
    assert answer.status_code == 200
    assert fault in answer.text
    assert not uploads.exists()


def test_the_day_is_the_term_s_first_while_the_roll_is_empty(city: City) -> None:
    """Later it is today."""
    client = client_of(city.clerk)
    assert 'value="2022-01-01"' in client.get(NEW).text
    MemberFactory(term=city.term)
    assert 'value="2026-03-18"' in client.get(NEW).text


@pytest.mark.parametrize("what", ["another file", "an hour", "another person"])
def test_a_preview_that_is_gone_says_so(city: City, what: str, moment: datetime) -> None:
    """Another file took its place, its hour is over, or it was never this person's."""
    client = client_of(city.clerk)
    with clock.at(datetime.now(tz=moment.tzinfo)):
        preview = sent(client)["Location"]
        if what == "another file":
            sent(client, GOOD.replace("李雨", "李雪"))
        if what == "another person":
            client = client_of(person_with("office_clerk", city.assembly.scope))
    later = timedelta(hours=2) if what == "an hour" else timedelta()
    with clock.at(datetime.now(tz=moment.tzinfo) + later):
        for answer in (client.get(preview), client.post(f"{preview}confirmation/")):
            assert answer.status_code == 404
            assert "预览的文件已经不在" in answer.text
            assert 'type="file"' in answer.text
    assert Member.objects.count() == 0


def test_old_uploads_are_deleted(city: City, uploads: Path, moment: datetime) -> None:
    """Within the hour they are kept."""
    sent(client_of(city.clerk))
    now = datetime.now(tz=moment.tzinfo)
    counts = [ROLLS.forget_old(at=now + timedelta(minutes=minutes)) for minutes in (50, 70, 90)]
    assert (counts, list(uploads.iterdir())) == ([0, 1, 0], [])


def test_only_the_office_finds_the_import(city: City) -> None:
    """To everybody else there is no such page."""
    members = [person_with("member", city.assembly.scope), person_with("chair", city.assembly.scope)]
    for person in [*members, *strangers(city)[:2]]:
        client = client_of(person)
        assert client.get(NEW).status_code == 404
        assert sent(client).status_code == 404
        others = ["import-template", "import-preview", "import-confirm"]
        addresses = [reverse(f"members:{name}", args=["0" * 32] * (name != "import-template")) for name in others]
        assert [client.get(address).status_code for address in addresses[:2]] == [404, 404]
        assert client.post(addresses[2]).status_code == 404
        assert "导入名册" not in client.get(INDEX).text
    assert client_of(city.clerk).get(NEW).status_code == 200
    assert "导入名册" in client_of(city.clerk).get(INDEX).text


def test_the_template_is_read_but_for_its_invented_member(city: City) -> None:
    """Its headings are those that are looked for; its one line says that it is an example."""
    from xieshang.members import imports

    answer = client_of(city.clerk).get(reverse("members:import-template"))
    data = b"".join(answer.streaming_content)
    reading = imports.read(data, "模板.xlsx", city.term, on=date(2026, 3, 1))
    assert len(reading.table.columns) == 11
    assert (reading.faults, [row.name for row in reading.rows]) == ([], ["示例（请删去这一行）"])


def test_a_sector_of_another_term_is_no_filter(city: City) -> None:
    """Told, and left out."""
    people(city)
    other = SectorFactory(term=TermFactory())
    answer = client_of(city.clerk).get(INDEX, {"sector": str(other.pk)})
    assert f"筛选“界别”没有“{other.pk}”这一项，已略去。" in answer.text
