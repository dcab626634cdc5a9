"""A small assembly with a scheme in force, and facts about its members."""

from datetime import date
from typing import Any

from tests.factories.accounts import person_with
from tests.factories.proposals import City, city
from xieshang.duties import actions, collecting, readings
from xieshang.duties.actions.by_hand import Deed
from xieshang.duties.models import Credit, Edition, HandEntry, Objection, Year
from xieshang.duties.schemes import shipped
from xieshang.members.models import Member
from xieshang.spine.models import Entry


def place_with_scheme() -> City:
    """The small city of proposals, where Jinan's scheme was adopted; two work in its office."""
    place = city()
    scheme_for(place)
    return place


def scheme_for(place: City) -> Edition:
    """Jinan's scheme, adopted by a city; a second clerk of the office and the secretary general join its cast."""
    place.cast["second office"] = person_with("office_clerk", place.assembly.scope)
    place.cast["secretary"] = person_with("secretary_general", place.assembly.scope)
    edition = actions.draft_edition(place.assembly, by=place.person("office"), text=shipped("jinan-2015"))
    return actions.adopt(edition, by=place.person("office"))


def edition(place: City) -> Edition:
    """The scheme that is in force."""
    return Edition.objects.get(assembly=place.assembly)


def year(place: City, number: int = 2026) -> Year:
    """A year that counts by it."""
    return actions.open_year(edition(place), by=place.person("office"), year=number)


def deed(**parts: Any) -> Deed:
    """A gift to a school, worth 2 points."""
    return Deed(**{"item": "charity", "title": "向山区小学捐赠图书", "on": date(2026, 3, 2), **parts})


def entered(place: City, member: Member | None = None, **parts: Any) -> HandEntry:
    """What the office entered for the author, not confirmed yet."""
    return actions.enter(member or place.author, by=place.person("office"), deed=deed(**parts))


def confirmed(place: City, **parts: Any) -> HandEntry:
    """The same, confirmed by a second person, and read."""
    entry = actions.confirm_entry(entered(place, **parts), by=place.person("second office"))
    read(place)
    return entry


def read(place: City) -> None:
    """What the worker does: the ledger's entries become credits."""
    rows = Entry.objects.filter(assembly_id=place.assembly.pk, kind__in=readings.kinds()).order_by("id")
    collecting.collect(list(rows))


def objection(place: City) -> Objection:
    """The author misses something in the year."""
    return actions.raise_objection(place.author, by=place.person("author"), year=2026, text="少了一次调研")


def edition_of_jinan(place: City) -> Edition:
    """The edition of Jinan's scheme that was adopted."""
    return Edition.objects.get(assembly=place.assembly, code="jinan-2015")


def three_ones(place: City) -> None:
    """The author has done what everybody must: sat in a plenary, submitted a case, visited."""
    common = {"assembly": place.assembly, "person": place.author.person, "member": place.author, "year": 2026}
    facts = [
        ("meetings.attended", {"about": "plenary", "presence": "present"}),
        ("proposals.submitted", {"part": "first"}),
        ("duties.entered", {"about": "visit"}),
    ]
    for entry, (kind, said) in enumerate(facts, start=10**6):
        Credit.objects.create(
            **common, entry=entry, kind=kind, on=date(2026, 3, 1), subject_kind="a.thing", subject_id=1, **said
        )
