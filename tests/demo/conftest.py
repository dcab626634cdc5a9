"""A module's own demo city, after its plan `SMALL`, in a data folder of its own; undone at the module's end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from xieshang.demo import build
from xieshang.demo.city import City


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of these tests' own, where the sign-ins are kept."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIESHANG_VAR", str(folder))
        yield folder


@pytest.fixture(scope="module", autouse=True)
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for the whole module: a city takes seconds to build. Undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def city(request: pytest.FixtureRequest, database: None, var: Path) -> City:
    """The module's city."""
    return build.build(request.module.SMALL)[0]
