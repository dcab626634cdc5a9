"""A change of term: open cases go on or are closed with it, who left hands the lead on, and a day can be read back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories import terms as change
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from tests.factories.terms import AFTER
from tests.proposals.test_imports import cases_of, row
from tests.proposals.test_reactions import do_errands
from tests.proposals.test_views_lists import sheet
from xieshang.accounts.models import Person
from xieshang.deadlines import queries as deadlines
from xieshang.members import actions as members
from xieshang.members import sealing
from xieshang.members.models import Term
from xieshang.notices.models import Notice
from xieshang.proposals import actions, imports, queries, rules
from xieshang.proposals.models import Assignment, Bulk, CoSigner, Proposal, ReplyDraft, Stage
from xieshang.proposals.queries import terms
from xieshang.proposals.states import (
    CARRIABLE,
    LIFE,
    OPEN,
    BulkVerb,
    PetitionKind,
    ProposerKind,
    Satisfaction,
    State,
)
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import ALLOWED, Verdict, refuse

S = State
GOOD = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED}
NOBODY_STAYS = "提案者都已离任，请先指定接续提案人，或者届满结案。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def fresh(case: Proposal) -> Proposal:
    return Proposal.objects.get(pk=case.pk)


def kinds(case: Proposal) -> list[str]:
    """What has happened to a case, the last two."""
    rows = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=case.pk).order_by("id")
    return [entry.kind.removeprefix("proposals.") for entry in rows][-2:]


VERBS: dict[str, Callable[[Any, Proposal], Verdict]] = {
    "carry_over": rules.may_carry_over,
    "close_with_term": rules.may_close_with_term,
    "succeed": rules.may_succeed,
}
OURS = {
    "carry_over": "只有提案工作人员可以结转提案。",
    "close_with_term": "只有提案工作人员可以届满结案。",
    "succeed": "只有提案工作人员可以指定接续提案人。",
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_clerks_decide(place: City, verb: str) -> None:
    """Everybody of the cast, of an open case when the term has changed."""
    case = factory.proposal_in(place, S.REPLIED)
    change.change(place, [place.cosigner])
    with clock.at(AFTER):
        said = {name: VERBS[verb](who, fresh(case)) for name, who in place.cast.items()}
    theirs = refuse(NOBODY_STAYS) if verb == "carry_over" else ALLOWED
    assert said == {name: theirs if name == "clerk" else refuse(OURS[verb]) for name in place.cast}


@pytest.mark.parametrize("state", list(State))
def test_what_may_become_of_a_case_follows_its_state(place: City, state: State) -> None:
    """The author stays: what the office or a bureau has in hand goes on; what is filed may be closed, too."""
    case = factory.proposal_in(place, state)
    clerk = place.person("clerk")
    early = VERBS["carry_over"](clerk, fresh(case))
    change.change(place, [place.author])
    said = {verb: rule(clerk, fresh(case)) for verb, rule in VERBS.items()}
    label = state.label
    if state in CARRIABLE:
        assert early == refuse("第9届还没有换届，照常办理。")
        assert said["carry_over"] == ALLOWED
        assert said["succeed"] == refuse(f"{place.author.name}连任，不需要接续提案人。")
    else:
        open_one = refuse(f"现在的状态是“{label}”，没有要结转的。")
        assert [early, said["carry_over"], said["succeed"]] == [open_one] * 3
    closing = LIFE.may(Proposal(state=state), "close_with_term")
    assert (bool(closing), said["close_with_term"]) == (state in OPEN, closing)


def test_a_roll_comes_first(place: City) -> None:
    """Without it nobody knows who stays."""
    case = factory.proposal_in(place, S.FILED)
    change.change(place)
    words = refuse("第10届的名册还没有导入，不知道提案者是否连任。")
    assert {verb: rule(place.person("clerk"), fresh(case)) for verb, rule in VERBS.items()} == dict.fromkeys(
        VERBS, words
    )


def test_a_case_goes_on_with_its_number_and_its_clocks(place: City) -> None:
    """It is handled in the next term as before, and bears the number of its origin."""
    case = factory.proposal_in(place, S.HANDLING)
    next_term = change.change(place, [place.author])
    before = [(one.code, one.due_on) for one in deadlines.open_deadlines().filter(subject_id=case.pk)]
    with clock.at(AFTER):
        carried = actions.carry_over(fresh(case), by=place.person("clerk"))
        assert kinds(case) == ["accepted", "carried_over"]
        assert (carried.carried_into, carried.session, carried.label) == (next_term, place.session, case.label)
        assert [(one.code, one.due_on) for one in deadlines.open_deadlines().filter(subject_id=case.pk)] == before
        assert not terms.open_at_end(place.session.term).exists()
        assert terms.open_at_end(next_term).get() == carried
        assert refusal(actions.carry_over, fresh(case), by=place.person("clerk"))[0] == "已经结转到第10届，照常办理。"
        factory._talk_and_reply(place, fresh(case))
        actions.judge(fresh(case), by=place.person("author"), **GOOD)
    assert fresh(case).state == S.ANSWERED


def test_the_next_co_signer_who_stays_takes_the_lead(place: City) -> None:
    """The author has left, the first co-signer too; who left reads on and has nothing more to do."""
    case = replies.replied_jointly(place)
    change.change(place, [place.colleague])
    clerk = place.person("clerk")
    assert list(terms.handed_on(place.session.term, on=AFTER.date())) == [case]
    with clock.at(AFTER):
        actions.carry_over(fresh(case), by=clerk)
        assert kinds(case) == ["succeeded", "carried_over"]
        case = fresh(case)
        assert (case.successor, case.author, case.author_left_on) == (place.colleague, place.author, AFTER.date())
        assert [voice.name for voice in queries.voices_of(case)] == [place.colleague.name]
        assert rules.may_judge(place.person("author"), case) == refuse("只有提案者可以对答复作出反馈。")
        assert rules.may_judge(place.person("cosigner"), case) == refuse("只有提案者可以对答复作出反馈。")
        seen = {
            name: queries.visible_to(place.person(name)).filter(pk=case.pk).exists() for name in ("author", "cosigner")
        }
        assert seen == {"author": True, "cosigner": True}
        assert rules.may_read_feedback(place.person("author"), case) == ALLOWED
        actions.judge(case, by=place.person("colleague"), **GOOD)
    assert fresh(case).state == S.ANSWERED
    assert [*CoSigner.objects.filter(left_on=None).values_list("member", flat=True)] == [place.colleague.pk]


def test_a_case_that_nobody_stands_for_is_the_office_s_to_decide(place: City) -> None:
    """It is listed; the clerk names a member of the new roll, with the consent shown, and it goes on."""
    case = factory.proposal_in(place, S.REPLIED)
    next_term = change.change(place)
    heir = change.seat(place, next_term, place.colleague)
    clerk = place.person("clerk")
    with clock.at(AFTER):
        assert list(terms.leaderless(place.session.term, on=AFTER.date())) == [case]
        assert refusal(actions.carry_over, fresh(case), by=clerk) == (NOBODY_STAYS, None)
        asked = {"member": heir, "consent": " "}
        assert refusal(actions.succeed, fresh(case), by=clerk, **asked) == ("请写明本人何时、怎样表示同意。", "consent")
        gone = {"member": place.cosigner, "consent": "电话同意"}
        said = (f"{place.cosigner.name}不在新一届的名册上，请另选。", "member")
        assert refusal(actions.succeed, fresh(case), by=clerk, **gone) == said
        actions.succeed(fresh(case), by=clerk, member=heir, consent="4 月 7 日电话同意")
        entry = Entry.objects.get(kind="proposals.succeeded")
        assert entry.payload == {"member": heir.pk, "name": heir.name, "consent": "4 月 7 日电话同意"}
        assert not terms.leaderless(place.session.term, on=AFTER.date()).exists()
        actions.carry_over(fresh(case), by=clerk)
        assert fresh(case).successor == heir
        assert queries.visible_to(place.person("colleague")).filter(pk=case.pk).exists()
        assert list(queries.to_judge_beside(place.person("colleague"))) == [case]
        actions.judge(fresh(case), by=place.person("colleague"), **GOOD)
    assert fresh(case).state == S.ANSWERED


def test_a_body_speaks_for_its_case_whoever_wrote_it(place: City) -> None:
    """A collective case needs no successor."""
    body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    officer = place.person("officer")
    case = actions.draft(place.session, by=officer, proposer=body, text=factory.text())
    factory.sealed(case, by=officer)
    case = actions.submit(fresh(case), by=officer)
    change.change(place, [place.colleague])
    with clock.at(AFTER):
        words = refuse("集体提案由提出的单位继续，不需要接续提案人。")
        assert rules.may_succeed(place.person("clerk"), fresh(case)) == words
        actions.carry_over(fresh(case), by=place.person("clerk"))
        assert [voice.person for voice in queries.voices_of(fresh(case))] == [officer.pk]


def test_who_left_is_asked_no_more_for_what_was_merged(place: City) -> None:
    """The author of a merged case has left: the voice lapses; the lead's own author stays."""
    merged = factory.proposal_in(place, S.MERGED)
    lead = merged.merged_into
    assert lead is not None
    Proposal.objects.filter(pk=merged.pk).update(author=place.colleague)
    change.change(place, [place.author])
    with clock.at(AFTER):
        assert [voice.person for voice in queries.voices_of(fresh(lead))] == [
            place.author.person_id,
            place.colleague.person_id,
        ]
        actions.carry_over(fresh(lead), by=place.person("clerk"))
        assert [voice.person for voice in queries.voices_of(fresh(lead))] == [place.author.person_id]


