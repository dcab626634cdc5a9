"""Who hears of key cases and of awards."""

from datetime import date, datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.notices.test_reactions_assigning import heard
from tests.proposals.test_awards_actions import on, opened, put_up
from tests.proposals.test_key_cases_actions import decided
from xieshang.notices.models import Notice
from xieshang.notices.reactions import honours
from xieshang.proposals import actions
from xieshang.proposals.models import AwardRound
from xieshang.proposals.states import HonourKind, State
from xieshang.spine.models import Entry


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def entry(kind: str) -> Entry:
    return Entry.objects.get(kind=f"proposals.{kind}")


def test_author_bureau_and_leader_hear_of_a_key_case(place: City) -> None:
    key = decided(place)
    honours.key_decided(entry("key_decided"))
    honours.to_supervise(entry("key_decided"))
    title, chair = key.proposal.title, place.person("chair").name
    words = f"九届二十一次主席会议审定，由{chair}领衔督办，督办期限是 2026 年 6 月 30 日（周二）。"
    everyone = f"提案《{title}》确定为重点提案｜{words}"
    lead = f"请您领衔督办重点提案《{title}》｜九届二十一次主席会议审定，请在 2026 年 6 月 30 日（周二）前报告督办结果。"
    assert sorted(heard(place)) == [
        ("author", everyone),
        ("bureau clerk", everyone),
        ("bureau leader", everyone),
        ("chair", lead),
    ]
    assert Notice.objects.get(person=place.person("chair")).link == f"/proposals/key-cases/{key.pk}"
    Notice.objects.all().delete()
    actions.plan_supervision(key, by=place.person("chair"), plan="座谈")
    actions.report_key(key, by=place.person("chair"), report="已落实")
    honours.key_reported(entry("key_reported"))
    assert sorted(who for who, _words in heard(place)) == ["author", "bureau clerk", "bureau leader"]


def test_a_round_from_its_opening_to_the_honours(place: City) -> None:
    award, clerk = opened(place), place.person("clerk")
    honours.round_opened(entry("award_round_opened"))
    asked = ["bureau clerk", "bureau leader", "officer", "other leader"]
    assert sorted(who for who, _words in heard(place)) == asked
    assert heard(place)[0][1] == "请推荐：2026 年度评选｜推荐到 2026 年 3 月 20 日（周五）为止。"
    Notice.objects.all().delete()
    case = put_up(place, award, factory.proposal_in(place, State.HANDLING))
    unit = actions.nominate(award, by=clerk, kind=HonourKind.BUREAU, bureau=place.other_bureau, reason="好")
    leader = place.person("bureau leader")
    staff = actions.nominate(award, by=clerk, kind=HonourKind.PERSON, bureau=place.bureau, person=leader, reason="好")
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=clerk)
        honours.marking_started(entry("marking_started"))
        words = "请评分：2026 年度评选｜共有 3 项推荐，评分到 2026 年 3 月 27 日（周五）为止。"
        assert sorted(heard(place)) == [("chair", words), ("officer", words)]
        Notice.objects.all().delete()
        for one in (case, unit, staff):
            actions.mark(one, by=place.person("chair"), score=90)
    with on(date(2026, 3, 30)):
        award = AwardRound.objects.get()
        actions.decide_round(award, by=clerk, honoured=[case, unit, staff], notice="通报")
        honours.honoured(entry("honoured"))
        honours.bureau_honoured(entry("bureau_honoured"))
        honours.staff_honoured(entry("staff_honoured"))
    assert case.proposal is not None
    best = f"《{case.proposal.title}》评为优秀提案｜2026 年度评选"
    assert sorted(heard(place)) == sorted(
        [
            ("author", best),
            ("bureau clerk", best),
            ("bureau leader", best),
            ("bureau leader", f"{leader.name}评为先进个人｜2026 年度评选"),
            ("other leader", "市财政局评为先进承办单位｜2026 年度评选"),
        ]
    )
