"""Awards: nominated until a day, marked by whoever is not concerned, decided within the quota."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import GrantFactory, person_with
from tests.factories.proposals import City
from tests.proposals.test_assigning import refusal
from tests.together import at_once
from xieshang.accounts.models import Person
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import AwardRound, Mark, Nomination, Proposal
from xieshang.proposals.states import AwardState, HonourKind, ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

S, A, H = State, AwardState, HonourKind
NOMINATIONS, MARKS = date(2026, 3, 20), date(2026, 3, 27)


def on(day: date) -> Any:
    return clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def opened(place: City) -> AwardRound:
    days = {"nominations_until_on": NOMINATIONS, "marks_until_on": MARKS}
    return actions.open_round(place.assembly, by=place.person("clerk"), year=2026, title="2026 年度评选", **days)


def put_up(place: City, award: AwardRound, case: Proposal, who: str = "clerk") -> Nomination:
    return actions.nominate(award, by=place.person(who), kind=H.PROPOSAL, proposal=case, reason="选题准，成效显著。")


def collective(place: City) -> Proposal:
    """A filed case of the committee."""
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    officer = place.person("officer")
    case = actions.draft(place.session, by=officer, proposer=proposer, text=factory.text())
    factory.sealed(case, by=officer)
    actions.submit(case, by=officer)
    return actions.file(Proposal.objects.get(pk=case.pk), by=place.person("clerk"))


def marked(place: City, *cases: Proposal) -> AwardRound:
    """A round in which the chair has marked the cases, best first."""
    award = opened(place)
    put = [put_up(place, award, case) for case in cases]
    with on(date(2026, 3, 23)):
        award = actions.start_marking(award, by=place.person("clerk"))
        for number, one in enumerate(put):
            actions.mark(one, by=place.person("chair"), score=95 - number)
    return award


def test_a_round_a_year(place: City) -> None:
    opened(place)
    days = {"nominations_until_on": NOMINATIONS, "marks_until_on": MARKS}
    clerk = place.person("clerk")
    said = refusal(actions.open_round, place.assembly, by=clerk, year=2026, title="再评", **days)
    assert said[0] == "这一年的评选已经有了。"
    early = {**days, "nominations_until_on": date(2026, 3, 17)}
    assert refusal(actions.open_round, place.assembly, by=clerk, year=2027, title="评", **early) == (
        "推荐的截止日期不能早于今天。",
        "nominations_until_on",
    )
    same = {**days, "marks_until_on": NOMINATIONS}
    assert refusal(actions.open_round, place.assembly, by=clerk, year=2027, title="评", **same) == (
        "评分的截止日期要晚于推荐的截止日期。",
        "marks_until_on",
    )
    assert rules.may_open_round(place.person("chair"), place.assembly).reason == "只有组织评优的工作人员可以这样做。"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk", True),
        ("officer", True),
        ("chair", True),
        ("bureau clerk", True),
        ("other leader", True),
        ("author", False),
        ("office", False),
        ("auditor", False),
        ("elsewhere", False),
    ],
)
def test_who_nominates(place: City, who: str, may: bool) -> None:
    verdict = rules.may_nominate(place.person(who), opened(place))
    assert verdict.reason == ("" if may else "只有提案工作机构、专委会和承办单位可以推荐。")


def test_until_the_day(place: City) -> None:
    award, clerk = opened(place), place.person("clerk")
    with on(NOMINATIONS):
        assert rules.may_nominate(clerk, award)
        assert rules.may_start_marking(clerk, award).reason == "推荐到 3 月 20 日为止，第二天起才能开始评分。"
    with on(NOMINATIONS + timedelta(1)):
        assert rules.may_nominate(clerk, award).reason == "推荐到 3 月 20 日为止，已经过了。"
        assert rules.may_start_marking(clerk, award).reason == "还没有推荐，没有可以评分的；请先推荐。"


def test_a_bureau_nominates_what_it_handled_and_its_own_people(place: City) -> None:
    award, staff = opened(place), place.person("bureau clerk")
    handled, other = factory.proposal_in(place, S.HANDLING), factory.proposal_in(place, S.FILED)
    assert put_up(place, award, handled, "bureau clerk").by_bureau == place.bureau
    how: dict[str, Any] = {"by": staff, "reason": "好"}
    assert refusal(actions.nominate, award, kind=H.PROPOSAL, proposal=other, **how) == (
        "承办单位只能推荐自己办理的提案。",
        "proposal",
    )
    mine = actions.nominate(award, kind=H.PERSON, bureau=place.bureau, person=place.person("bureau leader"), **how)
    assert mine.by_bureau == place.bureau
    theirs = {"bureau": place.other_bureau, "person": place.person("other leader")}
    assert refusal(actions.nominate, award, kind=H.PERSON, **theirs, **how) == (
        "承办单位只能推荐本单位的工作人员。",
        "bureau",
    )
    assert refusal(actions.nominate, award, kind=H.BUREAU, bureau=place.bureau, **how) == (
        "先进承办单位由提案工作机构和专委会推荐。",
        "bureau",
    )
    stranger = {"bureau": place.bureau, "person": place.person("author")}
    assert refusal(actions.nominate, award, kind=H.PERSON, **stranger, **how) == (
        "请填写市教育局的一位工作人员。",
        "person",
    )


def test_what_is_nominated_once_stands(place: City) -> None:
    award, case = opened(place), factory.proposal_in(place, S.FILED)
    nomination = put_up(place, award, case)
    assert nomination.by_bureau is None
    clerk = place.person("clerk")
    again: dict[str, Any] = {"by": clerk, "kind": H.PROPOSAL, "reason": "好", "proposal": case}
    assert refusal(actions.nominate, award, **again)[0] == "已经有人推荐过。"
    unfiled = {**again, "proposal": factory.proposal_in(place, S.SUBMITTED)}
    assert refusal(actions.nominate, award, **unfiled) == ("请选定 2026 年立案的一件提案。", "proposal")
    silent = {**again, "reason": " "}
    assert refusal(actions.nominate, award, **silent) == ("请写明推荐的理由。", "reason")
    assert Entry.objects.filter(kind="proposals.nominated").count() == 1


def test_whoever_marks_reads_what_they_mark(place: City) -> None:
    """A committee's officer sees the case of somebody else once it is nominated."""
    award, case, officer = opened(place), factory.proposal_in(place, S.FILED), place.person("officer")
    assert not queries.visible_to(officer).filter(pk=case.pk).exists()
    put_up(place, award, case)
    assert queries.visible_to(officer).filter(pk=case.pk).exists()


