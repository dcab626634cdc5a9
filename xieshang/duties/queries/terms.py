"""Which years of duty belong to a term, and what in them is not settled."""

from datetime import date

from django.db.models import QuerySet

from xieshang.duties.models import HandEntry, Objection, Year
from xieshang.duties.states import HandState, ObjectionState
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Term


def term_of(assembly: Assembly, year: int) -> Term | None:
    """The term to which a year belongs: the one that holds its last day."""
    return members.current_term(assembly, on=date(year, 12, 31))


def years_in(term: Term) -> QuerySet[Year]:
    """The years of a term that were opened, in their order."""
    rows = Year.objects.filter(assembly=term.assembly_id, year__gte=term.from_on.year)
    return (rows.filter(year__lt=term.until_on.year) if term.until_on else rows).order_by("year")


def waiting_in(year: Year) -> tuple[int, int]:
    """What in a year nobody has settled: objections without an answer, entries by hand without a review."""
    objections = Objection.objects.filter(assembly=year.assembly_id, year=year.year, state=ObjectionState.OPEN)
    entries = HandEntry.objects.filter(assembly=year.assembly_id, on__year=year.year, state=HandState.ENTERED)
    return objections.count(), entries.count()


def waiting_entries_in(term: Term) -> QuerySet[HandEntry]:
    """Entries by hand of things done in the years of a term that nobody has reviewed."""
    rows = HandEntry.objects.filter(assembly=term.assembly_id, state=HandState.ENTERED, on__gte=term.from_on)
    return rows.filter(on__lt=term.until_on) if term.until_on else rows


def open_objections_in(term: Term) -> QuerySet[Objection]:
    """Objections to the scores of a term's years that are not answered."""
    rows = Objection.objects.filter(assembly=term.assembly_id, state=ObjectionState.OPEN, year__gte=term.from_on.year)
    return rows.filter(year__lt=term.until_on.year) if term.until_on else rows
