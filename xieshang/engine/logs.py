"""How the product logs: one line for each request that went wrong, and nothing that people wrote."""

import logging
from typing import Any


class OneLine(logging.Formatter):
    """One line a record; a traceback only where the product itself is at fault."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text: a request that was refused never comes with a traceback."""
        if record.name.startswith("django.security") or getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return super().format(record)


ONE_LINE_EACH: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "xieshang.engine.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "xieshang": {"level": "INFO"},
    },
}
