"""The kinds of occasion that an assembly has."""

from dataclasses import asdict
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, kinds, rules
from xieshang.meetings.kinds import Standard
from xieshang.meetings.models import Kind
from xieshang.members.models import Assembly
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Actor, Refused


@action(rules.may_found_kinds)
def found_kinds(assembly: Assembly, *, by: Person) -> Assembly:
    """Give an assembly the standard kinds, which it may change afterwards."""
    Kind.objects.bulk_create(
        Kind(assembly=assembly, position=position, **asdict(one)) for position, one in enumerate(kinds.STANDARD)
    )
    events.KINDS_FOUNDED.record(assembly, by, kinds=[one.code for one in kinds.STANDARD])
    return assembly


@action(rules.may_add_kind)
def add_kind(assembly: Assembly, *, by: Person, kind: Standard) -> Kind:
    """Add a kind of the assembly's own, under a code that no other has."""
    return _added(assembly, kind, by)


def kind_of_room(assembly: Assembly, kind: Standard, *, by: Actor | None) -> Kind:
    """The assembly's kind with that code; made on first use, as another room describes it.

    For the actions of other rooms, inside their own transaction. What the assembly changed of the kind afterwards
    stands; a kind that it ended is still the one.
    """
    found = Kind.objects.filter(assembly=assembly, code=kind.code).first()
    return found or _added(assembly, kind, by)


def _added(assembly: Assembly, kind: Standard, by: Actor | None) -> Kind:
    _check(kind)
    last = Kind.objects.filter(assembly=assembly).aggregate(last=Max("position"))["last"]
    made = keep(Kind(assembly=assembly, position=0 if last is None else last + 1, **asdict(kind)))
    events.KIND_ADDED.record(assembly, by, code=made.code, name=made.name, changed=[])
    return made


def _check(kind: Standard) -> None:
    if not kind.name.strip():
        raise Refused(_("请写上种类的名称。"), field="name")
    if not kind.code:
        raise Refused(_("请写上种类的代码。"), field="code")
    if kind.papers_days > kind.notice_days:
        raise Refused(_("材料在通知以后送，提前的天数不能比通知多。"), field="papers_days")
    if not 0 <= kind.quorum_percent <= 100:
        raise Refused(_("百分比在 0 到 100 之间。"), field="quorum_percent")


@action(rules.may_change_kind, first="assembly")
def change_kind(kind: Kind, *, by: Person, to: Standard) -> Kind:
    """Change what a kind says from now on; its code stays, because figures know it by that."""
    _check(to)
    wanted = {name: value for name, value in asdict(to).items() if name != "code"}
    changed = [name for name, value in wanted.items() if getattr(kind, name) != value]
    if not changed:
        raise Refused(_("没有改动。"))
    for name in changed:
        setattr(kind, name, wanted[name])
    events.KIND_CHANGED.record(kind.assembly, by, code=kind.code, name=kind.name, changed=changed)
    return keep(kind)


@action(rules.may_end_kind, first="assembly")
def end_kind(kind: Kind, *, by: Person, on: date) -> Kind:
    """From this day on no new occasion of the kind is drawn up; those that stand go on."""
    kind.until_on = on
    events.KIND_ENDED.record(kind.assembly, by, code=kind.code, name=kind.name, changed=["until_on"])
    return keep(kind)
