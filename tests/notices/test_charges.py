"""Who hears what while bureaus handle a case."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.factories.terms import seat
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import PetitionKind, Ruling, State
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

K, S = PetitionKind, State
BUREAU = ["bureau clerk", "bureau leader"]


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def do_all() -> None:
    """Let the worker do what is owed."""
    for owed in Errand.objects.filter(done_at__isnull=True).order_by("pk"):
        errand.run(owed.pk)


def settled(place: City, state: State, **bureaus: Any) -> Proposal:
    """A case, assigned to these bureaus where they are given, of whose way nothing is left to tell."""
    proposal = factory.proposal_in(place, State.FILED if bureaus else state)
    if bureaus:
        actions.assign(proposal, by=place.person("clerk"), **bureaus)
        for charge in Assignment.objects.select_related("bureau") if state == S.HANDLING else ():
            actions.accept(charge, by=place.person("bureau clerk" if charge.bureau == place.bureau else "other leader"))
    do_all()
    Notice.objects.all().delete()
    return Proposal.objects.get(pk=proposal.pk)


def told(place: City) -> dict[tuple[str, str], str]:
    """Who was told of which kind, and the title; forgotten then."""
    do_all()
    names = {person.pk: who for who, person in place.cast.items() if person.pk}
    found = {(names[one.person_id], one.kind): one.title for one in Notice.objects.order_by("pk")}
    Notice.objects.all().delete()
    return found


def charge_of(place: City, name: str = "bureau") -> Assignment:
    return Assignment.objects.select_related("bureau", "proposal").get(bureau=getattr(place, name))


def test_asking_to_be_released_is_told_to_the_office_and_the_ruling_to_the_bureau(place: City) -> None:
    """The new bureau hears of its charge; the old one is led to its list, for it does not see the case any more."""
    case = settled(place, S.ASSIGNED)
    asked = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
    petition = actions.petition(charge_of(place), by=place.person("bureau clerk"), **asked)
    do_all()
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (place.person("clerk"), "to_rule")
    assert notice.title == f"请裁定：市教育局就《{case.title}》提出申请（申退）"
    assert notice.body == "理由是：不属职责\n裁定期限是 2026 年 3 月 25 日（周三）。"
    Notice.objects.all().delete()
    actions.rule_on(petition, by=place.person("clerk"), ruling=Ruling.GRANTED, reason="同意移交")
    do_all()
    links = {(one.kind, one.link) for one in Notice.objects.all()}
    assert links == {("ruled", "/proposals/assigned"), ("to_handle", f"/proposals/{case.pk}")}
    assert set(told(place)) == {*((who, "ruled") for who in BUREAU), ("other leader", "to_handle")}


def test_a_charge_that_was_passed_on_before_its_news_went_out_is_told_to_nobody(place: City) -> None:
    """The worker was late; the bureau has nothing to do any more."""
    proposal = factory.proposal_in(place, S.ASSIGNED)
    asked = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
    petition = actions.petition(factory.assignment_of(proposal), by=place.person("bureau clerk"), **asked)
    actions.rule_on(petition, by=place.person("clerk"), ruling=Ruling.GRANTED, reason="同意")
    kinds = set(told(place))
    assert ("other leader", "to_handle") in kinds
    assert not {("bureau clerk", "to_handle"), ("clerk", "to_rule")} & kinds


def test_of_an_extension_the_author_hears_the_new_day(place: City) -> None:
    """Granted; a denied one is no news to the author."""
    settled(place, S.HANDLING)
    for ruling, who in ((Ruling.DENIED, set()), (Ruling.GRANTED, {("author", "extended")})):
        asked = {"kind": K.EXTENSION, "reason": "跨部门", "until_on": date(2026, 8, 20)}
        petition = actions.petition(charge_of(place), by=place.person("bureau clerk"), **asked)
        told(place)
        actions.rule_on(petition, by=place.person("clerk"), ruling=ruling, reason="经研究")
        assert set(told(place)) == {*((one, "ruled") for one in BUREAU), *who}


def test_of_an_extension_all_who_wait_for_the_reply_hear(place: City) -> None:
    """The co-signers who confirmed and the author of a merged case, and nobody else."""
    clerk = place.person("clerk")
    lead = replies.handled(place, replies.filed_jointly(place))
    merged = factory.proposal_in(place, S.SUBMITTED)
    actions.merge(merged, by=clerk, into=lead, reason="内容相近")
    newcomer = seat(place, place.session.term).person
    Proposal.objects.filter(pk=merged.pk).update(author=newcomer.memberships.get())
    asked = {"kind": K.EXTENSION, "reason": "跨部门", "until_on": date(2026, 8, 20)}
    petition = actions.petition(charge_of(place), by=place.person("bureau clerk"), **asked)
    actions.rule_on(petition, by=clerk, ruling=Ruling.GRANTED, reason="经研究")
    do_all()
    heard = {(one.person, one.link) for one in Notice.objects.filter(kind="extended").select_related("person")}
    waiting = [*(place.person(who) for who in ("author", "cosigner", "colleague")), newcomer]
    assert heard == {(one, f"/proposals/{lead.pk}") for one in waiting}


def test_a_disagreement_and_its_ruling_reach_both_bureaus(place: City) -> None:
    """The opinion itself goes to the lead."""
    settled(place, S.HANDLING, lead=place.bureau, co=[place.other_bureau])
    other = place.person("other leader")
    actions.give_joint_opinion(charge_of(place, "other_bureau"), by=other, text="经费不足。", agrees=False)
    assert set(told(place)) == {(one, "opinion") for one in BUREAU}
    petition = actions.petition(charge_of(place), by=place.person("bureau clerk"), kind=K.DISAGREEMENT, reason="经费")
    assert set(told(place)) == {("clerk", "to_rule")}
    actions.rule_on(petition, by=place.person("clerk"), ruling=Ruling.DENIED, reason="由市财政局安排")
    assert set(told(place)) == {*((one, "ruled") for one in BUREAU), ("other leader", "ruled")}


def test_a_question_reaches_the_author_and_the_answer_the_bureau(place: City) -> None:
    """In full, with the day."""
    settled(place, S.HANDLING)
    actions.ask_author(charge_of(place), by=place.person("bureau clerk"), question="指哪几处？")
    do_all()
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (place.person("author"), "to_answer")
    assert notice.body == "指哪几处？\n请在 2026 年 4 月 2 日（周四）前答复，这期间办理期限停计。"
    Notice.objects.all().delete()
    actions.answer_question(charge_of(place), by=place.person("author"), answer="两处。")
    assert set(told(place)) == {(one, "question_answered") for one in BUREAU}


def test_a_bureau_that_goes_on_without_an_answer_tells_the_author(place: City, moment: datetime) -> None:
    """With the new day."""
    settled(place, S.HANDLING)
    actions.ask_author(charge_of(place), by=place.person("bureau clerk"), question="指哪几处？")
    told(place)
    with clock.at(moment.replace(month=4, day=3)):
        actions.resume(charge_of(place), by=place.person("bureau clerk"))
        assert set(told(place)) == {("author", "resumed")}


def test_the_plan_is_asked_and_a_reminder_to_the_bureau(place: City) -> None:
    """Its author hears who is in charge; of changes to it nobody is told."""
    settled(place, S.HANDLING)
    plan = {"text": "先摸底。", "ready_on": date(2026, 5, 20), "officer": "王科长", "leader": "周局长"}
    for kinds in ({("author", "planned")}, set()):
        actions.write_plan(charge_of(place), by=place.person("bureau clerk"), officer_phone="0375-2660001", **plan)
        assert set(told(place)) == kinds
    actions.remind(charge_of(place), by=place.person("clerk"), words="请抓紧。")
    do_all()
    assert {(one.kind, one.body) for one in Notice.objects.all()} == {("reminded", "请抓紧。")}
    assert {who for who, _kind in told(place)} == set(BUREAU)


def test_a_draft_is_told_to_who_signs_and_handed_back_to_who_writes(place: City) -> None:
    """Both notices lead to the page where it goes on; what was handed back meanwhile is told to nobody as to sign."""
    proposal, clerk, leader = settled(place, S.HANDLING), place.person("bureau clerk"), place.person("bureau leader")
    actions.hand_reply(charge_of(place), by=clerk, words={"opening": "您好"}, version=0)
    do_all()
    asked = Notice.objects.get()
    assert (asked.person, asked.kind, asked.title) == (
        leader,
        "to_sign",
        f"请签发《{proposal.title}》的答复",
    )
    assert (asked.body, asked.link) == (
        "答复稿已经拟好，答复期限是 2026 年 6 月 18 日（周四）。",
        f"/proposals/{proposal.pk}/reply",
    )
    Notice.objects.all().delete()
    actions.hand_back_reply(charge_of(place), by=leader, reason="第二条请写明期限。")
    do_all()
    back = Notice.objects.get()
    assert (back.person, back.kind, back.title) == (clerk, "reply_handed_back", f"《{proposal.title}》的答复稿退回修改")
    assert (back.body, back.link) == ("第二条请写明期限。", f"/proposals/{proposal.pk}/reply-draft")
    Notice.objects.all().delete()
    actions.hand_reply(charge_of(place), by=clerk, words={"opening": "您好"}, version=1)
    actions.hand_back_reply(charge_of(place), by=leader, reason="还要改。")
    assert set(told(place)) == {("bureau clerk", "reply_handed_back")}
