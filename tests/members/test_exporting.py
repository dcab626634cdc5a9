"""A list of people, or of what they wrote, that leaves as a sheet is noted; the ledger hears of nobody in it."""

from datetime import datetime

import pytest
from django.test import Client

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals.test_views_lists import rows_in, signed_in
from xieshang.accounts.models import Visitor
from xieshang.members import actions, rules
from xieshang.members.states import ExportedList
from xieshang.proposals.states import State
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import refuse

KIND = "members.list_exported"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def told() -> list[tuple[int | None, dict[str, object]]]:
    """Who took which list, in their order."""
    return [(one.actor_id, one.payload) for one in Entry.objects.filter(kind=KIND).order_by("pk")]


def rows_of(place: City, who: str, address: str) -> int:
    return len(rows_in(signed_in(place, who).get(address))) - 1


def test_each_whole_list_is_noted_with_its_rows_and_what_narrowed_it(place: City) -> None:
    """The cases of the office, those of a bureau, and the roll; one entry each, of the assembly."""
    for state in (State.SUBMITTED, State.ASSIGNED, State.ASSIGNED):
        factory.proposal_in(place, state)
    assert rows_of(place, "clerk", "/proposals/?export=xlsx") == 3
    assert rows_of(place, "clerk", "/proposals/?tab=open&kind=member&export=xlsx") == 2
    assert rows_of(place, "bureau clerk", "/proposals/assigned?export=xlsx") == 2
    assert rows_of(place, "office", f"/members/?sector={place.sector.pk}&export=xlsx") == 3
    clerk, handler, office = (place.person(name).pk for name in ("clerk", "bureau clerk", "office"))
    assert told() == [
        (clerk, {"list": "cases", "count": 3, "narrowed": ""}),
        (clerk, {"list": "cases", "count": 2, "narrowed": "kind=member&tab=open"}),
        (handler, {"list": "charged", "count": 2, "narrowed": ""}),
        (office, {"list": "roll", "count": 3, "narrowed": f"sector={place.sector.pk}"}),
    ]
    entry = Entry.objects.filter(kind=KIND).latest("pk")
    assert (entry.subject_kind, entry.subject_id) == ("members.assembly", place.assembly.pk)
    assert sentence_of(entry) == "导出“委员名册”，共 3 条"


def test_the_ledger_does_not_hear_what_was_searched_for(place: City) -> None:
    """It may be somebody's name; that there was a search stands there."""
    assert rows_of(place, "office", "/members/?q=林一&export=xlsx") == 1
    assert told()[0][1] == {"list": "roll", "count": 1, "narrowed": "q=%E2%80%A6"}


def test_what_is_only_looked_at_or_is_ones_own_is_not_noted(place: City) -> None:
    """Pages, one's own proposals, and an address that cannot be used, which leads back to the list."""
    factory.proposal_in(place, State.SUBMITTED)
    client = signed_in(place, "author")
    for address in ("/proposals/", "/proposals/mine?export=xlsx", "/members/"):
        assert client.get(address).status_code == 200
    assert signed_in(place, "clerk").get("/proposals/?tab=nothing&export=xlsx").status_code == 302
    assert Client().get("/proposals/?export=xlsx").status_code == 302
    assert told() == []


def test_nobody_takes_a_list_without_a_name(place: City) -> None:
    assert rules.may_note_export(Visitor(), place.assembly) == refuse("请先登录，再导出名单。")
    actions.note_export(
        place.assembly, by=place.person("author"), what=ExportedList.CASES, count=0, narrowed={"state": "filed"}
    )
    assert told() == [(place.person("author").pk, {"list": "cases", "count": 0, "narrowed": "state=filed"})]
