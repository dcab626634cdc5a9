"""The spine at the door: one id for all that a request records, and refusals as pages."""

from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory

from xieshang.spine.event import current_request
from xieshang.spine.rule import Refused
from xieshang.spine.web import RefusalMiddleware, RequestIdMiddleware


def request(**headers: str) -> HttpRequest:
    made = RequestFactory().post("/proposals/12/filing", headers=headers)
    made.user, made.session = AnonymousUser(), SessionStore()
    return made


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def refuse(**headers: str) -> str:
    answer = RefusalMiddleware(nothing).process_exception(request(**headers), Refused("现在不能立案。"))
    assert answer is not None
    assert answer.status_code == 409
    return answer.content.decode()


def test_a_refusal_is_a_page_with_the_reason(db: None) -> None:
    page = refuse()
    assert page.count("现在不能立案。") == page.count("什么也没有改变；页面打开以后，事情可能已经有了进展。") == 1


def test_it_leads_back_to_where_one_came_from(db: None) -> None:
    assert 'href="http://testserver/proposals/12"' in refuse(referer="http://testserver/proposals/12")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "javascript:alert(1)", "//evil.example"])
def test_but_never_to_another_place(db: None, elsewhere: str) -> None:
    assert elsewhere not in refuse(referer=elsewhere)


def test_what_is_no_refusal_is_left_to_others() -> None:
    assert RefusalMiddleware(nothing).process_exception(request(), ValueError("fault")) is None


def test_each_request_has_an_id_of_its_own() -> None:
    seen: list[UUID | None] = []

    def note(request: HttpRequest) -> HttpResponse:
        seen.append(current_request.get())
        return HttpResponse()

    for _ in range(2):
        RequestIdMiddleware(note)(request())
    first, second = seen
    assert first is not None
    assert first != second
    assert current_request.get() is None


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(db: None) -> None:
    """And leads home: the page of the thing may not be there for whoever opens it."""
    opened = RequestFactory().get("/proposals/12/submission")
    opened.user, opened.session = AnonymousUser(), SessionStore()
    answer = RefusalMiddleware(lambda _request: HttpResponseNotAllowed(["POST"]))(opened)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    text = answer.content.decode()
    assert "这个地址只用来提交表单，不能直接打开；什么也没有改变。" in text
    assert 'class="button" href="/"' in text
