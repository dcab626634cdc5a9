"""What happens between assignment and reply: petitions, pauses, plans, opinions and reminders, with their clocks."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import person_with
from tests.factories.proposals import City, refusal
from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.models import Deadline
from xieshang.documents import queries as documents
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, Pause, Petition, Plan, Practice, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import HandlingRole, PetitionKind, Ruling, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S, K, R = State, PetitionKind, Ruling


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def third(place: City) -> Bureau:
    return factory.bureau_of(place.assembly, "市交通局")


def told(proposal: Proposal) -> list[str]:
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("id")
    return [sentence_of(entry) for entry in entries]


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def charge_of(proposal: Proposal, bureau: Bureau) -> Assignment:
    return Assignment.objects.select_related("bureau", "proposal").get(proposal=proposal, bureau=bureau)


def running(proposal: Proposal) -> dict[tuple[str, int], date]:
    """The clocks that run: by step and whose part, until when."""
    return {(one.code.partition(".")[2], one.part): one.due_on for one in deadlines.of(proposal) if one.is_open}


def assigned(place: City, **bureaus: Any) -> Proposal:
    proposal = factory.proposal_in(place, S.FILED)
    actions.assign(proposal, by=place.person("clerk"), **(bureaus or {"lead": place.bureau}))
    return fresh(proposal)


def shared(place: City) -> Proposal:
    """Led by the one bureau, co-handled by the other, both at work."""
    proposal = assigned(place, lead=place.bureau, co=[place.other_bureau])
    accept(place, proposal)
    return fresh(proposal)


def staff(place: City, bureau: Bureau) -> Person:
    return place.person("bureau leader" if bureau == place.bureau else "other leader")


def accept(place: City, proposal: Proposal) -> None:
    for charge in Assignment.objects.select_related("bureau").filter(proposal=proposal):
        actions.accept(charge, by=staff(place, charge.bureau))


def talk(place: City, charge: Assignment, **more: Any) -> Any:
    said = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
    return actions.note_talk(charge, by=staff(place, charge.bureau), **said, **more)


def release(place: City, charge: Assignment, other: Bureau) -> Petition:
    return actions.petition(
        charge, by=staff(place, charge.bureau), kind=K.RELEASE, reason="不属本单位职责", other_bureau=other
    )


def extension(place: City, charge: Assignment, until_on: date) -> Petition:
    by = staff(place, charge.bureau)
    return actions.petition(charge, by=by, kind=K.EXTENSION, reason="要跨部门会商", until_on=until_on)


def rule(place: City, petition: Petition, ruling: Ruling = R.GRANTED, **more: Any) -> Petition:
    found = Petition.objects.get(pk=petition.pk)
    return actions.rule_on(found, by=place.person("clerk"), ruling=ruling, reason="经研究", **more)


def later(moment: datetime, **by: int) -> Any:
    return clock.at(moment + timedelta(**by))


class TestRelease:
    def test_the_accept_clock_stands_still_and_the_office_has_the_turn(self, place: City) -> None:
        proposal = assigned(place)
        release(place, charge_of(proposal, place.bureau), place.other_bureau)
        part = place.bureau.pk
        assert running(proposal) == {("reply", part): date(2026, 6, 18), ("rule", part): date(2026, 3, 25)}
        assert (fresh(proposal).state, fresh(proposal).turn_due_on) == (S.ASSIGNED, date(2026, 3, 25))
        assert told(proposal)[-1] == "市教育局向提案工作机构提出申请（申退）"

    def test_granted_it_goes_to_the_bureau_named_with_fresh_clocks(self, place: City, moment: datetime) -> None:
        proposal = assigned(place)
        petition = release(place, charge_of(proposal, place.bureau), place.other_bureau)
        with later(moment, days=2):
            rule(place, petition)
        charge = Assignment.objects.get()
        part = place.other_bureau.pk
        assert (charge.bureau, charge.role, charge.accepted_at) == (place.other_bureau, HandlingRole.LEAD, None)
        assert running(proposal) == {("accept", part): date(2026, 3, 31), ("reply", part): date(2026, 6, 22)}
        assert fresh(proposal).turn_due_on == date(2026, 3, 31)
        assert told(proposal)[-2:] == ["裁定市教育局的申请（申退）：同意", "交市财政局办理"]
        kept = Petition.objects.get()
        assert (kept.assignment, kept.bureau, kept.proposal_id) == (None, place.bureau, proposal.pk)
        met = Deadline.objects.get(code="proposals.rule")
        assert met.met_on == date(2026, 3, 20)

    def test_the_office_may_name_another_bureau_than_was_asked_for(self, place: City, third: Bureau) -> None:
        proposal = assigned(place)
        petition = release(place, charge_of(proposal, place.bureau), place.other_bureau)
        rule(place, petition, bureau=third)
        assert Assignment.objects.get().bureau == third
        assert fresh(proposal).state == S.ASSIGNED

    def test_denied_it_stays_and_the_time_to_accept_starts_anew(self, place: City, moment: datetime) -> None:
        proposal = assigned(place)
        petition = release(place, charge_of(proposal, place.bureau), place.other_bureau)
        with later(moment, days=5):
            rule(place, petition, R.DENIED)
            charge = charge_of(proposal, place.bureau)
            assert charge.accept_by == date(2026, 4, 1) == fresh(proposal).turn_due_on
            assert running(proposal)[("accept", place.bureau.pk)] == charge.accept_by
            by = staff(place, place.bureau)
            asked = {"kind": K.RELEASE, "reason": "再申退", "other_bureau": place.other_bureau}
            assert refusal(actions.petition, charge, by=by, **asked) == ("本单位已经申退过一次，请签收办理。", None)
            actions.accept(charge, by=by)
        assert fresh(proposal).state == S.HANDLING

    def test_nobody_accepts_while_it_waits_but_may_take_it_back(self, place: City) -> None:
        proposal = assigned(place)
        charge, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        petition = release(place, charge, place.other_bureau)
        assert refusal(actions.accept, charge, by=by)[0] == "已经申退，正在等裁定；要办理这件提案，请先收回申退。"
        actions.take_back_petition(petition, by=by)
        assert told(proposal)[-1] == "市教育局收回了申请（申退）"
        assert running(proposal)[("accept", place.bureau.pk)] == fresh(proposal).turn_due_on
        actions.accept(charge, by=by)
        assert fresh(proposal).state == S.HANDLING

    def test_after_accepting_or_after_the_time_for_it_nobody_is_released(self, place: City, moment: datetime) -> None:
        proposal = assigned(place)
        charge, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        asked = {"by": by, "kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
        with later(moment, days=10):
            late = "申退要在签收期限（3 月 27 日）以内提出，期限已过，请签收办理。"
            assert refusal(actions.petition, charge, **asked) == (late, None)
        actions.accept(charge, by=by)
        held = "已经签收，不能再申退；不能自行转给别的单位。"
        assert refusal(actions.petition, charge, **asked) == (held, None)
        assert Petition.objects.count() == 0

    @pytest.mark.parametrize(
        ("which", "words"),
        [
            (None, "请写明建议由哪个单位办理。"),
            ("own", "请选别的单位。"),
            ("charged", "市财政局已经在办理这件提案。"),
            ("closed", "市交通局现在不是承办单位。"),
            ("foreign", "这个单位不归本级政协交办。"),
        ],
    )
    def test_another_bureau_that_can_handle_it_is_named(
        self, place: City, third: Bureau, which: str | None, words: str
    ) -> None:
        Bureau.objects.filter(pk=third.pk).update(until_on=date(2026, 3, 1))
        foreign = factory.city().bureau
        bureaus = {"own": place.bureau, "charged": place.other_bureau, "closed": third, "foreign": foreign}
        proposal = assigned(place, lead=place.bureau, co=[place.other_bureau])
        before = running(proposal)
        charge, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        named = Bureau.objects.get(pk=bureaus[which].pk) if which else None
        asked = {"by": by, "kind": K.RELEASE, "reason": "不属职责", "other_bureau": named}
        assert refusal(actions.petition, charge, **asked) == (words, "other_bureau")
        assert (Petition.objects.count(), running(proposal)) == (0, before)

    def test_a_ruling_that_cannot_be_carried_out_leaves_nothing(self, place: City, third: Bureau) -> None:
        """The bureau asked for has been closed since."""
        proposal = assigned(place)
        petition = release(place, charge_of(proposal, place.bureau), third)
        Bureau.objects.filter(pk=third.pk).update(until_on=date(2026, 3, 18))
        before = running(proposal)
        assert refusal(rule, place, petition) == ("市交通局现在不是承办单位。", "bureau")
        assert (Petition.objects.get().ruling, running(proposal)) == ("", before)

    def test_one_asks_to_be_released_while_another_replies(self, place: City, third: Bureau) -> None:
        """Of two that handle separately; the case waits for the third that comes in."""
        proposal = assigned(place, separate=[place.bureau, place.other_bureau])
        petition = release(place, charge_of(proposal, place.bureau), third)
        charge = charge_of(proposal, place.other_bureau)
        charge = actions.accept(charge, by=staff(place, place.other_bureau))
        talk(place, charge)
        actions.reply(charge, by=staff(place, place.other_bureau), letter=factory.letter())
        assert (fresh(proposal).state, fresh(proposal).turn_due_on) == (S.ASSIGNED, date(2026, 3, 25))
        rule(place, petition)
        assert fresh(proposal).state == S.ASSIGNED
        leader = person_with("bureau_leader", third.scope)
        new = charge_of(proposal, third)
        assert new.role == HandlingRole.SEPARATE
        new = actions.accept(new, by=leader)
        assert fresh(proposal).state == S.HANDLING
        said = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "面商。"}
        actions.note_talk(new, by=leader, **said)
        actions.reply(new, by=leader, letter=factory.letter(letter_number="鹰交提〔2026〕1号"))
        assert fresh(proposal).state == S.REPLIED

    def test_a_co_handler_that_is_released_hands_its_thirty_days_on(self, place: City, third: Bureau) -> None:
        proposal = assigned(place, lead=place.bureau, co=[place.other_bureau])
        rule(place, release(place, charge_of(proposal, place.other_bureau), third))
        new = charge_of(proposal, third)
        assert (new.role, new.reply_by) == (HandlingRole.CO, date(2026, 4, 17))
        assert {key for key in running(proposal) if key[1] == place.other_bureau.pk} == set()


class TestExtension:
    def handled(self, place: City) -> Assignment:
        return factory.assignment_of(factory.proposal_in(place, S.HANDLING))

    def test_granted_it_runs_longer_from_the_same_day(self, place: City, moment: datetime) -> None:
        charge = self.handled(place)
        proposal = charge.proposal
        with later(moment, days=20):
            petition = extension(place, charge, date(2026, 8, 20))
            assert fresh(proposal).turn_due_on == date(2026, 6, 18)
            rule(place, petition)
        charge.refresh_from_db()
        assert (charge.extended, charge.reply_by) == (True, date(2026, 8, 20))
        clocks = deadlines.of(proposal).filter(code="proposals.reply")
        assert [(one.from_on, one.due_on, one.dropped_on) for one in clocks] == [
            (date(2026, 3, 18), date(2026, 6, 18), date(2026, 4, 7)),
            (date(2026, 3, 18), date(2026, 8, 20), None),
        ]
        assert fresh(proposal).turn_due_on == date(2026, 8, 20)
        assert told(proposal)[-2:] == ["裁定市教育局的申请（延期）：同意", "市教育局的答复期限延长到 2026-08-20"]

    def test_the_office_may_grant_fewer_days(self, place: City) -> None:
        charge = self.handled(place)
        rule(place, extension(place, charge, date(2026, 9, 1)), until_on=date(2026, 7, 18))
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 7, 20)  # the eighteenth is a Saturday

    @pytest.mark.parametrize(
        ("until_on", "words"),
        [
            (None, "请写明延期到哪一天。"),
            (date(2026, 6, 18), "现在的答复期限是 2026 年 6 月 18 日（周四），请选这以后的日子。"),
            (date(2026, 9, 19), "交办后最迟 6 个月内答复，最晚可以延到 2026 年 9 月 18 日（周五）。"),
        ],
    )
    def test_it_is_longer_and_at_most_six_months(self, place: City, until_on: date | None, words: str) -> None:
        charge = self.handled(place)
        asked = {"by": staff(place, place.bureau), "kind": K.EXTENSION, "reason": "跨部门", "until_on": until_on}
        assert refusal(actions.petition, charge, **asked) == (words, "until_on")

    def test_six_months_to_the_day_are_granted_and_no_day_more_in_the_ruling(self, place: City) -> None:
        charge = self.handled(place)
        petition = extension(place, charge, date(2026, 9, 18))
        assert refusal(rule, place, petition, until_on=date(2026, 9, 21))[1] == "until_on"
        rule(place, petition)
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 9, 18)

    def test_it_happens_once_but_a_denied_one_may_be_asked_again(self, place: City) -> None:
        charge, by = self.handled(place), staff(place, place.bureau)
        rule(place, extension(place, charge, date(2026, 7, 1)), R.DENIED)
        charge.refresh_from_db()
        assert (charge.extended, charge.reply_by) == (False, date(2026, 6, 18))
        rule(place, extension(place, charge, date(2026, 7, 1)))
        asked = {"by": by, "kind": K.EXTENSION, "reason": "还要", "until_on": date(2026, 8, 3)}
        assert refusal(actions.petition, charge, **asked) == ("延期只有一次，本单位已经延过。", None)

    def test_the_reply_waits_for_the_ruling_or_for_taking_back(self, place: City) -> None:
        charge, by = self.handled(place), staff(place, place.bureau)
        talk(place, charge)
        petition = extension(place, charge, date(2026, 7, 1))
        words = "本单位的申请（延期）正在等裁定；要现在答复，请先收回申请。"
        assert refusal(actions.reply, charge, by=by, letter=factory.letter()) == (words, None)
        actions.take_back_petition(petition, by=by)
        actions.reply(charge, by=by, letter=factory.letter())
        assert [code for code, _part in running(charge.proposal)] == ["feedback"]

    def test_a_co_handler_has_its_thirty_days_and_no_more(self, place: City) -> None:
        charge = charge_of(shared(place), place.other_bureau)
        asked = {"by": staff(place, place.other_bureau), "kind": K.EXTENSION, "reason": "忙"}
        words = "会办意见不能延期；到期没有提出的，主办单位可以先答复。"
        assert refusal(actions.petition, charge, until_on=date(2026, 5, 1), **asked) == (words, None)

    def test_one_petition_at_a_time(self, place: City) -> None:
        charge, by = self.handled(place), staff(place, place.bureau)
        extension(place, charge, date(2026, 7, 1))
        asked = {"by": by, "kind": K.EXTENSION, "reason": "再", "until_on": date(2026, 7, 2)}
        assert refusal(actions.petition, charge, **asked) == ("本单位的申请（延期）正在等裁定。", None)
        petition = Petition.objects.get()
        petition.pk = None
        with pytest.raises(IntegrityError, match="proposals_one_petition"), transaction.atomic():
            petition.save(force_insert=True)

    def test_nobody_rules_twice_nor_without_a_reason(self, place: City) -> None:
        petition = extension(place, self.handled(place), date(2026, 7, 1))
        clerk = place.person("clerk")
        said = refusal(actions.rule_on, petition, by=clerk, ruling=R.GRANTED, reason=" ")
        assert said == ("请写明理由，对方会看到。", "reason")
        rule(place, petition)
        assert refusal(rule, place, petition)[0] == "这项申请已经裁定过了。"


class TestOpinions:
    def opine(self, place: City, proposal: Proposal, *, agrees: bool = True) -> None:
        charge = charge_of(proposal, place.other_bureau)
        actions.give_joint_opinion(charge, by=staff(place, place.other_bureau), text="同意拨款。", agrees=agrees)

    def test_the_lead_waits_for_every_opinion_by_name(self, place: City) -> None:
        proposal = shared(place)
        lead, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        talk(place, lead)
        words = "还缺会办意见：市财政局（至 4 月 17 日）。到齐或者到期以后再答复。"
        assert refusal(actions.reply, lead, by=by, letter=factory.letter()) == (words, None)
        self.opine(place, proposal)
        assert told(proposal)[-1] == "市财政局提出了会办意见"
        assert [code for code, _part in running(proposal)] == ["reply"]
        actions.reply(lead, by=by, letter=factory.letter())
        assert fresh(proposal).state == S.REPLIED

    def test_after_its_time_the_lead_waits_no_longer(self, place: City, moment: datetime) -> None:
        proposal = shared(place)
        lead, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        talk(place, lead)
        with later(moment, days=30):
            assert refusal(actions.reply, lead, by=by, letter=factory.letter())[1] is None
        with later(moment, days=31):
            actions.reply(lead, by=by, letter=factory.letter())
            assert fresh(proposal).state == S.REPLIED
            charge = charge_of(proposal, place.other_bureau)
            given = {"by": staff(place, place.other_bureau), "text": "补", "agrees": True}
            late = "现在的状态是“待反馈”，已经过了可以提出会办意见的时候；请看现在还能办什么。"
            assert refusal(actions.give_joint_opinion, charge, **given) == (late, None)

    def test_it_is_given_once_by_a_co_handler_in_words(self, place: City) -> None:
        proposal = shared(place)
        charge, by = charge_of(proposal, place.other_bureau), staff(place, place.other_bureau)
        said = refusal(actions.give_joint_opinion, charge, by=by, text=" ", agrees=True)
        assert said == ("请写明会办意见。", "text")
        self.opine(place, proposal)
        said = refusal(actions.give_joint_opinion, charge, by=by, text="又", agrees=True)
        assert said == ("本单位的会办意见已经告知主办单位。", None)
        lead, leader = charge_of(proposal, place.bureau), staff(place, place.bureau)
        said = refusal(actions.give_joint_opinion, lead, by=leader, text="我", agrees=True)
        assert said == ("会办意见由会办单位提出；本单位直接答复提案者。", None)

    def test_a_disagreement_goes_to_the_office_and_the_reply_waits(self, place: City) -> None:
        proposal = shared(place)
        lead, by = charge_of(proposal, place.bureau), staff(place, place.bureau)
        talk(place, lead)
        asked = {"by": by, "kind": K.DISAGREEMENT, "reason": "经费意见不一"}
        none = "会办单位没有提出不同意见，没有需要裁定的分歧。"
        assert refusal(actions.petition, lead, **asked) == (none, None)
        self.opine(place, proposal, agrees=False)
        charge, other = charge_of(proposal, place.other_bureau), staff(place, place.other_bureau)
        petition = actions.petition(charge, by=other, kind=K.DISAGREEMENT, reason="经费意见不一")
        words = "与会办单位的分歧正在等提案工作机构裁定，裁定以后再答复。"
        assert refusal(actions.reply, lead, by=by, letter=factory.letter()) == (words, None)
        assert refusal(actions.petition, lead, **asked)[0] == "这件提案的分歧已经提交过，请按裁定办理。"
        rule(place, petition, R.DENIED)
        actions.reply(lead, by=by, letter=factory.letter())
        assert fresh(proposal).state == S.REPLIED


class TestPlan:
    PLAN = {
        "text": "先摸底，再会商。",
        "ready_on": date(2026, 5, 20),
        "officer": "王科长",
        "officer_phone": "0375-2660001",
        "leader": "周局长",
    }

    def test_it_is_written_and_written_anew(self, place: City) -> None:
        charge, by = factory.assignment_of(factory.proposal_in(place, S.HANDLING)), place.person("bureau clerk")
        actions.write_plan(charge, by=by, **self.PLAN)
        actions.write_plan(charge, by=by, **{**self.PLAN, "officer": "李科长"})
        assert Plan.objects.get().officer == "李科长"
        assert told(charge.proposal)[-2:] == ["市教育局制定了办理方案", "市教育局修改了办理方案"]

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("text", " ", "请写明准备怎样办理。"),
            ("officer", "", "请写明经办人。"),
            ("officer_phone", "", "请写明经办人电话，提案者要能找到人。"),
            ("leader", "", "请写明分管领导。"),
            ("ready_on", date(2026, 3, 17), "预计办结的日子已经过去，请重新填写。"),
            (
                "ready_on",
                date(2026, 6, 19),
                "预计办结的日子不能晚于期限 2026 年 6 月 18 日（周四）；确实来不及的，先申请延期。",
            ),
        ],
    )
    def test_it_says_how_when_and_who(self, place: City, field: str, value: Any, words: str) -> None:
        charge, by = factory.assignment_of(factory.proposal_in(place, S.HANDLING)), place.person("bureau clerk")
        assert refusal(actions.write_plan, charge, by=by, **{**self.PLAN, field: value}) == (words, field)
        assert Plan.objects.count() == 0

    def test_where_the_assembly_asks_for_it_no_reply_comes_before_it(self, place: City) -> None:
        Practice.objects.create(assembly=place.assembly, plans_first=True)
        charge, by = factory.assignment_of(factory.proposal_in(place, S.HANDLING)), staff(place, place.bureau)
        talk(place, charge)
        said = refusal(actions.reply, charge, by=by, letter=factory.letter())
        assert said == ("答复之前要先制定办理方案。", None)
        actions.write_plan(charge, by=by, **self.PLAN)
        actions.reply(charge, by=by, letter=factory.letter())
        said = refusal(actions.write_plan, charge, by=by, **self.PLAN)
        assert said == ("现在的状态是“待反馈”，已经过了可以制定办理方案的时候；请看现在还能办什么。", None)


class TestPause:
    def asked(self, place: City) -> Assignment:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        actions.ask_author(charge, by=place.person("bureau clerk"), question="停车场指哪几处？")
        return charge

    def test_the_clock_stands_still_and_the_author_has_the_turn(self, place: City) -> None:
        charge = self.asked(place)
        pause, part = Pause.objects.get(), place.bureau.pk
        assert (pause.days_left, pause.answer_by) == (92, date(2026, 4, 2))
        assert running(charge.proposal) == {("ask", part): date(2026, 4, 2)}
        assert fresh(charge.proposal).turn_due_on is None
        assert told(charge.proposal)[-1] == "市教育局询问提案者，办理期限停计"

    def test_answered_it_runs_on_for_the_days_that_were_left(self, place: City, moment: datetime) -> None:
        charge = self.asked(place)
        with later(moment, days=12):
            actions.answer_question(charge, by=place.person("author"), answer="人民路与光明路口。")
        charge.refresh_from_db()
        # 92 days after Monday 30 March
        assert charge.reply_by == date(2026, 6, 30) == fresh(charge.proposal).turn_due_on
        assert running(charge.proposal) == {("reply", place.bureau.pk): date(2026, 6, 30)}
        pause = Pause.objects.get()
        assert (pause.until_on, pause.answer, pause.answered_by) == (
            date(2026, 3, 30),
            "人民路与光明路口。",
            place.person("author"),
        )

    def test_days_left_that_end_in_a_holiday_end_after_it(self, place: City, moment: datetime) -> None:
        """Asked on 10 June, answered on the next day: eight days after it is the Dragon Boat festival."""
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        with later(moment, days=84):  # 10 June: eight days are left
            actions.ask_author(charge, by=place.person("bureau clerk"), question="几处？")
            assert Pause.objects.get().days_left == 8
            # fifteen days end on 25 June, a working Thursday
            assert Pause.objects.get().answer_by == date(2026, 6, 25)
        with later(moment, days=85):
            actions.answer_question(charge, by=place.person("author"), answer="两处。")
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 6, 22)

    def test_question_after_question_it_ends_after_six_months(self, place: City, moment: datetime) -> None:
        """The clock runs on to the last day that an extension could reach; then nobody asks, and is told why."""
        charge, by = self.asked(place), place.person("bureau clerk")
        for asked_after in (60, 120):
            with later(moment, days=asked_after):
                actions.answer_question(charge, by=place.person("author"), answer="两处。")
                charge.refresh_from_db()
                if charge.reply_by < date(2026, 9, 18):
                    actions.ask_author(charge, by=by, question="还有哪几处？")
        assert (charge.reply_by, charge.proposal.assignments.get().pauses.count()) == (date(2026, 9, 18), 2)
        with later(moment, days=121):
            said = refusal(actions.ask_author, charge, by=by, question="还有吗？")
        words = "最迟 6 个月内答复，到 9 月 18 日为止，不能再停计；请与提案者沟通并登记，按期答复。"
        assert said == (words, None)

    def test_who_waits_for_an_answer_past_six_months_has_a_day_left(self, place: City) -> None:
        charge = self.asked(place)
        with clock.at(datetime.fromisoformat("2026-10-12T10:00:00+08:00")):
            actions.resume(charge, by=place.person("bureau clerk"))
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 10, 13)

    def test_handled_again_the_six_months_begin_anew(self, place: City, moment: datetime) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        actions.judge(proposal, by=place.person("author"), **replies.BAD)
        with later(moment, days=170):
            actions.handle_again(fresh(proposal), by=place.person("clerk"), reason="没有落实")
            charge = charge_of(proposal, place.bureau)
            actions.ask_author(charge, by=place.person("bureau clerk"), question="几处？")
            assert charges.latest_reply(charge) == date(2027, 3, 4)

    def test_asked_on_the_last_day_one_day_is_given_again(self, place: City, moment: datetime) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        with later(moment, days=92):
            actions.ask_author(charge, by=place.person("bureau clerk"), question="几处？")
            actions.answer_question(charge, by=place.person("author"), answer="两处。")
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 6, 22)  # the nineteenth is the Dragon Boat festival

    def test_after_the_last_day_nobody_asks(self, place: City, moment: datetime) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        with later(moment, days=93):
            said = refusal(actions.ask_author, charge, by=place.person("bureau clerk"), question="几处？")
        assert said == ("答复期限已过，不能再停计；请与提案者沟通，尽快答复。", None)

    def test_the_bureau_goes_on_by_itself_only_after_the_authors_time(self, place: City, moment: datetime) -> None:
        charge, by = self.asked(place), place.person("bureau clerk")
        with later(moment, days=15):
            said = refusal(actions.resume, charge, by=by)
            assert said == ("提案者可以在 4 月 2 日前答复；过了这一天还没有答复，可以恢复办理。", None)
        with later(moment, days=16):
            actions.resume(charge, by=by)
        charge.refresh_from_db()
        assert charge.reply_by == date(2026, 7, 6)  # 92 days after 3 April is a Saturday
        assert told(charge.proposal)[-1] == "市教育局恢复办理，答复期限改为 2026-07-06"
        assert refusal(actions.answer_question, charge, by=place.person("author"), answer="晚了")[0] == (
            "市教育局没有等您答复的询问。"
        )

    def test_meanwhile_it_neither_replies_nor_asks_again_nor_for_more_time(self, place: City) -> None:
        charge, by = self.asked(place), staff(place, place.bureau)
        talk(place, charge)
        words = "正在等提案者答复询问（至 4 月 2 日），收到答复或者恢复办理以后再答复。"
        assert refusal(actions.reply, charge, by=by, letter=factory.letter())[0] == words
        assert refusal(actions.ask_author, charge, by=by, question="再问")[0] == "已经在等提案者答复，不必再问。"
        asked = {"by": by, "kind": K.EXTENSION, "reason": "忙", "until_on": date(2026, 8, 3)}
        words = "正在等提案者答复询问，期限已停计；恢复办理以后再申请延期。"
        assert refusal(actions.petition, charge, **asked)[0] == words

    def test_an_extension_after_a_pause_counts_from_the_day_it_ran_on(self, place: City, moment: datetime) -> None:
        charge = self.asked(place)
        with later(moment, days=12):
            actions.answer_question(charge, by=place.person("author"), answer="两处。")
            rule(place, extension(place, charge, date(2026, 8, 20)))
        last = deadlines.of(charge.proposal).filter(code="proposals.reply").last()
        assert last is not None
        assert (last.from_on, last.due_on) == (date(2026, 3, 30), date(2026, 8, 20))

    def test_while_one_of_two_waits_the_turn_is_the_others(self, place: City) -> None:
        proposal = assigned(place, separate=[place.bureau, place.other_bureau])
        accept(place, proposal)
        actions.ask_author(charge_of(proposal, place.bureau), by=staff(place, place.bureau), question="几处？")
        assert fresh(proposal).turn_due_on == date(2026, 6, 18)
        other = charge_of(proposal, place.other_bureau)
        talk(place, other)
        actions.reply(other, by=staff(place, place.other_bureau), letter=factory.letter())
        assert (fresh(proposal).state, fresh(proposal).turn_due_on) == (S.HANDLING, None)

    def test_of_a_case_nobody_can_answer_for_nothing_is_asked(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE proposals_proposal SET author_id = NULL, proposer_kind = 'body' WHERE id = %s",
                [charge.proposal_id],
            )
        charge = factory.assignment_of(Proposal.objects.get())
        said = refusal(actions.ask_author, charge, by=place.person("bureau clerk"), question="几处？")
        assert said == ("这件提案没有登记提案者的账号，请当面或电话沟通，再登记沟通。", None)


class TestReminders:
    def test_once_a_day_and_counted(self, place: City, moment: datetime) -> None:
        charge, clerk = factory.assignment_of(factory.proposal_in(place, S.HANDLING)), place.person("clerk")
        actions.remind(charge, by=clerk, words="请抓紧与委员沟通。")
        said = refusal(actions.remind, charge, by=clerk, words="再催")
        assert said == ("今天已经催办过市教育局，一天催办一次。", None)
        with later(moment, days=1):
            actions.remind(charge, by=clerk, words="请抓紧。")
        charge.refresh_from_db()
        assert (charge.reminded, told(charge.proposal)[-1]) == (2, "催办市教育局（第 2 次）")

    def test_who_owes_nothing_is_not_reminded(self, place: City) -> None:
        clerk = place.person("clerk")
        proposal = shared(place)
        charge = charge_of(proposal, place.other_bureau)
        given = {"by": staff(place, place.other_bureau), "text": "同意。", "agrees": True}
        actions.give_joint_opinion(charge, **given)
        assert refusal(actions.remind, charge, by=clerk, words="催")[0] == "市财政局已经办完，不必催办。"
        lead = charge_of(proposal, place.bureau)
        actions.ask_author(lead, by=staff(place, place.bureau), question="几处？")
        assert refusal(actions.remind, lead, by=clerk, words="催")[0] == "市教育局正在等提案者答复询问，不必催办。"
        waiting = assigned(place)
        release(place, charge_of(waiting, place.bureau), place.other_bureau)
        said = refusal(actions.remind, charge_of(waiting, place.bureau), by=clerk, words="催")[0]
        assert said == "市教育局已经申退，请先作出裁定。"

    def test_a_reminder_has_words(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        said = refusal(actions.remind, charge, by=place.person("clerk"), words=" ")
        assert said == ("请写明催办什么，承办单位会看到。", "words")


class TestTalks:
    def test_a_talk_keeps_its_files(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        files = [SimpleUploadedFile("面商记录.txt", "记录".encode()), SimpleUploadedFile("签到.txt", "签到".encode())]
        kept = talk(place, charge, files=files)
        proposal = charge.proposal
        found = charges.by_talk(charges.FILES_OF_CHARGES(proposal.pk))
        assert {key: [file.name for file in files] for key, files in found.items()} == {
            kept.pk: ["面商记录.txt", "签到.txt"]
        }
        assert list(documents.of(proposal, actions.ATTACHMENT)) == []

    def test_a_file_that_may_not_come_in_leaves_no_talk(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        with pytest.raises(Refused) as refused:
            talk(place, charge, files=[SimpleUploadedFile("a.exe", b"MZ")])
        assert refused.value.field == "file"
        assert charge.talks.count() == 0


class TestTheCalendar:
    def test_a_rulings_day_moves_with_the_calendar(self, place: City) -> None:
        proposal = assigned(place)
        release(place, charge_of(proposal, place.bureau), place.other_bureau)
        actions.move_due(
            fresh(proposal), by=None, code="proposals.rule", due_on=date(2026, 3, 26), part=place.bureau.pk
        )
        assert (Petition.objects.get().rule_by, fresh(proposal).turn_due_on) == (date(2026, 3, 26), date(2026, 3, 26))

    def test_so_does_the_authors(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        actions.ask_author(charge, by=place.person("bureau clerk"), question="几处？")
        moved = {"code": "proposals.ask", "due_on": date(2026, 4, 3), "part": place.bureau.pk}
        actions.move_due(fresh(charge.proposal), by=None, **moved)
        assert Pause.objects.get().answer_by == date(2026, 4, 3)
