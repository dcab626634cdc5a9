"""The cases that are measured: a city whose cases have lived through the product's own actions, and copies of it.

`python -m bench.city build N` builds a city of about N cases as the demo does, every step an action.
`python -m bench.city grow N [--texts-alone]` multiplies the cases that a built city has to N, set by set
in SQL, each copy with a text of its own; `--texts-alone` leaves out the files of the copies (talks,
replies, deadlines, ledger), where only texts are compared. Both work on the data folder of the environment.
"""

import argparse
import json
import math
import multiprocessing
import os
import random
from collections.abc import Iterator
from typing import Any

from bench.folders import CASES, SIGN_INS, TEXTS
from xieshang.cli.product import product

OFFSET = 1_000_000
"""Between the key of a case and the key of its next copy; what belongs to it moves with it."""

SEED = 5000

FILE = {
    "proposals_assignment": ["id", "proposal_id"],
    "proposals_talk": ["id", "assignment_id", "entry_key"],
    "proposals_reply": ["id", "assignment_id"],
    "proposals_answer": ["id", "reply_id", "suggestion_id"],
    "proposals_feedback": ["id", "proposal_id"],
    "deadlines_deadline": ["id", "subject_id"],
    "spine_entry": ["id", "subject_id"],
}
"""What hangs on a case beside its text, above what hangs on it: each table with the columns that move."""

CASE = {
    "proposals_talk": "(SELECT proposal_id FROM proposals_assignment WHERE id = t.assignment_id)",
    "proposals_reply": "(SELECT proposal_id FROM proposals_assignment WHERE id = t.assignment_id)",
    "proposals_answer": "(SELECT proposal_id FROM proposals_suggestion WHERE id = t.suggestion_id)",
    "deadlines_deadline": "CASE WHEN t.subject_kind = 'proposals.proposal' THEN t.subject_id END",
    "spine_entry": "CASE WHEN t.subject_kind = 'proposals.proposal' THEN t.subject_id END",
}
"""The case that a row hangs on, where it is not in the row's own `proposal_id`."""


