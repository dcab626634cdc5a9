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

    def get_user(self, user_id: int) -> Person | None:
        """The person with this key, with the home; None where the account is suspended or gone."""
        person = Person.objects.select_related("home").filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
