"""What is done to an assembly and its roll, and what of it the ledger keeps."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import GrantFactory, PersonFactory
from tests.factories.members import (
    CommitteeFactory,
    MemberFactory,
    PostFactory,
    SectorFactory,
    SessionFactory,
    TermFactory,
)
from tests.members.conftest import City
from xieshang.accounts.models import Grant, ScopeKind
from xieshang.members import actions, queries
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session, Term
from xieshang.members.states import LeaveReason, Level, OrganKind, PostKind
from xieshang.spine.batch import batch
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db


def entries(*kinds: str) -> list[tuple[str, int | None, int, dict[str, Any]]]:
    """(kind, actor, subject, payload) of the ledger's entries of the members room, in order."""
    rows = Entry.objects.filter(kind__startswith="members.").order_by("pk")
    return [(row.kind.removeprefix("members."), row.actor_id, row.subject_id, row.payload) for row in rows]


def refused(words: str, field: str | None, verb: Any, /, *args: Any, **kwargs: Any) -> None:
    """The verb is refused with this reason, and nothing is recorded."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as refusal:
        verb(*args, **kwargs)
    assert (refusal.value.reason, refusal.value.field) == (words, field)
    assert Entry.objects.count() == before


def newcomer(city: City, **values: Any) -> Member:
    """A membership that is not yet written."""
    return Member(
        **{
            "assembly": city.assembly,
            "term": city.term,
            "person": PersonFactory(name="单晓明", home=city.assembly.scope),
            "number": "0001",
            "sector": city.education,
            "committee": city.culture,
            "name": "单晓明",
            "from_on": date(2023, 1, 1),
            **values,
        }
    )


def test_an_assembly_is_established_with_a_place_for_roles(city: City) -> None:
    """A county under its city, entered by the city's office."""
    county = actions.establish(
        Assembly(code="lushan", name="鲁山县政协", level=Level.COUNTY, parent=city.assembly), by=city.clerk
    )
    assert (county.scope.kind, county.scope.name, county.scope.parent) == (ScopeKind.ASSEMBLY, "鲁山县政协", None)
    assert list(city.assembly.children.all()) == [county]
    assert entries() == [("assembly_established", city.clerk.pk, county.pk, {"name": "鲁山县政协"})]
    assert Entry.objects.get().assembly_id == county.pk


def test_a_term_with_sessions_sectors_and_organs_is_set_up(city: City) -> None:
    """Each is recorded with what it is."""
    term = actions.open_term(
        Term(assembly=city.assembly, number=8, from_on=date(2018, 1, 1), until_on=date(2022, 1, 1)), by=city.clerk
    )
    days = {"opens_on": date(2018, 1, 5), "closes_on": date(2018, 1, 8), "from_on": date(2018, 1, 1)}
    session = actions.convene(Session(assembly=city.assembly, term=term, number=1, year=2018, **days), by=city.clerk)
    sector = actions.form_sector(Sector(term=term, code="women", name="妇联界"), by=city.clerk)
    organ = actions.form_organ(
        Organ(
            assembly=city.assembly,
            kind=OrganKind.COMMITTEE,
            code="law",
            name="社会和法制委员会",
            from_on=date(2018, 1, 1),
        ),
        by=city.clerk,
    )
    assert (organ.scope.kind, organ.scope.parent) == (ScopeKind.ORGAN, city.assembly.scope)
    by = city.clerk.pk
    assert entries() == [
        ("term_opened", by, term.pk, {"number": 8, "from_on": "2018-01-01", "until_on": "2022-01-01"}),
        (
            "session_convened",
            by,
            session.pk,
            {"number": 1, "year": 2018, "opens_on": "2018-01-05", "closes_on": "2018-01-08"},
        ),
        ("sector_formed", by, sector.pk, {"name": "妇联界"}),
        ("organ_formed", by, organ.pk, {"name": "社会和法制委员会"}),
    ]


@pytest.mark.parametrize(
    ("from_on", "until_on", "fits"),
    [
        (date(2018, 1, 1), date(2022, 1, 1), True),
        (date(2018, 1, 1), date(2022, 1, 2), False),
        (date(2018, 1, 1), None, False),
        (date(2030, 1, 1), None, False),
    ],
)
def test_a_term_does_not_begin_while_another_lasts(
    city: City, from_on: date, until_on: date | None, fits: bool
) -> None:
    """The ninth has no end yet."""
    term = Term(assembly=city.assembly, number=8, from_on=from_on, until_on=until_on)
    if fits:
        assert actions.open_term(term, by=city.clerk).pk
    else:
        refused("与第9届的任期重叠，请先结束上一届或核对日期。", "from_on", actions.open_term, term, by=city.clerk)


