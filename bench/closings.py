"""Each turn three hundred members have voted, for, against and abstaining in known numbers; the clerk closes the vote,
and at a random moment of the closing something is killed. Afterwards the vote is either open as before, with all its
ballots and no result, or closed with the right one, told once in the ledger; and closed in any case where the clerk was
answered. An open one is closed then. Of each who voted the ledger says so once, soon after.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import votes
from bench.deeds import TURNS
from bench.server import Server, running
from bench.victims import VICTIMS, Victims, came_back, everything, kill

VOTERS, CONNECTIONS = 300, 8
CHOICES = ("for", "for", "against", "for", "abstain")
"""What five who come one after the other vote."""
HEAD = (
    "| turn | killed (SIGKILL) | of the closing, after | the clerk was answered | found | with the right result | "
    "who voted, once each |\n|---|---|---|---|---|---|---|"
)


def endured() -> Iterator[str]:
    """A line for each turn. RuntimeError for a vote that is neither open nor closed, or wrongly counted."""
    source, found = random.Random(22), Counter[str]()
    folder, hall = votes.laid(VOTERS, TURNS + 1)
    voters = [votes.Voter(key, cookie, CHOICES[at % 5]) for at, (key, cookie) in enumerate(hall["voters"])]
    with ExitStack() as stack:
        server = stack.enter_context(running(folder))
        first, *rest = hall["votes"]
        took = _warm(server, hall, first, voters)
        for turn, vote in enumerate(rest, start=1):
            _all_vote(server, hall, vote, voters)
            name, victims = list(VICTIMS.items())[turn % len(VICTIMS)]
            after = source.uniform(0.0, took)
            was_answered = _struck(server, hall, vote, folder, victims, after)
            if victims is everything:
                server = stack.enter_context(running(folder, server.port))
            came_back(server)
            state = _whole(folder, vote, voters, is_closed=was_answered)
            if state == "open":
                _close(server, hall, vote)
                _whole(folder, vote, voters, is_closed=True)
            _all_told(folder, vote, voters)
            found[state] += 1
            said = f"{after * 1000:.0f} ms | {'yes' if was_answered else 'no'} | {state} | yes | {len(voters)}"
            yield f"| {turn} | {name} | {said} |"
    yield f"| all | | | | {found['open']} open, {found['closed']} closed | all | {len(voters) * TURNS} |"


def _warm(server: Server, hall: dict[str, Any], vote: int, voters: list[votes.Voter]) -> float:
    """How many seconds a closing takes where nothing is killed."""
    _all_vote(server, hall, vote, voters)
    began = time.perf_counter()
    _close(server, hall, vote)
    return time.perf_counter() - began


def _all_vote(server: Server, hall: dict[str, Any], vote: int, voters: list[votes.Voter]) -> None:
    page = votes.address(hall, vote)

    def phone(index: int) -> int:
        line = votes.Line(server.port)
        return sum(votes.cast(line, page, voter) for voter in voters[index::CONNECTIONS])

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        taken = sum(pool.map(phone, range(CONNECTIONS)))
    if taken != len(voters):
        raise RuntimeError(f"{taken} of {len(voters)} votes were taken")


def _struck(server: Server, hall: dict[str, Any], vote: int, folder: Path, victims: Victims, after: float) -> bool:
    """The clerk closes the vote, and something is killed so many seconds later: was the clerk answered that it is
    closed?"""

    def closing() -> bool:
        try:
            return votes.close(server, hall, vote)[0] == 302
        except OSError:
            return False

    found = victims(server, folder)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(closing)
        time.sleep(after)
        kill(found)
        return answer.result()


def _close(server: Server, hall: dict[str, Any], vote: int) -> None:
    """As the clerk does who was not answered: again, until it is closed."""
    for _ in range(20):
        try:
            status, _answer = votes.close(server, hall, vote)
        except OSError:
            status = 0
        if status == 302:
            return
        time.sleep(0.5)
    raise RuntimeError(f"vote {vote} could not be closed: {status}")


def _whole(folder: Path, vote: int, voters: list[votes.Voter], *, is_closed: bool) -> str:
    """Open or closed, and then wholly so. RuntimeError for anything between."""
    said, count = votes.state_of(folder, vote), len(voters)
    rows = (said["casts"], said["ballots"])
    marks = Counter(voter.choice for voter in voters)
    open_now = (said["state"], said["counted"], said["is_timed"], said["closings"]) == ("open", None, False, 0)
    options = (said["counted"] or {}).get("options", {})
    is_right = options == {"1": dict(marks)}
    closed = (said["state"], is_right, said["is_timed"], said["closings"]) == ("closed", True, True, 1)
    if rows != (count, count) or not (closed or (open_now and not is_closed)):
        raise RuntimeError(f"vote {vote}, {'answered' if is_closed else 'not answered'}: {said}, {marks} were cast")
    return str(said["state"])


def _all_told(folder: Path, vote: int, voters: list[votes.Voter]) -> None:
    """The ledger says of each who voted that they did, once; the worker writes it."""
    for _ in range(120):
        said = votes.state_of(folder, vote)
        if said["voted"] >= len(voters):
            break
        time.sleep(0.5)
    if (said["voted"], said["members"]) != (len(voters), len(voters)):
        raise RuntimeError(f"{len(voters)} voted, the ledger tells it {said['voted']} times of {said['members']}")
