"""Drawing an occasion up: from nothing, from another one, from a template; its parts and its half-days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.actions.agenda import lay_out_agenda
from xieshang.meetings.actions.roster import fill_half_days, fill_roster
from xieshang.meetings.models import Kind, Meeting, Series, Sitting, Template
from xieshang.meetings.queries import Hours
from xieshang.meetings.states import EDITABLE
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Organ, Sector
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep, keep_all, remove_all
from xieshang.spine.rule import Refused
from xieshang.ui.show import moment

MOST_REPEATED = 60
MOST_DAYS = timedelta(days=31)
Body = Sector | Organ


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an occasion says. `latitude` and `longitude` are the middle of the fence, `radius` in metres."""

    kind: Kind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    text: str = ""
    answer_by: datetime | None = None
    number: int | None = None
    organ: Organ | None = None
    sector: Sector | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    radius: int = 300


FIELDS = tuple(Occasion.__dataclass_fields__)


@action(rules.may_draw_up, lock=False)
def draw_up(
    assembly: Assembly,
    *,
    by: Person,
    occasion: Occasion,
    template: Template | None = None,
    entry_key: UUID | None = None,
) -> Meeting:
    """Draft an occasion with its half-days, and with the agenda of a template where one is given.

    An officer draws up those of the own organ alone. A number that its term has already is refused.
    """
    meeting = _new(assembly, occasion, by=by, entry_key=entry_key)
    events.DRAFTED.record(meeting, by, title=meeting.title, kind=meeting.kind.code, source=None)
    if template is not None:
        _take_agenda(meeting, template, by)
    return meeting


def _new(assembly: Assembly, occasion: Occasion, *, by: Person, **more: Any) -> Meeting:
    term = members.current_term(assembly, on=timezone.localdate(occasion.starts_at))
    if term is None:
        raise Refused(_("这一天不在任何一届之内，请核对时间。"), field="starts_at")
    meeting = Meeting(assembly=assembly, term=term, gate=token_urlsafe(24), **more)
    _put(meeting, occasion)
    if not rules.is_arranger(by, meeting):
        raise Refused(_("只能草拟本专委会的会议活动，请选择本会。"), field="organ")
    keep(meeting)
    _lay(meeting, queries.half_days(meeting.starts_at, meeting.ends_at))
    return meeting


def _put(meeting: Meeting, occasion: Occasion) -> None:
    _check(meeting, occasion)
    for name, value in _values(occasion).items():
        setattr(meeting, name, value)
    meeting.changed_at = clock.now()


def _values(occasion: Occasion) -> dict[str, Any]:
    """The fields of an occasion by name, with title and place in one line."""
    values = {name: getattr(occasion, name) for name in FIELDS}
    return values | {name: " ".join(values[name].split()) for name in ("title", "place")}


def _check(meeting: Meeting, occasion: Occasion) -> None:
    if not occasion.title.strip():
        raise Refused(_("请写上名称。"), field="title")
    if occasion.ends_at <= occasion.starts_at:
        raise Refused(_("结束时间要晚于开始时间。"), field="ends_at")
    if occasion.ends_at - occasion.starts_at > MOST_DAYS:
        raise Refused(_("一次会议活动最长 31 天，请核对结束时间。"), field="ends_at")
    if occasion.answer_by is not None and occasion.answer_by > occasion.starts_at:
        raise Refused(_("回复的期限要在开始以前。"), field="answer_by")
    if occasion.kind.assembly_id != meeting.assembly_id:
        raise Refused(_("请选择本级的种类。"), field="kind")
    if occasion.organ is not None and occasion.organ.assembly_id != meeting.assembly_id:
        raise Refused(_("请选择本级的专委会或小组。"), field="organ")
    if occasion.sector is not None and occasion.sector.term_id != meeting.term_id:
        raise Refused(_("请选择本届的界别。"), field="sector")
    if (occasion.latitude is None) != (occasion.longitude is None):
        raise Refused(_("经度和纬度要一起填写，或者都不填。"), field="latitude")
    if meeting.whole is not None:
        _check_within(meeting.whole, occasion)


def _check_within(whole: Meeting, part: Occasion) -> None:
    words = {"from": moment(whole.starts_at), "until": moment(whole.ends_at)}
    says = (
        _("分会的时间要在整个会议的时间之内（%(from)s至%(until)s），请改在这段时间，或者先改整个会议的时间。") % words
    )
    if not whole.starts_at <= part.starts_at < whole.ends_at:
        raise Refused(says, field="starts_at")
    if part.ends_at > whole.ends_at:
        raise Refused(says, field="ends_at")


