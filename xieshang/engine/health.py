"""Whether pages can be served, asked from inside: by who watches the processes, and by load balancers.

It stands before all other middleware: whoever asks knows neither the names the server answers to, nor
the way through a proxy's encryption.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]
PAGE = "/healthz"
ASKED = ("GET", "HEAD")


class HealthMiddleware:
    """Answers ``/healthz`` with 204 while the database answers, whatever name it was asked under."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PAGE:
            return self.get_response(request)
        if request.method not in ASKED:
            return HttpResponseNotAllowed(ASKED)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse(status=204)
