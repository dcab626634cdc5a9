"""Who hears of speeches before a plenary and of the minutes."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories.meetings import Hall, hall, meeting
from xieshang.meetings import actions
from xieshang.meetings.actions import Offering
from xieshang.meetings.models import Minutes, Speech
from xieshang.meetings.states import Part, State
from xieshang.notices.models import Notice
from xieshang.spine import errand
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    return hall()


def told(place: Hall, kind: str) -> list[tuple[str, str, str, str]]:
    """Who of the cast, with title, body and link of the notices of a kind, once all that is owed is done."""
    for owed in Errand.objects.order_by("pk"):
        errand.run(owed.pk)
    names = {actor.pk: who for who, actor in place.cast.items()}
    rows = Notice.objects.filter(kind=kind).order_by("person")
    return [(names[one.person_id], one.title, one.body, one.link) for one in rows]


def offered(place: Hall) -> Speech:
    given = Offering("老城停车", "正文", place.members[1], sector=place.sectors[0])
    return actions.offer_speech(meeting(place), by=place.person("member 3"), offering=given)


class TestSpeeches:
    def test_speaker_and_convenor_hear_what_became_of_it(self, place: Hall) -> None:
        speech = actions.take_for_oral(offered(place), by=place.person("office"), reason="选题重要。")
        words = ("您的大会发言《老城停车》选为口头发言", "理由：选题重要。", f"/meetings/speeches/{speech.pk}")
        assert told(place, "speech_taken") == [("member 2", *words), ("member 3", *words)]

    def test_not_taken_and_what_was_changed_before_is_not_told(self, place: Hall) -> None:
        speech = actions.take_for_written(offered(place), by=place.person("office"), reason="时间有限。")
        actions.not_take(speech, by=place.person("office"), reason="题目重复。")
        words = ("您的大会发言《老城停车》未采用", "理由：题目重复。", f"/meetings/speeches/{speech.pk}")
        assert told(place, "speech_not_taken") == [("member 2", *words), ("member 3", *words)]
        assert told(place, "speech_taken") == []


class TestMinutes:
    def proposed(self, place: Hall) -> Minutes:
        made, by = meeting(place, State.CLOSED), place.person("office")
        made.roster.filter(member=place.members[3]).update(part=Part.STAFF)
        return actions.propose_minutes(actions.make_minutes(made, by=by), by=by)

    def test_each_who_must_act_next(self, place: Hall) -> None:
        """Who approves; the office when they come back; the office again, to issue; then all but the staff."""
        minutes = self.proposed(place)
        link = f"/meetings/{minutes.meeting_id}/minutes"
        assert told(place, "to_approve_minutes") == [("secretary", "请审定《九届四次全体会议》的纪要", "", link)]
        minutes = actions.return_minutes(minutes, by=place.person("secretary"), reason="缺名单。")
        title = "《九届四次全体会议》的纪要退回修改"
        assert told(place, "minutes_returned") == [("office", title, "理由：缺名单。", link)]
        minutes = actions.propose_minutes(minutes, by=place.person("office"))
        minutes = actions.approve_minutes(minutes, by=place.person("secretary"))
        assert [who for who, *_ in told(place, "to_issue_minutes")] == ["office"]
        actions.issue_minutes(minutes, by=place.person("office"))
        assert told(place, "minutes_issued") == [
            (f"member {n}", "《九届四次全体会议》的纪要已经印发", "全体会议纪要〔2026〕1号", link) for n in (1, 2, 3)
        ]

    def test_what_is_approved_already_asks_nobody(self, place: Hall) -> None:
        actions.approve_minutes(self.proposed(place), by=place.person("secretary"))
        assert told(place, "to_approve_minutes") == []
