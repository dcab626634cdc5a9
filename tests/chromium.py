"""Chromium for the tests: its headless shell where there is one, which does the same at half the cost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
BRIEF = "--js-flags=--always-sparkplug --no-maglev --no-opt"
"""A page of a test does not live long enough for its scripts to earn back what optimizing them costs."""
FRUGAL = "--renderer-process-limit=1"
"""No renderer is started in advance for a page that does not come, and the pages of one context share theirs."""
SWITCHES = [*QUIET.split(), "--disable-component-update", "--disable-sync", BRIEF, FRUGAL]


def launched(playwright: Playwright, *more: str) -> Browser:
    """A browser that asks nothing of anybody but the pages. `more`: further switches."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert found, "Chromium is needed for these tests"
    return playwright.chromium.launch(executable_path=found, args=[*SWITCHES, *more])


@contextmanager
def beside_django(*more: str) -> Iterator[Browser]:
    """A browser whose driver runs an event loop on this thread, which Django would take for async code."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launched(playwright, *more)
        yield browser
        browser.close()
