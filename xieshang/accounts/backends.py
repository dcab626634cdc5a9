"""Who signs in: a person found by phone number or e-mail address, with a password."""
# The library carries no types.
# mypy: allow-subclassing-any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from xieshang.accounts.models import Person


class PhoneOrEmailBackend(AuthenticationBackend):
    """Finds the person by whatever was typed; takes as long for nobody's number as for somebody's."""

    def _authenticate(self, request: HttpRequest | None, **credentials: str) -> Person | None:
        try:
            person = Person.objects.get_by_natural_key(credentials.get("username"))
        except Person.DoesNotExist:
            return None
        found: Person | None = self._check_password(person, credentials["password"])
        return found
