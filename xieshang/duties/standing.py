"""What a change of term asks of duty: the years that are not frozen, what nobody has answered, and the years' seals."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.duties import queries
from xieshang.duties.states import YearState
from xieshang.members import change
from xieshang.members.models import Term
from xieshang.ui.addresses import url


@change.matter(
    "duties.years",
    title=gettext_lazy("待封存的履职年度"),
    cure=gettext_lazy("逐年封存；封存以前先答复异议、核实录入。"),
    place=40,
)
def open_years(term: Term) -> list[change.Standing]:
    """Each year of the term that still counts."""
    rows = queries.years_in(term).filter(state=YearState.OPEN)
    found = [(one.year, one.pk) for one in rows]
    if not found:
        return [change.Standing(_("履职年度"), 0, "")]
    return [change.Standing(_("%(year)s 年") % {"year": year}, 1, url("duties:year", pk)) for year, pk in found]


@change.matter(
    "duties.objections",
    title=gettext_lazy("待答复的异议、待核实的录入"),
    cure=gettext_lazy("逐项答复、核实。"),
    place=30,
)
def unanswered(term: Term) -> list[change.Standing]:
    """Objections that nobody has answered, and entries by hand that nobody has reviewed."""
    objections, entries = queries.open_objections_in(term).count(), queries.waiting_entries_in(term).count()
    return [
        change.Standing(_("异议"), objections, url("duties:objections")),
        change.Standing(_("录入"), entries, url("duties:entries")),
    ]


@change.record("duties.years", title=gettext_lazy("履职年度"))
def years(term: Term) -> Iterator[change.Line]:
    """The years of the term, each with its own seal."""
    for year in queries.years_in(term):
        yield [year.pk, year.year, year.seal]


@change.shelf("duties", title=gettext_lazy("履职"), needs=Permission.DUTIES_READ_ALL)
def duty_then(term: Term, on: date) -> list[change.Standing]:
    """Each year of the term that had begun by the day, and how many had a score in it: sealed, or as of the day."""
    at = url("duties:term-day", term.pk)
    return [
        change.Standing(
            (_("%(year)s 年（已封存）") if queries.was_sealed(one, on=on) else _("%(year)s 年")) % {"year": one.year},
            queries.members_by(term.assembly, one.year, on=on).count(),
            f"{at}?{urlencode({'on': on.isoformat(), 'year': one.year})}",
        )
        for one in queries.years_in(term).filter(year__lte=on.year)
    ]
