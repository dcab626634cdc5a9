"""How everybody was at a half-day, as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from xieshang.meetings import queries
from xieshang.meetings.models import Sitting
from xieshang.spine.choices import shown
from xieshang.ui import sheets


def attendance_sheet(sitting: Sitting) -> StreamingHttpResponse:
    """Everybody at a half-day in the order of the roster: who, in which part, how, by which way, when in and out."""
    heads = [_("序号"), _("姓名"), _("界别或职务"), _("身份"), _("情况"), _("签到"), _("方式"), _("离场")]
    known = {"title": sitting.meeting.title[:60], "number": sitting.number}
    return sheets.attachment(_("%(title)s第 %(number)s 个半天出席") % known, heads, _rows(sitting))


def _rows(sitting: Sitting) -> Iterator[list[Any]]:
    for number, one in enumerate(queries.appearances(sitting).select_related("attendance"), start=1):
        who, own = one.attendee, one.attendance
        way = _("分会签到") if one.by_part else shown(own, "way") if own.way else ""
        kept = [shown(one, "presence"), one.in_at, way, one.out_at]
        yield [number, who.name, who.label, shown(who, "part"), *kept]
