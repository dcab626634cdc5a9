"""What can be done with an occasion by whoever looks at it, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings import queries, rules
from xieshang.meetings.models import Attendee, Meeting
from xieshang.meetings.states import Answer, State
from xieshang.spine.rule import Verdict
from xieshang.ui.verbs import Verb, Verbs

Who = Person | Visitor


def verbs_of(who: Who, meeting: Meeting) -> Verbs:
    """What this person can do with the whole occasion, in the order of its life."""
    return Verbs.of(_every(who, meeting))


def _every(who: Who, meeting: Meeting) -> Iterator[Verb]:
    if rules.is_arranger(who, meeting):
        yield from _of_arranger(who, meeting)
    elif who.can(Permission.MEETINGS_APPROVE, meeting.assembly.scope_id):
        yield from _of_approver(who, meeting)


def _of_approver(who: Who, meeting: Meeting) -> Iterator[Verb]:
    at = f"/meetings/{meeting.pk}"
    yield Verb(_("批准通知"), f"{at}/approval", rules.may_approve(who, meeting), main=True)
    yield Verb(_("收回修改"), f"{at}/taking-back", rules.may_take_back(who, meeting), at_once=True)
    yield Verb(_("取消"), f"{at}/cancellation", rules.may_cancel(who, meeting))


def _of_arranger(who: Who, meeting: Meeting) -> Iterator[Verb]:
    at = f"/meetings/{meeting.pk}"
    yield Verb(_("发出通知"), f"{at}/notice", rules.may_notify(who, meeting), main=True)
    if meeting.state == State.DRAFT and meeting.kind.needs_approval:
        yield Verb(_("送请批准"), f"{at}/approval-request", rules.may_ask_approval(who, meeting), True, True)
    approves = meeting.kind.needs_approval and who.can(Permission.MEETINGS_APPROVE, meeting.assembly.scope_id)
    if approves and meeting.state in {State.DRAFT, State.PROPOSED}:
        yield Verb(_("批准通知"), f"{at}/approval", rules.may_approve(who, meeting))
    yield Verb(_("开会"), f"{at}/opening", rules.may_open(who, meeting), main=True, at_once=True)
    yield Verb(_("散会"), f"{at}/closing", rules.may_close(who, meeting), main=True)
    yield Verb(_("修改"), f"{at}/text", rules.may_change(who, meeting))
    yield Verb(_("排定半天"), f"{at}/sittings", rules.may_set_sittings(who, meeting))
    yield Verb(_("按种类列出名单"), f"{at}/roster/entitled", rules.may_draw_roster(who, meeting), at_once=True)
    yield Verb(_("往名单里加人"), f"{at}/roster/people", rules.may_put_on_roster(who, meeting))
    yield Verb(_("提醒未回复的人"), f"{at}/reminder", rules.may_remind(who, meeting), at_once=True)
    if meeting.whole_id is None:
        yield Verb(_("增加分会"), f"{at}/parts/new", rules.may_add_part(who, meeting))
        yield Verb(_("安排一个系列"), f"{at}/series", rules.may_repeat(who, meeting))
    yield Verb(_("复制一份"), f"{at}/copy", rules.may_copy(who, meeting))
    yield Verb(_("存为模板"), f"{at}/template", rules.may_save_template(who, meeting))
    yield Verb(_("收回修改"), f"{at}/taking-back", rules.may_take_back(who, meeting), at_once=True)
    yield Verb(_("继续开会"), f"{at}/reopening", rules.may_reopen(who, meeting), at_once=True)
    yield Verb(_("取消"), f"{at}/cancellation", rules.may_cancel(who, meeting))


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody on the roster can say now. `coming`, `leave` and so on are verdicts, `said` what stands."""

    attendee: Attendee
    coming: Verdict
    not_coming: Verdict
    leave: Verdict
    withdraws: bool
    free: bool

    @property
    def asks(self) -> bool:
        """Does the notice still wait for an answer?"""
        return bool(self.coming) and self.attendee.answer == Answer.NONE


def _withdraws(who: Who, attendee: Attendee) -> bool:
    leave = queries.standing_leave(attendee) if attendee.answer == Answer.LEAVE else None
    if leave is None:
        return False
    leave.attendee = attendee
    return bool(rules.may_withdraw_leave(who, leave))


def own_of(who: Who, attendee: Attendee | None) -> Own | None:
    """For somebody on the roster; None for everybody else."""
    if attendee is None:
        return None
    return Own(
        attendee,
        rules.may_answer(who, attendee),
        rules.may_say_not_coming(who, attendee),
        rules.may_ask_leave(who, attendee),
        _withdraws(who, attendee),
        rules.is_free_to_stay_away(attendee),
    )
