"""What is on paper: the history of a case for its file, the packages of the archive, and whether they are whole."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.documents import queries as documents
from xieshang.documents import store
from xieshang.documents.models import File
from xieshang.members.models import Assembly
from xieshang.proposals import events
from xieshang.proposals.models import Package, Proposal
from xieshang.proposals.states import State
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Actor

PACKAGE = "proposals.package"
"""The purpose of the file of a package."""
MANIFEST = "manifest.json"
_CHUNK = 2**20


def entries_of(proposal: Proposal) -> list[Entry]:
    """All ledger entries of a case, oldest first, each with the name of its actor as `who`: one query."""
    names = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
    found = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk)
    return list(found.annotate(who=Subquery(names)).order_by("at", "id"))


def told(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as a history: at, what, who, said; without what happened to papers alone."""
    return [
        {
            "at": one.at,
            "what": sentence_of(one),
            "who": getattr(one, "who", None) or "",
            "said": one.payload.get("remark", ""),
        }
        for one in entries
        if one.kind not in events.ASIDE
    ]


def papers_of(proposal: Proposal) -> list[File]:
    """The files of a case, but for its own package."""
    return list(documents.of(proposal).exclude(purpose=PACKAGE))


def last_package(proposal: Proposal) -> Package | None:
    """The package that was made last of a case, or none."""
    return max(proposal.packages.all(), key=lambda one: one.part, default=None)


def told_since(package: Package, proposal: Proposal) -> bool:
    """Is something told of the case that its last package does not hold (`events.AFTERWARDS`)?"""
    return _told_afterwards().filter(subject_id=proposal.pk, at__gt=package.made_at).exists()


def _told_afterwards() -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind="proposals.proposal", kind__in=events.AFTERWARDS)


def to_archive(assemblies: Iterable[Assembly]) -> QuerySet[Proposal]:
    """Closed cases of these assemblies that have no package yet, or of which something is told since (`told_since`)."""
    here = list(assemblies)
    packed = Package.objects.filter(proposal=OuterRef("pk"))
    holding = Package.objects.filter(proposal=OuterRef("subject_id"), made_at__gte=OuterRef("at"))
    told = _told_afterwards().filter(~Exists(holding), assembly_id__in=[one.pk for one in here])
    waits = ~Exists(packed) | Q(pk__in=told.values("subject_id"))
    return Proposal.objects.filter(waits, assembly__in=here, state=State.CLOSED)


def packages_visible_to(actor: Actor) -> QuerySet[Package]:
    """The packages of the assemblies whose cases the actor reads all of: a package holds what bureaus do not read."""
    scopes = actor.scopes_with(Permission.PROPOSALS_READ_ALL) if isinstance(actor, Person) else ()
    return Package.objects.filter(assembly__scope__in=scopes)


def damages_of(package: Package) -> list[str]:
    """Every fault of a package, recomputed from what lies on the disk and in the ledger; none where it is whole."""
    try:
        if store.sha256_of(package.file.stored_path) != package.file.sha256:
            return [_("案卷文件与归档时不同。")]
        with store.open_stored(package.file.stored_path) as content:
            return list(_faults(package, content))
    except FileNotFoundError:
        return [_("案卷文件不在了。")]


def _faults(package: Package, content: Any) -> Iterator[str]:
    try:
        with zipfile.ZipFile(content) as archive:
            listed = {one["name"]: one for one in package.manifest}
            for name in sorted({*archive.namelist(), *listed} - {MANIFEST}):
                yield from _fault_of(archive, name, listed.get(name))
            if json.loads(archive.read(MANIFEST))["files"] != package.manifest:
                yield _("案卷里的目录与系统记录不同。")
            yield from _changed_entries(package.proposal, json.loads(archive.read("ledger.json")))
    except (zipfile.BadZipFile, KeyError, ValueError):
        yield _("案卷文件已损坏，打不开。")


def _fault_of(archive: zipfile.ZipFile, name: str, listed: dict[str, Any] | None) -> Iterator[str]:
    if listed is None:
        yield _("目录里没有“%(name)s”。") % {"name": name}
    elif name not in archive.namelist():
        yield _("案卷里缺少“%(name)s”。") % {"name": name}
    else:
        with archive.open(name) as paper:
            if _sha256(paper) != listed["sha256"]:
                yield _("“%(name)s”与归档时不同。") % {"name": name}


def _sha256(content: IO[bytes]) -> str:
    state = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        state.update(chunk)
    return state.hexdigest()


def _changed_entries(proposal: Proposal, kept: list[dict[str, Any]]) -> Iterator[str]:
    now = {one.pk: bytes(one.digest).hex() for one in entries_of(proposal)}
    for one in kept:
        if now.get(one["id"]) != one["digest"]:
            yield _("账目第 %(number)s 条与归档时不同。") % {"number": one["id"]}
