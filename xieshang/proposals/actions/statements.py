"""What an author states beside the text: declarations (声明), wishes (意愿) and consents, none of them required."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.bureaus.models import Bureau
from xieshang.members.models import Session
from xieshang.proposals.models import Call, Lead, Proposal, Topic
from xieshang.spine import clock
from xieshang.spine.rule import Refused

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Statements:
    """Declarations, wishes for who handles and how one would be talked with, and what may be published.

    `answers_topic` is the reference topic that it answers, of a call that is open; its call is answered with it.
    They bind nobody: the office assigns and the bureau chooses how to talk; only the consents are kept to.
    """

    researched: bool = False
    research_note: str = ""
    first_raised: bool = False
    used_ai: bool = False
    wished_bureau: Bureau | None = None
    wished_talk: str = ""
    consents_to_name: bool = True
    consents_to_reply: bool = True
    answers_topic: Topic | None = None


PLAIN = (
    *("researched", "research_note", "first_raised", "used_ai", "wished_bureau", "wished_talk"),
    *("consents_to_name", "consents_to_reply", "answers_topic"),
)
"""What of the statements stands in columns of the same names."""


def declare(proposal: Proposal, statements: Statements | None) -> None:
    """Put the statements on a proposal that the caller keeps; None leaves what was stated before.

    Refused where the note is too long, or the wish names a bureau of another assembly, or the topic is not open.
    """
    if statements is None:
        return
    if len(statements.research_note) > LONGEST_NOTE:
        raise Refused(_("调研情况最多 %(most)d 字，请写短些。") % {"most": LONGEST_NOTE}, field="research_note")
    bureau = statements.wished_bureau
    if bureau is not None and bureau.assembly_id != proposal.assembly_id:
        raise Refused(_("只能希望由本级的承办单位办理。"), field="wished_bureau")
    _answer(proposal, statements.answers_topic)
    for name in PLAIN:
        setattr(proposal, name, getattr(statements, name))
    proposal.research_note = statements.research_note.replace("\0", "").strip()


def _answer(proposal: Proposal, topic: Topic | None) -> None:
    """Let it answer the call of a topic; one that it answers already stays, though the call be over."""
    if topic is None or topic.pk == proposal.answers_topic_id:
        return
    call = topic.call
    if call.assembly_id != proposal.assembly_id or call.issued_at is None:
        raise Refused(_("这个选题不在本级发布的征集里，请另选。"), field="answers_topic")
    if not call.opens_on <= clock.today() <= call.closes_on:
        raise Refused(_("这个选题的征集现在不开放，请另选，或者不选。"), field="answers_topic")
    proposal.call = call


def refuse_foreign(session: Session, call: Call | None, lead: Lead | None) -> None:
    """Refused where the call or the lead that a proposal comes from is another assembly's, or not issued yet."""
    if call is not None and (call.assembly_id != session.assembly_id or call.issued_at is None):
        raise Refused(_("这次征集不是本级发布的，请从征集通知的页面开始写。"))
    if lead is not None and lead.assembly_id != session.assembly_id:
        raise Refused(_("这条线索不是本级的，请从线索的页面开始写。"))
