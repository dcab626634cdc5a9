"""The switches keep a choice and come back; the error pages say what to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from xieshang.ui import errors, views
from xieshang.ui.addresses import query
from xieshang.ui.context import here

POST = RequestFactory().post


@pytest.mark.parametrize(
    ("view", "cookie", "value"),
    [(views.theme, "theme", "dark"), (views.size, "size", "large"), (views.language, "django_language", "en")],
)
def test_a_switch_keeps_the_choice_and_goes_back(view, cookie: str, value: str) -> None:
    response = view(POST("/ui/x", {"to": value, "back": "/proposals?tab=open"}))
    assert (response.status_code, response["Location"]) == (302, "/proposals?tab=open")
    kept = response.cookies[cookie]
    assert (kept.value, kept["samesite"], kept["httponly"]) == (value, "Lax", True)


def test_a_switch_keeps_nothing_unknown_and_never_leaves_the_site() -> None:
    response = views.theme(POST("/ui/x", {"to": "pink", "back": "https://elsewhere.example/"}))
    assert (response["Location"], dict(response.cookies)) == ("/", {})


def test_a_switch_is_not_thrown_by_following_a_link() -> None:
    assert views.theme(RequestFactory().get("/ui/theme")).status_code == 405


def test_what_a_cookie_says_wrongly_counts_as_not_chosen() -> None:
    request = RequestFactory().get("/x?a=1")
    request.COOKIES = {"theme": "pink", "size": "large"}
    chosen = here(request)
    assert (chosen.theme, chosen.size, chosen.path) == ("auto", "large", "/x?a=1")


def test_an_address_changes_in_what_it_is_told_alone() -> None:
    request = RequestFactory().get("/x?a=1&b=2&b=3&c=4")
    assert query(request, a=None, c="五") == "?b=2&b=3&c=%E4%BA%94"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "status", "said"),
    [
        (errors.bad_request, 400, "这个请求读不懂。"),
        (lambda r: errors.refused(r, PermissionDenied("只有提案委员会可以审查。")), 403, "只有提案委员会可以审查。"),
        (errors.refused, 403, "这一页不对您开放。"),
        (lambda r: errors.not_found(r, Exception("SELECT secret")), 404, "这里没有您能查看的内容。"),
        (errors.stale, 403, "这一页打开得太久"),
        (errors.broken, 500, "系统出了差错"),
    ],
)
def test_an_error_page_says_what_happened(page, status: int, said: str, rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/x")
    request.user = AnonymousUser()
    response = page(request)
    html = response.content.decode()
    assert response.status_code == status
    assert said in html
    assert "SELECT" not in html


def test_the_page_for_our_own_fault_needs_no_database(django_assert_num_queries, db, rf: RequestFactory) -> None:
    with django_assert_num_queries(0):
        assert errors.broken(rf.get("/x")).status_code == 500
