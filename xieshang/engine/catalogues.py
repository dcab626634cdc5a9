"""The message catalogues: Chinese in the code, the other languages in ``locale/``."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from xieshang.engine import REPOSITORY
from xieshang.engine.environment import replace


def build(folder: Path = REPOSITORY / "locale") -> list[Path]:
    """Build every catalogue that is older than its source; says which. Unsure translations are left out."""
    stale = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]
    for source in stale:
        _build(source)
    return stale


def _is_stale(source: Path) -> bool:
    built = source.with_suffix(".mo")
    return not built.exists() or built.stat().st_mtime < source.stat().st_mtime


def _build(source: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    with replace(source.with_suffix(".mo")) as built:
        write_mo(built, catalogue)
