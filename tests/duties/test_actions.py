"""Entries by hand, objections, years: who does what, what it comes to, and what is refused."""

from datetime import date
from typing import Any

import pytest

from tests.factories import duties as factory
from tests.factories import proposals
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.duties import actions, exports, queries, schemes, scoring, sealed, sealing
from xieshang.duties.models import Credit, Grade, HandEntry, Year
from xieshang.duties.schemes import shipped
from xieshang.proposals.states import State
from xieshang.spine import errand
from xieshang.spine.models import Entry, Errand
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def total(place: City) -> int:
    edition = factory.edition(place)
    facts = queries.facts_of(place.assembly, place.author.person, 2026)
    standing = queries.standing_of(place.assembly, place.author.person, 2026)
    return scoring.score(schemes.read(edition.text), facts, standing).total


class TestByHand:
    def test_a_deed_counts_once_a_second_person_confirmed_it(self, place: City):
        """Two points, on the day of the deed, from the ledger's entry."""
        entry = factory.entered(place)
        factory.read(place)
        assert total(place) == 7000
        actions.confirm_entry(entry, by=place.person("second office"))
        factory.read(place)
        credit = Credit.objects.get()
        assert (credit.about, credit.on, credit.year, total(place)) == ("charity", date(2026, 3, 2), 2026, 7200)

    @pytest.mark.parametrize(
        ("who", "reason"),
        [
            ("office", "自己录入的要由另一位工作人员核实。"),
            ("officer", "核实履职录入由办公室办理。"),
            ("author", "核实履职录入由办公室办理。"),
        ],
    )
    def test_nobody_else_confirms(self, place: City, who: str, reason: str):
        assert refusal(actions.confirm_entry, factory.entered(place), by=place.person(who)) == (reason, None)

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"title": " "}, ("请写明做了什么。", "title")),
            ({"on": date(2026, 3, 19)}, ("日期不能在今天以后。", "on")),
            ({"on": date(2019, 1, 1)}, ("这一天不在这位委员的任期之内。", "on")),
            ({"item": "nothing"}, ("办法里没有这个手工录入的项目。", "item")),
            ({"item": "plenary_absence"}, ("办法里没有这个手工录入的项目。", "item")),
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_kept(self, place: City, parts: dict[str, Any], said: tuple):
        assert refusal(actions.enter, place.author, by=place.person("office"), deed=factory.deed(**parts)) == said
        assert not HandEntry.objects.exists()

    def test_a_correction_is_a_new_entry(self, place: City):
        """The first stays as it was and counts no more; the second counts in its stead; a rebuild agrees."""
        entry = factory.confirmed(place)
        right = actions.correct_entry(
            entry, by=place.person("second office"), deed=factory.deed(title="捐赠两次"), reason="次数有误"
        )
        factory.read(place)
        told = list(Credit.objects.order_by("entry").values_list("entry", "undone_by"))
        first, second = queries.confirmation_of(entry), queries.confirmation_of(right)
        assert told == [(first, second), (second, None)]
        assert total(place) == 7200

    @pytest.mark.parametrize(
        ("who", "reason"),
        [
            ("office", "自己录入的、本人的履职情况，要由另一位工作人员更正。"),
            ("officer", "更正履职录入由办公室办理。"),
            ("author", "更正履职录入由办公室办理。"),
        ],
    )
    def test_who_entered_it_does_not_correct_it(self, place: City, who: str, reason: str):
        """Else one person alone could make of a confirmed entry what nobody else has seen."""
        entry, right = factory.confirmed(place), {"deed": factory.deed(title="捐赠两次"), "reason": "次数有误"}
        assert refusal(actions.correct_entry, entry, by=place.person(who), **right) == (reason, None)

    def test_the_grade_is_counted_anew_when_somebody_judged(self, place: City):
        """Confirmed, put right and exempt: the total of the open year follows with the errand, and no other's does."""
        year = factory.year(place)

        def counted() -> int:
            for owed in Errand.objects.filter(done_at__isnull=True, reaction__startswith="duties.").order_by("pk"):
                errand.run(owed.pk)
            return Grade.objects.get(of_year=year, member=place.author).total

        entry = actions.confirm_entry(factory.entered(place), by=place.person("second office"))
        assert counted() == 7200
        right = factory.deed(on=date(2025, 12, 30))
        actions.correct_entry(entry, by=place.person("second office"), deed=right, reason="是去年的事")
        assert counted() == 7000
        actions.exempt(place.author, by=place.person("office"), year=2026, item="charity", reason="援藏一年")
        assert counted() == 8000
        assert set(Grade.objects.filter(of_year=year).exclude(member=place.author).values_list("total")) == {(7000,)}

    def test_of_what_the_scheme_does_not_have_nobody_is_exempt(self, place: City):
        """Neither of an unknown code, nor of what its grounds do not name."""
        asked: dict[str, Any] = {"by": place.person("office"), "year": 2026, "reason": "援藏一年"}
        with pytest.raises(Refused) as unknown:
            actions.exempt(place.author, item="three_twos", **asked)
        assert (unknown.value.field, "不能免这一项；可以免的是：缺席全体会议、" in unknown.value.reason) == (
            "item",
            True,
        )
        grounds = "exemptions:\n  - {title: 公务出国, of: [three_ones]}\n"
        draft = actions.draft_edition(place.assembly, by=place.person("office"), text=shipped("jinan-2015") + grounds)
        actions.adopt(draft, by=place.person("office"))
        with pytest.raises(Refused, match="可以免的是：三个一"):
            actions.exempt(place.author, item="charity", **asked)
        assert actions.exempt(place.author, item="three_ones", **asked).item == "three_ones"

    def test_who_is_exempt_has_the_cap(self, place: City):
        """And the sum of the item says so, on the record and line by line; also from under the seal."""
        actions.exempt(place.author, by=place.person("office"), year=2026, item="charity", reason="援藏一年")
        assert total(place) == 8000

        def reasons() -> list[str]:
            record = queries.record_of(place.author, 2026)
            assert record is not None
            rows = exports.explained(record.score, record.entries)
            return [row["why_not"] for row in rows if row["item"] and row["raw"] != row["counted"]]

        assert reasons() == ["已免除，按上限计 10 分"]
        page = client_of(place.person("author")).get(f"/duties/members/{place.author.pk}/?year=2026").content.decode()
        assert "10 分 <small>· 已免除，按上限计 10 分</small>" in page
        actions.freeze(factory.year(place), by=place.person("office"))
        assert (reasons(), list(sealing.faults())) == (["已免除，按上限计 10 分"], [])

    def test_of_what_would_count_the_same_nobody_is_exempt(self, place: City):
        """An item without a cap, where one has nothing to be spared."""
        with pytest.raises(Refused) as refused:
            actions.exempt(place.author, by=place.person("office"), year=2026, item="more_proposals", reason="援藏一年")
        assert refused.value.field == "item"
        assert "没有上限，也不扣分，免了得分不变；可以免的是：缺席全体会议、" in refused.value.reason
        assert "请在办法里给它写上限" in refused.value.reason


