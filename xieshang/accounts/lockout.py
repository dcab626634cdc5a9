"""Locking out after repeated failures: who counts as one account, until when it is closed, how to open it.

django-axes counts; it is given a mark in place of the phone number, so that neither its tables nor
the log hold what was typed. Five failures from one address against one account close that account
for that address for fifteen minutes after the last of them; further attempts do not prolong it. Both
numbers stand in settings.py.
"""

from datetime import datetime
from typing import Any, cast

from allauth.account.adapter import get_adapter
from axes.models import AccessAttempt
from axes.utils import reset
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from xieshang.accounts.contacts import normal_sign_in_name
from xieshang.accounts.models import Person
from xieshang.accounts.settings import AXES_COOLOFF_TIME, AXES_FAILURE_LIMIT


def mark(person: Person) -> str:
    """The name under which failures against a person's account are counted."""
    return f"person-{person.pk}"


def mark_of_attempt(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The mark for what was typed: the same for a person's number and address; a keyed digest for nobody's."""
    typed = str((credentials or {}).get("username") or "")
    marks: dict[str, str] = request.__dict__.setdefault("_marks_of_attempts", {})
    if typed not in marks:
        marks[typed] = _mark_of(typed)
    return marks[typed]


def _mark_of(typed: str) -> str:
    for person in people_behind(typed):
        return mark(person)
    return "nobody-" + salted_hmac("accounts.lockout", normal_sign_in_name(typed)).hexdigest()[:16]


def address_of(request: HttpRequest) -> str | None:
    """The address of the caller, as the library of the sign-in reads it; None where there is none."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None


def name_in_log(username: str, ip_address: str, user_agent: str, path_info: str, request: HttpRequest) -> str:
    """What the log calls an attempt: the mark, and nothing else."""
    return username


def closed_until(request: HttpRequest, typed: str) -> datetime:
    """When the next attempt is allowed for what was typed from this address, once it is closed."""
    failures = AccessAttempt.objects.filter(
        username=mark_of_attempt(request, {"username": typed}), ip_address=address_of(request)
    )
    latest = failures.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    return cast(datetime, latest + AXES_COOLOFF_TIME)


def has_just_closed(request: HttpRequest) -> bool:
    """Is it this very failure that closes the account? Attempts at a closed one are not counted."""
    return int(getattr(request, "axes_failures_since_start", 0) or 0) == AXES_FAILURE_LIMIT


def people_behind(typed: str) -> list[Person]:
    """The person whose number or address was typed, or nobody."""
    try:
        return [Person.objects.get_by_natural_key(typed)]
    except Person.DoesNotExist:
        return []


def attempts_left(request: HttpRequest) -> int:
    """How many more attempts the request that has just failed leaves."""
    return max(0, AXES_FAILURE_LIMIT - int(getattr(request, "axes_failures_since_start", 0) or 0))


def open_again(person: Person) -> None:
    """Forget the failures against a person's account."""
    reset(username=mark(person))


def answer_unchanged(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The sign-in form says itself that it is closed; nothing takes its place."""
    return response
