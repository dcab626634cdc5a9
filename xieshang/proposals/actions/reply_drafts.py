"""A bureau writes at its reply, and hands it to its leader to be signed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.proposals import events, rules
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Assignment, ReplyDraft
from xieshang.proposals.queries import charges
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused


@action(rules.may_draft_reply, first="proposal", records=False)
def draft_reply(assignment: Assignment, *, by: Person, words: Mapping[str, str], version: int) -> ReplyDraft:
    """Keep the reply as far as it is written (拟复).

    `version` is the one the writer saw, 0 where there was none; Refused where it has changed since.
    """
    return _kept(assignment, words, version, by=by)


@action(rules.may_draft_reply, first="proposal")
def hand_reply(assignment: Assignment, *, by: Person, words: Mapping[str, str], version: int) -> ReplyDraft:
    """Keep it, and hand it to the bureau's leader to be signed (送签)."""
    draft = _kept(assignment, words, version, by=by)
    draft.handed_at, draft.handed_back_at, draft.handed_back_reason = clock.now(), None, ""
    keep(draft)
    bureau = assignment.bureau
    events.REPLY_HANDED.record(assignment.proposal, by, bureau=bureau.pk, bureau_name=bureau.name)
    return draft


@action(rules.may_hand_back_reply, first="proposal")
def hand_back_reply(assignment: Assignment, *, by: Person, reason: str) -> ReplyDraft:
    """The leader hands it back to be written otherwise (退回修改), with a word of what; nothing of it is lost."""
    draft = hold(ReplyDraft.objects.get(assignment=assignment))
    draft.handed_back_reason = reasoned(reason)
    draft.handed_at, draft.handed_back_at = None, clock.now()
    keep(draft)
    bureau = assignment.bureau
    events.REPLY_HANDED_BACK.record(
        assignment.proposal, by, bureau=bureau.pk, bureau_name=bureau.name, reason=draft.handed_back_reason
    )
    return draft


def _kept(assignment: Assignment, words: Mapping[str, str], version: int, *, by: Person) -> ReplyDraft:
    draft = charges.reply_draft(assignment) or ReplyDraft(assignment=assignment)
    refuse_stale(draft, version)
    draft.words, draft.version = dict(words), version + 1
    draft.written_by, draft.written_at = by, clock.now()
    keep(draft)
    return draft


def refuse_stale(draft: ReplyDraft, version: int) -> None:
    """Refused where the draft has been saved since that version: nothing is overwritten that was not read."""
    if draft.version != version:
        words = {"name": draft.written_by.name, "version": draft.version}
        raise Refused(_("这页打开以后，%(name)s已保存第 %(version)s 稿。您写的文字还在，请对照以后再继续。") % words)
