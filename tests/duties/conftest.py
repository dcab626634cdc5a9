"""What the tests of duties begin with."""

import pytest

from tests.factories import duties as factory
from tests.factories.proposals import City


@pytest.fixture
def place() -> City:
    """The small city of proposals, where Jinan's scheme was adopted."""
    return factory.place_with_scheme()
