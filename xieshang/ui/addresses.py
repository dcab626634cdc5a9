"""Addresses of the same page with something changed in the query string."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict


def query(request: HttpRequest, **changes: Any) -> str:
    """The query string of this page with changes, as "?a=1&b=2"; None takes a key out."""
    return changed(request.GET, changes)


def changed(params: QueryDict, changes: Mapping[str, Any]) -> str:
    """The query string of `params` with changes, as "?a=1&b=2"; None takes a key out."""
    kept = {key: values for key, values in params.lists() if key not in changes}
    added = {key: str(value) for key, value in changes.items() if value is not None}
    return "?" + urlencode({**kept, **added}, doseq=True)


def text(params: QueryDict, key: str) -> str:
    """What was typed under `key`: without what a database cannot hold, at most 200 characters."""
    return params.get(key, "").replace("\x00", "").strip()[:200]
