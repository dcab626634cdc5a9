"""One member by hand: admitted with an account and a role, placed anew, ended; for the office that keeps the roll."""

from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import client_of, person_with
from tests.factories.members import MemberFactory
from tests.members.conftest import City
from xieshang.accounts.models import Grant, Person
from xieshang.members import actions
from xieshang.members.models import Member
from xieshang.members.states import LeaveReason
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
TODAY = date(2026, 3, 18)


def typed(city: City, **more: object) -> dict[str, object]:
    whole = {"name": "安然", "phone": "186 0000 7001", "on": "2026-03-20", "party": "民盟", "workplace": "市一中教师"}
    return {**whole, "sector": city.education.pk, "committee": city.culture.pk, "number": "", **more}


def office(city: City) -> Client:
    return client_of(city.clerk)


class TestAdmitting:
    def test_a_person_gets_a_number_an_account_and_the_role(self, city: City) -> None:
        sent = office(city).post("/members/new/", typed(city))
        member = Member.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, f"/members/{member.pk}/")
        facts = (member.name, member.number, member.party, member.sector, member.committee, member.from_on)
        assert facts == ("安然", "0001", "民盟", city.education, city.culture, date(2026, 3, 20))
        assert member.until_on == city.term.until_on
        assert member.person.phone == "18600007001"
        assert Grant.objects.filter(person=member.person, role="member", from_on=member.from_on).exists()
        assert Entry.objects.filter(kind="members.member_admitted", subject_id=member.pk).exists()

    def test_who_is_on_the_roll_is_refused_and_what_was_typed_stays(self, city: City) -> None:
        client = office(city)
        client.post("/members/new/", typed(city))
        again = client.post("/members/new/", typed(city, number="0009"))
        assert (again.status_code, "这位委员已在名册上" in again.text) == (422, True)
        assert 'value="0009"' in again.text
        other = client.post("/members/new/", typed(city, name="张平"))
        assert "已登记给另一个姓名" in other.text

        taken = client.post("/members/new/", typed(city, phone="18600007002", name="张平", number="0001"))
        assert "委员证号 0001 已是名册上另一位委员的。" in taken.text
        wrong = client.post("/members/new/", typed(city, phone="12", name="张平"))
        assert "这不是手机号，请核对。" in wrong.text
        assert (Member.objects.count(), Person.objects.filter(name="张平").count()) == (1, 0)

    def test_others_find_no_such_page(self, city: City) -> None:
        member = MemberFactory(term=city.term, person=person_with("member", city.assembly.scope))
        client = client_of(member.person)
        for at in ("/members/new/", f"/members/{member.pk}/transfer/", f"/members/{member.pk}/leaving/"):
            assert (client.get(at).status_code, client.post(at, typed(city)).status_code) == (404, 404)
        with pytest.raises(Refused, match="名册由"):
            actions.admit_person(
                city.term,
                by=member.person,
                on=TODAY,
                name="安然",
                phone="18600007001",
                sector=city.education,
                committee=city.culture,
                facts={},
            )


class TestMoving:
    def test_the_row_so_far_ends_and_another_begins(self, city: City) -> None:
        member = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        at = f"/members/{member.pk}/transfer/"
        client = office(city)
        sent = client.post(at, {"on": "2026-04-01", "sector": city.economy.pk, "committee": city.culture.pk})
        before, after = Member.objects.order_by("from_on")
        assert sent["Location"] == f"/members/{after.pk}/"
        assert (before.until_on, before.leave_reason) == (date(2026, 4, 1), LeaveReason.TRANSFERRED)
        assert (after.from_on, after.sector, after.committee) == (date(2026, 4, 1), city.economy, city.culture)
        assert "这一段任期已经结束，不能再更改。" in client.get(at).text
        assert "这一段任期已经结束，不能再更改。" in client.get(f"/members/{member.pk}/").text

    def test_nothing_changed_or_a_day_outside_is_said(self, city: City) -> None:
        member = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
        at, same = f"/members/{member.pk}/transfer/", {"sector": city.education.pk, "committee": city.culture.pk}
        assert "界别和专委会都没有变化。" in office(city).post(at, {"on": "2026-04-01", **same}).text
        outside = {"on": "2001-04-01", "sector": city.economy.pk, "committee": city.culture.pk}
        assert "这一天不在该委员的任期之内，请核对日期。" in office(city).post(at, outside).text
        assert Member.objects.count() == 1


class TestLeaving:
    def test_it_ends_with_its_reason(self, city: City) -> None:
        member = MemberFactory(term=city.term, person=person_with("member", city.assembly.scope))
        at = f"/members/{member.pk}/leaving/"
        client = office(city)
        assert client.post(at, {"on": "2026-04-01", "reason": ""}).status_code == 422
        assert client.post(at, {"on": "2026-04-01", "reason": "transferred"}).status_code == 422
        assert client.post(at, {"on": "2026-04-01", "reason": "resigned"}).status_code == 302
        member.refresh_from_db()
        assert (member.until_on, member.leave_reason) == (date(2026, 4, 1), LeaveReason.RESIGNED)
        assert Grant.objects.get(person=member.person, role="member").until_on == date(2026, 4, 1)

    def test_the_office_finds_both_on_the_member_s_page_and_the_third_on_the_roll(self, city: City) -> None:
        member = MemberFactory(term=city.term)
        page = office(city).get(f"/members/{member.pk}/").text
        assert [f"/members/{member.pk}/{verb}/" in page for verb in ("transfer", "leaving")] == [True, True]
        assert "/members/new/" in office(city).get("/members/").text
