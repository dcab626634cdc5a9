"""Who has a page open, and what is to be said to whom. Nothing here waits for a database."""

import asyncio
from collections.abc import Collection, Iterator

MOST_EACH = 20
"""Pages of one person that are served at once."""


Topic = tuple[str, int]
"""What a page hears of beside its own notices: the name of a topic, and the key of what it is about."""


class Client:
    """One open page. Of several texts of one event that wait only the newest is kept, however slowly it reads."""

    def __init__(self, person: int, session: str, topic: Topic | None = None) -> None:
        self.person, self.session, self.topic = person, session, topic
        self._waiting: dict[str, str] = {}
        self._ended = False
        self._woken = asyncio.Event()

    def say(self, text: str, event: str = "notices") -> None:
        """Have this text of an event read next."""
        self._waiting[event] = text
        self._woken.set()

    def end(self) -> None:
        """Let there be nothing more to read."""
        self._ended = True
        self._woken.set()

    async def next(self, patience: float) -> dict[str, str] | None:
        """The next texts by event; None once it has ended. TimeoutError after `patience` seconds of silence."""
        async with asyncio.timeout(patience):
            await self._woken.wait()
        self._woken.clear()
        said, self._waiting = self._waiting, {}
        return None if self._ended else said


class Board:
    """All open pages, by person."""

    def __init__(self) -> None:
        self._clients: dict[int, set[Client]] = {}

    def __iter__(self) -> Iterator[Client]:
        return iter([client for clients in self._clients.values() for client in clients])

    @property
    def people(self) -> set[int]:
        """Who has a page open."""
        return set(self._clients)

    @property
    def sessions(self) -> set[str]:
        """The sessions whose pages are open."""
        return {client.session for client in self}

    @property
    def topics(self) -> set[Topic]:
        """What some page hears of."""
        return {client.topic for client in self if client.topic is not None}

    def open(self, person: int, session: str, topic: Topic | None = None) -> Client | None:
        """A new page; None where the person has too many open."""
        clients = self._clients.setdefault(person, set())
        if len(clients) >= MOST_EACH:
            return None
        client = Client(person, session, topic)
        clients.add(client)
        return client

    def close(self, client: Client) -> None:
        """Forget a page."""
        clients = self._clients.get(client.person, set())
        clients.discard(client)
        if not clients:
            self._clients.pop(client.person, None)

    def say(self, person: int, count: str) -> None:
        """Say a count on all pages of a person."""
        for client in self._clients.get(person, ()):
            client.say(count)

    def tell(self, topic: Topic, text: str) -> None:
        """Say a text on all pages that hear of a topic."""
        for client in self:
            if client.topic == topic:
                client.say(text, topic[0])

    def end_all_but(self, sessions: Collection[str]) -> None:
        """End the pages of all other sessions."""
        for client in self:
            if client.session not in sessions:
                client.end()
