"""Numbers without gaps or doubles, and the forms in which offices write them."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xieshang.documents.models import NumberSeries
from xieshang.members.models import Assembly


def next_number(series: str, assembly: Assembly) -> int:
    """The next number of a series, from 1.

    It is given out with the transaction that asked for it: others who ask wait for that to end, and
    if it is rolled back the number is given to the next. TransactionManagementError outside one.
    """
    return take(series, assembly, 1).start


def take(series: str, assembly: Assembly, amount: int) -> range:
    """The next `amount` numbers of a series, in one statement, with the promise of `next_number`."""
    if amount < 1:
        raise ValueError(f"one takes at least one number, not {amount}")
    last = _raised(series, assembly, by=amount)
    return range(last - amount + 1, last + 1)


def pass_over(series: str, assembly: Assembly, through: int) -> None:
    """Never give out numbers up to `through`: they are in use already (an import of past cases)."""
    _raised(series, assembly, to=through)


def four_digits(number: int) -> str:
    """A case number as it is written on a proposal: "0012"; longer numbers are not cut."""
    return f"{number:04d}"


def letter_number(year: int, number: int, *, prefix: str = "") -> str:
    """A letter's number in the official form (GB/T 9704), without leading zeros: "鹰提办〔2026〕12号"."""
    return _("%(prefix)s〔%(year)d〕%(number)d号") % {"prefix": prefix, "year": year, "number": number}


def _raised(series: str, assembly: Assembly, *, by: int = 0, to: int = 0) -> int:
    """The series' last number after raising it; its row stays locked until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside a transaction alone")
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, {"assembly": assembly.pk, "series": series, "by": by, "to": to})
        return int(cursor.fetchone()[0])


_RAISE = f"""
INSERT INTO {NumberSeries._meta.db_table} AS s (assembly_id, series, last)
VALUES (%(assembly)s, %(series)s, greatest(%(by)s, %(to)s))
ON CONFLICT (assembly_id, series) DO UPDATE SET last = greatest(s.last + %(by)s, %(to)s)
RETURNING last
"""  # noqa: S608 - the table's name comes from the model
