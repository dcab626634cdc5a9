"""The same city built again by people who work in English, in which every word that is translated bears a mark: it is
the same, and no entry of the ledger bears the mark."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import _trans  # type: ignore[attr-defined] # where each lookup ends, whoever imported it

from tests.demo.conftest import SMALL
from xieshang.demo import build
from xieshang.demo.city import City
from xieshang.engine import environment
from xieshang.proposals.models import Proposal
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

MARK = "\N{GETA MARK}"


@pytest.fixture(scope="module", autouse=True)
def marking() -> Iterator[None]:
    """Every message that is looked up in English comes back with a mark behind it."""
    with translation.override("en"), pytest.MonkeyPatch.context() as patch:
        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            said = getattr(_trans, name)
            patch.setattr(_trans, name, lambda *args, said=said: _marking(said(*args)))
        yield


def _marking(said: str) -> str:
    return f"{said}{MARK}" if translation.get_language() == "en" else said


def marked(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(marked, value.values()))
    return any(map(marked, value)) if isinstance(value, list) else MARK in str(value)


@pytest.fixture(scope="module")
def passwords(city: City) -> set[str]:
    """Those of the sign-ins that were printed for the city."""
    return {one["password"] for one in environment.demo_sign_ins()}


@pytest.fixture(scope="module")
def before(city: City) -> int:
    """The last entry of the city."""
    return Entry.objects.latest("pk").pk


@pytest.fixture(scope="module")
def again(marking: None, undone: None, var: Path, passwords: set[str], before: int) -> City:
    """A second city of the same plan."""
    return build.build(replace(SMALL, code="again"))[0]


def test_no_entry_holds_a_word_that_was_translated(again: City, before: int) -> None:
    found = defaultdict(set)
    for entry in Entry.objects.filter(pk__gt=before):
        found[entry.kind] |= {name for name, value in entry.payload.items() if marked(value)}
    assert len(found) > 100
    assert {kind: names for kind, names in found.items() if names} == {}


def test_its_sentence_is_told_in_the_language_of_whoever_reads_it(again: City) -> None:
    talks = [sentence_of(entry) for entry in Entry.objects.filter(kind="proposals.talked")]
    assert talks
    assert all(text.count(MARK) == 2 for text in talks)


def test_the_same_seed_builds_the_same_city_and_one_folder_has_one_password(
    again: City, city: City, passwords: set[str]
) -> None:
    """The same titles in the same order; the sign-ins printed before still hold."""
    own = Proposal.objects.filter(session__term__number=9).order_by("pk").values_list("title", "state")
    assert list(own.filter(assembly=again.assembly)) == list(own.filter(assembly=city.assembly))
    assert {one["password"] for one in environment.demo_sign_ins()} == passwords
