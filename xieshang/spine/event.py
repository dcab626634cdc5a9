"""Events: the kinds of thing that can happen, and the recording of one that did."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, Generic, ParamSpec, Protocol, TypeGuard
from uuid import UUID

from django.db import transaction
from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.translation import gettext

from xieshang.engine import writes
from xieshang.spine import clock
from xieshang.spine.batch import changed_fields, current_batch, keep, remember
from xieshang.spine.errand import owe
from xieshang.spine.models import Entry
from xieshang.spine.rule import Actor

P = ParamSpec("P")
Facts = dict[str, Any]

KINDS: dict[str, "Event[Any]"] = {}
current_request: ContextVar[UUID | None] = ContextVar("current_request", default=None)
recorded: ContextVar[int] = ContextVar("recorded", default=0)


class Subject(Protocol):
    """What an event speaks of: a row of some assembly."""

    @property
    def pk(self) -> Any: ...

    @property
    def assembly_id(self) -> Any: ...


def kind_of(subject: Subject) -> str:
    """How the model of a subject is named wherever rows of many kinds are spoken of: "proposals.proposal"."""
    return str(subject._meta.label_lower)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Plain:
    """The payload of an event that says everything by its kind."""


class Event(Generic[P]):
    """A kind of thing that can happen, with a typed payload and a sentence for people.

    `kind` is "room.past_tense" and never renamed. `payload` is a frozen dataclass of plain values.
    `sentence` is a lazy string with named placeholders from the payload ("提交了提案《%(title)s》").
    A choice is a field whose type is one of Django's `Choices`: the ledger keeps its value, the sentence calls it as
    the language of the reader does. `words`: what else the sentence says in that language, drawn from the payload.
    `credits`: is it to the credit of the members whom it concerns? Then duty schemes can count it.
    """

    def __init__(
        self,
        kind: str,
        sentence: str | Promise,
        payload: Callable[P, object],
        *,
        credits: bool = False,
        words: Callable[[Facts], Facts] = lambda payload: {},
    ) -> None:
        if kind in KINDS:
            raise ValueError(f"the event {kind} is declared twice")
        if not is_dataclass(payload):
            raise TypeError(f"the payload of {kind} must be a dataclass")
        self.kind, self.sentence, self.payload, self.credits, self.words = kind, sentence, payload, credits, words
        self.choices = {one.name: one.type for one in fields(payload) if _is_choice(one.type)}
        self.names = tuple(one.name for one in fields(payload))
        KINDS[kind] = self

    def record(self, subject: Subject, by: Actor | None, /, *args: P.args, **kwargs: P.kwargs) -> Entry:
        """Write that this happened to `subject`, done by `by` (None: the system), with what is owed to it.

        Raises TypeError where the payload does not fit its dataclass, ValueError where a choice is none of its type.
        """
        entry = self._entry(subject, by, *args, **kwargs)
        batch = current_batch()
        if batch is not None:
            batch.record(entry, subject)
            return entry
        entry.subject_id = subject.pk
        with transaction.atomic(savepoint=False):
            writes.insert(entry)
            owe([entry])
        return entry

    def record_with(self, new: Model, held: Any, by: Actor | None, /, *args: P.args, **kwargs: P.kwargs) -> Entry:
        """Keep a new row, keep what changed of a held row, and `record` it of that row: in one statement.

        For what hundreds do within seconds. Inside a batch it is the three one after another.
        """
        changed = changed_fields(held)
        if current_batch() is not None or not changed:
            keep(new)
            keep(held)
            return self.record(held, by, *args, **kwargs)
        entry = self._entry(held, by, *args, **kwargs)
        entry.subject_id = held.pk
        with transaction.atomic(savepoint=False):
            writes.together([new, entry], held, *changed)
            owe([entry])
        remember(held)
        return entry

    def _entry(self, subject: Subject, by: Actor | None, *args: P.args, **kwargs: P.kwargs) -> Entry:
        """The entry, not written yet, and counted as recorded."""
        said = self.payload(*args, **kwargs)
        payload = {name: _plain(getattr(said, name)) for name in self.names}
        for name, choices in self.choices.items():
            choices(payload[name])
        recorded.set(recorded.get() + 1)
        return Entry(
            kind=self.kind,
            at=clock.now(),
            assembly_id=subject.assembly_id,
            subject_kind=kind_of(subject),
            actor_id=by.pk if by is not None else None,
            request_id=current_request.get(),
            payload=payload,
        )


def _is_choice(kind: Any) -> TypeGuard[type[Choices]]:
    return isinstance(kind, type) and issubclass(kind, Choices)


def _plain(value: Any) -> Any:
    """The value as JSON keeps it; TypeError for anything that would not come back the same."""
    if type(value) in _KEPT:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"an event's payload cannot hold {type(value).__name__}")


_KEPT = {str, bool, int, NoneType}


def sentence_of(entry: Entry) -> str:
    """The sentence for an entry in the current language; the bare kind where nobody declares it any more."""
    return sentence(entry.kind, entry.payload)


def sentence(kind: str, payload: dict[str, Any]) -> str:
    """The same, of what was read of an entry. What an older entry did not record yet is told as "…"."""
    event = KINDS.get(kind)
    return str(event.sentence) % _Recorded(facts(kind, payload)) if event else kind


def facts_of(entry: Entry) -> Facts:
    """What an entry says in the current language: its payload, with its choices as they are called."""
    return facts(entry.kind, entry.payload)


def facts(kind: str, payload: Facts) -> Facts:
    """The same, of what was read of an entry."""
    event = KINDS.get(kind)
    if event is None:
        return payload
    kept = {name: payload.get(name, payload.get(f"{name}_words")) for name in event.choices}
    called = {name: _called(event.choices[name], value) for name, value in kept.items() if value is not None}
    return {**payload, **called, **event.words(_Recorded(payload))}


def _called(choices: type[Choices], kept: str) -> str:
    """What a choice is called. An older entry may have kept what it was called, mostly in Chinese, instead of it."""
    try:
        return str(choices(kept).label)
    except ValueError:
        return kept and gettext(kept)


class _Recorded(dict[str, Any]):
    def __missing__(self, _name: str) -> str:
        return "…"
