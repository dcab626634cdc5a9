"""Calls, topics and leads: who may, what is recorded, what is refused, and two at once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import calls
from tests.factories import proposals as factory
from tests.factories.members import SessionFactory
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.members.models import Session
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Call, Lead, Proposal, Reply
from xieshang.proposals.states import LeadOrigin, LeadState, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused, Verdict

OK = ""
MEMBERS = {"author", "cosigner", "colleague"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def said(place: City, rule: Any, subject: Any) -> dict[str, str]:
    verdicts: dict[str, Verdict] = {name: rule(actor, subject) for name, actor in place.cast.items()}
    return {name: verdict.reason for name, verdict in verdicts.items()}


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


class TestRules:
    def test_the_office_writes_changes_and_issues(self, place: City) -> None:
        """Its clerk alone; once it is issued nobody changes it."""
        words = {
            rules.may_write_call: ("只有提案工作人员可以发布提案征集。", place.session),
            rules.may_change_call: ("只有提案工作人员可以修改提案征集。", calls.written(place)),
            rules.may_issue_call: ("只有提案工作人员可以发布提案征集。", calls.written(place)),
            rules.may_note_lead: ("只有提案工作人员可以登记线索。", place.assembly),
            rules.may_collect_leads: ("只有提案工作人员可以登记线索。", place.session),
        }
        for rule, (reason, subject) in words.items():
            assert said(place, rule, subject) == {**dict.fromkeys(place.cast, reason), "clerk": OK}
        changed = "征集已经发布，委员已经收到，不能再改；需要更正的，请另发一次征集。"
        issued = "征集已经发布过了；需要更正的，请另发一次征集。"
        call, clerk = calls.issued(place), place.person("clerk")
        assert [rule(clerk, call).reason for rule in (rules.may_change_call, rules.may_issue_call)] == [changed, issued]

    def test_a_call_that_is_over_is_not_issued(self, place: City) -> None:
        call = calls.written(place, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 17))
        words = "截止日期 3 月 17 日 已经过去，请先改日期再发布。"
        assert rules.may_issue_call(place.person("clerk"), call).reason == words
        call.closes_on = date(2026, 3, 18)
        assert rules.may_issue_call(place.person("clerk"), call).reason == OK

    def test_anybody_sends_a_lead_while_a_call_is_open(self, place: City) -> None:
        """From its first day to its last, where it asks the public."""
        call, day = calls.issued(place), clock.today()
        assert said(place, rules.may_send_lead, call) == dict.fromkeys(place.cast, OK)
        cases = [
            ({"opens_on": day + timedelta(days=1)}, "这次征集从 3 月 19 日 开始。"),
            ({"opens_on": date(2026, 3, 1), "closes_on": date(2026, 3, 17)}, "这次征集已经在 3 月 17 日 截止。"),
            ({"takes_leads": False}, "这次征集没有面向社会征集线索。"),
            ({"issued_at": None}, "这次征集没有面向社会征集线索。"),
        ]
        for change, words in cases:
            changed = Call.objects.get(pk=call.pk)
            for name, value in change.items():
                setattr(changed, name, value)
            assert rules.may_send_lead(None, changed).reason == words

    def test_members_take_and_the_office_sorts(self, place: City) -> None:
        """In each state of a lead."""
        waits, taken, closed = calls.lead(place), calls.lead(place), calls.lead(place)
        actions.take_lead(taken, by=place.person("colleague"))
        actions.close_lead(closed, by=place.person("clerk"), reason="重复")
        taken_words, closed_words = "这条线索已有委员采用，请另选一条。", "这条线索已经决定不采用。"
        only = "只有鹰城市政协的委员可以采用线索。"
        sorts = "只有提案工作人员可以整理线索。"
        sorted_words = "这条线索已有委员采用，不能决定不采用；委员还没有提交提案的，可以先放回。"
        for lead, words in ((waits, OK), (taken, taken_words), (closed, closed_words)):
            lead.refresh_from_db()
            members = {name: words if name in MEMBERS else only for name in place.cast}
            assert said(place, rules.may_take_lead, lead) == members
            of_clerk = sorted_words if lead == taken else words
            assert said(place, rules.may_close_lead, lead) == {**dict.fromkeys(place.cast, sorts), "clerk": of_clerk}
        returned = {"waits": "这条线索正在等委员采用。", "taken": OK, "closed": OK}
        clerk = place.person("clerk")
        found = {"waits": waits, "taken": taken, "closed": closed}
        assert {name: rules.may_put_back_lead(clerk, lead).reason for name, lead in found.items()} == returned

    def test_only_who_sorts_reads_who_sent_it(self, place: City) -> None:
        words = "只有提案工作人员可以看线索来信人的联系方式。"
        lead = calls.lead(place)
        assert said(place, rules.may_reveal_sender, lead) == {**dict.fromkeys(place.cast, words), "clerk": OK}
        lead.sender = lead.contact = ""
        assert rules.may_reveal_sender(place.person("clerk"), lead).reason == "来信人没有留下姓名和联系方式。"

    def test_who_sees_which(self, place: City) -> None:
        """A call before it is issued is the office's; a lead that is settled the office's and its taker's."""
        unissued, issued = calls.written(place), calls.issued(place)
        taken = actions.note_lead(place.assembly, by=place.person("clerk"), hint=calls.hint())
        actions.take_lead(taken, by=place.person("colleague"))
        waits = actions.note_lead(place.assembly, by=place.person("clerk"), hint=calls.hint())
        seen = {name: set(queries.calls_visible_to(actor)) for name, actor in place.cast.items()}
        readers = {*MEMBERS, "office", "chair", "auditor"}
        assert seen == {name: {issued} if name in readers else set() for name in place.cast} | {
            "clerk": {unissued, issued}
        }
        seen_leads = {name: set(queries.leads_visible_to(actor)) for name, actor in place.cast.items()}
        assert seen_leads == {name: {waits} if name in MEMBERS else set() for name in place.cast} | {
            "clerk": {waits, taken},
            "colleague": {waits, taken},
        }


