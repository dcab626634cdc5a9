"""A small assembly with everybody who takes part in a proposal's life, and proposals in any state of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.again import remembered
from tests.factories.accounts import BureauScopeFactory, ScopeFactory, people_with
from tests.factories.documents import SOUND
from tests.factories.members import AssemblyFactory, CommitteeFactory, SectorFactory, SessionFactory, members_of
from xieshang.accounts.models import PUBLIC, Person, Visitor
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Member, Organ, Sector, Session
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, CoSigner, Proposal
from xieshang.proposals.states import (
    AnswerState,
    Ground,
    Level,
    Outcome,
    ProposerKind,
    ReplyClass,
    Satisfaction,
    State,
    TalkKind,
)
from xieshang.spine import clock
from xieshang.spine.rule import Refused

serial = count(1)


@dataclass
class City:
    """An assembly in its ninth term, in the year 2026 of its fourth session, and who is in it."""

    assembly: Assembly
    session: Session
    sector: Sector
    committee: Organ
    author: Member
    cosigner: Member
    colleague: Member
    bureau: Bureau
    other_bureau: Bureau
    cast: dict[str, Person | Visitor]

    def person(self, name: str) -> Person:
        """Somebody of the cast who signs in."""
        person = self.cast[name]
        assert isinstance(person, Person)
        return person


@remembered
def city() -> City:
    """A fresh one; all of its people hold their roles since 2018."""
    assembly = AssemblyFactory(code=f"hall-{next(serial)}")
    session = SessionFactory(
        term__assembly=assembly,
        year=2026,
        opens_on=date(2026, 2, 2),
        closes_on=date(2026, 2, 6),
        from_on=date(2026, 1, 1),
        until_on=date(2027, 1, 1),
    )
    sector = SectorFactory(term=session.term, name="教育界")
    committee = CommitteeFactory(assembly=assembly)
    bureau, other = bureau_of(assembly, "市教育局"), bureau_of(assembly, "市财政局")
    here = assembly.scope
    roles = {
        "author": ("member", here),
        "cosigner": ("member", here),
        "colleague": ("member", here),
        "clerk": ("proposals_clerk", here),
        "office": ("office_clerk", here),
        "officer": ("committee_officer", committee.scope),
        "bureau clerk": ("bureau_clerk", bureau.scope),
        "bureau leader": ("bureau_leader", bureau.scope),
        "other leader": ("bureau_leader", other.scope),
        "chair": ("chair", here),
        "auditor": ("auditor", here),
        "administrator": ("administrator", here),
        "elsewhere": ("proposals_clerk", ScopeFactory()),
    }
    people = people_with(*roles.values())
    names = ("林一", "林二", "林三")
    author, cosigner, colleague = members_of(session.term, [sector], committee, people, names)
    cast: dict[str, Person | Visitor] = {**dict(zip(roles, people, strict=True)), "public": PUBLIC}
    return City(assembly, session, sector, committee, author, cosigner, colleague, bureau, other, cast)


@remembered
def bureau_of(assembly: Assembly, name: str) -> Bureau:
    """A bureau that has been a handling unit since 2010."""
    return Bureau.objects.create(
        assembly=assembly,
        code=f"bureau-{next(serial)}",
        name=name,
        short_name=name,
        letter_mark="鹰教提",
        scope=BureauScopeFactory(name=name, parent=assembly.scope),
        from_on=date(2010, 1, 1),
    )


def text(**parts: Any) -> actions.Text:
    """A complete text with two suggestions."""
    whole = {
        "title": "关于在老城区增设公共停车位的建议",
        "situation": "老城区共有居民小区四十二个，夜间停车缺口约三千个，消防通道常被占用。",
        "analysis": "小区建成时每户配建车位不足零点三个，沿街空地分属多个部门，没有统一规划。",
        "suggestions": ["由市住建局摸清底数，年内编制停车专项规划。", "开放机关单位夜间车位两千个。"],
        "category": "society",
    }
    return actions.Text(**{**whole, **parts})


def letter(**parts: Any) -> actions.Letter:
    """A reply to both suggestions of `text`."""
    whole = {
        "letter_number": "鹰教提〔2026〕1号",
        "reply_class": ReplyClass.A,
        "opening": "您提出的建议收悉，现答复如下。",
        "signer": "周局长",
        "contact": "王科长",
        "contact_phone": "0375-2660000",
        "answers": {1: (AnswerState.DONE, "已经编制。"), 2: (AnswerState.PLANNED, "已列入明年计划。")},
    }
    return actions.Letter(**{**whole, **parts})


def letter_of(charge: Assignment, **parts: Any) -> actions.Letter:
    """The same with a number of its own, which is the number of the case, signed at the level that it asks for."""
    level = Level(charge.proposal.level)
    post = "" if level == Level.BUREAU else "副市长"
    number = f"鹰教提〔2026〕{charge.proposal.case_number}号"
    whole = {"letter_number": number, "signer_post": post, "level": level}
    return letter(**{**whole, **parts})


@remembered
def drafted(place: City, **parts: Any) -> Proposal:
    """The author's draft; parts of the text may be given."""
    proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    return actions.draft(place.session, by=place.person("author"), proposer=proposer, text=text(**parts))


