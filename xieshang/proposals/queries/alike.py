"""Similar cases: candidates by an index of hashes, the answer by comparing the texts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from xieshang.engine.prepared import Prepared, fill, listed
from xieshang.proposals.models import Assignment, Proposal, Reply, Suggestion
from xieshang.proposals.queries.reach import visible_among, visible_to
from xieshang.proposals.states import FILED_STATES, REVIEWABLE, State
from xieshang.spine.choices import shown
from xieshang.spine.rule import Actor
from xieshang.texts import likeness

CANDIDATES = 16
"""Cases that are compared exactly, because their sketches have the most hashes in common with a text's."""
_NUMBERED = Suggestion.objects.filter(proposal=OuterRef("pk")).order_by("number").values("text")
STANDING = FILED_STATES | REVIEWABLE | {State.CONTESTED, State.MERGED}
"""A case that stands. What was returned, not filed or kept as a letter may be written anew."""
MOST_WITH_ONE_HASH = 100
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
        if case.case_number is None:
            return self.ending
        words = {"year": case.session.year, "number": case.case_number, "outcome": self.ending}
        return _("%(year)s 年第 %(number)s 号，%(outcome)s") % words

    @property
    def ending(self) -> str:
        """How it ended: what was replied, which lead case it went into, or its state."""
        case = self.proposal
        if case.merged_into is not None:
            lead = case.merged_into
            return _("已并入 %(year)s 年第 %(number)s 号") % {"year": lead.session.year, "number": lead.case_number}
        replied = next((one.reply for one in case.assignments.all() if one.reply), None)
        return shown(replied, "reply_class") if replied else shown(case, "state")

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
    told = _seen(alike, actor)[:most]
    cases = _cases(told)
    return [Likeness(cases[pk], found[pk], text, bodies[pk]) for pk in told]


def repeated(proposal: Proposal, *, actor: Actor, most: float) -> Likeness | None:
    """The case that stands, that the actor may see and that is most like a proposal's text, from `most` on."""
    found = similar(proposal.body, assembly_id=proposal.assembly_id, actor=actor, but=proposal.pk, most=CANDIDATES)
    return next((one for one in found if one.coefficient >= most and one.proposal.state in STANDING), None)


def compared(proposal: Proposal, others: list[Proposal]) -> list[Likeness]:
    """How like one proposal each of several others is, in the order given; no query where their texts are read."""
    mine, text = likeness.shingles(proposal.body), proposal.body
    return [Likeness(one, likeness.coefficient(mine, likeness.shingles(one.body)), text, one.body) for one in others]


@dataclass(frozen=True, slots=True)
class Near:
    """The case that a proposal is most like: its key, title and state, and how alike they are (0 to 1)."""

    pk: int
    title: str
    state: str
    coefficient: float

    @property
    def percent(self) -> int:
        """The likeness in whole per cent."""
        return round(self.coefficient * 100)


def nearest(bodies: Mapping[int, str], *, actor: Actor) -> dict[int, Near]:
    """Of each proposal, whose text is given by its key, the case it is most like, where one is like it at all.

    For a list: one statement finds the candidates of all, one reads their texts, whatever the number of rows.
    A third of a long text's hashes is asked for: texts as like as `likeness.ALIKE` share five of sixteen on
    average, and the page of a case looks for all. Only what the actor may see.
    """
    pairs = _candidates_of(list(bodies))
    others = {other for found in pairs.values() for other in found}
    seen = visible_to(actor).filter(pk__in=others) if others else Proposal.objects.none()
    texts = {pk: (title, state, body) for pk, title, state, body in _texts(seen)} if others else {}
    found = {}
    for pk, candidates in pairs.items():
        alike = [(_coefficient(bodies[pk], texts[other][2]), other) for other in candidates if other in texts]
        best, other = max(alike, default=(0.0, 0))
        if best >= likeness.ALIKE:
            found[pk] = Near(other, texts[other][0], texts[other][1], best)
    return found


@lru_cache(maxsize=1024)
def _coefficient(text: str, other: str) -> float:
    """How alike two texts are; known from before for the pairs of a list that is opened again and again."""
    return likeness.coefficient(_shingles(text), likeness.shingles(other))


_shingles = lru_cache(maxsize=1)(likeness.shingles)
"""One text is compared with several after one another."""


def _texts(proposals: QuerySet[Proposal]) -> list[tuple[int, str, str, str]]:
    """Key, title, state and text of proposals; one query."""
    rows = proposals.annotate(suggested=ArraySubquery(_NUMBERED))
    found = rows.values_list("pk", "title", "state", "whole_text", "situation", "analysis", "suggested")
    return [
        (pk, title, state, whole or "\n".join([*parts, *suggested]))
        for pk, title, state, whole, *parts, suggested in found
    ]


def _candidates_of(keys: list[int]) -> dict[int, list[int]]:
    """Of each of these proposals, the few cases with the most hashes in common, by the index over sketches."""
    found: dict[int, list[int]] = defaultdict(list)
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_COMMON_OF, [FEW_WITH_ONE_HASH, FEW, keys])
            for pk, other in cursor.fetchall():
                found[pk].append(other)
    return found


FEW = 3
"""So many candidates of each row of a list are compared exactly."""
FEW_WITH_ONE_HASH = 50
"""Of the cases that share one hash with a row of a list only the newest so many are looked at."""
_COMMON_OF = """
SELECT asked.proposal_id, found.proposal_id FROM proposals_sketch asked CROSS JOIN LATERAL (
  SELECT one.proposal_id FROM unnest(asked.keys) WITH ORDINALITY AS key (hash, place) CROSS JOIN LATERAL (
    SELECT proposal_id FROM proposals_shingle
    WHERE assembly_id = asked.assembly_id AND hash = key.hash ORDER BY proposal_id DESC LIMIT %s
  ) one
  WHERE key.place %% greatest(1, cardinality(asked.keys) / 16) = 0 AND one.proposal_id <> asked.proposal_id
  GROUP BY one.proposal_id HAVING count(*) >= greatest(1, least(cardinality(asked.keys), 16) / 10)
  ORDER BY count(*) DESC, one.proposal_id DESC LIMIT %s
) found
WHERE asked.proposal_id = ANY(%s)
"""


def _bodies(proposals: QuerySet[Proposal]) -> dict[int, str]:
    """The texts of proposals by key, as `Proposal.body` gives them; one query."""
    return {pk: body for pk, _title, _state, body in _texts(proposals)}


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


_LEAD = ("merged_into__case_number", "merged_into__session__year")
_TOLD = ("title", "state", "case_number", "source_number", "session__year", *_LEAD)
_CASES = Prepared(
    lambda keys: (
        Proposal.objects.filter(pk__in=listed(keys)).select_related("session", "merged_into__session").only(*_TOLD)
    ),
    kinds=(list,),
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
        proposals.defer("public_text", "public_reply")
        .select_related("session__term", "merged_into__session")
        .prefetch_related(
            Prefetch("suggestions", Suggestion.objects.order_by("number")),
            Prefetch("assignments", Assignment.objects.select_related("bureau").prefetch_related("replies")),
        )
    )
