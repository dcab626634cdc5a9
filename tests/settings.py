"""The product's settings for its tests: a data folder that no other run is using, and hashes that cost nothing."""

import fcntl
import os
from pathlib import Path


def free_folder(parent: Path) -> str:
    """The first numbered folder that no other run of the tests holds; ours until this process ends.

    Each run has a database server of its own: the ledger's seals wait for every transaction of a server.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for number in range(100):
        lock = os.open(parent / f"{number}.lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return str(parent / str(number))
    raise RuntimeError("a hundred runs of the tests at once are too many")


os.environ["XIESHANG_VAR"] = free_folder(Path(os.environ.get("XIESHANG_VAR") or "var").absolute() / "test")
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "XIESHANG_DB_ROLE", "XIESHANG_PRODUCTION", "XIESHANG_DEBUG"):
    os.environ.pop(name, None)

from xieshang.engine import catalogues  # noqa: E402
from xieshang.engine.settings import *  # noqa: E402, F403

catalogues.build()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # else every client of a test reads all files ahead
SECRET_KEY = "for tests alone"
