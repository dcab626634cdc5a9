"""The schemes that come with the product, each with its source; every `.yaml` file beside this one."""

from pathlib import Path
from typing import Final

SHIPPED: Final = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.yaml")))
"""Their codes."""


def shipped(code: str) -> str:
    """The document of one of them; KeyError for any other code."""
    if code not in SHIPPED:
        raise KeyError(code)
    return (Path(__file__).parent / f"{code}.yaml").read_text(encoding="utf-8")
