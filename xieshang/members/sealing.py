"""The seal of a frozen term: what every room says of it, line by line, and the ledger up to then, under one SHA-256.

`faults` asks them again, and says which frozen terms are no longer what was frozen, and in which part.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.members import change, events, queries
from xieshang.members.models import Term
from xieshang.spine import ledger
from xieshang.spine.models import Entry

LEDGER = "ledger"
Part = list[str | int]


def parts_of(term: Term, until_tx: int) -> list[Part]:
    """What lies under the seal: of each part its code, how many lines it has and their SHA-256."""
    entries, digest = ledger.fingerprint(term.assembly_id, until_tx)
    records = [_part(one.code, one.lines(term)) for one in sorted(change.RECORDS.values(), key=lambda one: one.code)]
    return [[LEDGER, entries, digest], *records]


def _part(code: str, lines: Iterable[change.Line]) -> Part:
    state, count = hashlib.sha256(), 0
    for count, line in enumerate(lines, start=1):  # noqa: B007 - the last number is how many there were
        state.update(_written(line))
    return [code, count, state.hexdigest()]


def _written(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode()


def seal_of(parts: list[Part]) -> str:
    """The SHA-256 over all parts."""
    return hashlib.sha256(_written(parts)).hexdigest()


def faults() -> Iterator[str]:
    """Every frozen term that does not fit: its seal is not that of the ledger, or a part is no longer as it was."""
    for term in Term.objects.exclude(seal="").select_related("assembly").order_by("pk"):
        yield from _faults_of(term)
    frozen = Term.objects.exclude(seal="").values("pk")
    for entry in Entry.objects.filter(kind=events.TERM_FROZEN.kind).exclude(subject_id__in=frozen).order_by("id"):
        yield _("第 %(number)s 届的封存被解除了，账目里没有这件事。") % entry.payload


def _faults_of(term: Term) -> Iterator[str]:
    words = {"assembly": term.assembly.name, "term": term}
    entry = Entry.objects.filter(kind=events.TERM_FROZEN.kind, subject_id=term.pk).order_by("-id").first()
    if entry is None or entry.payload["seal"] != term.seal or seal_of(entry.payload["parts"]) != term.seal:
        yield _("%(assembly)s%(term)s的封条与账目不符。") % words
        return
    now = {part[0]: part for part in parts_of(term, entry.payload["until_tx"])}
    for part in entry.payload["parts"]:
        if now.get(part[0]) != part:
            yield _("%(assembly)s%(term)s封存的内容被改动：%(part)s。") % {**words, "part": title_of(part[0])}


def title_of(code: str) -> str:
    """A part of the seal as people call it; its bare code where no room declares it any more."""
    if code == LEDGER:
        return _("账目")
    found = change.RECORDS.get(code)
    return str(found.title) if found else code


@change.record("members.roll", title=gettext_lazy("名册"))
def roll_of(term: Term) -> Iterator[change.Line]:
    """Who sat in the term, where and how long; no name, as a person may take another."""
    for member in queries.rows_of(term):
        yield [
            member.pk,
            member.person_id,
            member.number,
            member.sector_id,
            member.committee_id,
            member.from_on,
            member.until_on,
            member.leave_reason,
        ]


@change.record("members.posts", title=gettext_lazy("职务"))
def posts_of(term: Term) -> Iterator[change.Line]:
    """Who held which post how long."""
    for post in queries.posts_in(term):
        yield [post.pk, post.member_id, post.kind, post.organ_id, post.sector_id, post.from_on, post.until_on]


@change.record("members.sessions", title=gettext_lazy("历次会议"))
def sessions_of(term: Term) -> Iterator[change.Line]:
    """The sessions and their days."""
    for session in queries.sessions_of(term):
        yield [
            session.pk,
            session.number,
            session.year,
            session.opens_on,
            session.closes_on,
            session.from_on,
            session.until_on,
        ]
