"""Copies of whole cases in SQL: what hangs on a case is read from the models, so that no table is forgotten.

Each copy has a text, a number and keys of its own; people, bureaus and the rest of the city are its original's.
Where `back` is 1, a copy lies 261 whole weeks earlier, in an eighth term that is the ninth's copy (`eighth_term`).
"""

import os
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from xieshang.deadlines.models import Deadline
from xieshang.documents import store
from xieshang.documents.models import File
from xieshang.members.models import Member, Post, Sector, Session, Term
from xieshang.proposals.models import CaseWords, Package, Proposal, PublicWords, Reply, Sketch, Stage, Suggestion
from xieshang.spine.models import Entry

OFFSET = 1_000_000
"""Between the key of a case and the key of its next copy; what belongs to it moves with it."""
NUMBERS = 2_000
"""Between the number of a case and the number of its next copy."""
YEARS, DAYS = 5, 261 * 7
"""How much earlier: years of periods, and of moments whole weeks, so that working days stay working days."""

NOT_OF_A_CASE = {"Lead", "Nomination", "Mark", "BulkItem"}
"""Rows that name a case and belong to something else: to a call, a round, a bulk."""
TERM = (Term, Session, Sector, Member, Post)
"""What there is of each term, each after what it hangs on."""

COPY = """
CREATE TEMP TABLE copy (
  old bigint PRIMARY KEY, title text, situation text, analysis text, words text, keys int[], back int, year int,
  number int
)
"""
EARLIER = r"""
CREATE OR REPLACE FUNCTION pg_temp.earlier(given text, days int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE WHEN part[1] ~ '^\d{4}-\d\d-\d\d$' THEN (part[1]::date - days)::text ELSE part[1] END,
                    '' ORDER BY place)
  FROM regexp_matches(given, '\d{4}-\d\d-\d\d|\D+|\d+', 'g') WITH ORDINALITY AS found(part, place)
$$
"""
"""Moves every day that stands in a text, as in the explanation of a due date."""

Model = type[models.Model]


def tables() -> list[Model]:
    """The models of what hangs on a case, each after what it hangs on; the case itself comes first."""
    found: list[Model] = [Proposal]
    rest = [one for one in apps.get_app_config("proposals").get_models() if one.__name__ not in NOT_OF_A_CASE]
    while more := [one for one in rest if one not in found and _above(one, found)]:
        found += [one for one in more if not _above(one, [other for other in more if other is not one])]
    return found


def _above(model: Model, found: Iterable[Model]) -> list[Any]:
    """The fields by which rows of a model hang on rows of others."""
    there = set(found)
    return [one for one in model._meta.concrete_fields if one.remote_field and one.related_model in there]


def case_of(model: Model, row: str = "t") -> str:
    """The SQL of the key of the case that a row hangs on."""
    if model is Proposal:
        return f"{row}.id"
    above = [one for one in _above(model, tables()) if not one.null]
    way = next((one for one in above if one.related_model is Proposal), above[0])
    if way.related_model is Proposal:
        return f"{row}.{way.column}"
    upper, inner = way.related_model, f"{row}u"
    return f"(SELECT {case_of(upper, inner)} FROM {upper._meta.db_table} {inner} WHERE {inner}.id = {row}.{way.column})"


def begin(cursor: Any) -> None:
    """Make the tables of this session that name what is copied: `copy` and `copied_suggestion`, both empty."""
    cursor.execute("DROP TABLE IF EXISTS copy, copied_suggestion")
    cursor.execute(COPY)
    cursor.execute("CREATE TEMP TABLE copied_suggestion (old bigint, number int, text text, PRIMARY KEY (old, number))")
    cursor.execute(EARLIER)


def insert(cursor: Any, turn: int, *, texts_alone: bool) -> None:
    """Copy the cases named in `copy` with all that hangs on them; `texts_alone`: with suggestions and sketches."""
    cursor.execute("ANALYZE copy, copied_suggestion")
    whole = [Proposal, Suggestion, Sketch] if texts_alone else tables()
    for model in whole:
        source = f"JOIN copy c ON c.old = {case_of(model)}"
        others = [one.column for one in _above(model, [Proposal])]
        there = " AND ".join(f"(t.{name} IS NULL OR t.{name} IN (SELECT old FROM copy))" for name in others)
        _insert(cursor, model, _moved(model, turn, whole), f"{source} WHERE {there or 'true'}")
        if model is Proposal and not texts_alone:  # a case that is made has a stage at once; its original's are copied
            made = f"SELECT old + {turn * OFFSET} FROM copy"
            cursor.execute(f"DELETE FROM {Stage._meta.db_table} WHERE proposal_id IN ({made})")
    for model in [] if texts_alone else (Deadline, Entry, File):
        for upper in whole:
            _beside(cursor, model, upper, turn)
    if not texts_alone:
        _link_files(turn)


def _beside(cursor: Any, model: Model, upper: Model, turn: int) -> None:
    """Copy the rows that hang on rows of `upper` by their kind and key."""
    if upper._meta.pk.remote_field:
        return
    source = (
        f"JOIN {upper._meta.db_table} s ON t.subject_kind = '{upper._meta.label_lower}' AND s.id = t.subject_id"
        f" JOIN copy c ON c.old = {case_of(upper, 's')}"
    )
    moved = _moved(model, turn, []) | {"subject_id": f"t.subject_id + {turn * OFFSET}"}
    _insert(cursor, model, moved, source)


