"""A file of another system's proposals to cases, and the cases into an assembly: all of them, or none.

reading = imports.read(data, "提案.csv")                     # raises tables.Unreadable
plan = imports.plan(assembly, reading.cases, source="省政协2019")
faults = [*reading.faults, *plan.faults]                    # every bad cell; with none:
imports.import_cases(assembly, reading.cases, source="省政协2019", by=clerk)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly, Session
from xieshang.proposals import actions, queries
from xieshang.proposals.actions import Proposer, Text
from xieshang.proposals.states import Category, ProposerKind
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused
from xieshang.texts import parts, tables
from xieshang.texts.tables import CellFault, Heading, Row, Table

NUMBER = Heading("number", "案号", ("编号", "提案号", "流水号"))
TITLE = Heading("title", "案由", ("题目", "标题", "提案题目", "提案名称"))
TOPIC = Heading("topic", "类别", ("提案类别", "分类"))
KIND = Heading("kind", "提案者类型", ("提案人类别", "提案形式"))
PROPOSER = Heading("proposer", "提案者", ("提案人", "第一提案人", "提案单位"))
SUBMITTED = Heading("submitted", "提交时间", ("提交日期", "日期"))
BODY = Heading("body", "正文", ("内容", "提案内容", "提案正文"))
HEADINGS = [NUMBER, TITLE, TOPIC, KIND, PROPOSER, SUBMITTED, BODY]
LONGEST = [(NUMBER, 40), (TITLE, actions.LONGEST_TITLE), (TOPIC, 40), (PROPOSER, 120)]
"""Characters that fit, by column."""

KINDS: Mapping[str, ProposerKind] = {
    "个人": ProposerKind.MEMBER,
    "委员": ProposerKind.MEMBER,
    "联名": ProposerKind.JOINT,
    "界别": ProposerKind.SECTOR,
    "委员小组": ProposerKind.GROUP,
    "专委会": ProposerKind.COMMITTEE,
    "专门委员会": ProposerKind.COMMITTEE,
    "党派": ProposerKind.PARTY,
    "民主党派": ProposerKind.PARTY,
    "人民团体": ProposerKind.ORGANISATION,
    "集体": ProposerKind.BODY,
}
CATEGORIES: Mapping[str, Category] = {
    **{str(category.label): category for category in Category},
    **dict.fromkeys(
        ["经济发展", "工业商贸", "财税金融", "农林水利", "科学技术", "城乡建设", "交通运输"], Category.ECONOMY
    ),
    **dict.fromkeys(["法制建设", "统战综合"], Category.POLITICS),
    **dict.fromkeys(["文化宣传"], Category.CULTURE),
    **dict.fromkeys(["社会事业", "教育事业", "医卫体育", "劳动人事"], Category.SOCIETY),
    **dict.fromkeys(["资源环境"], Category.ECOLOGY),
}
"""The classes of other systems, by the five fields of work; what is not here is `OTHER`, its own words kept."""

Wrong = tuple[Heading, str, str]
"""What is wrong with a cell of a row: its column, a message, the cure."""

MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d")


@dataclass(frozen=True, slots=True)
class Case:
    """One row that is right. `columns` maps our keys to the headings as the file has them."""

    row: int
    number: str
    topic: str
    proposer: Proposer
    text: Text
    submitted_at: datetime
    columns: Mapping[str, str]

    @property
    def has_parts(self) -> bool:
        """Were the three parts recognised in its text?"""
        return not self.text.whole_text

    def fault(self, heading: Heading, message: str, cure: str) -> CellFault:
        """A fault of one of its cells."""
        return CellFault(self.row, self.columns[heading.key], message, cure)


@dataclass(slots=True)
class Reading:
    """What a file holds: the cases that are right, and a fault for every cell that is not."""

    cases: list[Case] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


def read(data: bytes, name: str) -> Reading:
    """The cases of a csv or xlsx file; raises `tables.Unreadable` where it is none."""
    table = tables.read(data, name, HEADINGS)
    reading = Reading()
    first_of: dict[str, Row] = {}
    for row in table.rows:
        text = _text(row)
        wrongs = [*_missing(row), *_too_long(row), *_unknown(row), *_unfit(text)]
        if row[NUMBER.key]:
            wrongs += _repeated(row, first_of.setdefault(row[NUMBER.key], row))
        if wrongs:
            reading.faults += [table.fault(row, *wrong) for wrong in wrongs]
        else:
            reading.cases.append(_case(table, row, text))
    return reading


def _case(table: Table, row: Row, text: Text) -> Case:
    """A row without a fault."""
    submitted_at = _moment(row[SUBMITTED.key])
    if submitted_at is None:
        raise ValueError(f"row {row.number} has a fault")
    return Case(
        row=row.number,
        number=row[NUMBER.key],
        topic=row[TOPIC.key],
        proposer=Proposer(KINDS[row[KIND.key]], name=row[PROPOSER.key]),
        text=text,
        submitted_at=submitted_at,
        columns=table.columns,
    )


def _missing(row: Row) -> Iterator[Wrong]:
    for heading in HEADINGS:
        if heading.key != TOPIC.key and not row[heading.key]:
            yield heading, _("没有填写。"), _("请补上这一格。")


def _too_long(row: Row) -> Iterator[Wrong]:
    for heading, most in LONGEST:
        if len(row[heading.key]) > most:
            yield heading, _("超过 %(most)d 个字。") % {"most": most}, _("请写短些。")


def _unknown(row: Row) -> Iterator[Wrong]:
    kind, submitted = row[KIND.key], row[SUBMITTED.key]
    if kind and kind not in KINDS:
        yield KIND, _("不认识“%(kind)s”。") % {"kind": kind}, _("请改为：%(kinds)s。") % {"kinds": "、".join(KINDS)}
    if submitted and _moment(submitted) is None:
        said = _("“%(text)s”不是日期。") % {"text": submitted}
        yield SUBMITTED, said, _("请写成 2019-01-12 或 2019-01-12 16:21。")


def _unfit(text: Text) -> Iterator[Wrong]:
    try:
        actions.refuse_unfit(replace(text, title=text.title[: actions.LONGEST_TITLE]))
    except Refused as refused:
        yield BODY, refused.reason, _("请把这一行从文件中删去，另行处理。")


def _repeated(row: Row, first: Row) -> list[Wrong]:
    if first is row:
        return []
    said = _("案号 %(number)s 与第 %(row)d 行相同。") % {"number": row[NUMBER.key], "row": first.number}
    return [(NUMBER, said, _("请核对案号，重复的行只留一行。"))]


def _moment(written: str) -> datetime | None:
    """A moment in the assembly's time zone; midnight where only a day is written."""
    for form in MOMENTS:
        try:
            moment = datetime.strptime(written.replace("/", "-").strip(), form)  # noqa: DTZ007 - given below
        except ValueError:
            continue
        return timezone.make_aware(moment)
    return None


