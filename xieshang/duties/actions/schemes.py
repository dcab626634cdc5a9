"""Schemes drawn up and adopted."""

import hashlib

from xieshang.accounts.models import Person
from xieshang.duties import events, rules, schemes
from xieshang.duties.models import Edition
from xieshang.duties.states import EDITION_LIFE
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_draft_edition)
def draft_edition(assembly: Assembly, *, by: Person, text: str) -> Edition:
    """A new edition of the scheme that the document says, as a draft; refused with every fault and its line."""
    scheme = _read(text)
    number = Edition.objects.filter(assembly=assembly, code=scheme.code).count() + 1
    edition = Edition.objects.create(
        assembly=assembly,
        code=scheme.code,
        number=number,
        title=scheme.title,
        text=text,
        first_year=scheme.first_year,
        last_year=scheme.last_year,
    )
    events.EDITION_DRAFTED.record(edition, by, title=edition.title, number=number, digest=_digest(text))
    return edition


def _read(text: str) -> schemes.Scheme:
    try:
        return schemes.read(text)
    except schemes.FaultyError as faulty:
        raise Refused("\n".join(map(str, faulty.faults)), field="text") from faulty


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@action(rules.may_adopt)
def adopt(edition: Edition, *, by: Person) -> Edition:
    """From now on years can count by it, and it is never changed again."""
    EDITION_LIFE.advance(edition, "adopt")
    edition.adopted_at, edition.adopted_by = clock.now(), by
    keep(edition)
    events.EDITION_ADOPTED.record(edition, by, title=edition.title, number=edition.number, digest=_digest(edition.text))
    return edition
