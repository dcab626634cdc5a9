"""What is measured beside the many: one case with everything in it, and 500 that wait to be assigned together.

`python -m bench.scenes` adds them to the data folder of the environment, every step an action, and writes
down in scenes.json which cases they are.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from bench.folders import SCENES
from xieshang.cli.product import product

WAITING = 500
EVENTS, REPLIES, ROWS = 60, 12, 5_000
BUREAUS = ["culture", "civil", "housing", "health"]
TOPIC = "非遗工坊与传承人扶持"
ROUNDS = [(150, 140, 125, 118), (112, 104, 90, 84), (78, 70, 50, 40)]
"""Of each round: how many days ago it begins, is talked over, replied to, and judged."""


def add() -> dict[str, Any]:
    """Both scenes; which case is the rich one, how much is in it, and which cases wait."""
    from xieshang.demo import city as cities
    from xieshang.demo.city import City, Plan
    from xieshang.members.models import Assembly
    from xieshang.spine import ledger

    plan = Plan()
    assembly = Assembly.objects.get(code=plan.code)
    city = City(plan, assembly, [], _office(plan), _desks(plan), [], "")
    cast = cities.cast_of(city, 10)
    waiting = _waiting(city, cast)
    rich = _rich(city, cast)
    ledger.seal()
    return {"waiting": waiting, **rich, "until": _until(ROWS)}


def _until(rows: int) -> str:
    """The day by which so many cases had been handed in, or hardly more."""
    from django.utils import timezone

    from xieshang.proposals.models import Proposal

    moments = Proposal.objects.filter(submitted_at__isnull=False).order_by("submitted_at").values_list("submitted_at")
    (moment,) = moments[min(rows, moments.count()) - 1]
    return timezone.localdate(moment).isoformat()


def _office(plan: Any) -> dict[str, Any]:
    from xieshang.accounts.models import Person

    roles = ("proposals-clerk", "second-clerk", "committee-officer")
    return {role.replace("-", "_"): Person.objects.get(email=f"{role}@{plan.code}.example.com") for role in roles}


def _desks(plan: Any) -> dict[str, Any]:
    from xieshang.accounts.models import Person
    from xieshang.bureaus.models import Bureau
    from xieshang.demo.lives import Desk

    def person(code: str, role: str) -> Person:
        return Person.objects.get(email=f"{code}-bureau-{role}@{plan.code}.example.com")

    return {
        one.code: Desk(one, person(one.code, "clerk"), person(one.code, "leader"))
        for one in Bureau.objects.filter(assembly__code=plan.code)
    }


def _waiting(city: Any, cast: Any) -> list[int]:
    """Handed in three weeks ago, reviewed by two, and a bureau proposed for each."""
    from django.utils import timezone

    from xieshang.demo import lives
    from xieshang.demo.topics import TOPICS
    from xieshang.members import queries as members
    from xieshang.proposals import actions
    from xieshang.proposals.models import Proposal
    from xieshang.proposals.states import Outcome
    from xieshang.spine import errand
    from xieshang.spine.batch import batch

    now, random = timezone.now(), Random(9)
    day = timezone.localdate() - timedelta(days=20)
    session = members.session_on(city.assembly, on=day)
    scripts = lives.write_on([day] * WAITING, session, cast, random, topics=TOPICS, stalled=0)
    for script in scripts:
        for step in lives.LATER:
            setattr(script, step, None)
    with errand.quiet():
        lives.live(scripts, cast, until=now, progress=lambda words, steps: None)
        bureaus = {script.pk: cast.desks[script.topic.bureau].bureau for script in scripts}
        wanted = Proposal.objects.filter(pk__in=bureaus).select_related("assembly", "session", "author")
        wanted = wanted.prefetch_related("proposed")
        for act in (
            lambda case: actions.check(case, by=cast.clerk, advice=Outcome.FILE),
            lambda case: actions.file(case, by=city.office["second_clerk"]),
            lambda case: actions.propose_assignment(case, by=cast.clerk, lead=bureaus[case.pk]),
        ):
            with batch(wanted) as cases:
                for case in cases:
                    act(case)
    return [case.pk for case in cases]


def _rich(city: Any, cast: Any) -> dict[str, Any]:
    """A case that four bureaus handle separately and reply to in three rounds, talked over until it has its events."""
    from xieshang.demo.stage import FAIRLY, UNSATISFIED, Stage, fresh, in_hand
    from xieshang.proposals import actions
    from xieshang.proposals.models import Reply
    from xieshang.spine.models import Entry

    stage = Stage(city, cast, city.office["second_clerk"], city.office["committee_officer"], Random(11))
    story = in_hand(stage, 0, TOPIC, 170, separate=BUREAUS)
    case = _told(stage, story)
    for number, (begins, talks, replies, judged) in enumerate(ROUNDS):
        if number:
            with _ago(stage, begins):
                actions.handle_again(fresh(case), by=stage.clerk, reason="提案者对办理结果不满意，请重新办理。")
        with _ago(stage, talks):
            for code in BUREAUS:
                stage.plan(case, code)
            stage.talk(case, *BUREAUS)
        with _ago(stage, replies):
            for code in BUREAUS:
                stage.reply(case, code)
        if number < len(ROUNDS) - 1:
            with _ago(stage, judged):
                stage.judge(case, 0, UNSATISFIED, "答复没有讲期限，请重新办理。")
    case = fresh(case)
    entries = Entry.objects.filter(subject_kind=case._meta.label_lower, subject_id=case.pk)
    while entries.count() < EVENTS - 1:
        with _ago(stage, 45):
            stage.talk(case, BUREAUS[0])
    with _ago(stage, 40):
        stage.judge(case, 0, FAIRLY, "这次的答复比前两次具体。")
    found = Reply.objects.filter(assignment__proposal=case).count()
    return {"rich": case.pk, "events": entries.count(), "replies": found}


def _told(stage: Any, story: Iterator[int]) -> Any:
    """A part of a story, each step on its day; returns its case."""
    days = next(story)
    while True:
        with _ago(stage, days):
            try:
                days = next(story)
            except StopIteration as end:
                return end.value


@contextmanager
def _ago(stage: Any, days: int) -> Iterator[None]:
    from xieshang.spine import errand

    with errand.quiet(), stage.ago(days):
        yield


def main() -> None:
    """Add the scenes, and tidy up after them."""
    from bench import city

    with product("owner"):
        from xieshang.engine import environment

        kept = add()
        (environment.var() / SCENES).write_text(json.dumps(kept))
        print(f"rich case: {kept['events']} events, {kept['replies']} replies; {len(kept['waiting'])} wait")
        city.settle()


if __name__ == "__main__":
    main()
