"""Sessions as Django keeps them in its table, read by one plain statement: every page of everybody reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's store of sessions; a session that was deleted or has expired is nobody's, at once and everywhere."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key either, where it does not stand."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
