"""A file of another system's proposals to cases, and the cases into an assembly: all of them, or none.

reading = imports.read(data, "提案.csv", mapped)             # raises tables.Unreadable
plan = imports.plan(assembly, reading.cases, source="省政协2019")
faults = [*reading.faults, *plan.faults]                    # every bad cell; with none:
imports.import_cases(assembly, reading.cases, source="省政协2019", by=clerk)

`imports.prepare` does the reading with a zip of files beside, `imports.carry_out` the importing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.proposals import actions, queries
from xieshang.proposals.imports import attachments
from xieshang.proposals.imports.attachments import Sorted
from xieshang.proposals.imports.mapping import Mapped, columns_of, faults_of, guessed
from xieshang.proposals.imports.planning import Plan, import_cases, plan
from xieshang.proposals.imports.reading import Case, Outcome, Reading, read
from xieshang.proposals.imports.words import CATEGORIES, HEADINGS, KINDS, KNOWN, NEEDED
from xieshang.spine.rule import Refused
from xieshang.texts.tables import CellFault

__all__ = [
    "CATEGORIES", "HEADINGS", "KINDS", "KNOWN", "NEEDED", "Case", "Mapped", "Outcome", "Plan", "Prepared", "Reading",
    "carry_out", "columns_of", "faults_of", "guessed", "import_cases", "plan", "prepare", "read",
]  # fmt: skip


@dataclass(slots=True)
class Prepared:
    """A file of cases and its zip, read and planned. `files`: how many are not there yet."""

    reading: Reading
    plan: Plan
    sorted: Sorted = field(default_factory=Sorted)
    files: int = 0

    @property
    def faults(self) -> list[CellFault]:
        """Everything that has to be mended, in the order of the rows; files come last."""
        cells = sorted([*self.reading.faults, *self.plan.faults], key=lambda fault: fault.row)
        return [*cells, *self.sorted.faults]

    @property
    def is_empty(self) -> bool:
        """Would nothing happen?"""
        return not (self.plan.new or self.files)


def prepare(
    assembly: Assembly,
    data: bytes,
    name: str,
    *,
    source: str,
    mapped: Mapped | None = None,
    archive: Path | None = None,
) -> Prepared:
    """What importing a file and its zip would do; raises `tables.Unreadable`."""
    reading = read(data, name, mapped)
    prepared = Prepared(reading, plan(assembly, reading.cases, source=source))
    if archive is not None:
        with attachments.opened(archive) as opened:
            prepared.sorted = attachments.sort(opened, reading.numbers)
            prepared.files = len(_missing(assembly, source, prepared.sorted))
    return prepared


def _missing(assembly: Assembly, source: str, found: Sorted) -> list[tuple[str, attachments.Member]]:
    """The files that the cases have not yet; a file is known by its content."""
    there = queries.imported_files(assembly, source)
    return [
        (number, one) for number, members in found.of.items() for one in members if (number, one.sha256) not in there
    ]


def carry_out(
    assembly: Assembly,
    prepared: Prepared,
    *,
    source: str,
    by: Person | None,
    archive: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Plan, int]:
    """Take cases and files in, in one transaction; what was done, and how many files came.

    Raises `Refused` where one of them cannot be: then none is taken in.
    """
    if prepared.faults:
        raise Refused(str(prepared.faults[0]))
    with transaction.atomic():
        done = import_cases(assembly, prepared.reading.cases, source=source, by=by, progress=progress)
        if archive is None:
            return done, 0
        with attachments.opened(archive) as opened:
            missing = _missing(assembly, source, prepared.sorted)
            cases = queries.imported_by_number(assembly, source, {number for number, _one in missing})
            for number, one in missing:
                with attachments.upload_of(opened, one) as upload:
                    actions.attach_imported(cases[number], by=by, upload=upload)
        return done, len(missing)
