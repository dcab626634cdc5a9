"""Scores as plain rows, for files and for the command line: the same bytes for the same ledger."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.documents import letters
from xieshang.documents.letters import Letter
from xieshang.duties import queries, sealing, tally, words
from xieshang.duties.models import Award, Credit, Exemption, Grade, HandEntry, Objection, Year
from xieshang.duties.schemes import Scheme
from xieshang.duties.scoring import Fact, Score
from xieshang.duties.states import AwardKind
from xieshang.members.models import Assembly, Member
from xieshang.spine.models import Entry

CREDIT = (
    *("year", "on", "kind", "entry", "subject_kind", "subject_id", "about", "level", "form", "part", "presence"),
    *("halves", "of_halves", "people", "place", "amount", "undone_by"),
)
BY_HAND = ("on", "item", "title", "amount", "state", "reason", "entered_at", "reviewed_at")
REPORT = ("year", "state", "text", "may_publish", "remark", "submitted_at", "read_at", "published_at")
AWARD = ("kind", "year", "state", "reason", "decided_on", "decided_at_meeting", "certificate")
FINDING = (
    *("year", "trigger", "state", "finding", "interview_on", "interviewers", "interview", "said", "proposal"),
    *("decided_on", "decided_at_meeting"),
)
OBJECTION = ("year", "entry", "text", "state", "answer", "raised_at", "answered_at")


def scores(scheme: Scheme, assembly: Assembly, year: int, *, on: date | None = None) -> Iterator[dict[str, Any]]:
    """One row a member, the highest total first: number, name, total, band, unmet, and the points of each block; as the
    ledger stands now. `on`: as of that day of the year."""
    people = {one.person_id: one for one in Member.objects.filter(assembly=assembly).order_by("from_on")}
    for one in tally.tally(scheme, assembly, year, on=on):
        yield _scored(people[one.person], scheme, one.total, one.band, one.unmet, one.blocks)


def sealed_scores(of_year: Year, *, on: date | None = None) -> Iterator[dict[str, Any]]:
    """The same rows of a sealed year, as they were sealed, whatever the ledger took in since."""
    scheme = queries.scheme_of(of_year.edition)
    rows = sealing.graded_on(of_year, on) if on else Grade.objects.filter(of_year=of_year).select_related("member")
    for grade in sorted(rows, key=lambda one: (-one.total, one.member.person_id)):
        said = grade.explained
        blocks = {block["code"]: block["points"] for block in said["blocks"]}
        yield _scored(grade.member, scheme, said["total"], said["band"], said["unmet"], blocks)


def sealed_score(of_year: Year, member: Member, *, on: date | None = None) -> tuple[Score, dict[int, Entry]] | None:
    """One member's score in a sealed year, as it was sealed, and the entries of which it speaks; None who is not under
    the seal. `on`: as of that day of the year, by what the ledger held when it was sealed."""
    if on is None:
        return queries.sealed_score(of_year, member.person)
    held = (one for one in sealing.graded_on(of_year, on) if one.member.person_id == member.person_id)
    grade = next(held, None)
    return queries.read_from(grade) if grade else None


def _scored(
    member: Member, scheme: Scheme, total: int, band: str, unmet: Iterable[str], blocks: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "number": member.number,
        "name": member.name,
        "total": words.points(total),
        "band": scheme.grades[band],
        "unmet": ",".join(unmet),
        **{f"block_{block.code}": words.points(blocks[block.code]) for block in scheme.blocks},
    }


def explained(
    score: Score, entries: Mapping[int, Entry], seen: Container[int] | None = None
) -> Iterator[dict[str, Any]]:
    """One row a line of the score in its order, one for each item and each block, what counts nothing, the total, and
    the grade: entry, day, what happened, block, item, points before and after the bounds, and which bound took how much
    or why it counts nothing. Of proposals that are not among those `seen` (None: all are) no title is told."""
    for block in score.blocks:
        title = block.block.title
        for item in block.items:
            for line in item.lines:
                why = words.why(line)
                what = words.what(line.fact, entries.get(line.fact.entry), seen)
                yield _row(line.fact, what, title, item.item.title, line.raw, line.counted, why)
            yield _sum(_("项目合计"), title, item.item.title, item.raw, item.points, words.why_item(item))
        yield _sum(_("板块合计"), title, "", block.raw, block.points, words.why_block(block))
    for fact, reason in score.uncounted:
        yield _row(fact, words.what(fact, entries.get(fact.entry), seen), "", "", 0, 0, str(words.WHY_NOT[reason]))
    yield _sum(_("总分"), "", "", score.raw, score.total, words.why_total(score))
    grade = _sum(_("等次"), "", "", 0, 0, words.why_band(score))
    yield grade | {"raw": "", "counted": score.band.title}


def _sum(what: str, block: str, item: str, raw: int, points: int, why: str) -> dict[str, Any]:
    """What lines come to; where it was changed, by what."""
    return _row(None, what, block, item, raw, points, why)


def _row(fact: Fact | None, what: str, block: str, item: str, raw: int, counted: int, why: str) -> dict[str, Any]:
    return {
        "entry": fact.entry if fact else None,
        "on": fact.on if fact else None,
        "what": what,
        "block": block,
        "item": item,
        "raw": words.points(raw),
        "counted": words.points(counted),
        "why_not": why,
    }


def everything(member: Member, actor: Person | Visitor) -> dict[str, Any]:
    """All that this room holds about a member, over all years (个人信息保护法, article 45: a copy on request).

    Whoever else reads the record has it without what only the member may read: drafts of reports, findings and talks.
    """
    own = {"member__person": member.person_id, "assembly": member.assembly_id}
    facts = Credit.objects.filter(person=member.person_id, assembly=member.assembly_id).order_by("on", "entry")
    reports = queries.reports_visible_to(actor).filter(**own).order_by("year")
    awards = queries.awards_visible_to(actor).filter(**own).order_by("pk")
    findings = queries.exits_visible_to(actor).filter(**own).order_by("pk")
    return {
        "member": {"number": member.number, "name": member.name},
        "credits": list(facts.values(*CREDIT)),
        "entered_by_hand": list(HandEntry.objects.filter(**own).order_by("on", "pk").values(*BY_HAND)),
        "objections": list(Objection.objects.filter(**own).order_by("pk").values(*OBJECTION)),
        "exemptions": list(Exemption.objects.filter(**own).order_by("pk").values("year", "item", "reason")),
        "scores": list(_scores(member, actor, facts)),
        "grades": list(
            Grade.objects.filter(member__person=member.person_id, of_year__assembly=member.assembly_id)
            .order_by("of_year__year")
            .values("of_year__year", "total", "band", "proposed", "remark", "decided", "explained")
        ),
        "reports": list(reports.values(*REPORT)),
        "awards": list(awards.values(*AWARD)),
        "findings": list(findings.values(*FINDING)),
    }


def _scores(member: Member, actor: Person | Visitor, facts: QuerySet[Credit]) -> Iterator[dict[str, Any]]:
    """Every year's score line by line, as `explained` tells it; of a year in which no scheme counts nothing."""
    years = {*facts.values_list("year", flat=True), *(one.of_year.year for one in queries.years_of_member(member))}
    entries = queries.entries(facts.values_list("entry", flat=True))
    scores = queries.scores_over(member, years)
    for year in sorted(years):
        score = scores[year]
        rows = () if score is None else explained(score, entries, queries.cases_seen(entries, actor))
        yield from ({"year": year, **row} for row in rows)


