"""The spine at the door: refusals become pages, requests get an id."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from xieshang.spine.event import current_request
from xieshang.spine.rule import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Groups all that is recorded during one request under one id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_request.set(uuid4())
        try:
            return self.get_response(request)
        finally:
            current_request.reset(token)


class RefusalMiddleware:
    """Turns `Refused` into an answer: back to the page it came from with the reason, or a page that says it.

    Views whose form holds typed text catch `Refused` themselves and show the form again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refusal(request, exception.reason)


def refusal(request: HttpRequest, reason: str) -> HttpResponse:
    """A page with status 409 that says why, with a way back."""
    back = request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    return render(request, "ui/error.html", {"status": 409, "reason": reason, "back": back}, status=409)
