"""Which bureaus should handle a case: suggested from past cases, each with its reasons."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import HandlingRole
from xieshang.texts import words

NAMED, WISHED, HANDLED, USUAL = 4.0, 3.0, 2.0, 1.0
"""What a reason weighs: the text names the bureau, its author wishes for it, it handled a related case, it
usually handles this category."""
RELATED = 12
"""So many related past cases are looked at."""
MOST = 5


@dataclass(slots=True)
class SuggestedBureau:
    """A bureau, and why it should handle the case, the weightiest reason first."""

    bureau: Bureau
    weight: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def because(self, weight: float, reason: str) -> None:
        """Add a reason."""
        self.weight += weight
        self.reasons.append(reason)


def suggested_bureaus(proposal: Proposal, *, on: date) -> list[SuggestedBureau]:
    """The bureaus that should handle a case, the likeliest first, at most five; expects its text.

    A fixed number of queries, whatever the number of past cases.
    """
    return suggested_for([proposal], on=on)[proposal.pk]


def suggested_for(cases: Sequence[Proposal], *, on: date) -> dict[int, list[SuggestedBureau]]:
    """The same of each of several cases of one assembly, by its key; in as many queries as for one."""
    if not cases:
        return {}
    open_now = list(bureaus.open_on(cases[0].assembly, on=on))
    found = {case.pk: {bureau.pk: SuggestedBureau(bureau) for bureau in open_now} for case in cases}
    for reasons in (_named, _wished, _handled, _usual):
        for case, key, weight, reason in reasons(cases, open_now):
            if key in found[case]:
                found[case][key].because(weight, reason)
    return {case: _likeliest(each.values()) for case, each in found.items()}


def _likeliest(found: Iterable[SuggestedBureau]) -> list[SuggestedBureau]:
    likely = sorted((one for one in found if one.reasons), key=lambda one: (-one.weight, one.bureau.name))
    return likely[:MOST]


Reasons = Iterator[tuple[int, int, float, str]]


def _named(cases: Sequence[Proposal], open_now: Sequence[Bureau]) -> Reasons:
    """The suggestions say who should do it."""
    for case in cases:
        texts = {one.number: one.text for one in case.suggestions.all()}
        for bureau in open_now:
            numbers = [str(n) for n, text in texts.items() if bureau.short_name in text or bureau.name in text]
            if numbers:
                yield case.pk, bureau.pk, NAMED, _("第 %(numbers)s 条建议点名") % {"numbers": _("、").join(numbers)}


def _wished(cases: Sequence[Proposal], _open_now: Sequence[Bureau]) -> Reasons:
    """The author says who should do it."""
    for case in cases:
        if case.wished_bureau_id is not None:
            yield case.pk, case.wished_bureau_id, WISHED, _("提案者希望由它办理")


def _handled(cases: Sequence[Proposal], _open_now: Sequence[Bureau]) -> Reasons:
    """Who handled the past cases that are nearest to it in words."""
    nearest = related(cases, most=RELATED)
    charges = Assignment.objects.filter(proposal__in={key for near in nearest.values() for key in near})
    bureaus_of: dict[int, list[int]] = defaultdict(list)
    for bureau, case in charges.exclude(role=HandlingRole.CO).values_list("bureau", "proposal").order_by("pk"):
        bureaus_of[case].append(bureau)
    for pk, near in nearest.items():
        handled: dict[int, list[str]] = defaultdict(list)
        for case, called in near.items():
            for bureau in bureaus_of[case]:
                handled[bureau].append(called)
        for bureau, cases_called in handled.items():
            count, example = len(cases_called), cases_called[0]
            reason = ngettext(
                "办过 %(count)s 件相近的提案，如%(example)s", "办过 %(count)s 件相近的提案，如%(example)s", count
            )
            yield pk, bureau, HANDLED * count / len(near), reason % {"count": count, "example": example}


def related(cases: Sequence[Proposal], *, most: int) -> dict[int, dict[int, str]]:
    """Of each case the filed cases of its assembly nearest to its title, the nearest first: key and its number."""
    asked = {case.pk: " | ".join(f"'{word}'" for word in _telling(case.title)) for case in cases}
    asked = {key: words for key, words in asked.items() if words}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if asked:
        called = _("%(year)s 年第 %(number)s 号")
        with connection.cursor() as cursor:
            cursor.execute(_NEAREST, [list(asked), list(asked.values()), cases[0].assembly_id, most])
            for case, pk, year, number in cursor.fetchall():
                found[case][pk] = called % {"year": year, "number": number}
    return found


def _telling(title: str) -> list[str]:
    """The words of a title that tell what it is about; each is letters, digits or Chinese characters alone."""
    found = dict.fromkeys(words.tokens(title))
    return [word for word in found if len(word) > 1 and word not in FORMULA]


FORMULA = {
    *("关于", "建议", "提案", "进一步", "加强", "加快", "推进", "推动", "促进", "完善", "我市", "全市"),
    *("我区", "工作", "问题", "发展", "建设", "提升", "提高", "做好", "切实", "几点", "若干"),
}
"""Words that any title may have."""
_NEAREST = """
SELECT asked.id, near.id, near.year, near.case_number
FROM unnest(%s::bigint[], %s::text[]) AS asked (id, words), LATERAL (
    SELECT c.id, s.year, c.case_number, ts_rank(w.words, asked.words::tsquery) AS rank
    FROM proposals_casewords w JOIN proposals_proposal c ON c.id = w.proposal_id
    JOIN members_session s ON s.id = c.session_id
    WHERE c.assembly_id = %s AND c.filed_at IS NOT NULL AND c.id <> asked.id AND w.words @@ asked.words::tsquery
    ORDER BY rank DESC, c.id DESC LIMIT %s
) near
ORDER BY asked.id, near.rank DESC, near.id DESC
"""


def _usual(cases: Sequence[Proposal], _open_now: Sequence[Bureau]) -> Reasons:
    """Who handles most cases of its category in the last three sessions."""
    recent = Proposal.objects.filter(assembly=cases[0].assembly_id, category__in={case.category for case in cases})
    since = min(case.session.year for case in cases) - 2
    recent = recent.filter(session__year__gte=since, filed_at__isnull=False)
    counted = Assignment.objects.filter(proposal__in=recent.values("pk"), role=HandlingRole.LEAD).order_by()
    rows = list(counted.values_list("proposal__category", "proposal__session__year", "bureau").annotate(n=Count("pk")))
    for case in cases:
        led: Counter[int] = Counter()
        for category, year, bureau, n in rows:
            if category == case.category and year >= case.session.year - 2:
                led[bureau] += n
        yield from _usually(case, led)


def _usually(case: Proposal, led: Counter[int]) -> Reasons:
    for bureau, n in led.items():
        if n * 5 >= led.total():
            words = {"category": case.get_category_display(), "percent": round(100 * n / led.total())}
            reason = _("近三年%(category)s类提案的 %(percent)s%% 由它主办") % words
            yield case.pk, bureau, USUAL * n / led.total(), reason
