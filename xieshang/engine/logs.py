"""How the product logs: one line for each request that went wrong, and nothing that people wrote."""

import logging
import re
from typing import Any

_ROWS = re.compile(r"\nDETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
"""What PostgreSQL adds to an error of the row that it met: what people wrote, their numbers and addresses."""


class OneLine(logging.Formatter):
    """One line a record; a traceback only where the product itself is at fault."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text: a refused request comes without a traceback, a fault of the database without the row."""
        if record.name.startswith("django.security") or getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return _ROWS.sub("", super().format(record))


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
