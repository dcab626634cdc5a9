from pathlib import Path

import pytest

from tests.cli.test_frame import run


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was set up from nothing; nothing runs in it, and no test changes it."""
    var = tmp_path_factory.mktemp("installation")
    assert run("setup", XIESHANG_VAR=str(var)).stderr == ""
    return var
