"""axe in a page: what it finds there, without working out what the same words of a colour mean thousands of times."""

from pathlib import Path
from typing import Any

import axe_playwright_python  # type: ignore[import-untyped] # comes without types
from playwright.sync_api import Page

REMEMBERED = """(() => {
    const { Color } = axe.commons.color, parse = Color.prototype.parseString, known = new Map();
    Color.prototype.parseString = function (words) {
        if (known.has(words)) { return Object.assign(this, known.get(words)); }
        parse.call(this, words);
        const { r, g, b, alpha } = this;
        known.set(words, { r, g, b, alpha });
        return this;
    };
})();"""
SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + REMEMBERED
RUN = """async (how) => {
    const found = await axe.run(document, { resultTypes: ["violations"], selectors: false, ...how });
    return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
}"""


def bring(page: Page) -> None:
    """Have axe in whatever the page opens from now on."""
    page.add_init_script(SOURCE)


def violations(page: Page, **how: Any) -> list[Any]:
    """The rules that the page breaks, and where. `how`: axe's own options; all of its rules without them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    found: list[Any] = page.evaluate(RUN, how)
    return found