def test_who_marks_what(place: City) -> None:
    """Nobody what they proposed or handled themselves, and only while it is marked."""
    award, body, own = opened(place), collective(place), factory.proposal_in(place, S.HANDLING)
    of_body, of_author = put_up(place, award, body), put_up(place, award, own)
    chair, officer = place.person("chair"), place.person("officer")
    assert rules.may_mark(chair, of_body).reason == "现在不在评分期间。"
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=place.person("clerk"))
        of_body, of_author = (Nomination.objects.get(pk=one.pk) for one in (of_body, of_author))
        assert rules.may_mark(chair, of_body).reason == ""
        assert rules.may_mark(officer, of_body).reason == "自己提出的提案，由别人评分。"
        assert rules.may_mark(officer, of_author).reason == ""
        for who in ("clerk", "author", "bureau leader", "auditor", "elsewhere"):
            assert rules.may_mark(place.person(who), of_author).reason == "只有主席会议成员和专委会可以评分。"
    with on(MARKS + timedelta(1)):
        assert rules.may_mark(chair, of_body).reason == "评分到 3 月 27 日为止，已经过了。"


def test_a_member_of_the_chairs_meeting_does_not_mark_their_own(place: City) -> None:
    award = opened(place)
    GrantFactory(person=place.author.person, role="chair", scope=place.assembly.scope)
    GrantFactory(person=place.cosigner.person, role="bureau_clerk", scope=place.bureau.scope)
    GrantFactory(person=place.cosigner.person, role="chair", scope=place.assembly.scope)
    nomination = put_up(place, award, factory.proposal_in(place, S.HANDLING))
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=place.person("clerk"))
        fresh = Nomination.objects.get(pk=nomination.pk)
        people = [Person.objects.get(pk=one.person_id) for one in (place.author, place.cosigner)]
        said = [rules.may_mark(one, fresh).reason for one in people]
    assert said == ["自己提出的提案，由别人评分。", "自己办理的提案，由别人评分。"]


