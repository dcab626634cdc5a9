"""A file of cases, read cell by cell: cases that are right, and a fault for every cell that is not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.proposals import actions
from xieshang.proposals.actions import Proposer, Text
from xieshang.proposals.imports.mapping import Mapped, headings_for
from xieshang.proposals.imports.words import (
    ANALYSIS,
    BODY,
    BUREAU,
    CATEGORIES,
    CLASS,
    CLOSED,
    CLOSED_WORDS,
    CONSENT,
    CONSENTING,
    KIND,
    KINDS,
    LETTER,
    LONGEST,
    NEEDED,
    NUMBER,
    OPEN_WORDS,
    PARTS,
    PROPOSER,
    REPLIED,
    REPLY,
    SITUATION,
    STATE,
    SUBMITTED,
    SUGGESTIONS,
    TITLE,
    TOPIC,
    WITHHOLDING,
)
from xieshang.proposals.states import Category, ReplyClass
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts import parts, tables
from xieshang.texts.numbering import items
from xieshang.texts.tables import CellFault, Heading, Row, Table

Wrong = tuple[Heading, str, str]
"""What is wrong with a cell of a row: its column, a message, the cure."""

MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a past case ended there: which bureau replied, of which class, when it was closed."""

    bureau: str
    reply_class: ReplyClass
    letter_number: str
    reply: str
    replied_at: datetime
    closed_at: datetime


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
    outcome: Outcome | None = None

    @property
    def has_parts(self) -> bool:
        """Were the three parts recognised in its text?"""
        return not self.text.whole_text

    def fault(self, heading: Heading, message: str, cure: str) -> CellFault:
        """A fault of one of its cells."""
        return CellFault(self.row, self.columns[heading.key], message, cure)


@dataclass(slots=True)
class Reading:
    """What a file holds: the cases that are right, and a fault for every cell that is not.

    `numbers` are those of all rows, `ignored` the columns that were not read.
    """

    cases: list[Case] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


def read(data: bytes, name: str, mapped: Mapped | None = None) -> Reading:
    """The cases of a csv or xlsx file; raises `tables.Unreadable` where it is none.

    `mapped` names the column of each field; without it columns are known by their usual names.
    """
    table = tables.read(data, name, headings_for(data, name, mapped))
    reading = Reading(ignored=table.ignored)
    first_of: dict[str, Row] = {}
    for row in table.rows:
        text = _text(row)
        wrongs = [*_missing(row), *_too_long(row), *_unknown(row), *_unfit(text), *_ended(row)]
        if row[NUMBER.key]:
            reading.numbers.append(row[NUMBER.key])
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
        outcome=_outcome(row, submitted_at),
    )


def _missing(row: Row) -> Iterator[Wrong]:
    for heading in NEEDED:
        if not row[heading.key]:
            yield heading, _("没有填写。"), _("请补上这一格。")
    if not any(row[heading.key] for heading in (BODY, *PARTS)):
        yield BODY, _("没有填写。"), _("请补上这一格。")


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
    if row[CONSENT.key] not in CONSENTING | WITHHOLDING:
        said = _("不认识“%(name)s”。") % {"name": row[CONSENT.key]}
        yield CONSENT, said, _("请写“是”或“否”；留空的，没有提案者同意不能公开。")


def _ended(row: Row) -> Iterator[Wrong]:
    """What is wrong with how a case ended; nothing where it has not."""
    if row[STATE.key] in OPEN_WORDS:
        return
    if row[STATE.key] not in CLOSED_WORDS:
        words = "、".join(sorted(CLOSED_WORDS))
        cure = _("已办结的请写：%(words)s；还没有办结的请留空，导入后由审查决定。") % {"words": words}
        yield STATE, _("不认识“%(state)s”。") % {"state": row[STATE.key]}, cure
        return
    for heading in (BUREAU, CLASS, REPLIED):
        if not row[heading.key]:
            yield heading, _("没有填写。"), _("已办结的提案要写明主办单位、办理类别和答复日期。")
    yield from _unlike_a_reply(row)


def _unlike_a_reply(row: Row) -> Iterator[Wrong]:
    if row[CLASS.key] and _class(row[CLASS.key]) is None:
        said = _("不认识“%(name)s”。") % {"name": row[CLASS.key]}
        yield CLASS, said, _("请改为：%(kinds)s。") % {"kinds": "、".join(ReplyClass.values)}
    last = _moment(row[SUBMITTED.key])
    for heading in (REPLIED, CLOSED):
        moment = _moment(row[heading.key])
        if row[heading.key] and moment is None:
            said = _("“%(text)s”不是日期。") % {"text": row[heading.key]}
            yield heading, said, _("请写成 2019-01-12 或 2019-01-12 16:21。")
        elif moment is not None and last is not None and timezone.localdate(moment) < timezone.localdate(last):
            yield heading, _("早于前一步的日期。"), _("提交、答复、办结的日期要依次向后，请核对。")
        elif moment is not None and moment > clock.now():
            yield heading, _("%(on)s 还没有到。") % {"on": timezone.localdate(moment)}, _("请核对日期。")
        last = moment or last


def _class(written: str) -> ReplyClass | None:
    letter = written.strip().upper()[:1]
    return ReplyClass(letter) if letter in ReplyClass.values else None


def _outcome(row: Row, submitted_at: datetime) -> Outcome | None:
    """How a row without a fault ended."""
    replied_at, reply_class = _moment(row[REPLIED.key]), _class(row[CLASS.key])
    if row[STATE.key] not in CLOSED_WORDS or replied_at is None or reply_class is None:
        return None
    replied_at = max(replied_at, submitted_at)
    return Outcome(
        bureau=row[BUREAU.key],
        reply_class=reply_class,
        letter_number=row[LETTER.key],
        reply=row[REPLY.key],
        replied_at=replied_at,
        closed_at=max(_moment(row[CLOSED.key]) or replied_at, replied_at),
    )


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
    """The text, to be published only where the file says that its author consents."""
    return replace(_written(row), consents_to_publication=row[CONSENT.key] in CONSENTING)


def _written(row: Row) -> Text:
    """The text in its three parts where they can be told from one another, else as a whole."""
    body = row[BODY.key]
    category = CATEGORIES.get(row[TOPIC.key], Category.OTHER)
    if row[SUGGESTIONS.key]:
        return _in_parts(row, category)
    taken = parts.parts(body)
    if taken is None:
        whole = [body, *(row[heading.key] for heading in PARTS)]
        return Text(title=row[TITLE.key], whole_text="\n".join(filter(None, whole)), category=category)
    return Text(
        title=row[TITLE.key],
        situation=taken.situation,
        analysis="\n".join(filter(None, [taken.analysis, taken.lead])),
        suggestions=taken.suggestions,
        category=category,
    )


def _in_parts(row: Row, category: Category) -> Text:
    """A text that the file gives in parts; suggestions that are numbered become as many."""
    return Text(
        title=row[TITLE.key],
        situation="\n".join(filter(None, [row[BODY.key], row[SITUATION.key]])),
        analysis=row[ANALYSIS.key],
        suggestions=suggestions_in(row[SUGGESTIONS.key]),
        category=category,
    )


def suggestions_in(text: str) -> Sequence[str]:
    """The suggestions of a cell: by their numbers, else line by line."""
    markers = items(text)
    if not markers:
        return [line.strip() for line in text.splitlines() if line.strip()]
    ends = [*(marker.start for marker in markers[1:]), len(text)]
    before = text[: markers[0].start].strip()
    numbered = [text[marker.end : end].strip() for marker, end in zip(markers, ends, strict=True)]
    return [one for one in [before, *numbered] if one]
