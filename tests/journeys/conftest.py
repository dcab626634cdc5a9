"""A small assembly at work, on Wednesday 18 March 2026."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()
