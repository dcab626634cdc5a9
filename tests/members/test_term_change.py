"""The change of term: the next one opened, the roll that stays, and the old one frozen under its seal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client

from tests.factories import proposals as factory
from tests.factories import terms
from tests.factories.accounts import person_with, sign_in
from tests.factories.members import AssemblyFactory, MemberFactory, PostFactory, SectorFactory, SessionFactory
from tests.factories.proposals import City, refusal
from tests.factories.terms import AFTER, ENDS_ON
from tests.together import at_once
from xieshang.accounts.models import PUBLIC, Person
from xieshang.accounts.permissions import ROLES
from xieshang.members import actions, change, events, imports, queries, rules, sealing
from xieshang.members.models import Member, Sector, Session, Term
from xieshang.members.states import LeaveReason
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import ALLOWED, Verdict, refuse

NOT_THE_OFFICE = refuse("名册由鹰城市政协办公室管理，请与其联系。")
FROZEN = refuse("第9届已经封存，不能再增加或更改这一届的内容。")


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    """A city in its ninth term."""
    return factory.city()


def frozen(place: City) -> Term:
    """The ninth term frozen, a week after its end; nothing in it stood open."""
    terms.change(place, [place.author])
    with clock.at(AFTER):
        return actions.freeze_term(place.session.term, by=place.person("office"))


ASKED: dict[str, Callable[[Any, Term], Verdict]] = {
    "open the next": rules.may_open_next,
    "freeze": rules.may_freeze_term,
}


@pytest.mark.parametrize("verb", ASKED)
@pytest.mark.parametrize("role", ROLES)
def test_the_office_alone_changes_the_term(place: City, role: str, verb: str) -> None:
    """Every role, before the end of the term and after; who is refused reads whose it is."""
    scopes = {
        "assembly": place.assembly.scope,
        "organ": place.committee.scope,
        "bureau": place.bureau.scope,
    }
    who = person_with(role, scopes[next(iter(ROLES[role].scopes))])
    verdict = ASKED[verb](who, place.session.term)
    if role != "office_clerk":
        assert verdict == NOT_THE_OFFICE
    else:
        early = {
            "open the next": "请先登记第9届的届满日期，再设立新一届。",
            "freeze": "第9届还没有届满，届满以后才能封存。",
        }
        assert verdict == refuse(early[verb])


@pytest.mark.parametrize("verb", ASKED)
def test_neither_a_stranger_nor_the_public(place: City, verb: str) -> None:
    county = AssemblyFactory(parent=place.assembly)
    assert ASKED[verb](person_with("office_clerk", county.scope), place.session.term) == NOT_THE_OFFICE
    assert ASKED[verb](PUBLIC, place.session.term) == NOT_THE_OFFICE


def test_each_step_waits_for_the_one_before(place: City) -> None:
    """End, next term, roll, cases settled, frozen: what is missing is named."""
    office, term = place.person("office"), place.session.term
    factory.proposal_in(place, factory.State.SUBMITTED)
    actions.close_term(term, by=office, on=ENDS_ON)
    term.refresh_from_db()
    with clock.at(AFTER):
        assert rules.may_freeze_term(office, term).reason == "还没有设立新一届，请先设立。"
        fresh = actions.open_next_term(term, by=office, number=10, from_on=ENDS_ON)
        assert rules.may_open_next(office, term).reason == "第10届已经设立。"
        assert rules.may_freeze_term(office, term).reason == "第10届还没有名册，请先导入。"
        terms.seat(place, fresh)
        assert rules.may_freeze_term(office, term).reason == "还有没有了结的：未结提案 1。"
        assert refusal(actions.freeze_term, term, by=office) == ("还有没有了结的：未结提案 1。", None)


def test_the_next_term_takes_over_the_sectors(place: City) -> None:
    """By their codes and places; nothing where they are set anew."""
    fresh = terms.change(place)
    assert [*fresh.sectors.values_list("name", "code")] == [*place.session.term.sectors.values_list("name", "code")]
    assert fresh.sectors.get().pk != place.sector.pk


def test_without_the_sectors(place: City) -> None:
    office, term = place.person("office"), place.session.term
    actions.close_term(term, by=office, on=ENDS_ON)
    term.refresh_from_db()
    fresh = actions.open_next_term(term, by=office, number=10, from_on=ENDS_ON, with_sectors=False)
    assert not Sector.objects.filter(term=fresh).exists()


def test_terms_do_not_overlap(place: City) -> None:
    """The action says so; the database refuses whatever comes another way."""
    office, term = place.person("office"), place.session.term
    actions.close_term(term, by=office, on=ENDS_ON)
    term.refresh_from_db()
    early = {"number": 10, "from_on": ENDS_ON - timedelta(days=1)}
    said = "与第9届的任期重叠，请先结束上一届或核对日期。"
    assert refusal(actions.open_next_term, term, by=office, **early) == (said, "from_on")
    with pytest.raises(IntegrityError, match="members_term_alone"), transaction.atomic():
        Term.objects.create(assembly=place.assembly, **early)


def test_the_end_is_not_moved_into_the_next_term(place: City) -> None:
    terms.change(place)
    said = ("与第10届的任期重叠，请先结束上一届或核对日期。", "on")
    assert refusal(actions.close_term, place.session.term, by=place.person("office"), on=date(2026, 5, 1)) == said


def test_who_stays_keeps_the_account_and_who_leaves_the_role(place: City) -> None:
    """A roll imported for the next term finds the same person by the phone number; the old role has ended."""
    office, term = place.person("office"), place.session.term
    actions.close_term(term, by=office, on=ENDS_ON)
    term.refresh_from_db()
    fresh = actions.open_next_term(term, by=office, number=10, from_on=ENDS_ON)
    Person.objects.filter(pk=place.author.person_id).update(name="林一")
    place.author.person.refresh_from_db()
    rows = [(place.author.person.name, place.author.person.phone), ("赵新", "13912345678")]
    sheet = "姓名,手机号,界别,专委会\n" + "\n".join(f"{name},{phone},教育界,提案委员会" for name, phone in rows)
    reading = imports.read(sheet.encode(), "roll.csv", fresh, on=ENDS_ON)
    assert reading.faults == []
    plan = imports.plan(fresh, reading.rows, on=ENDS_ON)
    assert (len(plan.additions), plan.returning) == (2, {place.author.person.phone})
    actions.import_roll(fresh, by=office, rows=reading.rows, on=ENDS_ON)
    history = queries.history_of(Member.objects.get(term=fresh, person=place.author.person))
    assert [row.term.number for row in history] == [10, 9]
    people = [Person.objects.get(pk=one.person_id) for one in (place.author, place.cosigner)]
    with clock.at(AFTER):
        assert [person.can("proposals.draft", place.assembly.scope_id) for person in people] == [True, False]
    assert Member.objects.get(pk=place.cosigner.pk).leave_reason == LeaveReason.TERM_ENDED


def test_a_frozen_term_has_a_seal_and_its_entry(place: City) -> None:
    term = frozen(place)
    entry = Entry.objects.get(kind=events.TERM_FROZEN.kind)
    assert (term.is_frozen, entry.payload["number"], entry.payload["seal"]) == (True, 9, term.seal)
    assert [part[0] for part in entry.payload["parts"]] == ["ledger", *sorted(change.RECORDS)]
    assert list(sealing.faults()) == []
    assert refusal(actions.freeze_term, term, by=place.person("office")) == (FROZEN.reason, None)


def test_seal_and_moment_go_together(place: City) -> None:
    """And only a term that has ended bears one."""
    term = frozen(place)
    for wrong in ({"seal": ""}, {"frozen_at": None}, {"until_on": None}):
        with pytest.raises(IntegrityError, match="members_term_frozen"), transaction.atomic():
            Term.objects.filter(pk=term.pk).update(**wrong)


ADDING: dict[str, Callable[[Any, City, Term], Verdict]] = {
    "end": lambda who, place, term: rules.may_open(who, term),
    "sector": lambda who, place, term: rules.may_form_sector(who, SectorFactory.build(term=term)),
    "another sector": lambda who, place, term: rules.may_add_sector(who, term),
    "sector's name": lambda who, place, term: rules.may_rename_sector(who, SectorFactory.build(term=term)),
    "session": lambda who, place, term: rules.may_convene(
        who, SessionFactory.build(term=term, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 2))
    ),
    "admit": lambda who, place, term: rules.may_admit(who, MemberFactory.build(term=term, assembly=place.assembly)),
    "change": lambda who, place, term: rules.may_change(who, Member.objects.get(pk=place.colleague.pk)),
    "appoint": lambda who, place, term: rules.may_appoint(
        who, PostFactory.build(member=Member.objects.get(pk=place.colleague.pk))
    ),
    "relieve": lambda who, place, term: rules.may_relieve(
        who, PostFactory.build(member=Member.objects.get(pk=place.colleague.pk))
    ),
    "import": lambda who, place, term: rules.may_import_roll(who, term),
}


@pytest.mark.parametrize("verb", ADDING)
def test_nothing_is_added_to_a_frozen_term(place: City, verb: str) -> None:
    """Not by the office, and not on the command line."""
    term = frozen(place)
    assert ADDING[verb](place.person("office"), place, term) == FROZEN
    assert ADDING[verb](None, place, term) == FROZEN


def test_the_next_term_goes_on(place: City) -> None:
    frozen(place)
    fresh = Term.objects.get(assembly=place.assembly, number=10)
    assert rules.may_import_roll(place.person("office"), fresh) == ALLOWED


TAMPERING = {
    "名册": "UPDATE members_member SET sector_id = sector_id, number = '9999' WHERE id = {author}",
    "历次会议": "UPDATE members_session SET closes_on = closes_on + 1 WHERE id = {session}",
    "职务": "DELETE FROM members_post",
    "提案": "UPDATE proposals_proposal SET end_reason = '另有原因' WHERE state = 'closed'",
}


@pytest.mark.parametrize("part", TAMPERING)
def test_what_was_tampered_with_is_named(
    place: City, part: str, superuser: Callable[[], AbstractContextManager[None]]
) -> None:
    """Each part of the seal by itself."""
    from xieshang.proposals import actions as proposals

    PostFactory(member=place.author)
    case = factory.proposal_in(place, factory.State.HANDLING)
    terms.change(place, [place.author])
    with clock.at(AFTER):
        proposals.close_with_term(case, by=place.person("clerk"), reason="届满，承办单位继续研究。")
        actions.freeze_term(place.session.term, by=place.person("office"))
    assert list(sealing.faults()) == []
    with superuser(), connection.cursor() as cursor:
        cursor.execute(TAMPERING[part].format(author=place.author.pk, session=place.session.pk))
    assert list(sealing.faults()) == [f"鹰城市政协第9届封存的内容被改动：{part}。"]


def test_a_seal_that_is_not_the_ledger_s(place: City) -> None:
    term = frozen(place)
    Term.objects.filter(pk=term.pk).update(seal="0" * 64)
    assert list(sealing.faults()) == ["鹰城市政协第9届的封条与账目不符。"]
    Term.objects.filter(pk=term.pk).update(seal="", frozen_at=None)
    assert list(sealing.faults()) == ["第 9 届的封存被解除了，账目里没有这件事。"]


@pytest.mark.django_db(transaction=True)
def test_two_freeze_at_once_and_the_ledger_lies_under_the_seal(moment: datetime) -> None:
    """One does it, the other is told; a changed entry of the term shows in the seal, too."""
    place = factory.city()
    terms.change(place, [place.author])
    office, other = place.person("office"), person_with("office_clerk", place.assembly.scope)
    with clock.at(AFTER):
        found = at_once(
            lambda: actions.freeze_term(Term.objects.get(pk=place.session.term_id), by=office).seal,
            lambda: actions.freeze_term(Term.objects.get(pk=place.session.term_id), by=other).seal,
        )
    seal = Term.objects.get(pk=place.session.term_id).seal
    assert sorted(found, key=len) == [FROZEN.reason, seal]
    entry = Entry.objects.get(kind=events.TERM_FROZEN.kind)
    assert entry.payload["parts"][0][:2] == ["ledger", Entry.objects.filter(tx__lt=entry.payload["until_tx"]).count()]
    assert entry.payload["parts"][0][1] > 0
    assert list(sealing.faults()) == []


def test_the_office_s_pages(place: City, client: Client) -> None:
    """The list of terms, the page of one with its numbers and steps, and each verb of it."""
    office, term = place.person("office"), place.session.term
    factory.proposal_in(place, factory.State.HANDLING)
    sign_in(client, office)
    page = client.get("/members/").content.decode()
    assert f"/members/terms/?assembly={place.assembly.code}" in page
    assert f"/members/terms/{term.pk}/" in client.get("/members/terms/").content.decode()
    page = client.get(f"/members/terms/{term.pk}/").content.decode()
    assert f'href="/proposals/terms/{term.pk}?state=handling"' in page
    assert "第9届还没有届满" in page
    assert client.post(f"/members/terms/{term.pk}/end/", {"on": "2026-04-01"}).status_code == 302
    told = {"number": "10", "from_on": "2026-03-01", "with_sectors": "on"}
    assert client.post(f"/members/terms/{term.pk}/next/", told).status_code == 422
    assert client.post(f"/members/terms/{term.pk}/next/", {**told, "from_on": "2026-04-01"}).status_code == 302
    fresh = queries.term_after(Term.objects.get(pk=term.pk))
    assert fresh is not None
    session = {
        "number": "1",
        "year": "2026",
        "opens_on": "2026-04-02",
        "closes_on": "2026-04-05",
        "from_on": "2026-04-01",
    }
    overlapping = client.post(f"/members/terms/{fresh.pk}/session/", session)
    assert (overlapping.status_code, "年度重叠" in overlapping.content.decode()) == (422, True)
    Session.objects.filter(pk=place.session.pk).update(until_on=ENDS_ON)
    assert client.post(f"/members/terms/{fresh.pk}/session/", session).status_code == 302
    assert client.post(f"/members/terms/{term.pk}/freezing/").status_code == 409
    form = client.get(f"/members/imports/new/?assembly={place.assembly.code}&on=2026-04-01").content.decode()
    assert 'value="2026-04-01"' in form


@pytest.mark.parametrize("who", ["author", "clerk", "officer", "chair"])
def test_others_find_no_such_pages(place: City, client: Client, who: str) -> None:
    sign_in(client, place.person(who))
    for path in ("", f"{place.session.term_id}/", f"{place.session.term_id}/day/", f"{place.session.term_id}/end/"):
        assert client.get(f"/members/terms/{path}").status_code == 404


def test_a_day_of_the_term(place: City, client: Client, django_assert_num_queries: Any) -> None:
    """What there was at its end, with doors; a day outside of it is said so."""
    factory.proposal_in(place, factory.State.FILED)
    sign_in(client, place.person("office"))
    term = place.session.term
    page = client.get(f"/members/terms/{term.pk}/day/?on=2026-03-17").content.decode()
    assert f"/members/?assembly={place.assembly.code}&amp;on=2026-03-17" in page
    assert "then=" not in page
    page = client.get(f"/members/terms/{term.pk}/day/?on=2026-03-18").content.decode()
    assert f"/proposals/terms/{term.pk}/day?on=2026-03-18&amp;then=filed" in page
    assert client.get(f"/members/terms/{term.pk}/day/?on=2019-01-01").status_code == 422


def test_an_assembly_with_more_terms(place: City, client: Client) -> None:
    frozen(place)
    sign_in(client, place.person("office"))
    page = client.get("/members/terms/").content.decode()
    assert "第9届" in page
    assert "已封存" in page
    assert page.index("第10届") < page.index("第9届")


def test_what_is_declared_twice_is_a_fault() -> None:
    with pytest.raises(ValueError, match=r"proposals\.cases is declared twice"):
        change.matter("proposals.cases", title="", cure="", place=0)(lambda term: [])
