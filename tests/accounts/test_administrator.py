"""The command that opens the first account of an assembly."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories.accounts import PersonFactory, ScopeFactory
from xieshang.accounts.models import Person
from xieshang.members.models import Assembly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def assembly() -> Assembly:
    return Assembly.objects.create(code="yingcheng", name="鹰城市政协", level="city", scope=ScopeFactory())


def appoint(**options: str) -> str:
    """The one-time password that the command prints."""
    out = StringIO()
    call_command("administrator", assembly=options.pop("assembly", "yingcheng"), stdout=out, **options)
    return re.search(r"：([0-9a-z-]{14})$", out.getvalue().strip())[1]


def test_the_first_administrator_can_sign_in(sign_in: Callable[..., Client], assembly: Assembly) -> None:
    password = appoint(name="陈述", phone="138 0000 1234")
    person = Person.objects.get(phone="13800001234")
    assert person.can("accounts.manage", assembly.scope_id)
    assert sign_in(person, password).get("/accounts/people/")["Location"].startswith("/accounts/password/")


def test_a_second_call_gives_another_password_and_no_second_role() -> None:
    first, second = (appoint(name="陈述", phone="13800001234") for _ in range(2))
    person = Person.objects.get(phone="13800001234")
    assert person.grants.count() == 1
    assert (person.check_password(first), person.check_password(second)) == (False, True)


def test_someone_with_an_account_is_appointed(assembly: Assembly) -> None:
    person = PersonFactory(home=assembly.scope)
    appoint(phone=person.phone)
    assert Person.objects.get(pk=person.pk).can("accounts.manage", assembly.scope_id)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"assembly": "nowhere", "phone": "13800001234"}, "没有代码为“nowhere”的政协。"),
        ({"name": "陈述", "phone": "138"}, "手机号应为 11 位数字；境外号码请以 + 和国家代码开头。"),
        ({"phone": "13800001234"}, "请填写姓名。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        appoint(**options)
    assert not Person.objects.exists()
