"""The agenda: who may touch it when, its numbers, its one item that is on, its papers, its first topic."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.factories.meetings import Hall, hall, meeting
from xieshang.accounts.models import PUBLIC
from xieshang.documents import owners
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Attendee, Item, Meeting
from xieshang.meetings.states import ItemKind, ItemState, PaperAccess, Part, State
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    return hall()


def added(place: Hall, made: Meeting, *titles: str, **parts: Any) -> list[Item]:
    by = place.person("office")
    return [actions.add_item(made, by=by, point=Point(title=title, **parts)) for title in titles]


def numbers(made: Meeting) -> list[tuple[int, str]]:
    return list(made.items.order_by("number").values_list("number", "title"))


class TestDrawnUp:
    @pytest.mark.parametrize(
        ("who", "allowed"),
        [("office", True), ("secretary", False), ("member 1", False), ("elsewhere", False), ("public", False)],
    )
    def test_who_arranges_it_draws_it_up(self, place: Hall, who: str, allowed: bool) -> None:
        verdict = rules.may_add_item(place.cast[who], meeting(place))
        assert (verdict.allowed, verdict.reason) == (
            allowed,
            "" if allowed else "议程由筹备这次会议的工作人员安排，需要调整请联系办公室。",
        )

    def test_the_officer_draws_up_the_committee_s(self, place: Hall) -> None:
        made = meeting(place, State.DRAFT, kind="forum", organ=place.committee)
        assert rules.may_add_item(place.person("officer"), made)

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (State.DRAFT, ""),
            (State.APPROVED, ""),
            (State.NOTIFIED, ""),
            (State.OPEN, ""),
            (State.CLOSED, "会议已经结束，议程不能再改；要补充情况，请写进纪要。"),
            (State.CANCELLED, "会议已经取消，议程不能再改。"),
        ],
    )
    def test_until_it_is_over(self, place: Hall, state: str, reason: str) -> None:
        assert rules.may_add_item(place.person("office"), meeting(place, state)).reason == reason

    def test_numbers_have_no_gaps(self, place: Hall) -> None:
        """Moved, removed, and moved beyond either end."""
        made, by = meeting(place), place.person("office")
        a, b, c = added(place, made, "甲", "乙", "丙")
        actions.move_item(c, by=by, to=1)
        assert numbers(made) == [(1, "丙"), (2, "甲"), (3, "乙")]
        actions.move_item(c, by=by, to=99)
        assert numbers(made) == [(1, "甲"), (2, "乙"), (3, "丙")]
        actions.remove_item(a, by=by)
        assert numbers(made) == [(1, "乙"), (2, "丙")]
        actions.move_item(b, by=by, to=-4)
        assert numbers(made) == [(1, "乙"), (2, "丙")]
        told = list(
            Entry.objects.filter(kind__startswith="meetings.item_").order_by("pk").values_list("kind", flat=True)
        )
        assert told == ["meetings.item_added"] * 3 + [
            "meetings.item_moved",
            "meetings.item_moved",
            "meetings.item_removed",
            "meetings.item_moved",
        ]

    def test_an_item_needs_a_title(self, place: Hall) -> None:
        with pytest.raises(Refused, match="请写上议题") as refused:
            added(place, meeting(place), "  ")
        assert refused.value.field == "title"
        assert not Item.objects.exists()

    def test_changing(self, place: Hall) -> None:
        (item,) = added(place, meeting(place), "甲")
        point = Point(title=" 听取 报告 ", kind=ItemKind.REPORT, presenter="市发展改革委", minutes=20)
        changed = actions.change_item(item, by=place.person("office"), point=point)
        kept = Item.objects.get(pk=changed.pk)
        assert (kept.title, kept.kind, kept.presenter, kept.minutes) == ("听取 报告", "report", "市发展改革委", 20)

    def test_what_has_begun_stays(self, place: Hall) -> None:
        (item,) = added(place, meeting(place, State.OPEN), "甲")
        by = place.person("office")
        actions.begin_item(item, by=by)
        reason = "第 1 项议程进行中，不能再改；讨论的结果请写在“记录结果”里。"
        for act in (
            lambda: actions.change_item(item, by=by, point=Point(title="乙")),
            lambda: actions.move_item(item, by=by, to=1),
            lambda: actions.remove_item(item, by=by),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.reason == reason

    def test_laid_out_from_a_template(self, place: Hall) -> None:
        """Inside the action that draws the occasion up; the first topic comes before all."""
        made = meeting(place, State.DRAFT, kind="chairs")
        entries = [{"kind": "report", "title": "通报", "presenter": "办公室", "minutes": 10}, {"title": "其他事项"}]
        actions.lay_out_agenda(made, place.person("office"), entries)
        assert numbers(made) == [(1, "第一议题"), (2, "通报"), (3, "其他事项")]
        assert made.items.get(number=2).minutes == 10


class TestFirstTopic:
    def test_it_comes_with_the_first_item(self, place: Hall) -> None:
        """And it is the first, alone, and stays so."""
        made, by = meeting(place, kind="chairs"), place.person("office")
        assert queries.lacks_first_topic(made)
        added(place, made, "审议", "通报")
        assert numbers(made) == [(1, "第一议题"), (2, "审议"), (3, "通报")]
        assert not queries.lacks_first_topic(made)
        with pytest.raises(Refused, match="已经有第一议题，请在那一项里补充学习内容"):
            actions.add_item(made, by=by, point=Point(title="再学一次", kind=ItemKind.FIRST_TOPIC))
        first, last = made.items.get(number=1), made.items.get(number=3)
        assert rules.may_move_item(by, first).reason == "第一议题总是第一项，不能移动。"
        actions.move_item(last, by=by, to=1)
        assert numbers(made) == [(1, "第一议题"), (2, "通报"), (3, "审议")]

    def test_no_other_item_begins_before_it(self, place: Hall) -> None:
        """It is begun or skipped first; taken off, it is put back."""
        made, by = meeting(place, State.OPEN, kind="chairs"), place.person("office")
        (item,) = added(place, made, "审议")
        first = made.items.get(number=1)
        why = "这类会议从第一议题开始，请先进行第一议题；这次不学习的，先跳过它。"
        assert rules.may_begin_item(by, item).reason == why
        actions.end_item(actions.begin_item(first, by=by), by=by)
        assert rules.may_begin_item(by, item)
        other = meeting(place, State.OPEN, kind="chairs")
        (item,) = added(place, other, "审议")
        actions.skip_item(other.items.get(number=1), by=by)
        assert rules.may_begin_item(by, item)
        actions.remove_item(other.items.get(number=1), by=by)
        item.refresh_from_db()
        assert rules.may_begin_item(by, item).reason == "这类会议从第一议题开始，请先在议程里加上第一议题。"

    def test_one_that_is_skipped_or_taken_off_is_missed(self, place: Hall) -> None:
        made = meeting(place, State.OPEN, kind="chairs")
        added(place, made, "审议")
        actions.skip_item(made.items.get(number=1), by=place.person("office"))
        assert queries.lacks_first_topic(made)
        assert not queries.lacks_first_topic(meeting(place))

    def test_an_item_that_becomes_it_goes_first(self, place: Hall) -> None:
        made = meeting(place)
        _a, b = added(place, made, "甲", "学习")
        point = Point(title="学习", kind=ItemKind.FIRST_TOPIC, studied="重要讲话")
        actions.change_item(b, by=place.person("office"), point=point)
        assert numbers(made) == [(1, "学习"), (2, "甲")]

    def test_the_register(self, place: Hall) -> None:
        """Of all occasions one may see, what was begun: not what is still to be, nor what was skipped."""
        for state in ItemState:
            added(place, meeting(place, State.OPEN), state, kind=ItemKind.FIRST_TOPIC)
            Item.objects.filter(title=state).update(state=state)
        shown = queries.first_topics_visible_to(place.person("office")).values_list("title", flat=True)
        assert sorted(shown) == ["done", "on"]
        assert not queries.first_topics_visible_to(place.person("elsewhere")).exists()
        assert not queries.first_topics_visible_to(PUBLIC).exists()


class TestRun:
    def test_one_item_at_a_time(self, place: Hall) -> None:
        made, by = meeting(place, State.OPEN), place.person("office")
        a, b = added(place, made, "甲", "乙")
        actions.begin_item(a, by=by)
        with pytest.raises(Refused, match="第 1 项“甲”正在进行，请先结束它"):
            actions.begin_item(b, by=by)
        actions.end_item(a, by=by)
        actions.begin_item(b, by=by)
        assert queries.item_on(made) == b
        actions.end_item(b, by=by)
        again = actions.begin_item(a, by=by)
        assert (again.state, again.ended_at) == (ItemState.ON, None)

    def test_what_is_on_ends_with_the_occasion(self, place: Hall) -> None:
        made, by = meeting(place, State.OPEN), place.person("office")
        (item,) = added(place, made, "甲")
        actions.begin_item(item, by=by)
        actions.close(made, by=by)
        item.refresh_from_db()
        assert item.state == ItemState.DONE
        assert item.ended_at is not None

    @pytest.mark.parametrize(
        ("verb", "state", "reason"),
        [
            ("end_item", "ahead", "现在的状态是“未开始”，开始以后才能结束。"),
            ("skip_item", "done", "现在的状态是“已完成”，已经过了可以跳过的时候；请看现在还能办什么。"),
            ("skip_item", "on", "现在的状态是“进行中”，已经过了可以跳过的时候；请看现在还能办什么。"),
            ("begin_item", "on", "现在的状态已经是“进行中”，这一步不用再办。"),
            ("begin_item", "skipped", ""),
            ("begin_item", "done", ""),
        ],
    )
    def test_moves(self, place: Hall, verb: str, state: str, reason: str) -> None:
        (item,) = added(place, meeting(place, State.OPEN), "甲")
        item.state = state
        assert getattr(rules, f"may_{verb}")(place.person("office"), item).reason == reason

    def test_only_while_the_occasion_is_open(self, place: Hall) -> None:
        (item,) = added(place, meeting(place), "甲")
        reason = "会议现在的状态是“已通知”；开会以后才能进行议程。"
        assert rules.may_begin_item(place.person("office"), item).reason == reason

    def test_what_came_of_it(self, place: Hall) -> None:
        (item,) = added(place, meeting(place, State.OPEN), "甲")
        by = place.person("office")
        with pytest.raises(Refused, match="这项议程还没有进行，没有结果可以记录"):
            actions.note_item(item, by=by, note="原则同意。")
        actions.begin_item(item, by=by)
        assert actions.note_item(item, by=by, note=" 原则同意。 ").note == "原则同意。"


def paper(place: Hall, item: Item, name: str = "材料.txt") -> Any:
    upload = SimpleUploadedFile(name, "会议材料".encode())
    return actions.attach_paper(item, by=place.person("office"), upload=upload)


class TestPapers:
    @pytest.mark.parametrize(
        ("access", "readers"),
        [
            (PaperAccess.ENTITLED, {"office", "secretary", "chair", "member 1"}),
            (PaperAccess.ROSTER, {"office", "secretary", "chair", "member 1", "member 2"}),
            (PaperAccess.ASSEMBLY, {"office", "secretary", "chair", "member 1", "member 2", "member 3", "member 4"}),
        ],
    )
    def test_who_reads_them(self, place: Hall, access: str, readers: set[str]) -> None:
        """Member 1 is entitled, 2 invited, 3 works there, 4 is not on the roster."""
        made = meeting(place)
        (item,) = added(place, made, "甲", access=access)
        file = paper(place, item)
        for index, part in ((2, Part.INVITED), (3, Part.STAFF)):
            Attendee.objects.filter(meeting=made, member=place.members[index - 1]).update(part=part)
        Attendee.objects.filter(meeting=made, member=place.members[3]).delete()
        assert {who for who, actor in place.cast.items() if owners.may_see(actor, file)} == readers

    def test_nobody_but_the_office_before_the_notice_or_after_it_was_cancelled(self, place: Hall) -> None:
        for state in (State.DRAFT, State.CANCELLED):
            made = meeting(place, State.DRAFT)
            (item,) = added(place, made, "甲", access=PaperAccess.ASSEMBLY)
            file = paper(place, item)
            Meeting.objects.filter(pk=made.pk).update(state=state)
            seen = {who for who, actor in place.cast.items() if owners.may_see(actor, file)}
            assert seen == {"office", "secretary", "chair"}

    def test_they_go_with_the_item_and_alone(self, place: Hall) -> None:
        (item,) = added(place, meeting(place), "甲")
        first, second = paper(place, item), paper(place, item, "附表.txt")
        by = place.person("office")
        actions.remove_paper(item, by=by, file=first)
        assert queries.papers_of([item]) == {item.pk: [second]}
        (other,) = added(place, item.meeting, "乙")
        with pytest.raises(Refused, match="这份材料已经不在了"):
            actions.remove_paper(other, by=by, file=second)
        actions.remove_item(item, by=by)
        assert queries.papers_of([item]) == {item.pk: []}
