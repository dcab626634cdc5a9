"""The demo city: its assembly and counties, terms, people and bureaus, set up through the rooms' own actions."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from xieshang.accounts import actions as accounts
from xieshang.accounts.models import Person, Scope
from xieshang.bureaus import actions as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.demo.lives import Cast, Desk
from xieshang.demo.phrases import invented_name
from xieshang.demo.topics import BUREAUS, COMMITTEES, PLACES, SECTORS
from xieshang.meetings import actions as meetings
from xieshang.members import actions as members
from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Session, Term
from xieshang.members.states import Level, OrganKind, PostKind
from xieshang.spine import clock
from xieshang.spine.batch import batch

BEGINNING = date(2018, 1, 1)
TURN = date(2023, 1, 1)
"""The ninth term ends and the tenth begins."""


def count(*models: type[Model]) -> None:
    """Let the database count what was made so far, of these or of all: it plans by that; a build is one transaction."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


@dataclass(frozen=True, slots=True)
class Occasions:
    """How many meetings of each kind the ninth term held; those of the report."""

    plenary: int = 5
    party_group: int = 72
    chairs: int = 65
    standing: int = 26
    study: int = 112
    system: int = 13

    @property
    def counts(self) -> dict[str, int]:
        """How many by the code of the kind."""
        return asdict(self)

    @property
    def yearly(self) -> dict[str, int]:
        """In a year of the tenth term: not half as many, but of the standing committee, which everybody must attend."""
        fewer = {code: max(count // 12, 1) for code, count in self.counts.items()}
        return fewer | {"standing": max(self.standing // 5, 1)}


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the city is. The ninth term of the report had 391 members and 1918 cases."""

    code: str = "yingcheng"
    name: str = "鹰城市政协"
    seed: int = 2018
    members: int = 391
    cases: int = 1918
    yearly: int = 56
    """Cases a year in the tenth term, which still runs."""
    occasions: Occasions = Occasions()


@dataclass(slots=True)
class City:
    """What has been set up."""

    plan: Plan
    assembly: Assembly
    committees: list[Organ]
    office: dict[str, Person]
    """By the code of their role; and a "second_clerk", who reviews what the proposals clerk has advised."""
    desks: dict[str, Desk]
    people: list[Person]
    password_hash: str


class Names:
    """Invented names, each given once."""

    def __init__(self) -> None:
        self.given = 0

    def next(self) -> str:
        """The next name."""
        self.given += 1
        return invented_name(self.given - 1)


def found(plan: Plan, password_hash: str) -> City:
    """Set the city up as it stood at the beginning of the ninth term."""
    names = Names()
    with clock.at(_morning(BEGINNING)):
        assembly = members.establish(Assembly(code=plan.code, name=plan.name, level=Level.CITY), by=None)
        for index, place in enumerate(PLACES, start=1):
            county = Assembly(code=f"{plan.code}-{index:02}", name=f"{place}政协", level=Level.COUNTY, parent=assembly)
            members.establish(county, by=None)
        committees = _committees(assembly)
        office = _office(plan, assembly, committees, names, password_hash)
        desks = _desks(plan, assembly, names, password_hash)
        people = _people(plan, assembly, names, password_hash)
        meetings.found_kinds(assembly, by=office["office_clerk"])
        email = f"second-clerk@{plan.code}.example.com"
        office["second_clerk"] = _employ(assembly.scope, "proposals_clerk", names.next(), email, password_hash)
    return City(plan, assembly, committees, office, desks, people, password_hash)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _committees(assembly: Assembly) -> list[Organ]:
    organs = [
        Organ(assembly=assembly, kind=OrganKind.COMMITTEE, code=code, name=name, position=position, from_on=BEGINNING)
        for position, (code, name) in enumerate(COMMITTEES.items())
    ]
    return [members.form_organ(organ, by=None) for organ in organs]


def _office(
    plan: Plan, assembly: Assembly, committees: list[Organ], names: Names, password_hash: str
) -> dict[str, Person]:
    """The people of the office, one for each role there, by the code of the role."""
    places = {
        "proposals_clerk": assembly.scope,
        "office_clerk": assembly.scope,
        "committee_officer": committees[0].scope,
        "chair": assembly.scope,
        "auditor": assembly.scope,
        "administrator": assembly.scope,
        "secretary_general": assembly.scope,
    }
    return {
        role: _employ(place, role, names.next(), f"{role}@{plan.code}.example.com", password_hash)
        for role, place in places.items()
    }


def _employ(place: Scope, role: str, name: str, email: str, password_hash: str) -> Person:
    person = accounts.enter(
        place,
        by=None,
        particulars=accounts.Particulars(name=name, email=email.replace("_", "-")),
        password_hash=password_hash,
        must_change_password=False,
        is_demo=True,
    )
    accounts.grant(place, by=None, person=person, role=role, from_on=BEGINNING)
    return person


def _desks(plan: Plan, assembly: Assembly, names: Names, password_hash: str) -> dict[str, Desk]:
    desks = {}
    for code, (name, mark) in BUREAUS.items():
        bureau = Bureau(
            assembly=assembly,
            code=code,
            name=name,
            short_name=name.removeprefix("市"),
            letter_mark=mark,
            from_on=BEGINNING,
        )
        bureaus.open_bureau(bureau, by=None)
        clerk, leader = (
            _employ(bureau.scope, role, names.next(), f"{code}-{role}@{plan.code}.example.com", password_hash)
            for role in ("bureau_clerk", "bureau_leader")
        )
        desks[code] = Desk(bureau, clerk, leader)
    return desks


def outstanding(plan: Plan) -> int:
    """How many are outstanding members of the ninth term: 59 of the report's 391."""
    return max(round(plan.members * 59 / 391), 1)


def leaving(plan: Plan) -> int:
    """How many members of the ninth term are not nominated for the tenth: 7 of the report's 391."""
    return max(round(plan.members * 7 / 391), 1)


def leavers_of(city: City) -> list[Person]:
    """Those who are not nominated again: from the middle of the roll, where nobody holds a post."""
    first = city.plan.members // 2
    return city.people[first : first + leaving(city.plan)]


def staying(city: City) -> list[Person]:
    """The people of the tenth term."""
    gone = {person.pk for person in leavers_of(city)}
    return [person for person in city.people if person.pk not in gone]


def _people(plan: Plan, assembly: Assembly, names: Names, password_hash: str) -> list[Person]:
    """Everyone who is ever a member: those of the ninth term, and who comes new in the tenth."""
    with batch():
        return [
            accounts.enter(
                assembly.scope,
                by=None,
                particulars=accounts.Particulars(name=names.next(), email=f"member-{n:03}@{plan.code}.example.com"),
                password_hash=password_hash if n == 1 else None,
                must_change_password=False,
                is_demo=True,
            )
            for n in range(1, plan.members + plan.members // 20 + 1)
        ]


def open_term(city: City, number: int, from_on: date, until_on: date | None, people: list[Person]) -> list[Session]:
    """Begin a term with its sectors and members, and its sessions so far."""
    with clock.at(_morning(from_on)):
        term = Term(assembly=city.assembly, number=number, from_on=from_on, until_on=until_on)
        members.open_term(term, by=None)
        sectors = [
            members.form_sector(Sector(term=term, code=f"s{position:02}", name=name, position=position), by=None)
            for position, name in enumerate(SECTORS, start=1)
        ]
        roll = _admit(city, term, sectors, people)
        _appoint(city, term, sectors, roll)
        return [_session(city, term, year) for year in range(from_on.year, _last_year(until_on) + 1)]


def _last_year(until_on: date | None) -> int:
    return until_on.year - 1 if until_on else timezone.localdate().year


def _admit(city: City, term: Term, sectors: list[Sector], people: list[Person]) -> list[Member]:
    random = Random(city.plan.seed + term.number)  # noqa: S311 - a demo, not a secret
    with batch():
        return [
            members.admit(
                Member(
                    assembly=city.assembly,
                    term=term,
                    person=person,
                    number=f"{term.number:02}{index:04}",
                    sector=sectors[index % len(sectors)],
                    committee=city.committees[index % len(city.committees)],
                    name=person.name,
                    gender=random.choice(["female", "male", "male"]),
                    workplace=f"{random.choice(PLACES)}演示单位",
                    from_on=term.from_on,
                ),
                by=None,
            )
            for index, person in enumerate(people, start=1)
        ]


def _appoint(city: City, term: Term, sectors: list[Sector], roll: list[Member]) -> None:
    """The chair, vice chairs, secretary general, party group, standing members, directors and convenors."""
    posts: list[tuple[Member, PostKind, dict[str, Any]]] = [
        (roll[-1], PostKind.CHAIR, {}),
        (roll[-2], PostKind.SECRETARY_GENERAL, {}),
    ]
    posts += [(member, PostKind.VICE_CHAIR, {}) for member in roll[-8:-2]]
    posts += [(roll[-1], PostKind.PARTY_SECRETARY, {})]
    posts += [(member, PostKind.PARTY_GROUP, {}) for member in roll[-8:-1]]
    posts += [(member, PostKind.STANDING, {}) for member in roll[: len(roll) // 6]]
    posts += [
        (next(m for m in roll if m.committee_id == organ.pk), PostKind.DIRECTOR, {"organ": organ})
        for organ in city.committees
    ]
    posts += [
        (next(m for m in roll if m.sector_id == sector.pk), PostKind.CONVENOR, {"sector": sector})
        for sector in sectors
        if any(m.sector_id == sector.pk for m in roll)
    ]
    with batch():
        for member, kind, place in posts:
            members.appoint(Post(member=member, kind=kind, from_on=term.from_on, **place), by=None)


def _session(city: City, term: Term, year: int) -> Session:
    opens_on = date(year, 2, 20)
    session = Session(
        assembly=city.assembly,
        term=term,
        number=year - term.from_on.year + 1,
        year=year,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=4),
        from_on=date(year, 1, 1),
        until_on=date(year + 1, 1, 1),
    )
    return members.convene(session, by=None)


def cast_of(city: City, term_number: int) -> Cast:
    """Who takes part in a term, each with the roles of that time."""
    roll = Member.objects.filter(assembly=city.assembly, term__number=term_number).select_related("person", "sector")
    desks = {code: Desk(desk.bureau, _fresh(desk.clerk), _fresh(desk.leader)) for code, desk in city.desks.items()}
    return Cast(_fresh(city.office["proposals_clerk"]), list(roll.order_by("number")), desks)


def _fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
