"""Every address of the product with the things behind it, and what anybody gets who asks for it."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.factories.accounts import sign_in
from xieshang.accounts.models import Person, Visitor

Actor = Person | Visitor
LINK = re.compile(r'href="(/[^"?#]*)"')
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Thing:
    """Something behind the addresses that begin with `route`, or at it `alone`; `seen` says who may see it."""

    route: str
    arguments: dict[str, Any]
    seen: Callable[[Actor], bool]
    alone: bool = False

    def is_behind(self, route: str) -> bool:
        """Is there an address of the thing by this route?"""
        begins = route == self.route if self.alone else route.startswith(self.route)
        return begins and set(PARAMETER.findall(route)) <= set(self.arguments)


@dataclass(frozen=True)
class Address:
    """A path, and the thing behind it, if it is one's."""

    route: str
    path: str
    thing: Thing | None


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[str]:
    """Every route of the product, as the rooms write it: `proposals/<int:pk>/text`."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def addresses(things: list[Thing]) -> list[Address]:
    """Every route with every thing that is behind it. LookupError for a route that nobody gave a thing for."""
    return [address for route in routes() for address in _filled(route, things)]


def _filled(route: str, things: list[Thing]) -> list[Address]:
    if not PARAMETER.search(route):
        return [Address(route, f"/{route}", None)]
    found = [one for one in things if one.is_behind(route)]
    if not found:
        raise LookupError(f"nothing is given to be behind {route}")
    longest = max(len(one.route) for one in found)
    return [Address(route, f"/{_path(route, one)}", one) for one in found if len(one.route) == longest]


def _path(route: str, thing: Thing) -> str:
    return PARAMETER.sub(lambda found: str(thing.arguments[found[1]]), route)


@dataclass(frozen=True)
class Visit:
    """What somebody got at an address."""

    who: str
    actor: Actor
    method: str
    address: Address
    status: int
    to: str
    text: str

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.address.path}: {self.status}"


def visits(
    client: Client, who: str, actor: Actor, among: list[Address], untaken: set[tuple[str, str]]
) -> Iterator[Visit]:
    """What one person, or the public, gets everywhere, by GET and by POST. Nothing of it stays.

    `untaken`: routes with the method that they do not take, whoever asks: what turns up is added, and visited no more.
    """
    client.logout()
    if isinstance(actor, Person):
        sign_in(client, actor)
    client.raise_request_exception = False
    before = transaction.savepoint()
    for address in among:
        for method in ("GET", "POST"):
            if (address.route, method) in untaken:
                continue
            visit = _visit(client, who, actor, method, address)
            transaction.set_rollback(False)
            transaction.savepoint_rollback(before)
            untaken.update({(address.route, method)} if visit.status == HTTPStatus.METHOD_NOT_ALLOWED else ())
            yield visit


def _visit(client: Client, who: str, actor: Actor, method: str, address: Address) -> Visit:
    cookies = client.cookies.output()
    response = client.generic(method, address.path, content_type="application/x-www-form-urlencoded")
    text = content(response)
    if method == "GET" and "export=xlsx" in text:
        text += content(client.get(address.path, {"export": "xlsx"}))
    client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return Visit(who, actor, method, address, response.status_code, response.headers.get("Location", ""), text)


def content(response: HttpResponseBase) -> str:
    """All words of an answer; of a spreadsheet those in its parts."""
    data = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if not data.startswith(b"PK"):
        return str(data, "utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(str(parts.read(name), "utf-8", "replace") for name in parts.namelist())


def broken(visit: Visit) -> bool:
    """A fault of ours."""
    return visit.status >= 500


def given_away(visit: Visit) -> bool:
    """Something was there for somebody who may not see it: a page, a refusal, a redirect that is not to sign-in."""
    thing = visit.address.thing
    if thing is None or thing.seen(visit.actor):
        return False
    return visit.status not in {404, 405} and not to_sign_in(visit)


def withheld(visit: Visit) -> bool:
    """A page of a thing was not there for somebody who may see it."""
    thing = visit.address.thing
    return thing is not None and thing.route == visit.address.route and thing.seen(visit.actor) and visit.status == 404


def dead_ends(visits: Iterable[Visit]) -> list[str]:
    """Links on the pages that one person got to addresses where the same person found nothing."""
    got = [visit for visit in visits if visit.method == "GET"]
    missing = {visit.address.path for visit in got if visit.status == 404}
    return [f"{visit} leads to {path}" for visit in got for path in sorted(missing & set(LINK.findall(visit.text)))]


def to_sign_in(visit: Visit) -> bool:
    """Was the visitor who had not signed in sent to the sign-in page, or told to sign in?"""
    if isinstance(visit.actor, Person):
        return False
    sign_in = urlsplit(resolve_url(settings.LOGIN_URL)).path
    return visit.status == 401 or (visit.status == 302 and urlsplit(visit.to).path == sign_in)


def said(visit: Visit, words: dict[str, Callable[[Actor], bool]]) -> list[str]:
    """Words in the answer that this person must not read. `words`: each with who may."""
    return [word for word, may_read in words.items() if word in visit.text and not may_read(visit.actor)]
