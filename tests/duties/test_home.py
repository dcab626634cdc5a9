"""A member's year in one line on their desk."""

import pytest

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.duties import collecting, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def test_what_is_missing_stands_behind_the_total(place: City):
    """A gate first that is not met; then the points; then that the meeting decided."""
    author = place.person("author")
    assert queries.line_of(author, place.assembly, 2026) is None
    year = factory.year(place)
    page = client_of(author).get("/").content.decode()
    assert "履职 70 分，不称职" in page
    assert "还要做到：三个一" in page
    factory.three_ones(place)
    collecting.recount(year)
    line = queries.line_of(author, place.assembly, 2026)
    assert line is not None
    assert (line.band, line.next_band, line.missing, line.unmet) == ("称职", "优秀", "15", ())
    assert "到“优秀”还差 15 分" in client_of(author).get("/").content.decode().replace("\n", "")


def test_what_the_meeting_decided_is_told_as_such(place: City):
    factory.decided(place, 2026, author="excellent")
    page = client_of(place.person("author")).get("/").content.decode()
    assert "履职 70 分，优秀" in page
    assert "（会议已审定）" in page
