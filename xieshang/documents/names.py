"""A file's name as a person typed it, made safe to show, to send and to save."""

import re
import unicodedata

LONGEST = 120
LONGEST_ENDING = 10


def clean(typed: str) -> str:
    """The name without folders, control and direction characters; at most `LONGEST` long, ending kept.

    Empty where nothing is left but dots. Cleaning twice changes nothing more.
    """
    last = re.split(r"[/\\]", typed)[-1]
    visible = "".join(letter for letter in unicodedata.normalize("NFC", last) if _is_visible(letter))
    name = re.sub(r"\s+", " ", visible).strip(" .")
    stem, _, ending = (part.strip(" .") for part in name.rpartition("."))
    if not stem or len(ending) > LONGEST_ENDING:
        return name[:LONGEST].strip(" .")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"


def ending_of(name: str) -> str:
    """What stands after the last dot, in lower case; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_visible(letter: str) -> bool:
    """False for control and format characters (those that turn the direction of writing among them)."""
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and letter not in '<>:"|?*'
