"""Every index costs each row that is written: no longer one begins with it; and all that are declared are there."""

import pytest
from django.apps import apps
from django.db import connection

_BEGUN = """
SELECT short.indexrelid::regclass::text, long.indexrelid::regclass::text
FROM pg_index short JOIN pg_index long ON long.indrelid = short.indrelid AND long.indexrelid <> short.indexrelid
WHERE short.indrelid::regclass::text = ANY(%s) AND NOT short.indisunique
  AND short.indnatts < long.indnatts AND short.indpred IS NULL AND long.indpred IS NULL
  AND short.indexprs IS NULL AND long.indexprs IS NULL
  AND long.indkey::text LIKE short.indkey::text || ' %%' AND long.indoption::text LIKE short.indoption::text || ' %%'
  AND 'btree' = ALL(
    SELECT amname FROM pg_class JOIN pg_am ON pg_am.oid = relam
    WHERE pg_class.oid IN (short.indexrelid, long.indexrelid)
  )
ORDER BY 1, 2
"""


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    """A foreign key that a constraint or a list's index begins with says `db_index=False`."""
    ours = [one._meta.db_table for one in apps.get_models() if one.__module__.startswith("xieshang.")]
    with connection.cursor() as cursor:
        cursor.execute(_BEGUN, [ours])
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_every_constraint_and_index_that_is_declared_is_there() -> None:
    """A migration that alters a field may drop what stands on its column."""
    ours = [one._meta for one in apps.get_models() if one.__module__.startswith("xieshang.")]
    declared = {one.name for meta in ours for one in (*meta.constraints, *meta.indexes)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")
        assert declared - {name for (name,) in cursor.fetchall()} == set()
