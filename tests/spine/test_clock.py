"""The one clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from xieshang.spine import clock


def test_now_is_now() -> None:
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()


def test_inside_at_it_is_that_moment(moment: datetime) -> None:
    """A day begins at midnight in the assembly's zone: 16:30 UTC is the next day in Shanghai."""
    late = datetime(2026, 3, 18, 16, 30, tzinfo=UTC)
    with clock.at(late):
        assert (clock.now(), clock.today()) == (late, date(2026, 3, 19))
        with clock.at(late + timedelta(days=1)):
            assert clock.today() == date(2026, 3, 20)
        assert clock.now() == late
    assert clock.now() == moment


def test_a_moment_without_a_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match=r"^a moment needs a time zone$"), clock.at(datetime(2026, 3, 18)):  # noqa: DTZ001
        pass
