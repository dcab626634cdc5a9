"""Why each record of the door counts, or does not, in words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.meetings.door.attendance import Record, Standing
from xieshang.meetings.states import Direction, Presence, SignInWay

R = TypeVar("R", bound=Record)


def of(records: Iterable[R], standing: Standing) -> Iterator[tuple[R, str]]:
    """Each record, in the order of what happened, with what became of it."""
    every = list(records)
    last = max((one.at for one in every if one.direction == Direction.CORRECTION), default=None)
    for record in every:
        yield record, _why(record, standing, last)


def _why(record: Any, standing: Standing, last: datetime | None) -> str:
    if record.direction == Direction.CORRECTION:
        return _of_correction(record, last)
    if record == standing.taken:
        return _("%(time)s 签到（%(way)s），最先，以这次为准。") % _known(record.at, record.way)
    if last is not None and record.at <= last:
        return _("%(time)s 的记录在更正之前，以更正为准，这条留作记录。") % {"time": clock_time(record.at)}
    if record.direction == Direction.OUT:
        return _of_leaving(record, standing)
    if standing.in_at is not None and standing.in_at <= record.at:
        known = _known(standing.in_at, standing.way) | {"own": clock_time(record.at)}
        return _("%(time)s 已由“%(way)s”签到，以先到的为准；%(own)s 这条留作记录。") % known
    return _("%(time)s 的记录留作记录。") % {"time": clock_time(record.at)}


def _of_correction(record: Any, last: datetime | None) -> str:
    known = {"presence": Presence(record.presence).label}
    if record.at == last:
        return _("更正为“%(presence)s”，此前的记录以它为准。") % known
    return _("更正为“%(presence)s”，后来又有更正。") % known


def _of_leaving(record: Any, standing: Standing) -> str:
    known = {"time": clock_time(record.at)}
    if standing.out_at == record.at:
        return _("%(time)s 离场，以这次为准。") % known
    if standing.in_at is None or record.at < standing.in_at:
        return _("%(time)s 离场时还没有签到，这条留作记录。") % known
    return _("%(time)s 离场，后来又有记录。") % known


def _known(at: datetime, way: str) -> dict[str, Any]:
    return {"time": clock_time(at), "way": SignInWay(way).label if way else _("更正")}


def clock_time(at: datetime) -> str:
    """Hours and minutes in the assembly's time zone."""
    return timezone.localtime(at).strftime("%H:%M")
