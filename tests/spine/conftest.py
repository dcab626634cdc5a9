"""An action and an event of the tests' own, known to the spine only while a test runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from tests.spine import rows
from xieshang.members.models import Sector
from xieshang.spine import action, errand, event
from xieshang.spine.batch import keep
from xieshang.spine.rule import Actor, Refused


@dataclass(frozen=True, slots=True)
class Renamed:
    before: str
    after: str


@pytest.fixture
def room() -> Iterator[SimpleNamespace]:
    """`room.rename(sector, by=…, to=…)` records `room.RENAMED`; `room.on`, `room.on_several` let a test react."""
    with patch.dict(event.KINDS), patch.dict(action.VERBS), patch.dict(errand.REACTIONS):
        renamed = event.Event("tests.renamed", "改名：%(before)s → %(after)s", Renamed)

        @action.action(rows.may_rename)
        def rename(sector: Sector, *, by: Actor, to: str) -> Sector:
            """Give a sector another name. An empty one is refused only after the row was changed."""
            before, sector.name = sector.name, to
            keep(sector)
            renamed.record(sector, by, before=before, after=to)
            if not to:
                raise Refused("名称不能为空。", field="name")
            return sector

        several = errand.on_several(renamed)
        yield SimpleNamespace(rename=rename, RENAMED=renamed, on=errand.on(renamed), on_several=several)
