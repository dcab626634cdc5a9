"""Quality beside quantity: what each number counts, the entries behind it, and who reads them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import duties as factory
from tests.factories import proposals
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from tests.factories.replies import closed, follow_up_of
from xieshang.duties import quality, queries
from xieshang.duties.quality import SORTS, Outcome, Sort
from xieshang.duties.scoring import Fact
from xieshang.proposals import actions as cases
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import FollowUpOutcome, ReplyClass, State
from xieshang.spine.models import Entry

PROPOSED = SORTS[0]


def fact(entry: int, subject: str = "proposals.proposal:1", **parts: Any) -> Fact:
    said = {"kind": "proposals.submitted", "on": date(2026, 3, entry % 28 + 1), "part": "first", **parts}
    return Fact(entry=entry, subject=subject, **said)


def said(*kinds: str | tuple[str, dict[str, Any]]) -> dict[str, list[Entry]]:
    """Entries 101, 102 and so on of the first case."""
    told = [(one, {}) if isinstance(one, str) else one for one in kinds]
    entries = [Entry(pk=at, kind=f"proposals.{kind}", payload=payload) for at, (kind, payload) in enumerate(told, 101)]
    return {"proposals.proposal:1": entries}


def replied(reply_class: str, bureau: str = "市教育局") -> tuple[str, dict[str, Any]]:
    return "replied", {"bureau_name": bureau, "reply_class": reply_class}


def followed_up(outcome: str, asked: str = "promise", bureau: str = "市教育局") -> tuple[str, dict[str, Any]]:
    return "followed_up", {"bureau_name": bureau, "asked": asked, "outcome": outcome}


class TestNumbers:
    def test_a_case_that_was_submitted_twice_is_one(self):
        found = quality.quality_of(PROPOSED, [fact(5), fact(3), fact(9, "proposals.proposal:2")], {})
        assert found.entries[Outcome.DONE] == (3, 9)

    def test_adopted_singled_out_and_honoured_by_the_last_entry_that_says_so(self):
        found = quality.quality_of(PROPOSED, [fact(3)], said("filed", "key_decided", "honoured", "overruled"))
        told = {outcome: found.entries[outcome] for outcome in Outcome}
        assert told == {
            Outcome.DONE: (3,),
            Outcome.ADOPTED: (104,),
            Outcome.SINGLED_OUT: (102,),
            Outcome.CARRIED_OUT: (),
            Outcome.HONOURED: (103,),
        }

    @pytest.mark.parametrize(
        ("answers", "carried_out"),
        [
            ([replied("A")], (101,)),
            ([replied("B")], ()),
            ([replied("A"), replied("C", "市卫健委")], ()),
            ([replied("A"), replied("A", "市卫健委")], (102,)),
            ([replied("A"), ("reply_sent_back", {"bureau_name": "市教育局"})], ()),
            ([replied("A"), "handled_again", replied("D")], ()),
            ([replied("D"), "handled_again", replied("A")], (103,)),
            ([replied("B"), followed_up("done")], (102,)),
            ([replied("B"), followed_up("under_way")], ()),
            ([replied("B"), replied("B", "市卫健委"), followed_up("done")], ()),
            ([replied("B"), followed_up("better", "effect_3", "")], ()),
        ],
    )
    def test_carried_out_where_every_reply_that_stands_says_so(self, answers: list[Any], carried_out: tuple[int, ...]):
        """Class A, or a promise that was found kept; what an author felt of the effect is another matter."""
        assert quality.quality_of(PROPOSED, [fact(3)], said(*answers)).entries[Outcome.CARRIED_OUT] == carried_out

    def test_an_instruction_is_one_whatever_bears_it(self):
        """By its form, as rooms that do not stand yet will tell it."""
        sort = next(one for one in SORTS if one.code == "opinions")
        one = Fact(entry=3, kind="opinions.submitted", on=date(2026, 3, 1), subject="opinions.report:1")
        entry = Entry(pk=101, kind="opinions.adopted", payload={"form": "instruction", "level": "city"})
        found = quality.quality_of(sort, [one], {"opinions.report:1": [entry]})
        assert [found.count(outcome) for outcome in Outcome] == [1, 1, 1, None, None]

    def test_being_absent_is_not_taking_part(self):
        sort = next(one for one in SORTS if one.code == "attended")
        away = {"kind": "meetings.attended", "part": ""}
        facts = [fact(at, f"meetings.attendee:{at}", **away, presence=how) for at, how in enumerate(("late", "absent"))]
        assert quality.quality_of(sort, facts, {}).entries == {Outcome.DONE: (0,)}


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
class TestPages:
    def visit(self, place: City, who: str) -> Client:
        return client_of(place.person(who))

    def page(self, place: City, who: str, at: str) -> str:
        return self.visit(place, who).get(at).content.decode()

    def of(self, place: City, sort: str, what: str) -> str:
        return f"/duties/members/{place.author.pk}/deeds?year=2026&of={sort}&what={what}"

    def test_each_number_opens_its_entries(self, place: City):
        """A filed case and a gift: the numbers of the record, behind each the case by its title or the gift."""
        case = proposals.proposal_in(place, State.FILED)
        factory.confirmed(place)
        record = self.page(place, "author", f"/duties/members/{place.author.pk}/?year=2026")
        for sort, what in (("proposed", "done"), ("proposed", "adopted"), ("item-charity", "done")):
            assert self.of(place, sort, what).replace("&", "&amp;") in record, (sort, what)
        assert self.of(place, "proposed", "carried_out").replace("&", "&amp;") not in record
        adopted = self.page(place, "author", self.of(place, "proposed", "adopted"))
        assert (f'<a href="/proposals/{case.pk}">{case.title}</a>' in adopted, "审查立案，案号 1" in adopted) == (
            True,
            True,
        )
        assert "向山区小学捐赠图书" in self.page(place, "officer", self.of(place, "item-charity", "done"))
        assert "这一年还没有" in self.page(place, "author", self.of(place, "proposed", "honoured"))

    def test_a_kept_promise_is_carried_out(self, place: City):
        """From the ledger itself: a reply of class B, and a year later its bureau says that it is done."""
        case = closed(place, ReplyClass.B)
        factory.read(place)
        (found,) = self.of_author(place, [PROPOSED])
        assert found.count(Outcome.CARRIED_OUT) == 0
        promise = follow_up_of(Proposal.objects.get(pk=case.pk), "promise")
        who = place.person("bureau clerk")
        cases.answer_follow_up(promise, by=who, outcome=FollowUpOutcome.DONE, text="已建成。")
        (found,) = self.of_author(place, [PROPOSED])
        assert found.count(Outcome.CARRIED_OUT) == 1

    def of_author(self, place: City, sorts: list[Sort]) -> list[quality.Quality]:
        facts = queries.facts_of(place.assembly, place.author.person, 2026)
        return queries.qualities_of(sorts, facts)

    @pytest.mark.parametrize("asked", ["", "of=proposed", "of=proposed&what=eaten", "of=attended&what=honoured"])
    def test_a_number_that_there_is_not(self, place: City, asked: str):
        at = f"/duties/members/{place.author.pk}/deeds?year=2026&{asked}"
        assert self.visit(place, "author").get(at).status_code == 404

    def test_strangers_find_nothing(self, place: City):
        assert self.visit(place, "cosigner").get(self.of(place, "proposed", "done")).status_code == 404
        assert self.visit(place, "author").get("/duties/members/quality?year=2026").status_code == 404

    def test_the_entries_as_a_sheet(self, place: City):
        sheet = self.visit(place, "author").get(f"{self.of(place, 'proposed', 'done')}&export=xlsx")
        assert b"".join(sheet.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]

    def test_all_members_side_by_side(self, place: City, django_assert_num_queries: DjangoAssertNumQueries):
        """By how much they did; a tab for each sort with who did it; the year stays while one searches."""
        proposals.proposal_in(place, State.FILED)
        factory.read(place)
        factory.year(place)
        client = self.visit(place, "office")
        client.get("/duties/members/quality?year=2026")
        with django_assert_num_queries(11):
            page = client.get("/duties/members/quality?year=2026").content.decode()
        assert page.index("林一") < page.index("林三")
        assert self.of(place, "proposed", "adopted").replace("&", "&amp;") in page
        assert '<input type="hidden" name="year" value="2026">' in page
        nobody = client.get("/duties/members/quality?year=2026&tab=speeches").content.decode()
        assert "林一" not in nobody
        assert "林二" in client.get("/duties/members/quality?year=2026&q=林二").content.decode()
