"""One line for a request that went wrong; a traceback only for a fault of ours."""

import logging
import sys

import psycopg
import pytest

from xieshang.engine.logs import OneLine


def record(name: str, status: int | None) -> logging.LogRecord:
    try:
        raise ValueError("what a person wrote")
    except ValueError:
        made = logging.LogRecord(name, logging.ERROR, __file__, 1, "Not Found: %s", ("/x",), sys.exc_info())
    if status is not None:
        made.status_code = status
    return made


@pytest.mark.parametrize(
    ("name", "status", "lines"),
    [
        ("django.request", 404, 1),
        ("django.request", 403, 1),
        ("django.security.DisallowedHost", None, 1),
        ("django.security.csrf", 403, 1),
    ],
)
def test_a_refused_request_is_one_line(name: str, status: int | None, lines: int) -> None:
    text = OneLine().format(record(name, status))
    assert (len(text.splitlines()), "what a person wrote" in text) == (lines, False)
    assert text.endswith(f"ERROR {name}: Not Found: /x")


@pytest.mark.parametrize(("name", "status"), [("django.request", 500), ("xieshang.spine", None)])
def test_a_fault_of_ours_keeps_its_traceback(name: str, status: int | None) -> None:
    assert "Traceback" in OneLine().format(record(name, status))


def test_a_fault_of_the_database_is_told_without_the_row() -> None:
    """Neither of a key nor of a whole row, whatever lines it has, and the error that followed from it stays."""
    said = "taken\nDETAIL:  Key (phone)=(13800001234)\nhas two lines."
    try:
        try:
            raise psycopg.errors.UniqueViolation(said)
        except psycopg.Error as fault:
            raise ValueError("so it failed") from fault
    except ValueError:
        text = OneLine().format(logging.LogRecord("x", logging.ERROR, __file__, 1, "fault", (), sys.exc_info()))
    assert ("13800001234" in text, "two lines" in text) == (False, False)
    assert "UniqueViolation: taken\n\nThe above exception" in text
    assert text.endswith("ValueError: so it failed")
