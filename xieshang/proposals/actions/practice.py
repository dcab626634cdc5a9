"""The settings of an assembly's work with proposals."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals import events, queries, rules
from xieshang.proposals.models import Practice
from xieshang.proposals.states import ProposerKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused


@action(rules.may_set_practice)
def set_practice(
    assembly: Assembly,
    *,
    by: Person,
    reviews_twice: bool,
    talks_first: bool,
    plans_first: bool,
    has_class_d: bool,
    blocks_from: Decimal | None,
    in_session_only: Collection[ProposerKind] = (),
) -> Practice:
    """Set how this assembly goes about it, from now on. What stands already keeps its state.

    Two reviews need two people who may review. `blocks_from` is a coefficient from 0.30 to 1, or none.
    `in_session_only` are kinds of bodies (界别、委员小组…) that propose only while the plenary meets.
    """
    kept = queries.practice_kept(assembly)
    practice = hold(kept) if kept else Practice(assembly=assembly)
    wanted = {
        "reviews_twice": reviews_twice,
        "talks_first": talks_first,
        "plans_first": plans_first,
        "has_class_d": has_class_d,
        "blocks_from": blocks_from,
        "in_session_only": [kind.value for kind in ProposerKind if kind in in_session_only],
    }
    before = {name: getattr(practice, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        raise Refused(_("设置没有变化。"))
    if "reviews_twice" in changed and reviews_twice:
        _refuse_lonely(assembly)
    for name, value in changed.items():
        setattr(practice, name, value)
    events.PRACTICE_SET.record(
        assembly,
        by,
        before={name: _told(before[name]) for name in changed},
        after={name: _told(value) for name, value in changed.items()},
    )
    return keep(practice)


def _told(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def _refuse_lonely(assembly: Assembly) -> None:
    """A second reviewer is somebody else than the first."""
    reviewers = accounts.holders(Permission.PROPOSALS_REVIEW, assembly.scope_id, on=clock.today())
    if len(reviewers[:2]) < 2:
        words = _("两次审查要有两位审查人，现在只有一位；请先授予另一人“审查、立案”的权限。")
        raise Refused(words, field="reviews_twice")
