"""`xieshang ledger`: sealing, and verifying with an exit code."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.factories.members import AssemblyFactory
from xieshang.cli.ledger import command
from xieshang.members import events
from xieshang.spine.ledger import verify


@pytest.fixture
def sealed(transactional_db: None) -> str:
    """Three entries under one seal, whose hash this is."""
    assembly = AssemblyFactory()
    for _ in range(3):
        events.ASSEMBLY_ESTABLISHED.record(assembly, None, name=assembly.name)
    CliRunner().invoke(command, ["seal"], catch_exceptions=False)
    return verify().head


def test_a_sound_ledger_ends_with_nought(sealed: str) -> None:
    """What was recorded is counted, and the last seal is printed to be kept elsewhere."""
    done = CliRunner().invoke(command, ["verify", "--head", sealed])
    assert (done.exit_code, sealed in done.output) == (0, True)


def test_a_changed_entry_is_named_and_ends_with_one(
    sealed: str, superuser: Callable[[], AbstractContextManager[None]]
) -> None:
    """Whoever changes an entry past the triggers is found, by the entry's number."""
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE spine_entry SET kind = 'other.kind' RETURNING id")
        changed = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SET session_replication_role = DEFAULT")
    done = CliRunner().invoke(command, ["verify"])
    named = [line for line in done.output.splitlines() if line.startswith("第")]
    assert (done.exit_code, named) == (1, [f"第 {key} 条记录被改动过。" for key in changed])


def test_a_head_that_is_gone_is_a_fault(sealed: str) -> None:
    """A hash that was kept elsewhere and is in no seal any more tells that the ledger was rewritten."""
    done = CliRunner().invoke(command, ["verify", "--head", "ab" * 32])
    assert (done.exit_code, "ab" * 8 in done.output) == (1, True)
