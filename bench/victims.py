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


def came_back(server: Server) -> float:
    """Until a page is answered that asks the database; after how many seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < 120:
        with suppress(OSError):
            connection = HTTPConnection(HOST, server.port, timeout=5)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return time.perf_counter() - began
        time.sleep(0.05)
    raise RuntimeError("the product did not come back within two minutes")