def test_closed_with_the_term(place: City) -> None:
    """With a reason; its clocks stop, no draft of a reply stays, and it counts as closed and not as handled."""
    case = factory.proposal_in(place, S.HANDLING)
    draft = {"by": place.person("bureau clerk"), "words": {"opening": "您好"}, "version": 0}
    actions.draft_reply(factory.assignment_of(case), **draft)
    change.change(place, [place.author])
    clerk = place.person("clerk")
    with clock.at(AFTER):
        blank = refusal(actions.close_with_term, fresh(case), by=clerk, reason=" ")
        assert blank[1] == "reason"
        closed = actions.close_with_term(fresh(case), by=clerk, reason="届满，承办单位继续研究。")
        assert (closed.state, closed.end_reason, closed.turn_due_on) == (S.CLOSED, "届满，承办单位继续研究。", None)
        assert not deadlines.open_deadlines().filter(subject_id=case.pk).exists()
        assert not ReplyDraft.objects.exists()
        assert kinds(case) == ["accepted", "closed_with_term"]
        year = queries_of_measures(place)
        assert year == {"filed": 1, "closed": 0}
        do_errands()
    told = Notice.objects.filter(kind="closed_with_term")
    assert set(told.values_list("person", flat=True)) == {
        place.author.person_id,
        place.person("bureau clerk").pk,
        place.person("bureau leader").pk,
    }
    assert {(one.title, one.body) for one in told} == {
        (f"提案《{case.title}》届满结案", "理由：届满，承办单位继续研究。")
    }


