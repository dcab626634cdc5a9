"""Django's connection to PostgreSQL; Django looks for it in a module of this name."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that outlives many requests and is made anew where the server went away between two of them."""

    def is_usable(self) -> bool:
        """Whether the server still answers; it is not asked as long as it said nothing since the last answer.

        A server that stops says so, and its socket ends: either can be read.
        """
        if self.connection is None or self.connection.closed:
            return False
        return not _has_said_something(self.connection.fileno()) or super().is_usable()


def _has_said_something(socket: int) -> bool:
    waiting = poll()
    waiting.register(socket, POLLIN)
    return bool(waiting.poll(0))
