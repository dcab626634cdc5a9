"""Building the demo city: a whole term of work, and one that still runs."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from xieshang.accounts import passwords
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES
from xieshang.demo import cases, duties, gatherings, lives
from xieshang.demo import city as cities
from xieshang.demo.city import City, Plan
from xieshang.demo.lives import Cast
from xieshang.demo.phrases import Author
from xieshang.demo.topics import TOPICS
from xieshang.engine import environment
from xieshang.members.models import Assembly, Session
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind, State
from xieshang.spine import clock, errand, ledger
from xieshang.spine.models import Errand

Progress = Callable[[str, int], None]
BUSY = ("culture", "civil", "housing", "health")
"""Bureaus that have much to do in the running year."""


def is_built() -> bool:
    """Does any assembly stand already?"""
    return Assembly.objects.exists()


def size(plan: Plan, scale: int) -> int:
    """How many steps of progress a build reports."""
    years = timezone.localdate().year - cities.TURN.year + 1
    lived = (plan.cases + plan.cases // 20 + plan.yearly * years) * lives.STEPS
    met = sum(plan.occasions.counts.values())
    return (lived + met + len(cases.STORIES)) * scale


def build(plan: Plan, *, scale: int = 1, progress: Progress = lambda words, steps: None) -> list[City]:
    """Build `scale` cities after a plan, all or none; keeps the sign-ins of the first in the data folder.

    A build that is cut short leaves nothing, and no demo account ever stands without its mark in the folder.
    All demo accounts of one data folder have one password, whichever database they were built in.
    """
    password = _kept_password() or secrets.token_urlsafe(9)
    hashed = passwords.hashed(password)
    with transaction.atomic():
        built = [_city(_nth(plan, n), hashed, progress) for n in range(scale)]
        _keep_sign_ins(built[0], password)
    ledger.seal()
    return built


def _nth(plan: Plan, n: int) -> Plan:
    if n == 0:
        return plan
    return replace(plan, code=f"{plan.code}{n + 1}", name=f"演示第{n + 1}市政协", seed=plan.seed + n)


def _city(plan: Plan, password_hash: str, progress: Progress) -> City:
    with errand.quiet():
        city = cities.found(plan, password_hash)
        cities.count()
        _ninth_term(city, progress)
        sessions = cities.open_term(city, 10, cities.TURN, None, cities.staying(city))
        _years_past(city, sessions[:-1], progress)
        gatherings.years_past(city)
        gatherings.running_year(city)
        cities.count()
    _running_year(city, sessions[-1], progress)
    _first_desk(city, sessions[-1])
    gatherings.coming(city)
    cases.live(city, cities.cast_of(city, 10), each=lambda: progress("个案", 1))
    with errand.quiet():
        duties.judge(city)
    _do_errands()
    return city


def _ninth_term(city: City, progress: Progress) -> None:
    """Five years of work, all of it done: every filed case handled, replied to and closed."""
    plan = city.plan
    sessions = cities.open_term(city, 9, cities.BEGINNING, cities.TURN, city.people[: plan.members])
    cast, random = cities.cast_of(city, 9), Random(plan.seed)  # noqa: S311
    gone = {person.pk for person in cities.leavers_of(city)}
    cast = replace(cast, members=[member for member in cast.members if member.person_id not in gone])
    scripts = []
    for index, session in enumerate(sessions):
        filed = plan.cases // len(sessions) + (index < plan.cases % len(sessions))
        scripts += lives.write(session, cast, random, filed=filed, refused=filed // 20)
    lives.live(scripts, cast, until=clock.midnight(cities.TURN), progress=progress)
    cities.count()
    gatherings.ninth_term(city, each=lambda: progress("会议", 1))


def _years_past(city: City, sessions: list[Session], progress: Progress) -> None:
    """The years of the tenth term that are over."""
    cast, random = cities.cast_of(city, 10), Random(city.plan.seed + 10)  # noqa: S311
    scripts = []
    for session in sessions:
        yearly = city.plan.yearly
        scripts += lives.write(session, cast, random, filed=yearly - yearly // 14, refused=yearly // 14)
    lives.live(scripts, cast, until=timezone.now(), progress=progress)


def _running_year(city: City, session: Session, progress: Progress) -> None:
    """The year that runs: cases in every state, some of them late."""
    cast, random = cities.cast_of(city, 10), Random(city.plan.seed + 11)  # noqa: S311
    today = timezone.localdate()
    first = max(session.from_on, today - timedelta(days=170))
    days = sorted(first + timedelta(days=random.randint(0, (today - first).days)) for _ in range(city.plan.yearly))
    few = replace(cast, members=cast.members[:8])
    topics = [topic for topic in TOPICS if topic.bureau in BUSY]
    scripts = lives.write_on(days, session, few, random, topics=topics, stalled=0.2)
    now = timezone.now()
    with errand.quiet():
        lives.live([script for script in scripts if script.submitted_at <= now], cast, until=now, progress=progress)


def _first_desk(city: City, session: Session) -> None:
    """What waits for the first member: a reply to judge, a draft, an invitation, an entry to confirm."""
    cast, random = cities.cast_of(city, 10), Random(city.plan.seed + 12)  # noqa: S311
    member, other = cast.members[0], cast.members[1]
    author = Author(random)
    own = actions.Proposer(ProposerKind.MEMBER, author=member)
    with errand.quiet():
        _replied(cast, session, random)
    with clock.at(timezone.now() - timedelta(hours=3)):
        actions.draft(session, by=member.person, proposer=own, text=_like_an_earlier_one(city, author))
        entered = actions.draft(session, by=cast.clerk, proposer=own, text=author.proposal(TOPICS[1]))
        actions.submit(entered, by=cast.clerk)
        theirs = actions.Proposer(ProposerKind.MEMBER, author=other)
        joint = actions.draft(session, by=other.person, proposer=theirs, text=author.proposal(TOPICS[2]))
        actions.ask_cosigner(joint, by=other.person, member=member)
        actions.gather(joint, by=other.person)


def _replied(cast: Cast, session: Session, random: Random) -> None:
    """A case of the first member that was replied to a few days ago."""
    today = timezone.localdate()
    alone = replace(cast, members=cast.members[:1])
    topics = [topic for topic in TOPICS if topic.bureau == BUSY[0]]
    day = max(session.from_on, today - timedelta(days=60))
    (script,) = lives.write_on([day], session, alone, random, topics=topics, stalled=0)
    script.refused, script.judged_at, script.closed_at = False, None, None
    moments = [timezone.now() - timedelta(days=days) for days in (50, 45, 40, 20, 3)]
    for step, moment in zip(lives.LATER, moments, strict=False):
        setattr(script, step, max(moment, script.submitted_at))
    if script.submitted_at <= timezone.now():
        lives.live([script], cast, until=timezone.now(), progress=lambda words, steps: None)


def _like_an_earlier_one(city: City, author: Author) -> actions.Text:
    """A text of which half stands in an earlier case, so that the check for similar cases has something to say."""
    closed = Proposal.objects.filter(assembly=city.assembly, session__term__number=9, state=State.CLOSED)
    earlier = closed.order_by("pk").first()
    fresh = author.proposal(TOPICS[0])
    if earlier is None:
        return fresh
    suggestions = [one.text for one in earlier.suggestions.order_by("number")]
    return replace(
        fresh, situation=earlier.situation, suggestions=[*suggestions[:2], *fresh.suggestions[:2]], title=earlier.title
    )


def _do_errands() -> None:
    """Do what is owed at once, so that notices are there when the first person looks."""
    for key in Errand.objects.filter(done_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        errand.run(key)


def _kept_password() -> str:
    return next((one["password"] for one in environment.demo_sign_ins()), "")


def _keep_sign_ins(city: City, password: str) -> None:
    """Write the demo's sign-ins to the data folder; production refuses to start where they stand."""
    desk = city.desks[BUSY[0]]
    people: dict[str, Person] = {
        "member": cities.cast_of(city, 10).members[0].person,
        **city.office,
        "bureau_clerk": desk.clerk,
        "bureau_leader": desk.leader,
    }
    sign_ins = [
        {"role": str(ROLES[code].name), "code": code, "login": people[code].email, "password": password}
        for code in ROLES
    ]
    with environment.replace(environment.var() / environment.DEMO_MARK) as file:
        file.write(json.dumps({"sign_ins": sign_ins}, ensure_ascii=False, indent=1).encode())