@pytest.mark.parametrize(
    ("from_on", "until_on", "fits"),
    [
        (date(2023, 12, 1), date(2024, 12, 1), True),
        (date(2023, 12, 1), date(2024, 12, 2), False),
        (date(2024, 12, 1), None, False),
        (date(2025, 12, 1), None, False),
    ],
)
def test_a_day_is_in_the_year_of_one_session(city: City, from_on: date, until_on: date | None, fits: bool) -> None:
    """The fourth session's year began in December 2024 and lasts."""
    SessionFactory(term=city.term)
    session = SessionFactory.build(term=city.term, number=3, from_on=from_on, until_on=until_on)
    if fits:
        assert actions.convene(session, by=city.clerk).pk
    else:
        refused("与第4次会议的年度重叠，请核对起止日期。", "from_on", actions.convene, session, by=city.clerk)


def test_an_organ_is_dissolved_when_nobody_is_on_it_any_more(city: City) -> None:
    """Everybody is on a committee, so the members move first."""
    member = MemberFactory(term=city.term, committee=city.culture)
    MemberFactory(term=city.term, committee=city.culture, until_on=date(2024, 1, 1))
    dissolve = {"by": city.clerk, "on": date(2024, 1, 1)}
    words = "文化和文史委员会还有 1 名委员，请先把他们调整到其他专委会。"
    refused(words, None, actions.dissolve_organ, city.culture, **dissolve)
    actions.transfer(member, by=city.clerk, on=date(2024, 1, 1), sector=member.sector, committee=city.proposals)
    assert actions.dissolve_organ(city.culture, **dissolve).until_on == date(2024, 1, 1)
    assert entries()[-1] == (
        "organ_dissolved", city.clerk.pk, city.culture.pk, {"name": "文化和文史委员会", "on": "2024-01-01"}
    )  # fmt: skip
    refused("撤销日期应晚于设立日期。", "on", actions.dissolve_organ, city.proposals, by=None, on=date(2010, 1, 1))


def test_a_member_is_admitted_with_the_member_s_role(city: City) -> None:
    """Spelled for finding and sorting, in the assembly's place, for the time of the membership."""
    city.term.until_on = date(2027, 1, 1)
    member = actions.admit(newcomer(city), by=city.clerk)
    assert (member.until_on, member.spelled) == (date(2027, 1, 1), "shanxiaoming sxm")
    grant = Grant.objects.get(person=member.person)
    assert (grant.role, grant.scope, grant.from_on, grant.until_on) == (
        "member", city.assembly.scope, date(2023, 1, 1), date(2027, 1, 1)
    )  # fmt: skip
    placed = {"sector": "教育界", "committee": "文化和文史委员会", "on": "2023-01-01"}
    assert entries() == [("member_admitted", city.clerk.pk, member.pk, placed)]


def test_who_holds_the_role_already_is_admitted_without_another(city: City) -> None:
    """The caller has looked."""
    member = newcomer(city)
    GrantFactory(person=member.person, scope=city.assembly.scope)
    actions.admit(member, by=city.clerk, with_role=False)
    assert Grant.objects.filter(person=member.person).count() == 1


def test_who_does_not_fit_is_not_admitted(city: City) -> None:
    """全员入委: the office is no special committee."""
    office = CommitteeFactory(assembly=city.assembly, kind=OrganKind.OFFICE, name="办公室")
    member = newcomer(city, committee=office)
    refused("“办公室”不是本政协的专门委员会，请另选。", None, actions.admit, member, by=city.clerk)


def test_many_are_admitted_in_a_batch(city: City) -> None:
    """One lock, one statement a table; everybody gets a key, a role and an entry."""
    with batch():
        members = [actions.admit(newcomer(city, number=f"{n:04d}"), by=city.clerk) for n in range(1, 4)]
        post = actions.appoint(Post(member=members[0], kind=PostKind.STANDING, from_on=date(2023, 1, 1)), by=None)
    assert list(queries.roll(city.assembly, on=date(2023, 1, 1)).values_list("pk", flat=True)) == [
        member.pk for member in members
    ]
    assert [(kind, subject) for kind, _, subject, _ in entries()] == [
        *(("member_admitted", member.pk) for member in members),
        ("post_given", post.pk),
    ]
    assert Grant.objects.filter(role="member", scope=city.assembly.scope).count() == 3


def test_facts_are_corrected_without_telling_them(city: City) -> None:
    """The entry names the fields alone."""
    member = MemberFactory(term=city.term, name="单小明", party="民盟", workplace="市一中校长")
    facts = {"name": "单晓明", "party": "民盟", "workplace": "市二中校长", "committee": city.proposals}
    corrected = actions.correct(member, by=city.clerk, facts=facts)
    assert (corrected.spelled, corrected.workplace, corrected.committee) == (
        "shanxiaoming sxm", "市二中校长", city.proposals
    )  # fmt: skip
    assert entries() == [("member_corrected", city.clerk.pk, member.pk, {"fields": "committee,name,workplace"})]
    refused("没有改动。", None, actions.correct, member, by=city.clerk, facts=facts)