def _moved(model: Model, turn: int, whole: list[Model]) -> dict[str, str]:
    """What a copy's columns hold that its original's do not, as SQL."""
    moved = {}
    for one in model._meta.concrete_fields:
        if (one.primary_key and not one.remote_field) or (one.remote_field and one.related_model in {*whole, File}):
            moved[one.column] = f"t.{one.column} + {turn * OFFSET}"
        elif one.remote_field and one.related_model in TERM:
            moved[one.column] = f"t.{one.column} + {OFFSET} * c.back"
        elif isinstance(one, models.DateField):
            moved[one.column] = _earlier(one, "c.back")
        elif isinstance(one, models.UUIDField) and one.null and one.unique:
            moved[one.column] = "NULL"
    return moved | _own(turn).get(model, {})


def _earlier(field: Any, times: str) -> str:
    """The SQL of a day or a moment so many times `DAYS` before."""
    if isinstance(field, models.DateTimeField):
        return f"t.{field.column} - {times} * interval '{DAYS} days'"
    return f'(t."{field.column}" - {times} * {DAYS})'


def _own(turn: int) -> dict[Model, dict[str, str]]:
    """What is particular to some models."""
    earlier = f"CASE WHEN c.back = 1 THEN pg_temp.earlier(t.%s::text, {DAYS})::jsonb ELSE t.%s END"
    lived = {name: f"t.{name} - c.back * interval '{DAYS} days' + interval '{turn} seconds'" for name in LATEST}
    return {
        Proposal: {
            **{name: f"c.{name}" for name in ("title", "situation", "analysis")},
            **lived,
            "case_number": "c.number",
            "source_number": f"CASE t.source_number WHEN '' THEN '' ELSE t.source_number || '-{turn}' END",
        },
        Suggestion: {
            "text": "coalesce("
            "(SELECT s.text FROM copied_suggestion s WHERE s.old = t.proposal_id AND s.number = t.number), t.text)"
        },
        Sketch: {"keys": "c.keys"},
        CaseWords: {"words": "c.words::tsvector"},
        PublicWords: {"words": "c.words::tsvector"},
        Reply: {
            "letter_number": r"regexp_replace(t.letter_number, '〔\d{4}〕\d+', '〔' || c.year || '〕' || c.number)"
        },
        Package: {"year": f"t.year - {YEARS} * c.back", "number": f"t.number + {turn * NUMBERS}"},
        Deadline: {"steps": earlier % ("steps", "steps")},
        Entry: {"payload": earlier % ("payload", "payload")},
        File: {"key": "gen_random_uuid()", "stored_path": f"t.stored_path || '-{turn}'"},
    }


LATEST = ("changed_at", "published_at")
"""What lists are in the order of: each copy is a little younger than the one before."""


def _insert(cursor: Any, model: Model, moved: dict[str, str], source: str) -> None:
    """Copy rows of a model's table, `t`, with some columns moved; only originals are copied."""
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    names = [name for (name,) in cursor.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(moved.get(name, f't."{name}"') for name in names)
    originals = f"(SELECT * FROM {table} WHERE {key} < {OFFSET})"
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {originals} t {source}")


def _link_files(turn: int) -> None:
    """The copies' files hold what the originals' do."""
    copied = File.objects.filter(pk__gte=turn * OFFSET, pk__lt=(turn + 1) * OFFSET)
    for path in copied.values_list("stored_path", flat=True):
        if not (store.root() / path).exists():
            os.link(store.root() / path.removesuffix(f"-{turn}"), store.root() / path)


def eighth_term(cursor: Any) -> None:
    """The term before the ninth, as its copy five years earlier, with bureaus, organs and roles from then on."""
    for model in TERM:
        moved = {}
        for one in model._meta.concrete_fields:
            if one.primary_key or (one.remote_field and one.related_model in TERM):
                moved[one.column] = f"t.{one.column} + {OFFSET}"
            elif one.name in ("from_on", "until_on"):
                moved[one.column] = f"(t.{one.column} - interval '{YEARS} years')::date"
            elif isinstance(one, models.DateField):
                moved[one.column] = _earlier(one, "1")
        moved |= {Term: {"number": "8"}, Session: {"year": f"t.year - {YEARS}"}}.get(model, {})
        ninth = "(SELECT id FROM members_term WHERE number = 9)"
        way = "t.id" if model is Term else "(SELECT term_id FROM members_member WHERE id = t.member_id)"
        term = "t.term_id" if any(one.name == "term" for one in model._meta.concrete_fields) else way
        _insert(cursor, model, moved, f"WHERE {term} IN {ninth}")
    for table in ("bureaus_bureau", "members_organ", "accounts_grant"):
        cursor.execute(
            f"UPDATE {table} SET from_on = from_on - interval '{YEARS} years'"
            " WHERE from_on = (SELECT from_on FROM members_term WHERE number = 9)"
        )


def renumber(cursor: Any) -> None:
    """Keys go on above the copies."""
    for model in (*tables(), Deadline, Entry, File, *TERM):
        if not model._meta.pk.remote_field:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
