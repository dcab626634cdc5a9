"""A member's year in one line on their desk."""

from datetime import date

import pytest

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.duties import actions, collecting, queries
from xieshang.duties.models import Year
from xieshang.duties.schemes import shipped
from xieshang.members.models import Member

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


def test_who_joined_in_the_year_lacks_what_is_asked_by_months(place: City):
    """From July on the roll, half of the 85 points of the best grade is asked: the desk and the record say the same."""
    text = shipped("jinan-2015").replace("total: {", "proration: months\ntotal: {").replace("start: 70", "start: 40")
    draft = actions.draft_edition(place.assembly, by=place.person("office"), text=text)
    actions.open_year(actions.adopt(draft, by=place.person("office")), by=place.person("office"), year=2026)
    Member.objects.filter(pk=place.author.pk).update(from_on=date(2026, 7, 1))
    factory.three_ones(place)
    collecting.recount(Year.objects.get())
    line, record = queries.line_of(place.person("author"), place.assembly, 2026), queries.record_of(place.author, 2026)
    assert line is not None
    assert record is not None
    assert (line.band, line.next_band, line.missing, record.missing) == ("称职", "优秀", "2.5", 250)


def test_what_the_meeting_decided_is_told_as_such(place: City):
    factory.decided(place, 2026, author="excellent")
    page = client_of(place.person("author")).get("/").content.decode()
    assert "履职 70 分，优秀" in page
    assert "（会议已审定）" in page
