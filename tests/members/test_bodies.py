"""Sectors and special committees in the middle of a term: added, renamed and ended on the pages of the term."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import client_of, person_with
from tests.factories.members import AssemblyFactory, CommitteeFactory, MemberFactory, SectorFactory
from tests.factories.proposals import refusal
from tests.members.conftest import City
from tests.together import at_once
from xieshang.members import actions, queries
from xieshang.members.models import Organ, Sector
from xieshang.members.states import LeaveReason
from xieshang.spine import clock
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
TODAY = date(2026, 3, 18)


def office(city: City) -> Client:
    return client_of(city.clerk)


def at(city: City, more: str = "") -> str:
    return f"/members/terms/{city.term.pk}/bodies/{more}"


class TestSector:
    def test_one_more_comes_last_and_takes_members(self, city: City) -> None:
        """Under a code that none has; the roll offers it at once."""
        SectorFactory(term=city.term, code="s04", name="科技界", position=8999)
        sent = office(city).post(at(city, "sectors/new/"), {"name": " 农业界 "})
        assert (sent.status_code, sent["Location"]) == (302, at(city))
        made = Sector.objects.get(name="农业界")
        assert (made.term, made.code, made.position) == (city.term, "s05", 9000)
        assert [one.name for one in queries.sectors_of(city.term)][-1] == "农业界"
        told = Entry.objects.get(subject_id=made.pk, kind="members.sector_formed")
        assert (told.actor_id, told.payload) == (city.clerk.pk, {"name": "农业界"})
        assert "农业界" in office(city).get("/members/new/").text

    def test_a_name_is_given_once_and_what_was_typed_stays(self, city: City) -> None:
        sent = office(city).post(at(city, "sectors/new/"), {"name": "教育界"})
        assert (sent.status_code, "已经有“教育界”，请换一个名称。" in sent.text) == (422, True)
        assert 'value="教育界"' in sent.text
        assert Sector.objects.count() == 2

    def test_of_two_who_add_it_at_once_one_is_told(self, transactional_db: None, city: City) -> None:
        said = at_once(*[lambda: actions.add_sector(city.term, by=city.clerk, name="农业界") for _ in range(2)])
        assert [one for one in said if isinstance(one, str)] == ["已经有“农业界”，请换一个名称。"]
        assert Sector.objects.filter(name="农业界").count() == 1

    def test_it_is_called_otherwise_for_the_whole_term(self, city: City) -> None:
        """Its members stay in it; the ledger keeps both names."""
        member = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        address = at(city, f"sectors/{city.education.pk}/name/")
        assert office(city).post(address, {"name": "教育科技界"}).status_code == 302
        member.refresh_from_db()
        assert member.sector.name == "教育科技界"
        told = Entry.objects.get(kind="members.sector_renamed")
        assert told.payload == {"name": "教育科技界", "before": "教育界"}

    @pytest.mark.parametrize(
        ("name", "reason"),
        [("教育界", "名称没有改动，请写新的名称。"), ("经济界", "已经有“经济界”，请换一个名称。")],
    )
    def test_a_new_name_is_new(self, city: City, name: str, reason: str) -> None:
        assert refusal(actions.rename_sector, city.education, by=city.clerk, name=name) == (reason, "name")


class TestCommittee:
    def test_one_more_stands_from_its_day(self, city: City) -> None:
        """With the place where its roles are held; members can be placed on it from then on."""
        sent = office(city).post(at(city, "committees/new/"), {"name": "农业和农村委员会", "from_on": "2026-04-01"})
        assert sent.status_code == 302
        made = Organ.objects.get(name="农业和农村委员会")
        assert (made.code, made.kind, made.from_on, made.until_on) == ("c03", "committee", date(2026, 4, 1), None)
        assert (made.scope.kind, made.scope.parent) == ("organ", city.assembly.scope)
        assert made not in queries.committees_of(city.assembly, on=date(2026, 3, 31))
        assert made in queries.committees_of(city.assembly, on=date(2026, 4, 1))
        assert Entry.objects.filter(subject_id=made.pk, kind="members.organ_formed").exists()

    def test_a_name_is_free_again_once_its_committee_has_ended(self, city: City) -> None:
        actions.dissolve_organ(city.culture, by=city.clerk, on=date(2026, 4, 1))
        again: dict[str, Any] = {"by": city.clerk, "name": city.culture.name}
        taken = ("已经有“文化和文史委员会”，请换一个名称。", "name")
        assert refusal(actions.add_committee, city.assembly, from_on=date(2026, 3, 31), **again) == taken
        assert actions.add_committee(city.assembly, from_on=date(2026, 4, 1), **again).pk != city.culture.pk

    def test_it_ends_once_nobody_is_on_it(self, city: City) -> None:
        member = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        address = at(city, f"committees/{city.culture.pk}/end/")
        early = office(city).post(address, {"on": "2026-05-01"})
        words = "文化和文史委员会还有 1 名委员，请先把他们调整到其他专委会。"
        assert (early.status_code, words in early.text, 'value="2026-05-01"' in early.text) == (422, True, True)
        actions.leave(member, by=city.clerk, on=date(2026, 5, 1), reason=LeaveReason.RESIGNED)
        assert office(city).post(address, {"on": "2026-05-01"}).status_code == 302
        city.culture.refresh_from_db()
        assert city.culture.until_on == date(2026, 5, 1)


class TestPage:
    def test_it_tells_both_lists_with_their_members(self, city: City) -> None:
        """Whoever has left is not counted; each number opens its rows."""
        MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        gone = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        actions.leave(gone, by=city.clerk, on=TODAY, reason=LeaveReason.RESIGNED)
        page = office(city).get(at(city)).text
        address = f"/members/?assembly=yingcheng&amp;sector={city.education.pk}&amp;on=2026-03-18"
        assert f'<a href="{address}">1 名</a>' in page
        assert [one.people for one in queries.sectors_with(city.term, on=TODAY)] == [1, 0]
        assert [one.people for one in queries.committees_with(city.term, on=TODAY)] == [0, 1]
        assert at(city) in office(city).get("/members/").text

    def test_it_asks_as_much_for_many_rows(self, city: City, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for _ in range(2):
            client = office(city)
            with django_assert_num_queries(4):
                client.get(at(city))
            SectorFactory(term=city.term)
            CommitteeFactory(assembly=city.assembly)

    def test_before_a_term_begins_it_is_set_up_from_its_first_day(self, city: City) -> None:
        with clock.at(clock.now().replace(year=2021)):
            assert '<input type="date" name="from_on" value="2022-01-01"' in office(city).get(
                at(city, "committees/new/")
            ).text.replace("\n", "")

    @pytest.mark.parametrize(
        "more",
        [
            lambda city: "",
            lambda city: "sectors/new/",
            lambda city: f"sectors/{city.education.pk}/name/",
            lambda city: "committees/new/",
            lambda city: f"committees/{city.culture.pk}/end/",
        ],
    )
    def test_others_find_no_such_page(self, city: City, more: Callable[[City], str]) -> None:
        """Neither a member nor the office of another assembly; and no body of another assembly under this term."""
        county = AssemblyFactory(parent=city.assembly)
        for who in (person_with("member", city.assembly.scope), person_with("office_clerk", county.scope)):
            client = client_of(who)
            assert client.get(at(city, more(city))).status_code == 404
            assert client.post(at(city, more(city)), {"name": "农业界"}).status_code in {404, 405}
        theirs = (SectorFactory(), CommitteeFactory())
        for address in (f"sectors/{theirs[0].pk}/name/", f"committees/{theirs[1].pk}/end/"):
            assert office(city).get(at(city, address)).status_code == 404
        assert Sector.objects.filter(term=city.term).count() == 2
