"""The pages of notices: one's own and nobody else's."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.factories.accounts import client_of, person_with, sign_in
from tests.factories.notices import Hall, notice_for
from xieshang.accounts.models import Person
from xieshang.notices import queries
from xieshang.notices.models import Delivery, Notice
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def me(hall: Hall) -> Person:
    return hall.clerk()


@pytest.fixture
def client(me: Person) -> Client:
    return client_of(me)


def test_the_list_shows_ones_own_unread_notices_and_nobody_elses(client: Client, me: Person, hall: Hall) -> None:
    notice_for(me, hall, title="提案《甲》已经立案", body="案号是第 7 号。")
    notice_for(me, hall, title="提案《乙》已经立案", read_at="2026-03-01T00:00+08:00")
    notice_for(hall.clerk(), hall, title="提案《丙》已经立案")
    text = client.get("/notices/").content.decode()
    assert [title in text for title in ("《甲》", "《乙》", "《丙》", "案号是第 7 号。")] == [True, False, False, True]
    whole = client.get("/notices/?tab=all").content.decode()
    assert [title in whole for title in ("《甲》", "《乙》", "《丙》")] == [True, True, False]


def test_the_sheet_holds_ones_own_notices_and_nobody_elses(client: Client, me: Person, hall: Hall) -> None:
    notice_for(me, hall, title="提案《甲》已经立案")
    notice_for(hall.clerk(), hall, title="提案《丙》已经立案")
    answer = client.get("/notices/?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()] == ["事项", "提案《甲》已经立案"]


def test_a_search_finds_ones_own_notices_by_title_and_body(client: Client, me: Person, hall: Hall) -> None:
    notice_for(me, hall, title="提案《甲》已经立案", body="案号是第 7 号。")
    notice_for(me, hall, title="提案《乙》已经立案", body="案号是第 8 号。")
    notice_for(hall.clerk(), hall, title="提案《丙》已经立案", body="案号是第 7 号。")
    for sought in ("甲", "第 7 号"):
        text = client.get("/notices/", {"q": sought}).content.decode()
        assert [f"《{title}》" in text.replace("<mark>", "").replace("</mark>", "") for title in "甲乙丙"] == [
            *[True, False, False],
        ]


def test_a_notice_leads_on_to_its_page_and_has_then_been_read(client: Client, me: Person, hall: Hall) -> None:
    notice = notice_for(me, hall, link="/proposals/12")
    answer = client.get(f"/notices/{notice.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/proposals/12")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.get(f"/notices/{notice.pk}")
    notice.refresh_from_db()
    assert notice.read_at == first


def test_another_persons_notice_is_not_there(client: Client, hall: Hall) -> None:
    notice = notice_for(hall.clerk(), hall)
    assert client.get(f"/notices/{notice.pk}").status_code == 404
    assert Notice.objects.get().read_at is None


def test_ticked_notices_are_read_and_others_stay(client: Client, me: Person, hall: Hall) -> None:
    first, second, other = notice_for(me, hall), notice_for(me, hall), notice_for(hall.clerk(), hall)
    answer = client.post("/notices/readings", {"chosen": [first.pk, other.pk, "x", "9" * 40]}, follow=True)
    assert "1 条通知标为已读。" in answer.content.decode()
    assert set(Notice.objects.filter(read_at__isnull=True)) == {second, other}


def test_all_of_ones_notices_are_read_at_once(client: Client, me: Person, hall: Hall) -> None:
    notice_for(me, hall), notice_for(me, hall)
    other = notice_for(hall.clerk(), hall)
    assert client.post("/notices/readings", {"all": "1"}).status_code == 302
    assert set(Notice.objects.filter(read_at__isnull=True)) == {other}


def test_reading_is_asked_for_by_post_alone(client: Client, me: Person, hall: Hall) -> None:
    notice_for(me, hall)
    assert client.get("/notices/readings").status_code == 405


def test_nobody_reads_for_another(me: Person, hall: Hall) -> None:
    from xieshang.notices import actions

    notice = notice_for(hall.clerk(), hall)
    with pytest.raises(Refused, match="只能把自己的通知标为已读。"):
        actions.read(notice, by=me)
    with pytest.raises(Refused, match="只能把自己的通知标为已读。"):
        actions.read_all(notice.person, by=me)


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (2, "2"), (99, "99"), (100, "99+"), (130, "99+")])
def test_the_bell_counts_to_ninety_nine(
    me: Person, hall: Hall, count: int, shown: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(count):
        notice_for(me, hall)
    with django_assert_num_queries(1):
        assert queries.unread(me) == shown


def test_the_fallback_says_the_count_to_who_signed_in(client: Client, me: Person, hall: Hall) -> None:
    assert client.get("/notices/unread").json() == {"unread": "0"}
    notice_for(me, hall)
    assert client.get("/notices/unread").json() == {"unread": "1"}
    stranger = Client().get("/notices/unread")
    assert (stranger.status_code, stranger.json()) == (401, {"unread": None})


@pytest.mark.parametrize("path", ["/notices/", "/notices/1", "/notices/deliveries"])
def test_who_has_not_signed_in_is_sent_to_sign_in(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_queries_for_any_number_of_rows(
    client: Client, me: Person, hall: Hall, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(rows):
        notice_for(me, hall)
    with django_assert_num_queries(LIST):
        client.get("/notices/")


LIST = 4
"""Session with person and grants, bell; the head's assembly; the counts and the rows of the list."""


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("office_clerk", 200), ("proposals_clerk", 404), ("member", 404), ("chair", 404)],
)
def test_those_who_look_after_the_channels_see_how_deliveries_fare(hall: Hall, role: str, status: int) -> None:
    client = Client()
    sign_in(client, person_with(role, hall.assembly.scope))
    assert client.get("/notices/deliveries").status_code == status


def test_deliveries_show_to_whom_and_never_of_what_nor_of_other_assemblies(hall: Hall) -> None:
    administrator = person_with("administrator", hall.assembly.scope)
    client = Client()
    sign_in(client, administrator)
    for at, name in ((hall, "周明远"), (Hall(), "郑晓川")):
        reader = at.clerk()
        Person.objects.filter(pk=reader.pk).update(name=name)
        notice = notice_for(reader, at, title="提案《秘而不宣》已经立案")
        Delivery.objects.create(notice=notice, way="email", state="failed", fault="SMTPServerDisconnected", attempts=5)
    text = client.get("/notices/deliveries").content.decode()
    shown = [words in text for words in ("周明远", "SMTPServerDisconnected", "郑晓川", "秘而不宣")]
    assert shown == [True, True, False, False]
