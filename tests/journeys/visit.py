"""Somebody at the pages without JavaScript: opens addresses, follows links, fills in forms, presses buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.factories.accounts import sign_in
from xieshang.accounts.models import Person

VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class Form:
    """A form as it stands on a page: what it would send, its buttons by their words, and what is to be chosen."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """What a page offers: its forms, its links by their words, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.order: list[Form] = []
        self.links: dict[str, str] = {}
        self._inside: list[tuple[str, dict[str, str], list[str]]] = []
        self._form: Form | None = None
        self._select = ""
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get"))
            self.order.append(self._form)
            self.forms[given.get("id", "")] = self._form
        if tag == "input":
            self._take_input(given)
        if tag == "select":
            self._select = given.get("name", "")
        if tag == "option" and self._form and ("selected" in given or self._select not in self._form.fields):
            self._form.fields[self._select] = given.get("value", "")
        if tag not in VOID:
            self._inside.append((tag, given, []))

    def _take_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        ticked = kind not in {"checkbox", "radio"} or "checked" in given
        if self._form and kind in {"checkbox", "radio"}:
            self._form.choices.add(given.get("name", ""))
        if self._form and ticked and kind != "file" and given.get("name"):
            self._form.fields[given["name"]] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())
        for _tag, _given, said in self._inside:
            said.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._inside:
            opened, given, said = self._inside.pop()
            self._close(opened, given, "".join(said))
            if opened == tag:
                break

    def _close(self, tag: str, given: dict[str, str], said: str) -> None:
        if tag == "a" and "href" in given:
            self.links.setdefault(said.strip(), given["href"])
        if tag == "textarea" and self._form:
            self._form.fields[given.get("name", "")] = said.removeprefix("\n")
        if tag == "button":
            form = self.forms.get(given["form"]) if "form" in given else self._form
            if form is not None:
                form.buttons.setdefault(said.strip(), (given.get("name", ""), given.get("value", "")))
        if tag == "form":
            self._form = None

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(filter(None, self.words))


class Visit:
    """One person's visit; `page` is what they see, `status` and `path` how they came by it."""

    def __init__(self, person: Person | None = None) -> None:
        self.client = Client()
        if person is not None:
            sign_in(self.client, person)
        self.path, self.status = "/", 0
        self.html = ""

    @property
    def page(self) -> Page:
        return Page(self.html)

    @property
    def text(self) -> str:
        return self.page.text

    def open(self, path: str, *, expect: int = 200) -> "Visit":
        """Go to an address, whithersoever it leads."""
        return self._arrived(self.client.get(path, follow=True), path, expect)

    def follow(self, label: str) -> "Visit":
        """Press a link by its words, or by how they begin."""
        links = self.page.links
        href = links.get(label) or next(there for words, there in links.items() if words.startswith(label))
        return self.open(urljoin(self.path, href))

    def press(self, label: str, *, expect: int = 200, files: dict[str, Any] | None = None, **typed: str) -> "Visit":
        """Fill in the form that has this button, and press it. KeyError for a field that the form has not."""
        form = next(form for form in self.page.order if label in form.buttons)
        unknown = typed.keys() - form.fields.keys() - form.choices
        if unknown:
            raise KeyError(f"the form has no field {unknown}")
        name, value = form.buttons[label]
        data = {**form.fields, **typed, **({name: value} if name else {}), **(files or {})}
        address = urljoin(self.path, form.action) if form.action else self.path
        send = self.client.post if form.method == "post" else self.client.get
        return self._arrived(send(address, data, follow=True), address, expect)

    def _arrived(self, response: HttpResponse, path: str, expect: int) -> "Visit":
        chain = getattr(response, "redirect_chain", [])
        self.path = chain[-1][0] if chain else path
        self.html, self.status = response.content.decode(), response.status_code
        assert self.status == expect, f"{self.path}: {self.status}\n{self.text[:2000]}"
        return self

    @property
    def query(self) -> dict[str, str]:
        """What the address asks."""
        return dict(parse_qsl(urlsplit(self.path).query))