def test_a_mark_is_rewritten_until_the_day(place: City) -> None:
    award = opened(place)
    nomination, chair = put_up(place, award, factory.proposal_in(place, S.FILED)), place.person("chair")
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=place.person("clerk"))
        assert refusal(actions.mark, nomination, by=chair, score=101) == ("请打 0 到 100 分。", "score")
        assert refusal(actions.mark, nomination, by=chair, score=-1) == ("请打 0 到 100 分。", "score")
        actions.mark(nomination, by=chair, score=80)
        actions.mark(nomination, by=chair, score=90, remark="成效好")
        actions.mark(nomination, by=place.person("officer"), score=71)
    row = queries.ranked(Nomination.objects.all(), by=chair).get()
    assert (row.mean, row.given, row.mine) == (80.5, 2, 90)


@pytest.mark.parametrize(
    ("filed", "most"), [(0, 1), (1, 1), (99, 1), (149, 1), (150, 2), (249, 2), (445, 4), (450, 5), (5002, 50)]
)
def test_one_in_a_hundred_and_at_least_one(filed: int, most: int) -> None:
    assert queries.Quota(filed).most == most


@pytest.mark.parametrize(("honoured", "fewest"), [(0, 0), (1, 0), (2, 1), (5, 1), (6, 2), (10, 2), (11, 3), (50, 10)])
def test_a_fifth_collective_rounded_up(honoured: int, fewest: int) -> None:
    """A single one cannot be shared."""
    assert queries.Quota.fewest_collective(honoured) == fewest


def test_too_many_are_refused_with_the_numbers(place: City) -> None:
    award = marked(place, factory.proposal_in(place, S.FILED), collective(place))
    with on(date(2026, 3, 30)):
        said = refusal(
            actions.decide_round,
            award,
            by=place.person("clerk"),
            honoured=list(Nomination.objects.all()),
            notice="通报",
        )
    assert said == ("优秀提案最多 1 件（2026 年立案 2 件的百分之一左右），选了 2 件，请减少 1 件。", "honoured")
    assert AwardRound.objects.get().state == A.MARKING
    assert not Nomination.objects.filter(honoured_at__isnull=False).exists()


