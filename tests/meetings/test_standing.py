"""What a change of term is told of meetings."""

from datetime import datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.meetings import actions, queries, standing
from xieshang.meetings.models import Meeting, Minutes
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def held(place: City, title: str, kind: str = "forum") -> Meeting:
    """An occasion that was over an hour ago."""
    if not place.assembly.meeting_kinds.exists():
        actions.found_kinds(place.assembly, by=place.person("office"))
    hours = {"starts_at": clock.now() - timedelta(hours=3), "ends_at": clock.now() - timedelta(hours=1)}
    told = {"state": "closed", "notified_at": clock.now(), "gate": "gate", "title": title}
    of = place.assembly.meeting_kinds.get(code=kind)
    return Meeting.objects.create(assembly=place.assembly, term=place.session.term, kind=of, **told, **hours)


def test_minutes_that_are_not_issued_are_counted_and_opened(place: City) -> None:
    """None yet, or only a draft; not where none are asked for."""
    missing, drafted, issued = (held(place, title) for title in ("没有纪要", "起草纪要", "纪要已发"))
    held(place, "不要纪要", "activity")
    Minutes.objects.create(meeting=drafted, text="纪要")
    Minutes.objects.create(meeting=issued, text="纪要", state="issued", number="1", issued_at=clock.now())
    assert set(queries.without_minutes(Meeting.objects.all())) == {missing, drafted}
    (one,) = standing.unminuted(place.session.term)
    assert (one.label, one.count) == ("会议", 2)
    page = client_of(place.person("office")).get(one.href).content.decode()
    shown = {title for title in ("没有纪要", "起草纪要", "纪要已发", "不要纪要") if title in page}
    assert shown == {"没有纪要", "起草纪要"}
