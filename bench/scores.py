"""A nation's year of duty, laid as rows: assemblies of 391 members, some of them standing, and entries of a year.

`python -m bench.scores ASSEMBLIES ENTRIES` works on the data folder of the environment: it lays the rows, scores them
in one statement as the product does, writes roll and entries as files for `bench.peers`, and what it measured as JSON.
Processor time is what this process and all of the database's spent, so that other load on the machine matters little.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

import psutil

from xieshang.cli.product import product
from xieshang.engine import database, environment

SCHEME, YEAR, TABLE, MEMBERS, STANDING, RUNS = "hefei-county-city", 2022, "bench_credit", 391, 60, 9
"""The shipped scheme that asks most of a statement: by part and company, highest, from the second, by post."""
NO_SIGN_IN = "!"


def main() -> None:
    """`ASSEMBLIES ENTRIES`: lay so many on a fresh installation and score them; one assembly as the product does it."""
    assemblies, entries = map(int, sys.argv[1:])
    with product("owner"):
        _lay(assemblies, entries)
        took, files = _spent(_files)
        told = {"files": files, "taken_out": took, "entries": entries, "members": assemblies * MEMBERS}
        told |= _measured(assemblies)
    json.dump(told, sys.stdout)


def _lay(assemblies: int, entries: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic():
        members = [key for number in range(1, assemblies + 1) for key in _assembly(number)]
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {TABLE} (LIKE duties_credit INCLUDING ALL)")
            cursor.execute(_ENTRIES, {"entries": entries, "members": members, "year": YEAR})
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {TABLE}, members_member, members_post, duties_exemption")


def _assembly(number: int) -> list[int]:
    """The keys of an assembly's members, the first of whom are standing."""
    from xieshang.accounts.models import Person, Scope, ScopeKind
    from xieshang.members.models import Assembly, Member, Organ, Post, Sector, Term
    from xieshang.members.states import Level, OrganKind

    name, code = f"量城 {number}", f"measured-{number}"
    scope = Scope.objects.create(kind=ScopeKind.ASSEMBLY, name=name)
    assembly = Assembly.objects.create(code=code, name=name, level=Level.CITY, scope=scope)
    term = Term.objects.create(assembly=assembly, number=1, from_on=date(YEAR, 1, 1))
    sector = Sector.objects.create(term=term, code="s", name="界别", position=1)
    own = Scope.objects.create(kind=ScopeKind.ORGAN, name=name, parent=scope)
    kept = {"assembly": assembly, "kind": OrganKind.COMMITTEE, "code": "c", "name": "委员会", "scope": own}
    common = {
        "assembly": assembly,
        "term": term,
        "sector": sector,
        "committee": Organ.objects.create(from_on=term.from_on, **kept),
        "from_on": term.from_on,
    }
    phones = [f"139{number:04d}{at:04d}" for at in range(MEMBERS)]
    people = Person.objects.bulk_create(
        Person(home=scope, name="委员", phone=phone, password=NO_SIGN_IN) for phone in phones
    )
    members = Member.objects.bulk_create(
        Member(person=person, name="委员", number=f"{at:05d}", spelled="weiyuan", **common)
        for at, person in enumerate(people)
    )
    Post.objects.bulk_create(Post(member=one, kind="standing", from_on=term.from_on) for one in members[:STANDING])
    return [one.pk for one in members]


