"""Writing: drafts that keep themselves, pages gone stale, what stands beside the text."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.accounts import client_of, sign_in
from tests.factories.proposals import City
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.proposals.views.today import Today

WRITTEN = {
    "situation": "看到三千个缺口。",
    "analysis": "配建不足。",
    "suggestion_1": "编制规划。",
    "category": "society",
}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def author(place: City) -> Client:
    return client_of(place.person("author"))


def post(client: Client, address: str, **data: Any) -> HttpResponse:
    response = client.post(address, data)
    assert isinstance(response, HttpResponse)
    return response


def text_of(proposal: Proposal) -> list[str]:
    """Title, situation and suggestions as they are kept."""
    kept = Proposal.objects.get(pk=proposal.pk)
    return [kept.title, kept.situation, *kept.suggestions.order_by("number").values_list("text", flat=True)]


def test_the_first_autosave_makes_the_draft_and_the_form_goes_on_with_its_address(place: City, author: Client):
    """Without a title even; the same form once more is the same draft with the newer text."""
    key = str(uuid4())
    answer = post(author, "/proposals/new/autosave", entry_key=key, version="1", title="", **WRITTEN)
    draft = Proposal.objects.get()
    at = f"/proposals/{draft.pk}"
    expected = {"saved": "10:00", "values": {"version": "1"}, "address": f"{at}/text", "autosave": f"{at}/autosave"}
    assert (answer.status_code, answer.json()) == (200, expected)  # type: ignore[attr-defined]

    again = post(author, "/proposals/new/autosave", entry_key=key, version="1", title="停车", **WRITTEN)
    assert again.json()["values"] == {"version": "2"}  # type: ignore[attr-defined]
    assert text_of(Proposal.objects.get()) == ["停车", "看到三千个缺口。", "编制规划。"]


def test_a_form_sent_twice_is_one_draft(place: City, author: Client):
    """Pressed twice, or sent after an autosave whose answer was lost: one draft, with the newest text."""
    sent = {"entry_key": str(uuid4()), "version": "1", "title": "停车", **WRITTEN}
    first = post(author, "/proposals/new", save="1", **sent)
    second = post(author, "/proposals/new", save="1", **{**sent, "title": "停车位"})
    draft = Proposal.objects.get()
    assert [first["Location"], second["Location"]] == [f"/proposals/{draft.pk}"] * 2
    assert draft.title == "停车位"


def test_autosave_keeps_the_text_and_counts_the_version(place: City, author: Client):
    """Each answer carries the version that the next one must bring."""
    draft = factory.drafted(place)
    answer = post(author, f"/proposals/{draft.pk}/autosave", version=draft.version, title="停车", **WRITTEN)
    assert answer.json()["values"] == {"version": str(draft.version + 1)}  # type: ignore[attr-defined]
    assert text_of(draft) == ["停车", "看到三千个缺口。", "编制规划。"]


def test_autosave_refuses_in_a_sentence(place: City, author: Client):
    """On a page gone stale, of a text that is too long, of a proposal that is handed in: nothing is written."""
    draft, handed_in = factory.drafted(place), factory.proposal_in(place, State.SUBMITTED)
    stale = post(author, f"/proposals/{draft.pk}/autosave", version="0", title="停车", **WRITTEN)
    assert (stale.status_code, "已在别处改过" in stale.json()["message"]) == (409, True)  # type: ignore[attr-defined]
    long = post(author, f"/proposals/{draft.pk}/autosave", version="1", title="停" * 201, **WRITTEN)
    said = long.json()["message"]  # type: ignore[attr-defined]  # what a test's client gets has more than a response
    assert (long.status_code, said) == (422, "“案由”最多 200 字，现在有 201 字，请写短些。")
    late = post(author, f"/proposals/{handed_in.pk}/autosave", version="1", title="停车", **WRITTEN)
    assert (late.status_code, "提案已经提交，不能再改" in late.json()["message"]) == (409, True)  # type: ignore[attr-defined]
    assert text_of(draft)[0] == text_of(handed_in)[0] == factory.text().title


def test_a_stale_page_keeps_what_was_typed_and_is_taken_when_sent_again(place: City, author: Client):
    """The first time it says that the text was changed elsewhere; pressed again, what stands on the page counts."""
    draft = factory.drafted(place)
    post(author, f"/proposals/{draft.pk}/autosave", version=draft.version, title="别处写的", **WRITTEN)
    page = post(author, f"/proposals/{draft.pk}/text", version=draft.version, title="这里写的", save="1", **WRITTEN)
    html = page.content.decode()
    assert page.status_code == 422
    assert "这页打开以后，提案已在别处改过" in html
    assert ('value="这里写的"' in html, "data-autosave" in html) == (True, False)
    assert text_of(draft)[0] == "别处写的"

    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    again = post(author, f"/proposals/{draft.pk}/text", version=version[1], title="这里写的", save="1", **WRITTEN)
    assert again.status_code == 302
    assert text_of(draft)[0] == "这里写的"


def test_a_text_handed_in_meanwhile_cannot_be_changed_but_is_not_lost(place: City, author: Client):
    """An action no longer allowed: the page says why, beside what was typed."""
    draft = factory.proposal_in(place, State.SUBMITTED)
    page = post(author, f"/proposals/{draft.pk}/text", version="1", title="来迟了", save="1", **WRITTEN)
    html = page.content.decode()
    assert page.status_code == 422
    assert "提案已经提交，不能再改" in html
    assert 'value="来迟了"' in html


def test_a_mark_of_secrecy_is_refused_with_the_text_kept_on_the_page(place: City, author: Client):
    """Nothing of it is written down."""
    secret = {**WRITTEN, "situation": "机密★1年\n看到三千个缺口。"}
    page = post(author, "/proposals/new", version="1", title="停车", save="1", **secret)
    assert page.status_code == 422
    assert "文中有“机密”标志" in page.content.decode()
    assert "看到三千个缺口。" in page.content.decode()
    assert not Proposal.objects.exists()


def test_one_more_suggestion_keeps_all_that_is_typed(place: City, author: Client):
    """Nothing is checked and nothing is written yet; the new field is the one to write on."""
    page = post(author, "/proposals/new", more="1", title="", version="1", entry_key=str(uuid4()), **WRITTEN)
    html = page.content.decode()
    assert page.status_code == 200
    assert "看到三千个缺口。" in html
    assert html.count('name="suggestion_') == 4
    assert re.search(r'name="suggestion_4"[^>]*autofocus', html)
    assert not Proposal.objects.exists()


def test_beside_the_text_stand_similar_cases_with_their_outcome_and_what_is_thin(place: City, author: Client):
    """Asked for while one writes; each leads to both texts side by side, once there is a draft."""
    earlier = factory.proposal_in(place, State.CLOSED)
    draft = factory.drafted(place)
    whole = factory.text()
    sent = {"situation": whole.situation, "analysis": whole.analysis, "suggestion_1": whole.suggestions[0]}
    panel = post(author, "/proposals/new/likeness", **sent, category="society").content.decode()
    assert "2026 年第 1 号，A 类：已经解决或采纳" in panel
    assert f'href="/proposals/{earlier.pk}"' in panel
    assert "还没有案由" in panel
    panel = post(author, f"/proposals/{draft.pk}/likeness", **sent, category="society").content.decode()
    assert f'href="/proposals/{draft.pk}/comparison/{earlier.pk}"' in panel
    assert "<html" not in panel


def test_a_returned_text_is_not_like_itself(place: City, author: Client):
    """What was handed in before is found by others, not by its own author."""
    draft = factory.proposal_in(place, State.RETURNED)
    assert "没有发现文字相近的旧案。" in author.get(f"/proposals/{draft.pk}/text").content.decode()


def test_the_comparison_marks_what_both_texts_share(place: City, author: Client):
    """On both sides, under the same numbers, each a link to the other side; the outcome is the headline."""
    earlier = factory.proposal_in(place, State.CLOSED)
    draft = factory.drafted(place, analysis="另有原因。")
    html = author.get(f"/proposals/{draft.pk}/comparison/{earlier.pk}").content.decode()
    assert "<h1>2026 年第 1 号，A 类：已经解决或采纳</h1>" in html
    marks = re.findall(r'<mark id="([ab])(\d)">.*?<a href="#([ab])(\d)">', html, re.DOTALL)
    assert {(side, number) for side, number, *_ in marks} == {("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")}
    assert all(side != other and number == same for side, number, other, same in marks)


def test_only_who_may_write_gets_a_form(place: City):
    """A bureau's clerk reads who may, and how one gets on."""
    client = Client()
    sign_in(client, place.person("bureau clerk"))
    page = client.get("/proposals/new")
    assert page.status_code == 409
    assert "的委员和工作人员可以撰写提案。" in page.content.decode()


