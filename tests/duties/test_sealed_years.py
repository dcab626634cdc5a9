"""What becomes of a sealed year: who advises the meeting, what it may decide, and how tampering is found."""

import pytest
from click.testing import CliRunner

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.members import CommitteeFactory, MemberFactory
from tests.factories.proposals import City, refusal
from xieshang.cli.ledger import command
from xieshang.duties import actions
from xieshang.duties.models import Grade, Year
from xieshang.duties.schemes import shipped
from xieshang.members.models import Member
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def stranger(place: City) -> Member:
    """A member of another committee, whom the officer does not read."""
    other = CommitteeFactory(assembly=place.assembly)
    return MemberFactory(term=place.session.term, sector=place.sector, committee=other, name="陈四")


def frozen_with_quota(place: City, quota: int) -> Year:
    """The year, sealed, by Jinan's scheme with a quota for those who are competent."""
    office = place.person("office")
    text = shipped("jinan-2015").replace("from: 60}", f"from: 60, quota: {quota}}}")
    edition = actions.adopt(actions.draft_edition(place.assembly, by=office, text=text), by=office)
    return actions.freeze(actions.open_year(edition, by=office, year=2026), by=office)


def keys(year: Year, *members: Member) -> list[int]:
    return list(Grade.objects.filter(of_year=year, member__in=members).values_list("pk", flat=True))


class TestQuota:
    def test_more_than_it_lets_are_refused_and_nothing_is_decided(self, place: City):
        """Two of three where two in three are 66 of a hundred and the quota is 50; typed or proposed alike."""
        year, secretary = frozen_with_quota(place, 50), place.person("secretary")
        first, second = keys(year, place.author, place.cosigner)
        over = ("“称职”共 2 名，超过 50%：最多 1 名。", None)
        asked = {"by": secretary, "meeting": "主席会议", "decided": {first: "competent", second: "competent"}}
        assert refusal(actions.decide_grades, year, **asked) == over
        proposed = Grade.objects.select_related("of_year__edition", "member").get(pk=second)
        actions.propose_grade(proposed, by=place.person("office"), band="competent", remark="援藏")
        again = refusal(actions.decide_grades, year, **{**asked, "decided": {first: "competent"}})
        assert again == over
        assert not Entry.objects.filter(kind="duties.grades_decided").exists()
        assert set(Grade.objects.filter(of_year=year).values_list("decided")) == {("",)}

    def test_as_many_as_it_lets_are_decided(self, place: City):
        """Two of three are not more than 67 of a hundred; the page tells of the quota where it is not kept."""
        year = frozen_with_quota(place, 67)
        chosen = dict.fromkeys(keys(year, place.author, place.cosigner), "competent")
        actions.decide_grades(year, by=place.person("secretary"), meeting="主席会议", decided=chosen)
        assert Grade.objects.filter(of_year=year, decided="competent").count() == 2


class TestOfficer:
    def test_the_list_has_the_committee_s_members_alone(self, place: City, stranger: Member):
        factory.year(place)
        told = {who: client_of(place.person(who)).get("/duties/members/?year=2026") for who in ("officer", "office")}
        for who, response in told.items():
            page = response.content.decode()
            assert (response.status_code, place.author.name in page, stranger.name in page) == (
                200,
                True,
                who == "office",
            ), who

    def test_a_grade_is_proposed_for_one_of_the_committee_alone(self, place: City, stranger: Member):
        year = actions.freeze(factory.year(place), by=place.person("office"))
        (own,), (other,) = keys(year, place.author), keys(year, stranger)
        officer = client_of(place.person("officer"))
        asked = {"band": "competent", "remark": "援藏一年"}
        assert officer.post(f"/duties/grades/{own}", asked).status_code == 302
        assert officer.post(f"/duties/grades/{other}", asked).status_code == 404
        grade = Grade.objects.select_related("of_year__edition", "member__assembly", "member__committee").get(pk=other)
        said = refusal(actions.propose_grade, grade, by=place.person("officer"), **asked)
        assert said == ("等次由委员所在专委会或办公室提出建议。", None)
        proposed = dict(Grade.objects.filter(of_year=year).values_list("member__name", "proposed"))
        assert (proposed["林一"], proposed["陈四"]) == ("competent", "")
        assert Entry.objects.get(kind="duties.grade_proposed").actor_id == place.person("officer").pk


class TestVerification:
    def test_a_sound_year_ends_with_nought(self, place: City):
        factory.confirmed(place)
        actions.freeze(factory.year(place), by=place.person("office"))
        assert CliRunner().invoke(command, ["verify"]).exit_code == 0

    def test_a_tampered_year_is_named_and_ends_with_one(self, place: City):
        """By the command itself: that a score under the seal was changed, and a grade that the meeting decided."""
        year = actions.freeze(factory.year(place), by=place.person("office"))
        actions.decide_grades(year, by=place.person("secretary"), meeting="主席会议", decided={})
        grade = Grade.objects.get(of_year=year, member=place.author)
        Grade.objects.filter(pk=grade.pk).update(explained={**grade.explained, "total": 9900}, decided="excellent")
        found = CliRunner().invoke(command, ["verify"])
        assert found.exit_code == 1
        for fault in ("封存的履职得分被改动", "审定的履职等次被改动"):
            assert f"{place.assembly.name} 2026 年{fault}。" in found.output