class TestObjections:
    def test_raised_answered_with_a_reason(self, place: City):
        entry = factory.confirmed(place)
        author, office = place.person("author"), place.person("office")
        made = actions.raise_objection(
            place.author, by=author, year=2026, text="应计两次", entry=queries.confirmation_of(entry)
        )
        again = refusal(
            actions.raise_objection,
            place.author,
            by=author,
            year=2026,
            text="再提",
            entry=queries.confirmation_of(entry),
        )
        assert again == ("对这一条已经提出异议，请等待答复。", None)
        assert refusal(actions.dismiss_objection, made, by=office, answer=" ") == ("请写明理由，委员会看到。", "answer")
        assert actions.dismiss_objection(made, by=office, answer="只有一次的凭证").state == "dismissed"

    def test_only_of_one_s_own_record(self, place: City):
        factory.confirmed(place)
        other = refusal(
            actions.raise_objection, place.cosigner, by=place.person("cosigner"), year=2026, text="不对", entry=1
        )
        assert other == ("这条记录不在您的履职档案里。", "entry")
        assert refusal(actions.raise_objection, place.author, by=place.person("office"), year=2026, text="不对") == (
            "异议由委员本人提出。",
            None,
        )


class TestYears:
    def test_frozen_under_a_seal_that_the_ledger_bears_out(self, place: City):
        """Every member's score is kept; nothing can be entered any more; a change of a grade is found."""
        factory.confirmed(place)
        proposals.proposal_in(place, State.FILED)
        year = actions.freeze(factory.year(place), by=place.person("office"))
        assert (Grade.objects.filter(of_year=year).count(), list(sealing.faults())) == (3, [])
        said = refusal(actions.enter, place.author, by=place.person("office"), deed=factory.deed())
        assert said == ("2026 年已经封存；要改动的，请办公室先解除封存。", "on")
        late = refusal(actions.raise_objection, place.author, by=place.person("author"), year=2026, text="少了一次")
        assert late == ("2026 年已经封存；要改动的，请办公室先解除封存。", None)
        grade = Grade.objects.get(of_year=year, member=place.author)
        assert (grade.total, grade.band, grade.unmet) == (7200, "incompetent", ["three_ones"])
        Grade.objects.filter(pk=grade.pk).update(explained={**grade.explained, "total": 9900})
        assert list(sealing.faults()) == ["鹰城市政协 2026 年封存的履职得分被改动。"]

    def test_a_year_counts_by_what_is_valid_in_it(self, place: City):
        """Jinan's scheme is of 2015."""
        office, jinan = place.person("office"), factory.edition(place)
        said = refusal(actions.open_year, jinan, by=office, year=2014)
        assert (said, Year.objects.count()) == (("这个办法在 2014 年无效。", "year"), 0)

    def test_open_objections_come_first(self, place: City):
        year = factory.year(place)
        actions.raise_objection(place.author, by=place.person("author"), year=2026, text="少了一次调研")
        assert refusal(actions.freeze, year, by=place.person("office")) == ("还有 1 项异议没有答复，请先答复。", None)

    def test_what_was_entered_is_reviewed_first(self, place: City):
        year, waiting = factory.year(place), factory.entered(place)
        bare = refusal(actions.freeze, year, by=place.person("office"))
        assert bare == ("还有 1 条手工录入没有核实，请先核实。", None)
        actions.reject_entry(waiting, by=place.person("second office"), reason="没有凭证")
        assert actions.freeze(year, by=place.person("office")).seal

    def test_what_was_sealed_is_what_is_read(self, place: City):
        """Rows that change afterwards change nothing of the record: it is read back from the seal, the same to the
        line; a correction is refused with the words of every other verb."""
        entry = factory.confirmed(place)
        proposals.proposal_in(place, State.FILED)
        factory.read(place)
        before = queries.record_of(place.author, 2026)
        actions.freeze(factory.year(place), by=place.person("office"))
        Credit.objects.filter(person=place.author.person).delete()
        after = queries.record_of(place.author, 2026)
        assert before is not None and after is not None  # noqa: PT018 - for the types
        assert sealed.explained(after.score) == sealed.explained(before.score)
        assert [one.raw for one in after.score.blocks] == [one.raw for one in before.score.blocks]
        assert after.entries == before.entries
        said = refusal(actions.correct_entry, entry, by=place.person("second office"), deed=factory.deed(), reason="错")
        assert said == ("2026 年已经封存；要改动的，请办公室先解除封存。", None)
        again = refusal(actions.open_year, factory.edition(place), by=place.person("office"), year=2026)
        assert again == ("2026 年已经封存；要改动的，请办公室先解除封存。", "year")

    def test_the_meeting_decides(self, place: City):
        """Proposed grades stand where the meeting says nothing else; only of a frozen year."""
        year = factory.year(place)
        secretary = place.person("secretary")
        first = refusal(actions.decide_grades, year, by=secretary, meeting="主席会议", decided={})
        assert first == ("现在的状态是“进行中”，封存以后才能审定等次。", None)
        actions.freeze(year, by=place.person("office"))
        grade = Grade.objects.select_related("of_year__edition", "member").get(of_year=year, member=place.author)
        office = place.person("office")
        bare = refusal(actions.propose_grade, grade, by=office, band="competent")
        assert bare == ("与得分的等次不同，请写明理由。", "remark")
        actions.propose_grade(grade, by=office, band="competent", remark="援藏一年")
        actions.decide_grades(year, by=secretary, meeting="九届第 40 次主席会议", decided={})
        grades = dict(Grade.objects.filter(of_year=year).values_list("member__name", "decided"))
        assert grades == {"林一": "competent", "林二": "incompetent", "林三": "incompetent"}
        assert Entry.objects.filter(kind="duties.grades_decided").count() == 1
        assert list(sealing.faults()) == []
        Grade.objects.filter(of_year=year, member=place.cosigner).update(decided="excellent")
        assert list(sealing.faults()) == ["鹰城市政协 2026 年审定的履职等次被改动。"]

    def test_a_decision_of_before_there_were_seals_is_no_fault(self, place: City):
        """Its entry bears none: nothing can be said of its grades, and the others are looked at all the same."""
        year = actions.freeze(factory.year(place), by=place.person("office"))
        actions.decide_grades(year, by=place.person("secretary"), meeting="主席会议", decided={})
        older = Entry.objects.get(kind="duties.grades_decided")
        older.pk = None
        del older.payload["seal"]
        older.save(force_insert=True)
        assert list(sealing.faults()) == []

    def test_a_seal_that_is_taken_off_by_hand_is_found(self, place: City):
        """The ledger says that the year was frozen, and of no thaw."""
        year = actions.freeze(factory.year(place), by=place.person("office"))
        Year.objects.filter(pk=year.pk).update(state="open", seal="", frozen_at=None)
        assert list(sealing.faults()) == ["鹰城市政协 2026 年履职得分的封条与账目不符。"]

    def test_thawed_with_a_reason(self, place: City):
        year = actions.freeze(factory.year(place), by=place.person("office"))
        assert refusal(actions.thaw, year, by=place.person("office"), reason="") == ("请写明为什么解除封存。", "reason")
        assert actions.thaw(year, by=place.person("office"), reason="漏了一次活动").seal == ""
