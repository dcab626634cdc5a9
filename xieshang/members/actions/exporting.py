"""What is noted when a list leaves the product as a sheet."""

from collections.abc import Mapping
from urllib.parse import urlencode

from xieshang.accounts.models import Person
from xieshang.members import events, rules
from xieshang.members.models import Assembly
from xieshang.members.states import ExportedList
from xieshang.spine.action import action


@action(rules.may_note_export, lock=False)
def note_export(assembly: Assembly, *, by: Person, what: ExportedList, count: int, narrowed: Mapping[str, str]) -> None:
    """Note that somebody takes a whole list along, of how many rows and narrowed by what (个人信息导出留痕).

    The ledger hears neither who stands in it nor what was searched for.
    """
    events.LIST_EXPORTED.record(assembly, by, list=what, count=count, narrowed=urlencode(narrowed))
