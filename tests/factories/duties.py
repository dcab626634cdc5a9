"""A small assembly with a scheme in force, and facts about its members."""

from datetime import date
from typing import Any

from tests.factories.accounts import person_with
from tests.factories.members import PostFactory
from tests.factories.proposals import City, city
from xieshang.duties import actions, collecting, queries, readings
from xieshang.duties.actions import Ruling
from xieshang.duties.actions.by_hand import Deed
from xieshang.duties.models import Award, Credit, DutyReport, Edition, Exit, HandEntry, Objection, Year
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


def decided(place: City, number: int, **bands: str) -> Year:
    """A year whose grades the meeting decided: those that are given by name in the cast, "incompetent" for others."""
    opened = actions.freeze(year(place, number), by=place.person("office"))
    given = {getattr(place, name).person_id: band for name, band in bands.items()}
    grades = opened.grades.values_list("pk", "member__person")
    meant = {key: given[person] for key, person in grades if person in given}
    return actions.decide_grades(opened, by=place.person("secretary"), meeting="第 30 次主席会议", decided=meant)


def ruling(**parts: Any) -> Ruling:
    """What the forty-first meeting of the chair decided the day before."""
    return Ruling(**{"meeting": "主席会议", "number": 41, "on": date(2026, 3, 17), **parts})


def standing(place: City, member: Member | None = None) -> Member:
    """A member, else the author, who sits on the standing committee since 2023."""
    PostFactory(member=member or place.author, kind="standing", from_on=date(2023, 1, 1))
    return member or place.author


def report(place: City, state: str = "draft") -> DutyReport:
    """The author's report on 2026, brought to a state by its own way; the author agrees to have it published."""
    author, office = place.person("author"), place.person("office")
    made = actions.draft_report(standing(place), by=author, year=2026)
    if state == "draft":
        return made
    made = actions.write_report(made, by=author, text="一年来认真履职。", may_publish=True, version=1)
    made = actions.submit_report(made, by=author)
    if state == "returned":
        return actions.return_report(made, by=office, reason="请补充调研")
    if state in ("read", "published"):
        made = actions.read_report(made, by=office, remark="写得实在")
    return actions.publish_report(made, by=office) if state == "published" else made


def award(place: City, state: str = "proposed", member: Member | None = None) -> Award:
    """A member, else the author, proposed for the year 2025 by the officer, brought to a state."""
    if queries.year_of(place.assembly, 2025) is None:
        decided(place, 2025, author="excellent")
    put = actions.propose_award(member or place.author, by=place.person("officer"), kind="year", year=2025)
    if state == "awarded":
        return actions.grant_award(put, by=place.person("secretary"), ruling=ruling())
    if state == "declined":
        return actions.decline_award(put, by=place.person("secretary"), ruling=ruling())
    return put


def exit_of(place: City, state: str = "found") -> Exit:
    """What is found of the author in 2025, brought to a state."""
    found = queries.year_of(place.assembly, 2025) or decided(place, 2025)
    secretary = place.person("secretary")
    (one,) = actions.take_up(found, by=secretary, trigger="talk", chosen=[place.author.pk])
    if state == "dropped":
        return actions.drop_exit(one, by=secretary, reason="重病住院")
    if state != "found":
        talk = {"on": date(2026, 3, 10), "interviewers": "李主席", "interview": "工作太忙，明年改进。"}
        one = actions.note_interview(one, by=secretary, **talk)
    if state in ("proposed", "not_nominated", "kept"):
        one = actions.propose_exit(one, by=secretary, proposal="建议不再提名。")
    if state == "not_nominated":
        return actions.decide_exit(one, by=secretary, ruling=ruling())
    return actions.keep_nominated(one, by=secretary, ruling=ruling()) if state == "kept" else one
