"""Papers of items: waited for by the setting of the kind, told to who arranges the occasion, and late ones say so."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.meetings import Hall, meeting
from tests.journeys.visit import Visit
from xieshang.documents.models import File
from xieshang.meetings import actions, queries
from xieshang.meetings.models import Item, Kind, Meeting
from xieshang.meetings.states import ItemKind, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SPOKEN = "交流"


def coming(place: Hall, days: int, state: str = State.NOTIFIED, kind: str = "chairs", title: str = "甲会") -> Meeting:
    """So many days ahead; of a chairs' meeting papers go out 3 working days before."""
    starts = clock.now() + timedelta(days=days)
    made = meeting(place, state, kind=kind, title=title, starts_at=starts, ends_at=starts + timedelta(hours=2))
    for number, (what, title_) in enumerate(
        [
            (ItemKind.FIRST_TOPIC, "学习"),
            (ItemKind.REPORT, "听取通报"),
            (ItemKind.DELIBERATION, "审议报告"),
            (ItemKind.OTHER, SPOKEN),
        ],
        start=1,
    ):
        Item.objects.create(meeting=made, number=number, kind=what, title=title_)
    return made


def attached(item: Item, place: Hall, name: str = "材料.pdf") -> File:
    upload = SimpleUploadedFile(name, PDF, content_type="application/pdf")
    return actions.attach_paper(item, by=place.person("office"), upload=upload)


def items(made: Meeting) -> list[str]:
    return [one.title for one in queries.without_papers(made)]


class TestWaitedFor:
    def test_reports_and_deliberations_until_a_paper_is_there(self, place: Hall) -> None:
        made = coming(place, 20)
        assert items(made) == ["听取通报", "审议报告"]
        attached(made.items.get(number=2), place)
        assert items(made) == ["审议报告"]
        point = actions.Point("审议报告", kind=ItemKind.DELIBERATION, oral=True)
        actions.change_item(made.items.get(number=3), by=place.person("office"), point=point)
        assert items(made) == []

    @pytest.mark.parametrize(
        ("state", "waits"),
        [
            (State.DRAFT, True),
            (State.PROPOSED, True),
            (State.APPROVED, True),
            (State.NOTIFIED, True),
            (State.OPEN, False),
            (State.CLOSED, False),
            (State.CANCELLED, False),
        ],
    )
    def test_before_it_begins_alone(self, place: Hall, state: str, waits: bool) -> None:
        assert bool(items(coming(place, 20, state))) is waits

    def test_where_the_kind_asks_for_none_nothing_is_waited_for(self, place: Hall) -> None:
        made = coming(place, 20)
        Kind.objects.filter(pk=made.kind_id).update(papers_days=0)
        assert items(Meeting.objects.select_related("kind").get(pk=made.pk)) == []

    def test_on_the_desk_from_three_working_days_before_they_are_due(self, place: Hall) -> None:
        """Today is Wednesday, 18 March: papers of Tuesday the 24th are due on the 19th, of the 31st on the 26th."""
        on = {name: coming(place, days, title=name) for name, days in (("后", 13), ("先", 6), ("晚", 1))}
        office = place.person("office")
        found = queries.lacking_papers(office, at=clock.now())
        assert [(one.meeting.title, one.items, one.due_on) for one in found] == [
            ("晚", 2, date(2026, 3, 16)),
            ("先", 2, date(2026, 3, 19)),
        ]
        with clock.at(clock.now() + timedelta(days=5)):
            assert [one.meeting for one in queries.lacking_papers(office, at=clock.now())] == [on["先"], on["后"]]
        assert queries.lacking_papers(place.person("secretary"), at=clock.now()) == []


class TestTold:
    def test_on_the_desk_of_who_arranges_it(self, place: Hall) -> None:
        """The office for all; an officer for the own committee's."""
        coming(place, 1)
        of_committee = coming(place, 1, title="乙会")
        Meeting.objects.filter(pk=of_committee.pk).update(organ=place.committee)
        text = Visit(place.person("office")).open("/").text
        assert text.count("还缺 2 项议程的材料") == 2
        officer = Visit(place.person("officer")).open("/")
        assert officer.text.count("还缺 2 项议程的材料") == 1
        assert officer.follow("还缺 2 项议程的材料").path == f"/meetings/{of_committee.pk}/agenda"
        for who in ("secretary", "chair", "member 1"):
            assert "还缺 2 项议程的材料" not in Visit(place.person(who)).open("/").text

    def test_on_the_occasion_with_each_item_a_link(self, place: Hall) -> None:
        made = coming(place, 1)
        visit = Visit(place.person("office")).open(f"/meetings/{made.pk}")
        assert "应在 3 月 16 日前送出（提前 3 个工作日），已经晚了 2 个工作日。" in visit.text
        visit.follow("2. 听取通报")
        assert visit.path == f"/meetings/{made.pk}/agenda/{made.items.get(number=2).pk}/papers"
        early = coming(place, 20)
        assert "最迟 4 月 1 日送出（提前 3 个工作日）。" in visit.open(f"/meetings/{early.pk}").text
        assert "还缺" not in Visit(place.person("member 1")).open(f"/meetings/{made.pk}").text


class TestLate:
    def test_the_ledger_and_the_page_say_so(self, place: Hall, member: Client) -> None:
        made = coming(place, 1)
        item = made.items.get(number=2)
        visit = Visit(place.person("office")).open(f"/meetings/{made.pk}/agenda/{item.pk}/papers")
        visit.press("加上", files={"file": SimpleUploadedFile("通报.pdf", PDF, content_type="application/pdf")})
        assert "材料已加上，晚于规定 2 个工作日。" in visit.text
        assert Entry.objects.get(kind="meetings.paper_attached").payload["late"] is True
        assert "晚于规定的送材料时间" in visit.open(f"/meetings/{made.pk}").text
        for at in (f"/meetings/{made.pk}/agenda", f"/meetings/{made.pk}/agenda/{item.pk}"):
            assert "晚于规定 2 个工作日" in member.get(at).content.decode()

    def test_in_time_it_is_like_any_other(self, place: Hall, member: Client) -> None:
        """On the last day, too."""
        made = coming(place, 6)
        with clock.at(clock.now() + timedelta(days=1)):
            file = attached(made.items.get(number=2), place)
            assert queries.days_late(made, [file]) == {}
        with clock.at(clock.now() + timedelta(days=2)):
            assert queries.days_late(made, [attached(made.items.get(number=3), place)]) != {}
        assert member.get(f"/meetings/{made.pk}/agenda").content.decode().count("晚于规定") == 1


@pytest.fixture(autouse=True)
def today(moment: datetime) -> None:
    """A Wednesday."""
    assert clock.today() == date(2026, 3, 18)
