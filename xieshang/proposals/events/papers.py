"""What happens to the papers of a case."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.answering import FOLLOWED_UP
from xieshang.proposals.events.awards import HONOURED
from xieshang.proposals.events.charges import REPLY_HANDED, REPLY_HANDED_BACK
from xieshang.proposals.events.key_cases import KEY_REPORTED
from xieshang.proposals.events.life import PUBLISHED, UNPUBLISHED
from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class Archived:
    """`number` is the package's ("2026-0001"); `sha256` that of its file."""

    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """`how` is the verb ("print"), of so many `cases` together."""

    how: str
    how_words: str
    cases: int


@dataclass(frozen=True, slots=True)
class ClosedImported:
    """A past case that came closed, with its bureau's reply, as its file tells it."""

    source: str
    source_number: str
    title: str
    bureau: int
    bureau_name: str
    reply_class: str


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """The scan of a bureau's letter."""

    bureau: int
    bureau_name: str
    name: str
    sha256: str


ARCHIVED = Event("proposals.archived", _("归档，案卷号 %(number)s"), Archived)
TAKEN_ALONG = Event("proposals.taken_along", _("一并%(how_words)s %(cases)s 件"), TakenAlong)
PRINTED = Event("proposals.printed", _("与其他提案一并打印"), Plain)
EXPORTED = Event("proposals.exported", _("与其他提案一并导出"), Plain)
LETTER_ATTACHED = Event("proposals.letter_attached", _("%(bureau_name)s上传了盖章的复函"), SealedLetter)
LETTER_REMOVED = Event("proposals.letter_removed", _("%(bureau_name)s移去了盖章的复函"), SealedLetter)
ASIDE = {PRINTED.kind, EXPORTED.kind, REPLY_HANDED.kind, REPLY_HANDED_BACK.kind}
"""What happened to papers alone, or inside a bureau: the ledger has it, the story of the case does not."""
AFTERWARDS = {FOLLOWED_UP.kind, KEY_REPORTED.kind, PUBLISHED.kind, UNPUBLISHED.kind, HONOURED.kind}
"""What is told of a case when it is closed and archived already: it goes into a further part of its package (续卷)."""
CLOSED_IMPORTED = Event(
    "proposals.closed_imported",
    _("导入已办结的提案《%(title)s》（%(source)s %(source_number)s），%(bureau_name)s %(reply_class)s 类答复"),
    ClosedImported,
)
