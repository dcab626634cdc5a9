"""What is killed in a test of faults: parts of the running product, the database, or all of it; and that it is back."""

import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import psutil

from bench.meetings import stream_of
from bench.server import HOST, Server

Victims = Callable[[Server, Path], list[psutil.Process]]


def page_process(server: Server, folder: Path) -> list[psutil.Process]:
    """One of the two that serve pages."""
    return server.workers()[:1]


def page_service(server: Server, folder: Path) -> list[psutil.Process]:
    """What starts them, and both."""
    return [one for one in server.process.children() if "xieshang.engine.wsgi:application" in one.cmdline()]


def database_process(server: Server, folder: Path) -> list[psutil.Process]:
    """One that writes: the database then throws out everybody and recovers from its log."""
    serving = [one for one in _postmaster(folder).children() if "xieshang_app" in " ".join(one.cmdline())]
    return serving[:1]


def everything(server: Server, folder: Path) -> list[psutil.Process]:
    """As when the power fails: product, database and all."""
    database = _postmaster(folder)
    return [server.process, database, *server.process.children(recursive=True), *database.children(recursive=True)]


def stream(server: Server, folder: Path) -> list[psutil.Process]:
    """What tells the boards."""
    return stream_of(server)


def _postmaster(folder: Path) -> psutil.Process:
    (file,) = folder.rglob("postmaster.pid")
    return psutil.Process(int(file.read_text().split()[0]))


VICTIMS: Final[dict[str, Victims]] = {
    "one page process": page_process,
    "the page service": page_service,
    "a database process": database_process,
    "everything at once": everything,
}


def kill(victims: list[psutil.Process]) -> None:
    """SIGKILL, all at once. RuntimeError where there was nobody to kill."""
    if not victims:
        raise RuntimeError("nobody to kill")
    for one in victims:
        with suppress(psutil.NoSuchProcess):
            one.kill()


STEADY = 2.0
"""So many seconds it answers on end: the last of those that were killed may still answer once."""


def came_back(server: Server) -> float:
    """Until pages that ask the database are answered, and go on to be; after how many seconds."""
    began, since = time.perf_counter(), None
    while time.perf_counter() - began < 120:
        if not _answers(server):
            since = None
        elif since is None:
            since = time.perf_counter()
        elif time.perf_counter() - since > STEADY:
            return since - began
        time.sleep(0.05)
    raise RuntimeError("the product did not come back within two minutes")


def _answers(server: Server) -> bool:
    with suppress(OSError):
        connection = HTTPConnection(HOST, server.port, timeout=5)
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    return False
