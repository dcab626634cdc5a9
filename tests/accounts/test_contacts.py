"""Numbers and addresses, written one way, and what of them a list shows."""

import pytest

from xieshang.accounts import privacy
from xieshang.accounts.contacts import normal_email, normal_phone, normal_sign_in_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800001234", "13800001234"),
        (" 138-0000-1234 ", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("+8613800001234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("+852 9123 4567", "+85291234567"),
        ("(+1) 202-555-0143", "+12025550143"),
        ("1380000123", None),
        ("138000012345", None),
        ("12800001234", None),
        ("0375-1234567", None),
        ("林远", None),
        ("", None),
    ],
)
def test_a_number_is_kept_one_way(typed: str, kept: str | None) -> None:
    assert normal_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lin@Example.ORG", "lin@example.org"),
        (" lin@example.org ", "lin@example.org"),
        ("ｌｉｎ@example.org", "lin@example.org"),
        ("lin@example", None),
        ("lin example@org.cn", None),
        ("@example.org", None),
        ("", None),
    ],
)
def test_an_address_is_kept_one_way(typed: str, kept: str | None) -> None:
    assert normal_email(typed) == kept


def test_what_is_neither_is_compared_without_case() -> None:
    assert normal_sign_in_name(" LinYuan ") == "linyuan"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "林远", "林远"),
        ("phone", "13812341234", "138****1234"),
        ("phone", "+85291234567", "+85****4567"),
        ("phone", "1234567", "****"),
        ("phone", None, ""),
        ("email", "linyuan@example.org", "l***@example.org"),
        ("email", "l@example.org", "l***@example.org"),
        ("email", None, ""),
    ],
)
def test_what_reaches_a_person_is_masked(field: str, value: str | None, shown: str) -> None:
    assert privacy.mask(field, value) == shown


def test_every_field_that_reaches_a_person_has_a_mask() -> None:
    assert {field for field, kind in privacy.PERSONAL.items() if kind != "A"} == set(privacy.MASKS)


def test_an_undeclared_field_is_not_shown_by_accident() -> None:
    with pytest.raises(KeyError):
        privacy.mask("password", "x")
