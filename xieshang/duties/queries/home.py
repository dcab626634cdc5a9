"""A member's year in one line, as last counted."""

from dataclasses import dataclass

from xieshang.accounts.models import Person
from xieshang.duties import scoring, words
from xieshang.duties.models import Grade
from xieshang.duties.queries.facts import months_of
from xieshang.duties.queries.schemes import scheme_of
from xieshang.members.models import Assembly


@dataclass(frozen=True, slots=True)
class Line:
    """`points` and `band` as decided, or else as last counted; what the `next_band` asks for: `missing` points ("" for
    none) and the titles of what was not done yet (`unmet`)."""

    member: int
    year: int
    points: str
    band: str
    is_decided: bool
    next_band: str
    missing: str
    unmet: tuple[str, ...]


def line_of(person: Person, assembly: Assembly, year: int) -> Line | None:
    """The line of a year; None where it was not opened yet or the person was not counted in it. One query, two where
    the scheme asks by months."""
    rows = Grade.objects.filter(member__person=person, of_year__assembly=assembly, of_year__year=year)
    grade = rows.select_related("of_year__edition").defer("explained").first()
    if grade is None:
        return None
    scheme = scheme_of(grade.of_year.edition)
    held = grade.decided or grade.band
    codes = [band.code for band in scheme.bands]
    above = scheme.bands[codes.index(held) - 1] if held in codes and codes.index(held) else None
    months = months_of(assembly, person, year) if above and scheme.proration == "months" else 12
    missing = scoring.missing_for(above, grade.total, scheme, months) if above else 0
    return Line(
        member=grade.member_id,
        year=year,
        points=words.points(grade.total),
        band=scheme.grades.get(held, held),
        is_decided=bool(grade.decided),
        next_band=above.title if above and not grade.decided else "",
        missing=words.points(missing) if missing and not grade.decided else "",
        unmet=tuple(one.title for one in scheme.limits if one.code in grade.unmet),
    )
