"""What the ledger keeps does not depend on the language of whoever acts: a whole city is built by people who work in
English, in which every word that is translated bears a mark, and no entry bears it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import _trans  # type: ignore[attr-defined] # where each lookup ends, whoever imported it

from xieshang.demo.city import City, Occasions, Plan
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

FEW = Occasions(plenary=2, party_group=3, chairs=4, standing=2, study=3, system=1)
SMALL = Plan(code="kleinstadt", seed=7, members=56, cases=24, yearly=14, occasions=FEW)
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


def test_no_entry_holds_a_word_that_was_translated(marking: None, city: City) -> None:
    found = defaultdict(set)
    for entry in Entry.objects.all():
        found[entry.kind] |= {name for name, value in entry.payload.items() if marked(value)}
    assert len(found) > 100
    assert {kind: names for kind, names in found.items() if names} == {}


def test_its_sentence_is_told_in_the_language_of_whoever_reads_it(city: City) -> None:
    talks = [sentence_of(entry) for entry in Entry.objects.filter(kind="proposals.talked")]
    assert talks
    assert all(text.count(MARK) == 2 for text in talks)
