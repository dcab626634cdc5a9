"""A change of term: the ninth ends on 1 April 2026, the tenth begins, and some of its roll stay."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.factories.members import MemberFactory
from tests.factories.proposals import City
from xieshang.members import actions
from xieshang.members.models import Member, Term

ENDS_ON = date(2026, 4, 1)
AFTER = datetime(2026, 4, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A week into the tenth term, a Wednesday."""


def change(place: City, staying: Iterable[Member] = ()) -> Term:
    """End the term and open the next; these members stay. Give the clock `AFTER` before going on."""
    office, term = place.person("office"), place.session.term
    actions.close_term(term, by=office, on=ENDS_ON)
    term.refresh_from_db()
    fresh = actions.open_next_term(term, by=office, number=term.number + 1, from_on=ENDS_ON)
    for member in staying:
        seat(place, fresh, member)
    return fresh


def seat(place: City, term: Term, before: Member | None = None, name: str = "赵新") -> Member:
    """Somebody on the roll of a term: who sat before, or a new member."""
    known = {"person": before.person, "name": before.name} if before else {"name": name}
    return MemberFactory(
        term=term, sector=term.sectors.order_by("position", "pk")[0], committee=place.committee, **known
    )
