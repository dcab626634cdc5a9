import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xieshang.engine import database


@pytest.fixture
def a_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, with nothing running in it afterwards."""
    monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / "var"))
    yield tmp_path / "var"
    monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / "var"))
    database.stop(force=True)


@pytest.fixture
def kill() -> Callable[[int], None]:
    """End a process as a power cut would."""
    return lambda pid: os.kill(pid, signal.SIGKILL)
