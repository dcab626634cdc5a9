"""What holds whatever the rules are, of those that look beyond one member's year: triggers, exemptions, quotas."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.duties import strategies as draw
from tests.factories.accounts import person_with
from tests.factories.members import MemberFactory, TermFactory
from xieshang.accounts.models import Person
from xieshang.duties import actions, queries, schemes, scoring
from xieshang.duties.models import Credit, Edition, Grade, Year
from xieshang.duties.schemes import Scheme
from xieshang.duties.scoring import Fact, Standing
from xieshang.members.models import Member
from xieshang.spine.rule import Refused

BANDS = ["best", "good", "poor"]
YEARS = range(2021, 2025)
OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class House(NamedTuple):
    """Five members of one term, four frozen years by one edition, and who notes what the meeting decides."""

    members: list[Member]
    years: list[Year]
    secretary: Person

    def by(self, **parts: Any) -> Year:
        """The last year, by a scheme of three grades with these parts."""
        text = draw.written(SCHEME | parts)
        Edition.objects.filter(pk=self.years[0].edition_id).update(text=text)
        return Year.objects.select_related("edition", "assembly").get(pk=self.years[-1].pk)


SCHEME: dict[str, Any] = {
    "scheme": "drawn", "title": "任意", "source": "试验", "valid": {"from": 2020}, "total": {"floor": 0},
    "blocks": [{"code": "block", "title": "板块", "kind": "base",
                "items": [{"code": "item", "title": "项目", "events": "a.met", "points": 1}]}],
    "bands": [{"code": code, "title": code, "from": least} for code, least in zip(BANDS, (30, 12, 0), strict=True)],
}  # fmt: skip


@pytest.fixture
def house(db: None) -> House:
    term = TermFactory(from_on=date(2018, 1, 1))
    members = [MemberFactory(term=term, from_on=date(2018, 1, 1)) for _ in range(5)]
    common = {"assembly": term.assembly, "state": "adopted", "adopted_at": timezone.now(), "first_year": 2020}
    edition = Edition.objects.create(code="drawn", number=1, title="任意", text=draw.written(SCHEME), **common)
    sealed = {"edition": edition, "seal": "0" * 64, "frozen_at": timezone.now(), "state": "frozen"}
    years = [Year.objects.create(assembly=term.assembly, year=year, **sealed) for year in YEARS]
    Grade.objects.bulk_create(
        Grade(of_year=year, member=member, total=0, band="poor") for year in years for member in members
    )
    return House(members, years, person_with("secretary_general", term.assembly.scope))


@OFTEN
@given(
    history=st.lists(st.lists(st.sampled_from(BANDS), min_size=4, max_size=4), min_size=5, max_size=5),
    meetings=st.lists(st.booleans(), min_size=4, max_size=4),
    band=st.sampled_from(BANDS),
    years=st.integers(1, 4),
)
def test_a_trigger_of_grades(house: House, history: list[list[str]], meetings: list[bool], band: str, years: int):
    """Finds exactly who was at or below the grade in each of the last years, all of which a meeting decided."""
    for member, given_ in zip(house.members, history, strict=True):
        for year, decided in zip(house.years, given_, strict=True):
            Grade.objects.filter(of_year=year, member=member).update(decided=decided)
    for year, met in zip(house.years, meetings, strict=True):
        Year.objects.filter(pk=year.pk).update(state="decided" if met else "frozen")
    last = house.by(triggers=[{"code": "talk", "title": "约谈", "advice": "约谈", "band": band, "years": years}])
    low = BANDS[BANDS.index(band) :]
    expected = {
        member.pk
        for member, given_ in zip(house.members, history, strict=True)
        if all(meetings[-years:]) and all(one in low for one in given_[-years:])
    }
    found = queries.findings(last)
    assert {one.member.pk for one in found} == expected
    assert len(found) == len(expected)
    for one in found:
        assert all(f"{year} 年审定为" in one.reason for year in YEARS[-years:])


absences = st.lists(
    st.tuples(st.integers(0, 4), st.integers(2017, 2025), st.sampled_from(["absent", "present"]), st.booleans()),
    max_size=25,
)


@OFTEN
@given(said=absences, years=st.integers(0, 4), times=st.integers(1, 3))
def test_a_trigger_of_facts(house: House, said: list[tuple[int, int, str, bool]], years: int, times: int):
    """Finds exactly who has as many that match within the years (0: the term), without what was taken back."""
    Credit.objects.filter(assembly=house.years[0].assembly_id).delete()
    Credit.objects.bulk_create(
        Credit(
            assembly_id=house.years[0].assembly_id, person_id=house.members[who].person_id, member=house.members[who],
            year=year, entry=at, kind="a.met", on=date(year, 3, 1), subject_kind="a.thing", subject_id=at,
            presence=presence, undone_by=10**6 if undone else None,
        )
        for at, (who, year, presence, undone) in enumerate(said, start=1)
    )  # fmt: skip
    trigger = {"code": "away", "title": "缺席", "advice": "约谈", "years": years, "times": times, "events": "a.met"}
    last = house.by(triggers=[trigger | {"where": {"presence": "absent"}}])
    first = 2024 - years + 1 if years else 2018
    counted = [(who, year) for who, year, presence, undone in said if presence == "absent" and not undone]
    within = [who for who, year in counted if first <= year <= 2024]
    expected = {house.members[who].pk for who in within if within.count(who) >= times}
    assert {one.member.pk for one in queries.findings(last)} == expected


@settings(max_examples=40)
@given(document=draw.documents(), drawn=st.data())
def test_grounds_allow_what_they_name(document: dict[str, Any], drawn: st.DataObject):
    """Of what one of them names can a member be exempt, and of nothing else; without grounds of everything."""
    codes = able(schemes.read(draw.written(document)))
    assume(codes)
    named = drawn.draw(st.lists(st.lists(st.sampled_from(codes), min_size=1, unique=True), max_size=3))
    grounds = [{"title": f"事由{at}", "of": of} for at, of in enumerate(named)]
    scheme = schemes.read(draw.written(document | {"exemptions": grounds}))
    assert [(one.title, sorted(one.of)) for one in scheme.exemptions] == [
        (o["title"], sorted(o["of"])) for o in grounds
    ]
    allowed = {code for of in named for code in of}
    assert set(scheme.exemptible) & set(codes) == (allowed or set(codes))


def able(scheme: Scheme) -> list[str]:
    """The gates, and the items with a cap, which is what an exempt member has of them."""
    items = [item.code for block in scheme.blocks for item in block.items if item.cap]
    return [*items, *(gate.code for gate in scheme.gates)]


@settings(max_examples=40)
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings(), drawn=st.data())
def test_who_is_exempt_has_the_cap_and_loses_nothing(
    scheme: Scheme, facts: list[Fact], standing: Standing, drawn: st.DataObject
):
    """The item comes to its cap, unless it is for a post that is not held; no other item changes; a gate is met;
    neither total nor grade falls."""
    codes = able(scheme)
    assume(codes)
    code = drawn.draw(st.sampled_from(codes))
    bare = replace(standing, exempt=standing.exempt - {code})
    before = scoring.score(scheme, facts, bare)
    after = scoring.score(scheme, facts, replace(bare, exempt=bare.exempt | {code}))
    points = [{one.item.code: one.points for block in found.blocks for one in block.items} for found in (before, after)]
    for item in (one for block in scheme.blocks for one in block.items):
        is_asked = not item.only or bool(item.only & standing.posts)
        assert points[1][item.code] == (item.cap if item.code == code and is_asked else points[0][item.code])
    assert code not in {one.code for one in after.unmet}
    assert {one.code for one in after.unmet} == {one.code for one in before.unmet} - {code}
    assert after.total >= before.total
    assert scheme.bands.index(after.band) <= scheme.bands.index(before.band)


@OFTEN
@given(
    chosen=st.lists(st.sampled_from(BANDS), min_size=5, max_size=5),
    quotas=st.lists(st.none() | st.integers(1, 100), min_size=3, max_size=3),
)
def test_no_more_are_decided_than_a_quota_lets(house: House, chosen: list[str], quotas: list[int | None]):
    """Refused where one grade has more, and then nothing is kept; else decided as the meeting said."""
    bands = [band | ({"quota": quota} if quota else {}) for band, quota in zip(SCHEME["bands"], quotas, strict=True)]
    Year.objects.update(state="frozen")
    Grade.objects.update(decided="")
    year = house.by(bands=bands)
    keys = Grade.objects.filter(of_year=year).order_by("pk").values_list("pk", flat=True)
    meant = dict(zip(keys, chosen, strict=True))
    over = [code for code, quota in zip(BANDS, quotas, strict=True) if quota and chosen.count(code) * 20 > quota]
    if over:
        with pytest.raises(Refused, match="超过"):
            actions.decide_grades(year, by=house.secretary, meeting="主席会议", decided=meant)
    else:
        actions.decide_grades(year, by=house.secretary, meeting="主席会议", decided=meant)
    kept = dict(Grade.objects.filter(of_year=year).values_list("pk", "decided"))
    assert kept == (dict.fromkeys(meant, "") if over else meant)
    assert Year.objects.get(pk=year.pk).state == ("frozen" if over else "decided")
