"""Bodies that propose only while the plenary meets, where an assembly has set it so (政协提案工作条例第二条)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.members import CommitteeFactory
from tests.factories.proposals import City, refusal
from tests.journeys.visit import Visit
from xieshang.members.states import OrganKind
from xieshang.proposals import actions, rules
from xieshang.proposals.models import Practice, Proposal
from xieshang.proposals.states import ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

K, S = ProposerKind, State
FIRST, LAST, BEFORE, AFTER = "2026-02-02", "2026-02-06", "2026-02-01", "2026-02-07"
WHY = (
    "本级政协设定，%s的提案只在全体会议期间提出，本年度的会期是 2 月 2 日至 2 月 6 日。"
    "草稿已保留，可以在下一次会议期间提交；要现在提出，请由委员以个人或联名的名义另写一件。"
)


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def on(day: str) -> Any:
    """Noon of a day here."""
    return clock.at(datetime.fromisoformat(f"{day}T04:00:00+00:00"))


def sets(place: City, *kinds: ProposerKind) -> None:
    actions.set_practice(
        place.assembly,
        by=place.person("clerk"),
        reviews_twice=False,
        talks_first=True,
        plans_first=False,
        has_class_d=False,
        blocks_from=None,
        in_session_only=kinds,
    )


def drafted(place: City, kind: ProposerKind = K.SECTOR) -> Proposal:
    """A body's text with everything that it needs, or a member's own."""
    if kind == K.MEMBER:
        return factory.drafted(place)
    clerk = place.person("clerk")
    organ = None if kind == K.SECTOR else CommitteeFactory(assembly=place.assembly, kind=OrganKind(kind), name="本会")
    proposer = actions.Proposer(kind, organ=organ, sector=place.sector if organ is None else None)
    draft = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
    return factory.sealed(draft, by=clerk, convenor=place.author)


def reason(place: City, proposal: Proposal) -> str:
    """Why it cannot be handed in; "" where it can."""
    who = "author" if proposal.proposer_kind == K.MEMBER else "clerk"
    return rules.may_submit(place.person(who), Proposal.objects.get(pk=proposal.pk)).reason


@pytest.mark.parametrize("kinds", [(), (K.SECTOR, K.GROUP), (K.PARTY,)])
def test_which_bodies_and_on_which_days(place: City, kinds: Sequence[ProposerKind]) -> None:
    """Both the first and the last day count; kinds that are not named propose all year, as members do."""
    with on(BEFORE):
        if kinds:
            sets(place, *kinds)
        drafts = {kind: drafted(place, kind) for kind in (K.SECTOR, K.GROUP, K.PARTY, K.COMMITTEE, K.MEMBER)}
    for day in (BEFORE, FIRST, LAST, AFTER):
        with on(day):
            said = {kind: reason(place, draft) for kind, draft in drafts.items()}
        outside = day in (BEFORE, AFTER)
        assert said == {kind: WHY % kind.label if outside and kind in kinds else "" for kind in drafts}


def test_it_is_refused_and_the_draft_stays(place: City) -> None:
    """On the page, too, before it is sent; and where it is signed."""
    draft = drafted(place)
    sets(place, K.SECTOR)
    clerk = place.person("clerk")
    assert refusal(actions.submit, draft, by=clerk) == (WHY % "界别", None)
    assert Proposal.objects.get(pk=draft.pk).state == S.DRAFT
    visit = Visit(clerk).open(f"/proposals/{draft.pk}/submission")
    buttons = {label for form in visit.page.order for label in form.buttons}
    assert (WHY % "界别" in visit.text, "提交提案" in buttons) == (True, False)
    assert WHY % "界别" in visit.open(f"/proposals/{draft.pk}/signing").text


def test_whoever_begins_to_write_for_a_body_is_told(place: City) -> None:
    """Before the first word, and only between sessions."""
    sets(place, K.SECTOR, K.GROUP)
    told = "本级政协设定，界别、委员小组的提案要在全体会议期间提交；现在可以先写草稿。"
    assert told in Visit(place.person("clerk")).open("/proposals/new").text
    with on(FIRST):
        assert told not in Visit(place.person("clerk")).open("/proposals/new").text


def test_what_was_returned_for_changes_is_handed_in_again(place: City) -> None:
    """It was proposed in its time, and stays of the session; the next year it would be too late."""
    with on(LAST):
        sets(place, K.SECTOR)
        draft, clerk = drafted(place), place.person("clerk")
        actions.submit(draft, by=clerk)
    for day in ("2026-02-20", "2026-03-02"):
        with on(day):
            actions.send_back(Proposal.objects.get(pk=draft.pk), by=clerk, reason="请补充数据。")
            again = actions.submit(Proposal.objects.get(pk=draft.pk), by=clerk)
            assert (again.state, again.in_session) == (S.SUBMITTED, True)


def test_a_member_s_own_that_was_returned_stays_of_the_session(place: City) -> None:
    """And one that was handed in between sessions stays so, unless it comes again while the plenary meets."""
    by, clerk = place.person("author"), place.person("clerk")
    told = {}
    for first, again in [(LAST, AFTER), (BEFORE, AFTER), (BEFORE, FIRST)]:
        with on(first):
            draft = actions.submit(factory.drafted(place), by=by)
        with on(again):
            actions.send_back(Proposal.objects.get(pk=draft.pk), by=clerk, reason="请补充数据。")
            told[first, again] = actions.submit(Proposal.objects.get(pk=draft.pk), by=by).in_session
    assert told == {(LAST, AFTER): True, (BEFORE, AFTER): False, (BEFORE, FIRST): True}


def test_it_is_set_on_the_page_and_told(place: City) -> None:
    """What is ticked is kept in the order of the kinds; the ledger says what changed, and that it was lifted."""
    client = client_of(place.person("clerk"))
    client.post("/proposals/practice", {"talks_first": "on", "in_session_only": ["group", "sector"]})
    assert Practice.objects.get().in_session_only == ["sector", "group"]
    entry = Entry.objects.latest("id")
    assert sentence_of(entry) == "改了提案工作设置：只在会议期间提出的集体提案：界别、委员小组"
    assert (entry.payload["before"], entry.payload["after"]) == (
        {"in_session_only": ""},
        {"in_session_only": "sector group"},
    )
    client.post("/proposals/practice", {"talks_first": "on"})
    assert sentence_of(Entry.objects.latest("id")) == "改了提案工作设置：只在会议期间提出的集体提案：不设"


@pytest.mark.parametrize("kinds", [["member"], ["sector", "joint"], ["nonsense"]])
def test_only_bodies_can_be_named(place: City, kinds: list[str]) -> None:
    with pytest.raises(IntegrityError):
        Practice.objects.create(assembly=place.assembly, in_session_only=kinds)