def build(cases: int) -> None:
    """A city of about so many cases in every state, most of them closed, and its sign-ins."""
    from xieshang.accounts.models import Person
    from xieshang.demo.build import build as build_city
    from xieshang.demo.city import Plan
    from xieshang.engine import environment
    from xieshang.proposals.models import Proposal

    yearly = max(4, cases // 40)
    build_city(Plan(cases=(cases - 4 * yearly) * 20 // 21, yearly=yearly))
    mark = environment.var() / environment.DEMO_MARK
    kept = json.loads(mark.read_text())
    shown = {one["code"]: one for one in kept["sign_ins"]}
    member = Person.objects.get(email=shown["member"]["login"])
    members = Person.objects.filter(grants__role="member", grants__until_on__isnull=True).order_by("pk")[:4]
    Person.objects.filter(pk__in=[one.pk for one in members]).update(password=member.password)
    kept["members"] = [{"login": one.email, "password": shown["member"]["password"]} for one in members]
    mark.unlink()
    (environment.var() / SIGN_INS).write_text(json.dumps(kept))
    print(f"{Proposal.objects.count()} cases")


def grow(cases: int, *, texts_alone: bool) -> None:
    """Copies of all cases, until there are `cases`; each copy is a little younger than the one before."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) / %s FROM proposals_proposal", [OFFSET])
        there, rounds = cursor.fetchone()
        cursor.execute("SELECT id FROM proposals_proposal WHERE id < %s ORDER BY id", [OFFSET])
        originals = [pk for (pk,) in cursor.fetchall()]
    for turn in range(rounds + 1, rounds + 1 + math.ceil((cases - there) / len(originals))):
        wanted = originals[: cases - there]
        with transaction.atomic(), connection.cursor() as cursor:
            _texts(cursor, wanted, turn)
            _cases(cursor, turn)
            if not texts_alone:
                _files(cursor, turn)
        there += len(wanted)
        print(f"{there} cases", flush=True)
    _tidy()


def _texts(cursor: Any, wanted: list[int], turn: int) -> None:
    """New texts for the copies, in two tables of this session: `copy` and `copied_suggestion`."""
    cursor.execute("DROP TABLE IF EXISTS copy, copied_suggestion")
    cursor.execute(
        "CREATE TEMP TABLE copy (old bigint PRIMARY KEY, title text, situation text, analysis text, words text,"
        " keys int[])"
    )
    cursor.execute("CREATE TEMP TABLE copied_suggestion (old bigint, number int, text text)")
    cursor.execute("SELECT proposal_id, count(*) FROM proposals_suggestion GROUP BY proposal_id")
    lengths = dict(cursor.fetchall())
    orders = [(pk, lengths.get(pk, 0), SEED + turn * OFFSET + pk) for pk in wanted]
    written = list(_written(orders))
    with cursor.copy("COPY copy FROM STDIN") as rows:
        for pk, text, words, keys in written:
            rows.write_row((pk, text.title, text.situation, text.analysis, words, keys))
    with cursor.copy("COPY copied_suggestion FROM STDIN") as rows:
        for pk, text, _words, _keys in written:
            for number, suggestion in enumerate(text.suggestions, start=1):
                rows.write_row((pk, number, suggestion))
    cursor.execute("ANALYZE copy")


def _written(orders: list[tuple[int, int, int]]) -> Iterator[tuple]:
    """Texts written on all processors."""
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        yield from pool.imap(_write, orders, chunksize=100)


def _write(order: tuple[int, int, int]) -> tuple:
    """A text with so many suggestions, its words and its sketch."""
    from xieshang.demo.phrases import Author
    from xieshang.demo.topics import TOPICS
    from xieshang.texts import likeness, words

    pk, suggestions, seed = order
    source = random.Random(seed)
    text = Author(source).proposal(source.choice(TOPICS))
    while suggestions and len(text.suggestions) != suggestions:
        text = Author(source).proposal(source.choice(TOPICS))
    return pk, text, words.tsvector_text(f"{text.title}\n{text.body}"), likeness.sketch(text.body)


def _cases(cursor: Any, turn: int) -> None:
    """The copies themselves, with their suggestions and sketches."""
    moved = {
        "id": f"t.id + {turn * OFFSET}",
        "entry_key": "NULL",
        "case_number": f"t.case_number + {turn * 2000}",
        "changed_at": f"t.changed_at + interval '{turn} seconds'",
        "published_at": f"t.published_at + interval '{turn} seconds'",
        "public_words": "CASE WHEN t.public_words = '' THEN '' ELSE c.words END",
        **{name: f"c.{name}" for name in ("title", "situation", "analysis", "words")},
    }
    _insert(cursor, "proposals_proposal", moved, "JOIN copy c ON c.old = t.id")
    moved = {"id": f"t.id + {turn * OFFSET}", "proposal_id": f"t.proposal_id + {turn * OFFSET}", "text": "c.text"}
    source = "JOIN copied_suggestion c ON c.old = t.proposal_id AND c.number = t.number"
    _insert(cursor, "proposals_suggestion", moved, source)
    moved = {"proposal_id": f"t.proposal_id + {turn * OFFSET}", "keys": "c.keys"}
    _insert(cursor, "proposals_sketch", moved, "JOIN copy c ON c.old = t.proposal_id")


def _files(cursor: Any, turn: int) -> None:
    """What hangs on the copies."""
    for table, columns in FILE.items():
        moved = {name: f"t.{name} + {turn * OFFSET}" for name in columns if name != "entry_key"}
        moved |= {name: "NULL" for name in columns if name == "entry_key"}
        case = CASE.get(table, "t.proposal_id")
        rows = f"WHERE t.id < {OFFSET} AND {case} IN (SELECT old FROM copy)"
        _insert(cursor, table, moved, rows)


def _insert(cursor: Any, table: str, moved: dict[str, str], source: str) -> None:
    """Copy rows of a table `t`, with some columns moved."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    names = [name for (name,) in cursor.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(moved.get(name, f't."{name}"') for name in names)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t {source}")


def _tidy() -> None:
    """Keys go on above the copies, the planner knows the new sizes, the ledger is sealed."""
    from django.db import connection

    from xieshang.spine import ledger

    with connection.cursor() as cursor:
        for table in ["proposals_proposal", "proposals_suggestion", *FILE]:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    ledger.seal()


def settle() -> None:
    """Vacuum, analyse, and note some cases to ask for, so that no measurement pays for the building."""
    from django.db import connection

    from xieshang.engine import environment
    from xieshang.proposals.models import Proposal

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    keys = Proposal.objects.filter(state="closed").order_by("?").values_list("pk", flat=True)[:60]
    (environment.var() / CASES).write_text(json.dumps(list(keys)))
    (environment.var() / TEXTS).write_text(json.dumps(list(_forms(400)), ensure_ascii=False))


def _forms(count: int) -> Iterator[dict[str, str]]:
    """Filled-in forms of fresh texts, to be submitted."""
    from xieshang.demo.phrases import Author
    from xieshang.demo.topics import TOPICS

    source = random.Random(SEED)
    for _ in range(count):
        text = Author(source).proposal(source.choice(TOPICS))
        suggestions = {f"suggestion_{n}": one for n, one in enumerate(text.suggestions, start=1)}
        parts = {"situation": text.situation, "analysis": text.analysis}
        yield {"title": text.title, "category": str(text.category), **parts, **suggestions}


def main() -> None:
    """Build or grow the city of this data folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["build", "grow"])
    parser.add_argument("cases", type=int)
    parser.add_argument("--texts-alone", action="store_true")
    given = parser.parse_args()
    with product("owner"):
        if given.what == "build":
            build(given.cases)
        else:
            grow(given.cases, texts_alone=given.texts_alone)
        settle()


if __name__ == "__main__":
    main()
