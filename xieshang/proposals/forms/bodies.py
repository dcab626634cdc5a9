"""Bodies among those for whom one may write: as their convenor (召集人), or in the office."""

from xieshang.accounts.models import Person
from xieshang.members.models import Member, Organ, Sector, Session
from xieshang.proposals import queries
from xieshang.proposals.actions import Proposer
from xieshang.proposals.states import ProposerKind
from xieshang.spine import clock

CONVENED = (ProposerKind.SECTOR, ProposerKind.GROUP)


def convened_by(person: Person, session: Session) -> list[tuple[str, str]]:
    """The sectors of this term and the groups that a person convenes today, as options."""
    return [
        (f"sector-{post.sector_id}", post.sector.name) if post.sector else (f"organ-{post.organ_id}", str(post.organ))
        for post in queries.convening(person, on=clock.today())
        if post.member.term_id == session.term_id
    ]


def of_body(by: Person, kind: ProposerKind, *, sector: Sector | None = None, organ: Organ | None = None) -> Proposer:
    """A body as proposer. Its one convenor signs for it; where the convenor writes, they are the author, too."""
    convenor = _only_convenor(sector, organ) if kind in CONVENED else None
    author = convenor if convenor is not None and convenor.person_id == by.pk else None
    return Proposer(kind, author=author, sector=sector, organ=organ, convenor=convenor)


def _only_convenor(sector: Sector | None, organ: Organ | None) -> Member | None:
    """The convenor where there is one alone; of several, whoever writes says who signs."""
    found = list(queries.convenors_of(sector, organ, on=clock.today())[:2])
    return found[0] if len(found) == 1 else None
