"""How a story is told: what somebody opens, types and presses, and what the page then says to them."""

import re
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Hall

WIDTHS = {"desktop": 1280, "phone": 390}
NO_WIDER = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def _begins(words: str) -> re.Pattern[str]:
    """A label, which may go on with saying that it is optional."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(（可不填）)?\s*$")


@dataclass
class Reader:
    """Somebody at a page. Each word is looked for as a person would: by label, by what stands on a button."""

    page: Page

    def open(self, path: str) -> Self:
        """Go to an address."""
        self.page.goto(path)
        return self

    def follow(self, words: str) -> Self:
        """A link of the page's own part with exactly these words."""
        self.page.locator("#main").get_by_role("link", name=words, exact=True).click()
        return self

    def press(self, words: str) -> Self:
        """A button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).click()
        return self

    def unfold(self, words: str) -> Self:
        """What is folded away under these words."""
        self.page.locator("summary", has_text=_begins(words)).click()
        return self

    def write(self, **typed: str) -> Self:
        """Type under labels."""
        for label, words in typed.items():
            self.field(label).fill(words)
        return self

    def field(self, label: str) -> Locator:
        """What one types in under this label."""
        return self.page.get_by_label(_begins(label))

    def select(self, **chosen: str) -> Self:
        """One of a list, by its words."""
        for label, words in chosen.items():
            self.field(label).select_option(label=words)
        return self

    def choose(self, words: str, among: str) -> Self:
        """One of several that stand under a common heading."""
        self.page.get_by_role("group", name=_begins(among)).get_by_label(words, exact=True).check()
        return self

    def tick(self, words: str) -> Self:
        """The box of a row."""
        self.page.get_by_role("checkbox", name=words, exact=True).check()
        return self

    def reads(self, *sentences: str) -> Self:
        """All of this stands on the page, which is not wider than the screen."""
        for said in sentences:
            expect(self.page.get_by_text(said).filter(visible=True).first).to_be_visible()
        self.page.wait_for_load_state()  # words stand before the style sheet does
        assert self.page.evaluate(NO_WIDER), f"{self.page.url} is wider than the screen"
        return self

    def keeps(self, **typed: str) -> Self:
        """What was typed still stands under its label."""
        for label, words in typed.items():
            expect(self.field(label)).to_have_value(words)
        return self


def forgive(hall: Hall, *statuses: str) -> None:
    """The browser says on its console that a form was answered with one of these: that was the story."""
    hall.complaints[:] = [said for said in hall.complaints if not any(one in said for one in statuses)]
