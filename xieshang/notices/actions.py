"""The verbs of notices."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.urls import reverse
from django.utils.functional import Promise

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.notices import events, queries, rules, telling, wording
from xieshang.notices.models import Notice, Said
from xieshang.notices.queries import Step
from xieshang.notices.states import Kind
from xieshang.proposals.models import FollowUp, KeyCase
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.models import Entry

T = TypeVar("T")
LINES = 10
"""So many cases a reminder names."""


@action(rules.may_read, records=False)
def read(notice: Notice, *, by: Person) -> Notice:
    """Note that a notice has been read. Reading is no deed: the ledger does not hear of it."""
    if notice.read_at is None:
        notice.read_at = clock.now()
        keep(notice)
        telling.stir([notice.person_id])
    return notice


@action(rules.may_read_all, lock=False, records=False)
def read_all(person: Person, *, by: Person, chosen: Sequence[int] | None = None) -> int:
    """Note that all of a person's notices, or the chosen ones among them, have been read; how many were not."""
    waiting = Notice.objects.filter(person=person, read_at__isnull=True)
    if chosen is not None:
        waiting = waiting.filter(pk__in=chosen)
    count = waiting.update(read_at=clock.now())
    if count:
        telling.stir([person.pk])
    return count


@action(rules.may_remind, records=False)
def remind(assembly: Assembly, *, by: None, on: date) -> int:
    """Tell each person in one notice what has become overdue at their desk since the last reminder.

    How many people were told. Once a day: a second call on one day tells nobody. Where nothing has
    become overdue nobody is told, and nothing is recorded.
    """
    since = queries.reminded_on(assembly)
    if since is not None and since >= on:
        return 0
    cases = list(queries.newly_overdue(assembly, since=since, on=on))
    desks = queries.desks(assembly, cases, on=on)
    if desks:
        entry = events.REMINDED.record(assembly, by, on=on, cases=len(cases), people=len(desks))
        _tell_each(entry, Kind.OVERDUE, desks, _due_line(wording.LINE, on), link="/")
    return len(desks)


@action(rules.may_remind, records=False)
def warn(assembly: Assembly, *, by: None, on: date) -> int:
    """Tell the staff of bureaus in one notice each what comes due in 15, 7 or 1 days (预警).

    How many people were told. Of each step and each of the three days once; a second call on one day tells nobody.
    """
    since = queries.warned_on(assembly)
    if since is not None and since >= on:
        return 0
    clocks = queries.due_soon(assembly, since=since, on=on)
    desks = queries.warned_desks(clocks, on=on) if clocks else {}
    if desks:
        entry = events.WARNED.record(assembly, by, on=on, cases=len(clocks), people=len(desks))
        _tell_each(entry, Kind.DUE_SOON, desks, _due_line(wording.SOON, on), link="/")
    return len(desks)


def _tell_each(
    entry: Entry, kind: Kind, desks: Mapping[Person, Sequence[T]], line: Callable[[T], str], *, link: str
) -> None:
    """Tell each person in one notice of what waits at their desk, a line for each."""
    telling.post([telling.notice(entry, kind, one, link, _listed(kind, items, line)) for one, items in desks.items()])


def _listed(kind: Kind, items: Sequence[T], line: Callable[[T], str]) -> dict[str, Said]:
    """What such a notice says in every language, with a line for each of the first."""

    def say() -> Said:
        lines = [line(one) for one in items[:LINES]]
        if len(items) > LINES:
            lines.append(str(wording.MORE) % {"count": len(items) - LINES})
        return wording.said(kind, count=len(items), lines="\n".join(lines))

    return wording.everywhere(say)


@action(rules.may_remind_follow_ups, records=False)
def remind_follow_ups(assembly: Assembly, *, by: None, on: date) -> int:
    """Tell each person in one notice what has come to be asked after closing, or late, since the last reminder.

    How many people were told; once a day, and nothing is recorded where nothing is asked.
    """
    since = queries.reminded_of_follow_ups_on(assembly)
    if since is not None and since >= on:
        return 0
    asked = list(queries.newly_asked(assembly, since=since, on=on))
    desks = queries.answerers(asked, on=on)
    if desks:
        entry = events.FOLLOW_UPS_REMINDED.record(assembly, by, on=on, follow_ups=len(asked), people=len(desks))
        _tell_each(entry, Kind.TO_FOLLOW_UP, desks, _asked_line, link=reverse("proposals:follow_ups"))
    return len(desks)


def _asked_line(one: FollowUp) -> str:
    facts = {"title": one.proposal.title, "kind": one.get_kind_display(), "due": wording.written(one.due_on)}
    return str(wording.ASKED) % facts


@action(rules.may_remind, records=False)
def remind_of_key_cases(assembly: Assembly, *, by: None, on: date) -> int:
    """Tell those who lead a supervision, and who organises them, of reports that have become late (督办逾期).

    How many people were told; once a day, and nothing is recorded where nothing has become late.
    """
    since = queries.reminded_of_key_cases_on(assembly)
    if since is not None and since >= on:
        return 0
    late = list(queries.newly_late_keys(assembly, since=since, on=on))
    desks = queries.supervisors(assembly, late, on=on)
    if desks:
        entry = events.KEY_CASES_REMINDED.record(assembly, by, on=on, cases=len(late), people=len(desks))
        _tell_each(entry, Kind.TO_REPORT_KEY, desks, _supervised_line, link=reverse("proposals:key_cases"))
    return len(desks)


def _supervised_line(one: KeyCase) -> str:
    facts = {"title": one.proposal.title, "leader": one.leader_name, "due": wording.written(one.due_on)}
    return str(wording.SUPERVISED) % facts


def _due_line(words: Promise, on: date) -> Callable[[Step], str]:
    def line(one: Step) -> str:
        due = {"due": wording.written(one.due_on), "days": (one.due_on - on).days}
        return str(words) % {"title": one.case.title, "step": one.step, **due}

    return line
