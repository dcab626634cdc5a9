"""Schemes drawn up and adopted."""

from django.utils.translation import gettext as _

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
    events.EDITION_DRAFTED.record(edition, by, title=edition.title, number=number, digest=edition.digest)
    return edition


@action(rules.may_revise_edition)
def revise_edition(edition: Edition, *, by: Person, text: str, was: str) -> Edition:
    """The draft says from now on what this document says. `was`: the digest of the text that was open; where the draft
    has been changed since, it is refused."""
    if edition.digest != was:
        raise Refused(_("这一稿在您打开以后已在别处改过。您写的都在下面；再存一次，就以您写的为准。"), field="text")
    scheme = _read(text)
    if scheme.code != edition.code:
        edition.number = Edition.objects.filter(assembly=edition.assembly, code=scheme.code).count() + 1
    edition.code, edition.title, edition.text = scheme.code, scheme.title, text
    edition.first_year, edition.last_year, edition.changed_at = scheme.first_year, scheme.last_year, clock.now()
    keep(edition)
    events.EDITION_REVISED.record(edition, by, title=edition.title, number=edition.number, digest=edition.digest)
    return edition


def _read(text: str) -> schemes.Scheme:
    try:
        return schemes.read(text)
    except schemes.FaultyError as faulty:
        raise Refused("\n".join(map(str, faulty.faults)), field="text") from faulty


@action(rules.may_adopt)
def adopt(edition: Edition, *, by: Person) -> Edition:
    """From now on years can count by it, and it is never changed again."""
    EDITION_LIFE.advance(edition, "adopt")
    edition.adopted_at, edition.adopted_by = clock.now(), by
    keep(edition)
    events.EDITION_ADOPTED.record(edition, by, title=edition.title, number=edition.number, digest=edition.digest)
    return edition