@action(rules.may_change)
def change(meeting: Meeting, *, by: Person, occasion: Occasion) -> Meeting:
    """Change what an occasion says, until it begins. Where its hours change, its half-days are laid anew.

    Whoever had the notice hears which of time, place, title and text changed. A plenary that is moved and lasts as long
    as before takes its parts that have not begun along; whichever it does not take have to lie within its new hours.
    """
    before = {name: getattr(meeting, name) for name in FIELDS}
    _put(meeting, occasion)
    changed = [name for name in FIELDS if getattr(meeting, name) != before[name]]
    if not changed:
        raise Refused(_("没有改动。"))
    if not rules.is_arranger(by, meeting):
        raise Refused(_("只能草拟本专委会的会议活动，请选择本会。"), field="organ")
    _keep_changed(meeting, by, changed)
    if {"starts_at", "ends_at"} & set(changed):
        _take_along(meeting, by, before["starts_at"], before["ends_at"])
    return meeting


def _keep_changed(meeting: Meeting, by: Person, changed: list[str]) -> None:
    meeting.revision += 1
    keep(meeting)
    if {"starts_at", "ends_at"} & set(changed):
        _lay_anew(meeting, queries.half_days(meeting.starts_at, meeting.ends_at))
    events.CHANGED.record(meeting, by, title=meeting.title, fields=changed, told=meeting.state not in EDITABLE)


def _take_along(whole: Meeting, by: Person, starts_at: datetime, ends_at: datetime) -> None:
    """The parts of a plenary go where it goes; of one that became longer or shorter they stay."""
    distance = whole.starts_at - starts_at
    if whole.ends_at - ends_at == distance:
        for part in queries.parts_ahead(whole):
            _move(hold(part), by, distance)
    if (left := queries.parts_outside(whole).first()) is not None:
        raise Refused(_outside(left), field="starts_at" if left.starts_at < whole.starts_at else "ends_at")


def _move(part: Meeting, by: Person, distance: timedelta) -> None:
    if not (verdict := rules.may_change(by, part)):
        words = {"title": part.title, "reason": verdict.reason}
        raise Refused(_("分会《%(title)s》要一起改时间：%(reason)s") % words, field="starts_at")
    moved = ["starts_at", "ends_at", *(["answer_by"] if part.answer_by else [])]
    for name in moved:
        setattr(part, name, getattr(part, name) + distance)
    part.changed_at = clock.now()
    _keep_changed(part, by, moved)


def _outside(part: Meeting) -> str:
    words = {"title": part.title, "from": moment(part.starts_at), "until": moment(part.ends_at)}
    if part.is_ahead:
        said = _("分会《%(title)s》（%(from)s至%(until)s）就不在整个会议的时间之内了，请先改它的时间，再改整个会议的。")
    else:
        said = _("分会《%(title)s》（%(from)s至%(until)s）已经开会，整个会议的时间要把它包括在内。")
    return said % words


@action(rules.may_set_sittings)
def set_sittings(meeting: Meeting, *, by: Person, hours: Sequence[Hours]) -> list[Sitting]:
    """Lay the half-days (半天) for which attendance is told, in place of those that stood.

    Each lies within the occasion and none overlaps another; there is at least one.
    """
    laid = sorted(hours)
    if not laid:
        raise Refused(_("至少要有一个半天。"))
    if any(start >= end for start, end in laid):
        raise Refused(_("每个半天的结束时间要晚于开始时间。"))
    if any(before[1] > after[0] for before, after in pairwise(laid)):
        raise Refused(_("有两个半天的时间重叠，请改一改。"))
    if laid[0][0] < meeting.starts_at or laid[-1][1] > meeting.ends_at:
        raise Refused(_("半天要在会议的开始和结束时间之内。"))
    sittings = _lay_anew(meeting, laid)
    events.SITTINGS_SET.record(meeting, by, count=len(sittings))
    return sittings


def _lay_anew(meeting: Meeting, hours: Sequence[Hours]) -> list[Sitting]:
    remove_all(list(meeting.sittings.all()))
    sittings = _lay(meeting, hours)
    fill_half_days(meeting)
    return sittings


def _lay(meeting: Meeting, hours: Sequence[Hours]) -> list[Sitting]:
    sittings = [
        Sitting(meeting=meeting, number=number, starts_at=start, ends_at=end)
        for number, (start, end) in enumerate(hours, start=1)
    ]
    keep_all(sittings)
    return sittings


def _occasion_of(meeting: Meeting, **other: Any) -> Occasion:
    return replace(Occasion(**{name: getattr(meeting, name) for name in FIELDS}), number=None, answer_by=None, **other)


@action(rules.may_copy)
def copy(meeting: Meeting, *, by: Person, starts_at: datetime) -> Meeting:
    """A draft like this one at another time: what it says, how long, its agenda and who was chosen one by one.

    Of a plenary the parts that stand are copied with it, each as long after its beginning as before.
    """
    return _copied_with_parts(meeting, by, starts_at=starts_at)


