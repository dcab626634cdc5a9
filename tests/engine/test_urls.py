"""What the engine itself answers."""

import pytest
from django.conf import LazySettings
from django.test import Client


@pytest.mark.parametrize(("method", "status"), [("get", 204), ("head", 204), ("post", 405)])
def test_the_health_page_answers_while_the_database_does(db: None, method: str, status: int) -> None:
    assert getattr(Client(), method)("/healthz").status_code == status


def test_the_health_page_is_there_under_any_name(db: None, settings: LazySettings) -> None:
    """Who watches asks on loopback, without encryption, in production too."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["zx.example"], True
    assert Client().get("/healthz", headers={"host": "127.0.0.1"}).status_code == 204


def test_another_name_is_a_request_that_cannot_be_read(db: None, settings: LazySettings) -> None:
    """Refused before anything is known of the person, and still with a page of ours."""
    settings.ALLOWED_HOSTS = ["zx.example"]
    answer = Client().get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "读不懂" in answer.content.decode()


def test_what_is_not_there_is_a_page_of_ours(db: None) -> None:
    """With the content policy on it, and never cached as something else."""
    answer = Client().get("/nosuchpage")
    assert (answer.status_code, "Content-Security-Policy" in answer.headers) == (404, True)
    assert "404" in answer.content.decode()


def test_a_stale_form_is_told_so(db: None) -> None:
    """A form without its token is refused by a page of ours, not the library's."""
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()
