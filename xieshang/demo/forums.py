"""A forum of the demo city that is on at this hour: somebody speaks, a question is open to the vote."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.demo import floor
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Kind, Meeting
from xieshang.meetings.states import ItemKind, Majority, Part, SignInWay, VoteKind, VoteWay
from xieshang.members.models import Member
from xieshang.spine import clock, errand
from xieshang.spine.batch import batch

LASTS, TOLD = timedelta(hours=4), timedelta(days=9)
AGENDA = (
    actions.Point("听取居家养老服务情况介绍", kind=ItemKind.REPORT, presenter="市民政局", oral=True, minutes=25),
    actions.Point("座谈发言", kind=ItemKind.SPEECHES, minutes=90),
    actions.Point("通过协商意见", kind=ItemKind.VOTE, minutes=15),
)
GUESTS = (("高知秋", "社区居民代表"), ("程砚青", "养老机构负责人"))


def begin(kind: Kind, members: Sequence[Member], *, clerk: Person, approver: Person) -> Meeting:
    """It began an hour ago or a little more. All are there but the last; the first has neither asked for the floor nor
    voted yet."""
    began_at = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    with errand.quiet():
        forum = _announced(kind, members, began_at, clerk, approver)
    _let_in(forum, members[:-1], began_at, clerk)
    with clock.at(began_at):
        forum = actions.open(forum, by=clerk)
        report, speeches, decision = forum.items.order_by("number")
        actions.begin_item(report, by=clerk)
    with clock.at(began_at + timedelta(minutes=25)):
        actions.end_item(report, by=clerk)
        actions.begin_item(speeches, by=clerk)
    first, second, third = forum.roster.filter(part=Part.ENTITLED).order_by("position")[1:4]
    floor.speak(clerk, speeches, first, began_at + timedelta(minutes=26))
    title, way = "对居家养老服务的协商意见", VoteWay.NAMED
    asked = actions.Question(title, VoteKind.QUESTION, way, Majority.PRESENT, item=decision)
    opened_at = timezone.now() - timedelta(minutes=5)
    with clock.at(opened_at):
        put = actions.open_vote(actions.draw_up_vote(forum, by=clerk, question=asked), by=clerk)
    floor.cast(put, opened_at, but=[members[0].person_id])
    floor.speak(clerk, speeches, second, timezone.now() - timedelta(minutes=2), until=None)
    actions.list_speaker(speeches, by=clerk, attendee=third)
    return forum


def _announced(kind: Kind, members: Sequence[Member], began_at: datetime, clerk: Person, approver: Person) -> Meeting:
    """Drawn up with its agenda, approved and told nine days before."""
    ends_at = began_at + LASTS
    planned = actions.Occasion(
        kind=kind, title="居家养老服务座谈会", place="政协机关会议室", starts_at=began_at, ends_at=ends_at
    )
    with clock.at(began_at - TOLD):
        forum = actions.draw_up(kind.assembly, by=clerk, occasion=planned)
        actions.set_sittings(forum, by=clerk, hours=[(began_at, ends_at)])
        for point in AGENDA:
            actions.add_item(forum, by=clerk, point=point)
        actions.put_on_roster(forum, by=clerk, people=members)
        actions.put_on_roster(forum, by=clerk, guests=GUESTS, part=Part.INVITED)
        forum = actions.approve(forum, by=approver)
        return actions.notify(forum, by=clerk, reason="演示")


def _let_in(forum: Meeting, members: Sequence[Member], began_at: datetime, clerk: Person) -> None:
    rows = Attendance.objects.filter(sitting__meeting=forum, attendee__member__in=members)
    rows = rows.prefetch_related("attendee", "sitting__meeting__assembly")
    with clock.at(began_at - timedelta(minutes=10)), batch(rows) as those:
        for one in those:
            actions.admit(one, by=clerk, way=SignInWay.LIST)
