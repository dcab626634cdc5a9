"""The language of the command line: Chinese, or English where the terminal asks for it.

Known before Django is, so that help is quick; the words come from the product's own catalogue.
"""

import os
from gettext import translation

from xieshang.engine.environment import REPOSITORY


def spoken() -> str:
    """``en`` where the terminal's locale is English, else ``zh-hans``."""
    asked = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, asked), "").startswith("en") else "zh-hans"


_ = translation("django", REPOSITORY / "locale", languages=[spoken()], fallback=True).gettext
