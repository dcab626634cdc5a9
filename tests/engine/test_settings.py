"""What the environment and the settings promise, above all in production."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from xieshang.engine import REPOSITORY, environment
from xieshang.engine.environment import UnfitError
from xieshang.engine.production import refuse_what_is_unfit, unfit

KEY = "k" * 50


def fit(var: Path, **changes: Any) -> list[str]:
    server: dict[str, Any] = {"debug": False, "allowed_hosts": ["zx.example"], "secret_key": KEY, "var": var}
    return unfit(**(server | changes))


def test_a_proper_server_is_fit(tmp_path: Path) -> None:
    assert fit(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"debug": True}, "XIESHANG_DEBUG"),
        ({"allowed_hosts": []}, "XIESHANG_HOSTS"),
        ({"allowed_hosts": ["*"]}, "XIESHANG_HOSTS"),
        ({"secret_key": ""}, "XIESHANG_SECRET_KEY"),
        ({"secret_key": "short"}, "XIESHANG_SECRET_KEY"),
        ({"secret_key": "django-insecure-" + KEY}, "XIESHANG_SECRET_KEY"),
    ],
)
def test_each_fault_is_named_with_its_cure(tmp_path: Path, change: dict[str, object], word: str) -> None:
    (sentence,) = fit(tmp_path, **change)
    assert word in sentence


def test_the_key_that_was_made_for_local_use_is_refused(tmp_path: Path) -> None:
    made = environment.kept_secret(tmp_path / "secret_key")
    (sentence,) = fit(tmp_path, secret_key=made)
    assert "XIESHANG_SECRET_KEY" in sentence


def test_a_folder_with_demo_accounts_is_refused(tmp_path: Path) -> None:
    (tmp_path / environment.DEMO_MARK).write_text("{}")
    (sentence,) = fit(tmp_path)
    assert "XIESHANG_VAR" in sentence


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnfitError, match=r"XIESHANG_DEBUG.*XIESHANG_HOSTS.*XIESHANG_SECRET_KEY"):
        refuse_what_is_unfit(debug=True, allowed_hosts=[], secret_key="", var=tmp_path)


def load(var: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XIESHANG_", "DATABASE_"))}
    show = "from xieshang.engine import settings as s; print(s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    return subprocess.run(
        [sys.executable, "-c", show],
        check=False,
        env=kept | {"XIESHANG_VAR": str(var)} | given,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )


def test_production_does_not_start_unfit(tmp_path: Path) -> None:
    """The settings themselves refuse, so no server, worker or command gets past them."""
    (tmp_path / environment.DEMO_MARK).write_text("{}")
    refused = load(tmp_path, XIESHANG_PRODUCTION="1", XIESHANG_DEBUG="1")
    named = [word for word in ("DEBUG", "HOSTS", "SECRET_KEY", "VAR") if f"XIESHANG_{word}" in refused.stderr]
    assert (refused.returncode, named) == (1, ["DEBUG", "HOSTS", "SECRET_KEY", "VAR"])


def test_production_starts_with_what_it_needs(tmp_path: Path) -> None:
    started = load(tmp_path, XIESHANG_PRODUCTION="1", XIESHANG_HOSTS="zx.example", XIESHANG_SECRET_KEY=KEY)
    assert started.stdout == "['zx.example'] True False\n"


def test_without_anything_given_it_answers_on_loopback_alone(tmp_path: Path) -> None:
    started = load(tmp_path)
    assert started.stdout == "['localhost', '127.0.0.1', '[::1]', '127.0.0.1'] False False\n"


@pytest.mark.parametrize("given", ["0", "65535", "eight", "-1", "80.0"])
def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("XIESHANG_PORT", given)
    with pytest.raises(UnfitError, match=f"XIESHANG_PORT.*{given}"):
        environment.port()


def test_a_kept_secret_stays_the_same_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = environment.kept_secret(path)
    assert environment.kept_secret(path) == first
    assert (len(first), stat.S_IMODE(path.stat().st_mode)) == (64, 0o600)


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), environment.replace(path) as file:
        file.write("no bytes")  # type: ignore[call-overload]
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"before", ["file"])


def test_the_content_policy_allows_nothing_inline() -> None:
    """Everything is forbidden but our own files and the event stream."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert directives["default-src"] == ["'none'"]
    assert allowed == {"'none'", "'self'", "data:", *settings.STREAM_ORIGINS}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_name_no_address(lock: str) -> None:
    """What is installed comes from wherever the machine's own configuration says."""
    text = (REPOSITORY / lock).read_text()
    assert [word for word in ("http", "file:", "index-url") if word in text] == []
    assert text.count("--hash=sha256:") >= text.count("==") > 20


def test_the_product_s_lock_agrees_with_the_developers_lock() -> None:
    """Tests run on the very versions that are installed."""
    wanted, tried = (
        {line.split(" ;")[0].rstrip(" \\") for line in (REPOSITORY / name).read_text().splitlines() if "==" in line}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert wanted - tried == set()