def everything_in_rows(member: Member, actor: Person | Visitor) -> Iterator[list[Any]]:
    """The same for a sheet: one row for each value that is held: part, which one of it, what it says, the value."""
    for part, held in everything(member, actor).items():
        for number, row in enumerate(held if isinstance(held, list) else [held], start=1):
            for name, value in row.items():
                if value not in (None, "", [], {}):
                    yield [part, number, name, str(value)]


def certificate(award: Award) -> bytes:
    """The certificate of an outstanding member as a PDF file, in the official layout and in Chinese.

    Expects one that the meeting has awarded; the same award makes the same bytes.
    """
    assert award.decided_on is not None  # noqa: S101 - the caller asked
    on = award.decided_on
    with translation.override("zh-hans"):
        what = "本届优秀委员" if award.kind == AwardKind.TERM else f"{award.year}年度优秀委员"
        letter = Letter(
            head=award.assembly.name,
            number=award.certificate,
            title="优秀委员证书",
            addressee=f"{award.member.name}委员：",
            at=_noon(on),
            opening=[f"您认真履行委员职责，成绩突出。经{award.decided_at_meeting}审定，评为{what}。"],
            closing=["特发此证。"],
            signature=award.assembly.name,
            date=f"{on.year}年{on.month}月{on.day}日",
        )
    return letters.pdf(letter)


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
