"""Yearly duty reports: who reads which, who owes one, and what the first text of one says."""

from collections.abc import Container, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import translation

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties import words
from xieshang.duties.models import DutyReport
from xieshang.duties.queries.record import Record, cases_seen, record_of
from xieshang.duties.scoring import BlockScore, Fact
from xieshang.duties.states import ReportState
from xieshang.members.models import Member, Post
from xieshang.members.states import PostKind

STANDING = (PostKind.STANDING, PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL)
NUMERALS = "一二三四五六七八九十"
MOST_LINES = 8
"""So many things of an item are told one by one; the number says how many there were."""
TO_WRITE = "（请在这里写存在的不足和下一步的打算。）"
"""What a first text leaves to its author; a report that still has it is not finished."""


def reports_visible_to(actor: Person | Visitor) -> QuerySet[DutyReport]:
    """One's own; published ones of the assembly; and, once submitted, those whose records an actor reads."""
    if not isinstance(actor, Person):
        return DutyReport.objects.none()
    scopes = actor.scopes_with(Permission.DUTIES_READ_ALL)
    read = Q(assembly__scope__in=scopes) | Q(member__committee__scope__in=scopes)
    published = Q(state=ReportState.PUBLISHED, assembly__scope=actor.home_id)
    return DutyReport.objects.filter(Q(member__person=actor.pk) | published | read & Q(submitted_at__isnull=False))


def published_reports() -> QuerySet[DutyReport]:
    """What anybody reads on the public site, the latest first."""
    rows = DutyReport.objects.filter(state=ReportState.PUBLISHED).select_related("member", "assembly")
    return rows.order_by("-published_at", "-pk")


def report_of(member: Member, year: int) -> DutyReport | None:
    """The report of a person's year in the member's assembly, if it was begun."""
    own = {"member__person": member.person_id, "assembly": member.assembly_id}
    return DutyReport.objects.filter(**own, year=year).first()


def is_standing_in(member: Member, year: int) -> bool:
    """Did the person sit on the standing committee at any time of the year?"""
    posts = Post.objects.filter(member__person=member.person_id, member__assembly=member.assembly_id, kind__in=STANDING)
    return posts.overlapping(date(year, 1, 1), date(year + 1, 1, 1)).exists()


def was_ever_standing(member: Member) -> bool:
    """Did or does the person sit on the standing committee at all?"""
    own = {"member__person": member.person_id, "member__assembly": member.assembly_id}
    return Post.objects.filter(**own, kind__in=STANDING).exists()


def drafted(member: Member, year: int) -> str:
    """The first text: what the ledger says of the year by block and item, with numbers; in Chinese, as reports are.

    It names the cases that the member may open, and no others.
    """
    record = record_of(member, year)
    with translation.override("zh-hans"):
        sector = member.sector.name
        opening = f"{year}年，我作为{sector}委员、常务委员，认真履行职责。现将履职情况报告如下。"
        parts = list(_parts(record, cases_seen(record.entries, member.person))) if record else []
        parts.append(("不足和下一步打算", [TO_WRITE]))
        said = [f"{_numeral(at)}、{title}\n" + "\n".join(lines) for at, (title, lines) in enumerate(parts)]
    return "\n\n".join([opening, *said])


def _numeral(at: int) -> str:
    return NUMERALS[at] if at < len(NUMERALS) else str(at + 1)


def _parts(record: Record, seen: Container[int]) -> Iterator[tuple[str, list[str]]]:
    """Each block that has something in it; then what the scheme does not count, which was done all the same."""
    for block in record.score.blocks:
        lines = list(_items(block, record, seen))
        if lines:
            yield f"{block.block.title}（{words.points(block.points)}分）", lines
    rest = [fact for fact, _why in record.score.uncounted]
    if rest:
        yield f"其他履职情况（{len(rest)}项）", _told(rest, record, seen)


def _items(block: BlockScore, record: Record, seen: Container[int]) -> Iterator[str]:
    for at, item in enumerate(item for item in block.items if item.lines):
        counted = f"，计{words.points(item.points)}分" if item.points else ""
        yield f"（{_numeral(at)}）{item.item.title}：{len(item.lines)}项{counted}。"
        yield from _told([line.fact for line in item.lines], record, seen)


def _told(facts: list[Fact], record: Record, seen: Container[int]) -> list[str]:
    """Each on its day, the first few of many; a full stop behind the last."""
    said = [words.what(fact, record.entries.get(fact.entry), seen) for fact in facts[:MOST_LINES]]
    lines = [f"{fact.on.month}月{fact.on.day}日，{what}；" for fact, what in zip(facts, said, strict=False)]
    if len(facts) > MOST_LINES:
        return [*lines, f"等，共{len(facts)}项。"]
    return [*lines[:-1], f"{lines[-1][:-1]}。"]
