"""The kinds of occasion that an assembly has."""

from dataclasses import asdict

from xieshang.accounts.models import Person
from xieshang.meetings import events, kinds, rules
from xieshang.meetings.models import Kind
from xieshang.members.models import Assembly
from xieshang.spine.action import action


@action(rules.may_found_kinds)
def found_kinds(assembly: Assembly, *, by: Person) -> Assembly:
    """Give an assembly the standard kinds, which it may change afterwards."""
    Kind.objects.bulk_create(
        Kind(assembly=assembly, position=position, **asdict(one)) for position, one in enumerate(kinds.STANDARD)
    )
    events.KINDS_FOUNDED.record(assembly, by, kinds=[one.code for one in kinds.STANDARD])
    return assembly
