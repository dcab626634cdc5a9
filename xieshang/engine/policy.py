"""What browsers may load and run for our pages: the same for all of them, so it is put together once."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
DEBUG_PAGES = {404, 500}


class PolicyMiddleware:
    """Sends `CONTENT_SECURITY_POLICY` with every answer that says nothing of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in DEBUG_PAGES):
            response.setdefault(HEADER, self._policy)
        return response
