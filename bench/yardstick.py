"""The framework alone, as a yardstick: how dear is one of our pages on this machine, measured in bare requests?

Django with its usual middleware, one query by primary key and a line of text, on the product's own web server with
as many processes, against the same database. On the machine of the bars it answered 3,490 requests a second.
Machines differ, and one machine differs from hour to hour; how many bare requests a page costs differs far less.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.folders import at
from bench.server import HOST, Server, await_page, free_port
from xieshang.engine import REPOSITORY

APPLICATION = "bench.yardstick:application"
ORDER: dict[str, Any] = {"cookies": [""], "paths": ["/"]}
"""What the load client asks of it."""
REFERENCE = 3_490
"""Such requests a second on the machine of the bars (two processes, two cores)."""


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """The yardstick on the database of a data folder whose product runs."""
    port = free_port()
    words = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2"]
    quiet = ["--blocking-threads", "4", "--log-level", "error", "--no-access-log"]
    with at(folder, BENCH_YARDSTICK="1"):
        process = subprocess.Popen([sys.executable, "-m", *words, *quiet, APPLICATION], cwd=REPOSITORY)
    try:
        await_page(port, "/")
        yield Server(port, psutil.Process(process.pid), 0.0, APPLICATION)
    finally:
        process.terminate()
        process.wait(timeout=60)


def measured(bare: Server) -> tuple[float, float]:
    """Bare requests a second from four connections, and the milliseconds of processor time of each."""
    answer, cost = bare.cost({**ORDER, "seconds": 3.0})
    return answer["done"] / answer["seconds"], cost


def words(found: list[tuple[float, float]]) -> str:
    """What was measured of the yardstick, before, between and after, as sentences of a report."""
    rates, costs = zip(*found, strict=True)
    return (
        f"This machine during the run: the framework alone with one query answers {min(rates):.0f} to {max(rates):.0f} "
        f"requests a second,\n{min(costs):.1f} to {max(costs):.1f} ms of processor time each "
        f"(`bench/yardstick.py`); the machine of the bars answered {REFERENCE:,}."
    )


_USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""Those of a new project."""
_PLAIN = {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": False}


def _application() -> Any:
    """What the web server loads: a project of one page."""
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import path

    from xieshang.engine.settings import DATABASES

    def page(request: Any) -> HttpResponse:
        from django.contrib.contenttypes.models import ContentType

        return HttpResponse(ContentType.objects.values_list("model").order_by("pk")[0][0])

    settings.configure(
        ALLOWED_HOSTS=[HOST],
        DATABASES={"default": DATABASES["default"] | _PLAIN},
        INSTALLED_APPS=[f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")],
        MIDDLEWARE=_USUAL,
        ROOT_URLCONF=type("urls", (), {"urlpatterns": [path("", page)]}),
        SECRET_KEY=os.urandom(32).hex(),
    )
    django.setup(set_prefix=False)
    return WSGIHandler()


if os.environ.get("BENCH_YARDSTICK"):
    application = _application()
