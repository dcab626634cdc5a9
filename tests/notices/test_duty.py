"""Who hears of what was judged of their duty: the recipients exactly, and nothing personal in the words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories import duties as factory
from tests.factories.proposals import City
from xieshang.duties import actions
from xieshang.notices.models import Notice
from xieshang.spine import clock, errand
from xieshang.spine.models import Entry, Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place() -> City:
    return factory.place_with_scheme()


def told(place: City, kind: str) -> list[tuple[str, str, str]]:
    """Do what is owed to the last entry of a kind; who (by name in the cast) was told, of what, and the title."""
    entry = Entry.objects.filter(kind=kind).order_by("-id").first()
    assert entry is not None
    for owed in Errand.objects.filter(entry=entry).order_by("pk"):
        errand.run(owed.pk)
    names = {actor.pk: name for name, actor in place.cast.items() if actor.pk}
    rows = Notice.objects.filter(entry_id=entry.pk)
    return sorted((names[row.person_id], row.kind, row.title) for row in rows)


def test_each_hears_their_own_grade_and_no_other(place: City):
    factory.decided(place, 2025, author="excellent", cosigner="competent")
    assert told(place, "duties.grades_decided") == [
        ("author", "grade_decided", "您 2025 年的履职等次审定为“优秀”"),
        ("colleague", "grade_decided", "您 2025 年的履职等次审定为“不称职”"),
        ("cosigner", "grade_decided", "您 2025 年的履职等次审定为“称职”"),
    ]
    notice = Notice.objects.filter(person=place.person("author")).get()
    assert notice.body == "第 30 次主席会议审定。逐条得分和依据在您的履职档案里。"
    assert notice.link == "/duties/?year=2025"


@pytest.mark.parametrize(
    ("deed", "kind", "outcome"),
    [
        (actions.uphold_objection, "duties.objection_upheld", "异议成立"),
        (actions.dismiss_objection, "duties.objection_dismissed", "异议不成立"),
    ],
)
def test_whoever_objected_reads_the_answer(place: City, deed: Callable[..., Any], kind: str, outcome: str):
    one = factory.objection(place)
    deed(one, by=place.person("office"), answer="凭证只有一次")
    assert told(place, kind) == [("author", "objection_answered", f"您对 2026 年履职得分的异议已答复：{outcome}")]
    assert Notice.objects.get().body == "凭证只有一次"


def test_an_objection_is_heard_by_who_answers_it(place: City):
    """Not once it was withdrawn."""
    one = factory.objection(place)
    title = "请答复林一对 2026 年履职得分的异议"
    assert told(place, "duties.objected") == [
        (who, "to_answer_objection", title) for who in ("office", "second office", "secretary")
    ]
    assert {row.link for row in Notice.objects.all()} == {f"/duties/objections/{one.pk}"}
    actions.withdraw_objection(one, by=place.person("author"))
    actions.withdraw_objection(factory.objection(place), by=place.person("author"))
    assert told(place, "duties.objected") == []


def test_what_waits_for_review_is_told_once_until_that_is_read(place: City):
    """Not to who entered it, who may not review it; nor once it was reviewed."""
    title = "有手工录入的履职情况等待核实"
    factory.entered(place)
    reviewers = [(who, "to_review_entry", title) for who in ("second office", "secretary")]
    assert told(place, "duties.hand_noted") == reviewers
    factory.entered(place)
    assert told(place, "duties.hand_noted") == []
    Notice.objects.filter(person=place.person("secretary")).update(read_at=clock.now())
    factory.entered(place)
    assert told(place, "duties.hand_noted") == reviewers[1:]
    Notice.objects.update(read_at=clock.now())
    actions.confirm_entry(factory.entered(place), by=place.person("second office"))
    assert told(place, "duties.hand_noted") == []


def test_a_correction_is_read_by_the_member_and_who_entered_it(place: City):
    entry = factory.confirmed(place)
    right = factory.deed(title="捐赠课桌")
    actions.correct_entry(entry, by=place.person("second office"), deed=right, reason="凭证上是课桌")
    title = "“向山区小学捐赠图书”的履职录入已更正"
    assert told(place, "duties.corrected") == [(who, "hand_corrected", title) for who in ("author", "office")]
    assert {row.body for row in Notice.objects.all()} == {"更正为“捐赠课桌”。理由：凭证上是课桌"}


def test_an_award_that_waits_is_heard_by_who_notes_the_decision(place: City):
    factory.award(place)
    assert told(place, "duties.award_proposed") == [("secretary", "to_decide_award", "有优秀委员的推荐等待会议审定")]
    assert Notice.objects.get().link == "/duties/awards/"


def test_an_entry_by_hand_confirmed_or_refused(place: City):
    """The member, and whoever entered it for them; not who confirmed it."""
    actions.confirm_entry(factory.entered(place), by=place.person("second office"))
    title = "“向山区小学捐赠图书”已核实，计入履职"
    assert told(place, "duties.entered") == [
        ("author", "hand_confirmed", title),
        ("office", "hand_confirmed", title),
    ]
    actions.reject_entry(factory.entered(place), by=place.person("second office"), reason="没有凭证")
    title = "“向山区小学捐赠图书”没有通过核实"
    assert told(place, "duties.hand_rejected") == [
        ("author", "hand_rejected", title),
        ("office", "hand_rejected", title),
    ]


def test_a_report_on_its_way(place: City):
    one = factory.report(place, "submitted")
    title = "请审阅林一的 2026 年述职报告"
    assert told(place, "duties.report_submitted") == [
        (who, "to_read_report", title) for who in ("office", "second office", "secretary")
    ]
    actions.return_report(one, by=place.person("office"), reason="请补充调研")
    assert told(place, "duties.report_returned") == [("author", "report_returned", "您 2026 年的述职报告退回修改")]
    one = actions.submit_report(one, by=place.person("author"))
    actions.read_report(one, by=place.person("office"), remark="写得实在")
    assert told(place, "duties.report_reviewed") == [("author", "report_read", "您 2026 年的述职报告已经审阅")]
    actions.publish_report(one, by=place.person("office"))
    assert told(place, "duties.report_published") == [("author", "report_published", "您 2026 年的述职报告已经公开")]


def test_an_award_with_its_certificate(place: City):
    factory.award(place, "awarded")
    assert told(place, "duties.awarded") == [("author", "awarded", "您评为2025 年度优秀委员")]
    assert Notice.objects.get().body == "第 41 次主席会议审定，证书是履优证〔2026〕1 号，可以下载。"


def test_a_finding_is_told_to_the_member_alone_and_says_nothing(place: City):
    """Mails are read by others, too: the words lead to the page, which only the member and who decides may open."""
    one = factory.exit_of(place)
    assert told(place, "duties.shortfall_noted") == [("author", "exit_found", "请看 2025 年的履职提醒")]
    secretary, author = place.person("secretary"), place.person("author")
    talk = {"on": date(2026, 3, 10), "interviewers": "李主席", "interview": "工作太忙。"}
    one = actions.note_interview(one, by=secretary, **talk)
    one = actions.propose_exit(one, by=secretary, proposal="建议不再提名。")
    assert told(place, "duties.exit_proposed") == [("author", "exit_proposed", "2025 年的履职提醒将由会议审定")]
    one = actions.answer_exit(one, by=author, said="家里有事")
    assert told(place, "duties.exit_answered") == [("secretary", "exit_answered", "林一对履职提醒作了陈述")]
    actions.decide_exit(one, by=secretary, ruling=factory.ruling())
    assert told(place, "duties.exit_decided") == [("author", "exit_decided", "2025 年的履职提醒有了结论")]
    words = " ".join(f"{row.title}{row.body}" for row in Notice.objects.all())
    assert not any(secret in words for secret in ("工作太忙", "家里有事", "不再提名", "不称职"))
