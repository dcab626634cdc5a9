"""The writing page with what is stated beside the text: autosaved, checked, shown, never lost."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State

TEXT = {"title": "停车", "situation": "缺。", "analysis": "少。", "suggestion_1": "建。", "category": "society"}
STATED = {"states": "True", "researched": "on", "research_note": "看了四个小区。", "wished_talk": "site"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def author(place: City) -> Client:
    client = Client()
    sign_in(client, place.person("author"))
    return client


def post(client: Client, address: str, **data: Any) -> HttpResponse:
    response = client.post(address, data)
    assert isinstance(response, HttpResponse)
    return response


def ticked(page: str, name: str) -> bool:
    """Does a page show this box ticked?"""
    found = re.search(f'<input[^>]*name="{name}"[^>]*>', page)
    assert found
    return " checked" in found[0]


def stated() -> dict[str, Any]:
    names = ("researched", "research_note", "wished_talk", "wished_bureau", "consents_to_name", "consents_to_reply")
    return Proposal.objects.values(*names).get()


def test_autosave_keeps_what_is_ticked(place: City, author: Client) -> None:
    """From the first time on; what is not ticked any more goes, and what cannot be is said."""
    key, wish = str(uuid4()), place.bureau.pk
    post(author, "/proposals/new/autosave", entry_key=key, version="1", wished_bureau=wish, **TEXT, **STATED)
    assert stated() == {
        "researched": True,
        "research_note": "看了四个小区。",
        "wished_talk": "site",
        "wished_bureau": wish,
        "consents_to_name": False,
        "consents_to_reply": False,
    }
    at = f"/proposals/{Proposal.objects.get().pk}/autosave"
    post(author, at, version="1", states="True", consents_to_name="on", **TEXT)
    assert stated() | {"consents_to_name": None} == {
        "researched": False,
        "research_note": "",
        "wished_talk": "",
        "wished_bureau": None,
        "consents_to_name": None,
        "consents_to_reply": False,
    }
    elsewhere = factory.city().bureau
    answer = post(author, at, version="2", states="True", wished_bureau=elsewhere.pk, **TEXT)
    assert answer.status_code == 422


def test_a_form_without_the_part_leaves_what_was_stated(place: City, author: Client) -> None:
    """A page that was opened before the part was there takes nobody's consent back."""
    draft = factory.drafted(place)
    post(author, f"/proposals/{draft.pk}/autosave", version="1", **TEXT)
    assert (stated()["consents_to_name"], stated()["consents_to_reply"]) == (True, True)


def test_what_was_typed_stays_whatever_happens(place: City, author: Client) -> None:
    """A field more for suggestions, a note that is too long: ticks, wish and note stand as they were."""
    wish = {"wished_bureau": place.bureau.pk}
    more = post(author, "/proposals/new", version="1", more="1", **TEXT, **STATED, **wish).content.decode()
    long = post(author, "/proposals/new", version="1", save="1", **TEXT, **{**STATED, "research_note": "看" * 2001})
    assert "看了四个小区。" in more
    assert f'<option value="{place.bureau.pk}" selected>' in more
    assert 'name="suggestion_4"' in more
    assert (long.status_code, "看" * 2001 in long.content.decode()) == (422, True)
    for page in (more, long.content.decode()):
        assert '<details class="why mb-6" open>' in page
        assert [ticked(page, name) for name in ("researched", "consents_to_name")] == [True, False]
    assert not Proposal.objects.exists()


def test_it_stands_on_the_check_page_and_on_the_case(place: City, author: Client) -> None:
    """In words, and nothing where nothing was stated."""
    consents = {"consents_to_publication": "on", "consents_to_name": "on", "consents_to_reply": "on"}
    response = post(author, "/proposals/new", version="1", submit="1", **TEXT, **STATED, **consents)
    visit = Visit(place.person("author")).open(response["Location"])
    for words in ("声明和意愿", "做过调研", "看了四个小区。", "现场"):
        assert words in visit.text
    visit.press("提交提案")
    assert "看了四个小区。" in visit.text
    assert "同意公开" in visit.text
    plain = factory.proposal_in(place, State.SUBMITTED)
    assert "声明和意愿" not in visit.open(f"/proposals/{plain.pk}").text


@pytest.mark.parametrize(
    ("publication", "name", "reply", "words"),
    [
        (True, True, True, "同意公开"),
        (True, True, False, "同意公开正文和提案者，不公开答复"),
        (True, False, True, "同意公开正文和答复，不公开提案者"),
        (True, False, False, "只同意公开正文"),
        (False, True, True, "不同意公开"),
    ],
)
def test_consents_in_words(place: City, publication: bool, name: bool, reply: bool, words: str) -> None:
    proposal = factory.proposal_in(place, State.SUBMITTED)
    consents = {"consents_to_publication": publication, "consents_to_name": name, "consents_to_reply": reply}
    Proposal.objects.filter(pk=proposal.pk).update(**consents)
    page = Visit(place.person("clerk")).open(f"/proposals/{proposal.pk}").html
    assert f"<dd>{words}</dd>" in "".join(line.strip() for line in page.splitlines())


def test_lists_are_filtered_by_when_it_was_submitted(place: City) -> None:
    """While the plenary met, or between sessions; what is not submitted is neither."""
    for title, in_session in (("甲案", True), ("乙案", False)):
        proposal = factory.proposal_in(place, State.SUBMITTED, title=title)
        Proposal.objects.filter(pk=proposal.pk).update(in_session=in_session)
    factory.drafted(place, title="丙案")
    author = Visit(place.person("author"))
    shown = {
        asked: {title for title in ("甲案", "乙案", "丙案") if title in author.open(f"/proposals/mine?{asked}").text}
        for asked in ("when=1", "when=0", "")
    }
    assert shown == {"when=1": {"甲案"}, "when=0": {"乙案"}, "": {"甲案", "乙案", "丙案"}}


def test_the_empty_form_offers_what_there_is_now(place: City, author: Client) -> None:
    """Though it is drawn once for all: in the language of who asks, a bureau that was added and one that is gone, and
    nothing that another has typed."""
    before = author.get("/proposals/new").content.decode()
    factory.bureau_of(place.assembly, "市林业局")
    assert "市林业局" not in before
    assert "市林业局" in author.get("/proposals/new").content.decode()
    place.bureau.until_on = place.session.from_on
    place.bureau.save()
    again = author.get("/proposals/new").content.decode()
    assert (place.bureau.name in before, place.bureau.name in again) == (True, False)
    assert "停车" in post(author, "/proposals/new", more="1", version="1", **TEXT).content.decode()
    assert "停车" not in author.get("/proposals/new").content.decode()
    english = author.get("/proposals/new", headers={"Accept-Language": "en"}).content.decode()
    assert ("Situation" in english, "看到了什么" in english) == (True, False)
