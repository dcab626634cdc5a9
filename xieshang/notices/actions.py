"""The verbs of notices."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.notices import events, queries, rules, telling, wording
from xieshang.notices.models import Notice
from xieshang.notices.queries import Step
from xieshang.notices.states import Kind
from xieshang.proposals.models import FollowUp, KeyCase
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep

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
        telling.post(
            [
                telling.notice(entry, Kind.OVERDUE, person, "/", *_notice(Kind.OVERDUE, person, late, on=on))
                for person, late in desks.items()
            ]
        )
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
        telling.post(
            [
                telling.notice(entry, Kind.DUE_SOON, person, "/", *_notice(Kind.DUE_SOON, person, steps, on=on))
                for person, steps in desks.items()
            ]
        )
    return len(desks)


def _notice(kind: Kind, person: Person, steps: list[Step], *, on: date) -> tuple[str, str]:
    """Title and body of a reminder or a warning, in the person's language."""
    with translation.override(person.language):
        lines = [_line(wording.LINE if kind == Kind.OVERDUE else wording.SOON, one, on) for one in steps[:LINES]]
        if len(steps) > LINES:
            lines.append(str(wording.MORE) % {"count": len(steps) - LINES})
    return wording.said(kind, person.language, count=len(steps), lines="\n".join(lines))


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
        at = reverse("proposals:follow_ups")
        notices = [
            telling.notice(entry, Kind.TO_FOLLOW_UP, person, at, *_asked(person, own)) for person, own in desks.items()
        ]
        telling.post(notices)
    return len(desks)


def _asked(person: Person, follow_ups: list[FollowUp]) -> tuple[str, str]:
    """Title and body of a reminder of follow-ups, in the person's language."""
    with translation.override(person.language):
        lines = [_asked_line(one) for one in follow_ups[:LINES]]
        if len(follow_ups) > LINES:
            lines.append(str(wording.MORE) % {"count": len(follow_ups) - LINES})
    return wording.said(Kind.TO_FOLLOW_UP, person.language, count=len(follow_ups), lines="\n".join(lines))


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
        at = reverse("proposals:key_cases")
        telling.post(
            [
                telling.notice(entry, Kind.TO_REPORT_KEY, person, at, *_supervised(person, keys))
                for person, keys in desks.items()
            ]
        )
    return len(desks)


def _supervised(person: Person, keys: list[KeyCase]) -> tuple[str, str]:
    """Title and body of a reminder of late supervisions, in the person's language."""
    with translation.override(person.language):
        lines = [_supervised_line(one) for one in keys[:LINES]]
        if len(keys) > LINES:
            lines.append(str(wording.MORE) % {"count": len(keys) - LINES})
    return wording.said(Kind.TO_REPORT_KEY, person.language, count=len(keys), lines="\n".join(lines))


def _supervised_line(one: KeyCase) -> str:
    facts = {"title": one.proposal.title, "leader": one.leader_name, "due": wording.written(one.due_on)}
    return str(wording.SUPERVISED) % facts


def _line(words: Promise | str, one: Step, on: date) -> str:
    due = {"due": wording.written(one.due_on), "days": (one.due_on - on).days}
    return str(words) % {"title": one.case.title, "step": one.step, **due}
