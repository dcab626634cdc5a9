"""The message catalogues: Chinese in the code, the other languages in ``locale/``."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from xieshang.engine import REPOSITORY
from xieshang.engine.environment import replace

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_t", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}


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
    with replace(source.with_suffix(".mo")) as built:
        write_mo(built, read(source))


def renew(folder: Path = REPOSITORY / "locale") -> list[Path]:
    """Bring the sources of every catalogue up to date with the code: new sentences empty, unused ones gone."""
    found = said()
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    for source in sources:
        catalogue = read(source)
        made_at = catalogue.creation_date
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date, catalogue.fuzzy = made_at, False
        catalogue.header_comment = "# What the product says, in another language than Chinese."
        with replace(source) as file:
            write_po(file, catalogue, width=0, no_location=True, omit_header=False, sort_output=True)
    return sources


def read(source: Path) -> Catalog:
    """A catalogue's source."""
    with source.open("rb") as text:
        return read_po(text, locale=source.parts[-3])


def said() -> Catalog:
    """Every sentence that the code says, in Chinese."""
    catalogue = Catalog(project="xieshang", charset="utf-8")
    rows = extract_from_dir(REPOSITORY / "xieshang", METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    for _file, _line, message, _comments, context in rows:
        catalogue.add(message, context=context)
    return catalogue