def test_without_collective_ones_two_are_refused(place: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 150 filed cases two can be honoured, of which one is collective."""
    award = marked(place, *(factory.proposal_in(place, S.FILED) for _ in range(2)), collective(place))
    monkeypatch.setattr(queries, "quota_of", lambda _award: queries.Quota(150))
    one, two, body = Nomination.objects.order_by("pk")
    clerk = place.person("clerk")
    with on(date(2026, 3, 30)):
        said = refusal(actions.decide_round, award, by=clerk, honoured=[one, two], notice="通报")
        assert said[0] == (
            "优秀提案中集体提案不少于五分之一：选了 2 件，其中集体提案 0 件，至少要 1 件；"
            "请增选集体提案，或者减少其他提案。"
        )
        award = actions.decide_round(award, by=clerk, honoured=[one, body], notice="通报")
    assert award.state == A.DECIDED
    assert set(Nomination.objects.filter(honoured_at__isnull=False)) == {one, body}


def test_decided_and_made_known(place: City) -> None:
    award, clerk = opened(place), place.person("clerk")
    case = put_up(place, award, factory.proposal_in(place, S.HANDLING))
    unit = actions.nominate(award, by=clerk, kind=H.BUREAU, bureau=place.bureau, reason="好")
    leader = place.person("bureau leader")
    staff = actions.nominate(award, by=clerk, kind=H.PERSON, bureau=place.bureau, person=leader, reason="好")
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=clerk)
        for one in (case, unit):
            actions.mark(one, by=place.person("chair"), score=90)
    award = AwardRound.objects.get()
    with on(MARKS):
        assert rules.may_decide_round(clerk, award).reason == "评分到 3 月 27 日为止，第二天起才能公布结果。"
    with on(date(2026, 3, 30)):
        every = [case, unit, staff]
        assert refusal(actions.decide_round, award, by=clerk, honoured=every, notice="通报") == (
            f"市教育局 {leader.name}还没有人评分，不能公布；请去掉。",
            "honoured",
        )
        assert refusal(actions.decide_round, award, by=clerk, honoured=[], notice="通报")[1] == "honoured"
        assert refusal(actions.decide_round, award, by=clerk, honoured=[case], notice=" ") == ("请写通报。", "notice")
        award = actions.decide_round(award, by=clerk, honoured=[case, unit], notice="现予通报。")
        assert not rules.may_decide_round(clerk, award)
    assert (award.state, award.decided_on) == (A.DECIDED, date(2026, 3, 30))
    kinds = Entry.objects.filter(kind__contains="honoured").order_by("pk").values_list("kind", "subject_kind")
    assert list(kinds) == [
        ("proposals.honoured", "proposals.proposal"),
        ("proposals.bureau_honoured", "proposals.awardround"),
    ]
    assert Entry.objects.get(kind="proposals.award_round_decided").payload["bureaus"] == 1


def test_who_sees_a_round_and_what_in_it(place: City) -> None:
    """Readers, markers and bureaus while it runs; everybody at home once decided."""
    award = marked(place, factory.proposal_in(place, S.HANDLING))
    elsewhere = person_with("member")

    def seen(who: str) -> tuple[bool, int]:
        person = place.person(who) if who != "far" else elsewhere
        now = AwardRound.objects.get()
        return (
            queries.award_rounds_visible_to(person).exists(),
            queries.nominations_seen_by(person, now).count(),
        )

    cast = ("clerk", "chair", "officer", "bureau clerk", "author", "elsewhere", "far")
    assert [seen(who) for who in cast] == [
        *[(True, 1)] * 3,
        (True, 0),
        (False, 0),
        (False, 0),
        (False, 0),
    ]
    before = [bool(rules.may_see_marks(place.person(who), award)) for who in ("clerk", "chair", "officer", "author")]
    with on(date(2026, 3, 30)):
        honoured = list(Nomination.objects.all())
        award = actions.decide_round(award, by=place.person("clerk"), honoured=honoured, notice="通报")
    after = [bool(rules.may_see_marks(place.person(who), award)) for who in ("clerk", "chair", "officer", "author")]
    assert (before, after) == ([True, False, False, False], [True, True, True, False])
    assert [seen(who)[0] for who in cast] == [True, True, True, True, True, False, False]
    assert seen("author") == (True, 1)


@pytest.mark.django_db(transaction=True)
def test_two_mark_at_once_and_one_twice(moment: datetime) -> None:
    """Two marks of two people; two presses of one button are one mark."""
    place = factory.city()
    award = opened(place)
    nomination = put_up(place, award, factory.proposal_in(place, S.FILED))
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=place.person("clerk"))
        chair, officer = place.person("chair"), place.person("officer")
        at_once(
            lambda: actions.mark(nomination, by=chair, score=80),
            lambda: actions.mark(nomination, by=officer, score=70),
            lambda: actions.mark(nomination, by=chair, score=80),
        )
    assert sorted(Mark.objects.values_list("score", flat=True)) == [70, 80]
