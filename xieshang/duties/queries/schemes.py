"""Which scheme counts."""

from xieshang.duties.models import Edition
from xieshang.duties.states import EditionState
from xieshang.members.models import Assembly


def edition_of(assembly: Assembly, year: int) -> Edition | None:
    """The edition by which a year counts: that of the year where it was opened, else the latest adopted one that
    is valid in it."""
    of_year = Edition.objects.filter(years__assembly=assembly, years__year=year).first()
    if of_year is not None:
        return of_year
    adopted = Edition.objects.filter(assembly=assembly, state=EditionState.ADOPTED, first_year__lte=year)
    return adopted.exclude(last_year__lt=year).order_by("-first_year", "-number", "-pk").first()
