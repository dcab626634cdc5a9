"""Who signs in: a person found by phone number or e-mail address, with a password."""
# The library carries no types.
# mypy: allow-subclassing-any

from typing import Any, TypeVar

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection, models
from django.http import HttpRequest

from xieshang.accounts.models import Person, Scope

M = TypeVar("M", bound=models.Model)


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


_WITH_HOME = f"""
SELECT {_columns(Person, "p")}, {_columns(Scope, "h")}
FROM accounts_person p JOIN accounts_scope h ON h.id = p.home_id WHERE p.id = %s
"""  # noqa: S608 - names come from the models


class PhoneOrEmailBackend(AuthenticationBackend):
    """Finds the person by whatever was typed; takes as long for nobody's number as for somebody's."""

    def _authenticate(self, request: HttpRequest | None, **credentials: str) -> Person | None:
        try:
            person = Person.objects.get_by_natural_key(credentials.get("username"))
        except Person.DoesNotExist:
            return None
        found: Person | None = self._check_password(person, credentials["password"])
        return found

    def get_user(self, user_id: int) -> Person | None:
        """The person behind a session, with the home; None where the account is suspended or gone.

        Every page asks, so it is one plain statement.
        """
        with connection.cursor() as cursor:
            cursor.execute(_WITH_HOME, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        size = len(Person._meta.concrete_fields)
        person = _made(Person, row[:size])
        person.home = _made(Scope, row[size:])
        return person if self.user_can_authenticate(person) else None


def _made(model: type[M], values: tuple[Any, ...]) -> M:
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)
