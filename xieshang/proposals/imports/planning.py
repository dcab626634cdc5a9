"""What importing cases would do, and the doing of it: all of them, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members import actions as members
from xieshang.members.models import Assembly, Session
from xieshang.proposals import actions, queries
from xieshang.proposals.imports.endings import Ending, endings_of
from xieshang.proposals.imports.reading import Case
from xieshang.proposals.imports.words import NUMBER, SUBMITTED
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused
from xieshang.texts.tables import CellFault


@dataclass(slots=True)
class Plan:
    """What importing would do: new cases with their sessions, how many are there already, and what cannot be."""

    new: list[tuple[Case, Session]] = field(default_factory=list)
    known: int = 0
    faults: list[CellFault] = field(default_factory=list)
    endings: dict[int, Ending] = field(default_factory=dict)

    @property
    def closed(self) -> int:
        """New cases that come closed."""
        return len(self.endings)

    @property
    def with_parts(self) -> int:
        """New cases whose three parts were recognised; of the others the whole text is kept."""
        return sum(case.has_parts for case, _session in self.new)


def plan(assembly: Assembly, cases: Sequence[Case], *, source: str) -> Plan:
    """What importing these cases from a source would do: two queries, and two more where cases come closed.

    A case with the title and the moment of one that came from another source, or under another number, is
    a fault: it is the same file under another name, or its numbers have lost their noughts.
    """
    sessions = list(Session.objects.filter(assembly=assembly).select_related("assembly", "term"))
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
        if session is not None and session.term.is_frozen:
            found.faults.append(_of_frozen(case, session))
        elif session is not None and on <= clock.today():
            found.new.append((case, session))
        else:
            found.faults.append(_misplaced(case, assembly, on))
    for row, ending in endings_of(assembly, found.new).items():
        if isinstance(ending, CellFault):
            found.faults.append(ending)
        else:
            found.endings[row] = ending
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


def _of_frozen(case: Case, session: Session) -> CellFault:
    said = _("%(term)s已经封存，不能再增加这一届的提案。") % {"term": session.term}
    return case.fault(SUBMITTED, said, _("请去掉这一行。"))


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
        members.stay_open(assembly)
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
                past=_past(case, decided.endings.get(case.row)),
            )
            progress(1)
    return decided


def _past(case: Case, ending: Ending | None) -> actions.Past | None:
    """How a case ended, as the action takes it."""
    if ending is None or case.outcome is None:
        return None
    told = case.outcome
    return actions.Past(
        bureau=ending.bureau,
        case_number=ending.case_number,
        reply_class=told.reply_class,
        letter_number=told.letter_number,
        reply=told.reply,
        replied_at=told.replied_at,
        closed_at=told.closed_at,
    )
