"""Verbs asked of everybody in every situation, as a text that people can read and judge.

Under each verb stands what is said, to whom, and in which situations; "可以" is no refusal, and “…” the state that
the subject is in, so that states stand together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

YES = "可以"
Rule = Callable[[Any, Any], Any]
Situations = dict[str, Any]
Table = tuple[str, Rule, Situations]
StateOf = Callable[[Any], str]
"""The state of a subject as people read it; empty where it has none."""


def lines(cast: Mapping[str, Any], tables: Iterable[Table], state_of: StateOf) -> Iterator[str]:
    """The whole text."""
    for verb, rule, situations in tables:
        found: dict[tuple[str, str], list[str]] = {}
        for words, subject in situations.items():
            for said in _told(cast, rule, subject, state_of(subject)):
                found.setdefault(said, []).append(words)
        yield f"== {verb}"
        for (names, reason), where in sorted(found.items(), key=lambda one: (one[0][1] != YES, *one[0])):
            yield f"  {reason}"
            yield f"    {names} [{_where(where, situations)}]"


def _told(cast: Mapping[str, Any], rule: Rule, subject: Any, state: str) -> Iterator[tuple[str, str]]:
    """Who is told what about one subject."""
    groups: dict[str, list[str]] = {}
    for name, actor in cast.items():
        groups.setdefault(str(rule(actor, subject).reason) or YES, []).append(name)
    for reason, names in groups.items():
        yield _named(names, cast), reason.replace(f"“{state}”", "“…”") if state else reason


def _where(where: list[str], situations: Situations) -> str:
    others = [words for words in situations if words not in where]
    if not others:
        return "各种情形"
    return f"除 {'、'.join(others)} 外" if len(others) < len(where) else "、".join(where)


def _named(names: list[str], cast: Mapping[str, Any]) -> str:
    others = [name for name in cast if name not in names]
    if not others:
        return "所有人"
    return f"除 {', '.join(others)} 外" if len(others) < len(names) else ", ".join(names)
