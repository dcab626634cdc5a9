"""Which bureaus handle a case: suggested, proposed, accepted ahead, handed over at a meeting, taken back, extended."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions, queries, rules, turns
from xieshang.proposals.models import Assignment, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.states import HandlingRole, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def kinds(proposal: Proposal) -> list[str]:
    """What the ledger holds of the case after it was filed."""
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("pk")
    found = [entry.kind.removeprefix("proposals.") for entry in entries]
    return found[found.index("filed") + 1 :]


def open_clocks(proposal: Proposal) -> dict[tuple[str, int], date]:
    """The clocks that run: code and bureau, and until when."""
    running = deadlines.open_deadlines().filter(subject_kind="proposals.proposal", subject_id=proposal.pk)
    return {(one.code.removeprefix("proposals."), one.part): one.due_on for one in running}


class TestSeveralBureaus:
    def test_a_lead_and_its_co_handler_have_a_clock_each(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        lead, co = actions.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
        assert [(one.bureau, one.role) for one in (lead, co)] == [
            (place.bureau, HandlingRole.LEAD),
            (place.other_bureau, HandlingRole.CO),
        ]
        assert set(open_clocks(proposal)) == {
            ("accept", place.bureau.pk),
            ("accept", place.other_bureau.pk),
            ("reply", place.bureau.pk),
            ("joint_opinion", place.other_bureau.pk),
        }
        assert lead.reply_by > co.reply_by

    @pytest.mark.parametrize(
        ("chosen", "reason", "field"),
        [
            ({}, "请选定主办单位，或者几个分办单位。", "lead"),
            (
                {"lead": "bureau", "separate": ["other_bureau"]},
                "主办和分办只能选一种：有主办单位的，其他单位会办。",
                "separate",
            ),
            ({"co": ["bureau"]}, "请选定主办单位，或者几个分办单位。", "lead"),
            (
                {"separate": ["bureau"], "co": ["other_bureau"]},
                "分办的提案没有会办单位：请选定主办单位，或者去掉会办单位。",
                "co",
            ),
            ({"lead": "bureau", "co": ["bureau"]}, "市教育局选了两次。", "co"),
            ({"separate": ["bureau", "bureau"]}, "市教育局选了两次。", "separate"),
        ],
    )
    def test_what_cannot_be_chosen(self, place: City, chosen: dict[str, Any], reason: str, field: str) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        named = {
            role: [getattr(place, one) for one in names] if isinstance(names, list) else getattr(place, names)
            for role, names in chosen.items()
        }
        assert refusal(actions.assign, proposal, by=place.person("clerk"), **named) == (reason, field)
        assert not Assignment.objects.exists()
        assert set(open_clocks(proposal)) == {("assign", 0)}

    def test_the_case_is_in_hand_when_all_who_answer_have_accepted(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        one, other = actions.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
        actions.accept(one, by=place.person("bureau clerk"))
        assert Proposal.objects.get().state == S.ASSIGNED
        assert Proposal.objects.get().turn_due_on == other.accept_by
        actions.accept(other, by=place.person("other leader"))
        assert Proposal.objects.get().state == S.HANDLING

    def test_a_lead_need_not_wait_for_its_co_handler_to_accept(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        lead, co = actions.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
        actions.accept(lead, by=place.person("bureau clerk"))
        assert Proposal.objects.get().state == S.HANDLING
        actions.accept(co, by=place.person("other leader"))
        assert set(open_clocks(proposal)) == {("reply", place.bureau.pk), ("joint_opinion", place.other_bureau.pk)}

    def test_the_author_is_asked_when_all_have_replied(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        one, other = actions.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
        one = actions.accept(one, by=place.person("bureau clerk"))
        talk = {"kind": "meeting", "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
        actions.note_talk(one, by=place.person("bureau clerk"), **{**talk, "kind": factory.TalkKind.MEETING})
        leader = place.person("bureau leader")
        actions.reply(one, by=leader, letter=factory.letter())
        assert (Proposal.objects.get().state, Proposal.objects.get().replied_at) == (S.ASSIGNED, None)
        assert rules.may_reply(leader, queries.whole(Proposal.objects.all()).get().assignments.all()[0]).reason == (
            "本单位已经答复，正在等其他单位答复。"
        )
        actions.accept(other, by=place.person("other leader"))
        assert Proposal.objects.get().turn_due_on == other.reply_by

    def test_a_co_handler_does_not_answer_the_author(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        actions.assign(proposal, by=place.person("clerk"), lead=place.other_bureau, co=[place.bureau])
        charge = Assignment.objects.get(role=HandlingRole.CO)
        assert refusal(actions.reply, charge, by=place.person("bureau leader"), letter=factory.letter())[0] == (
            "会办单位把意见告知主办单位，由主办单位统一答复提案者。"
        )


class TestProposed:
    def propose(self, place: City, **how: Any) -> Proposal:
        """A filed case that shall be the bureau's."""
        proposal = factory.proposal_in(place, S.FILED)
        actions.propose_assignment(proposal, by=place.person("clerk"), **{"lead": place.bureau, **how})
        return proposal

    def test_the_bureau_sees_it_and_a_stranger_does_not(self, place: City) -> None:
        proposal = self.propose(place)
        seen = {
            who: queries.visible_to(place.person(who)).filter(pk=proposal.pk).exists()
            for who in ("bureau clerk", "other leader")
        }
        assert seen == {"bureau clerk": True, "other leader": False}

    def test_accepted_ahead_it_is_accepted_once_assigned(self, place: City) -> None:
        proposal = self.propose(place)
        clerk = place.person("bureau clerk")
        actions.accept_ahead(ProposedAssignment.objects.get(), by=clerk)
        [charge] = actions.assign_as_proposed(proposal, by=place.person("clerk"))
        assert (charge.accepted_by, Proposal.objects.get().state) == (clerk, S.HANDLING)
        assert set(open_clocks(proposal)) == {("reply", place.bureau.pk)}
        assert kinds(proposal) == ["assignment_proposed", "accepted_ahead", "assigned"]
        assert not ProposedAssignment.objects.exists()

    def test_it_answers_once(self, place: City) -> None:
        self.propose(place)
        clerk, one = place.person("bureau clerk"), ProposedAssignment.objects.get()
        actions.object_ahead(one, by=clerk, reason="职责在住建局")
        assert refusal(actions.accept_ahead, one, by=clerk)[0] == "本单位已经答复过拟交办。"
        assert ProposedAssignment.objects.get().objection == "职责在住建局"

    def test_another_bureau_does_not_answer(self, place: City) -> None:
        self.propose(place)
        one = ProposedAssignment.objects.get()
        assert (
            refusal(actions.accept_ahead, one, by=place.person("other leader"))[0]
            == "只有市教育局的工作人员可以预签收。"
        )

    def test_proposed_anew_the_first_is_gone(self, place: City) -> None:
        proposal = self.propose(place)
        actions.propose_assignment(proposal, by=place.person("clerk"), lead=place.other_bureau, co=[place.bureau])
        assert [one.bureau for one in ProposedAssignment.objects.order_by("pk")] == [place.other_bureau, place.bureau]

    def test_nothing_proposed_nothing_assigned(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        assert refusal(actions.assign_as_proposed, proposal, by=place.person("clerk")) == (
            "还没有拟定承办单位，请先选定。",
            "lead",
        )

    def test_taken_back_it_is_proposed_again(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.ASSIGNED)
        actions.take_back_assignment(proposal, by=place.person("clerk"), reason="交错了单位")
        assert (Proposal.objects.get().state, Assignment.objects.count()) == (S.FILED, 0)
        assert [one.bureau for one in ProposedAssignment.objects.all()] == [place.bureau]
        assert set(open_clocks(proposal)) == {("assign", 0)}

    def test_what_was_accepted_is_not_taken_back(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        one, _other = actions.assign(proposal, by=place.person("clerk"), separate=[place.bureau, place.other_bureau])
        actions.accept(one, by=place.person("bureau clerk"))
        said = refusal(actions.take_back_assignment, proposal, by=place.person("clerk"), reason="改交")[0]
        assert said == "已有单位签收，不能收回；还没有签收的单位可以申退，再改交其他单位。"
        assert Assignment.objects.count() == 2


class TestMeeting:
    def test_what_is_proposed_for_it(self, place: City) -> None:
        meeting = actions.call_hand_over(
            place.session, by=place.person("clerk"), title="交办会", meets_on=clock.today()
        )
        proposal = factory.proposal_in(place, S.FILED)
        actions.propose_assignment(proposal, by=place.person("clerk"), lead=place.bureau, hand_over=meeting)
        assert [one.proposal for one in queries.proposed_for(meeting)] == [proposal]
        bulk = actions.hold_hand_over(meeting, by=place.person("clerk"))
        assert [item.proposal for item in bulk.items.all()] == [proposal]
        assert refusal(actions.hold_hand_over, meeting, by=place.person("clerk"))[0] == "这次交办会已经开过。"
        later = refusal(
            actions.propose_assignment,
            proposal,
            by=place.person("clerk"),
            lead=place.bureau,
            hand_over=HandOver.objects.get(),
        )
        assert later == ("这次交办会已经开过，请选择还没有召开的交办会，或者直接交办。", "hand_over")

    @pytest.mark.parametrize(
        ("how", "said"),
        [
            ({"title": " "}, ("请填写交办会的名称。", "title")),
            ({"days": -1}, ("交办会的日期不能早于今天。", "meets_on")),
        ],
    )
    def test_a_meeting_that_cannot_be_called(self, place: City, how: dict[str, Any], said: tuple[str, str]) -> None:
        day = clock.today() + timedelta(days=how.pop("days", 3))
        given = {"title": "交办会", **how}
        assert refusal(actions.call_hand_over, place.session, by=place.person("clerk"), meets_on=day, **given) == said
        assert not HandOver.objects.exists()

    def test_who_may_call_it(self, place: City) -> None:
        may = {
            who: bool(rules.may_call_hand_over(place.person(who), place.session))
            for who in ("clerk", "chair", "author", "bureau leader")
        }
        assert may == {"clerk": True, "chair": False, "author": False, "bureau leader": False}


class TestMoreTime:
    def test_once_and_to_six_months_at_most(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        charge, clerk = factory.assignment_of(proposal), place.person("clerk")
        before, assigned_on = charge.reply_by, clock.today()
        for until_on in (before, date(2026, 12, 31)):
            assert refusal(actions.prolong, charge, by=clerk, until_on=until_on, reason="须现场勘测")[1] == "until_on"
        extended = actions.prolong(charge, by=clerk, until_on=date(2026, 8, 18), reason="须现场勘测")
        assert (extended.reply_by, extended.extended) == (date(2026, 8, 18), True)
        assert Proposal.objects.get().turn_due_on == date(2026, 8, 18)
        [running] = deadlines.open_deadlines().filter(subject_kind="proposals.proposal", subject_id=proposal.pk)
        assert (running.from_on, running.due_on) == (assigned_on, date(2026, 8, 18))
        said = refusal(actions.prolong, charge, by=clerk, until_on=date(2026, 9, 1), reason="再延")[0]
        assert said == "已经延期过一次，不能再延。"
        assert actions.take_back_extension(charge, by=clerk).reply_by == before
        assert kinds(proposal)[-2:] == ["extended", "extension_taken_back"]

    def test_without_a_reason_nothing_moves(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        assert (
            refusal(actions.prolong, charge, by=place.person("clerk"), until_on=date(2026, 8, 18), reason=" ")[1]
            == "reason"
        )
        assert Assignment.objects.get().reply_by == charge.reply_by

    def test_a_bureau_does_not_give_itself_time(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        assert rules.may_prolong(place.person("bureau leader"), charge).reason == "只有提案工作人员可以批准延期。"


class TestSuggested:
    def test_each_with_its_reasons(self, place: City) -> None:
        past = factory.proposal_in(place, S.CLOSED)
        text = {"title": "关于增设老城区公共停车位的提案", "suggestions": ["由教育局开放学校停车位。", "建立台账。"]}
        type(place.bureau).objects.filter(pk=place.bureau.pk).update(short_name="教育局")
        proposal = factory.proposal_in(place, S.FILED, **text)
        [first] = queries.suggested_bureaus(
            queries.whole(Proposal.objects.filter(pk=proposal.pk)).get(), on=clock.today()
        )
        assert first.bureau == place.bureau
        assert first.reasons == [
            "第 1 条建议点名",
            f"办过 1 件相近的提案，如2026 年第 {past.case_number} 号",
            "近三年社会建设类提案的 100% 由它主办",
        ]

    def test_a_wish_counts(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        Proposal.objects.filter(pk=proposal.pk).update(wished_bureau=place.other_bureau)
        found = queries.suggested_bureaus(
            queries.whole(Proposal.objects.filter(pk=proposal.pk)).get(), on=clock.today()
        )
        assert [(one.bureau, one.reasons) for one in found] == [(place.other_bureau, ["提案者希望由它办理"])]

    def test_the_queries_do_not_grow_with_the_past(self, place: City, django_assert_num_queries: Any) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        whole = queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
        for _more in range(2):
            factory.proposal_in(place, S.CLOSED)
            with django_assert_num_queries(4):
                queries.suggested_bureaus(whole, on=clock.today())


class TestPages:
    def test_assigned_from_the_page(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        client = client_of(place.person("clerk"))
        assert "现在交办" in client.get(f"/proposals/{proposal.pk}/assignment").content.decode()
        sent = {"lead": place.bureau.pk, "co": [place.other_bureau.pk]}
        assert client.post(f"/proposals/{proposal.pk}/assignment", sent).status_code == 302
        assert Assignment.objects.count() == 2

    def test_proposed_from_the_page_and_accepted_ahead(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        page = f"/proposals/{proposal.pk}"
        client_of(place.person("clerk")).post(f"{page}/assignment", {"lead": place.bureau.pk, "ahead": "1"})
        proposed = ProposedAssignment.objects.get()
        bureau = client_of(place.person("bureau clerk"))
        assert "预签收" in bureau.get(page).content.decode()
        assert bureau.post(f"{page}/proposed/{proposed.pk}/acceptance").status_code == 302
        assert client_of(place.person("other leader")).get(page).status_code == 404

    def test_what_was_typed_is_kept(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        answer = client_of(place.person("clerk")).post(
            f"/proposals/{proposal.pk}/assignment", {"lead": place.bureau.pk, "separate": [place.other_bureau.pk]}
        )
        assert answer.status_code == 422
        assert "主办和分办只能选一种" in answer.content.decode()
        ticked = re.findall(
            r'<input type="checkbox" name="separate" value="(\d+)"[^>]* checked', answer.content.decode()
        )
        assert ticked == [str(place.other_bureau.pk)]

    @pytest.mark.parametrize(
        ("who", "status"), [("clerk", 200), ("chair", 200), ("bureau clerk", 404), ("author", 404)]
    )
    def test_who_sees_a_meeting(self, place: City, who: str, status: int) -> None:
        meeting = actions.call_hand_over(
            place.session, by=place.person("clerk"), title="交办会", meets_on=clock.today()
        )
        assert client_of(place.person(who)).get(f"/proposals/hand-overs/{meeting.pk}").status_code == status

    def test_the_turn_codes_are_known(self) -> None:
        assert turns.JOINT.code == "proposals.joint_opinion"
