"""`make faults`: the server is killed in the middle of what people do, twenty times; nothing that was answered is lost.

Each turn a load begins, something is killed with SIGKILL, and the product comes back. Whoever was not answered tries
again, as people do. In the end every deed that was answered "done" must be there, and none twice. Beside that boards
are open that must come back by themselves (`bench.watched`), and votes are closed (`bench.closings`).
"""

import platform
import random
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import psutil

from bench import closings, watched
from bench.deeds import EACH, PHONES, TURNS, Deed, Load, SignIns, Votes, judge, persist
from bench.server import Server, running
from bench.victims import VICTIMS, came_back, everything, kill
from xieshang.engine import REPOSITORY


def main() -> None:
    """Every load through all its turns; writes the report."""
    parts = [
        _told(line for load in (SignIns(), Votes()) for line in endured(load)),
        _told(watched.endured(SignIns())),
        _told(closings.endured()),
    ]
    (REPOSITORY / "bench" / "faults.md").write_text(page(*parts))


def _told(lines: Iterable[str]) -> str:
    """The lines of a table, each printed as soon as it is known."""
    found = []
    for line in lines:
        found.append(line)
        print(line, flush=True)
    return "\n".join(found)


def endured(load: Load) -> Iterator[str]:
    """A line of the report for each turn, and the sum. RuntimeError for the first deed that is lost or doubled."""
    done: list[Deed] = []
    source = random.Random(20)
    with ExitStack() as stack:
        server = stack.enter_context(running(load.folder))
        for turn in range(TURNS):
            name, victims = list(VICTIMS.items())[turn % len(VICTIMS)]

            def strike(victims: Any = victims, server: Server = server) -> None:
                time.sleep(source.uniform(0.0, 0.25))
                kill(victims(server, load.folder))

            deeds = load.deeds(turn)
            answered = load.play(server, deeds, strike)
            if victims is everything:
                stack.close()
                server = stack.enter_context(running(load.folder))
            back = came_back(server) + (server.cold_start if victims is everything else 0)
            again = [deed for deed in deeds if load.key(deed) not in set(answered)]
            retried = persist(load, server, again)
            done += answered + retried
            judge(load, done)
            yield f"| {turn + 1} | {load.name} | {name} | {len(answered)} | {back:.1f} s | {len(retried)} | 0 | 0 |"
    yield f"| all | {load.name} | | {len(done)} answered | | | 0 | 0 |"


def page(deeds: str, boards: str, closed: str) -> str:
    """The report."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    return f"""# What a kill leaves

By `make faults` on {date.today():%Y-%m-%d} at {commit.stdout.strip()}: {psutil.cpu_count()} cores,
{platform.system()}, Python {platform.python_version()}. In the middle of what people do something is killed. Product
and database come back by themselves, but for "everything at once", after which `xieshang run` is started again.

## Sign-ins and votes

Each turn {EACH} people act through {PHONES} connections; whoever was not answered tries again. After each turn
everything that was ever answered "done" is looked up: the attendance with its one record and its one entry in the
ledger; who has voted, once, with as many ballots as voters.

| turn | load | killed (SIGKILL) | answered before | back after | answered when tried again | lost | twice |
|---|---|---|---|---|---|---|---|
{deeds}

## Boards

{watched.__doc__}
{watched.HEAD}
{boards}

## Closing a vote

{closings.__doc__}
{closings.HEAD}
{closed}
"""


if __name__ == "__main__":
    main()
