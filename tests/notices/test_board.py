"""The board of open pages: newest count kept, ends seen, nothing left behind."""

import asyncio

import pytest

from xieshang.notices.board import Board, Client


def opened(board: Board, person: int, session: str = "a") -> Client:
    client = board.open(person, session)
    assert client is not None
    return client


def test_of_several_counts_only_the_newest_is_read() -> None:
    async def read() -> dict[str, str] | None:
        client = Client(1, "a")
        for count in ("1", "2", "3"):
            client.say(count)
        first = await client.next(1)
        with pytest.raises(TimeoutError):
            await client.next(0.01)
        return first

    assert asyncio.run(read()) == {"notices": "3"}


def test_an_end_is_read_before_any_count() -> None:
    async def read() -> dict[str, str] | None:
        client = Client(1, "a")
        client.say("1")
        client.end()
        return await client.next(1)

    assert asyncio.run(read()) is None


def test_pages_of_ended_sessions_end_and_others_stay() -> None:
    async def read() -> tuple[dict[str, str] | None, dict[str, str] | None]:
        board = Board()
        stays, ends = opened(board, 1, "a"), opened(board, 1, "b")
        board.end_all_but({"a"})
        board.say(1, "5")
        return await stays.next(1), await ends.next(1)

    assert asyncio.run(read()) == ({"notices": "5"}, None)


def test_a_closed_page_is_forgotten() -> None:
    board = Board()
    first, second = opened(board, 1), opened(board, 1)
    assert (board.people, board.sessions, len(list(board))) == ({1}, {"a"}, 2)
    board.close(first)
    board.close(second)
    assert (board.people, board.sessions, list(board)) == (set(), set(), [])


def test_a_topic_is_told_to_whoever_watches_it() -> None:
    async def read() -> tuple[dict[str, str] | None, dict[str, str] | None]:
        board = Board()
        watches, other = board.open(1, "a", ("hall", 7)), board.open(1, "a", ("hall", 8))
        assert watches
        assert other
        assert board.topics == {("hall", 7), ("hall", 8)}
        for text in ("old", "new"):
            board.tell(("hall", 7), text)
        board.say(1, "5")
        return await watches.next(1), await other.next(1)

    assert asyncio.run(read()) == ({"hall": "new", "notices": "5"}, {"notices": "5"})
