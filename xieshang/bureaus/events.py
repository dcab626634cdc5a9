"""What can happen to a bureau."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Opened:
    """The bureau's name, and its first day."""

    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Closed:
    """The bureau's name; `on` is the first day on which nothing can be assigned to it."""

    name: str
    on: date


BUREAU_OPENED = Event("bureaus.bureau_opened", _("设立承办单位%(name)s"), Opened)
BUREAU_CLOSED = Event("bureaus.bureau_closed", _("撤销承办单位%(name)s"), Closed)
