"""Years as assemblies have published them (field.md §2.6), as rows: what the measures count is what was published."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from django.db.models import Model

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.figures.measures import Year
from xieshang.proposals.figures.tables import DIMENSIONS, Line, parts_of, table_of, whole_of
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Category, ProposerKind, ReplyClass, Satisfaction, State

S, K, C = State, ProposerKind, Category
NUMBERS = count(1000)


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def year(place: City) -> Year:
    return Year(place.assembly, 2026, date(2026, 12, 31))


def copies(row: Any, others: Iterable[dict[str, Any]]) -> list[Any]:
    """Rows like this one, each with what is other in it."""
    kept = [one for one in row._meta.concrete_fields if not (one.primary_key or one.generated)]
    same = {one.attname: getattr(row, one.attname) for one in kept}
    model: type[Model] = type(row)
    return model._default_manager.bulk_create([model(**same | other) for other in others])


def more(case: Proposal, n: int, **other: Any) -> list[Proposal]:
    """So many more cases like this one; each that is filed has a number of its own."""
    numbered = case.case_number is not None
    return copies(case, ({**other, **({"case_number": next(NUMBERS)} if numbered else {})} for _n in range(n)))


def spread(*parts: tuple[Any, int]) -> Iterator[Any]:
    """Each value as often as it was published."""
    return (value for value, times in parts for _n in range(times))


def told(line: Line, *codes: str) -> tuple[int, ...]:
    return tuple(line.counts[code] for code in codes)


def test_what_became_of_688_and_the_three_categories_of_612(place: City) -> None:
    """河南 11 届 4 次 2016: 612 filed, 8 merged, 65 letters, 3 withdrawn; 262, 138 and 212 by three categories."""
    for category, n in [(C.POLITICS, 262), (C.CULTURE, 138), (C.SOCIETY, 212)]:
        filed = factory.proposal_in(place, S.FILED, category=category)
        more(filed, n - 1)
    merged = factory.proposal_in(place, S.SUBMITTED)
    actions.merge(merged, by=place.person("clerk"), into=filed, reason="相近")
    more(Proposal.objects.get(pk=merged.pk), 7)
    more(factory.proposal_in(place, S.LETTER), 64)
    withdrawn = factory.proposal_in(place, S.SUBMITTED)
    actions.withdraw(withdrawn, by=place.person("author"), reason="另有安排")
    more(Proposal.objects.get(pk=withdrawn.pk), 2)
    whole = whole_of(year(place))
    assert told(whole, "received", "filed", "merged", "letter", "withdrawn") == (688, 612, 8, 65, 3)
    assert (parts_of(whole).remainder, str(whole.share("filed"))) == (0, "88.95%")
    lines = table_of(year(place), DIMENSIONS["category"]).lines
    filed_by = {line.key: line.counts["filed"] for line in lines if line.counts["filed"]}
    assert filed_by == {C.POLITICS: 262, C.CULTURE: 138, C.SOCIETY: 212}


def replied_to(place: City, kinds: Iterator[K], classes: Iterator[ReplyClass]) -> None:
    """A closed case for each of these kinds, with a reply of each of these classes; the first is the factory's."""
    first = factory.proposal_in(place, S.CLOSED)
    charge = first.assignments.get()
    reply = charge.replies.get()
    own = [{"proposer_kind": kind, "case_number": next(NUMBERS)} for kind in kinds]
    cases = [first, *copies(first, own[1:])]
    Proposal.objects.filter(pk=first.pk).update(proposer_kind=own[0]["proposer_kind"])
    charges = [charge, *copies(charge, ({"proposal_id": one.pk} for one in cases[1:]))]
    given = list(classes)
    type(reply).objects.filter(pk=reply.pk).update(reply_class=given[0])
    more_of = zip(charges[1:], given[1:], strict=True)
    copies(
        reply,
        (
            {"assignment_id": one.pk, "reply_class": kind, "letter_number": f"鹰教提〔2026〕{next(NUMBERS)}号"}
            for one, kind in more_of
        ),
    )


def test_92_of_members_and_bodies_and_their_classes(place: City) -> None:
    """某市 六届一次: 67 of members and 25 collective ones; all replied to, A 22, B 68, C 2."""
    kinds = spread((K.MEMBER, 60), (K.JOINT, 7), (K.COMMITTEE, 9), (K.PARTY, 16))
    replied_to(place, kinds, spread((ReplyClass.A, 22), (ReplyClass.B, 68), (ReplyClass.C, 2)))
    whole = whole_of(year(place))
    assert told(whole, "filed", "of_members", "collective", "answered") == (92, 67, 25, 92)
    assert told(whole, "replied", "class_a", "class_b", "class_c", "class_d") == (92, 22, 68, 2, 0)
    assert [str(whole.share(code)) for code in ("answered", "class_a")] == ["100%", "23.91%"]


def test_146_judgements_of_which_two_are_fairly_satisfied(place: City) -> None:
    """144 and 2 of 146 were published as 100 %: here the two are told apart, and neither is all."""
    first = factory.proposal_in(place, S.CLOSED)
    said = first.feedback.get()
    results = list(spread((Satisfaction.SATISFIED, 144), (Satisfaction.FAIRLY, 2)))
    type(said).objects.filter(pk=said.pk).update(result=results[0])
    copies(
        said, ({"proposal_id": one.pk, "result": how} for one, how in zip(more(first, 145), results[1:], strict=True))
    )
    whole = whole_of(year(place))
    assert told(whole, "judged", "satisfied", "fairly", "unsatisfied") == (146, 144, 2, 0)
    assert [str(whole.share(code)) for code in ("satisfied", "fairly", "unsatisfied")] == ["98.63%", "1.36%", "0%"]


def test_5044_of_5052_replied_to_by_a_day_are_not_all(place: City) -> None:
    """The share of those answered, at a hundredth of the size that was published: 504 of 505 is not 100 %."""
    replied_to(place, spread((K.MEMBER, 504)), spread((ReplyClass.A, 504)))
    factory.proposal_in(place, S.HANDLING)
    whole = whole_of(year(place))
    assert (told(whole, "filed", "answered"), str(whole.share("answered"))) == ((505, 504), "99.8%")
