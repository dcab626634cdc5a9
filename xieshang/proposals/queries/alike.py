"""Similar cases: candidates by an index of hashes, the answer by comparing the texts."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from xieshang.engine.prepared import Prepared, fill, listed
from xieshang.proposals.models import Assignment, Proposal, Reply, Suggestion
from xieshang.proposals.queries.opening import INDEX
from xieshang.proposals.queries.reach import visible_among
from xieshang.proposals.states import ReplyClass, State
from xieshang.spine.rule import Actor
from xieshang.texts import likeness

CANDIDATES = 16
"""Cases that are compared exactly, because their sketches have the most hashes in common with a text's."""
MOST_WITH_ONE_HASH = 1000
"""Of the cases that share one hash only the newest so many are looked at: what everybody writes tells nothing."""


@dataclass(frozen=True)
class Likeness:
    """A similar case: how alike (0 to 1), and the two texts that were compared, whose shared passages it tells."""

    proposal: Proposal
    coefficient: float
    text: str
    earlier: str

    @cached_property
    def passages(self) -> list[likeness.Passage]:
        """What the two texts share, longest first; found when it is first asked for."""
        return likeness.shared(self.text, self.earlier)

    @property
    def percent(self) -> int:
        """The likeness in whole per cent."""
        return round(self.coefficient * 100)

    @property
    def headline(self) -> str:
        """Which case it is and how it ended: "2021 年第 118 号，A 类：已经解决或采纳"."""
        case = self.proposal
        replied = next((one.reply for one in case.assignments.all() if one.reply), None)
        outcome = ReplyClass(replied.reply_class).label if replied else State(case.state).label
        if case.case_number is None:
            return str(outcome)
        words = {"year": case.session.year, "number": case.case_number, "outcome": outcome}
        return _("%(year)s 年第 %(number)s 号，%(outcome)s") % words

    @property
    def mine(self) -> list[tuple[int, int, int]]:
        """The shared passages in the text that was compared: (start, end, number), in order."""
        return sorted((p.start_a, p.end_a, n) for n, p in enumerate(self.passages, start=1))

    @property
    def theirs(self) -> list[tuple[int, int, int]]:
        """The same passages in the earlier case."""
        return sorted((p.start_b, p.end_b, n) for n, p in enumerate(self.passages, start=1))


def similar(
    text: str, *, assembly_id: int, actor: Actor | None = None, but: int | None = None, most: int = 5
) -> list[Likeness]:
    """Cases whose text is like `text`, the most alike first, from `likeness.ALIKE` on.

    Candidates are the cases whose sketches have the most hashes in common with the text's. They come
    from an index by hash, of which at most 48 × `MOST_WITH_ONE_HASH` entries are read, however many
    cases there are; the exact comparison decides. With an actor, only what the actor may see.
    """
    mine = likeness.shingles(text)
    bodies = _candidates(likeness.sketch(text), assembly_id=assembly_id, but=but)
    found = {pk: likeness.coefficient(mine, likeness.shingles(body)) for pk, body in bodies.items()}
    alike = sorted((pk for pk in found if found[pk] >= likeness.ALIKE), key=lambda pk: (-found[pk], pk))
    shown = _seen(alike, actor)[:most]
    cases = _cases(shown)
    return [Likeness(cases[pk], found[pk], text, bodies[pk]) for pk in shown]


def _candidates(keys: list[int], *, assembly_id: int, but: int | None) -> dict[int, str]:
    """The texts of the cases with the most hashes in common, by key, as `Proposal.body` gives them; one query."""
    if not keys:
        return {}
    least = likeness.least_common(keys)
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, [keys, assembly_id, MOST_WITH_ONE_HASH, but, least, CANDIDATES])
        return dict(cursor.fetchall())


_COMMON = """
WITH best AS (
  SELECT found.proposal_id FROM unnest(%s::int[]) AS asked (hash) CROSS JOIN LATERAL (
    SELECT proposal_id FROM proposals_shingle
    WHERE assembly_id = %s AND hash = asked.hash ORDER BY proposal_id DESC LIMIT %s
  ) found
  GROUP BY found.proposal_id HAVING found.proposal_id IS DISTINCT FROM %s::bigint AND count(*) >= %s
  ORDER BY count(*) DESC, found.proposal_id DESC LIMIT %s
)
SELECT p.id, coalesce(nullif(p.whole_text, ''), array_to_string(ARRAY[p.situation, p.analysis] || ARRAY(
  SELECT s.text FROM proposals_suggestion s WHERE s.proposal_id = p.id ORDER BY s.number
), E'\\n'))
FROM best JOIN proposals_proposal p ON p.id = best.proposal_id
"""


def _seen(keys: list[int], actor: Actor | None) -> list[int]:
    """Those of the cases that the actor may see, in the same order."""
    if actor is None or not keys:
        return keys
    seen = visible_among(actor, keys)
    return [pk for pk in keys if pk in seen]


def _cases(keys: list[int]) -> dict[int, Proposal]:
    """The cases with what tells how they ended, by key; at most two queries."""
    cases = {case.pk: case for case in _CASES(keys)} if keys else {}
    filed = [case.pk for case in cases.values() if case.case_number is not None]
    charges = [_with_reply(reply) for reply in (_REPLIES(filed) if filed else [])]
    for case in cases.values():
        fill(case, "assignments", [charge for charge in charges if charge.proposal_id == case.pk])
    return cases


def _with_reply(reply: Reply) -> Assignment:
    charge: Assignment = reply.assignment
    fill(charge, "replies", [reply])
    return charge


_TOLD = ("title", "state", "case_number", "source_number", "session__year")
_CASES = Prepared(
    lambda keys: Proposal.objects.filter(pk__in=listed(keys)).select_related("session").only(*_TOLD), kinds=(list,)
)
_REPLIES = Prepared(
    lambda keys: (
        Reply.objects.filter(assignment__proposal__in=listed(keys), superseded_at__isnull=True)
        .select_related("assignment")
        .order_by("assignment")
    ),
    kinds=(list,),
)


def whole_texts(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With text and suggestions: what a comparison reads."""
    return (
        proposals.defer(*INDEX, "public_text", "public_reply")
        .select_related("session__term")
        .prefetch_related(
            Prefetch("suggestions", Suggestion.objects.order_by("number")),
            Prefetch("assignments", Assignment.objects.select_related("bureau").prefetch_related("replies")),
        )
    )
