"""The page of how long each step may take, and where an office sets it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.deadlines import actions as deadline_actions
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.proposals import turns
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

PAGE = "/proposals/practice/lengths"
TEN = {"amount": "10", "unit": "working_days", "source": "九届四次主席会议纪要"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def clerk(place: City) -> Client:
    return client_of(place.person("clerk"))


def read(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(page: str, title: str) -> str:
    """The row of a step, as it is written."""
    return next(row for row in page.split("<tr>") if f">{title}<" in row)


def test_every_step_with_its_length_and_rule(clerk: Client) -> None:
    page = read(clerk)
    steps = [one.title for one in vars(turns).values() if isinstance(one, type(turns.REPLY))]
    assert (len(steps), page.count('<th scope="row">')) == (16, 16)
    for words in ("3 个月", "提案办理办法：三个月内答复", "系统预设"):
        assert words in row_of(page, "答复")
    assert PAGE in read(clerk, "/proposals/practice")


def test_set_there_it_holds_from_now_on(place: City, clerk: Client) -> None:
    """What runs keeps its day; the page says since when and by whom, the ledger what it is."""
    running = factory.proposal_in(place, State.ASSIGNED)
    answer = clerk.post(f"{PAGE}/accept", TEN)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    later = factory.proposal_in(place, State.ASSIGNED)
    due = [deadlines.of(one).get(code="proposals.accept").due_on for one in (running, later)]
    assert due == [date(2026, 3, 27), date(2026, 4, 1)]
    row = row_of(read(clerk), "签收")
    for words in ("10 个工作日", TEN["source"], "3 月 18 日", place.person("clerk").name):
        assert words in row
    entry = Entry.objects.get(kind="deadlines.length_set")
    assert (entry.actor_id, entry.assembly_id) == (place.person("clerk").pk, place.assembly.pk)
    assert sentence_of(entry) == "把“签收”的期限定为 10 个工作日（九届四次主席会议纪要）"


def test_the_last_word_stands_on_the_page(place: City, clerk: Client) -> None:
    """Of the operator no name is told."""
    clerk.post(f"{PAGE}/accept", TEN)
    with clock.at(clock.now() + timedelta(days=2)):
        arguments = [place.assembly.code, "proposals.accept", "5", "working_days"]
        call_command("set_length", *arguments, "--source=新办法")
        row = row_of(read(clerk), "签收")
    assert "5 个工作日" in row
    assert "3 月 20 日" in row
    assert place.person("clerk").name not in row


@pytest.mark.parametrize(
    ("step", "other", "said"),
    [
        ("accept", {"amount": "0"}, "期限至少是 1，请写一个正整数。"),
        ("accept", {"amount": "十"}, "请填一个整数。"),
        ("accept", {"amount": "367"}, "最多填 366。"),
        ("accept", {"source": " "}, "请写明依据的规定，例如“提案办理办法第八条”。"),
        ("accept", {"amount": "7", "source": "提案办理办法：签收期限"}, "期限没有变化。"),
        ("reply", {"amount": "7", "unit": "months"}, "最长 6 个月（提案办理办法第八条：最迟不超过六个月），请写短些。"),
        ("reply", {"amount": "200", "unit": "days"}, "最长 6 个月（提案办理办法第八条：最迟不超过六个月），请写短些。"),
    ],
)
def test_what_does_not_fit_is_said_and_kept_on_the_form(
    clerk: Client, step: str, other: dict[str, str], said: str
) -> None:
    answer = clerk.post(f"{PAGE}/{step}", TEN | other)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert f'value="{other.get("amount", "10")}"' in page
    assert not Entry.objects.filter(kind="deadlines.length_set").exists()


def test_six_months_to_reply_are_allowed(clerk: Client) -> None:
    assert clerk.post(f"{PAGE}/reply", TEN | {"amount": "6", "unit": "months"}).status_code == 302


@pytest.mark.parametrize("who", ["author", "bureau leader", "office"])
def test_others_read_them_and_why_they_do_not_change_them(place: City, who: str) -> None:
    client = client_of(place.person(who))
    why = f"{place.assembly.name}的办理期限由提案工作人员按规定设定，请与他们联系。"
    page = read(client)
    assert (why in page, f"{PAGE}/reply" in page, "3 个月" in page) == (True, False, True)
    assert why in read(client, f"{PAGE}/reply")
    answer = client.post(f"{PAGE}/reply", TEN)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert deadlines.length_of(place.assembly.pk, "proposals.reply") == turns.REPLY.default


def test_a_step_that_is_none_is_not_found(clerk: Client) -> None:
    """Nor one of another room."""
    assert [clerk.get(f"{PAGE}/{step}").status_code for step in ("replies", "minutes")] == [404, 404]


def test_in_english(clerk: Client) -> None:
    with translation.override("en"):
        clerk.cookies["django_language"] = "en"
        row = row_of(read(clerk), "Reply")
    for words in ("3 months", "Handling rules: reply within three months", "Preset"):
        assert words in row


@pytest.mark.django_db(transaction=True)
def test_two_set_the_same_at_the_same_instant(moment: datetime) -> None:
    """One of them sets it; the other reads that nothing changes."""
    place = factory.city()
    length = Length(10, Unit.WORKING_DAYS, "新办法")
    said = at_once(
        *[
            lambda: deadline_actions.set_length(
                place.assembly, code="proposals.accept", length=length, by=place.person("clerk")
            )
        ]
        * 2
    )
    assert said.count("期限没有变化。") == 1
    assert Entry.objects.filter(kind="deadlines.length_set").count() == 1
