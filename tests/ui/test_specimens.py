"""Every macro of the kit renders, cleanly, in both languages, themes and sizes."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.ui import specimens

NAMES = ("case", "home", "form", "list", "error")
LOOKS = [("light", "plain"), ("dark", "plain"), ("light", "large"), ("dark", "large")]
STATIC = Path(__file__).parents[2] / "xieshang" / "ui" / "static"


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_no_page_needs_what_the_content_security_policy_refuses(name: str, moment: object) -> None:
    """No inline script, style or handler stands in a page; every script is ours and from a file."""
    specimens.make_groups(60)
    html = specimens.render(name)
    assert re.findall(r"\sstyle=|\son\w+=|javascript:|<style|<script(?! src=\"/static/)", html) == []
    assert re.findall(r'(?:src|href)="https?:', html) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_ids_of_a_page_are_its_own(name: str, moment: object) -> None:
    """No id stands twice; every label, description and in-page link points to one that is there."""
    specimens.make_groups(60)
    html = specimens.render(name)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    pointed = re.findall(r'(?:\sfor|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {one for value in pointed for one in value.split()} <= set(ids)


@pytest.mark.django_db
@pytest.mark.skipif("XIESHANG_SPECIMEN" not in os.environ, reason="writes pages to look at, only where asked")
def test_write_pages_to_look_at(moment: object) -> None:
    """Writes every specimen in every look into the folder named in the environment."""
    folder = Path(os.environ["XIESHANG_SPECIMEN"])
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    specimens.make_groups(230)
    for name in NAMES:
        for theme, size in LOOKS:
            (folder / f"{name}-{theme}-{size}.html").write_text(specimens.render(name, theme=theme, size=size))
    assert len(list(folder.glob("*.html"))) >= len(NAMES) * len(LOOKS)
