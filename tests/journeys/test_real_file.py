"""The 209 real proposals of a province, brought to their end in batches, and counted."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from tests.factories.members import SessionFactory, TermFactory
from tests.factories.proposals import City, letter_of
from tests.journeys.visit import Visit
from tests.texts.real import needs_real_file
from xieshang.members.models import Session
from xieshang.proposals import actions, imports, queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import AnswerState, Satisfaction, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.figure import FIGURES, Scope

pytestmark = needs_real_file
FILE = Path(__file__).parents[3] / "shared" / "data" / "proposals_province_2019.csv"
FINE = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.FAIRLY}


def session_of_2019(place: City) -> Session:
    """The year of work in which the file's proposals were submitted."""
    term = TermFactory(assembly=place.assembly, number=8, from_on=date(2017, 1, 1), until_on=date(2022, 1, 1))
    days = {"opens_on": date(2019, 1, 13), "closes_on": date(2019, 1, 17)}
    period = {"from_on": date(2018, 12, 1), "until_on": date(2019, 12, 1)}
    return SessionFactory(term=term, number=2, year=2019, **days, **period)


def cases(session: Session) -> QuerySet[Proposal, Any]:
    """All of them as an action takes them."""
    found = Proposal.objects.filter(session=session).select_related("assembly", "session", "author")
    return found.prefetch_related("suggestions", "cosigners")


def bring_to_the_end(place: City, session: Session) -> None:
    """Filed, assigned, accepted, talked over, replied to, judged and closed, each step for all at once."""
    clerk, handler, leader = (place.person(who) for who in ("clerk", "bureau clerk", "bureau leader"))
    for step in (
        lambda one: actions.file(one, by=clerk),
        lambda one: actions.assign(one, by=clerk, lead=place.bureau),
    ):
        with batch(cases(session)) as proposals:
            for one in proposals:
                step(one)
    talk = {"kind": TalkKind.FORUM, "people": "提案者", "content": "逐件听取意见。"}
    for step in (
        lambda one: actions.accept(one, by=handler),
        lambda one: actions.note_talk(one, by=handler, on=clock.today(), **talk),
        lambda one: actions.reply(one, by=leader, letter=letter_of(one, answers=answers_to(one.proposal))),
    ):
        charges = Assignment.objects.filter(proposal__session=session).select_related("bureau", "proposal")
        with batch(charges.prefetch_related("talks"), cases(session)) as assignments:
            for one in assignments:
                step(one)
    for step in (lambda one: actions.judge(one, by=clerk, **FINE), lambda one: actions.close(one, by=clerk)):
        with batch(cases(session)) as proposals:
            for one in proposals:
                step(one)


def answers_to(proposal: Proposal) -> dict[int, tuple[AnswerState, str]]:
    """An answer to each numbered suggestion."""
    return {one.number: (AnswerState.PLANNED, "列入计划。") for one in queries.suggestions_of(proposal)}


def test_all_of_the_file_goes_from_import_to_figure(place: City, moment: datetime):
    """209 in, 209 numbered without gaps, replied to and closed; the figures count each once; all stand in the list."""
    session = session_of_2019(place)
    clerk = place.person("clerk")
    reading = imports.read(FILE.read_bytes(), FILE.name)
    plan = imports.import_cases(place.assembly, reading.cases, source="province-2019", by=clerk)
    assert (len(plan.new), plan.known, plan.faults) == (209, 0, [])

    with clock.at(moment.replace(year=2019, month=6)):
        bring_to_the_end(place, session)
        scope = Scope.of_term(session.term, on=clock.today())
        counted = [FIGURES[code].value(scope) for code in ("F20", "F21")]
    ended = Proposal.objects.filter(session=session, state=State.CLOSED)
    assert counted == [209, 100]
    assert sorted(ended.values_list("case_number", flat=True)) == list(range(1, 210))

    visit = Visit(clerk).open("/proposals/?tab=closed&year=2019")
    assert "共 209 条" in visit.text
