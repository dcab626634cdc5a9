"""What must be ready before the product runs: tables, message catalogues, static files.

Each step is quick where there is nothing to do. Runs as the owner of the tables.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command

from xieshang.engine import catalogues, database, environment, postmaster


def prepare() -> None:
    """Bring tables, catalogues and static files up to date; raises CommandError if the code is not sound."""
    BaseCommand().check()
    catalogues.build()
    make_tables()
    gather_static_files()


def make_tables() -> None:
    """Apply the migrations as the owner; the application may use every row of what they make."""
    app = database.user_of(database.dsn("app"))
    with psycopg.connect(database.dsn("owner")) as owner:
        if app != database.user_of(database.dsn("owner")):
            postmaster.grant(owner, app)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def gather_static_files() -> bool:
    """Collect, name by content and compress the static files, where any has changed; says whether."""
    mark = Path(settings.STATIC_ROOT) / "gathered"
    digest = hashlib.sha256("\n".join(sorted(_static_files())).encode()).hexdigest()
    if settings.DEBUG or (mark.exists() and mark.read_text() == digest):
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    with environment.replace(mark) as file:
        file.write(digest.encode())
    return True


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = Path(storage.path(path)).stat()
            yield f"{path} {seen.st_size} {seen.st_mtime_ns}"
