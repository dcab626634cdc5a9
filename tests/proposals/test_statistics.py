"""What is counted of a year: definitions with their denominators, parts that are the whole, rows behind each number."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.figures.measures import MEASURES, Share, Whole, Year
from xieshang.proposals.figures.tables import DIMENSIONS, parts_of, rows_behind, table_of, whole_of
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Satisfaction, State
from xieshang.spine import clock

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


REPORTED = {
    "全国 14 届 2 次 2024": (5898, 5006, 160, 732),
    "全国 14 届 3 次 2025": (5890, 5002, 262, 626),
    "全国 14 届 4 次 2026": (5865, 5005, 451, 409),
    "河南 12 届 5 次 2022": (1187, 979, 89, 119),
    "河南 11 届 4 次 2016": (688, 612, 8, 65, 3),
    "厦门 5 年": (3045, 2686, 359),
    "厦门 5 年 分类": (2686, 2345, 313, 28),
    "某市 六届一次 分类": (92, 22, 68, 2),
    "焦作 2012": (473, 274, 172, 20, 7),
    "全国 14 届 2 次 2024 委员和集体": (5006, 4534, 472),
    "全国 14 届 3 次 2025 委员和集体": (5002, 4531, 471),
    "全国 14 届 4 次 2026 委员和集体": (5005, 4502, 503),
    "全国 14 届 2 次 2024 类别": (5006, 1985, 465, 457, 1436, 663),
    "全国 14 届 3 次 2025 类别": (5002, 2133, 419, 459, 1387, 604),
    "全国 14 届 4 次 2026 类别": (5005, 2103, 453, 528, 1334, 587),
    "全国 11 届 5 年 提案者": (26699, 25114, 1347, 26, 190, 22),
    "河南 12 届 5 次 2022 委员和集体": (979, 756, 223),
    "河南 2025 委员和集体": (1228, 1017, 211),
    "河南 11 届 4 次 2016 类别": (612, 262, 138, 212),
    "厦门 5 年 提案者": (2686, 1640, 753, 251, 42),
    "某市 六届一次 委员和集体": (92, 67, 25),
}
"""What was received and what became of it, or a whole and its kinds, categories or classes, as published: field.md
§2.6."""


@pytest.mark.parametrize("reported", REPORTED.values(), ids=REPORTED)
def test_published_parts_are_their_whole(reported: tuple[int, ...]) -> None:
    total, *parts = reported
    assert Whole(total, tuple(parts)).remainder == 0


def test_a_published_whole_that_its_parts_leave_open_shows_what_is_left() -> None:
    """亳州 2018: 353 of members and 89 collective ones are told of 445."""
    assert Whole(445, (353, 89)).remainder == 3


@pytest.mark.parametrize(
    ("part", "whole", "percent", "told"),
    [
        (445, 471, "94.47", "94.5"),
        (129, 134, "96.26", "96.3"),
        (711, 730, "97.39", "97.4"),
        (5044, 5052, "99.84", "99.8"),
        (5006, 5898, "84.87", "84.9"),
        (1, 3, "33.33", "33.3"),
        (1999, 2000, "99.95", "100.0"),
        (92, 92, "100.00", "100.0"),
    ],
)
def test_a_share_is_told_with_both_numbers_and_never_rounded_up(part: int, whole: int, percent: str, told: str) -> None:
    share = Share(part, whole)
    assert share.percent == Decimal(percent)
    assert f"{part / whole:.1%}" == f"{told}%"
    assert (share.percent == 100) is (part == whole)


def test_a_share_of_nothing_is_none() -> None:
    assert (Share(0, 0).percent, str(Share(0, 0)), str(Share(1, 3)), str(Share(2, 2))) == (None, "—", "33.33%", "100%")


def year(place: City) -> Year:
    return Year(place.assembly, 2026, date(2026, 12, 31))


@pytest.fixture
def every(place: City) -> City:
    """One proposal in each state, and another that was closed."""
    for state in [*(s for s in State if s in factory._WAYS), S.CLOSED]:
        factory.proposal_in(place, state)
    return place


def counted(place: City) -> dict[str, int]:
    """What the rows give, counted one by one in Python."""
    found = list(Proposal.objects.filter(assembly=place.assembly, submitted_at__isnull=False))
    filed = [one for one in found if one.filed_at]
    return {
        "received": len(found),
        "filed": len(filed),
        "answered": sum(one.replied_at is not None for one in filed),
        "closed": sum(one.state == S.CLOSED for one in filed),
        "not_filed": sum(one.state in (S.NOT_FILED, S.CONTESTED) for one in found),
        "talked": sum(one.state in (S.REPLIED, S.ANSWERED, S.CLOSED) for one in filed),
    }


def test_counts_are_what_the_rows_are(every: City) -> None:
    whole = whole_of(year(every))
    expected = counted(every)
    assert {code: whole.counts[code] for code in expected} == expected
    assert {code: MEASURES[code].rows(year(every)).count() for code in MEASURES} == whole.counts


def test_what_became_of_them_is_the_whole(every: City) -> None:
    assert parts_of(whole_of(year(every))).remainder == 0


@pytest.mark.parametrize("by", list(DIMENSIONS))
def test_the_lines_are_the_whole_and_open_their_rows(every: City, by: str) -> None:
    dimension = DIMENSIONS[by]
    table = table_of(year(every), dimension)
    assert table.lines
    assert table.remainder is None
    for line in table.lines:
        for measure in table.measures:
            behind = rows_behind(year(every), measure, dimension, line.key)
            assert behind.count() == line.counts[measure.code], (line, measure.code)


def test_as_of_a_day_only_what_had_happened(every: City, moment: datetime) -> None:
    before = Year(every.assembly, 2026, date(2026, 3, 17))
    assert whole_of(before).counts["received"] == 0
    assert whole_of(Year(every.assembly, 2026, moment.date())).counts["received"] == counted(every)["received"]


def test_in_time_is_of_what_is_due(place: City) -> None:
    factory.proposal_in(place, S.REPLIED)
    factory.proposal_in(place, S.HANDLING)
    today = whole_of(Year(place.assembly, 2026, date(2026, 3, 18))).counts
    later = whole_of(year(place)).counts
    assert (today["due"], today["in_time"]) == (1, 1)
    assert (later["due"], later["in_time"], str(whole_of(year(place)).share("in_time"))) == (2, 1, "50%")


def test_a_case_of_several_bureaus_is_answered_when_all_have(place: City) -> None:
    proposal = factory.proposal_in(place, S.FILED)
    actions.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
    charge = actions.accept(proposal.assignments.get(bureau=place.bureau), by=place.person("bureau clerk"))
    talk = {"kind": factory.TalkKind.VISIT, "on": date(2026, 3, 18), "people": "林一", "content": "走访"}
    actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
    actions.reply(charge, by=place.person("bureau leader"), letter=factory.letter())
    counts = whole_of(year(place)).counts
    assert (counts["answered"], counts["replied"], counts["charged"]) == (0, 1, 2)


def test_a_reply_sent_back_is_no_answer_until_it_is_sent_again(place: City) -> None:
    """As F20 and F21 have it; on the day before it was sent back, it was one."""
    proposal = factory.proposal_in(place, S.REPLIED)
    told = [whole_of(year(place)).counts["answered"]]
    with clock.at(datetime(2026, 3, 20, 9, 0, tzinfo=UTC)):
        charge = replies.charge_of(proposal)
        actions.send_back_reply(charge, by=place.person("clerk"), reason="第二条没有答复到点上")
        told += [whole_of(as_of).counts["answered"] for as_of in (year(place), on_the_day(place))]
        charge = replies.reply(place, replies.fresh(proposal))
        told.append(whole_of(year(place)).counts["answered"])
    assert told == [1, 0, 1, 1]


def counts_on(place: City, day: int) -> dict[str, int]:
    return whole_of(Year(place.assembly, 2026, date(2026, 3, day))).counts


def test_as_of_a_day_a_case_is_what_it_was_then(place: City) -> None:
    """Not filed two days after it came, and closed another two days after its reply: each day has its own counts."""
    refused, closed = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.REPLIED)
    with clock.at(datetime(2026, 3, 20, 9, 0, tzinfo=UTC)):
        actions.refuse(refused, by=place.person("clerk"), ground=factory.Ground.PERSONAL, reason="为本人解决问题")
        content = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED, "opinion": ""}
        judged = actions.judge(replies.fresh(closed), by=place.person("author"), **content).proposal
    with clock.at(datetime(2026, 3, 22, 9, 0, tzinfo=UTC)):
        actions.close(judged, by=place.person("clerk"))
    with clock.at(datetime(2026, 3, 30, 9, 0, tzinfo=UTC)):
        told = [counts_on(place, day) for day in (18, 20, 22)]
        parts = [parts_of(whole_of(Year(place.assembly, 2026, date(2026, 3, day)))).remainder for day in (18, 20, 22)]
    assert [(one["in_review"], one["not_filed"], one["judged"], one["closed"]) for one in told] == [
        (1, 0, 0, 0),
        (0, 1, 1, 0),
        (0, 1, 1, 1),
    ]
    assert parts == [0, 0, 0]


def test_as_of_a_day_a_round_counts_until_it_was_given_up(place: City) -> None:
    proposal = factory.proposal_in(place, S.REPLIED)
    unmoved = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.UNSATISFIED, "opinion": "第二条没有落实"}
    with clock.at(datetime(2026, 3, 20, 9, 0, tzinfo=UTC)):
        actions.judge(replies.fresh(proposal), by=place.person("author"), **unmoved)
    with clock.at(datetime(2026, 3, 22, 9, 0, tzinfo=UTC)):
        actions.handle_again(replies.fresh(proposal), by=place.person("clerk"), reason="结果不满意")
    with clock.at(datetime(2026, 3, 30, 9, 0, tzinfo=UTC)):
        told = [counts_on(place, day) for day in (20, 22)]
    codes = ("answered", "replied", "unsatisfied", "again")
    assert [[one[code] for code in codes] for one in told] == [[1, 1, 1, 0], [0, 0, 0, 1]]


def test_by_bureau_a_case_of_several_stands_under_each_and_the_rest_is_told(place: City) -> None:
    proposal = factory.proposal_in(place, S.FILED)
    factory.proposal_in(place, S.SUBMITTED)
    actions.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
    table = table_of(year(place), DIMENSIONS["bureau"])
    assert [(line.key, line.counts["received"], line.counts["filed"]) for line in table.lines] == [
        *((str(pk), 1, 1) for pk in sorted((place.bureau.pk, place.other_bureau.pk), key=lambda pk: names(place)[pk])),
        ("", 1, 0),
    ]
    assert table.remainder is not None
    assert (table.whole.counts["received"], table.remainder.counts["received"]) == (2, -1)
    assert table.remainder.counts["charged"] == 0


def names(place: City) -> dict[int, str]:
    return {one.pk: one.name for one in (place.bureau, place.other_bureau)}


def on_the_day(place: City) -> Year:
    return Year(place.assembly, 2026, date(2026, 3, 18))


def test_the_queries_do_not_grow(every: City, django_assert_num_queries: Any) -> None:
    for _more in range(2):
        with django_assert_num_queries(4):
            whole_of(year(every))
        with django_assert_num_queries(8):
            table_of(year(every), DIMENSIONS["sector"])
        factory.proposal_in(every, S.CLOSED)


class TestPages:
    def test_each_number_opens_what_it_counts(self, every: City) -> None:
        client = client_of(every.person("clerk"))
        page = client.get("/proposals/statistics?year=2026&by=kind").content.decode()
        assert "立案率" in page
        behind = client.get("/proposals/statistics/rows?year=2026&measure=filed&by=kind&of=member").content.decode()
        assert behind.count('<th scope="row" class="title">') == counted(every)["filed"]

    def test_who_may_not_read_every_case_sees_numbers_alone(self, every: City) -> None:
        client = client_of(every.person("author"))
        page = client.get("/proposals/statistics?year=2026").content.decode()
        assert "statistics/rows" not in page
        assert client.get("/proposals/statistics/rows?year=2026&measure=filed").status_code == 404

    @pytest.mark.parametrize("who", ["bureau clerk", "bureau leader"])
    def test_a_bureau_has_no_such_page(self, every: City, who: str) -> None:
        assert client_of(every.person(who)).get("/proposals/statistics").status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "?year=1066",
            "?year=x&on=never",
            "?by=nothing",
            "/rows?measure=nothing",
            "/rows?measure=filed&by=member&of=x",
        ],
    )
    def test_what_is_asked_wrongly(self, every: City, address: str) -> None:
        status = client_of(every.person("clerk")).get(f"/proposals/statistics{address}").status_code
        assert status == (404 if address.startswith("/rows") else 200)

    def test_the_table_as_a_sheet(self, every: City) -> None:
        answer = client_of(every.person("clerk")).get("/proposals/statistics?year=2026&by=month&export=xlsx")
        assert answer["Content-Type"].endswith("sheet")
        answer.close()