class TestCalls:
    def test_a_call_is_written_and_issued(self, place: City) -> None:
        clerk = place.person("clerk")
        call = calls.written(place)
        call = actions.revise_call(call, by=clerk, calling=calls.calling(title="改过的征集"))
        call = actions.issue_call(call, by=clerk)
        assert (call.title, call.issued_by, call.issued_at) == ("改过的征集", clerk, clock.now())
        assert kinds() == [
            "proposals.call_drafted",
            "proposals.topic_added",
            "proposals.call_revised",
            "proposals.call_issued",
        ]

    @pytest.mark.parametrize(
        ("parts", "field", "words"),
        [
            ({"title": " "}, "title", "请写上征集的题目。"),
            ({"text": ""}, "text", "请写上征集的内容和要求。"),
            ({"closes_on": date(2026, 3, 17)}, "closes_on", "截止日期早于开始日期，请改一改。"),
        ],
    )
    def test_what_is_missing_is_named(self, place: City, parts: dict[str, Any], field: str, words: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.write_call(place.session, by=place.person("clerk"), calling=calls.calling(**parts))
        assert (refused.value.field, refused.value.reason, Call.objects.count()) == (field, words, 0)

    def test_topics_are_numbered_without_gaps(self, place: City) -> None:
        clerk, call = place.person("clerk"), calls.written(place)
        second = actions.add_topic(call, by=clerk, title="托育")
        actions.add_topic(call, by=clerk, title="湿地")
        actions.drop_topic(second, by=clerk)
        first = call.topics.get(number=1)
        actions.revise_topic(first, by=clerk, title="停车", bureau=place.other_bureau)
        found = list(call.topics.order_by("number").values_list("number", "title", "bureau"))
        assert found == [(1, "停车", place.other_bureau.pk), (2, "湿地", None)]
        for parts, field in (({"title": " "}, "title"), ({"title": "x", "bureau": factory.city().bureau}, "bureau")):
            with pytest.raises(Refused) as refused:
                actions.add_topic(call, by=clerk, **parts)
            assert refused.value.field == field

    def test_topics_stand_once_the_call_is_issued(self, place: City) -> None:
        clerk, call = place.person("clerk"), calls.issued(place)
        topic = call.topics.get()
        for deed in (
            lambda: actions.add_topic(call, by=clerk, title="托育"),
            lambda: actions.revise_topic(topic, by=clerk, title="托育"),
            lambda: actions.drop_topic(topic, by=clerk),
        ):
            with pytest.raises(Refused, match="征集已经发布"):
                deed()
        assert call.topics.get().title == "老城区停车难的治理"

    def test_what_answers_a_call_is_counted(self, place: City) -> None:
        """Handed in and not withdrawn, and of these what was filed."""
        call = calls.issued(place)
        for state in (State.DRAFT, State.SUBMITTED, State.FILED, State.WITHDRAWN):
            Proposal.objects.filter(pk=factory.proposal_in(place, state).pk).update(call=call)
        counted: Any = queries.with_counts(Call.objects.all()).get()
        assert (counted.answers, counted.filed, queries.answers_to(call).count()) == (2, 1, 2)


class TestLeads:
    def test_the_ledger_keeps_nothing_of_the_sender(self, place: City) -> None:
        lead = calls.lead(place)
        entry = Entry.objects.get(kind="proposals.lead_received")
        assert entry.payload == {"origin": "public"}
        assert (entry.actor_id, lead.origin, lead.state) == (None, LeadOrigin.PUBLIC, LeadState.NEW)

    @pytest.mark.parametrize(
        ("parts", "field", "words"),
        [
            ({"title": " "}, "title", "请用一句话写明是什么事。"),
            ({"text": "\0"}, "text", "请写明具体情况。"),
            ({"text": "长" * 3001}, "text", "最多 3000 字，请写短些。"),
            ({"text": "机密★1年\n内容"}, "text", "文中有密级标志。本系统不得处理国家秘密，请勿填写。"),
        ],
    )
    def test_what_cannot_be_received(self, place: City, parts: dict[str, Any], field: str, words: str) -> None:
        call = calls.issued(place)
        with pytest.raises(Refused) as refused:
            actions.send_lead(call, by=None, hint=calls.hint(**parts))
        assert (refused.value.field, refused.value.reason, Lead.objects.count()) == (field, words, 0)

    def test_a_draft_is_begun_from_it(self, place: City) -> None:
        """With its title and what happened, personal details left out; the lead is the member's."""
        lead = calls.lead(place)
        proposal = actions.take_lead(lead, by=place.person("author"))
        lead.refresh_from_db()
        assert (lead.state, lead.taken_by) == (LeadState.TAKEN, place.author)
        kept = (proposal.author, proposal.state, proposal.lead, proposal.call, proposal.title)
        assert kept == (place.author, State.DRAFT, lead, lead.call, "第三小学门口放学时过不去")
        assert proposal.situation == "每天下午四点半，车都停在路中间。我的电话是〔已略〕。"
        assert kinds()[-2:] == ["proposals.drafted", "proposals.lead_taken"]

    def test_a_lead_that_nobody_can_write_from_stays(self, place: City) -> None:
        """Out of every session's year, and by who has no seat any more: nothing is half done."""
        lead, author = calls.lead(place), place.person("author")
        Session.objects.filter(pk=place.session.pk).update(until_on=date(2026, 3, 1))
        with pytest.raises(Refused, match="今天不在任何一次会议的年度之内"):
            actions.take_lead(lead, by=author)
        type(place.author).objects.filter(pk=place.author.pk).update(until_on=date(2026, 3, 18))
        with pytest.raises(Refused, match="您今天不是鹰城市政协的委员，不能采用线索。"):
            actions.take_lead(lead, by=author)
        lead.refresh_from_db()
        assert (lead.state, lead.taken_by, Proposal.objects.count()) == (LeadState.NEW, None, 0)

    def test_put_aside_and_put_back(self, place: City) -> None:
        """Each with a reason; what was handed in from it keeps it taken."""
        clerk, lead = place.person("clerk"), calls.lead(place)
        with pytest.raises(Refused, match="请写明理由"):
            actions.close_lead(lead, by=clerk, reason=" ")
        assert actions.close_lead(lead, by=clerk, reason="不属本级").closing_reason == "不属本级"
        assert actions.put_back_lead(lead, by=clerk, reason="重新考虑").state == LeadState.NEW
        proposal = actions.take_lead(lead, by=place.person("author"))
        assert actions.put_back_lead(lead, by=clerk, reason="委员不写了").taken_by is None
        assert Proposal.objects.get(pk=proposal.pk).author == place.author
        other = actions.take_lead(lead, by=place.person("colleague"))
        actions.autosave(other, by=place.person("colleague"), text=factory.text(), version=1)
        actions.submit(other, by=place.person("colleague"))
        with pytest.raises(Refused, match="已有提案从这条线索写成并提交，不能放回。"):
            actions.put_back_lead(lead, by=clerk, reason="误")

    def test_a_look_at_the_sender_is_recorded(self, place: City) -> None:
        lead = calls.lead(place)
        assert actions.reveal_sender(lead, by=place.person("clerk")) == ("周女士", "13912345678")
        entry = Entry.objects.get(kind="proposals.sender_revealed")
        assert (entry.actor_id, entry.payload) == (place.person("clerk").pk, {})

    def test_a_form_makes_one_lead(self, place: City) -> None:
        call, key = calls.issued(place), uuid4()
        actions.send_lead(call, by=None, hint=calls.hint(), entry_key=key)
        with pytest.raises(IntegrityError, match="entry_key"), transaction.atomic():
            actions.send_lead(call, by=None, hint=calls.hint(), entry_key=key)
        assert Lead.objects.count() == 1


class TestPromises:
    @pytest.fixture
    def after(self, place: City) -> Session:
        """The session of the year after the place's own."""
        Session.objects.filter(pk=place.session.pk).update(until_on=date(2026, 3, 18))
        days = {"opens_on": date(2027, 2, 1), "closes_on": date(2027, 2, 5), "from_on": date(2026, 3, 18)}
        session: Session = SessionFactory(term=place.session.term, number=5, year=2027, **days)
        return session

    @pytest.fixture
    def promised(self, place: City) -> Proposal:
        proposal = factory.proposal_in(place, State.CLOSED)
        Reply.objects.filter(assignment__proposal=proposal).update(reply_class=ReplyClass.B)
        return proposal

    def test_each_promise_of_the_year_before_becomes_one_lead(
        self, place: City, promised: Proposal, after: Session
    ) -> None:
        """What was done is no promise; asked again there is none left, and nothing is written."""
        clerk = place.person("clerk")
        assert actions.collect_leads(after, by=clerk) == 1
        lead = Lead.objects.get()
        assert (lead.origin, lead.origin_case, lead.title) == (LeadOrigin.PROMISE, promised, promised.title)
        assert lead.text == "建议 2：开放机关单位夜间车位两千个。\n答复（列入计划）：已列入明年计划。"
        assert Entry.objects.filter(kind="proposals.leads_collected").get().payload == {"count": 1, "year": 2026}
        with pytest.raises(Refused, match="上一年度没有尚未列为线索的 B 类答复。"):
            actions.collect_leads(after, by=clerk)
        assert Lead.objects.count() == 1

    def test_only_the_standing_reply_of_class_b_counts(self, place: City, promised: Proposal, after: Session) -> None:
        assert list(queries.unfollowed_promises(place.session)) == [promised]
        Reply.objects.update(superseded_at=clock.now())
        assert not queries.unfollowed_promises(place.session).exists()
        Reply.objects.update(superseded_at=None, reply_class=ReplyClass.A)
        assert not queries.unfollowed_promises(place.session).exists()

    def test_the_first_session_has_none_before_it(self, place: City) -> None:
        with pytest.raises(Refused, match="上一年度没有尚未列为线索的 B 类答复。"):
            actions.collect_leads(place.session, by=place.person("clerk"))


@pytest.mark.django_db(transaction=True)
class TestThreads:
    @pytest.fixture
    def hall(self, moment: datetime) -> City:
        return factory.city()

    def test_two_members_take_one_lead(self, hall: City) -> None:
        """One of them writes; the other is told, and has no draft."""
        lead = calls.lead(hall)
        said = at_once(
            *[lambda name=name: actions.take_lead(lead, by=hall.person(name)).pk for name in sorted(MEMBERS)]
        )
        assert sorted(map(str, said))[1:] == ["这条线索已有委员采用，请另选一条。"] * 2
        lead.refresh_from_db()
        assert Proposal.objects.get().author == lead.taken_by

    def test_two_clerks_issue_one_call(self, hall: City) -> None:
        call = calls.written(hall)
        said = at_once(*[lambda: actions.issue_call(call, by=hall.person("clerk")).pk] * 3)
        assert sum(one == call.pk for one in said) == 1
        assert Entry.objects.filter(kind="proposals.call_issued").count() == 1

    def test_promises_are_collected_once(self, hall: City) -> None:
        proposal = factory.proposal_in(hall, State.CLOSED)
        Reply.objects.filter(assignment__proposal=proposal).update(reply_class=ReplyClass.B)
        Session.objects.filter(pk=hall.session.pk).update(until_on=date(2026, 3, 18))
        days = {"opens_on": date(2027, 2, 1), "closes_on": date(2027, 2, 5), "from_on": date(2026, 3, 18)}
        after = SessionFactory(term=hall.session.term, number=5, year=2027, **days)
        said = at_once(*[lambda: actions.collect_leads(after, by=hall.person("clerk"))] * 3)
        assert (said.count(1), Lead.objects.count()) == (1, 1)
