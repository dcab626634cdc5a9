"""One small demo city for all of these tests, in a data folder of its own; what a module does to it is undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from xieshang.demo import build
from xieshang.demo.city import City, Occasions, Plan

FEW = Occasions(plenary=2, party_group=3, chairs=4, standing=2, study=3, system=1)
SMALL = Plan(seed=7, members=56, cases=24, yearly=14, occasions=FEW)


@pytest.fixture(scope="package")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of these tests' own, where the sign-ins are kept."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIESHANG_VAR", str(folder))
        yield folder


@pytest.fixture(scope="package")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for all of these tests: a city takes seconds to build. Undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def city(database: None, var: Path) -> City:
    """The city of the plan `SMALL`."""
    return build.build(SMALL)[0]


@pytest.fixture(scope="module", autouse=True)
def undone(city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Each module finds the city as it was built."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
