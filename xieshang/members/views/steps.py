"""How far a change of term has come: its steps in order, for the stepper."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.members import queries
from xieshang.members.change import Matter, Standing
from xieshang.members.models import Term
from xieshang.ui import show

Step = dict[str, str]


def steps_of(
    term: Term, after: Term | None, matters: Sequence[tuple[Matter, list[Standing]]], *, on: date
) -> list[Step]:
    """The steps with their states: what is done, what comes now, what has to wait."""
    left = sum(one.count for each, found in matters if each.binds for one in found)
    seated = after is not None and queries.has_roll(after)
    told = [
        (_("登记届满日期"), term.until_on is not None, _until(term)),
        (_("设立新一届"), after is not None, str(after) if after else ""),
        (_("导入新名册"), seated, ""),
        (_("了结本届事项"), seated and not left, _left(left)),
        (_("封存本届"), term.is_frozen, show.moment(term.frozen_at) if term.frozen_at else ""),
    ]
    current = next((index for index, (_label, is_done, _note) in enumerate(told) if not is_done), len(told))
    return [
        {"label": label, "state": "done" if is_done else "current" if index == current else "todo", "note": note}
        for index, (label, is_done, note) in enumerate(told)
    ]


def step_now(steps: Sequence[Step]) -> int:
    """The number of the step that comes now, from 1; beyond the last where all is done."""
    return next((place for place, step in enumerate(steps, start=1) if step["state"] == "current"), len(steps) + 1)


def _until(term: Term) -> str:
    return _("任期到 %(day)s") % {"day": show.day_short(term.last_on)} if term.last_on else ""


def _left(count: int) -> str:
    return ngettext("还有 %(num)d 项", "还有 %(num)d 项", count) % {"num": count} if count else ""
