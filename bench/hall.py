"""The halls that are measured: an assembly of two thousand members with occasions that are open now, laid as rows.

`python -m bench.hall MEMBERS OCCASIONS` works on the data folder of the environment, and writes what the load
client needs (keys, gates, cookies) as JSON to standard output. What is measured is done over HTTP afterwards.
"""

import json
import shutil
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bench import folders
from xieshang.cli.product import product
from xieshang.engine import environment

SECTORS = 30
CSRF = "c" * 32
"""Django takes a bare secret as token, so that the client need not read a form first."""


def folder() -> Path:
    """A data folder that is set up and has nobody in it: a fresh copy at each call."""
    run = environment.folder("bench-hall") / "run"
    shutil.rmtree(run, ignore_errors=True)
    folders.copy(_empty(), run)
    return run


@cache
def _empty() -> Path:
    """What is copied, brought to the tables of today at a process's first call."""
    empty = environment.folder("bench-hall") / "empty"
    folders.call(empty, "-m", "xieshang", "setup")
    return empty


def lay(members: int, occasions: int) -> dict[str, Any]:
    """Members with sign-ins, and occasions that began half an hour ago with all of them on the roster."""
    from django.conf import settings

    people = _people(members)
    meetings = [_meeting(people, number) for number in range(1, occasions + 1)]
    cookies = [f"{settings.SESSION_COOKIE_NAME}={key}; csrftoken={CSRF}" for key in _sessions(people)]
    return {"meetings": meetings, "cookies": cookies, "csrf": CSRF}


def _people(count: int) -> list[Any]:
    """The members, each with an account, in sectors of a term."""
    from xieshang.accounts.models import Person, Scope, ScopeKind
    from xieshang.members.models import Assembly, Member, Organ, Sector, Term
    from xieshang.members.states import Level, OrganKind

    scope = Scope.objects.create(kind=ScopeKind.ASSEMBLY, name="量城市政协")
    assembly = Assembly.objects.create(code="measured", name="量城市政协", level=Level.CITY, scope=scope)
    term = Term.objects.create(assembly=assembly, number=1, from_on=date(2022, 1, 1))
    committee = Organ.objects.create(
        assembly=assembly,
        kind=OrganKind.COMMITTEE,
        code="c",
        name="委员会",
        scope=Scope.objects.create(kind=ScopeKind.ORGAN, name="委员会", parent=scope),
        from_on=term.from_on,
    )
    sectors = [Sector(term=term, code=f"s{n}", name=f"界别 {n}", position=n) for n in range(SECTORS)]
    Sector.objects.bulk_create(sectors)
    unusable = "!"
    people = [Person(home=scope, name=f"委员{n}", phone=f"139{n:08d}", password=unusable) for n in range(count)]
    Person.objects.bulk_create(people)
    members = [
        Member(
            assembly=assembly,
            term=term,
            person=person,
            name=person.name,
            number=f"{n:05d}",
            sector=sectors[n % SECTORS],
            committee=committee,
            spelled=f"weiyuan{n}",
            from_on=term.from_on,
        )
        for n, person in enumerate(people)
    ]
    return Member.objects.bulk_create(members)


def _meeting(people: list[Any], number: int) -> dict[str, Any]:
    from xieshang.meetings.models import Attendance, Attendee, Kind, Meeting, Sitting
    from xieshang.meetings.states import State
    from xieshang.spine import clock

    now = clock.now()
    assembly, term = people[0].assembly, people[0].term
    kind, _new = Kind.objects.get_or_create(
        assembly=assembly, code="plenary", defaults={"name": "全体会议", "entitled": "members", "quorum_percent": 50}
    )
    hours = {"starts_at": now - timedelta(minutes=30), "ends_at": now + timedelta(hours=6)}
    made = Meeting.objects.create(
        assembly=assembly, term=term, kind=kind, number=number, title=f"第 {number} 次全体会议", place="会议中心",
        state=State.OPEN, notified_at=now, opened_at=now, gate=f"gate {number}", **hours,
    )  # fmt: skip
    sitting = Sitting.objects.create(meeting=made, number=1, **hours)
    roster = [
        Attendee(meeting=made, person=one.person, member=one, name=one.name, sector=one.sector, position=place)
        for place, one in enumerate(people)
    ]
    Attendee.objects.bulk_create(roster)
    Attendance.objects.bulk_create(Attendance(sitting=sitting, attendee=one) for one in roster)
    persons = [one.person_id for one in people]
    return {"meeting": made.pk, "sitting": sitting.pk, "gate": made.gate, "people": persons}


def _sessions(people: list[Any]) -> list[str]:
    """Everybody has signed in to the product on the phone before, and is known on that device."""
    from allauth.usersessions.models import UserSession
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session

    from xieshang.accounts.sessions import SessionStore
    from xieshang.accounts.web import BACKEND
    from xieshang.spine import clock

    store, until, sessions, devices = SessionStore(), clock.now() + timedelta(days=1), [], []
    for one in people:
        person, key = one.person, f"session{one.person_id:025d}"
        held = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND}
        data = store.encode(held | {HASH_SESSION_KEY: person.get_session_auth_hash()})
        sessions.append(Session(session_key=key, session_data=data, expire_date=until))
        devices.append(UserSession(user=person, session_key=key, ip="127.0.0.1"))
    Session.objects.bulk_create(sessions)
    UserSession.objects.bulk_create(devices)
    return [one.session_key for one in sessions]


def counted(meetings: list[int]) -> dict[int, dict[str, int]]:
    """What the database has of each occasion: attendances that stand, records, entries of the ledger, people twice."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for meeting in meetings:
            cursor.execute(_COUNTED, [meeting])
            attended, records, entries, twice = cursor.fetchone()
            found[meeting] = {"attended": attended, "records": records, "entries": entries, "twice": twice}
    return found


_COUNTED = """
SELECT count(*) FILTER (WHERE a.in_at IS NOT NULL), coalesce(sum(r.n), 0)::int, coalesce(sum(e.n), 0)::int,
  count(*) FILTER (WHERE r.n > 1 OR e.n > 1)
FROM meetings_attendance a JOIN meetings_sitting s ON s.id = a.sitting_id
CROSS JOIN LATERAL (SELECT count(*) AS n FROM meetings_doorrecord WHERE attendance_id = a.id) r
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM spine_entry
  WHERE subject_kind = 'meetings.attendance' AND subject_id = a.id AND kind = 'meetings.signed_in'
) e
WHERE s.meeting_id = %s
"""


def present(meeting: int) -> list[int]:
    """The keys of the people whose attendance stands, with one record and one entry."""
    from xieshang.meetings.models import Attendance

    rows = Attendance.objects.filter(sitting__meeting=meeting, in_at__isnull=False, records__isnull=False)
    return list(rows.values_list("attendee__person_id", flat=True))


def main() -> None:
    """Lay it, or answer what the database has."""
    what, *given = sys.argv[1:]
    with product("owner" if what == "lay" else "app"):
        if what == "lay":
            said: Any = lay(int(given[0]), int(given[1]))
        else:
            numbers = [int(one) for one in given]
            said = {"counted": counted(numbers), "present": {one: present(one) for one in numbers}}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
