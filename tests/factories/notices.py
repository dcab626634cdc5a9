"""A small assembly at work, row by row, for those who must be told of things."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from tests.factories.accounts import BureauScopeFactory, OrganScopeFactory, PersonFactory, ScopeFactory, person_with
from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Member, Organ, Sector, Session, Term
from xieshang.members.states import Level, OrganKind
from xieshang.notices.models import Notice
from xieshang.notices.states import Kind
from xieshang.proposals.models import Assignment, CoSigner, Proposal
from xieshang.proposals.states import FILED_STATES, CoSignState, ProposerKind, State
from xieshang.spine import clock

serial = count(1)


@dataclass
class Hall:
    """An assembly in its third term, with one sector, one committee, and whoever is asked for."""

    name: str = "柳溪市政协"
    assembly: Assembly = field(init=False)

    def __post_init__(self) -> None:
        n = next(serial)
        scope = ScopeFactory(name=self.name)
        self.assembly = Assembly.objects.create(code=f"hall-{n}", name=self.name, level=Level.CITY, scope=scope)
        self.term = Term.objects.create(assembly=self.assembly, number=3, from_on=date(2022, 1, 1))
        self.session = Session.objects.create(
            assembly=self.assembly,
            term=self.term,
            number=5,
            year=2026,
            opens_on=date(2026, 2, 2),
            closes_on=date(2026, 2, 6),
            from_on=date(2026, 1, 1),
        )
        self.sector = Sector.objects.create(term=self.term, code="edu", name="教育界")
        self.committee = Organ.objects.create(
            assembly=self.assembly,
            kind=OrganKind.COMMITTEE,
            code="proposals",
            name="提案委员会",
            scope=OrganScopeFactory(parent=scope),
            from_on=date(2022, 1, 1),
        )

    def clerk(self, role: str = "proposals_clerk") -> Person:
        """Someone with a role in the assembly."""
        return person_with(role, self.assembly.scope)

    def member(self, **person: Any) -> Member:
        """A member with an account."""
        n = next(serial)
        who = PersonFactory(home=self.assembly.scope, name=f"委员{n}", **person)
        return Member.objects.create(
            assembly=self.assembly,
            term=self.term,
            person=who,
            number=f"{n:05d}",
            sector=self.sector,
            committee=self.committee,
            name=who.name,
            sort_key=f"{n:05d}",
            from_on=date(2022, 1, 1),
        )

    def bureau(self, name: str = "市教育局") -> Bureau:
        """A handling unit without staff."""
        return Bureau.objects.create(
            assembly=self.assembly,
            code=f"bureau-{next(serial)}",
            name=name,
            short_name=name,
            letter_mark="柳教提",
            scope=BureauScopeFactory(name=name, parent=self.assembly.scope),
            from_on=date(2022, 1, 1),
        )

    def proposal(self, author: Member | None, state: State, **fields: Any) -> Proposal:
        """A proposal in a state, with the moments and numbers which that state asks for."""
        at = clock.now()
        given: dict[str, Any] = {
            "assembly": self.assembly,
            "session": self.session,
            "author": author,
            "proposer_kind": ProposerKind.MEMBER if author else ProposerKind.COMMITTEE,
            "proposer_name": author.name if author else self.committee.name,
            "title": "关于增设放学后托管的提案",
            "state": state,
        }
        return Proposal.objects.create(**given | _moments(state, at) | fields)

    def ask(self, proposal: Proposal, member: Member, state: CoSignState = CoSignState.CONFIRMED) -> CoSigner:
        """A co-signer with an answer, or without one."""
        at = None if state == CoSignState.ASKED else clock.now()
        return CoSigner.objects.create(proposal=proposal, member=member, position=1, state=state, answered_at=at)

    def charge(self, proposal: Proposal, bureau: Bureau) -> Assignment:
        """The bureau is to accept by 27 March and to reply by 18 June."""
        return Assignment.objects.create(
            proposal=proposal,
            assembly=self.assembly,
            bureau=bureau,
            assigned_at=clock.now(),
            accept_by=date(2026, 3, 27),
            reply_by=date(2026, 6, 18),
        )


def _moments(state: State, at: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if state not in (State.DRAFT, State.GATHERING):
        fields["submitted_at"] = at
    if state in FILED_STATES:
        fields |= {"filed_at": at, "case_number": next(serial)}
    if state in (State.REPLIED, State.ANSWERED, State.CLOSED):
        fields["replied_at"] = at
    if state == State.CLOSED:
        fields["closed_at"] = at
    if state == State.NOT_FILED:
        fields["ground"] = "empty"
    return fields


def notice_for(person: Person, hall: Hall, **fields: Any) -> Notice:
    """A notice that stands already."""
    given = {"entry_id": next(serial), "kind": Kind.FILED, "title": "提案《甲》已经立案", "link": "/proposals/1"}
    return Notice.objects.create(person=person, assembly=hall.assembly, **given | fields)