def queries_of_measures(place: City) -> dict[str, int]:
    from xieshang.proposals.figures.measures import MEASURES, Year

    year = Year(place.assembly, 2026, clock.today())
    return {code: MEASURES[code].rows(year).count() for code in ("filed", "closed")}


def test_a_petition_is_ruled_on_first(place: City) -> None:
    case = factory.proposal_in(place, S.HANDLING)
    asked = {"kind": PetitionKind.EXTENSION, "reason": "跨部门", "until_on": clock.today() + timedelta(days=100)}
    actions.petition(Assignment.objects.get(proposal=case), by=place.person("bureau clerk"), **asked)
    change.change(place, [place.author])
    words = refuse("承办单位的申请还没有裁定，请先裁定。")
    assert rules.may_close_with_term(place.person("clerk"), fresh(case)) == words


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"end_reason": "届满"}, "proposals_ended_closed"),
        ({"state": S.CLOSED, "closed_at": AFTER}, "proposals_replied_at"),
        ({"successor_id": 0}, "proposals_succeeded"),
    ],
)
def test_what_the_database_refuses(place: City, wrong: dict[str, Any], name: str) -> None:
    """A reason where nothing was closed, a closing without reply or reason, a successor of somebody who is there."""
    case = factory.proposal_in(place, S.HANDLING)
    values = {key: value or place.cosigner.pk for key, value in wrong.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Proposal.objects.filter(pk=case.pk).update(**values)


def test_many_at_once_from_the_list(place: City) -> None:
    """Ticked cases are carried or closed together; who is refused is left out with the reason."""
    mine, joint = factory.proposal_in(place, S.FILED), replies.replied_jointly(place)
    change.change(place, [place.colleague])
    client = client_of(place.person("clerk"))
    with clock.at(AFTER):
        chosen = {"chosen": [mine.pk, joint.pk]}
        assert client.post("/proposals/bulks/carry_over/order", chosen).status_code == 302
        bulk = Bulk.objects.get(verb=BulkVerb.CARRY_OVER)
        while actions.do_part(bulk):
            pass
        assert [item.refusal for item in bulk.items.order_by("pk")] == [NOBODY_STAYS, ""]
        asked = client.post("/proposals/bulks/close_with_term/order", chosen)
        assert "理由" in asked.content.decode()
        told = {**chosen, "told": "1", "reason": "没有委员接续。"}
        assert client.post("/proposals/bulks/close_with_term/order", told).status_code == 302
        bulk = Bulk.objects.get(verb=BulkVerb.CLOSE_WITH_TERM)
        while actions.do_part(bulk):
            pass
        assert [item.refusal for item in bulk.items.order_by("pk")] == ["", "已经结转到第10届，照常办理。"]
        words = "届满结案已经告知提案者和承办单位，不能撤销。"
        assert rules.may_undo_bulk(place.person("clerk"), bulk) == refuse(words)
    assert fresh(mine).state == S.CLOSED


def test_the_verbs_stand_on_the_case_once_the_term_is_over(place: City) -> None:
    """Each has its page; before that nothing is said of it."""
    case = factory.proposal_in(place, S.REPLIED)
    client = client_of(place.person("clerk"))
    assert "届满结案" not in client.get(f"/proposals/{case.pk}").content.decode()
    next_term = change.change(place)
    heir = change.seat(place, next_term, place.colleague)
    with clock.at(AFTER):
        page = client.get(f"/proposals/{case.pk}").content.decode()
        assert NOBODY_STAYS in page
        assert f"/proposals/{case.pk}/successor" in page
        assert heir.name in client.get(f"/proposals/{case.pk}/successor").content.decode()
        told = {"member": heir.pk, "consent": "当面同意"}
        assert client.post(f"/proposals/{case.pk}/successor", told).status_code == 302
        assert client.post(f"/proposals/{case.pk}/carrying").status_code == 302
        page = client.get(f"/proposals/{case.pk}").content.decode()
        assert "结转至第10届办理" in page
        assert "由第 9 届结转至第 10 届继续办理" in page


def test_closing_has_a_page(place: City) -> None:
    case = factory.proposal_in(place, S.ANSWERED)
    change.change(place, [place.author])
    client = client_of(place.person("clerk"))
    with clock.at(AFTER):
        assert client.post(f"/proposals/{case.pk}/term-closing", {"reason": ""}).status_code == 422
        assert client.post(f"/proposals/{case.pk}/term-closing", {"reason": "届满"}).status_code == 302
        assert "届满结案：届满" in client.get(f"/proposals/{case.pk}").content.decode()


def test_the_clerk_s_way_there(place: City) -> None:
    """From the menu of the list to the term that is changing; once it is settled, to the present one."""
    case = factory.proposal_in(place, S.REPLIED)
    fresh_term = change.change(place, [place.author])
    clerk = client_of(place.person("clerk"))
    with clock.at(AFTER):
        assert 'href="/proposals/terms"' in clerk.get("/proposals/").content.decode()
        assert clerk.get("/proposals/terms")["Location"] == f"/proposals/terms/{place.session.term_id}"
        actions.carry_over(fresh(case), by=place.person("clerk"))
        assert clerk.get("/proposals/terms")["Location"] == f"/proposals/terms/{fresh_term.pk}"
        assert client_of(place.person("author")).get("/proposals/terms").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_open_cases_of_a_term(place: City, count: int, django_assert_num_queries: Any) -> None:
    """Tabs with counts, in a fixed number of queries; ticked by the clerks alone."""
    for _ in range(count):
        factory.proposal_in(place, S.REPLIED)
        factory.proposal_in(place, S.CLOSED)
    change.change(place, [place.colleague])
    address = f"/proposals/terms/{place.session.term_id}"
    with clock.at(AFTER):
        clerk = client_of(place.person("clerk"))
        clerk.get(address)
        with django_assert_num_queries(OPEN_QUERIES):
            page = clerk.get(address).content.decode()
        assert page.count("/proposals/bulks/carry_over/order") == 1
        assert len(sheet(place, "clerk", f"{address}?tab=leaderless&export=xlsx")) == 1 + count
        assert len(sheet(place, "clerk", f"{address}?tab=handed_on&export=xlsx")) == 1
        assert "bulks/carry_over" not in client_of(place.person("chair")).get(address).content.decode()
        strangers = ("author", "officer", "elsewhere", "bureau clerk")
        assert {name: client_of(place.person(name)).get(address).status_code for name in strangers} == dict.fromkeys(
            strangers, 404
        )


OPEN_QUERIES = 14
DAY_QUERIES = 5


@pytest.mark.parametrize("count", [1, 3])
def test_the_cases_as_they_were_on_a_day(place: City, count: int, django_assert_num_queries: Any) -> None:
    """The state of that day, whatever came later; read by key in a fixed number of queries, and exported."""
    for _ in range(count):
        case = factory.proposal_in(place, S.SUBMITTED)
    with clock.at(clock.now() + timedelta(days=2)):
        actions.file(fresh(case), by=place.person("clerk"))
    address = f"/proposals/terms/{place.session.term_id}/day"
    clerk = client_of(place.person("clerk"))
    clerk.get(f"{address}?on=2026-03-18")
    with django_assert_num_queries(DAY_QUERIES):
        clerk.get(f"{address}?on=2026-03-18")
    rows = sheet(place, "clerk", f"{address}?on=2026-03-18&export=xlsx")
    assert [row[2] for row in rows] == ["当天状态", *["待审查"] * count]
    assert {row[0] for row in rows[1:]} == {""}
    later = sheet(place, "clerk", f"{address}?on=2026-03-20&then=filed&export=xlsx")
    assert [(row[0], row[2]) for row in later[1:]] == [("2026 年第 1 号", "已立案")]
    assert len(sheet(place, "clerk", f"{address}?on=2026-03-17&export=xlsx")) == 1
    assert [clerk.get(f"{address}?on={day}").status_code for day in ("2019-01-01", "soon", "")] == [404, 404, 200]


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_kept_with_its_moment(place: City, state: State) -> None:
    """By the database: the last one is where the case stands."""
    case = factory.proposal_in(place, state)
    last = Stage.objects.filter(proposal=case).order_by("-at", "-pk")[0]
    assert (last.state, last.at) == (state, case.changed_at)
    assert Stage.objects.filter(proposal=case).order_by("pk")[0].state == S.DRAFT


def test_a_frozen_term_takes_no_more(place: City) -> None:
    """No import into its sessions, no objection; what was carried on is filed, and its seal holds."""
    refused = factory.proposal_in(place, S.NOT_FILED)
    waiting = factory.proposal_in(place, S.SUBMITTED)
    change.change(place, [place.author])
    clerk, office = place.person("clerk"), place.person("office")
    with clock.at(AFTER):
        actions.carry_over(fresh(waiting), by=clerk)
        term = members.freeze_term(Term.objects.get(pk=place.session.term_id), by=office)
        place.session.refresh_from_db()
        frozen = refuse("第9届已经封存，不能再增加这一届的提案。")
        assert rules.may_import(clerk, place.session) == frozen
        assert rules.may_object_to(place.person("author"), fresh(refused)) == frozen
        plan = imports.plan(place.assembly, cases_of(row(提交时间="2026-02-03")), source="省政协")
        assert [fault.message for fault in plan.faults] == [frozen.reason]
        actions.file(fresh(waiting), by=clerk)
        assert list(sealing.faults()) == []
        assert term.is_frozen


def test_who_left_hands_in_no_draft(place: City) -> None:
    """It stays to be read; nor is an invitation to co-sign answered any more."""
    draft, joint = factory.proposal_in(place, S.DRAFT), factory.proposal_in(place, S.GATHERING)
    change.change(place, [place.colleague])
    with clock.at(AFTER):
        who = Person.objects.get(pk=place.author.person_id)
        said = "您已不再担任委员，不能再提交提案；草稿仍可查看。"
        assert rules.may_submit(who, fresh(draft)) == refuse(said)
        assert queries.visible_to(who).filter(pk=draft.pk).exists()
        invited = Person.objects.get(pk=place.cosigner.person_id)
        assert rules.may_answer_cosigning(invited, factory.cosigning_of(joint)) == refuse(
            "您已不再担任委员，不能再联名。"
        )


def test_all_who_proposed_hear_that_it_goes_on(place: City) -> None:
    """Those who have left, too; whoever takes the lead is asked to."""
    case = replies.replied_jointly(place)
    change.change(place, [place.colleague])
    with clock.at(AFTER):
        actions.carry_over(fresh(case), by=place.person("clerk"))
        do_errands()
    told = Notice.objects.filter(kind__in=["carried_over", "succeeded"]).order_by("pk")
    people = {place.author.person_id, place.cosigner.person_id, place.colleague.person_id}
    assert {one.person_id for one in told if one.kind == "carried_over"} == people
    assert [(one.person_id, one.title) for one in told if one.kind == "succeeded"] == [
        (place.colleague.person_id, f"请您接续提案《{case.title}》")
    ]
