"""What reports read: whose they are, every figure with the rows behind it, and the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Term
from xieshang.reports.events import LEDGER_VERIFIED
from xieshang.reports.subjects import NARROWER, SUBJECTS, said
from xieshang.spine.figure import FIGURES, Figure, Number, Scope
from xieshang.spine.models import Entry, Seal

SECTIONS: dict[str, Promise | str] = {
    "branches": _("组织"),
    "members": _("委员"),
    "meetings": _("会议"),
    "duties": _("委员履职"),
    "proposals": _("提案"),
}
"""The parts of the page of figures, in its order; a section without a name here comes last, under its code."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure as it was counted: its value, and how many rows stand behind it."""

    figure: Figure
    scope: Scope
    value: Number
    rows: int
    at: datetime

    @property
    def code(self) -> str:
        """The figure's code, "F20"."""
        return self.figure.code

    @property
    def text(self) -> str:
        """Value and unit as a sentence holds them: "1918 件", "99.72%"."""
        return with_unit(str(self.value), str(self.figure.unit))


def with_unit(number: str, unit: str) -> str:
    """The number with its unit behind it, not to be torn apart at the end of a line: "1918 件", but "99.72%"."""
    return f"{number}{unit}" if unit == "%" else f"{number}\u00a0{unit}"


def assemblies_of(actor: Person | Visitor) -> QuerySet[Assembly]:
    """The assemblies whose reports the actor may read; the public may read none."""
    return Assembly.objects.filter(scope__in=actor.scopes_with(Permission.REPORTS_READ)).order_by("pk")


def terms_of(actor: Person | Visitor) -> QuerySet[Term]:
    """The terms of these assemblies, the latest first."""
    return Term.objects.filter(assembly__in=assemblies_of(actor)).select_related("assembly").order_by("-from_on", "pk")


def find(code: str) -> Figure | None:
    """The declared figure with this code, if there is one."""
    return FIGURES.get(code)


def count(figure: Figure, scope: Scope, *, at: datetime) -> Counted:
    """The figure, counted now: `at` is the moment to keep beside it."""
    value = figure.value(scope)
    rows = value if figure.reckon is None else figure.rows(scope).count()
    return Counted(figure, scope, value, int(rows), at)


def gather(scope: Scope, *, at: datetime) -> list[Counted]:
    """Every declared figure, in order of its code."""
    return [count(FIGURES[code], scope, at=at) for code in sorted(FIGURES)]


def by_section(figures: list[Counted]) -> list[tuple[str, list[Counted]]]:
    """The figures under the names of their sections, in the order of `SECTIONS`."""
    order = {section: at for at, section in enumerate(SECTIONS)}
    known = sorted(figures, key=lambda one: (order.get(one.figure.section, len(order)), one.figure.section))
    groups = groupby(known, key=lambda one: one.figure.section)
    return [(str(SECTIONS.get(section, section)), list(each)) for section, each in groups]


def term(code: str, number: int | None, *, on: date) -> Term | None:
    """A term of the assembly with this code; where no number is given, the last that had begun by that day."""
    terms = Term.objects.filter(assembly__code=code).select_related("assembly").order_by("-from_on")
    found = terms.filter(from_on__lte=on) if number is None else terms.filter(number=number)
    return found.first()


def rows(figure: Figure, scope: Scope) -> QuerySet[Any]:
    """The rows behind a figure as dicts of its columns and `pk`, in the figure's own order."""
    paths = [path for path, _label in figure.columns]
    plain: QuerySet[Any] = figure.rows(scope).select_related(None).prefetch_related(None)
    return plain.values("pk", *paths)


COMMON = Q(assembly_id=None, subject_kind__in=["deadlines.calendarday", "spine.seal"])
"""What belongs to no assembly and is no secret: the country's working calendar, the ledger as a whole."""


def entries_visible_to(actor: Person | Visitor) -> QuerySet[Entry]:
    """The entries of the ledger that an actor may read: in the assemblies whose ledger they read, those that speak of
    what they see there (see `subjects`); the numbers of the others are missing."""
    scopes = actor.scopes_with(Permission.LEDGER_READ)
    if not scopes:
        return Entry.objects.none()
    open_to_all = Q(subject_kind__in=[kind for kind, one in SUBJECTS.items() if one.seen is None])
    seen = {kind: one.seen(actor).values("pk") for kind, one in SUBJECTS.items() if one.seen is not None}
    kinds = (Q(subject_kind=kind, subject_id__in=keys) for kind, keys in seen.items())
    places = list(Assembly.objects.filter(scope__in=scopes).values_list("pk", flat=True))
    told = (~Q(kind=kind) | Q(when) for kind, when in NARROWER.items())
    return Entry.objects.filter(Q(assembly_id__in=places) | COMMON, reduce(or_, kinds, open_to_all), *told)


def told(entries: QuerySet[Entry]) -> QuerySet[Entry, dict[str, Any]]:
    """The same as rows of a list, each with who did it (`who`), for whom it was entered (`whom`), and the number of the
    seal that closed it (`seal`; None: not sealed yet)."""
    people = Person.objects.values("name")
    sealed = Seal.objects.filter(until_tx__gt=OuterRef("tx"), from_tx__lte=OuterRef("tx")).order_by("until_tx")
    rows: QuerySet[Entry, dict[str, Any]] = entries.values(
        *ROW,
        who=Subquery(people.filter(pk=OuterRef("actor_id"))),
        whom=Subquery(people.filter(pk=said("entered_for"))),
        seal=Subquery(sealed.values("number")[:1]),
    )
    return rows


ROW = ("pk", "kind", "at", "payload", "subject_kind", "subject_id")


def seal_of(entry: Entry) -> Seal | None:
    """The seal that closed an entry, without what it holds of each; None where none has yet."""
    closed = Seal.objects.filter(until_tx__gt=entry.tx, from_tx__lte=entry.tx)
    return closed.defer("ids", "marks").order_by("until_tx").first()


def last_seal() -> Seal | None:
    """The last seal of the ledger: whoever keeps its hash elsewhere can tell whether the ledger was written anew."""
    return Seal.objects.defer("ids", "marks").order_by("-number").first()


def last_verification() -> Entry | None:
    """What was found when the ledger was last verified; None where it never was."""
    return Entry.objects.filter(assembly_id=None, kind=LEDGER_VERIFIED.kind).order_by("-at", "-pk").first()
