"""Pages of this room as it makes them."""

from collections.abc import Iterator

import pytest

from tests.members.conftest import pages_of_one_room


@pytest.fixture(scope="package", autouse=True)
def nothing_from_above() -> Iterator[None]:
    """What the rooms above put on every page is their tests' concern."""
    with pages_of_one_room():
        yield
