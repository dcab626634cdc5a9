"""Numbers: each once, none missing, whoever asks at the same time."""

from contextlib import suppress
from functools import partial
from itertools import chain

import pytest
from django.db import transaction

from tests.factories.deadlines import AssemblyFactory
from tests.together import at_once
from xieshang.documents import numbers
from xieshang.members.models import Assembly
from xieshang.spine.batch import batch, current_batch


@pytest.mark.django_db
def test_each_series_of_each_assembly_counts_from_one() -> None:
    """They do not touch one another."""
    one, other = AssemblyFactory(), AssemblyFactory()
    given = [numbers.next_number(series, assembly) for assembly in (one, other) for series in "aab"]
    assert given == [1, 2, 1, 1, 2, 1]


@pytest.mark.django_db
def test_many_at_once() -> None:
    """A range, after which counting goes on."""
    assembly = AssemblyFactory()
    assert numbers.take("a", assembly, 3) == range(1, 4)
    assert numbers.take("a", assembly, 2) == range(4, 6)
    assert numbers.next_number("a", assembly) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -1])
def test_one_cannot_take_none(amount: int) -> None:
    """Nor give numbers back."""
    with pytest.raises(ValueError, match=f"not {amount}$"):
        numbers.take("a", AssemblyFactory(), amount)


@pytest.mark.django_db
def test_a_number_of_a_transaction_that_failed_is_given_again() -> None:
    """No gap is left."""
    assembly = AssemblyFactory()
    assert numbers.next_number("a", assembly) == 1
    _take_and_give_up("a", assembly, 5)
    assert numbers.next_number("a", assembly) == 2


@pytest.mark.django_db
def test_a_number_of_a_refused_step_of_a_batch_is_given_again() -> None:
    """The batch goes on without a gap, and the series is as high as the last number given."""
    assembly = AssemblyFactory()
    given = []
    with batch():
        given.append(numbers.next_number("a", assembly))
        with suppress(RuntimeError), current_batch().step():
            numbers.take("a", assembly, 5)
            raise RuntimeError
        given.append(numbers.next_number("a", assembly))
    assert [*given, numbers.next_number("a", assembly)] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given() -> None:
    """It could be lost before it is used."""
    with pytest.raises(transaction.TransactionManagementError):
        numbers.next_number("a", AssemblyFactory())


def _take_and_give_up(series: str, assembly: Assembly, amount: int) -> None:
    with transaction.atomic():
        numbers.take(series, assembly, amount)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_gap_and_no_double() -> None:
    """Eight threads take 25 numbers each, and every fifth time roll back and try again."""
    assembly = AssemblyFactory()

    def work(worker: int) -> list[int]:
        return [_taken(assembly, gives_up=(worker + turn) % 5 == 0) for turn in range(25)]

    taken = [*chain.from_iterable(at_once(*[partial(work, one) for one in range(8)]))]
    assert sorted(taken) == list(range(1, 201))
    assert taken != sorted(taken), "the threads did not run at the same time"


def _taken(assembly: Assembly, *, gives_up: bool) -> int:
    if gives_up:
        _take_and_give_up("proposals/9-1", assembly, 1)
    with transaction.atomic():
        return numbers.next_number("proposals/9-1", assembly)
