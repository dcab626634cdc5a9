"""A case as one file, and so the archive's package, holds everything of it that its reader may read."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.proposals.papers import case_text, members, pdf_text
from xieshang.documents import store
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import (
    FollowUpKind,
    FollowUpOutcome,
    LikenessOutcome,
    Outcome,
    PetitionKind,
    ProposerKind,
    ReplyClass,
    Ruling,
    State,
    VisitKind,
)
from xieshang.spine import clock

EVERYBODY = {"author", "clerk", "bureau leader", "colleague"}
AT_WORK = {"clerk", "bureau leader"}
TODAY = date(2026, 3, 18)
SAID = {
    "声明和意愿": (EVERYBODY, ["第一次提出、做过调研", "走访了十二个小区", "希望承办市财政局", "希望沟通方式座谈"]),
    "附议": (EVERYBODY, ["林三", "我们小区也一样。"]),
    "并案": (AT_WORK, ["关于停车收费的建议"]),
    "申请与裁定": (AT_WORK, ["市教育局：延期", "牵涉三个部门。", "申请延到2026-08-20", "同意2026-03-18", "抓紧办理。"]),
    "询问与答复": ({"author", "clerk", "bureau leader"}, ["指哪几处？", "东门和西门两处。"]),
    "催办": (AT_WORK, ["请本周内联系提案者。"]),
    "答复送达": (AT_WORK, ["首次阅读", "林一"]),
    "提案质量评价": (AT_WORK, ["4分", "数据翔实。"]),
    "重点督办": (
        EVERYBODY,
        ["第二十一次主席会议", "四月座谈。", "市教育局会议室", "现场看了两处。", "车位增加八百个。"],
    ),
    "初审意见": ({"clerk"}, ["建议结果立案", "数据扎实。"]),
    "查重处理": ({"clerk"}, ["关于停车难的旧案", "各有侧重，分别处理", "地段不一样。"]),
    "各方意见": ({"clerk"}, ["民盟市委会", "群众反映集中。"]),
    "跟踪回访": (EVERYBODY, ["停车方便多了。", "已经全部开放。"]),
}
"""Each section with who reads it, and what it says."""


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def full(place: City) -> Proposal:
    """A closed case with something of everything."""
    clerk, author, leader = (place.person(who) for who in ("clerk", "author", "bureau leader"))
    stated = actions.Statements(
        researched=True,
        research_note="走访了十二个小区",
        first_raised=True,
        wished_bureau=place.other_bureau,
        wished_talk="forum",
    )
    proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    case = actions.draft(place.session, by=author, proposer=proposer, text=factory.text(), statements=stated)
    actions.submit(case, by=author)
    actions.check(replies.fresh(case), by=clerk, advice=Outcome.FILE, reason="数据扎实。")
    actions.file(replies.fresh(case), by=clerk)
    old = factory.proposal_in(place, State.SUBMITTED, title="关于停车难的旧案")
    apart = {"outcome": LikenessOutcome.DIFFERENT, "remark": "地段不一样。"}
    actions.decide_likeness(replies.fresh(case), by=clerk, other=old, **apart)
    actions.support(replies.fresh(case), by=place.person("colleague"), remark="我们小区也一样。")
    supervised(place, case)
    merged = factory.proposal_in(place, State.SUBMITTED, title="关于停车收费的建议")
    case = replies.handled(place, replies.fresh(case))
    actions.merge(merged, by=clerk, into=case, reason="相近")
    Proposal.objects.filter(pk=merged.pk).update(author=place.cosigner)
    charge = replies.charge_of(case)
    actions.remind(charge, by=clerk, words="请本周内联系提案者。")
    actions.ask_author(replies.charge_of(case), by=leader, question="指哪几处？")
    actions.answer_question(replies.charge_of(case), by=author, answer="东门和西门两处。")
    asked = {"kind": PetitionKind.EXTENSION, "reason": "牵涉三个部门。", "until_on": date(2026, 8, 20)}
    petition = actions.petition(replies.charge_of(case), by=leader, **asked)
    actions.rule_on(petition, by=clerk, ruling=Ruling.GRANTED, reason="抓紧办理。")
    return followed(place, case)


def supervised(place: City, case: Proposal) -> None:
    clerk, chair = place.person("clerk"), place.person("chair")
    key = actions.put_forward(replies.fresh(case), by=clerk, reason="群众反映集中。")
    actions.note_opinion(key, by=clerk, body="民盟市委会", agrees=True)
    days = {"decided_on": TODAY, "due_on": date(2026, 6, 30)}
    key = actions.decide_key(key, by=clerk, meeting="第二十一次主席会议", leader=chair, **days)
    key = actions.plan_supervision(key, by=chair, plan="四月座谈。")
    visit = {"place": "市教育局会议室", "people": "主席", "content": "现场看了两处。"}
    actions.note_visit(key, by=chair, kind=VisitKind.FORUM, on=TODAY, **visit)
    key.refresh_from_db()
    actions.report_key(key, by=chair, report="车位增加八百个。")


def followed(place: City, case: Proposal) -> Proposal:
    """Replied to with a promise, marked, judged, closed, and asked for what came of it."""
    author, leader = place.person("author"), place.person("bureau leader")
    replies.reply(place, case, reply_class=ReplyClass.B)
    actions.read_reply(replies.fresh(case), by=author)
    actions.mark_quality(replies.charge_of(case), by=leader, quality=4, remark="数据翔实。")
    for who in ("author", "cosigner"):
        actions.judge(replies.fresh(case), by=place.person(who), **replies.GOOD)
    actions.close(replies.fresh(case), by=place.person("clerk"))
    actions.arrange_follow_ups(replies.fresh(case), by=None)
    promise = replies.follow_up_of(case, FollowUpKind.PROMISE)
    actions.answer_follow_up(promise, by=leader, outcome=FollowUpOutcome.DONE, text="已经全部开放。")
    effect = replies.follow_up_of(case, FollowUpKind.EFFECT_3)
    with clock.at(clock.now() + timedelta(days=100)):
        actions.answer_follow_up(effect, by=author, outcome=FollowUpOutcome.BETTER, text="停车方便多了。")
    return replies.fresh(case)


def test_each_section_stands_for_whoever_reads_it_on_the_page(place: City) -> None:
    """And for nobody else: neither its head nor its words."""
    case = full(place)
    for who in sorted(EVERYBODY):
        text = case_text(place, who, case)
        for title, (readers, words) in SAID.items():
            found = [said for said in words if said in text]
            assert found == (words if who in readers else [one for one in found if one == "林一"]), (who, title)


def test_the_package_of_the_archive_has_all_of_it(place: City) -> None:
    case = full(place)
    package = actions.archive(case, by=place.person("clerk"))
    with store.open_stored(package.file.stored_path) as content:
        text = pdf_text(members(io.BytesIO(content.read()).getvalue())[f"{case.label}.pdf"])
    for title, (_readers, words) in SAID.items():
        assert [one for one in [title, *words] if one not in text] == []


def test_a_body_s_case_names_who_convenes_it_and_who_wrote_it(place: City) -> None:
    body = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee, author=place.cosigner)
    case = actions.draft(place.session, by=place.person("officer"), proposer=body, text=factory.text())
    Proposal.objects.filter(pk=case.pk).update(convenor=place.colleague)
    text = case_text(place, "officer", case)
    assert "召集人林三" in text
    assert "执笔林二" in text
