"""What a real assembly's server refuses to start with."""

from collections.abc import Sequence
from pathlib import Path

from xieshang.engine.environment import DEMO_MARK, UnfitError

SHORTEST_KEY = 40


def refuse_what_is_unfit(*, debug: bool, allowed_hosts: Sequence[str], secret_key: str, var: Path) -> None:
    """Raise UnfitError naming everything that is only fit for a demonstration, with its cure."""
    if found := unfit(debug=debug, allowed_hosts=allowed_hosts, secret_key=secret_key, var=var):
        raise UnfitError("Not fit for production: " + " ".join(found))


def unfit(*, debug: bool, allowed_hosts: Sequence[str], secret_key: str, var: Path) -> list[str]:
    """One sentence for each thing that stands in the way of production."""
    has_own_key = _is_own(secret_key, var)
    faults = {
        "Debug pages are on; unset XIESHANG_DEBUG.": debug,
        "No host name is given; set XIESHANG_HOSTS.": not allowed_hosts or "*" in allowed_hosts,
        f"No key of your own; set XIESHANG_SECRET_KEY to {SHORTEST_KEY} random characters.": not has_own_key,
        "This data folder holds demo accounts; set XIESHANG_VAR to another.": (var / DEMO_MARK).exists(),
    }
    return [sentence for sentence, holds in faults.items() if holds]


def _is_own(key: str, var: Path) -> bool:
    kept = var / "secret_key"
    is_generated = kept.exists() and kept.read_text() == key
    return len(key) >= SHORTEST_KEY and not key.startswith("django-insecure-") and not is_generated
