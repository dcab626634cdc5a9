"""What the occasions of the demo city talked about: an agenda a kind, kept as a template, and what was studied when."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.meetings import actions
from xieshang.meetings.models import Item, Meeting, Template
from xieshang.meetings.states import ItemKind
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.batch import batch

AGENDAS = {
    "plenary": [
        ("听取和审议常务委员会工作报告", ItemKind.REPORT),
        ("听取和审议提案工作情况的报告", ItemKind.REPORT),
        ("大会发言", ItemKind.SPEECHES),
        ("通过会议决议", ItemKind.DELIBERATION),
    ],
    "party_group": [("第一议题", ItemKind.FIRST_TOPIC), ("研究近期重点工作", ItemKind.DELIBERATION)],
    "chairs": [("第一议题", ItemKind.FIRST_TOPIC), ("审议提请常委会会议审议的事项", ItemKind.DELIBERATION)],
    "standing": [
        ("第一议题", ItemKind.FIRST_TOPIC),
        ("听取有关部门的情况通报", ItemKind.REPORT),
        ("专题协商发言", ItemKind.SPEECHES),
    ],
    "study": [("第一议题", ItemKind.FIRST_TOPIC), ("交流研讨", ItemKind.SPEECHES)],
    "system": [("部署下一阶段工作", ItemKind.REPORT)],
    "forum": [
        ("听取养老服务情况介绍", ItemKind.REPORT),
        ("座谈发言", ItemKind.SPEECHES),
        ("通过协商意见", ItemKind.VOTE),
    ],
}
"""The kind of an occasion and the items that each of them has; an inspection has none."""
STUDIED = (
    (date(2018, 1, 1), "《中国人民政治协商会议章程》"),
    (date(2018, 1, 1), "《关于加强和改进人民政协民主监督工作的意见》"),
    (date(2019, 11, 1), "《关于新时代加强和改进人民政协工作的意见》"),
    (date(2022, 7, 1), "《中国共产党政治协商工作条例》"),
)
"""What could be studied from which day on."""


class Agendas:
    """The agendas of one office: the first occasion of a kind has its own, which the others take as a template."""

    def __init__(self, clerk: Person, templates: dict[str, Template]) -> None:
        self.clerk, self.templates = clerk, templates

    @classmethod
    def of(cls, assembly: Assembly, clerk: Person) -> "Agendas":
        """With the templates that are there already."""
        found = Template.objects.filter(assembly=assembly).select_related("kind")
        return cls(clerk, {one.kind.code: one for one in found})

    def lay(self, meeting: Meeting) -> None:
        """Give the first of a kind its items, and keep them for those that follow."""
        code = meeting.kind.code
        if code in self.templates or code not in AGENDAS:
            return
        for title, kind in AGENDAS[code]:
            actions.add_item(meeting, by=self.clerk, point=actions.Point(title, kind=kind))
        self.templates[code] = actions.save_template(meeting, by=self.clerk, name=meeting.kind.name)

    def run(self, meetings: Sequence[Meeting]) -> None:
        """Say what is studied, and take one item after another while the occasion is open.

        The first topics are a batch of their own: the others ask whether theirs was taken.
        """
        keys = [one.pk for one in meetings]
        occasions = Meeting.objects.filter(pk__in=keys).select_related("assembly", "kind", "term")
        items = Item.objects.filter(meeting__in=keys).prefetch_related("meeting__kind")
        for some in (items.filter(kind=ItemKind.FIRST_TOPIC), items.exclude(kind=ItemKind.FIRST_TOPIC)):
            with batch(some, occasions) as held:
                for item in sorted(held, key=lambda one: (one.meeting.starts_at, one.number)):
                    self._run(item)

    def _run(self, item: Item) -> None:
        begins_at = item.meeting.starts_at + timedelta(minutes=25 * (item.number - 1))
        if item.kind == ItemKind.FIRST_TOPIC:
            with clock.at(item.meeting.starts_at - timedelta(minutes=3)):
                point = actions.Point(item.title, kind=item.kind, studied=_studied(item.meeting))
                actions.change_item(item, by=self.clerk, point=point)
        with clock.at(begins_at):
            actions.begin_item(item, by=self.clerk)
        with clock.at(begins_at + timedelta(minutes=25)):
            actions.end_item(item, by=self.clerk)


def _studied(meeting: Meeting) -> str:
    day = timezone.localdate(meeting.starts_at)
    there = [title for since, title in STUDIED if since <= day]
    return there[(meeting.number or 0) % len(there)]