def _text(row: Row) -> Text:
    """The text in its three parts where they can be told from one another, else as a whole."""
    body = row[BODY.key]
    category = CATEGORIES.get(row[TOPIC.key], Category.OTHER)
    taken = parts.parts(body)
    if taken is None:
        return Text(title=row[TITLE.key], whole_text=body, category=category)
    return Text(
        title=row[TITLE.key],
        situation=taken.situation,
        analysis="\n".join(filter(None, [taken.analysis, taken.lead])),
        suggestions=taken.suggestions,
        category=category,
    )


@dataclass(slots=True)
class Plan:
    """What importing would do: new cases with their sessions, how many are there already, and what cannot be."""

    new: list[tuple[Case, Session]] = field(default_factory=list)
    known: int = 0
    faults: list[CellFault] = field(default_factory=list)

    @property
    def with_parts(self) -> int:
        """New cases whose three parts were recognised; of the others the whole text is kept."""
        return sum(case.has_parts for case, _session in self.new)


def plan(assembly: Assembly, cases: Sequence[Case], *, source: str) -> Plan:
    """What importing these cases from a source would do: two queries, whatever the cases.

    A case with the title and the moment of one that came from another source, or under another number, is
    a fault: it is the same file under another name, or its numbers have lost their noughts.
    """
    sessions = list(Session.objects.filter(assembly=assembly).select_related("assembly"))
    known, origins = _imported(assembly, cases, source)
    found = Plan()
    for case in cases:
        if case.number in known:
            found.known += 1
            continue
        if before := origins.get((case.text.tidy().title, case.submitted_at)):
            found.faults.append(_again(case, *before))
            continue
        on = timezone.localdate(case.submitted_at)
        session = next((one for one in sessions if _holds(one, on)), None)
        if session is not None and on <= clock.today():
            found.new.append((case, session))
        else:
            found.faults.append(_misplaced(case, assembly, on))
    return found


def _imported(
    assembly: Assembly, cases: Sequence[Case], source: str
) -> tuple[set[str], dict[tuple[str, datetime | None], tuple[str, str]]]:
    """The numbers that are known from this source; and of every case, by title and moment, its source and number."""
    known: set[str] = set()
    origins: dict[tuple[str, datetime | None], tuple[str, str]] = {}
    before = queries.imported(
        assembly, numbers=[case.number for case in cases], moments=[case.submitted_at for case in cases]
    )
    for origin, number, title, at in before.values_list("source", "source_number", "title", "submitted_at"):
        if origin == source:
            known.add(number)
        origins[title, at] = origin, number
    return known, origins


def _again(case: Case, source: str, number: str) -> CellFault:
    said = _("这一件已从来源“%(source)s”导入过，案号是 %(number)s。") % {"source": source, "number": number}
    return case.fault(NUMBER, said, _("如果是同一件，请用原来的来源名称和案号。"))


def _holds(session: Session, on: date) -> bool:
    return session.from_on <= on and (session.until_on is None or on < session.until_on)


def _misplaced(case: Case, assembly: Assembly, on: date) -> CellFault:
    if on > clock.today():
        return case.fault(SUBMITTED, _("%(on)s 还没有到。") % {"on": on}, _("请核对日期。"))
    said = _("%(on)s 不在%(assembly)s任何一次会议的年度之内。") % {"on": on, "assembly": assembly.name}
    return case.fault(SUBMITTED, said, _("请核对日期，或先设立那一次会议。"))


def import_cases(
    assembly: Assembly,
    cases: Sequence[Case],
    *,
    source: str,
    by: Person | None,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Take the new ones of these cases in, in one transaction; what is there already stays as it is.

    Raises `Refused` where one of them cannot be: then none is taken in. `by` None is the operator's
    command line. `progress` is called with 1 for each case.
    """
    with batch():
        decided = plan(assembly, cases, source=source)
        if decided.faults:
            raise Refused(str(decided.faults[0]))
        for case, session in decided.new:
            actions.import_case(
                session,
                by=by,
                source=source,
                source_number=case.number,
                topic=case.topic,
                proposer=case.proposer,
                text=case.text,
                submitted_at=case.submitted_at,
            )
            progress(1)
    return decided
