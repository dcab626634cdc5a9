"""Who has a page open, and what is to be said to whom. Nothing here waits for a database."""

import asyncio
from collections.abc import Collection, Iterator

MOST_EACH = 20
"""Pages of one person that are served at once."""


class Client:
    """One open page. Of several counts that wait only the newest is kept, however slowly it reads."""

    def __init__(self, person: int, session: str) -> None:
        self.person, self.session = person, session
        self._count = ""
        self._ended = False
        self._woken = asyncio.Event()

    def say(self, count: str) -> None:
        """Have this count read next."""
        self._count = count
        self._woken.set()

    def end(self) -> None:
        """Let there be nothing more to read."""
        self._ended = True
        self._woken.set()

    async def next(self, patience: float) -> str | None:
        """The next count; None once it has ended. TimeoutError where nothing is said for `patience` seconds."""
        async with asyncio.timeout(patience):
            await self._woken.wait()
        self._woken.clear()
        return None if self._ended else self._count


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

    def open(self, person: int, session: str) -> Client | None:
        """A new page; None where the person has too many open."""
        clients = self._clients.setdefault(person, set())
        if len(clients) >= MOST_EACH:
            return None
        client = Client(person, session)
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

    def end_all_but(self, sessions: Collection[str]) -> None:
        """End the pages of all other sessions."""
        for client in self:
            if client.session not in sessions:
                client.end()