_ENTRIES = f"""
INSERT INTO {TABLE} (assembly_id, person_id, member_id, year, entry, kind, "on", subject_kind, subject_id, about,
  level, form, part, presence, halves, of_halves, people, place, amount)
SELECT m.assembly_id, m.person_id, m.id, %(year)s, e, kind, make_date(%(year)s, 1, 1) + (b %% 365), 'a.thing', e,
  CASE WHEN kind = 'meetings.attended'
    THEN (ARRAY['plenary', 'standing', 'activity', 'activity', 'study', 'forum'])[1 + b %% 6] ELSE '' END,
  CASE WHEN kind LIKE 'opinions.%%' THEN (ARRAY['county', 'county', 'city', 'province'])[1 + b %% 4] ELSE '' END,
  '', CASE WHEN kind LIKE 'proposals.%%' THEN CASE WHEN place = 1 THEN 'first' ELSE 'other' END ELSE '' END,
  CASE WHEN kind = 'meetings.attended'
    THEN (ARRAY['present', 'present', 'present', 'present', 'late', 'on_leave', 'absent'])[1 + c %% 7] ELSE '' END,
  least(1 + c %% 5, of_halves), of_halves, people, least(place, people), 0
FROM (
  SELECT e, (hashint4(e) & 1048575) %% array_length(%(members)s::bigint[], 1) + 1 AS who,
    (ARRAY['meetings.attended', 'meetings.attended', 'meetings.attended', 'meetings.attended', 'meetings.attended',
      'proposals.submitted', 'proposals.filed', 'proposals.honoured', 'opinions.adopted', 'opinions.not_adopted',
      'opinions.adopted', 'duties.entered'])[1 + (hashint4(e + 1000000007) & 65535) %% 12] AS kind,
    hashint4(e + 500000003) & 65535 AS b, hashint4(e + 700000001) & 65535 AS c,
    1 + (hashint4(e + 900000011) & 255) %% 4 AS of_halves,
    1 + (hashint4(e + 300000007) & 255) %% 3 AS people, 1 + (hashint4(e + 200000003) & 255) %% 3 AS place
  FROM generate_series(1, %(entries)s::int) AS e
) AS drawn JOIN members_member m ON m.id = (%(members)s::bigint[])[who]
"""


def _files() -> dict[str, str]:
    """Roll and entries of the year as comma-separated files, with the columns that the scheme asks for."""
    from django.db import connection

    folder = environment.folder("bench-files")
    queries = {
        "roll": "SELECT m.person_id, p.id IS NOT NULL AS standing FROM members_member m"
        " LEFT JOIN members_post p ON p.member_id = m.id",
        "entries": 'SELECT person_id, entry, kind, "on", about, level, part, presence, halves, of_halves, people'
        f" FROM {TABLE} WHERE undone_by IS NULL AND year = {YEAR}",
    }
    for name, query in queries.items():
        order = f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)"
        with connection.cursor() as cursor, (folder / f"{name}.csv").open("wb") as file, cursor.copy(order) as rows:
            file.writelines(rows)
    return {name: str(folder / f"{name}.csv") for name in queries}


def _measured(assemblies: int) -> dict[str, Any]:
    """Seconds of each run, processor seconds of one, the most memory that the server took in one more, and the mark of
    all totals."""
    from xieshang.duties import schemes, tally
    from xieshang.members.models import Assembly

    scheme, here = schemes.read(schemes.shipped(SCHEME)), Assembly.objects.order_by("pk")[0]

    def score() -> Iterable[tally.Tally]:
        if assemblies > 1:
            return tally.nation(scheme, YEAR, source=TABLE)
        return tally.tally(scheme, here, YEAR, source=TABLE)

    score()
    spent, runs = _spent(lambda: sorted(_seconds(score) for _ in range(RUNS)))
    with peak_of_server() as peak:
        totals = {one.person: one.total for one in score()}
    return {"runs": runs, "spent": spent / RUNS, "peak": peak[0], "mark": mark(totals)}


def _spent(act: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of this process and the server's, ended workers and all, in a call, and what it gave."""
    before, server = time.process_time(), _of_server()
    given = act()
    time.sleep(0.2)  # until the server has taken leave of its workers
    return time.process_time() - before + _of_server() - server, given


def _of_server() -> float:
    """Processor seconds of the database's processes until now."""
    server = database.cluster().process()
    if server is None:
        raise RuntimeError("the database does not run")
    own = server.cpu_times()
    alive = [one.cpu_times() for one in server.children()]
    return own.children_user + own.children_system + sum(one.user + one.system for one in alive)


def _seconds(score: Callable[[], Any]) -> float:
    began = time.perf_counter()
    score()
    return time.perf_counter() - began


def mark(totals: dict[int, int]) -> str:
    """The SHA-256 over everybody's total: the same wherever all totals are."""
    lines = "".join(f"{person},{totals[person]}\n" for person in sorted(totals))
    return sha256(lines.encode()).hexdigest()


@contextmanager
def peak_of_server() -> Iterator[list[float]]:
    """The most memory (MB) that the database's processes hold together in a block, what they share counted once."""
    server, ended, most = database.cluster().process(), threading.Event(), [0.0]

    def look() -> None:
        while True:
            most[0] = max(most[0], sum(_own(one) for one in [server, *server.children()] if one) / 1_000_000)
            if ended.wait(0.02):
                return

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main()
