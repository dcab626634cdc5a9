"""What takes short messages (SMS, WeCom) from here: a provider's gateway over https, or files for local use."""

import json
from pathlib import Path
from typing import Protocol
from urllib.request import Request, urlopen

from xieshang.engine import environment

TIMEOUT = 20


class Gateway(Protocol):
    """Takes one message to one number."""

    def send(self, *, to: str, text: str, key: str) -> None:
        """Hand the message over; OSError where that fails for now. A key that was sent before is not sent again."""
        ...


class Files:
    """Each message becomes a file, for a place without a provider: what would have been sent can be read there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, to: str, text: str, key: str) -> None:
        """Write it whole or not at all; the same key writes the same file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self.folder / f".{key}"
        half.write_text(json.dumps({"to": to, "text": text}, ensure_ascii=False), encoding="utf-8")
        half.rename(self.folder / f"{key}.json")


class Https:
    """POSTs `{"to": …, "text": …, "key": …}` as JSON to a provider's gateway, whose answer must be a 2xx."""

    def __init__(self, address: str) -> None:
        self.address = address

    def send(self, *, to: str, text: str, key: str) -> None:
        """Raises OSError (HTTPError and URLError are such) for anything but a 2xx."""
        body = json.dumps({"to": to, "text": text, "key": key}).encode()
        request = Request(self.address, body, {"Content-Type": "application/json", "Idempotency-Key": key})  # noqa: S310 - settings allow https alone
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass


def gateway_at(way: str, where: str) -> Gateway:
    """The gateway that a setting names: "files", or an address."""
    return Files(environment.var() / "gateway" / way) if where == "files" else Https(where)
