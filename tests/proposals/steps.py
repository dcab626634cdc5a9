"""Every step of a proposal's life as tests play it: on what, by whom it would be right, and how it is done.

A step has choices (`n`): which charge, which co-signer, how it is ruled. A step whose subject is not there is
`MissingError`, as its page would be a 404.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.factories import proposals as factory
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from xieshang.accounts.models import Person, Visitor
from xieshang.bureaus.models import Bureau
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, CoSigner, FollowUp, Petition, Proposal, ProposedAssignment
from xieshang.proposals.states import (
    EFFECT_OUTCOMES,
    PROMISE_OUTCOMES,
    Ground,
    LikenessOutcome,
    Outcome,
    PetitionKind,
    ProposerKind,
    ReplyClass,
    Ruling,
    Satisfaction,
    State,
    TalkKind,
)
from xieshang.spine import clock

By = Person | Visitor | None
Do = Callable[[City, Any, By, int], object]
MOST = 720
"""Choices are numbers below this one, which every small number divides."""


class MissingError(Exception):
    """There is nothing to which the step could be done."""


@dataclass(frozen=True, slots=True)
class Step:
    """`find` the subject of a case, `who` of the cast would be right, `do` it."""

    find: Callable[[Proposal, int], Any]
    who: Callable[[Any, int], str]
    do: Any


def hall() -> City:
    """The small assembly, with a second reviewer and a third bureau; the whole cast may be asked to do anything."""
    place = factory.city()
    third = factory.bureau_of(place.assembly, "市公安局")
    more = {
        "second": person_with("proposals_clerk", place.assembly.scope),
        "other clerk": person_with("bureau_clerk", place.other_bureau.scope),
        "third leader": person_with("bureau_leader", third.scope),
    }
    return replace(place, cast={**place.cast, **more})


def bureaus(place: City) -> list[Bureau]:
    """The three bureaus."""
    return list(Bureau.objects.filter(assembly=place.assembly).order_by("pk"))


def the_case(case: Proposal, n: int) -> Proposal:
    return Proposal.objects.select_related("assembly", "session").get(pk=case.pk)


def pick(rows: Any, n: int) -> Any:
    """One of the rows by the number, in the order of their keys."""
    found = list(rows.order_by("pk"))
    if not found:
        raise MissingError
    return found[n % len(found)]


def charge(case: Proposal, n: int) -> Assignment:
    return pick(Assignment.objects.filter(proposal=case).select_related("bureau", "proposal__assembly"), n)


def answering(case: Proposal, n: int) -> Assignment:
    """A charge that answers the author."""
    rows = Assignment.objects.filter(proposal=case).exclude(role="co")
    return pick(rows.select_related("bureau", "proposal__assembly"), n)


def unanswered(case: Proposal, n: int) -> CoSigner:
    """An invitation to co-sign, those that wait first."""
    rows = CoSigner.objects.filter(proposal=case).select_related("member__person", "proposal")
    return pick(rows.filter(state="asked") if rows.filter(state="asked").exists() else rows, n)


def proposed(case: Proposal, n: int) -> ProposedAssignment:
    return pick(ProposedAssignment.objects.filter(proposal=case).select_related("bureau", "proposal"), n)


def petition(case: Proposal, n: int) -> Petition:
    """A petition, one that waits first."""
    rows = Petition.objects.filter(proposal=case).select_related("bureau", "proposal__assembly", "assignment__bureau")
    waiting = rows.filter(ruling="", assignment__isnull=False)
    return pick(waiting if waiting.exists() else rows, n)


def follow_up(case: Proposal, n: int) -> FollowUp:
    asked = FollowUp.objects.filter(proposal=case)
    return pick(asked.select_related("proposal__assembly", "proposal__author", "assignment__bureau"), n)


def by(name: str) -> Callable[[Any, int], str]:
    return lambda subject, n: name


LEADERS = {"市教育局": "bureau leader", "市财政局": "other leader", "市公安局": "third leader"}


def handler(subject: Any, n: int) -> str:
    return LEADERS[subject.bureau.name]


def invited(subject: CoSigner, n: int) -> str:
    return {"林二": "cosigner", "林三": "colleague"}[subject.member.name]


def reviewer(subject: Proposal, n: int) -> str:
    """Another one than has advised."""
    return "second" if subject.state == State.CHECKED else "clerk"


def author(subject: Any, n: int) -> str:
    """Who acts for the proposer: the author, or the officer of the committee whose case it is."""
    case = getattr(subject, "proposal", subject)
    return "officer" if case.proposer_kind == ProposerKind.COMMITTEE else "author"


def voice(subject: Proposal, n: int) -> str:
    """Somebody who has not judged yet."""
    if subject.proposer_kind == ProposerKind.COMMITTEE:
        return "officer"
    waiting = queries.waiting_voices(subject) or queries.voices_of(subject)
    return {"林一": "author", "林二": "cosigner", "林三": "colleague"}[waiting[n % len(waiting)].name]


def asked(subject: FollowUp, n: int) -> str:
    return handler(subject.assignment, n) if subject.assignment else author(subject, n)


def members(place: City, n: int) -> Any:
    return [place.cosigner, place.colleague, place.author][n % 3]


def sharing(place: City, n: int) -> dict[str, Any]:
    """One lead, a lead with one or two co-handlers, or two or three that handle separately."""
    first, second, third = bureaus(place)
    ways: list[dict[str, Any]] = [
        {"lead": first, "co": [second]},
        {"separate": [first, second]},
        {"lead": first},
        {"lead": second, "co": [first, third]},
        {"separate": [first, second, third]},
    ]
    return ways[n % 5]


def other_case(case: Proposal, n: int) -> Proposal:
    return pick(Proposal.objects.filter(assembly=case.assembly_id).exclude(pk=case.pk), n)


def _assign(place: City, one: Proposal, by: Any, n: int) -> object:
    return actions.assign(one, by=by, **sharing(place, n))


def _propose(place: City, one: Proposal, by: Any, n: int) -> object:
    return actions.propose_assignment(one, by=by, **sharing(place, n))


def _petition(place: City, one: Assignment, by: Any, n: int) -> object:
    kind = list(PetitionKind)[n % 3]
    taken = {charge.bureau_id for charge in one.proposal.assignments.all()}
    free = [bureau for bureau in bureaus(place) if bureau.pk not in taken]
    until_on = one.reply_by + timedelta(days=1 + n % 40)
    return actions.petition(
        one, by=by, kind=kind, reason="情况复杂", other_bureau=next(iter(free), None), until_on=until_on
    )


def _plan(place: City, one: Assignment, by: Any, n: int) -> object:
    told = {"officer": "王科长", "officer_phone": "0375-2660001", "leader": "周副局长"}
    return actions.write_plan(one, by=by, text="先摸底，再编制规划。", ready_on=one.reply_by, **told)


def _talk(place: City, one: Assignment, by: Any, n: int) -> object:
    kind = list(TalkKind)[n % len(TalkKind)]
    return actions.note_talk(one, by=by, kind=kind, on=clock.today(), people="林一", content="听取意见。")


def _reply(place: City, one: Assignment, by: Any, n: int) -> object:
    return actions.reply(one, by=by, letter=factory.letter_of(one, reply_class=list(ReplyClass)[n % 4]))


def _judge(place: City, one: Proposal, by: Any, n: int) -> object:
    said = list(Satisfaction)
    handling, result = said[n % 3], said[n // 3 % 3]
    return actions.judge(one, by=by, handling=handling, result=result, opinion="第二条没有落实。" if n % 4 else "")


def _follow_up(place: City, one: FollowUp, by: Any, n: int) -> object:
    outcomes = PROMISE_OUTCOMES if one.is_promise else EFFECT_OUTCOMES
    return actions.answer_follow_up(one, by=by, outcome=outcomes[n % len(outcomes)], text="已经开工。")


def _practice(place: City, one: Proposal, by: Any, n: int) -> object:
    words = ["reviews_twice", "talks_first", "plans_first", "has_class_d"]
    chosen: Any = {word: bool(n >> i & 1) for i, word in enumerate(words)}
    return actions.set_practice(one.assembly, by=by, blocks_from=None, **chosen)


def _rule(place: City, one: Petition, by: Any, n: int) -> object:
    return actions.rule_on(one, by=by, ruling=[Ruling.GRANTED, Ruling.DENIED][n % 2], reason="经研究")


def _drop(place: City, one: CoSigner, by: Any, n: int) -> object:
    return actions.drop_cosigner(one.proposal, by=by, cosigner=one)


def _prolong(place: City, one: Assignment, by: Any, n: int) -> object:
    return actions.prolong(one, by=by, until_on=one.reply_by + timedelta(days=1 + n % 60), reason="情况复杂")


A = actions
AUTHOR, CLERK = author, by("clerk")
REASON = {"reason": "经研究"}


def ruled() -> dict[str, Any]:
    """Where and when the committee ruled on an objection: today."""
    return {"meeting": "提案委员会会议", "on": clock.today()}


STEPS: dict[str, Step] = {
    "revise": Step(
        the_case,
        AUTHOR,
        lambda place, o, by, n: A.revise(o, by=by, text=factory.text(), version=o.version - n % 7 // 6),
    ),
    "ask_cosigner": Step(the_case, AUTHOR, lambda place, o, by, n: A.ask_cosigner(o, by=by, member=members(place, n))),
    "drop_cosigner": Step(unanswered, AUTHOR, _drop),
    "gather": Step(the_case, AUTHOR, lambda place, o, by, n: A.gather(o, by=by)),
    "take_back": Step(the_case, AUTHOR, lambda place, o, by, n: A.take_back(o, by=by)),
    "answer_cosigning": Step(
        unanswered, invited, lambda place, o, by, n: A.answer_cosigning(o, by=by, confirms=n % 3 > 0)
    ),
    "submit": Step(the_case, AUTHOR, lambda place, o, by, n: A.submit(o, by=by)),
    "withdraw": Step(the_case, AUTHOR, lambda place, o, by, n: A.withdraw(o, by=by, **REASON)),
    "check": Step(
        the_case,
        CLERK,
        lambda place, o, by, n: A.check(o, by=by, advice=list(Outcome)[n % 5], reason="有待商量" if n % 2 else ""),
    ),
    "send_back": Step(the_case, CLERK, lambda place, o, by, n: A.send_back(o, by=by, **REASON)),
    "file": Step(the_case, reviewer, lambda place, o, by, n: A.file(o, by=by)),
    "merge": Step(the_case, reviewer, lambda place, o, by, n: A.merge(o, by=by, into=other_case(o, n), **REASON)),
    "turn_into_letter": Step(the_case, reviewer, lambda place, o, by, n: A.turn_into_letter(o, by=by, **REASON)),
    "refuse": Step(the_case, reviewer, lambda place, o, by, n: A.refuse(o, by=by, ground=Ground.EMPTY, **REASON)),
    "object_to": Step(the_case, AUTHOR, lambda place, o, by, n: A.object_to(o, by=by, **REASON)),
    "uphold": Step(the_case, reviewer, lambda place, o, by, n: A.uphold(o, by=by, **ruled(), **REASON)),
    "overrule": Step(the_case, reviewer, lambda place, o, by, n: A.overrule(o, by=by, **ruled(), **REASON)),
    "decide_likeness": Step(
        the_case,
        CLERK,
        lambda place, o, by, n: A.decide_likeness(
            o, by=by, other=other_case(o, n), outcome=list(LikenessOutcome)[n % len(LikenessOutcome)]
        ),
    ),
    "support": Step(the_case, by("colleague"), lambda place, o, by, n: A.support(o, by=by)),
    "propose_assignment": Step(the_case, CLERK, _propose),
    "take_back_proposed": Step(the_case, CLERK, lambda place, o, by, n: A.take_back_proposed(o, by=by)),
    "accept_ahead": Step(proposed, handler, lambda place, o, by, n: A.accept_ahead(o, by=by)),
    "object_ahead": Step(proposed, handler, lambda place, o, by, n: A.object_ahead(o, by=by, **REASON)),
    "assign_as_proposed": Step(the_case, CLERK, lambda place, o, by, n: A.assign_as_proposed(o, by=by)),
    "assign": Step(the_case, CLERK, _assign),
    "take_back_assignment": Step(the_case, CLERK, lambda place, o, by, n: A.take_back_assignment(o, by=by, **REASON)),
    "prolong": Step(charge, CLERK, _prolong),
    "take_back_extension": Step(charge, CLERK, lambda place, o, by, n: A.take_back_extension(o, by=by)),
    "accept": Step(charge, handler, lambda place, o, by, n: A.accept(o, by=by)),
    "note_talk": Step(charge, handler, _talk),
    "write_plan": Step(charge, handler, _plan),
    "give_joint_opinion": Step(
        charge, handler, lambda place, o, by, n: A.give_joint_opinion(o, by=by, text="建议分步实施。", agrees=n % 4 > 1)
    ),
    "ask_author": Step(charge, handler, lambda place, o, by, n: A.ask_author(o, by=by, question="是哪几处？")),
    "answer_question": Step(charge, AUTHOR, lambda place, o, by, n: A.answer_question(o, by=by, answer="东门两处。")),
    "resume": Step(charge, handler, lambda place, o, by, n: A.resume(o, by=by)),
    "remind": Step(charge, CLERK, lambda place, o, by, n: A.remind(o, by=by, words="请抓紧办理。")),
    "petition": Step(charge, handler, _petition),
    "rule_on": Step(petition, CLERK, _rule),
    "take_back_petition": Step(petition, handler, lambda place, o, by, n: A.take_back_petition(o, by=by)),
    "hand_reply": Step(
        charge, handler, lambda place, o, by, n: A.hand_reply(o, by=by, words={"opening": "您好"}, version=0)
    ),
    "hand_back_reply": Step(charge, handler, lambda place, o, by, n: A.hand_back_reply(o, by=by, **REASON)),
    "reply": Step(answering, handler, _reply),
    "send_back_reply": Step(charge, CLERK, lambda place, o, by, n: A.send_back_reply(o, by=by, **REASON)),
    "read_reply": Step(the_case, voice, lambda place, o, by, n: A.read_reply(o, by=by)),
    "judge": Step(the_case, voice, _judge),
    "handle_again": Step(the_case, CLERK, lambda place, o, by, n: A.handle_again(o, by=by, **REASON)),
    "mark_quality": Step(charge, handler, lambda place, o, by, n: A.mark_quality(o, by=by, quality=n % 7)),
    "close": Step(the_case, CLERK, lambda place, o, by, n: A.close(o, by=by, reason="已经说明" if n % 2 else "")),
    "publish": Step(the_case, CLERK, lambda place, o, by, n: A.publish(o, by=by, text="正文", reply="答复")),
    "unpublish": Step(the_case, CLERK, lambda place, o, by, n: A.unpublish(o, by=by, **REASON)),
    "arrange_follow_ups": Step(the_case, by(""), lambda place, o, by, n: A.arrange_follow_ups(o, by=by)),
    "answer_follow_up": Step(follow_up, asked, _follow_up),
    "archive": Step(the_case, CLERK, lambda place, o, by, n: A.archive(o, by=by)),
    "set_practice": Step(the_case, CLERK, _practice),
}


def take(place: City, case: Proposal, name: str, n: int = 0, actor: str | None = None) -> object:
    """Do a step, by this one of the cast, or by whom it would be right. "" is nobody: it follows by itself."""
    step = STEPS[name]
    subject = step.find(case, n)
    actor = step.who(subject, n) if actor is None else actor
    return step.do(place, subject, place.cast[actor] if actor else None, n)


def play(place: City, case: Proposal, path: str) -> Proposal:
    """Take the steps of a path one after another: "submit file assign:2 accept"; the number is the choice."""
    for word in path.split():
        name, _colon, n = word.partition(":")
        take(place, case, name, int(n or 0))
    return Proposal.objects.get(pk=case.pk)
