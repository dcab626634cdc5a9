"""Two at the same instant in what is not a step of every case: papers, seals, key cases, awards, a change of term."""

import json
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.factories import documents as made
from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories import terms as change
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from tests.factories.terms import AFTER
from tests.together import at_once
from xieshang.accounts.models import Person
from xieshang.documents import queries as documents
from xieshang.documents import store
from xieshang.proposals import actions, queries
from xieshang.proposals.models import AwardRound, KeyCase, Nomination, Package, Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.states import (
    AwardState,
    HonourKind,
    KeyState,
    LikenessOutcome,
    ProposerKind,
    Satisfaction,
    State,
    VisitKind,
)
from xieshang.spine import clock
from xieshang.spine.models import Entry

S, K = State, KeyState
TODAY = date(2026, 3, 18)
GOOD = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED}
GONE = "这一项已经不在了，可能刚被删除。请刷新页面再看。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def clerks(place: City) -> tuple[Person, Person]:
    """Two of the office's clerks."""
    return place.person("clerk"), person_with("proposals_clerk", place.assembly.scope)


def reasons(said: list[Any]) -> list[str]:
    """What those were told who were refused."""
    return [one for one in said if isinstance(one, str)]


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=f"proposals.{kind}").count()


def fresh(case: Proposal) -> Proposal:
    return Proposal.objects.get(pk=case.pk)


