"""Supervisions of key cases that are late: who leads and who organises them hear of it on a working morning, once."""

from datetime import date, datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.notices.test_reactions_answering import told
from tests.proposals.test_key_cases_actions import decided
from xieshang.notices import actions as notices
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

DUE = date(2026, 6, 30)
LATE = date(2026, 7, 1)


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def remind(place: City, on: date) -> int:
    return notices.remind_of_key_cases(place.assembly, by=None, on=on)


def test_leader_and_organisers_hear_once_that_it_is_late(place: City) -> None:
    key = decided(place)
    assert [remind(place, on) for on in (DUE, LATE, LATE, date(2026, 7, 2))] == [0, 2, 0, 0]
    chair = place.person("chair").name
    words = f"《{key.proposal.title}》由{chair}领衔督办，应在 2026 年 6 月 30 日（周二）前报告"
    title = "1 件重点提案的督办已逾期，请报告督办结果"
    assert told(place, "to_report_key") == dict.fromkeys(["chair", "clerk"], f"{title}：{words}")
    assert set(Notice.objects.values_list("link", flat=True)) == {"/proposals/key-cases"}
    entry = Entry.objects.get(kind="notices.key_cases_reminded")
    assert entry.payload == {"on": "2026-07-01", "cases": 1, "people": 2}


def test_of_a_leader_without_an_account_the_organisers_hear(place: City) -> None:
    decided(place, leader=None, leader_name="王市长")
    assert remind(place, LATE) == 1
    assert set(told(place, "to_report_key")) == {"clerk"}


def test_what_was_reported_is_not_late(place: City) -> None:
    chair = place.person("chair")
    key = actions.plan_supervision(decided(place), by=chair, plan="四月召开座谈会。")
    actions.report_key(key, by=chair, report="已落实。")
    assert remind(place, LATE) == 0
    assert not Entry.objects.filter(kind="notices.key_cases_reminded").exists()


def test_nobody_sends_it_by_hand(place: City) -> None:
    decided(place)
    with pytest.raises(Refused):
        notices.remind_of_key_cases(place.assembly, by=place.person("clerk"), on=LATE)
