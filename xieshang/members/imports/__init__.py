"""A roll's file to data, and what it would do to the roll. Nothing here writes.

reading = imports.read(data, name, term, on=day)     # raises tables.Unreadable
plan = imports.plan(term, reading.rows, on=day)
faults = [*reading.faults, *plan.faults]             # every bad cell; with none, actions.import_roll
"""

from xieshang.members.imports.planning import Change, Plan, plan
from xieshang.members.imports.reading import HEADINGS, Reading, RollRow, read

__all__ = ["HEADINGS", "Change", "Plan", "Reading", "RollRow", "plan", "read"]