def upload(name: str = "说明.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or made.SOUND["pdf"])


class TestFiles:
    def test_one_file_is_taken_away_once(self, place: City) -> None:
        case, author = factory.drafted(place), place.person("author")
        file = actions.attach(case, by=author, upload=upload())
        twice = [documents.of(case).get(), documents.of(case).get()]
        said = at_once(*[partial(actions.detach, case, by=author, file=one) for one in twice])
        assert reasons(said) == [GONE]
        assert (documents.of(case).exists(), entries("file_removed")) == (False, 1)
        with pytest.raises(FileNotFoundError):
            store.open_stored(file.stored_path)

    def test_one_file_is_attached_once(self, place: City) -> None:
        case, author = factory.drafted(place), place.person("author")
        said = at_once(*[partial(actions.attach, case, by=author, upload=upload()) for _ in range(3)])
        assert reasons(said) == ["“说明.pdf”已经上传过，内容也一样，不必再传一次。"] * 2
        assert (documents.of(case).count(), entries("file_attached")) == (1, 1)

    def test_the_last_place_is_taken_once(self, place: City) -> None:
        """Of six that come at once, five come in."""
        case, author = factory.drafted(place), place.person("author")
        said = at_once(*[partial(actions.attach, case, by=author, upload=upload(f"{n}.pdf")) for n in range(6)])
        assert len(reasons(said)) == 1
        assert "最多可以有 5 个附件" in reasons(said)[0]
        assert documents.of(case).count() == 5

    def test_nothing_is_attached_to_what_is_handed_in_meanwhile(self, place: City) -> None:
        """The file came in before, or it is refused."""
        for n in range(4):
            case, author = factory.drafted(place), place.person("author")
            handed_in, attached = at_once(
                partial(actions.submit, case, by=author),
                partial(actions.attach, case, by=author, upload=upload(f"{n}.pdf")),
            )
            assert handed_in == case
            late = "提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。"
            assert (attached == late) is not documents.of(case).exists()

    def test_two_sign_for_a_body_and_its_seal_is_there_once(self, place: City) -> None:
        body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
        officer = place.person("officer")
        case = actions.draft(place.session, by=officer, proposer=body, text=factory.text())
        said = at_once(*[partial(factory.sealed, case, by=officer) for _ in range(2)])
        assert reasons(said) == ["“签名盖章.pdf”已经上传过，内容也一样，不必再传一次。"]
        assert (queries.seals_of(case).count(), entries("signed")) == (1, 1)

    def test_an_entry_is_confirmed_once(self, place: City) -> None:
        """What a clerk entered for a member, who presses twice."""
        proposer, author = actions.Proposer(ProposerKind.MEMBER, author=place.author), place.person("author")
        case = actions.draft(place.session, by=place.person("clerk"), proposer=proposer, text=factory.text())
        said = at_once(*[partial(actions.confirm_entry, case, by=author)] * 2)
        assert reasons(said) == ["这件提案不需要确认，或者已经确认过了。"]
        assert entries("entry_confirmed") == 1


class TestArchive:
    def test_one_case_is_archived_once(self, place: City) -> None:
        case = factory.proposal_in(place, S.CLOSED)
        said = at_once(*[partial(actions.archive, case, by=clerk) for clerk in clerks(place)])
        assert reasons(said) == [
            "已经归档，案卷号是 2026-0001。以后有了新的回访结果、督办报告，或者公开、评优的，可以再归续卷。"
        ]
        package = Package.objects.get()
        assert (papers.damages_of(package), entries("archived")) == ([], 1)

    def test_packages_are_numbered_without_gaps(self, place: City) -> None:
        """Six cases by two clerks at once, each pressed twice."""
        cases = [factory.proposal_in(place, S.CLOSED) for _ in range(6)]
        at_once(*[partial(actions.archive, case, by=clerk) for case in cases for clerk in clerks(place)])
        assert sorted(Package.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        names = [json.dumps(one.manifest, ensure_ascii=False) for one in Package.objects.all()]
        assert len(set(names)) == 6


class TestChangeOfTerm:
    @pytest.fixture
    def case(self, place: City) -> Proposal:
        return factory.proposal_in(place, S.REPLIED)

    def test_a_case_is_carried_over_once(self, place: City, case: Proposal) -> None:
        change.change(place, [place.author])
        with clock.at(AFTER):
            said = at_once(*[partial(actions.carry_over, fresh(case), by=clerk) for clerk in clerks(place)])
        assert reasons(said) == ["已经结转到第10届，照常办理。"]
        assert entries("carried_over") == 1

    def test_it_is_carried_over_or_closed(self, place: City, case: Proposal) -> None:
        change.change(place, [place.author])
        one, other = clerks(place)
        with clock.at(AFTER):
            said = at_once(
                partial(actions.carry_over, fresh(case), by=one),
                partial(actions.close_with_term, fresh(case), by=other, reason="届满"),
            )
        assert len(reasons(said)) == 1
        assert reasons(said)[0] in (
            "已经结转到第10届，照常办理。",
            "现在的状态是“已办结”，没有要结转的。",
        )
        case = fresh(case)
        assert (case.carried_into is None) is (case.state == S.CLOSED)

    def test_it_is_closed_once(self, place: City, case: Proposal) -> None:
        change.change(place, [place.author])
        with clock.at(AFTER):
            said = at_once(
                *[partial(actions.close_with_term, fresh(case), by=clerk, reason="届满") for clerk in clerks(place)]
            )
        assert reasons(said) == ["现在的状态已经是“已办结”，这一步不用再办。"]
        assert entries("closed_with_term") == 1

    def test_it_is_closed_while_its_author_judges(self, place: City) -> None:
        """The word of the author is in, or came too late."""
        for case in [factory.proposal_in(place, S.REPLIED) for _ in range(3)]:
            if case.session.term.until_on is None:
                change.change(place, [place.author])
            with clock.at(AFTER):
                closed, judged = at_once(
                    partial(actions.close_with_term, fresh(case), by=place.person("clerk"), reason="届满"),
                    partial(actions.judge, fresh(case), by=place.person("author"), **GOOD),
                )
            assert (closed, fresh(case).state) == (case, S.CLOSED)
            assert case.feedback.exists() is not isinstance(judged, str)

    def test_one_heir_is_named(self, place: City, case: Proposal) -> None:
        """Two clerks name two: one is named, the other reads who it is."""
        term = change.change(place)
        heirs = [change.seat(place, term, place.colleague), change.seat(place, term, name="赵新")]
        with clock.at(AFTER):
            said = at_once(
                *[
                    partial(actions.succeed, fresh(case), by=clerk, member=heir, consent="电话同意")
                    for clerk, heir in zip(clerks(place), heirs, strict=True)
                ]
            )
        named = fresh(case).successor
        assert named in heirs
        assert reasons(said) == [f"{named.name}已经是接续提案人，不必再指定。"]
        assert entries("succeeded") == 1

    def test_an_heir_is_named_while_it_is_carried_over(self, place: City, case: Proposal) -> None:
        """Nobody stands for it before that: it is carried over after the naming, or refused."""
        heir = change.seat(place, change.change(place), place.colleague)
        one, other = clerks(place)
        with clock.at(AFTER):
            named, carried = at_once(
                partial(actions.succeed, fresh(case), by=one, member=heir, consent="电话同意"),
                partial(actions.carry_over, fresh(case), by=other),
            )
        assert (named, fresh(case).successor) == (case, heir)
        assert (carried == "提案者都已离任，请先指定接续提案人，或者届满结案。") is (fresh(case).carried_into is None)

    def test_a_lead_is_carried_over_while_the_author_of_a_merged_case_judges(self, place: City) -> None:
        """Both rows are changed; neither waits for the other for ever."""
        lead = factory.proposal_in(place, S.REPLIED)
        merged = factory.proposal_in(place, S.SUBMITTED)
        actions.merge(merged, by=place.person("clerk"), into=lead, reason="内容相近")
        Proposal.objects.filter(pk=merged.pk).update(author=place.colleague)
        change.change(place, [place.author, place.colleague])
        with clock.at(AFTER):
            said = at_once(
                partial(actions.carry_over, fresh(lead), by=place.person("clerk")),
                partial(actions.judge, fresh(lead), by=place.person("colleague"), **GOOD),
            )
        assert (reasons(said), entries("carried_over"), lead.feedback.count()) == ([], 1, 1)


class TestKeyCases:
    @pytest.fixture
    def key(self, place: City) -> KeyCase:
        case = factory.proposal_in(place, S.HANDLING)
        return actions.put_forward(case, by=place.person("clerk"), reason="群众反映集中。")

    def decided(self, place: City, key: KeyCase, by: Person) -> KeyCase:
        days = {"decided_on": TODAY, "due_on": date(2026, 6, 30)}
        return actions.decide_key(key, by=by, meeting="二十一次主席会议", leader=place.person("chair"), **days)

    def supervised(self, place: City, key: KeyCase) -> KeyCase:
        decided = self.decided(place, key, place.person("clerk"))
        return actions.plan_supervision(decided, by=place.person("chair"), plan="四月座谈。")

    def test_one_opinion_is_noted_once(self, place: City, key: KeyCase) -> None:
        """Opinions of two bodies are two."""
        said = at_once(
            *[partial(actions.note_opinion, key, by=by, body="民盟市委会", agrees=True) for by in clerks(place)],
            partial(actions.note_opinion, key, by=place.person("clerk"), body="提案委员会", agrees=True),
        )
        assert reasons(said) == ["民盟市委会的这条意见已经登记过。"]
        assert sorted(key.opinions.values_list("body", flat=True)) == ["提案委员会", "民盟市委会"]
        assert entries("key_opinion_noted") == 2

    def test_it_is_decided_or_dropped(self, place: City, key: KeyCase) -> None:
        one, other = clerks(place)
        said = at_once(
            partial(self.decided, place, key, one),
            partial(self.decided, place, key, other),
            partial(actions.drop_key, key, by=other, reason="已有同类"),
        )
        assert len(reasons(said)) == 2
        state = KeyCase.objects.get().state
        assert state in (K.DECIDED, K.DROPPED)
        assert (entries("key_decided"), entries("key_dropped")) == (int(state == K.DECIDED), int(state == K.DROPPED))

    def test_no_opinion_comes_in_after_the_decision(self, place: City, key: KeyCase) -> None:
        """It was noted before, or is told that the candidate has had its answer."""
        one, other = clerks(place)
        _decided, noted = at_once(
            partial(self.decided, place, key, one),
            partial(actions.note_opinion, key, by=other, body="民盟市委会", agrees=True),
        )
        assert (noted == "候选已经有了结果，不再登记意见。") is not key.opinions.exists()

    def test_two_plan_and_the_later_plan_stands(self, place: City, key: KeyCase) -> None:
        key = self.decided(place, key, place.person("clerk"))
        plans = {"chair": "四月座谈。", "clerk": "五月视察。"}
        said = at_once(
            *[partial(actions.plan_supervision, key, by=place.person(who), plan=plan) for who, plan in plans.items()]
        )
        assert (reasons(said), entries("supervision_planned")) == ([], 2)
        key.refresh_from_db()
        assert (key.state, key.plan in plans.values()) == (K.SUPERVISED, True)

    def test_one_visit_is_noted_once(self, place: City, key: KeyCase) -> None:
        key = self.supervised(place, key)
        visit: Any = {"kind": VisitKind.FORUM, "on": TODAY, "place": "市教育局", "people": "主席", "content": "座谈"}
        said = at_once(
            *[partial(actions.note_visit, key, by=place.person(who), **visit) for who in ("chair", "clerk")],
            partial(actions.note_visit, key, by=place.person("clerk"), **{**visit, "kind": VisitKind.RESEARCH}),
        )
        assert reasons(said) == ["这次督办活动已经登记过。"]
        assert (key.visits.count(), entries("key_visit_noted")) == (2, 2)

    def test_it_is_reported_once(self, place: City, key: KeyCase) -> None:
        key = self.supervised(place, key)
        said = at_once(
            *[partial(actions.report_key, key, by=place.person(who), report=who) for who in ("chair", "clerk")]
        )
        assert reasons(said) == ["现在的状态已经是“已报告”，这一步不用再办。"]
        assert entries("key_reported") == 1


class TestAwards:
    DAYS = {"nominations_until_on": date(2026, 3, 20), "marks_until_on": date(2026, 3, 27)}

    def opened(self, place: City, by: Person | None = None) -> AwardRound:
        by = by or place.person("clerk")
        return actions.open_round(place.assembly, by=by, year=2026, title="2026 年度评选", **self.DAYS)

    def put_up(self, award: AwardRound, case: Proposal, by: Person) -> Nomination:
        return actions.nominate(award, by=by, kind=HonourKind.PROPOSAL, proposal=case, reason="选题准。")

    def later(self, days: int) -> Any:
        return clock.at(clock.now() + timedelta(days=days))

    def test_a_year_has_one_round(self, place: City) -> None:
        said = at_once(*[partial(self.opened, place, by) for by in clerks(place)])
        assert reasons(said) == ["这一年的评选已经有了。"]
        assert (AwardRound.objects.count(), entries("award_round_opened")) == (1, 1)

    def test_one_case_is_nominated_once(self, place: City) -> None:
        """By the office and by its bureau at once."""
        award, case = self.opened(place), factory.proposal_in(place, S.HANDLING)
        people = (place.person("clerk"), place.person("bureau clerk"))
        said = at_once(*[partial(self.put_up, award, case, by) for by in people])
        assert reasons(said) == ["已经有人推荐过。"]
        assert (Nomination.objects.count(), entries("nominated")) == (1, 1)

    def test_marking_starts_once(self, place: City) -> None:
        award = self.opened(place)
        self.put_up(award, factory.proposal_in(place, S.HANDLING), place.person("clerk"))
        with self.later(5):
            said = at_once(*[partial(actions.start_marking, award, by=by) for by in clerks(place)])
        assert len(reasons(said)) == 1
        assert (AwardRound.objects.get().state, entries("marking_started")) == (AwardState.MARKING, 1)

    def test_it_is_decided_once_and_no_mark_comes_after(self, place: City) -> None:
        award = self.opened(place)
        put = self.put_up(award, factory.proposal_in(place, S.HANDLING), place.person("clerk"))
        with self.later(5):
            actions.start_marking(award, by=place.person("clerk"))
            actions.mark(put, by=place.person("chair"), score=90)
        with self.later(12):
            said = at_once(
                *[
                    partial(actions.decide_round, award, by=by, honoured=[put], notice="现予通报。")
                    for by in clerks(place)
                ],
                partial(actions.mark, put, by=place.person("officer"), score=10),
            )
        assert len(reasons(said)) == 2, said
        assert (entries("award_round_decided"), entries("honoured"), put.marks.count()) == (1, 1, 1)


class TestTwoCases:
    def test_two_are_merged_into_each_other_and_neither_waits(self, place: City) -> None:
        one, other = (factory.proposal_in(place, S.SUBMITTED) for _ in range(2))
        pairs = [(one, other), (other, one)] * 3
        said = at_once(
            *[partial(actions.merge, case, by=place.person("clerk"), into=into, reason="相近") for case, into in pairs]
        )
        refused = "主案要已经立案、还没有办结；这一件现在是“待审查”，请另选。"
        assert said == [refused] * 6

    def test_two_compare_the_same_two_from_either_side(self, place: City) -> None:
        for _ in range(4):
            one, other = (factory.proposal_in(place, S.SUBMITTED) for _ in range(2))
            pairs = zip(clerks(place), [(one, other), (other, one)], strict=True)
            said = at_once(
                *[
                    partial(actions.decide_likeness, a, by=by, other=b, outcome=LikenessOutcome.DIFFERENT)
                    for by, (a, b) in pairs
                ]
            )
            assert set(reasons(said)) <= {"这两件刚由别人处理过，请刷新后再看。"}
            assert queries.decision_between(one, other) is not None


def test_a_joint_case_that_was_replied_to_is_judged_by_each_once(place: City) -> None:
    """Two presses of two people: each has one word."""
    case = replies.replied_jointly(place)
    voices = ["author", "author", "cosigner", "cosigner"]
    said = at_once(*[partial(actions.judge, fresh(case), by=place.person(who), **GOOD) for who in voices])
    assert (len(reasons(said)), case.feedback.count()) == (2, 2)
