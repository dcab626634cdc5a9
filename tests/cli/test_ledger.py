"""`xieshang ledger`: sealing, and verifying with an exit code."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.factories.accounts import person_with
from tests.factories.members import AssemblyFactory
from xieshang.cli.ledger import command
from xieshang.members import events
from xieshang.reports import rules
from xieshang.spine.ledger import verify
from xieshang.spine.models import Entry, Seal
from xieshang.spine.rule import refuse


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


def noted() -> dict[str, Any]:
    """What the last verification left in the ledger."""
    payload: dict[str, Any] = Entry.objects.filter(kind="reports.ledger_verified").latest("pk").payload
    return payload


def test_what_was_found_is_an_entry_of_the_ledger(sealed: str) -> None:
    """Up to which seal, and how much; it is verified itself the next time."""
    CliRunner().invoke(command, ["verify"], catch_exceptions=False)
    sound = {"checked": 3, "number": 1, "head": sealed, "unsealed": 0, "faulty": 0, "faults": []}
    assert noted() == sound
    CliRunner().invoke(command, ["seal"], catch_exceptions=False)
    CliRunner().invoke(command, ["verify"], catch_exceptions=False)
    assert noted() == sound | {"checked": 4, "number": 2, "head": verify().head}


def test_a_ledger_without_a_seal_says_nothing_of_itself(transactional_db: None) -> None:
    assert CliRunner().invoke(command, ["verify"]).exit_code == 0
    assert not Entry.objects.exists()


def test_nobody_notes_one_from_a_page(sealed: str, transactional_db: None) -> None:
    """Who holds all roles of the house neither."""
    reason = rules.may_note_verification(person_with("administrator", AssemblyFactory().scope), Seal.objects.get())
    assert reason == refuse("账目由系统运维人员在命令行核对，请与其联系。")


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
    assert (noted()["faulty"], noted()["faults"]) == (len(changed), named)


def test_a_head_that_is_gone_is_a_fault(sealed: str) -> None:
    """A hash that was kept elsewhere and is in no seal any more tells that the ledger was rewritten."""
    done = CliRunner().invoke(command, ["verify", "--head", "ab" * 32])
    assert (done.exit_code, "ab" * 8 in done.output) == (1, True)
