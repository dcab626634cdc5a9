"""A real event stream in a process of its own, over the tests' database, and a browser's side of it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from tests.factories.accounts import sign_in
from xieshang.accounts.models import Person

PATIENCE = 20.0
PAGES_PORT = 8000


def session_of(person: Person) -> str:
    """The cookie of someone who has just signed in."""
    client = Client()
    sign_in(client, person)
    return client.cookies["sessionid"].value


class Running:
    """The stream's process, and the links that were opened to it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port
        self._links = ExitStack()

    def ask(self, session: str = "", *, path: str = "/", origin: str = "") -> Any:
        """The answer to a request with a session's cookie, as a browser on a page of `origin` would send it."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._links.callback(link.close)
        headers = {"Cookie": f"a=b; {settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        link.request("GET", path, headers=headers | ({"Origin": origin} if origin else {}))
        answer = link.getresponse()
        self._links.callback(answer.close)
        return answer

    def page(self, session: str, path: str = "/") -> Iterator[tuple[str, str]]:
        """(event, data) as they come in; ends when the server ends the stream."""
        event, answer = "", self.ask(session, path=path)
        while line := answer.readline():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                event = value
            elif field == "data":
                yield event, value

    def wait(self) -> None:
        """Until it serves."""
        deadline = time.monotonic() + PATIENCE
        while not self._serves():
            if time.monotonic() > deadline:
                raise TimeoutError("the event stream did not begin to serve")
            time.sleep(0.05)

    def _serves(self) -> bool:
        try:
            return bool(self.ask(path="/healthz").status == 204)
        except OSError:
            return False

    def leave(self) -> None:
        """Close every link."""
        self._links.close()

    def end(self) -> None:
        """Leave, and kill it with its worker where they still run."""
        self.leave()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def server(pages_port: int = PAGES_PORT) -> Iterator[Running]:
    """The stream on a free port of loopback, ready to serve pages that come from another."""
    port = _free_port()
    words = f"--interface asgi --no-ws --host 127.0.0.1 --port {port} --workers-kill-timeout 5 --log-level warning"
    command = [sys.executable, "-m", "granian", *words.split(), "xieshang.notices.stream:app"]
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "xieshang.engine.settings",
        "DATABASE_URL": _database(),
        "XIESHANG_SECRET_KEY": settings.SECRET_KEY,
        "XIESHANG_PORT": str(pages_port),
    }
    process = subprocess.Popen(command, env=os.environ | surroundings, start_new_session=True)
    running = Running(process, port)
    try:
        running.wait()
        yield running
    finally:
        running.end()


def _database() -> str:
    params = {k: v for k, v in connection.get_connection_params().items() if isinstance(v, str | int)}
    known = ("host", "port", "dbname", "user", "password", "passfile", "options")
    return make_conninfo(**{key: str(params[key]) for key in known if params.get(key)})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
