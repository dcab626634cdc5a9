"""The cases that are measured: a city whose cases have lived through the product's own actions, and copies of it.

`python -m bench.city build N` builds a city of about N cases as the demo does, every step an action.
`python -m bench.city grow N [--texts-alone] [--ten-years]` multiplies the cases that a built city has to N, set by set
in SQL, each copy with a text of its own; `--texts-alone` leaves out the files of the copies (talks,
replies, deadlines, ledger), where only texts are compared; `--ten-years` lays half of the copies into the five
years before the city's. Both work on the data folder of the environment.
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

SEED = 5000
MANY = 3_000
"""So many closed cases are named at most, for them to be opened."""


def build(cases: int) -> None:
    """A city of about so many cases in every state, most of them closed, and its sign-ins."""
    from xieshang.accounts.models import Person
    from xieshang.demo.build import build as build_city
    from xieshang.demo.city import Occasions, Plan
    from xieshang.engine import environment
    from xieshang.proposals.models import Proposal

    yearly = max(4, cases // 40)
    few = Occasions(plenary=1, party_group=2, chairs=2, standing=2, study=2, system=1)
    build_city(Plan(cases=(cases - 4 * yearly) * 20 // 21, yearly=yearly, occasions=few))
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


def grow(cases: int, *, texts_alone: bool = False, ten_years: bool = False) -> None:
    """Copies of all cases, until there are `cases`; each copy is a little younger than the one before.

    `ten_years`: every other copy of a case of the ninth term (2018 to 2022) lies in the five years before it.
    """
    from django.db import connection, transaction

    from bench import copies
    from xieshang.spine import ledger

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) / %s FROM proposals_proposal", [copies.OFFSET])
        there, rounds = cursor.fetchone()
        cursor.execute(  # a merged case last: it is not copied without its lead
            "SELECT id FROM proposals_proposal WHERE id < %s ORDER BY merged_into_id IS NOT NULL, id", [copies.OFFSET]
        )
        originals = [pk for (pk,) in cursor.fetchall()]
        if ten_years:
            copies.eighth_term(cursor)
    for turn in range(rounds + 1, rounds + 1 + math.ceil((cases - there) / len(originals))):
        wanted = originals[: cases - there]
        with transaction.atomic(), connection.cursor() as cursor:
            copies.begin(cursor)
            _name(cursor, wanted, turn, earlier=ten_years and turn % 2 == 1)
            copies.insert(cursor, turn, texts_alone=texts_alone)
        there += len(wanted)
        print(f"{there} cases", flush=True)
    ledger.seal()


def _name(cursor: Any, wanted: list[int], turn: int, *, earlier: bool) -> None:
    """Say what is copied, with the new text, year and number of each."""
    from bench.copies import NUMBERS, OFFSET, YEARS

    cursor.execute(
        "SELECT p.id, p.case_number, s.year, t.number = 9, (SELECT count(*) FROM proposals_suggestion WHERE"
        " proposal_id = p.id) FROM proposals_proposal p JOIN members_session s ON s.id = p.session_id"
        " JOIN members_term t ON t.id = s.term_id WHERE p.id = ANY(%s)",
        [wanted],
    )
    found = {pk: rest for pk, *rest in cursor.fetchall()}
    written = list(_written([(pk, found[pk][3], SEED + turn * OFFSET + pk) for pk in wanted]))
    with cursor.copy("COPY copy FROM STDIN") as rows:
        for pk, text, words, keys in written:
            number, year, ninth, _suggestions = found[pk]
            back = int(earlier and ninth)
            moved = number and number + turn * NUMBERS
            rows.write_row(
                (pk, text.title, text.situation, text.analysis, words, keys, back, year - YEARS * back, moved)
            )
    with cursor.copy("COPY copied_suggestion FROM STDIN") as rows:
        for pk, text, _words, _keys in written:
            for number, suggestion in enumerate(text.suggestions, start=1):
                rows.write_row((pk, number, suggestion))


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
    while 3 <= suggestions <= 5 and len(text.suggestions) != suggestions:
        text = Author(source).proposal(source.choice(TOPICS))
    return pk, text, words.tsvector_text(f"{text.title}\n{text.body}"), likeness.sketch(text.body)


def settle() -> None:
    """Vacuum, analyse, and note some cases to ask for, so that no measurement pays for the building.

    New keys go on above the copies'.
    """
    from django.db import connection

    from bench import copies
    from xieshang.engine import environment
    from xieshang.proposals.models import Proposal

    with connection.cursor() as cursor:
        copies.renumber(cursor)
        cursor.execute("VACUUM ANALYZE")
    keys = Proposal.objects.filter(state="closed").order_by("?").values_list("pk", flat=True)[:MANY]
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
    parser.add_argument("--ten-years", action="store_true")
    given = parser.parse_args()
    with product("owner"):
        if given.what == "build":
            build(given.cases)
        else:
            grow(given.cases, texts_alone=given.texts_alone, ten_years=given.ten_years)
        settle()


if __name__ == "__main__":
    main()
