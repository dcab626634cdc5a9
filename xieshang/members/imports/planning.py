"""What a file of clean rows would do to the roll: who is new, what changes, and what cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Person
from xieshang.accounts.privacy import mask_phone
from xieshang.members import queries
from xieshang.members.imports.reading import KNOWN, RollRow
from xieshang.members.models import Member, Term
from xieshang.texts.tables import CellFault


@dataclass(frozen=True, slots=True)
class Change:
    """What differs for a member: the new place, if any, and the corrected facts."""

    member: Member
    row: RollRow
    facts: Mapping[str, Any]
    moves: bool

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """(heading, before, after) of everything that changes."""
        changed = dict(self.facts)
        if self.moves:
            changed |= {"sector": self.row.sector, "committee": self.row.committee}
        pairs = [(key, getattr(self.member, key), value) for key, value in changed.items()]
        return [(str(KNOWN[key].label), _shown(old), _shown(new)) for key, old, new in pairs if old != new]


def _shown(value: Any) -> str:
    return str(getattr(value, "label", value))


@dataclass(slots=True)
class Plan:
    """What would happen. `absent` counts members of that day whom the file does not name; they stay. `stayed` are the
    keys of the people to be added who sat in an earlier term."""

    additions: list[RollRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    absent: int = 0
    faults: list[CellFault] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    stayed: frozenset[int] = frozenset()

    @property
    def returning(self) -> frozenset[str]:
        """The phone numbers of the additions who sat in an earlier term (连任): the same person and account goes on."""
        return frozenset(phone for phone, person in self.people.items() if person.pk in self.stayed)

    @property
    def is_empty(self) -> bool:
        """Would nothing happen?"""
        return not (self.additions or self.changes)


def plan(term: Term, rows: Sequence[RollRow], *, on: date) -> Plan:
    """What importing these rows into a term as of a day would do. Three queries, whatever the rows."""
    return _Planner(term, rows, on).plan


class _Planner:
    """Takes row after row and notes what each would do."""

    def __init__(self, term: Term, rows: Sequence[RollRow], on: date) -> None:
        self.on = on
        self.plan = Plan(people=accounts.people_by_phone(row.phone for row in rows))
        self.by_person: dict[int, Member] = {}
        self.by_number: dict[str, Member] = {}
        for member in queries.not_ended(term, on=on):
            self.by_person.setdefault(member.person_id, member)
            self.by_number.setdefault(member.number, member)
        self.met: set[int] = set()
        for row in rows:
            self._take(row)
        self.plan.absent = len(self.by_person) - len(self.met)
        people = self.plan.people
        known = [people[row.phone] for row in self.plan.additions if row.phone in people]
        self.plan.stayed = queries.sat_before(term, known) if known else frozenset()

    def _take(self, row: RollRow) -> None:
        person = self.plan.people.get(row.phone)
        member = self.by_person.get(person.pk) if person else None
        holder = self.by_number.get(row.number)
        self.met |= {known.person_id for known in (member, holder) if known}
        if holder is not None and holder != member:
            self._fault(row, *_of_holder(row, holder, member))
        elif person is not None and person.name != row.name:
            said = _("手机号 %(phone)s 已登记给另一个姓名。") % {"phone": mask_phone(row.phone)}
            self._fault(row, "phone", said, _("请核对手机号；确系改名的，请先在账号管理中更正姓名。"))
        elif member is None:
            self.plan.additions.append(row)
        else:
            self._compare(row, member)

    def _fault(self, row: RollRow, key: str, message: str, cure: str) -> None:
        self.plan.faults.append(CellFault(row.row, row.columns.get(key, str(KNOWN[key].label)), message, cure))

    def _compare(self, row: RollRow, member: Member) -> None:
        given: dict[str, Any] = {"name": row.name, **row.facts}
        if row.number:
            given["number"] = row.number
        moves = (row.sector, row.committee) != (member.sector, member.committee)
        if moves and self.on <= member.from_on:
            given, moves = {**given, "sector": row.sector, "committee": row.committee}, False
        facts = {key: value for key, value in given.items() if getattr(member, key) != value}
        if facts or moves:
            self.plan.changes.append(Change(member, row, facts, moves))
        else:
            self.plan.unchanged += 1


def _of_holder(row: RollRow, holder: Member, member: Member | None) -> tuple[str, str, str]:
    """What is wrong where the number on the card belongs to somebody else than the phone number."""
    if member is None and holder.name == row.name:
        said = _("与名册上委员证号 %(number)s 的手机号不同。") % {"number": row.number}
        return "phone", said, _("确系换号的，请先在账号管理中更正手机号；不是同一人的，请改委员证号。")
    said = _("委员证号 %(number)s 已是名册上另一位委员的。") % {"number": row.number}
    return "number", said, _("请核对委员证号；新委员可以留空，由系统编号。")
