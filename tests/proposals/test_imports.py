"""Another system's proposals: a file in, every bad cell named, all or nothing, twice the same as once."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from tests.factories import proposals as factory
from tests.factories.members import SessionFactory
from tests.factories.proposals import City
from xieshang.members.models import Session
from xieshang.proposals import actions, imports, queries
from xieshang.proposals.models import Proposal, Sketch, Suggestion
from xieshang.proposals.states import Category, ProposerKind, State
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused
from xieshang.texts import likeness
from xieshang.texts.tables import Unreadable

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADINGS = ["案号", "案由", "类别", "提案者类型", "提案者", "提交时间", "正文"]
PARTS = "调研情况：共有小区四十二个。问题分析：配建车位不足。具体建议：1、编制规划。2、开放车位。"
RIGHT = ["0005", "关于停车的建议", "城乡建设", "个人", "P005", "2026-01-12 16:21:46", PARTS]
DATA = Path("../shared/data")
REAL = DATA / "proposals_province_2019.csv"
needs_data = pytest.mark.skipif(not REAL.exists(), reason="the folder ../shared/data is not here")


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def as_csv(*rows: list[str], headings: list[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def row(**changes: str) -> list[str]:
    """A right row but for some cells, by heading."""
    return [changes.get(heading, value) for heading, value in zip(HEADINGS, RIGHT, strict=True)]


def cases_of(*rows: list[str]) -> list[imports.Case]:
    reading = imports.read(as_csv(*rows), "提案.csv")
    assert reading.faults == []
    return reading.cases


def told(faults: list[Any]) -> list[str]:
    return [str(fault) for fault in faults]


class TestReading:
    def test_a_row_is_a_case(self) -> None:
        (case,) = cases_of(RIGHT)
        assert (case.row, case.number, case.topic, case.has_parts) == (2, "0005", "城乡建设", True)
        assert case.proposer == actions.Proposer(ProposerKind.MEMBER, name="P005")
        assert case.submitted_at == datetime(2026, 1, 12, 16, 21, 46, tzinfo=SHANGHAI)
        assert case.text == actions.Text(
            title="关于停车的建议",
            situation="共有小区四十二个。",
            analysis="配建车位不足。",
            suggestions=["编制规划。", "开放车位。"],
            category=Category.ECONOMY,
            consents_to_publication=False,
        )

    def test_a_text_without_parts_is_kept_whole(self) -> None:
        (case,) = cases_of(row(正文="建议多植树。"))
        assert (case.has_parts, case.text.whole_text, case.text.suggestions) == (False, "建议多植树。", ())

    def test_what_leads_the_suggestions_in_is_not_lost(self) -> None:
        body = PARTS.replace("具体建议：", "具体建议：为此，提出两点建议：")
        (case,) = cases_of(row(正文=body))
        assert case.text.analysis == "配建车位不足。\n为此，提出两点建议："

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (as_csv(RIGHT, encoding="utf-8-sig"), "提案.csv"),
            (as_csv(RIGHT, encoding="gbk"), "提案.csv"),
            (as_csv(RIGHT, encoding="gb18030"), "提案.txt"),
            (as_xlsx(RIGHT), "提案.xlsx"),
            (as_xlsx([*RIGHT[:5], datetime(2026, 1, 12, 16, 21, 46), RIGHT[6]]), "提案.xlsx"),  # noqa: DTZ001
        ],
    )
    def test_the_same_in_every_form(self, data: bytes, name: str) -> None:
        assert imports.read(data, name).cases == cases_of(RIGHT)

    @pytest.mark.parametrize(
        "written", ["2026-01-12", "2026/1/12", "2026年1月12日", "2026.1.12", "2026-01-12 00:00", "2026-01-12T00:00:00"]
    )
    def test_a_day_however_it_is_written(self, written: str) -> None:
        (case,) = cases_of(row(提交时间=written))
        assert case.submitted_at == datetime(2026, 1, 12, tzinfo=SHANGHAI)

    @pytest.mark.parametrize(("written", "kind"), list(imports.KINDS.items()))
    def test_every_kind_of_proposer(self, written: str, kind: ProposerKind) -> None:
        assert cases_of(row(提案者类型=written))[0].proposer.kind == kind

    @pytest.mark.parametrize(
        ("topic", "category"),
        [
            ("经济建设", Category.ECONOMY),
            ("财税金融", Category.ECONOMY),
            ("法制建设", Category.POLITICS),
            ("文化宣传", Category.CULTURE),
            ("医卫体育", Category.SOCIETY),
            ("资源环境", Category.ECOLOGY),
            ("港澳台侨", Category.OTHER),
            ("", Category.OTHER),
        ],
    )
    def test_its_class_by_the_five_fields_and_in_its_own_words(self, topic: str, category: Category) -> None:
        (case,) = cases_of(row(类别=topic))
        assert (case.text.category, case.topic) == (category, topic)

    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({"案号": ""}, ["第 2 行“案号”：没有填写。 请补上这一格。"]),
            (
                {"案由": "", "提案者": "", "正文": ""},
                [
                    "第 2 行“案由”：没有填写。 请补上这一格。",
                    "第 2 行“提案者”：没有填写。 请补上这一格。",
                    "第 2 行“正文”：没有填写。 请补上这一格。",
                ],
            ),
            ({"案由": "长" * 201}, ["第 2 行“案由”：超过 200 个字。 请写短些。"]),
            ({"案号": "长" * 41}, ["第 2 行“案号”：超过 40 个字。 请写短些。"]),
            (
                {"提案者类型": "群众"},
                [
                    "第 2 行“提案者类型”：不认识“群众”。 请改为：个人、委员、联名、界别、委员小组、专委会、"
                    "专门委员会、党派、民主党派、人民团体、集体。"
                ],
            ),
            (
                {"提交时间": "去年"},
                ["第 2 行“提交时间”：“去年”不是日期。 请写成 2019-01-12 或 2019-01-12 16:21。"],
            ),
            (
                {"提交时间": "2026-02-30"},
                ["第 2 行“提交时间”：“2026-02-30”不是日期。 请写成 2019-01-12 或 2019-01-12 16:21。"],
            ),
            (
                {"正文": "机密★10年 某项工作"},
                [
                    "第 2 行“正文”：文中有“机密”标志。本系统不得处理国家秘密，请勿录入，按保密规定办理。"
                    " 请把这一行从文件中删去，另行处理。"
                ],
            ),
            (
                {"正文": "长" * 50_001},
                ["第 2 行“正文”：全文最多 50000 字，请写短些，或作为附件。 请把这一行从文件中删去，另行处理。"],
            ),
        ],
    )
    def test_a_cell_that_is_not_right_is_named_with_its_cure(self, changes: dict[str, str], faults: list[str]) -> None:
        reading = imports.read(as_csv(row(**changes)), "提案.csv")
        assert (told(reading.faults), reading.cases) == (faults, [])

    def test_a_number_that_comes_twice_is_named_with_the_row_before(self) -> None:
        reading = imports.read(as_csv(RIGHT, row(案号="0006"), RIGHT), "提案.csv")
        assert told(reading.faults) == ["第 4 行“案号”：案号 0005 与第 2 行相同。 请核对案号，重复的行只留一行。"]
        assert [case.row for case in reading.cases] == [2, 3]

    def test_a_file_that_is_none_is_refused_as_a_whole(self) -> None:
        for data, name in ((b"", "空.csv"), (as_csv(RIGHT), "提案.xlsx"), (b"%PDF-1.7", "提案.csv")):
            with pytest.raises(Unreadable):
                imports.read(data, name)
        with pytest.raises(Unreadable, match="没有找到这些列：案号、正文。"):
            imports.read(as_csv(RIGHT[1:6], headings=HEADINGS[1:6]), "提案.csv")


class TestImporting:
    def test_a_case_is_submitted_in_the_session_of_its_day(self, place: City, moment: datetime) -> None:
        plan = imports.import_cases(place.assembly, cases_of(RIGHT), source="省政协", by=place.person("clerk"))
        assert (len(plan.new), plan.with_parts, plan.known) == (1, 1, 0)
        case = Proposal.objects.get()
        assert (case.state, case.session, case.in_session) == (State.SUBMITTED, place.session, False)
        assert (case.submitted_at, case.created_at) == (datetime(2026, 1, 12, 16, 21, 46, tzinfo=SHANGHAI), moment)
        assert (case.source, case.source_number, case.topic, case.category) == ("省政协", "0005", "城乡建设", "economy")
        assert (case.proposer_kind, case.proposer_name, case.author, case.turn_due_on) == ("member", "P005", None, None)
        assert list(case.suggestions.order_by("number").values_list("text", flat=True)) == ["编制规划。", "开放车位。"]
        entry = Entry.objects.get()
        assert (entry.kind, entry.actor_id) == ("proposals.imported", place.person("clerk").pk)

    def test_what_is_submitted_in_session_says_so(self, place: City) -> None:
        """Half past midnight in Shanghai on the day it opens is still the day before in London."""
        early = row(提交时间="2026-02-02 00:30:00")
        imports.import_cases(place.assembly, cases_of(early), source="省政协", by=place.person("clerk"))
        assert Proposal.objects.get().in_session is True

    def test_the_office_goes_on_with_it_to_the_end(self, place: City) -> None:
        """Filed, assigned, replied to; the office enters the judgement of an author without an account."""
        clerk = place.person("clerk")
        imports.import_cases(place.assembly, cases_of(RIGHT), source="省政协", by=clerk)
        case = actions.file(Proposal.objects.get(), by=clerk)
        assert (case.case_number, case.label) == (1, "2026-0001")

    def test_a_second_import_changes_nothing(self, place: City) -> None:
        clerk, cases = place.person("clerk"), cases_of(RIGHT, row(案号="0006", 正文="建议多植树。"))
        imports.import_cases(place.assembly, cases, source="省政协", by=clerk)
        before = list(Proposal.objects.order_by("pk").values())
        again = imports.import_cases(place.assembly, cases, source="省政协", by=clerk)
        assert (again.new, again.known) == ([], 2)
        assert list(Proposal.objects.order_by("pk").values()) == before
        assert (Entry.objects.count(), Sketch.objects.count(), Suggestion.objects.count()) == (2, 2, 2)

    def test_only_what_is_new_is_added(self, place: City) -> None:
        clerk = place.person("clerk")
        imports.import_cases(place.assembly, cases_of(RIGHT), source="省政协", by=clerk)
        more = imports.import_cases(
            place.assembly,
            cases_of(RIGHT, row(案号="0006", 案由="植树", 正文="建议多植树。")),
            source="省政协",
            by=clerk,
        )
        assert ([case.number for case, _session in more.new], more.with_parts, more.known) == (["0006"], 0, 1)

    def test_the_same_number_of_another_source_or_assembly_is_another_case(self, place: City) -> None:
        other = factory.city()
        cases = cases_of(RIGHT)
        imports.import_cases(place.assembly, cases, source="省政协", by=place.person("clerk"))
        imports.import_cases(
            place.assembly, cases_of(row(案由="关于植树的建议")), source="市政协", by=place.person("clerk")
        )
        imports.import_cases(other.assembly, cases, source="省政协", by=other.person("clerk"))
        assert Proposal.objects.count() == 3

    @pytest.mark.parametrize(("number", "source"), [("0005", "省政协 (2)"), ("5", "省政协")])
    def test_the_same_case_is_not_imported_again(self, place: City, number: str, source: str) -> None:
        """From a file that was renamed, as the source is, or by a spreadsheet that took the number for a figure."""
        imports.import_cases(place.assembly, cases_of(RIGHT), source="省政协", by=place.person("clerk"))
        plan = imports.plan(place.assembly, cases_of(row(案号=number)), source=source)
        assert told(plan.faults) == [
            "第 2 行“案号”：这一件已从来源“省政协”导入过，案号是 0005。 如果是同一件，请用原来的来源名称和案号。"
        ]
        assert plan.new == []

    def test_one_row_out_of_its_time_and_none_is_imported(self, place: City) -> None:
        """Before the first session, and after today; each is named."""
        cases = cases_of(
            RIGHT,
            row(案号="0006", 提交时间="2025-12-31 23:59:59"),
            row(案号="0007", 提交时间="2026-03-19"),
        )
        plan = imports.plan(place.assembly, cases, source="省政协")
        faults = [
            "第 3 行“提交时间”：2025-12-31 不在鹰城市政协任何一次会议的年度之内。 请核对日期，或先设立那一次会议。",
            "第 4 行“提交时间”：2026-03-19 还没有到。 请核对日期。",
        ]
        assert told(plan.faults) == faults
        with pytest.raises(Refused) as refused:
            imports.import_cases(place.assembly, cases, source="省政协", by=place.person("clerk"))
        assert refused.value.reason == faults[0]
        assert not Proposal.objects.exists()

    def test_each_goes_to_the_session_of_its_own_year(self, place: City) -> None:
        before = SessionFactory(
            term=place.session.term, number=3, year=2025, from_on=date(2025, 1, 1), until_on=date(2026, 1, 1)
        )
        cases = cases_of(RIGHT, row(案号="0006", 提交时间="2025-12-31 23:59:59"))
        imports.import_cases(place.assembly, cases, source="省政协", by=place.person("clerk"))
        assert list(Proposal.objects.order_by("source_number").values_list("session", flat=True)) == [
            place.session.pk,
            before.pk,
        ]

    def test_only_clerks_and_the_operator_import(self, place: City) -> None:
        cases = cases_of(RIGHT)
        for name in ("author", "office", "bureau leader", "administrator", "elsewhere"):
            with pytest.raises(Refused, match="只有提案工作人员可以导入提案。"):
                imports.import_cases(place.assembly, cases, source="省政协", by=place.person(name))
        imports.import_cases(place.assembly, cases, source="省政协", by=None)
        assert Entry.objects.get().actor_id is None

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_cost_does_not_grow_with_the_rows(
        self, place: City, rows: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        """Savepoint, terms, sessions, what is known, one insert each of proposals, words, suggestions, sketches,
        entries."""
        cases = cases_of(*[row(案号=f"{number:04d}") for number in range(rows)])
        clerk = place.person("clerk")
        clerk.scopes_with("")
        with django_assert_num_queries(10):
            imports.import_cases(place.assembly, cases, source="省政协", by=clerk)
        assert Proposal.objects.count() == rows

    def test_progress_is_told_case_by_case(self, place: City) -> None:
        steps: list[int] = []
        cases = cases_of(RIGHT, row(案号="0006"))
        imports.import_cases(place.assembly, cases, source="省政协", by=None, progress=steps.append)
        assert steps == [1, 1]

    def test_a_case_imported_alone_is_the_same_as_in_a_batch(self, place: City) -> None:
        (case,) = cases_of(RIGHT)
        given = {"by": None, "source_number": "0005", "topic": case.topic, "proposer": case.proposer, "text": case.text}
        alone = actions.import_case(place.session, source="甲", submitted_at=case.submitted_at, **given)
        with batch():
            actions.import_case(place.session, source="乙", submitted_at=case.submitted_at, **given)
        together = Proposal.objects.get(source="乙")
        skipped = {"id", "source"}
        fields = [one.name for one in Proposal._meta.concrete_fields if one.name not in skipped]
        alone = Proposal.objects.get(pk=alone.pk)
        assert [getattr(together, name) for name in fields] == [getattr(alone, name) for name in fields]
        assert together.sketch.keys == alone.sketch.keys == likeness.sketch(case.text.body)


@needs_data
class TestTheRealFile:
    """209 real proposals of a provincial committee, submitted in January 2019."""

    @pytest.fixture
    def assembly(self, place: City) -> Any:
        Session.objects.filter(pk=place.session.pk).update(
            year=2019,
            from_on=date(2019, 1, 1),
            until_on=date(2020, 1, 1),
            opens_on=date(2019, 1, 13),
            closes_on=date(2019, 1, 17),
        )
        reading = imports.read(REAL.read_bytes(), REAL.name)
        assert reading.faults == []
        plan = imports.import_cases(place.assembly, reading.cases, source=REAL.stem, by=None)
        assert (len(plan.new), plan.with_parts, plan.known) == (209, 203, 0)
        return place.assembly

    def test_all_become_proposals(self, assembly: Any) -> None:
        """With their parts, or with the whole text; a second time nothing changes."""
        imported = Proposal.objects.filter(assembly=assembly, state=State.SUBMITTED)
        whole = set(imported.exclude(whole_text="").values_list("source_number", flat=True))
        assert whole == {"0018", "0109", "0183", "0745", "0115", "0271"}
        assert not imported.filter(whole_text="").filter(situation="").exists()
        assert not imported.filter(whole_text="").filter(analysis="").exists()
        assert not imported.filter(whole_text="").filter(suggestions=None).exists()
        assert set(imported.values_list("proposer_kind", flat=True)) == {"member", "joint", "body"}
        again = imports.import_cases(
            assembly, imports.read(REAL.read_bytes(), REAL.name).cases, source=REAL.stem, by=None
        )
        assert (again.new, again.known, imported.count()) == ([], 209, 209)

    def test_similar_cases_are_those_that_are_known_to_be_and_no_others(self, assembly: Any) -> None:
        """Each case is asked for in turn, as its author would be shown it."""
        with (DATA / "proposals_similar.csv").open(encoding="utf-8-sig") as file:
            listed = {
                frozenset([one["案号一"], one["案号二"]])
                for one in csv.DictReader(file)
                if float(one["五字片段雅卡尔系数"] or 0) > 0.3
            }
        cases = queries.whole_texts(Proposal.objects.filter(assembly=assembly))
        raised = {
            frozenset([case.source_number, one.proposal.source_number])
            for case in cases
            for one in queries.similar(case.body, assembly_id=assembly.pk, but=case.pk)
        }
        shingles = {case.source_number: likeness.shingles(case.body) for case in cases}
        exact = {
            frozenset([a, b])
            for a, b in combinations(shingles, 2)
            if likeness.coefficient(shingles[a], shingles[b]) >= likeness.ALIKE
        }
        assert raised == exact == listed
        assert len(listed) == 3
