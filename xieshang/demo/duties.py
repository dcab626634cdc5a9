"""Years of duty in the demo city: counted from the ledger, decided by meetings; who is awarded, and who does not
stay. What citizens told members is entered by hand, as no room records it yet. The meeting grades the highest fifth as
outstanding, and where most fall short it lets that pass: nothing was held that they could have come to. Those who leave
with the ninth term handed nothing in, and for two years it does not let that pass."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.demo import city as cities
from xieshang.demo.city import City
from xieshang.duties import actions, collecting, queries, schemes
from xieshang.duties.actions import Ruling
from xieshang.duties.actions.by_hand import Deed
from xieshang.duties.models import Credit, Edition, Exit, Grade, HandEntry, Year
from xieshang.duties.schemes import shipped
from xieshang.duties.states import AwardKind
from xieshang.members.models import Member
from xieshang.proposals.models import Proposal
from xieshang.spine import clock
from xieshang.spine.batch import batch

SCHEME = "jinan-2015"
OPINION = {
    "code": "opinion",
    "title": "反映社情民意，按采用层级录入分值",
    "by_hand": True,
    "points": "amount",
    "cap": 20,
}
"""What the city adds to that scheme, where a report of what citizens say counts beside a proposal."""
WORTH = ((0.08, "全国政协采用", 1500), (0.25, "省政协采用", 500), (1.0, "市政协采用", 200))
"""The share of reports that were taken so far up or further, and for how many hundredths of points."""
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
    _enter_opinions(city)
    collecting.rebuild(city.assembly)
    cities.count(Credit)
    for year in range(cities.BEGINNING.year, timezone.localdate().year):
        _decide(city, edition, year)
    actions.open_year(edition, by=_office(city), year=timezone.localdate().year)
    cities.count(Grade)
    _award_for_the_term(city)
    _part_with_those_who_leave(city)
    _report(city)


def _adopted(city: City) -> Edition:
    with clock.at(_at(date(cities.BEGINNING.year, 1, 20))):
        draft = actions.draft_edition(city.assembly, by=_office(city), text=_scheme(city))
        return actions.adopt(draft, by=_office(city))


def _scheme(city: City) -> str:
    """That of Jinan as the city has it."""
    data = schemes.said(shipped(SCHEME))
    data |= {
        "scheme": f"{city.plan.code}-trial",
        "title": f"{city.plan.name}委员履职量化考核办法（试行）",
        "source": "参照济南市政协 2015 年的办法；社情民意由办公室按采用层级录入分值。演示用。",
    }
    data["blocks"][1]["items"].append(OPINION)
    data["gates"][0]["needs"][1]["any_of"].append({"events": "duties.entered", "where": {"about": OPINION["code"]}})
    return schemes.written(data)


def _enter_opinions(city: City) -> None:
    """Most of those who proposed nothing in a year reported what citizens say, and some of the others; a second
    person of the office confirmed each, but for the latest."""
    random, office = Random(city.plan.seed + 15), _office(city)  # noqa: S311 - a demo, not a secret
    gone, proposed = {person.pk for person in cities.leavers_of(city)}, _proposed(city)
    roll = Member.objects.filter(assembly=city.assembly).exclude(person__in=gone)
    with batch():
        entered = [
            _entered(member, office, _opinion(on, random))
            for member in roll.select_related("assembly__scope", "committee", "term").order_by("pk")
            for on in _days_of(member, random)
            if random.random() < (0.05 if (member.person_id, on.year) in proposed else 0.98)
        ]
    reviewer, lately = _secretary(city), timezone.localdate() - timedelta(days=7)
    rows = HandEntry.objects.filter(pk__in=[one.pk for one in entered if one.on < lately])
    with batch(rows.select_related("assembly__scope", "member")) as waiting:
        for entry in waiting:
            with clock.at(_at(entry.on + timedelta(days=3))):
                actions.confirm_entry(entry, by=reviewer)


def _entered(member: Member, office: Person, deed: Deed) -> HandEntry:
    """The day after it was done."""
    with clock.at(_at(deed.on + timedelta(days=1))):
        return actions.enter(member, by=office, deed=deed)


def _proposed(city: City) -> set[tuple[int, int]]:
    """Who, by person, proposed something in which year."""
    cases = Proposal.objects.filter(assembly=city.assembly, author__isnull=False, submitted_at__isnull=False)
    return {(person, at.year) for person, at in cases.values_list("author__person", "submitted_at") if at}


def _days_of(member: Member, random: Random) -> list[date]:
    """A day of each of a member's years, as far as they have come."""
    years = range(member.from_on.year, member.until_on.year if member.until_on else timezone.localdate().year + 1)
    days = [date(year, 3, 1) + timedelta(days=random.randrange(275)) for year in years]
    return [day for day in days if day < timezone.localdate()]


def _opinion(on: date, random: Random) -> Deed:
    chance = random.random()
    title, worth = next((title, worth) for most, title, worth in WORTH if chance < most)
    return Deed(str(OPINION["code"]), f"社情民意信息被{title}", on, worth)


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
    gone = {person.pk for person in cities.leavers_of(city)} if year.year <= LAST else set()
    spared = gone if year.year <= LAST - UNTOLD else set()
    short = [one.pk for one in grades if one.band == "incompetent"]
    passed = short if len(short) * 2 > len(grades) else []
    found = {one.pk: one.band for one in grades} | dict.fromkeys(passed, "competent")
    found |= {one.pk: "excellent" for one in grades[: len(grades) // 5] if found[one.pk] != "incompetent"}
    found |= {one.pk: one.band for one in grades if one.member.person_id in gone - spared}
    return found | {one.pk: "competent" for one in grades if one.member.person_id in spared}


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
