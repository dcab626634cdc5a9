"""The spine at the door: refusals become pages, requests get an id."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

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
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            return forms_only(request, response)
        return response

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


def forms_only(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to opening an address that only takes forms: a page that says so.

    It leads home, and not to the page of the thing, which may not be there for whoever opens it.
    """
    reason = _("这个地址只用来提交表单，不能直接打开；什么也没有改变。请从首页打开要办的事情，在它的页面上办理。")
    page = render(request, "ui/error.html", {"status": 405, "reason": reason}, status=405)
    page["Allow"] = response["Allow"]
    return page