def test_a_correction_must_fit_the_roll(city: City) -> None:
    """A sector of another term does not; a field that is no fact is a fault of ours."""
    member = MemberFactory(term=city.term)
    foreign = {"sector": SectorFactory(name="农业界")}
    refused("界别“农业界”不是这一届的，请另选。", None, actions.correct, member, by=city.clerk, facts=foreign)
    with pytest.raises(ValueError, match="until_on"):
        actions.correct(member, by=city.clerk, facts={"until_on": date(2024, 1, 1)})


def test_a_transfer_begins_a_new_row_and_leaves_the_old(city: City) -> None:
    """The roll is right on both days; number, name and person go on."""
    member = MemberFactory(term=city.term, sector=city.education, committee=city.culture, number="0007")
    day = date(2024, 5, 1)
    fresh = actions.transfer(member, by=city.clerk, on=day, sector=city.economy, committee=city.culture)
    member.refresh_from_db()
    assert (member.until_on, member.leave_reason) == (day, LeaveReason.TRANSFERRED)
    assert (fresh.person, fresh.number, fresh.from_on, fresh.until_on) == (member.person, "0007", day, None)
    seen = [[(row.pk, row.sector) for row in queries.roll(city.assembly, on=on)] for on in (date(2024, 4, 30), day)]
    assert seen == [[(member.pk, city.education)], [(fresh.pk, city.economy)]]
    assert entries() == [
        (
            "member_transferred",
            city.clerk.pk,
            fresh.pk,
            {"sector": "经济界", "committee": "文化和文史委员会", "on": "2024-05-01"},
        )
    ]
    assert list(queries.history_of(fresh)) == [fresh, member]


def test_posts_go_on_after_a_transfer_but_for_those_left_behind(city: City) -> None:
    """A standing member stays one; who directed the committee that was left does so no more."""
    member = MemberFactory(term=city.term, sector=city.education, committee=city.culture)
    day, later = date(2024, 5, 1), date(2025, 1, 1)
    PostFactory(member=member, until_on=date(2026, 1, 1))
    PostFactory(member=member, kind=PostKind.VICE_CHAIR, from_on=later)
    PostFactory(member=member, kind=PostKind.DIRECTOR, organ=city.culture)
    PostFactory(member=member, kind=PostKind.DEPUTY_DIRECTOR, organ=city.culture, from_on=later)
    PostFactory(member=member, kind=PostKind.CONVENOR, sector=city.education)
    fresh = actions.transfer(member, by=city.clerk, on=day, sector=city.education, committee=city.proposals)

    def told(row: Member) -> list[tuple[str, date, date | None]]:
        return [(str(post), post.from_on, post.until_on) for post in row.posts.order_by("pk")]

    start = city.term.from_on
    assert told(member) == [
        ("常务委员", start, day), ("文化和文史委员会主任", start, day), ("教育界召集人", start, day)
    ]  # fmt: skip
    assert told(fresh) == [
        ("常务委员", day, date(2026, 1, 1)), ("副主席", later, None), ("教育界召集人", day, None)
    ]  # fmt: skip
    ended = [(payload["place"], payload["post"]) for kind, _, _, payload in entries() if kind == "post_ended"]
    assert ended == [(city.culture.name, "director"), (city.culture.name, "deputy_director")]


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2021, 1, 1), date(2025, 1, 1), date(2026, 1, 1)])
def test_a_transfer_lies_inside_the_membership(city: City, day: date) -> None:
    """Not on its first day, which is a correction, and not at or after its end."""
    member = MemberFactory(term=city.term, sector=city.education, until_on=date(2025, 1, 1))
    move = {"by": city.clerk, "on": day, "sector": city.economy, "committee": member.committee}
    refused("这一天不在该委员的任期之内，请核对日期。", "on", actions.transfer, member, **move)


def test_a_transfer_changes_something(city: City) -> None:
    """The same place is no transfer."""
    member = MemberFactory(term=city.term)
    move = {"by": city.clerk, "on": date(2024, 1, 1), "sector": member.sector, "committee": member.committee}
    refused("界别和专委会都没有变化。", None, actions.transfer, member, **move)


