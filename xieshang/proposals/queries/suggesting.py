"""Which bureaus should handle a case: suggested from past cases, each with its reasons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    found = {bureau.pk: SuggestedBureau(bureau) for bureau in bureaus.open_on(proposal.assembly, on=on)}
    for reasons in (_named, _wished, _handled, _usual):
        for key, weight, reason in reasons(proposal, found):
            if key in found:
                found[key].because(weight, reason)
    likely = sorted((one for one in found.values() if one.reasons), key=lambda one: (-one.weight, one.bureau.name))
    return likely[:MOST]


Reasons = Iterator[tuple[int, float, str]]


def _named(proposal: Proposal, found: dict[int, SuggestedBureau]) -> Reasons:
    """The suggestions say who should do it."""
    texts = {one.number: one.text for one in proposal.suggestions.all()}
    for key, one in found.items():
        numbers = [str(n) for n, text in texts.items() if one.bureau.short_name in text or one.bureau.name in text]
        if numbers:
            yield key, NAMED, _("第 %(numbers)s 条建议点名") % {"numbers": _("、").join(numbers)}


def _wished(proposal: Proposal, found: dict[int, SuggestedBureau]) -> Reasons:
    """The author says who should do it."""
    if proposal.wished_bureau_id is not None:
        yield proposal.wished_bureau_id, WISHED, _("提案者希望由它办理")


def _handled(proposal: Proposal, found: dict[int, SuggestedBureau]) -> Reasons:
    """Who handled the past cases that are nearest to it in words."""
    near = related(proposal, most=RELATED)
    handled: dict[int, list[int]] = defaultdict(list)
    charges = Assignment.objects.filter(proposal__in=near).exclude(role=HandlingRole.CO)
    for bureau, case in charges.values_list("bureau", "proposal").order_by("pk"):
        handled[bureau].append(case)
    for key, cases in handled.items():
        best = min(cases, key=list(near).index)
        reason = ngettext(
            "办过 %(count)s 件相近的提案，如%(example)s", "办过 %(count)s 件相近的提案，如%(example)s", len(cases)
        )
        yield key, HANDLED * len(cases) / len(near), reason % {"count": len(cases), "example": near[best]}


def related(proposal: Proposal, *, most: int) -> dict[int, str]:
    """Filed cases of the assembly whose words are nearest to the title, the nearest first: key and how it is called."""
    asked = " | ".join(f"'{word}'" for word in _telling(proposal.title))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [asked, proposal.assembly_id, proposal.pk, most])
        called = _("%(year)s 年第 %(number)s 号")
        return {pk: called % {"year": year, "number": number} for pk, year, number in cursor.fetchall()}


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
SELECT c.id, s.year, c.case_number
FROM proposals_proposal c JOIN members_session s ON s.id = c.session_id, (SELECT %s::tsquery AS words) asked
WHERE c.assembly_id = %s AND c.filed_at IS NOT NULL AND c.id <> %s AND c.search @@ asked.words
ORDER BY ts_rank(c.search, asked.words) DESC, c.id DESC LIMIT %s
"""


def _usual(proposal: Proposal, found: dict[int, SuggestedBureau]) -> Reasons:
    """Who handles most cases of its category in the last three sessions."""
    recent = Proposal.objects.filter(assembly=proposal.assembly_id, category=proposal.category)
    recent = recent.filter(session__year__gte=proposal.session.year - 2, filed_at__isnull=False)
    counted = Assignment.objects.filter(proposal__in=recent.values("pk"), role=HandlingRole.LEAD)
    rows: Iterable[tuple[int, int]] = counted.order_by().values_list("bureau").annotate(n=Count("pk"))
    total = sum(n for _bureau, n in rows)
    for key, n in rows:
        if n * 5 >= total:
            words = {"category": proposal.get_category_display(), "percent": round(100 * n / total)}
            yield key, USUAL * n / total, _("近三年%(category)s类提案的 %(percent)s%% 由它主办") % words
