"""The real proposals the room is judged on, where they lie beside the checkout."""

import csv
from functools import cache
from pathlib import Path

import pytest

_DATA = Path(__file__).parents[3] / "shared" / "data"

needs_real_file = pytest.mark.skipif(
    not (_DATA / "proposals_province_2019.csv").exists(),
    reason="the file of real proposals is not beside this checkout (../shared/data)",
)


@cache
def bodies() -> dict[str, str]:
    """Case number to text."""
    return {row["案号"]: row["正文"] for row in _rows("proposals_province_2019.csv")}


def published_pairs() -> list[tuple[str, str, str]]:
    """Two case numbers and their coefficient as it is written, which may be empty."""
    rows = _rows("proposals_similar.csv")
    return [(row["案号一"], row["案号二"], row["五字片段雅卡尔系数"]) for row in rows]


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
