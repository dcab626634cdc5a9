"""Numbers without gaps or doubles."""

from xieshang.documents.models import NumberSeries
from xieshang.members.models import Assembly
from xieshang.spine.batch import hold, keep, once


def next_number(series: str, assembly: Assembly) -> int:
    """The next number of a series, from 1.

    It is given out with the transaction that asked for it: others who ask wait for that to end, and
    if it is rolled back, or refused as a step of a batch, the number is given to the next.
    TransactionManagementError outside a transaction.
    """
    return take(series, assembly, 1).start


def take(series: str, assembly: Assembly, amount: int) -> range:
    """The next `amount` numbers of a series, with the promise of `next_number`."""
    if amount < 1:
        raise ValueError(f"one takes at least one number, not {amount}")
    row = _locked(series, assembly)
    first, row.last = row.last + 1, row.last + amount
    return range(first, keep(row).last + 1)


def reserve(series: str, assembly: Assembly, up_to: int) -> None:
    """Give out no number up to this one any more: they were given elsewhere, to what is taken in from there."""
    row = _locked(series, assembly)
    if row.last < up_to:
        row.last = up_to
        keep(row)


def _locked(series: str, assembly: Assembly) -> NumberSeries:
    """The row of a series, locked until the transaction ends and made if need be."""
    return hold(once(_row, series, assembly.pk))


def _row(series: str, assembly: int) -> NumberSeries:
    found = NumberSeries.objects.filter(assembly=assembly, series=series)
    row = found.first()
    if row is None:
        fresh = NumberSeries(assembly_id=assembly, series=series)
        NumberSeries.objects.bulk_create([fresh], ignore_conflicts=True)  # someone else may make it now, too
        row = found.get()
    return row