def test_who_leaves_leaves_posts_and_role(city: City) -> None:
    """On the day named, the first without membership."""
    member = actions.admit(newcomer(city), by=city.clerk)
    held = PostFactory(member=member)
    planned = PostFactory(member=member, kind=PostKind.DIRECTOR, organ=city.culture, from_on=date(2025, 1, 1))
    day = date(2024, 7, 1)
    left = actions.leave(member, by=city.clerk, on=day, reason=LeaveReason.MOVED)
    assert (left.until_on, left.leave_reason) == (day, "moved")
    assert list(Post.objects.values_list("pk", "until_on")) == [(held.pk, day)]
    assert Grant.objects.get(person=member.person).until_on == day
    assert [(kind, payload) for kind, _, _, payload in entries()[1:]] == [
        ("post_ended", {"post": "standing", "place": "", "on": "2024-07-01"}),
        ("post_ended", {"post": "director", "place": "文化和文史委员会", "on": "2024-07-01"}),
        ("member_left", {"reason": "moved", "on": "2024-07-01"}),
    ]
    assert planned.pk == entries()[2][2]
    again = {"by": city.clerk, "on": day, "reason": LeaveReason.RESIGNED}
    refused("这一段任期已经结束，不能再更改。", None, actions.leave, member, **again)


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2025, 1, 2)])
def test_nobody_leaves_before_coming_or_after_the_end(city: City, day: date) -> None:
    """At the end itself the reason may still be told."""
    member = MemberFactory(term=city.term, until_on=date(2025, 1, 1))
    ending = {"by": city.clerk, "reason": LeaveReason.DECEASED}
    refused("这一天不在该委员的任期之内，请核对日期。", "on", actions.leave, member, on=day, **ending)
    assert actions.leave(member, on=date(2025, 1, 1), **ending).leave_reason == "deceased"


def test_a_term_ends_with_all_its_memberships(city: City) -> None:
    """Those that had ended before keep their own end; then the next term may begin."""
    gone = MemberFactory(term=city.term, until_on=date(2023, 1, 1))
    stays = PostFactory(member=MemberFactory(term=city.term)).member
    day = date(2027, 1, 1)
    assert actions.close_term(city.term, by=city.clerk, on=day).until_on == day
    ends = {row.pk: (row.until_on, row.leave_reason) for row in Member.objects.all()}
    assert ends == {gone.pk: (date(2023, 1, 1), ""), stays.pk: (day, LeaveReason.TERM_ENDED)}
    assert Post.objects.get().until_on == day
    assert entries()[-1] == ("term_closed", city.clerk.pk, city.term.pk, {"number": 9, "on": "2027-01-01"})
    assert actions.open_term(Term(assembly=city.assembly, number=10, from_on=day), by=city.clerk).pk
    early = {"by": city.clerk, "on": TermFactory(from_on=day).from_on}
    refused("届满日期应晚于开始日期。", "on", actions.close_term, Term.objects.latest("pk"), **early | {"by": None})


def test_posts_are_given_and_ended(city: City, moment: datetime) -> None:
    """Until the end of the membership where no end is named; each is recorded with its place."""
    member = MemberFactory(term=city.term, until_on=date(2027, 1, 1))
    post = Post(member=member, kind=PostKind.DIRECTOR, organ=city.culture, from_on=date(2022, 1, 1))
    given = actions.appoint(post, by=city.clerk)
    assert given.until_on == date(2027, 1, 1)
    words = f"{member.name}在这段时间已任文化和文史委员会主任。"
    twice = Post(member=member, kind=PostKind.DIRECTOR, organ=city.culture, from_on=date(2026, 12, 31))
    refused(words, None, actions.appoint, twice, by=city.clerk)
    day = date(2024, 3, 1)
    assert actions.relieve(given, by=city.clerk, on=day).until_on == day
    told = {"post": "director", "place": "文化和文史委员会"}
    assert [sentence_of(one) for one in Entry.objects.filter(subject_id=given.pk).order_by("pk")] == [
        "任文化和文史委员会主任",
        "不再任文化和文史委员会主任",
    ]
    assert entries() == [
        ("post_given", city.clerk.pk, given.pk, {**told, "on": "2022-01-01"}),
        ("post_ended", city.clerk.pk, given.pk, {**told, "on": "2024-03-01"}),
    ]
    for other in (day, date(2022, 1, 1)):
        refused("这一天不在任职时间之内，请核对日期。", "on", actions.relieve, given, by=city.clerk, on=other)


def test_what_the_ledger_keeps_names_nobody(city: City) -> None:
    """Neither a name nor a number nor a birth stands in any entry."""
    member = actions.admit(newcomer(city, born="1968-05"), by=city.clerk)
    actions.correct(member, by=city.clerk, facts={"born": "1969-06", "name": "单小明"})
    actions.leave(member, by=city.clerk, on=date(2024, 1, 1), reason=LeaveReason.RESIGNED)
    kept = str(list(Entry.objects.values_list("payload", flat=True)))
    assert [word for word in ("单", "明", str(member.person.phone), "196") if word in kept] == []
