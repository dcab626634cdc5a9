"""Names are ranked for members only where the assembly's scheme says so."""

import pytest

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.duties import actions, queries, schemes
from xieshang.duties.models import Year
from xieshang.duties.schemes import shipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def year_by(place: City, ranking: str) -> Year:
    """A year that counts by Jinan's scheme with a word about ranking."""
    office = place.person("office")
    draft = actions.draft_edition(place.assembly, by=office, text=shipped("jinan-2015") + ranking)
    return actions.open_year(actions.adopt(draft, by=office), by=office, year=2026)


def test_by_place_where_the_scheme_says_so(place: City):
    """The same total has the same place; the one behind two firsts is third."""
    factory.confirmed(place)
    actions.confirm_entry(factory.entered(place, place.cosigner), by=place.person("second office"))
    factory.read(place)
    year = year_by(place, "ranking: names\n")
    told = [(place, one.member.name) for place, one in queries.ranking_of(year)]
    assert told == [(1, "林二"), (1, "林一"), (3, "林三")]
    page = client_of(place.person("author")).get(f"/duties/years/{year.pk}/ranking").content.decode()
    assert page.index("林二") < page.index("林一") < page.index("林三")
    assert "这一年还没有封存" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[(who, 200) for who in ("author", "cosigner", "office", "secretary")],
        *[(who, 404) for who in ("bureau clerk", "administrator", "elsewhere")],
    ],
)
def test_for_members_and_who_reads_records(place: City, who: str, status: int):
    year = year_by(place, "ranking: names\n")
    assert client_of(place.person(who)).get(f"/duties/years/{year.pk}/ranking").status_code == status


@pytest.mark.parametrize("ranking", ["", "ranking: none\n"])
def test_off_unless_it_is_set(place: City, ranking: str):
    """Neither the page nor a way to it, for nobody."""
    year = year_by(place, ranking)
    for who in ("author", "office", "secretary"):
        assert client_of(place.person(who)).get(f"/duties/years/{year.pk}/ranking").status_code == 404
    page = client_of(place.person("office")).get(f"/duties/years/{year.pk}").content.decode()
    assert "ranking" not in page


def test_another_word_is_a_fault():
    with pytest.raises(schemes.FaultyError, match="ranking"):
        schemes.read(shipped("jinan-2015") + "ranking: everybody\n")
