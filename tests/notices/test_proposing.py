"""Who hears of calls, leads and support."""

import pytest

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.states import State
from xieshang.spine import errand
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place() -> City:
    return factory.city()


def told(kind: str) -> list[tuple[str, str, str, str]]:
    """Name, title, body and link of the notices of a kind, once all that is owed is done."""
    for owed in Errand.objects.order_by("pk"):
        errand.run(owed.pk)
    notices = Notice.objects.filter(kind=kind).select_related("person").order_by("person")
    return [(one.person.name, one.title, one.body, one.link) for one in notices]


def test_all_members_hear_of_a_call_and_nobody_else(place: City) -> None:
    call = calls.issued(place)
    names = [place.person(who).name for who in ("author", "cosigner", "colleague")]
    body = "从 2026 年 3 月 18 日（周三）到 2026 年 4 月 17 日（周五）。"
    rows = [(name, "提案征集：2026 年提案征集", body, f"/proposals/calls/{call.pk}") for name in names]
    assert told("call") == rows


def test_the_desk_hears_of_a_lead_from_the_public_alone(place: City) -> None:
    """Not of what it noted itself, nor of one that is settled by then; nothing of what was written is in the notice."""
    lead = calls.lead(place)
    actions.note_lead(place.assembly, by=place.person("clerk"), hint=calls.hint())
    settled = calls.lead(place)
    actions.close_lead(settled, by=place.person("clerk"), reason="重复")
    name = place.person("clerk").name
    rows = [(name, "收到新线索", "来源是公众，请整理，供委员采用。", f"/proposals/leads/{lead.pk}")]
    assert told("to_sort_lead") == rows


def test_the_author_hears_who_supports(place: City) -> None:
    proposal = factory.proposal_in(place, State.FILED)
    actions.support(proposal, by=place.person("colleague"), remark="很有必要。")
    words = f"林三附议《{proposal.title}》"
    assert told("supported") == [(place.person("author").name, words, "很有必要。", f"/proposals/{proposal.pk}")]