def test_outside_any_session_nothing_can_be_begun(place: City, author: Client):
    """A day that lies in no session's year is said to."""
    place.session.delete()
    page = author.get("/proposals/new")
    assert (page.status_code, "今天不在任何一次会议的年度之内" in page.content.decode()) == (409, True)


def test_the_form_of_a_member_costs_the_same_whatever_is_written(
    place: City, author: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    """The empty form, and the form of a draft with its similar cases: one or three; bureaus and topics to choose."""
    with django_assert_num_queries(6):
        author.get("/proposals/new")
    draft = factory.drafted(place)
    for amount in (1, 2):
        for _ in range(amount):
            factory.proposal_in(place, State.CLOSED)
        with django_assert_num_queries(12):
            author.get(f"/proposals/{draft.pk}/text")


def test_today_says_how_long_and_how_late(db: None, moment: datetime):
    """Wednesday 18 March: in working days, with the due day; without a number over a weekend."""
    today = Today()
    day = today.on.replace
    assert today.line(day(day=18)) == "今天到期"
    assert today.line(day(day=20)) == "还有 2 个工作日（至 3 月 20 日）"
    assert today.line(day(day=17)) == "逾期 1 个工作日（应于 3 月 17 日）"
    assert [today.tone(day(day=one)) for one in (17, 18, 23, 24)] == ["bad", "wait", "wait", ""]
    assert today.cell(None) is None
    assert today.cell(day(day=18)) == day(day=18)
    assert str(today.cell(day(day=13))) == "2026-03-13 逾期 3 个工作日"


def test_each_blank_form_has_a_key_of_its_own_and_the_bureaus_as_they_are(place: City, author: Client):
    """What is drawn once is not one form: two that are opened make two drafts, and a new bureau is offered at once."""
    pages = [author.get("/proposals/new").content.decode() for _ in range(2)]
    keys = [re.findall(r'name="entry_key" value="([0-9a-f-]{36})"', page) for page in pages]
    assert [len(found) for found in keys] == [1, 1]
    assert keys[0] != keys[1]
    bureau = factory.bureau_of(place.assembly, "数据局")
    assert f'<option value="{bureau.pk}">数据局</option>' in author.get("/proposals/new").content.decode()
