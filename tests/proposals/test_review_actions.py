"""Review in two steps with every outcome, the one objection, and what a likeness means: what each writes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from xieshang.accounts.models import Person
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions, queries
from xieshang.proposals.models import LikenessDecision, Practice, Proposal, Sketch
from xieshang.proposals.states import Ground, LikenessOutcome, Outcome, ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State
O = Outcome  # noqa: E741


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def another(place: City) -> Person:
    """A second reviewer."""
    return person_with("proposals_clerk", place.assembly.scope)


def told(proposal: Proposal) -> list[str]:
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("id")
    return [sentence_of(entry) for entry in entries]


def open_steps(proposal: Proposal) -> dict[str, date]:
    return {one.code: one.due_on for one in deadlines.of(proposal) if one.is_open}


def refusal(call: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, str | None]:
    """Why it was refused; nothing is left half written."""
    before = list(Entry.objects.values_list("pk", flat=True)), list(Proposal.objects.order_by("pk").values())
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    assert (list(Entry.objects.values_list("pk", flat=True)), list(Proposal.objects.order_by("pk").values())) == before
    return refused.value.reason, refused.value.field


class TestChecking:
    def test_the_first_reviewer_advises_and_the_time_for_review_runs_on(self, place: City, moment: datetime) -> None:
        clerk, proposal = place.person("clerk"), factory.proposal_in(place, S.SUBMITTED)
        before = open_steps(proposal)
        checked = actions.check(proposal, by=clerk, advice=O.LETTER, reason=" 宜作参考 ")
        assert (checked.state, checked.advice, checked.advice_reason) == (S.CHECKED, O.LETTER, "宜作参考")
        assert (checked.checked_by, checked.checked_at, checked.reviewed_at) == (clerk, moment, None)
        assert (open_steps(checked), checked.turn_due_on) == (before, before["proposals.review"])
        assert told(checked)[-1] == "初审完毕，等待复审"

    @pytest.mark.parametrize("advice", [one for one in O if one != O.FILE])
    def test_advice_against_filing_says_why(self, place: City, advice: Outcome) -> None:
        proposal = factory.proposal_in(place, S.SUBMITTED)
        why = ("建议不是立案的，请写明理由，复审的人会看到。", "reason")
        assert refusal(actions.check, proposal, by=place.person("clerk"), advice=advice, reason=" ") == why

    def test_sent_back_the_advice_lapses(self, place: City) -> None:
        back = actions.send_back(factory.proposal_in(place, S.CHECKED), by=place.person("clerk"), reason="请补充")
        assert (back.checked_by, back.checked_at, back.advice) == (None, None, "")
        again = actions.submit(back, by=place.person("author"))
        assert (again.state, open_steps(again)) == (S.SUBMITTED, {"proposals.review": date(2026, 4, 9)})

    def test_it_can_still_be_withdrawn(self, place: City) -> None:
        gone = actions.withdraw(factory.proposal_in(place, S.CHECKED), by=place.person("author"), reason="另行提出")
        assert (gone.state, open_steps(gone)) == (S.WITHDRAWN, {})


def _outcomes(place: City, proposal: Proposal) -> dict[str, Callable[[Person], Proposal]]:
    """The verbs that decide; the lead is the one case that was filed."""
    lead = Proposal.objects.filter(assembly=place.assembly, state=S.FILED).first()
    assert lead is not None
    return {
        "file": lambda by: actions.file(proposal, by=by),
        "merge": lambda by: actions.merge(proposal, by=by, into=lead, reason="相近"),
        "letter": lambda by: actions.turn_into_letter(proposal, by=by, reason="参考"),
        "refuse": lambda by: actions.refuse(proposal, by=by, ground=Ground.EMPTY, reason="空泛"),
    }


@pytest.mark.parametrize("outcome", ["file", "merge", "letter", "refuse"])
class TestReviewingTwice:
    @pytest.fixture
    def proposal(self, place: City) -> Proposal:
        """Handed in where an assembly reviews twice, and where a case was filed before."""
        factory.proposal_in(place, S.FILED)
        Practice.objects.create(assembly=place.assembly, reviews_twice=True)
        return factory.proposal_in(place, S.SUBMITTED)

    def test_without_a_first_review_nothing_is_decided(self, place: City, proposal: Proposal, outcome: str) -> None:
        why = ("这里实行两次审查：请先初审、提出意见，再由另一位审查人决定。", None)
        assert refusal(_outcomes(place, proposal)[outcome], place.person("clerk")) == why

    def test_the_first_reviewer_does_not_decide(self, place: City, proposal: Proposal, outcome: str) -> None:
        actions.check(proposal, by=place.person("clerk"), advice=O.FILE)
        why = ("这件提案是您初审的，要请另一位审查人复审决定。", None)
        assert refusal(_outcomes(place, proposal)[outcome], place.person("clerk")) == why

    def test_another_reviewer_decides_as_they_see_it(self, place: City, proposal: Proposal, outcome: str) -> None:
        clerk, second = place.person("clerk"), another(place)
        actions.check(proposal, by=clerk, advice=O.FILE)
        decided = _outcomes(place, proposal)[outcome](second)
        assert (decided.reviewed_by, decided.checked_by) == (second, clerk)
        assert "proposals.review" not in open_steps(decided)

    def test_the_first_reviewer_may_send_it_back_alone(self, place: City, proposal: Proposal, outcome: str) -> None:
        """Nothing is decided by that."""
        clerk = place.person("clerk")
        checked = actions.check(proposal, by=clerk, advice=O.FILE, reason=outcome)
        assert actions.send_back(checked, by=clerk, reason="请补充").state == S.RETURNED


class TestMerging:
    def test_it_goes_into_a_lead_and_stays_to_be_found(self, place: City) -> None:
        lead, proposal = factory.proposal_in(place, S.FILED), factory.proposal_in(place, S.SUBMITTED)
        merged = actions.merge(proposal, by=place.person("clerk"), into=lead, reason="内容相近")
        assert (merged.state, merged.merged_into, merged.review_reason) == (S.MERGED, lead, "内容相近")
        assert (open_steps(merged), merged.turn_due_on, merged.case_number) == ({}, None, None)
        assert told(merged)[-1] == "并入 2026 年第 1 号：内容相近"
        assert Sketch.objects.filter(pk=merged.pk).exists()
        found = queries.similar(factory.drafted(place).body, assembly_id=place.assembly.pk)
        assert {one.headline for one in found} == {"已并入 2026 年第 1 号", "2026 年第 1 号，已立案"}

    @pytest.mark.parametrize("state", [one for one in S if one not in (S.DRAFT, S.GATHERING)])
    def test_only_an_open_case_is_a_lead(self, place: City, state: State) -> None:
        lead, proposal = factory.proposal_in(place, state), factory.proposal_in(place, S.SUBMITTED)
        clerk = place.person("clerk")
        if state in (S.FILED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED):
            assert actions.merge(proposal, by=clerk, into=lead, reason="相近").merged_into_id == lead.pk
        else:
            why = f"主案要已经立案、还没有办结；这一件现在是“{state.label}”，请另选。"
            assert refusal(actions.merge, proposal, by=clerk, into=lead, reason="相近") == (why, "into")

    def test_not_into_another_assembly_s(self, place: City) -> None:
        proposal, lead = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(factory.city(), S.FILED)
        why = ("只能并入本级政协的提案。", "into")
        assert refusal(actions.merge, proposal, by=place.person("clerk"), into=lead, reason="相近") == why

    @pytest.mark.parametrize(
        ("verb", "words"), [("merge", "并案"), ("turn_into_letter", "转为意见建议"), ("file", "立案")]
    )
    def test_what_was_entered_for_a_member_needs_their_word(self, place: City, verb: str, words: str) -> None:
        clerk = place.person("clerk")
        proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
        proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
        actions.submit(proposal, by=clerk)
        more: dict[str, Any] = {"reason": "参考"} if verb != "file" else {}
        if verb == "merge":
            more["into"] = factory.proposal_in(place, S.FILED)
        why = (f"这件提案由工作人员代录，委员本人还没有确认，暂不能{words}。", None)
        assert refusal(getattr(actions, verb), proposal, by=clerk, **more) == why


def test_a_letter_is_kept_as_an_outcome(place: City) -> None:
    proposal = factory.proposal_in(place, S.SUBMITTED)
    letter = actions.turn_into_letter(proposal, by=place.person("clerk"), reason="已转有关单位")
    assert (letter.state, letter.review_reason, open_steps(letter)) == (S.LETTER, "已转有关单位", {})
    assert (letter.turn_due_on, letter.reviewed_by) == (None, place.person("clerk"))
    assert told(letter)[-1] == "转为意见建议：已转有关单位"


class TestObjecting:
    def test_the_author_objects_and_the_committee_s_clock_starts(self, place: City, moment: datetime) -> None:
        proposal = factory.proposal_in(place, S.NOT_FILED)
        contested = actions.object_to(proposal, by=place.person("author"), reason=" 有三条建议 ")
        assert (contested.objection, contested.objected_at, contested.ground) == ("有三条建议", moment, Ground.EMPTY)
        assert open_steps(contested) == {"proposals.contest": date(2026, 4, 17)}
        assert contested.turn_due_on == date(2026, 4, 17)
        assert told(contested)[-1] == "申请复议：有三条建议"

    def test_until_the_last_day_and_not_after(self, place: City, moment: datetime) -> None:
        """Fifteen days after the eighteenth of March, explained by its steps."""
        proposal, author = factory.proposal_in(place, S.NOT_FILED), place.person("author")
        until = queries.objection_until(proposal)
        assert until is not None
        assert (until.on, bool(until.sentences)) == (date(2026, 4, 2), True)
        with clock.at(moment + timedelta(days=16)):
            why = "申请复议的最后一天是 2026 年 4 月 2 日（周四），已经过了；可以补充材料，另行提出提案。"
            assert refusal(actions.object_to, proposal, by=author, reason="再看") == (why, None)
        with clock.at(moment + timedelta(days=15)):
            assert actions.object_to(proposal, by=author, reason="再看").state == S.CONTESTED

    def test_the_committee_rules_on_it_and_it_stands(self, place: City, moment: datetime) -> None:
        """Whoever reviews notes which meeting that was, and when: not before the objection, nor ahead."""
        proposal, clerk = factory.proposal_in(place, S.CONTESTED), place.person("clerk")
        today = moment.date()
        for meeting, on, why, field in [
            (" ", today, "请填写提案委员会的哪一次会议。", "meeting"),
            ("三次会议", today + timedelta(days=1), "会议日期不能晚于今天。", "on"),
            ("三次会议", today - timedelta(days=1), "会议日期不能早于申请复议的 2026 年 3 月 18 日（周三）。", "on"),
        ]:
            for act in (actions.uphold, actions.overrule):
                assert refusal(act, proposal, by=clerk, meeting=meeting, on=on, reason="维持") == (why, field)
        stands = actions.uphold(proposal, by=clerk, meeting=" 提案委员会三次会议 ", on=today, reason="仍无具体建议")
        assert (stands.ruled_at_meeting, stands.ruled_on) == ("提案委员会三次会议", today)
        assert (stands.state, stands.ground, stands.review_reason) == (S.NOT_FILED, Ground.EMPTY, "仍无具体建议")
        assert (open_steps(stands), stands.turn_due_on, stands.reviewed_by) == ({}, None, clerk)
        assert told(stands)[-1] == "提案委员会三次会议复议，维持不予立案：仍无具体建议"
        once = ("一件提案只能申请一次复议；对结果还有意见的，可以补充材料，另行提出提案。", None)
        assert refusal(actions.object_to, stands, by=place.person("author"), reason="再看") == once

    def test_or_it_is_filed_with_a_number_after_all(self, place: City, moment: datetime) -> None:
        factory.proposal_in(place, S.FILED)
        ruling = {"meeting": "提案委员会三次会议", "on": moment.date(), "reason": "建议具体"}
        filed = actions.overrule(factory.proposal_in(place, S.CONTESTED), by=place.person("clerk"), **ruling)
        assert (filed.state, filed.ground, filed.case_number, filed.filed_at) == (S.FILED, "", 2, moment)
        assert open_steps(filed) == {"proposals.assign": date(2026, 4, 17)}
        assert told(filed)[-1] == "提案委员会三次会议复议立案，案号 2"


class TestLikeness:
    def test_what_was_decided_is_kept_once_for_two_cases(self, place: City, moment: datetime) -> None:
        clerk, second = place.person("clerk"), another(place)
        earlier, later = factory.proposal_in(place, S.FILED), factory.proposal_in(place, S.SUBMITTED)
        actions.decide_likeness(later, by=clerk, other=earlier, outcome=LikenessOutcome.REPEATED, remark=" 去年提过 ")
        with clock.at(moment + timedelta(hours=1)):
            actions.decide_likeness(earlier, by=second, other=later, outcome=LikenessOutcome.DIFFERENT)
        kept = LikenessDecision.objects.get()
        assert (kept.proposal, kept.other, kept.coefficient) == (later, earlier, Decimal("1.000"))
        assert (kept.outcome, kept.remark, kept.by) == (LikenessOutcome.DIFFERENT, "", second)
        assert told(later)[-1] == "对照了 2026-0001，相似 100%，记下了处理意见"
        assert told(earlier)[-1] == f"对照了 #{later.pk}，相似 100%，记下了处理意见"

    def test_only_of_two_cases_of_one_assembly_that_were_handed_in(self, place: City) -> None:
        clerk, proposal = place.person("clerk"), factory.proposal_in(place, S.SUBMITTED)
        why = ("只能与本级政协已经提交的另一件提案比较。", "other")
        for other in (proposal, factory.proposal_in(factory.city(), S.FILED), factory.drafted(place)):
            given = {"other": other, "outcome": LikenessOutcome.DIFFERENT}
            assert refusal(actions.decide_likeness, proposal, by=clerk, **given) == why


class TestPractice:
    SETTINGS: dict[str, Any] = {
        "reviews_twice": False,
        "talks_first": True,
        "plans_first": False,
        "has_class_d": False,
        "blocks_from": None,
    }

    def test_what_is_another_now_is_recorded(self, place: City) -> None:
        by = place.person("clerk")
        another(place)
        wanted = {**self.SETTINGS, "reviews_twice": True, "blocks_from": Decimal("0.6")}
        practice = actions.set_practice(place.assembly, by=by, **wanted)
        entry = Entry.objects.latest("id")
        assert sentence_of(entry) == "改了提案工作设置：两次审查：是、相似到多少不能提交：60%"
        assert entry.payload["before"] == {"reviews_twice": "False", "blocks_from": "None"}
        assert (practice.reviews_twice, practice.blocks_from) == (True, Decimal("0.6"))
        back = actions.set_practice(place.assembly, by=by, **self.SETTINGS)
        assert (back.pk, back.blocks_from) == (practice.pk, None)

    def test_nothing_changed_is_no_deed(self, place: City) -> None:
        why = ("设置没有变化。", None)
        assert refusal(actions.set_practice, place.assembly, by=place.person("clerk"), **self.SETTINGS) == why

    def test_two_reviews_need_two_people(self, place: City) -> None:
        wanted = {**self.SETTINGS, "reviews_twice": True}
        why = ("两次审查要有两位审查人，现在只有一位；请先授予另一人“审查、立案”的权限。", "reviews_twice")
        assert refusal(actions.set_practice, place.assembly, by=place.person("clerk"), **wanted) == why

    def test_only_who_keeps_the_settings(self, place: City) -> None:
        words = "只有提案工作人员可以改提案工作设置。"
        wanted = {**self.SETTINGS, "has_class_d": True}
        assert refusal(actions.set_practice, place.assembly, by=place.person("office"), **wanted) == (words, None)


class TestBlocking:
    def test_off_by_default(self, place: City) -> None:
        factory.proposal_in(place, S.FILED)
        assert actions.submit(factory.drafted(place), by=place.person("author")).state == S.SUBMITTED

    def test_a_text_too_much_like_a_case_that_stands_is_not_taken_in(self, place: City) -> None:
        Practice.objects.create(assembly=place.assembly, blocks_from=Decimal("0.60"))
        earlier = factory.proposal_in(place, S.FILED)
        again = factory.drafted(place, title="关于停车位的提案")
        why = (
            f"正文与《{earlier.title}》（2026 年第 1 号，已立案）相似 100%，达到 60% 的不能提交；"
            "请写出新的情况和建议，或联系提案工作人员商量并案。"
        )
        assert refusal(actions.submit, again, by=place.person("author")) == (why, None)

    @pytest.mark.parametrize("state", [S.RETURNED, S.NOT_FILED, S.LETTER, S.WITHDRAWN])
    def test_what_does_not_stand_may_be_written_anew(self, place: City, state: State) -> None:
        factory.proposal_in(place, state)
        Practice.objects.create(assembly=place.assembly, blocks_from=Decimal("0.60"))
        assert actions.submit(factory.drafted(place), by=place.person("author")).state == S.SUBMITTED

    def test_a_case_that_the_author_may_not_see_is_not_named(self, place: City) -> None:
        """The office compares what it receives."""
        factory.proposal_in(place, S.SUBMITTED)
        Practice.objects.create(assembly=place.assembly, blocks_from=Decimal("0.60"))
        colleague = place.person("colleague")
        proposer = actions.Proposer(ProposerKind.MEMBER, author=place.colleague)
        twin = actions.draft(place.session, by=colleague, proposer=proposer, text=factory.text())
        assert actions.submit(twin, by=colleague).state == S.SUBMITTED
