"""What the event stream asks of the database: who somebody is, how many notices are unread, whose count changed.

Plain SQL over the tables of sessions, people and notices, so that the process needs none of Django's models.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Any

import psycopg
from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from psycopg import sql

CAP = 100  # the bell counts to 99+
CHANNEL = "notices"  # carries the keys of people whose count of unread notices has changed
SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
PERSON = "SELECT password FROM accounts_person WHERE id = %s AND is_active"
STANDING = "SELECT session_key FROM django_session WHERE session_key = ANY(%s) AND expire_date > now()"
COUNTS = """
SELECT who.id, (
    SELECT count(*) FROM (
        SELECT FROM notices_notice WHERE person_id = who.id AND read_at IS NULL LIMIT %s
    ) AS capped
) FROM unnest(%s::bigint[]) AS who(id)
"""
SESSION_SALT = "django.contrib.sessions.SessionStore"
PASSWORD_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"  # noqa: S105 - Django's name


class Source:
    """Two connections: one that asks, one that listens. Each is made anew after it broke."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._turn = asyncio.Lock()
        self._asking: psycopg.AsyncConnection | None = None

    async def person_of(self, session: str) -> int | None:
        """Who is signed in with this session, by Django's own rules; None for nobody."""
        for (data,) in await self._ask(SESSION, [session]):
            signed_in = _opened(data)
            person = str(signed_in.get("_auth_user_id", ""))
            for (password,) in await self._ask(PERSON, [person]) if person.isdecimal() else []:
                if _is_hash_of(password, str(signed_in.get("_auth_user_hash", ""))):
                    return int(person)
        return None

    async def counts(self, people: Collection[int]) -> dict[int, str]:
        """How many notices each has not read, as the bell shows it: "0", "3", "99+"."""
        rows = await self._ask(COUNTS, [CAP, list(people)])
        return {person: str(count) if count < CAP else f"{CAP - 1}+" for person, count in rows}

    async def texts(self, query: str, keys: Collection[int]) -> dict[int, str]:
        """What a topic's statement says of each key."""
        return dict(await self._ask(query, [list(keys)]))

    async def standing(self, sessions: Collection[str]) -> set[str]:
        """Those of these sessions that have neither been ended nor run out."""
        return {session for (session,) in await self._ask(STANDING, [list(sessions)])}

    async def changes(self, channel: str) -> AsyncIterator[int | None]:
        """The keys of people whose count has changed, as it happens; None first: from now on none is missed.

        Raises psycopg.OperationalError when the connection breaks.
        """
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as listening:
            await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield None
            async for notify in listening.notifies():
                if notify.payload.isdecimal():
                    yield int(notify.payload)

    async def close(self) -> None:
        """Leave the database."""
        if self._asking is not None:
            await self._asking.close()

    async def _ask(self, query: str, params: list[Any]) -> list[tuple[Any, ...]]:
        """The rows, asked again once on a new connection where the old one turns out to be broken."""
        async with self._turn:
            for is_last in (False, True):
                try:
                    if self._asking is None or self._asking.closed:
                        self._asking = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
                    return await (await self._asking.execute(query, params)).fetchall()
                except psycopg.OperationalError:
                    if is_last:
                        raise
        return []


def _opened(data: str) -> dict[str, Any]:
    """What a session holds; nothing where it was not signed by us."""
    try:
        held: dict[str, Any] = signing.loads(data, salt=SESSION_SALT)
    except signing.BadSignature:
        return {}
    return held


def _is_hash_of(password: str, given: str) -> bool:
    """Is the session of the present password? Changing it ends the others."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashes = [salted_hmac(PASSWORD_SALT, password, secret=key, algorithm="sha256").hexdigest() for key in keys]
    return any(constant_time_compare(given, one) for one in hashes)