@remembered
def proposal_in(place: City, state: State, **parts: Any) -> Proposal:
    """A proposal of the author that came to a state by its own way, at the clock's present moment."""
    proposal = drafted(place, **parts)
    for step in _WAYS[state]:
        _STEPS[step](place, proposal)
    return Proposal.objects.get(pk=proposal.pk)


def refusal(call: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, str | None]:
    """What an action says where it refuses: the reason and the field."""
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.reason, refused.value.field


def sealed(proposal: Proposal, *, by: Person, convenor: Member | None = None) -> Proposal:
    """A body's proposal with the page that bears its seal, or its convenor's signature."""
    page = SimpleUploadedFile("签名盖章.pdf", SOUND["pdf"])
    return actions.sign(proposal, by=by, convenor=convenor, author=proposal.author, upload=page)


def assignment_of(proposal: Proposal) -> Assignment:
    """The lead bureau's charge."""
    return Assignment.objects.select_related("bureau", "proposal").get(proposal=proposal)


def cosigning_of(proposal: Proposal) -> CoSigner:
    """The one invitation to co-sign."""
    return CoSigner.objects.select_related("member", "proposal").get(proposal=proposal)


def _gather(place: City, proposal: Proposal) -> None:
    author = place.person("author")
    actions.ask_cosigner(proposal, by=author, member=place.cosigner)
    actions.gather(proposal, by=author)


def _talk_and_reply(place: City, proposal: Proposal) -> None:
    charge = assignment_of(proposal)
    talk = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
    actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
    actions.reply(charge, by=place.person("bureau leader"), letter=letter_of(charge))


def _merge(place: City, proposal: Proposal) -> None:
    """Into a case that was filed before, made where there is none."""
    lead = Proposal.objects.filter(assembly=place.assembly, state=State.FILED).order_by("pk").first()
    lead = lead or proposal_in(place, State.FILED, title="关于统筹老城区停车资源的提案")
    actions.merge(proposal, by=place.person("clerk"), into=lead, reason="内容相近，一并办理")


_LETTER = {"reason": "内容宜作参考，已转有关单位"}
_FINE = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.FAIRLY}
_STEPS: dict[str, Any] = {
    "gather": _gather,
    "submit": lambda place, one: actions.submit(one, by=place.person("author")),
    "withdraw": lambda place, one: actions.withdraw(one, by=place.person("author"), reason="另行提出"),
    "send_back": lambda place, one: actions.send_back(one, by=place.person("clerk"), reason="请补充数据"),
    "refuse": lambda place, one: actions.refuse(one, by=place.person("clerk"), ground=Ground.EMPTY, reason="没有建议"),
    "check": lambda place, one: actions.check(one, by=place.person("clerk"), advice=Outcome.FILE),
    "merge": _merge,
    "letter": lambda place, one: actions.turn_into_letter(one, by=place.person("clerk"), **_LETTER),
    "object": lambda place, one: actions.object_to(one, by=place.person("author"), reason="已补充三条具体建议"),
    "file": lambda place, one: actions.file(one, by=place.person("clerk")),
    "assign": lambda place, one: actions.assign(one, by=place.person("clerk"), lead=place.bureau),
    "accept": lambda place, one: actions.accept(assignment_of(one), by=place.person("bureau clerk")),
    "reply": _talk_and_reply,
    "judge": lambda place, one: actions.judge(one, by=place.person("author"), **_FINE),
    "close": lambda place, one: actions.close(one, by=place.person("clerk")),
}
_FILED = ["submit", "file"]
_REPLIED = [*_FILED, "assign", "accept", "reply"]
_WAYS: dict[State, list[str]] = {
    State.DRAFT: [],
    State.GATHERING: ["gather"],
    State.SUBMITTED: ["submit"],
    State.CHECKED: ["submit", "check"],
    State.RETURNED: ["submit", "send_back"],
    State.FILED: _FILED,
    State.ASSIGNED: [*_FILED, "assign"],
    State.HANDLING: [*_FILED, "assign", "accept"],
    State.REPLIED: _REPLIED,
    State.ANSWERED: [*_REPLIED, "judge"],
    State.CLOSED: [*_REPLIED, "judge", "close"],
    State.NOT_FILED: ["submit", "refuse"],
    State.CONTESTED: ["submit", "refuse", "object"],
    State.MERGED: ["submit", "merge"],
    State.LETTER: ["submit", "letter"],
    State.WITHDRAWN: ["withdraw"],
}
