"""Years of duty in the demo city: counted from the ledger, decided by meetings; who is awarded, and who does not
stay. The meeting grades the highest fifth as outstanding, and lets pass who misses a gate alone; those who leave with
the ninth term handed nothing in, and for two years it does not let that pass."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.demo import city as cities
from xieshang.demo.city import City
from xieshang.duties import actions, collecting, queries
from xieshang.duties.actions import Ruling
from xieshang.duties.models import Edition, Exit, Grade, Year
from xieshang.duties.schemes import shipped
from xieshang.duties.states import AwardKind
from xieshang.members.models import Member
from xieshang.spine import clock

SCHEME = "jinan-2015"
AGAIN = "talk_again"
"""The trigger of that scheme: two years in a row at the bottom."""
LAST = cities.TURN.year - 1
"""The last year of the ninth term."""
UNTOLD = 2
"""For so many years before the end those who leave are graded as counted."""
REPORTERS = 3
"""So many members of the standing committee have reported on the year before, and agreed to publish it."""


def judge(city: City) -> None:
    """Adopt the scheme, count and decide every year that is over, and the end of the ninth term; open the present."""
    edition = _adopted(city)
    collecting.rebuild(city.assembly)
    for year in range(cities.BEGINNING.year, timezone.localdate().year):
        _decide(city, edition, year)
    actions.open_year(edition, by=_office(city), year=timezone.localdate().year)
    _award_for_the_term(city)
    _part_with_those_who_leave(city)
    _report(city)


def _adopted(city: City) -> Edition:
    with clock.at(_at(date(cities.BEGINNING.year, 1, 20))):
        draft = actions.draft_edition(city.assembly, by=_office(city), text=shipped(SCHEME))
        return actions.adopt(draft, by=_office(city))


def _decide(city: City, edition: Edition, year: int) -> None:
    """Frozen in the middle of January, in the last year of a term before it ends; decided some days later."""
    closes_on = date(year, 12, 12) if year == LAST else date(year + 1, 1, 13)
    if closes_on.replace(day=closes_on.day + 4) > timezone.localdate():
        actions.open_year(edition, by=_office(city), year=year)
        return
    with clock.at(_at(closes_on)):
        opened = actions.freeze(actions.open_year(edition, by=_office(city), year=year), by=_office(city))
    ruling = _ruling(closes_on.replace(day=closes_on.day + 4))
    with clock.at(_at(ruling.on)):
        actions.decide_grades(opened, by=_secretary(city), meeting=ruling.words, decided=_grades(city, opened))


def _grades(city: City, year: Year) -> Mapping[int, str]:
    """What the meeting decides of each grade."""
    grades = list(Grade.objects.filter(of_year=year).select_related("member").order_by("-total", "pk"))
    leave = {person.pk for person in cities.leavers_of(city)} if LAST - UNTOLD < year.year <= LAST else set()
    found = {one.pk: "competent" if one.band == "incompetent" else one.band for one in grades}
    found |= {one.pk: "excellent" for one in grades[: len(grades) // 5]}
    return found | {one.pk: one.band for one in grades if one.member.person_id in leave}


def _award_for_the_term(city: City) -> None:
    """As many as the plan says, by the sum of their points."""
    term = city.assembly.terms.get(number=9)
    years = queries.looked_at(city.assembly, AwardKind.TERM, LAST, term)
    found: QuerySet[Any] = queries.candidates(city.assembly, years)
    best = found.order_by("-points", "pk")[: cities.outstanding(city.plan)]
    asked: dict[str, Any] = {"kind": str(AwardKind.TERM), "year": LAST, "chosen": [one.pk for one in best]}
    with clock.at(_at(date(LAST, 12, 19))):
        put = actions.propose_awards(city.assembly, by=_office(city), **asked)
    ruling = _ruling(date(LAST, 12, 23))
    with clock.at(_at(ruling.on)):
        keys = [one.pk for one in put]
        actions.decide_awards(city.assembly, by=_secretary(city), ruling=ruling, granted=keys)


def _part_with_those_who_leave(city: City) -> None:
    """Found by the trigger, talked to, laid before the meeting and decided, each on its day."""
    year = Year.objects.select_related("edition", "assembly__scope").get(assembly=city.assembly, year=LAST)
    leave = Member.objects.filter(term__number=9, assembly=city.assembly, person__in=cities.leavers_of(city))
    keys = list(leave.values_list("pk", flat=True))
    with clock.at(_at(date(LAST, 12, 17))):
        found = actions.take_up(year, by=_secretary(city), trigger=AGAIN, chosen=keys)
    for number, one in enumerate(found):
        _part_with(city, one, answers=number % 2 == 0)


def _part_with(city: City, one: Exit, *, answers: bool) -> None:
    secretary = _secretary(city)
    talk = {"interviewers": "界别召集人、秘书长", "interview": "本人表示工作调动频繁，没有精力参加活动、提交提案。"}
    with clock.at(_at(date(LAST, 12, 20))):
        one = actions.note_interview(one, by=secretary, on=clock.today(), **talk)
    if answers:
        with clock.at(_at(date(LAST, 12, 21))):
            one = actions.answer_exit(one, by=one.member.person, said="情况属实，理解组织的考虑。")
    with clock.at(_at(date(LAST, 12, 22))):
        one = actions.propose_exit(one, by=secretary, proposal="连续两年不称职，建议不再提名为下一届委员人选。")
    ruling = _ruling(date(LAST, 12, 26))
    with clock.at(_at(ruling.on)):
        actions.decide_exit(one, by=secretary, ruling=ruling)


def _report(city: City) -> None:
    """Some of the standing committee have handed in their reports on the year before; they were read and published."""
    year = timezone.localdate().year - 1
    for member in cities.cast_of(city, 10).members[:REPORTERS]:
        by = member.person
        report = actions.draft_report(member, by=by, year=year)
        text = report.text.replace(queries.TO_WRITE, "深入基层还不够经常。下一年多走访、多调研，把建议提得更实。")
        report = actions.write_report(report, by=by, text=text, may_publish=True, version=report.version)
        report = actions.read_report(actions.submit_report(report, by=by), by=_office(city))
        actions.publish_report(report, by=_office(city))


def _ruling(on: date) -> Ruling:
    """The meeting of the chair of that day; one a month."""
    begun = cities.TURN if on >= cities.TURN else cities.BEGINNING
    return Ruling("主席会议", (on.year - begun.year) * 12 + on.month, on)


def _at(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(10)))


def _office(city: City) -> Person:
    return Person.objects.get(pk=city.office["office_clerk"].pk)


def _secretary(city: City) -> Person:
    return Person.objects.get(pk=city.office["secretary_general"].pk)
