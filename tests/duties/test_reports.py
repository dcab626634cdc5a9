"""Yearly duty reports: drafted from the ledger, written, handed in, read, published where the member agrees."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories import duties as factory
from tests.factories import proposals
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.duties import actions, queries
from xieshang.duties.models import DutyReport
from xieshang.duties.states import REPORT_LIFE, ReportState
from xieshang.proposals.states import State
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


DEEDS: dict[str, Callable[[DutyReport, Any], object]] = {
    "submit_report": lambda one, by: actions.submit_report(one, by=by),
    "return_report": lambda one, by: actions.return_report(one, by=by, reason="请补充"),
    "read_report": lambda one, by: actions.read_report(one, by=by),
    "publish_report": lambda one, by: actions.publish_report(one, by=by),
    "withhold_report": lambda one, by: actions.withhold_report(one, by=by),
}
OWN = {"submit_report", "withhold_report"}
MOVES = [(move, state) for move in REPORT_LIFE.moves for state in ReportState]


@pytest.mark.parametrize(("move", "state"), MOVES)
def test_every_move_from_every_state(place: City, move: str, state: ReportState):
    """What the table allows comes to its target; all else is refused with the state and the verb."""
    one = factory.report(place, state)
    if state == ReportState.DRAFT:
        DutyReport.objects.filter(pk=one.pk).update(text="一年来认真履职。")
    by = place.person("author" if move in OWN else "office")
    row = REPORT_LIFE.moves[move]
    if state in row.sources:
        DEEDS[move](one, by)
        assert DutyReport.objects.get().state == row.target
    else:
        said = REPORT_LIFE.may(DutyReport(state=state), move).reason
        assert refusal(DEEDS[move], one, by) == (said, None)


@pytest.mark.parametrize(
    ("move", "who", "reason"),
    [
        ("submit_report", "office", "述职报告由委员本人办理。"),
        ("submit_report", "cosigner", "述职报告由委员本人办理。"),
        ("withhold_report", "office", "述职报告由委员本人办理。"),
        *[("read_report", who, "述职报告由办公室审阅。") for who in ("author", "officer", "chair", "elsewhere")],
        *[("return_report", who, "述职报告由办公室审阅。") for who in ("author", "clerk")],
        *[("publish_report", who, "述职报告由办公室公开。") for who in ("author", "officer")],
    ],
)
def test_nobody_else(place: City, move: str, who: str, reason: str):
    one = factory.report(place, "submitted")
    assert refusal(DEEDS[move], one, place.person(who)) == (reason, None)


def test_only_the_standing_committee_reports_on_years_in_which_it_sat(place: City):
    author, draft = place.person("author"), actions.draft_report
    assert refusal(draft, place.author, by=author, year=2026) == ("只有常务委员会组成人员要述职。", None)
    factory.standing(place)
    for year, reason in (
        (2022, "2022 年您不是常务委员会组成人员，不用述职。"),
        (2027, "这一年还没有到。"),
    ):
        assert refusal(draft, place.author, by=author, year=year) == (reason, "year")
    assert refusal(draft, place.author, by=place.person("office"), year=2026) == ("述职报告由委员本人起草。", None)
    draft(place.author, by=author, year=2026)
    assert refusal(draft, place.author, by=author, year=2026) == ("2026 年的述职报告已经起草。", "year")


def test_the_first_text_is_made_from_the_year_s_record(place: City):
    """Blocks and items with their numbers, what was done on which day, what the scheme does not count, what is left."""
    factory.confirmed(place)
    proposals.proposal_in(place, State.FILED)
    factory.read(place)
    text = factory.report(place).text
    assert text == (
        "2026年，我作为教育界委员、常务委员，认真履行职责。现将履职情况报告如下。\n\n"
        "一、工作奖励（2分）\n"
        "（一）立案提案，从第二件起（第一提案人）：1项。\n"
        "3月18日，审查立案，案号 1。\n"
        "（二）公益活动：1项，计2分。\n"
        "3月2日，向山区小学捐赠图书。\n\n"
        "二、其他履职情况（1项）\n"
        "3月18日，提交了提案《关于在老城区增设公共停车位的建议》。\n\n"
        "三、不足和下一步打算\n"
        "（请在这里写存在的不足和下一步的打算。）"
    )


def test_a_year_of_which_no_scheme_speaks_has_a_text_to_begin_with(place: City):
    factory.standing(place)
    text = queries.drafted(place.author, 2014)
    assert text == (
        "2014年，我作为教育界委员、常务委员，认真履行职责。现将履职情况报告如下。\n\n"
        "一、不足和下一步打算\n（请在这里写存在的不足和下一步的打算。）"
    )


def test_what_is_not_finished_is_not_handed_in(place: City):
    one, author = factory.report(place), place.person("author")
    assert refusal(actions.submit_report, one, by=author) == ("还有一处没有写：不足和下一步打算。", "text")
    actions.write_report(one, by=author, text=" ", may_publish=False, version=1)
    assert refusal(actions.submit_report, one, by=author) == ("请写述职报告。", "text")


def test_nothing_is_overwritten_that_was_not_read(place: City):
    one, author = factory.report(place), place.person("author")
    actions.write_report(one, by=author, text="甲", may_publish=False, version=1)
    said, _field = refusal(actions.write_report, one, by=author, text="乙", may_publish=False, version=1)
    assert said == "这页打开以后，报告已在别处改过（第 2 稿）。您写的文字还在，请打开新的一稿再合并。"
    assert DutyReport.objects.get().text == "甲"
    handed_in = actions.submit_report(one, by=author)
    late = refusal(actions.write_report, handed_in, by=author, text="丙", may_publish=False, version=2)
    assert late == ("已经提交的述职报告不能再改；办公室退回以后可以修改。", None)


def test_published_only_where_the_member_agrees_and_taken_back_at_once(place: City):
    one, author, office = factory.report(place, "read"), place.person("author"), place.person("office")
    actions.change_consent(one, by=author, agrees=False)
    assert refusal(actions.publish_report, one, by=office) == ("委员没有同意公开这份报告。", None)
    actions.change_consent(one, by=author, agrees=True)
    actions.publish_report(one, by=office)
    assert [row.pk for row in queries.published_reports()] == [one.pk]
    said = "是否同意公开，提交以后、公开以前可以在这里改变。"
    assert refusal(actions.change_consent, one, by=author, agrees=False) == (said, None)
    one = actions.withhold_report(one, by=author)
    assert (one.state, one.may_publish, one.published_at) == ("read", False, None)
    assert not queries.published_reports().exists()


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"author"}),
        ("submitted", {"author", "office", "officer", "chair", "secretary", "second office", "auditor"}),
        (
            "published",
            {"author", "cosigner", "colleague", "clerk", "office", "officer", "chair", "auditor", "administrator"}
            | {"secretary", "second office", "bureau clerk", "bureau leader", "other leader"},
        ),
    ],
)
def test_who_reads_it(place: City, state: str, readers: set[str]):
    """A draft its author alone; what was handed in who reads records; what is published everybody of the assembly."""
    factory.report(place, state)
    found = {name for name, actor in place.cast.items() if queries.reports_visible_to(actor).exists()}
    at_home = {name for name in readers if name == "author" or place.person(name).home_id == place.assembly.scope_id}
    assert found == (at_home if state == "published" else readers)


class TestPages:
    def test_begun_written_kept_while_one_types_and_handed_in(self, place: City):
        factory.confirmed(place, on=date(2026, 3, 2))
        factory.standing(place)
        author = client_of(place.person("author"))
        record = f"/duties/members/{place.author.pk}/"
        assert "起草 2026 年述职报告" in author.get(f"{record}?year=2026").content.decode()
        answer = author.post(f"{record}reports", {"year": "2026"})
        one = DutyReport.objects.get()
        at = f"/duties/reports/{one.pk}"
        assert answer.headers["Location"] == f"{at}/text"
        assert "向山区小学捐赠图书" in author.get(f"{at}/text").content.decode()
        kept = author.post(f"{at}/autosave", {"text": "一年来", "version": "1"})
        assert (kept.status_code, kept.json()["values"]) == (200, {"version": "2"})
        assert author.post(f"{at}/autosave", {"text": "旧", "version": "1"}).status_code == 409
        refused = author.post(f"{at}/text", {"text": queries.TO_WRITE, "version": "2", "submit": "1"})
        assert (refused.status_code, "还有一处没有写" in refused.content.decode()) == (422, True)
        whole = {"text": "一年来认真履职。", "version": "3", "may_publish": "on", "submit": "1"}
        assert author.post(f"{at}/text", whole).headers["Location"] == at
        one.refresh_from_db()
        assert (one.state, one.may_publish, one.text) == ("submitted", True, "一年来认真履职。")

    def test_read_and_published_on_pages(self, place: City, client: Any):
        one = factory.report(place, "submitted")
        office, at = client_of(place.person("office")), f"/duties/reports/{one.pk}"
        bare = office.post(f"{at}/return", {"reason": ""})
        assert (bare.status_code, "请写明退回的理由" in bare.content.decode()) == (422, True)
        office.post(f"{at}/reading", {"remark": "写得实在"})
        assert client.get(f"/public/duty-reports/{one.pk}").status_code == 404
        office.post(f"{at}/publication")
        page = client.get(f"/public/duty-reports/{one.pk}").content.decode()
        assert ("一年来认真履职。" in page, "写得实在" in page) == (True, False)
        assert place.author.name in client.get("/public/duty-reports").content.decode()
        client_of(place.person("author")).post(f"{at}/withholding")
        assert client.get(f"/public/duty-reports/{one.pk}").status_code == 404

    def test_the_list_says_who_waits(self, place: City, django_assert_num_queries: Any):
        """The office sees what was handed in; a member what is published; the count of queries does not grow."""
        factory.report(place, "submitted")
        client = client_of(place.person("office"))
        client.get("/duties/reports/")
        with django_assert_num_queries(4):
            client.get("/duties/reports/")
        for name in ("cosigner", "colleague"):
            who = place.person(name)
            more = actions.draft_report(factory.standing(place, getattr(place, name)), by=who, year=2026)
            more = actions.write_report(more, by=who, text="一年来。", may_publish=False, version=1)
            actions.submit_report(more, by=who)
        with django_assert_num_queries(4):
            page = client.get("/duties/reports/?tab=waiting").content.decode()
        assert all(one.name in page for one in (place.author, place.cosigner, place.colleague))
        other = client_of(place.person("cosigner")).get("/duties/reports/").content.decode()
        assert (place.author.name in other, place.cosigner.name in other) == (False, True)


def test_what_was_done_is_in_the_ledger(place: City):
    factory.report(place, "published")
    kinds = Entry.objects.filter(subject_kind="duties.dutyreport").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "duties.report_drafted",
        "duties.report_submitted",
        "duties.report_reviewed",
        "duties.report_published",
    ]
