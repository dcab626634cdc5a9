"""Schemes of duty as documents: their format, how one is read with its faults, and how one is written."""

from xieshang.duties.schemes.format import (
    Band,
    Block,
    Gate,
    Ground,
    Item,
    Match,
    Need,
    Points,
    Scheme,
    Share,
    Table,
    Take,
    Trigger,
    Veto,
)
from xieshang.duties.schemes.reading import Fault, FaultyError, faults_in, kept, read, said, written
from xieshang.duties.schemes.shipped import SHIPPED, shipped

__all__ = [
    "SHIPPED",
    "Band",
    "Block",
    "Fault",
    "FaultyError",
    "Gate",
    "Ground",
    "Item",
    "Match",
    "Need",
    "Points",
    "Scheme",
    "Share",
    "Table",
    "Take",
    "Trigger",
    "Veto",
    "faults_in",
    "kept",
    "read",
    "said",
    "shipped",
    "written",
]