def _copied_with_parts(meeting: Meeting, by: Person, *, starts_at: datetime, **more: Any) -> Meeting:
    made = _copied(meeting, by, starts_at=starts_at, whole=meeting.whole, **more)
    for part in queries.parts_standing(meeting):
        _copied(part, by, starts_at=made.starts_at + (part.starts_at - meeting.starts_at), whole=made)
    return made


def _copied(meeting: Meeting, by: Person, *, starts_at: datetime, **more: Any) -> Meeting:
    ends_at = starts_at + (meeting.ends_at - meeting.starts_at)
    occasion = _occasion_of(meeting, starts_at=starts_at, ends_at=ends_at)
    made = _new(meeting.assembly, occasion, by=by, **more)
    fill_roster(made, like=meeting)
    events.DRAFTED.record(made, by, title=made.title, kind=made.kind.code, source=meeting.pk)
    lay_out_agenda(made, by, _agenda_of(meeting))
    return made


def _agenda_of(meeting: Meeting) -> Iterable[Mapping[str, Any]]:
    """What stands on an agenda each time anew; what was studied and what came of it belong to the one occasion."""
    return meeting.items.order_by("number").values("kind", "title", "presenter", "minutes", "access", "oral")


@action(rules.may_repeat)
def repeat(meeting: Meeting, *, by: Person, times: int, days: int) -> list[Meeting]:
    """Draw up the same occasion so many more times, so many days apart: a series, which this one begins.

    Each begins at the same hour of the day and is drafted on its own.
    """
    if not 1 <= times <= MOST_REPEATED:
        raise Refused(_("一次可以再安排 1 到 60 次。"), field="times")
    if days < 1:
        raise Refused(_("两次之间至少隔 1 天。"), field="days")
    if meeting.series is None:
        meeting.series = keep(Series(assembly=meeting.assembly, title=meeting.title))
        keep(meeting)
    return [_next_in(meeting, by, days * number) for number in range(1, times + 1)]


def _next_in(meeting: Meeting, by: Person, days: int) -> Meeting:
    starts_at = timezone.localtime(meeting.starts_at) + timedelta(days=days)
    return _copied_with_parts(meeting, by, starts_at=starts_at, series=meeting.series)


@action(rules.may_save_template)
def save_template(meeting: Meeting, *, by: Person, name: str) -> Template:
    """Keep what this occasion says, and its agenda, as a template under a name that no other has."""
    named = " ".join(name.split())
    if not named:
        raise Refused(_("请写上模板的名称。"), field="name")
    hours = max(round((meeting.ends_at - meeting.starts_at) / timedelta(hours=1)), 1)
    said = {"kind": meeting.kind, "title": meeting.title, "place": meeting.place, "text": meeting.text}
    made = keep(Template(assembly=meeting.assembly, name=named, hours=hours, agenda=list(_agenda_of(meeting)), **said))
    events.TEMPLATE_SAVED.record(meeting, by, name=named)
    return made


def _take_agenda(meeting: Meeting, template: Template, by: Person) -> None:
    if template.assembly_id != meeting.assembly_id:
        raise Refused(_("请选择本级的模板。"), field="template")
    lay_out_agenda(meeting, by, template.agenda)


@action(rules.may_add_part)
def add_part(meeting: Meeting, *, by: Person, part: Occasion, bodies: Sequence[Body] = ()) -> Meeting:
    """Add a part of a plenary (开幕会、分组讨论、联组讨论、选举、闭幕会): an occasion of its own within its hours.

    Everybody who belongs to it by right is put on its roster; of a joint panel (联组), those of `bodies` alone.
    """
    return _part(meeting, part, by, bodies)


def _part(meeting: Meeting, part: Occasion, by: Person, bodies: Sequence[Body] = ()) -> Meeting:
    made = _new(meeting.assembly, replace(part, number=None), by=by, whole=meeting)
    fill_roster(made, bodies=bodies)
    events.DRAFTED.record(made, by, title=made.title, kind=made.kind.code, source=meeting.pk)
    return made


@action(rules.may_add_part)
def add_panels(meeting: Meeting, *, by: Person, part: Occasion, bodies: Sequence[Body]) -> list[Meeting]:
    """Add a panel (分组) for each of these sectors or committees at one stroke, each with its own people.

    The title of each is that of `part` with the body's name in brackets.
    """
    if not bodies:
        raise Refused(_("请选择按哪些界别或专委会分组。"), field="bodies")
    return [_part(meeting, _of_body(part, body), by) for body in bodies]


def _of_body(part: Occasion, body: Body) -> Occasion:
    title = _("%(title)s（%(body)s）") % {"title": part.title, "body": body.name}
    if isinstance(body, Sector):
        return replace(part, title=title, sector=body, organ=None)
    return replace(part, title=title, organ=body, sector=None)
