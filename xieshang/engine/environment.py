"""What the environment says: every variable the product reads, each by one small function.

====================  =====================================================  ==================
variable              meaning                                                default
====================  =====================================================  ==================
XIESHANG_VAR          folder of all data of this installation                <repository>/var
XIESHANG_HOST         address the server listens on                          127.0.0.1
XIESHANG_PORT         port of the pages; the event stream takes the next     8000
XIESHANG_HOSTS        names the server answers to, separated by commas       loopback names
XIESHANG_ORIGIN       address people type, where a proxy stands in front     none
XIESHANG_STREAM       address of the event stream as browsers see it         port + 1
XIESHANG_SECRET_KEY   signs sessions and links                               made once, kept
XIESHANG_PRODUCTION   1: refuse whatever is only fit for a demonstration     0
XIESHANG_DEBUG        1: Django's debug pages                                0
XIESHANG_DB_ROLE      app, or owner for a process that changes tables        app
XIESHANG_MAIL         mail server, as smtp+tls://name:password@host:587       files in var/mail
XIESHANG_MAIL_FROM    the address mail comes from                            xieshang@localhost
XIESHANG_SMS          gateway of text messages, as https://…, files or off   files in var/gateway
XIESHANG_WECOM        gateway of WeCom, the same                             off
DATABASE_URL          PostgreSQL server used in place of the embedded one    none
DATABASE_OWNER_URL    the same server as the owner of the tables             DATABASE_URL
====================  =====================================================  ==================
"""

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xieshang.engine import REPOSITORY
from xieshang.engine.language import _

DEMO_MARK = "demo.json"  # its sign-ins stand in here; what has it is no real assembly
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class UnfitError(RuntimeError):
    """The product cannot run in this environment; the message says why and names the cure."""


def var() -> Path:
    """The folder that holds all data of this installation, made if need be; raises UnfitError where it cannot be."""
    folder = Path(os.environ.get("XIESHANG_VAR") or REPOSITORY / "var").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cure = _("数据文件夹 %(folder)s 不能使用（%(why)s）。请用 XIESHANG_VAR 另指定一个。")
        raise UnfitError(cure % {"folder": folder, "why": error.strerror}) from error
    return folder


def folder(name: str) -> Path:
    """A folder of that name among this installation's data, made if need be."""
    place = var() / name
    place.mkdir(exist_ok=True)
    return place


def host() -> str:
    """The address the server listens on: loopback unless told otherwise."""
    return os.environ.get("XIESHANG_HOST") or "127.0.0.1"


def port() -> int:
    """The port of the pages; raises UnfitError where it is no port number."""
    given = os.environ.get("XIESHANG_PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65535:
        raise UnfitError(_("XIESHANG_PORT 应为 1 至 65534 之间的整数，不能是“%(given)s”。") % {"given": given})
    return int(given)


def allowed_hosts() -> list[str]:
    """The names the server answers to; in production none but those that were given."""
    given = _listed("XIESHANG_HOSTS")
    return given if given or production() else [*LOOPBACK, host()]


def origin() -> str:
    """The address people type, such as https://zx.example.org; empty where nothing stands in front."""
    return os.environ.get("XIESHANG_ORIGIN", "").rstrip("/")


def stream_origins() -> list[str]:
    """Where browsers find the event stream: the given address, or the next port on each loopback name."""
    given = _listed("XIESHANG_STREAM")
    return given or [f"http://{name}:{port() + 1}" for name in dict.fromkeys([*LOOPBACK[:2], host()])]


def production() -> bool:
    """Whether this is a real assembly's server, where nothing of a demonstration is tolerated."""
    return _is_on("XIESHANG_PRODUCTION")


def debug() -> bool:
    """Whether Django shows its debug pages."""
    return _is_on("XIESHANG_DEBUG")


def given_secret_key() -> str:
    """The key the operator gave, or an empty text."""
    return os.environ.get("XIESHANG_SECRET_KEY", "")


def database_role() -> str:
    """The part this process plays in the database: ``app``, or ``owner`` where it changes tables."""
    return os.environ.get("XIESHANG_DB_ROLE") or "app"


def database_url(role: str) -> str:
    """The address of the given PostgreSQL server for ``app`` or ``owner``; empty means the embedded one."""
    address = os.environ.get("DATABASE_URL", "")
    return (os.environ.get("DATABASE_OWNER_URL") or address) if role == "owner" and address else address


def demo_sign_ins() -> list[dict[str, str]]:
    """The sign-ins of the demo city, as it left them in the data folder; none where it was not built."""
    try:
        left = json.loads((var() / DEMO_MARK).read_text())
    except FileNotFoundError:
        return []
    sign_ins: list[dict[str, str]] = left["sign_ins"]
    return sign_ins


def kept_secret(path: Path) -> str:
    """The secret kept at `path`, readable by its owner alone; made at the first call, the same ever after.

    Two processes that ask at once are told the same secret.
    """
    try:
        return path.read_text()
    except FileNotFoundError:
        keep_first(path, secrets.token_urlsafe(48))
        return path.read_text()


def keep_first(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600, whole or not at all, unless a file is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


@contextmanager
def replace(path: Path) -> Iterator[IO[bytes]]:
    """Write `path` anew, whole or not at all: readers see the old file until the block has ended well."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            yield file
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}
