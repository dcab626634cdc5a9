"""Replies sent back, delivered, read and marked: who may, what follows, and what stays when it is refused."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Delivery, Practice, Proposal, Reply
from xieshang.proposals.states import LIFE, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

S = State
OK = ""


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def refusal(place: City, rule: str, subject: object) -> dict[str, str]:
    """What each of the cast reads; those who may are left out."""
    told = {name: str(getattr(rules, rule)(actor, subject).reason) for name, actor in place.cast.items()}
    return {name: words for name, words in told.items() if words}


def kinds(proposal: Proposal) -> list[str]:
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("id")
    return [kind.removeprefix("proposals.") for kind in entries.values_list("kind", flat=True)]


class TestClassD:
    def test_is_refused_where_the_assembly_does_not_have_it(self, place: City) -> None:
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED))
        with pytest.raises(Refused) as refused:
            replies.reply(place, proposal, reply_class=ReplyClass.D)
        assert (refused.value.field, refused.value.reason) == (
            "reply_class",
            "本级政协的答复不设 D 类，请选 A、B 或 C 类。",
        )
        assert not Reply.objects.exists()

    def test_is_a_reply_like_others_where_it_does(self, place: City) -> None:
        Practice.objects.create(assembly=place.assembly, has_class_d=True)
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED))
        charge = replies.reply(place, proposal, reply_class=ReplyClass.D)
        assert (charge.reply.reply_class, replies.fresh(proposal).state) == ("D", S.REPLIED)


class TestLetterNumbers:
    def test_no_bureau_signs_two_letters_of_one_number(self, place: City) -> None:
        one, other = (replies.handled(place, factory.proposal_in(place, S.FILED)) for _ in range(2))
        number = "鹰教提〔2026〕9号"
        replies.reply(place, one)
        actions.send_back_reply(replies.charge_of(one), by=place.person("clerk"), reason="请改")
        again = factory.letter(letter_number=number)
        actions.reply(replies.charge_of(one), by=place.person("bureau leader"), letter=again)
        with pytest.raises(Refused, match="本单位已有答复用了这个文号，请换一个。"):
            actions.reply(replies.charge_of(other), by=place.person("bureau leader"), letter=again)
        assert (replies.fresh(other).state, replies.charge_of(other).replied_at) == (S.HANDLING, None)

    def test_a_letter_that_was_sent_back_leaves_its_number(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        number = replies.charge_of(proposal).reply.letter_number
        actions.send_back_reply(replies.charge_of(proposal), by=place.person("clerk"), reason="请改")
        charge = replies.reply(place, proposal)
        assert [one.letter_number for one in charge.replies.order_by("pk")] == [number, number]

    def test_another_bureau_may_use_the_number(self, place: City) -> None:
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED), bureaus=2)
        replies.reply(place, proposal)
        assert replies.reply(place, proposal, "市财政局").reply is not None


class TestSendingBack:
    def test_the_clerk_alone_may_until_somebody_has_judged(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        charge = replies.charge_of(proposal)
        others = dict.fromkeys(set(place.cast) - {"clerk"}, "只有提案工作人员可以退回答复。")
        assert refusal(place, "may_send_back_reply", charge) == others
        actions.judge(proposal, by=place.person("cosigner"), **replies.GOOD)
        words = "提案者已经开始反馈，不能再退回答复；反馈不满意的，可以要求重新办理。"
        assert refusal(place, "may_send_back_reply", replies.charge_of(proposal)) == others | {"clerk": words}

    @pytest.mark.parametrize("state", [S.ASSIGNED, S.HANDLING, S.ANSWERED, S.CLOSED])
    def test_in_no_other_state(self, place: City, state: S) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, state))
        words = LIFE.may(Proposal(state=state), "send_back_reply").reason
        assert refusal(place, "may_send_back_reply", charge)["clerk"] == words

    def test_the_bureau_writes_another_one_by_a_new_clock(self, place: City) -> None:
        """The charge and the case are not replied to any more; nobody waits for feedback."""
        proposal = factory.proposal_in(place, S.REPLIED)
        charge = actions.send_back_reply(
            replies.charge_of(proposal), by=place.person("clerk"), reason=" 第二条答非所问 "
        )
        proposal = replies.fresh(proposal)
        due = date(2026, 4, 17)
        assert (charge.replied_at, charge.reply_by, charge.reply) == (None, due, None)
        assert (proposal.state, proposal.replied_at, proposal.turn_due_on) == (S.HANDLING, None, due)
        (reply,) = charge.replies.all()
        assert (reply.sent_back_reason, reply.superseded_at) == ("第二条答非所问", clock.now())
        running = {one.code: one.due_on for one in deadlines.of(proposal) if one.is_open}
        assert running == {"proposals.reply": due}
        assert deadlines.of(proposal).get(code="proposals.feedback").dropped_on == clock.today()
        assert kinds(proposal)[-1] == "reply_sent_back"

    def test_without_a_reason_nothing_happens(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        with pytest.raises(Refused, match="请写明理由，对方会看到。"):
            actions.send_back_reply(replies.charge_of(proposal), by=place.person("clerk"), reason=" ")
        assert replies.fresh(proposal).state == S.REPLIED
        assert Reply.objects.get().superseded_at is None

    def test_of_several_bureaus_only_that_one_replies_anew(self, place: City) -> None:
        """The other reply stands, and is not delivered twice."""
        proposal = replies.handled(place, factory.proposal_in(place, S.FILED), bureaus=2)
        for bureau in replies.LEADERS:
            replies.reply(place, proposal, bureau)
        actions.send_back_reply(replies.charge_of(proposal, "市财政局"), by=place.person("clerk"), reason="请改")
        assert replies.fresh(proposal).state == S.HANDLING
        assert replies.charge_of(proposal).reply is not None
        replies.reply(place, proposal, "市财政局")
        assert replies.fresh(proposal).state == S.REPLIED
        told = Delivery.objects.order_by("pk").values_list("reply__bureau__name", "person")
        author = place.person("author").pk
        assert list(told) == [("市财政局", author), ("市教育局", author), ("市财政局", author)]

    def test_a_co_handler_has_none_to_send_back(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.FILED)
        clerk = place.person("clerk")
        actions.assign(proposal, by=clerk, lead=place.bureau, co=[place.other_bureau])
        words = "会办单位不直接答复提案者，没有可以退回的答复。"
        assert str(rules.may_send_back_reply(clerk, replies.charge_of(proposal, "市财政局")).reason) == words


class TestDelivery:
    def test_a_reply_reaches_everybody_who_judges_it(self, place: City) -> None:
        replies.replied_jointly(place)
        assert {one.person for one in Delivery.objects.select_related("person")} == {
            place.person(name) for name in ("author", "cosigner", "colleague")
        }

    def test_nothing_is_delivered_before_all_bureaus_have_replied(self, place: City) -> None:
        proposal = replies.handled(place, replies.filed_jointly(place), bureaus=2)
        replies.reply(place, proposal)
        assert not Delivery.objects.exists()
        replies.reply(place, proposal, "市财政局")
        assert Delivery.objects.count() == 6

    def test_the_author_of_a_merged_case_gets_it_too(self, place: City) -> None:
        merged = factory.proposal_in(place, S.SUBMITTED)
        lead = replies.handled(place, factory.proposal_in(place, S.FILED))
        Proposal.objects.filter(pk=merged.pk).update(state=S.MERGED, merged_into=lead, author=place.colleague)
        replies.reply(place, lead)
        assert {one.person for one in Delivery.objects.all()} == {place.person("author"), place.person("colleague")}
        assert [one.name for one in queries.voices_of(replies.fresh(lead))] == ["林一", "林三"]

    def test_the_first_reading_is_kept_for_ever(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        reader, first = place.person("cosigner"), clock.now()
        actions.read_reply(proposal, by=reader)
        with clock.at(first + timedelta(days=1)):
            words = "没有等您阅读的答复，不必登记。"
            assert str(rules.may_read_reply(reader, replies.fresh(proposal)).reason) == words
            actions.judge(replies.fresh(proposal), by=reader, **replies.GOOD)
        assert Delivery.objects.get(person=reader).read_at == first
        assert Delivery.objects.filter(read_at__isnull=False).count() == 1
        assert kinds(proposal).count("reading_noted") == 1

    def test_who_judges_has_read_it(self, place: City) -> None:
        """Also without a script, and without the button."""
        proposal = factory.proposal_in(place, S.REPLIED)
        actions.judge(proposal, by=place.person("author"), **replies.GOOD)
        assert Delivery.objects.get().read_at == clock.now()

    def test_nobody_else_has_it_to_read(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        words = "没有等您阅读的答复，不必登记。"
        assert refusal(place, "may_read_reply", proposal) == dict.fromkeys(set(place.cast) - {"author"}, words)


class TestQuality:
    def test_the_bureau_marks_after_its_reply_and_may_think_again(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        staff = place.person("bureau clerk")
        for mark in (3, 5):
            actions.mark_quality(replies.charge_of(proposal), by=staff, quality=mark, remark=" 建议具体 ")
        charge = replies.charge_of(proposal)
        assert (charge.quality, charge.quality_remark) == (5, "建议具体")
        assert kinds(proposal)[-2:] == ["quality_marked"] * 2

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (S.HANDLING, "本单位答复以后才能评价提案质量。"),
            (S.REPLIED, OK),
            (S.ANSWERED, OK),
            (S.CLOSED, "提案已经办结，不再评价提案质量。"),
        ],
    )
    def test_from_the_reply_until_closing(self, place: City, state: S, words: str) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, state))
        told = refusal(place, "may_mark_quality", charge)
        others = "只有市教育局的工作人员可以代表本单位评价提案质量。"
        staff = {"bureau clerk", "bureau leader"}
        assert {name: told.get(name, OK) for name in staff} == dict.fromkeys(staff, words)
        assert {told[name] for name in set(place.cast) - staff} == {others}

    @pytest.mark.parametrize("mark", [0, 6])
    def test_a_mark_is_from_one_to_five(self, place: City, mark: int) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.REPLIED))
        with pytest.raises(Refused, match="请从 1 到 5 打分。"):
            actions.mark_quality(charge, by=place.person("bureau clerk"), quality=mark)


class TestPublicVersion:
    def test_no_name_where_the_author_keeps_it_back(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.CLOSED)
        Proposal.objects.filter(pk=proposal.pk).update(consents_to_name=False, situation="林一调研了小区。")
        text, _reply = queries.public_version(replies.opened(proposal))
        assert (text.splitlines()[0], "林一" in text) == ("提案者调研了小区。", False)
        shown = actions.publish(
            replies.fresh(proposal), by=place.person("clerk"), text="林一提出。", reply="答复林一委员。"
        )
        assert (shown.public_text, shown.public_reply) == ("提案者提出。", "答复提案者委员。")
        found = [queries.matching_in_public(Proposal.objects.all(), word).exists() for word in ("'林'", "'答复'")]
        assert found == [False, True]

    def test_no_reply_where_the_author_keeps_it_back(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.CLOSED)
        Proposal.objects.filter(pk=proposal.pk).update(consents_to_reply=False)
        assert queries.public_version(replies.opened(proposal))[1] == ""
        clerk = place.person("clerk")
        with pytest.raises(Refused) as refused:
            actions.publish(replies.fresh(proposal), by=clerk, text="正文", reply="答复")
        assert (refused.value.field, refused.value.reason) == ("reply", "提案者不同意公开答复，请去掉答复再公开。")
        assert actions.publish(replies.fresh(proposal), by=clerk, text="正文", reply="").public_reply == ""
