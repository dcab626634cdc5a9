"""Reminding many bureaus at once, what counts as ordered, who may order what, and holding a meeting as one deed."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from tests.together import at_once
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Assignment, Bulk, BulkItem, HandOver, Proposal
from xieshang.proposals.states import BulkVerb, State
from xieshang.spine import clock
from xieshang.spine.models import Entry, Errand

S = State
WORDS = {"words": "请抓紧办理。"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def order(place: City, cases: list[Proposal], verb: BulkVerb, **how: Any) -> Bulk:
    chosen = [case.pk for case in cases]
    return actions.order_bulk(place.assembly, by=place.person("clerk"), verb=verb, chosen=chosen, how=how)


def done(bulk: Bulk) -> Bulk:
    while actions.do_part(bulk):
        pass
    return bulk


def became(bulk: Bulk) -> list[tuple[str, str]]:
    return [(item.state, item.kept or item.refusal) for item in queries.done_in_bulk(bulk).order_by("pk")]


class TestReminding:
    def test_every_bureau_that_owes_a_step(self, place: City) -> None:
        """Each case has its event with the words; who owes nothing is left out with the reason."""
        cases = [factory.proposal_in(place, state) for state in (S.ASSIGNED, S.HANDLING, S.REPLIED, S.FILED)]
        bulk = done(order(place, cases, BulkVerb.REMIND, **WORDS))
        assert became(bulk) == [
            ("done", ""),
            ("done", ""),
            ("left_out", "现在的状态是“待反馈”，已经过了可以催办的时候；请看现在还能办什么。"),
            ("left_out", "还没有交办，没有可以催办的承办单位。"),
        ]
        reminded = Entry.objects.filter(kind="proposals.reminded")
        assert sorted(reminded.values_list("subject_id", flat=True)) == [cases[0].pk, cases[1].pk]
        assert {entry.payload["words"] for entry in reminded} == {"请抓紧办理。"}
        assert Errand.objects.filter(entry__in=reminded).exists()

    def test_once_a_day(self, place: City) -> None:
        case = factory.proposal_in(place, S.HANDLING)
        done(order(place, [case], BulkVerb.REMIND, **WORDS))
        again = done(order(place, [case], BulkVerb.REMIND, **WORDS))
        assert became(again) == [("left_out", "今天已经催办过市教育局，一天催办一次。")]
        with clock.at(clock.now() + timedelta(days=1)):
            assert became(done(order(place, [case], BulkVerb.REMIND, **WORDS))) == [("done", "")]
        assert factory.assignment_of(case).reminded == 2

    def test_of_several_bureaus_those_that_may_be_reminded(self, place: City) -> None:
        """One was reminded this morning; the other is reminded now, and the case is done."""
        case, clerk = factory.proposal_in(place, S.FILED), place.person("clerk")
        one, _other = actions.assign(case, by=clerk, separate=[place.bureau, place.other_bureau])
        actions.remind(one, by=clerk, words="请签收")
        assert became(done(order(place, [case], BulkVerb.REMIND, **WORDS))) == [("done", "")]
        assert list(Assignment.objects.order_by("pk").values_list("reminded", flat=True)) == [1, 1]
        again = done(order(place, [case], BulkVerb.REMIND, **WORDS))
        names = [place.bureau.name, place.other_bureau.name]
        assert became(again) == [
            ("left_out", "\n".join(f"今天已经催办过{name}，一天催办一次。" for name in names)),
        ]

    def test_it_is_final(self, place: City) -> None:
        bulk = done(order(place, [factory.proposal_in(place, S.HANDLING)], BulkVerb.REMIND, **WORDS))
        assert refusal(actions.undo_bulk, bulk, by=place.person("clerk"))[0] == "催办已经送到承办单位，不能收回。"
        page = client_of(place.person("clerk")).get(f"/proposals/bulks/{bulk.pk}").content.decode()
        assert "催办已经送到承办单位，不能收回。" in page
        assert "undoing" not in page

    def test_in_a_number_of_queries_that_does_not_grow(self, place: City, django_assert_num_queries: Any) -> None:
        for count in (2, 5):
            bulk = order(
                place, [factory.proposal_in(place, S.HANDLING) for _ in range(count)], BulkVerb.REMIND, **WORDS
            )
            with django_assert_num_queries(16):
                assert actions.do_part(bulk) == count

    def test_its_words_are_asked_for_first(self, place: City) -> None:
        client, case = client_of(place.person("clerk")), factory.proposal_in(place, S.HANDLING)
        at, chosen = "/proposals/bulks/remind/order", {"chosen": [case.pk]}
        assert "催办的话" in client.post(at, chosen).content.decode()
        assert client.post(at, {**chosen, "told": "1", "words": ""}).status_code == 422
        assert not Bulk.objects.exists()
        answer = client.post(at, {**chosen, "told": "1", "words": "请抓紧"})
        assert answer["Location"] == f"/proposals/bulks/{Bulk.objects.get().pk}"
        assert Bulk.objects.get().how == {"words": "请抓紧"}


def test_two_bureaus_of_a_case_given_more_time_at_once(place: City) -> None:
    """The case follows both: its turn ends when theirs now do."""
    case, clerk = factory.proposal_in(place, S.FILED), place.person("clerk")
    for one in actions.assign(case, by=clerk, separate=[place.bureau, place.other_bureau]):
        actions.accept(one, by=place.person("bureau leader" if one.bureau == place.bureau else "other leader"))
    done(order(place, [case], BulkVerb.EXTEND, until_on="2026-08-18", reason="汛期"))
    case.refresh_from_db()
    assert case.turn_due_on.isoformat() == "2026-08-18"


class TestWhatCounts:
    def test_only_what_the_clerk_may_reach(self, place: City) -> None:
        """Neither cases of another assembly, nor drafts, which a clerk does not see, nor keys of nothing."""
        mine = [factory.proposal_in(place, S.FILED) for _ in range(2)]
        foreign = factory.proposal_in(factory.city(), S.FILED)
        draft = factory.proposal_in(place, S.DRAFT)
        keys = [*(case.pk for case in (*mine, foreign, draft)), 10**9]
        bulk = actions.order_bulk(place.assembly, by=place.person("clerk"), verb=BulkVerb.ASSIGN, chosen=keys)
        assert Entry.objects.get(kind="proposals.bulk_ordered").payload["cases"] == 2
        assert sorted(bulk.items.values_list("proposal", flat=True)) == sorted(case.pk for case in mine)

    def test_nothing_is_ordered_where_there_is_none(self, place: City) -> None:
        foreign = factory.proposal_in(factory.city(), S.FILED)
        said = refusal(order, place, [foreign], BulkVerb.ASSIGN)[0]
        assert said == "选中的提案都不在您能办理的范围里，请重新勾选。"
        assert not Bulk.objects.exists()


@pytest.mark.parametrize("verb", BulkVerb)
@pytest.mark.parametrize("who", ["clerk", "author", "bureau leader", "chair", "elsewhere", "public"])
def test_who_may_order_which_verb(place: City, verb: BulkVerb, who: str) -> None:
    """Whoever may do it to one case; taken along it is by whoever reads all."""
    verdict = rules.may_order(place.cast[who], place.assembly, verb)
    assert bool(verdict) == (who in (("clerk", "chair") if verb in ("print", "export") else ("clerk",)))
    assert (verdict.reason or "") == ("" if verdict else f"只有提案工作人员可以成批{verb.label}。")


class TestMeeting:
    def called(self, place: City) -> HandOver:
        return actions.call_hand_over(place.session, by=place.person("clerk"), title="交办会", meets_on=clock.today())

    def proposed(self, place: City, meeting: HandOver, **bureaus: Any) -> Proposal:
        case = factory.proposal_in(place, S.FILED)
        how = bureaus or {"lead": place.bureau}
        actions.propose_assignment(case, by=place.person("clerk"), hand_over=meeting, **how)
        return case

    def test_what_a_bureau_objects_to_stays(self, place: City) -> None:
        """Also where the others of its bureaus do not object."""
        meeting = self.called(place)
        taken = self.proposed(place, meeting)
        objected = self.proposed(place, meeting, lead=place.bureau, co=[place.other_bureau])
        other = objected.proposed.get(bureau=place.other_bureau)
        actions.object_ahead(other, by=place.person("other leader"), reason="不属职责")
        bulk = done(actions.hold_hand_over(meeting, by=place.person("clerk")))
        assert [item.proposal for item in bulk.items.all()] == [taken]
        assert Entry.objects.get(kind="proposals.hand_over_held").payload == {"title": "交办会", "cases": 1}
        objected.refresh_from_db()
        assert objected.state == S.FILED
        meeting.refresh_from_db()
        assert (meeting.bulk, meeting.held_by) == (bulk, place.person("clerk"))

    def test_with_nothing_to_assign_it_is_not_held(self, place: City) -> None:
        meeting = self.called(place)
        said = refusal(actions.hold_hand_over, meeting, by=place.person("clerk"))[0]
        assert said == "这次交办会没有可以交办的提案：请先拟定承办单位；有异议的，请先改拟。"
        meeting.refresh_from_db()
        assert (meeting.held_at, Bulk.objects.count()) == (None, 0)

    def test_its_page_says_how_many_and_then_leads_to_them(self, place: City) -> None:
        meeting, client = self.called(place), client_of(place.person("clerk"))
        at = f"/proposals/hand-overs/{meeting.pk}"
        assert "开会交办" not in client.get(at).content.decode()
        self.proposed(place, meeting)
        assert "开会交办 1 件" in client.get(at).content.decode()
        answer = client.post(f"{at}/holding")
        bulk = done(Bulk.objects.get())
        assert answer["Location"] == f"/proposals/bulks/{bulk.pk}"
        page = client.get(at).content.decode()
        assert "看交办的提案" in page
        assert "会上交办的提案都已交办。" in page
        assert "看交办的提案" not in client_of(place.person("chair")).get(at).content.decode()


class TestDoors:
    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("clerk", {"审查一轮", "交办会", "成批处理", "提案档案"}),
            ("chair", set()),
            ("auditor", set()),
            ("author", set()),
            ("bureau clerk", set()),
        ],
    )
    def test_on_the_desk(self, place: City, who: str, seen: set[str]) -> None:
        """For each what they may do."""
        page = client_of(place.person(who)).get("/").content.decode()
        doors = ("审查一轮", "交办会", "成批处理", "提案档案")
        assert {words for words in doors if f"<span>{words}<small>" in page} == seen

    @pytest.mark.parametrize(
        ("who", "doors"),
        [
            ("clerk", ["key-cases", "awards", "bulks", "terms", "archive", "statistics", "import", "practice"]),
            ("author", ["key-cases", "awards", "statistics"]),
        ],
    )
    def test_in_the_menu_of_the_list(self, place: City, who: str, doors: list[str]) -> None:
        """The rest of the head stands in one menu, in this order."""
        page = client_of(place.person(who)).get("/proposals/").content.decode()
        menu = page.partition('class="page-head"')[2].partition("<details")[2].partition("</details>")[0]
        assert re.findall(r'href="/proposals/([^"]+)"', menu) == doors

    def test_the_list_of_bulks_says_what_runs(self, place: City) -> None:
        """Until the worker is done with every case, to do it or to undo it."""
        client, cases = client_of(place.person("clerk")), [factory.proposal_in(place, S.HANDLING)]
        bulk = order(place, cases, BulkVerb.EXTEND, until_on="2026-08-18", reason="汛期")
        at = "/proposals/bulks?tab=running"
        assert "处理中</span>" in client.get(at).content.decode()
        done(bulk)
        assert list(queries.running(Bulk.objects.all())) == []
        actions.undo_bulk(bulk, by=place.person("clerk"))
        assert "正在撤销</span>" in client.get(at).content.decode()
        actions.undo_part(bulk, by=place.person("clerk"))
        assert list(queries.running(Bulk.objects.all())) == []
        assert "已经撤销</span>" in client.get("/proposals/bulks").content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_of_bulks_costs_the_same(self, place: City, count: int, django_assert_num_queries: Any) -> None:
        for _ in range(count):
            order(place, [factory.proposal_in(place, S.HANDLING)], BulkVerb.REMIND, **WORDS)
        client = client_of(place.person("clerk"))
        client.get("/proposals/bulks")
        with django_assert_num_queries(4):
            client.get("/proposals/bulks")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_hold_a_meeting_at_the_same_instant(moment: datetime) -> None:
    """One of them orders the bulk; the other is told, and nothing is ordered twice."""
    place = factory.city()
    clerk = place.person("clerk")
    meeting = actions.call_hand_over(place.session, by=clerk, title="交办会", meets_on=clock.today())
    for _ in range(3):
        actions.propose_assignment(factory.proposal_in(place, S.FILED), by=clerk, lead=place.bureau, hand_over=meeting)
    said = at_once(*[partial(actions.hold_hand_over, meeting, by=clerk)] * 2)
    assert said.count("这次交办会已经开过。") == 1
    assert Bulk.objects.get() in said
    assert BulkItem.objects.count() == 3
    assert Entry.objects.filter(kind="proposals.bulk_ordered").count() == 1
