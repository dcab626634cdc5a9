"""What of duty waits for somebody: an answer, a review, a note of what a meeting decided; never what is their own."""

from typing import Any

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Award, DutyReport, Exit, HandEntry, Objection
from xieshang.duties.states import AwardState, ExitState, HandState, ObjectionState, ReportState
from xieshang.members.models import Assembly

P = Permission


def waiting_for(person: Person, assembly: Assembly) -> dict[str, QuerySet[Any]]:
    """The rows by what they wait for; nothing where the person neither reviews nor notes decisions."""
    others = ~Q(member__person=person.pk) & Q(assembly=assembly)
    rows: dict[str, QuerySet[Any]] = {}
    if person.can(P.DUTIES_REVIEW, assembly.scope_id):
        entered = HandEntry.objects.filter(others, state=HandState.ENTERED)
        rows["objections"] = Objection.objects.filter(others, state=ObjectionState.OPEN)
        rows["entries"] = entered.exclude(entered_by=person)
        rows["reports"] = DutyReport.objects.filter(others, state=ReportState.SUBMITTED)
    if person.can(P.DUTIES_DECIDE, assembly.scope_id):
        rows["awards"] = Award.objects.filter(assembly=assembly, state=AwardState.PROPOSED)
        rows["exits"] = Exit.objects.filter(others, state=ExitState.PROPOSED)
    return rows
