"""One address says how mail leaves."""

import pytest

from xieshang.engine import environment
from xieshang.notices.settings import mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_without_a_server_mail_becomes_files_in_the_data_folder() -> None:
    assert mail_server("") == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": environment.var() / "mail",
    }


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtps://mail.example.org:2465", 2465, False, True),
    ],
)
def test_the_scheme_says_how_the_way_is_protected(address: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail_server(address)
    assert (found["EMAIL_BACKEND"], found["EMAIL_HOST"]) == (SMTP, "mail.example.org")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_name_and_password_may_hold_any_sign() -> None:
    found = mail_server("smtp+tls://office%40example.org:p%3A%2Fw@mail.example.org")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("office@example.org", "p:/w")


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp+tls:587"])
def test_what_is_no_mail_server_is_refused_with_the_cure(address: str) -> None:
    with pytest.raises(environment.UnfitError, match="XIESHANG_MAIL 应形如 smtp"):
        mail_server(address)
