"""Addresses of the same page with something changed in the query string."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import get_script_prefix, reverse


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    if args or kwargs:
        return reverse(name, args=args, kwargs=kwargs)
    return _fixed_url(name, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _fixed_url(name: str, urls: str, prefix: str) -> str:
    """An address that never changes while a server runs under this prefix."""
    return reverse(name)


def ticked(params: QueryDict, name: str = "chosen") -> list[int]:
    """The keys of the rows that were ticked in a list, in the order sent; what is no key is left out."""
    return [int(key) for key in params.getlist(name) if key.isdecimal() and len(key) < 19]


def query(request: HttpRequest, **changes: Any) -> str:
    """The query string of this page with changes, as "?a=1&b=2"; None takes a key out."""
    return changed(request.GET, changes)


def changed(params: QueryDict, changes: Mapping[str, Any]) -> str:
    """The query string of `params` with changes, as "?a=1&b=2"; None takes a key out."""
    return Address(params).changed(changes)


class Address:
    """The query string of a page, for the many addresses that lead from it to the same page with a change."""

    def __init__(self, params: QueryDict) -> None:
        self._parts = {key: urlencode({key: values}, doseq=True) for key, values in params.lists() if values}

    def changed(self, changes: Mapping[str, Any]) -> str:
        """The query string with changes, as "?a=1&b=2"; None takes a key out."""
        kept = [part for key, part in self._parts.items() if key not in changes]
        added = [_pair(key, str(value)) for key, value in changes.items() if value is not None]
        return "?" + "&".join(kept + added)


@lru_cache(maxsize=1024)  # the same few tabs and orders stand in all addresses
def _pair(key: str, value: str) -> str:
    return urlencode({key: value})


def text(params: QueryDict, key: str) -> str:
    """What was typed under `key`: without what a database cannot hold, at most 200 characters."""
    return params.get(key, "").replace("\x00", "").strip()[:200]
