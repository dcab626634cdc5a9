"""What a life cycle says of a move that it refuses, held against a table that a test has written by hand."""

import re
from collections.abc import Mapping
from typing import Any

Table = Mapping[Any, Mapping[str, Any]]
"""For each state the moves that can be made from it, and where they lead."""
AHEAD = re.compile("现在的状态是“(.+)”，(.+)以后才能(.+)。")


def mistold(table: Table, verbs: Mapping[str, str], state: Any, move: str, reason: str) -> str:
    """What is wrong with the sentence; nothing where it is true.

    It says that the move has been made, or that its time is over, or which steps come first: then they lead to where
    the move stands in the table, and no fewer do.
    """
    label, verb = state.label, verbs[move]
    if state in {row[move] for row in table.values() if move in row}:
        return _other(reason, f"现在的状态已经是“{label}”，这一步不用再办。")
    distance = _distance(table, state, move)
    if distance is None:
        return _other(reason, f"现在的状态是“{label}”，已经过了可以{verb}的时候；请看现在还能办什么。")
    said = AHEAD.fullmatch(reason)
    if said is None or (said[1], said[3]) != (label, verb):
        return f"{reason}: {distance} steps lead there"
    return _walked(table, verbs, state, move, said[2].split("、"), distance)


def _other(reason: str, right: str) -> str:
    return "" if reason == right else f"{reason}: {right}"


def _distance(table: Table, state: Any, move: str) -> int | None:
    """The fewest steps to a state from which the move can be made."""
    reached, steps = {state}, 0
    while not any(move in table[one] for one in reached):
        wider = reached | {target for one in reached for target in table[one].values()}
        if wider == reached:
            return None
        reached, steps = wider, steps + 1
    return steps


def _walked(table: Table, verbs: Mapping[str, str], state: Any, move: str, steps: list[str], distance: int) -> str:
    if len(steps) != distance:
        return f"{steps}: {distance} are enough"
    for step in steps:
        way = next((target for name, target in table[state].items() if verbs[name] == step), None)
        if way is None:
            return f"{steps}: no {step} from {state}"
        state = way
    return "" if move in table[state] else f"{steps}: {move} is not open at {state}"
