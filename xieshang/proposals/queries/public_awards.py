"""The notices of awards as the public reads them: what was published, and nobody's name who keeps it back."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.proposals.models import AwardRound, Nomination, Proposal
from xieshang.proposals.queries.voices import voices_of
from xieshang.proposals.states import AwardState
from xieshang.texts import redact


def public_rounds() -> QuerySet[AwardRound]:
    """The rounds that were decided and made known, the latest first."""
    decided = AwardRound.objects.filter(state=AwardState.DECIDED).select_related("assembly")
    return decided.order_by("-decided_on", "-pk")


def public_notice(award: AwardRound, honoured: list[Nomination]) -> str:
    """The text of a notice without personal details.

    Cases that are not published are not called by their titles, and those who proposed one not by their names
    where its author does not consent to that.
    """
    text = award.notice
    for case in (one.proposal for one in honoured if one.proposal is not None):
        if case.published_at is None:
            text = text.replace(case.title, _("一件未公开的提案"))
        for name in _kept_back(case):
            text = text.replace(name, _("提案者"))
    return redact.redact(text)


def _kept_back(case: Proposal) -> list[str]:
    """The names that are not told of a case, the longest first."""
    if case.consents_to_name and case.published_at is not None:
        return []
    return sorted({case.proposer_name, *(voice.name for voice in voices_of(case))} - {""}, key=len, reverse=True)
