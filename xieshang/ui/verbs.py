"""What can be done on a page, and what cannot, with its reason (`kit.verb`, `kit.further_verbs`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.spine.rule import Verdict


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done here, or why not. `main`: it moves the thing on. `at_once`: it needs no page."""

    label: str
    address: str
    verdict: Verdict
    main: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of a page: the one that moves the thing on, the others, and what is refused with its reason."""

    main: Verb | None
    others: list[Verb]
    refused: list[tuple[str, Verdict]]

    @classmethod
    def of(cls, verbs: Iterable[Verb]) -> "Verbs":
        """Sorted by what is allowed; those that are refused for the same reason stand together."""
        every = list(verbs)
        allowed = [verb for verb in every if verb.verdict]
        main = next((verb for verb in allowed if verb.main), None)
        return cls(main, [verb for verb in allowed if verb is not main], _by_reason(v for v in every if not v.verdict))


def _by_reason(refused: Iterable[Verb]) -> list[tuple[str, Verdict]]:
    labels: dict[str, list[str]] = {}
    for verb in refused:
        labels.setdefault(verb.verdict.reason, []).append(verb.label)
    return [(_("、").join(together), Verdict(False, reason)) for reason, together in labels.items()]
