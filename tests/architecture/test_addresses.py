"""No address without a guard: whoever may not see a thing finds nothing there, whoever may finds a page that stands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from tests.architecture import addresses
from tests.architecture.addresses import Actor, Address, Visit
from tests.architecture.world import World, world
from xieshang.proposals.models import Proposal

HERE, THERE = "鹿鸣", "雁栖"
UNTAKEN: set[tuple[str, str]] = set()
"""Routes with a method that they do not take, whoever asks, as they turn up: one answer of each is enough."""


@pytest.fixture
def here(db: None, settings: Settings, tmp_path: Path, moment: object) -> World:
    """The assembly whose things are asked for, on a day of its session."""
    settings.MEDIA_ROOT = tmp_path
    return world(HERE)


@pytest.fixture
def there(here: World) -> World:
    """Another assembly, from which strangers come."""
    return world(THERE)


def walk(client: Client, cast: dict[str, Actor], *worlds: World, at_home: bool = False) -> list[str]:
    """All faults that these people meet at any address, with what each of them must not read; of who is `at_home`
    there, links that lead to nothing, too."""
    among = addresses.addresses([thing for each in worlds for thing in each.things])
    words = {word: seen for each in worlds for word, seen in each.words.items()}
    faults: list[str] = []
    for who, actor in cast.items():
        met = list(addresses.visits(client, who, actor, among, UNTAKEN))
        faults += [fault for visit in met for fault in judged(visit, words)]
        faults += addresses.dead_ends(met) if at_home else []
    return faults


def judged(visit: Visit, words: dict[str, Callable[[Actor], bool]]) -> list[str]:
    """What is wrong with an answer."""
    faults = [f"{visit} {rule.__name__}" for rule in RULES if rule(visit)]
    return faults + [f"{visit} tells of {word}" for word in addresses.said(visit, words)]


RULES = [addresses.broken, addresses.given_away, addresses.withheld]


def test_the_public_finds_nothing_that_is_not_published(client: Client, here: World):
    """Every address leads to sign-in or to nothing, but for the public pages, which tell of nobody's case."""
    cast = {"public": here.actors()["public"]}
    assert "\n".join(walk(client, cast, here)) == ""


def test_strangers_find_nothing(client: Client, here: World, there: World):
    """Whatever they may do at home: a clerk, an administrator, a member, and somebody of no assembly."""
    names = ["clerk", "administrator", "author", "elsewhere"]
    cast = {f"{name} from {THERE}": there.actors()[name] for name in names}
    assert "\n".join(walk(client, cast, here)) == ""


def test_everybody_finds_what_is_theirs(client: Client, here: World):
    """Every role at every address: never a fault, never a case that the role does not show, always one that it does;
    and no link on a page of theirs leads to nothing."""
    names = ["author", "clerk", "office", "officer", "bureau leader", "other leader", "auditor", "administrator"]
    cast = {name: here.actors()[name] for name in names}
    assert "\n".join(walk(client, cast, here, at_home=True)) == ""


def test_the_words_are_on_the_pages(client: Client, here: World):
    """What nobody else may read is what those who may do read: in lists, on the case, and in the spreadsheet."""
    author = here.actors()["author"]
    shown = ["proposals/", "proposals/<int:pk>", "members/<int:pk>/"]
    among = [one for one in addresses.addresses(here.things) if one.route in shown]
    met = [visit for visit in addresses.visits(client, "author", author, among, set()) if visit.method == "GET"]
    read = {visit.address.path: {word for word in here.words if word in visit.text} for visit in met}
    assert read.pop("/proposals/") == set(here.words)
    assert all(HERE in words for words in read.values())
    assert len(read) == 5


def leak(request: HttpRequest, pk: int) -> HttpResponse:
    """A page that forgets to ask."""
    return HttpResponse(get_object_or_404(Proposal, pk=pk).title)


def fault(request: HttpRequest, pk: int) -> HttpResponse:
    """A page that breaks."""
    raise KeyError(pk)


def front(request: HttpRequest) -> HttpResponse:
    """A list that forgets to ask."""
    return HttpResponse(", ".join(Proposal.objects.values_list("title", flat=True)))


urlpatterns = [
    path("proposals/", include([path("", front), path("<int:pk>/leak", leak), path("<int:pk>/fault", fault)])),
    path("sign-in", lambda request: HttpResponse(), name="account_login"),
]


@pytest.mark.urls(__name__)
def test_a_page_without_a_guard_is_found(client: Client, here: World):
    """One that gives a case away, one that breaks, and a list that tells of a case."""
    case = next(one.arguments["pk"] for one in here.things if one.is_behind("proposals/<int:pk>/leak"))
    title = Proposal.objects.get(pk=case).title
    found = walk(client, {"public": here.actors()["public"]}, here)
    assert f"public GET /proposals/{case}/leak: 200 given_away" in found
    assert f"public GET /proposals/{case}/leak: 200 tells of {title}" in found
    assert f"public POST /proposals/{case}/fault: 500 broken" in found
    assert f"public GET /proposals/: 200 tells of {title}" in found


@pytest.mark.urls(__name__)
def test_a_page_that_is_not_there_is_found(client: Client, here: World):
    """Whoever may see a case must find its page."""
    author = here.actors()["author"]
    address = Address("proposals/<int:pk>", "/proposals/0", here.things[0])
    assert [addresses.withheld(visit) for visit in addresses.visits(client, "author", author, [address], set())] == [
        True,
        True,
    ]


def test_a_link_to_nothing_is_found(client: Client, here: World):
    """A page that shows a door behind which this person finds nothing."""
    thing, author = here.things[0], here.actors()["author"]
    page, nothing = (
        Visit("author", author, "GET", Address("", at, thing), status, "", text)
        for at, status, text in (
            ("/one", 200, '<a href="/two">二</a>'),
            ("/two", 404, ""),
        )
    )
    assert addresses.dead_ends([page, nothing]) == ["author GET /one: 200 leads to /two"]
    assert addresses.dead_ends([page]) == []


@pytest.mark.urls(__name__)
def test_a_route_that_nothing_is_given_for_is_found():
    """A new address with something behind it is walked from its first day, or this says so."""
    with pytest.raises(LookupError, match="proposals/<int:pk>/leak"):
        addresses.addresses([])
