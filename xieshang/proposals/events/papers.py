"""What happens to the papers of a case."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Archived:
    """`number` is the package's ("2026-0001"); `sha256` that of its file."""

    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ClosedImported:
    """A past case that came closed, with its bureau's reply, as its file tells it."""

    source: str
    source_number: str
    title: str
    bureau: int
    bureau_name: str
    reply_class: str


ARCHIVED = Event("proposals.archived", _("归档，案卷号 %(number)s"), Archived)
CLOSED_IMPORTED = Event(
    "proposals.closed_imported",
    _("导入已办结的提案《%(title)s》（%(source)s %(source_number)s），%(bureau_name)s %(reply_class)s 类答复"),
    ClosedImported,
)
