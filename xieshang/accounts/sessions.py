"""Sessions as Django keeps them in its table, read by one plain statement: every page of everybody reads one.

The same statement reads whose session it is, with the home and the roles that hold today: nearly every page needs them.
"""

from typing import Any, TypeVar

from django.contrib.sessions.backends import db
from django.db import connection, models
from django.utils import timezone

from xieshang.accounts.models import HELD, Person, Scope, held_of
from xieshang.spine import clock

M = TypeVar("M", bound=models.Model)


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


_READ = f"""
SELECT s.session_data,
  (SELECT json_agg(json_build_array(role, scope_id, needs_second_factor)) FROM ({HELD.format(person="p.id")}) held),
  {_columns(Person, "p")}, {_columns(Scope, "h")}
FROM django_session s LEFT JOIN (
  usersessions_usersession u JOIN accounts_person p ON p.id = u.user_id JOIN accounts_scope h ON h.id = p.home_id
) ON u.session_key = s.session_key
WHERE s.session_key = %(key)s AND s.expire_date > %(now)s
"""  # noqa: S608 - names come from the models


class SessionStore(db.SessionStore):
    """Django's store of sessions; a session that was deleted or has expired is nobody's, at once and everywhere.

    `holder` is whose device this is, known once the session has been read. Whether the person is signed in there
    is for what the session holds to say.
    """

    holder: Person | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key either, where it does not stand."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, {"key": self.session_key, "now": timezone.now(), "on": clock.today()})
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        data, held, *row = found
        self.holder = _person(row, held or ())
        read: dict[str, Any] = self.decode(data)
        return read


def _person(row: list[Any], held: Any) -> Person | None:
    size = len(Person._meta.concrete_fields)
    if row[0] is None:
        return None
    person = _made(Person, row[:size])
    person.home = _made(Scope, row[size:])
    person.held = held_of(held)
    return person


def _made(model: type[M], values: list[Any]) -> M:
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)
