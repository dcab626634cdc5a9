"""The language of the terminal: Chinese, or English where its locale says so.

Known before Django is, for help and for what keeps the product from starting; the words come from the
product's own catalogue.
"""

import os
from gettext import translation

from xieshang.engine import REPOSITORY


def spoken() -> str:
    """``en`` where the terminal's locale is English, else ``zh-hans``."""
    asked = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, asked), "").startswith("en") else "zh-hans"


_ = translation("django", REPOSITORY / "locale", languages=[spoken()], fallback=True).gettext
