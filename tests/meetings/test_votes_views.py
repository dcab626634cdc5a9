"""Pages of votes: who reaches them, what they show, what they keep."""

from datetime import datetime
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories import meetings as factory
from tests.factories.accounts import person_with, sign_in
from tests.factories.meetings import Hall
from tests.meetings import voting
from tests.meetings.voting import ELECTION
from xieshang.accounts.models import Visitor
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Ballot, Cast, Item, Meeting, Vote
from xieshang.meetings.states import VoteKind, VoteState, VoteWay

pytestmark = pytest.mark.django_db
FORM = {"kind": "election", "title": "选举常务委员", "way": "secret", "majority": "entitled", "seats": "2"}


@pytest.fixture
def place(moment: datetime) -> Hall:
    """A hall, with a second clerk in the assembly's office."""
    made = factory.hall()
    made.cast["officer"] = person_with("office_clerk", made.assembly.scope)
    return made


@pytest.fixture
def meeting(place: Hall) -> Meeting:
    """It is on, and all four members are in the hall."""
    return voting.session(place)


def as_(place: Hall, name: str) -> Client:
    """The browser of somebody of the cast."""
    client = Client()
    if not isinstance(place.cast[name], Visitor):
        sign_in(client, place.person(name))
    return client


def at(vote: Vote, more: str = "") -> str:
    """An address of the vote."""
    return f"/meetings/{vote.meeting_id}/votes/{vote.pk}/{more}"


def text(response: HttpResponse) -> str:
    """The page."""
    return response.content.decode()


class TestReach:
    @pytest.mark.parametrize("more", ["", "closing", "cancellation", "count", "screen", "sheet", "ballot"])
    def test_strangers_find_nothing(self, place: Hall, meeting: Meeting, more: str) -> None:
        """An office elsewhere: 404. The public is sent to sign in."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        assert as_(place, "elsewhere").get(at(vote, more)).status_code == 404
        assert as_(place, "public").get(at(vote, more)).status_code == 302

    def test_a_draft_is_the_office_s_alone(self, place: Hall, meeting: Meeting) -> None:
        """Members find it once it is open."""
        vote = voting.vote_in(place, meeting, VoteState.DRAFT)
        assert as_(place, "office").get(at(vote)).status_code == 200
        assert as_(place, "member 1").get(at(vote)).status_code == 404
        assert as_(place, "member 1").get(at(vote, "ballot")).status_code == 404
        actions.open_vote(vote, by=place.person("office"))
        assert as_(place, "member 1").get(at(vote)).status_code == 200

    @pytest.mark.parametrize("more", ["question", "removal"])
    def test_only_the_office_has_its_draft(self, place: Hall, meeting: Meeting, more: str) -> None:
        """Members find no form of it, and take nothing back."""
        vote = voting.vote_in(place, meeting, VoteState.DRAFT)
        assert as_(place, "member 1").post(at(vote, more)).status_code == 404
        assert as_(place, "elsewhere").post(at(vote, more)).status_code == 404
        assert Vote.objects.filter(pk=vote.pk).exists()

    def test_a_vote_is_found_under_its_own_occasion_alone(self, place: Hall, meeting: Meeting) -> None:
        """Another occasion's address leads nowhere."""
        vote, other = voting.vote_in(place, meeting, VoteState.OPEN), voting.session(place)
        assert as_(place, "office").get(f"/meetings/{other.pk}/votes/{vote.pk}/").status_code == 404
        assert as_(place, "member 1").get(f"/meetings/{other.pk}/votes/{vote.pk}/ballot").status_code == 404

    @pytest.mark.parametrize("more", ["screen", "sheet"])
    def test_what_is_not_yet_to_be_seen_says_why(self, place: Hall, meeting: Meeting, more: str) -> None:
        """A page with the reason, for a member before the result is announced."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        assert as_(place, "member 1").get(at(vote, more)).status_code == 409


class TestDraft:
    def test_it_is_put_under_an_item_and_changed_there(self, place: Hall, meeting: Meeting) -> None:
        """The item's page leads to the form with the item chosen and lists the vote, whose page names the item."""
        item, office = Item.objects.create(meeting=meeting, number=1, title="通过决议"), as_(place, "office")
        page = f"/meetings/{meeting.pk}/agenda/{item.pk}"
        new = f"/meetings/{meeting.pk}/votes/new?item={item.pk}"
        assert new in text(office.get(page))
        assert f'<option value="{item.pk}" selected>' in text(office.get(new))
        typed = {"kind": "question", "title": "决议一", "way": "hands", "majority": "present", "seats": "1"}
        assert office.post(new, {**typed, "item": item.pk}).status_code == 302
        vote = Vote.objects.get()
        assert "决议一" in text(office.get(page))
        assert "第 1 项议程：通过决议" in text(office.get(at(vote)))
        assert 'value="决议一"' in text(office.get(at(vote, "question")))
        assert office.post(at(vote, "question"), {**typed, "title": "决议二"}).status_code == 302
        vote.refresh_from_db()
        assert (vote.title, vote.item) == ("决议二", None)

    def test_what_was_typed_is_kept(self, place: Hall, meeting: Meeting) -> None:
        """An election without candidates is told so."""
        vote = voting.vote_in(place, meeting, VoteState.DRAFT)
        typed = {
            "kind": "election",
            "title": "选举",
            "way": "paper",
            "majority": "cast",
            "seats": "2",
            "text": "说明一",
        }
        response = as_(place, "office").post(at(vote, "question"), typed)
        assert response.status_code == 422
        assert "请写上候选人，每行一名。" in text(response)
        assert "说明一" in text(response)

    def test_it_is_taken_back(self, place: Hall, meeting: Meeting) -> None:
        """By one press; back to the list."""
        vote = voting.vote_in(place, meeting, VoteState.DRAFT)
        response = as_(place, "office").post(at(vote, "removal"))
        assert response["Location"] == f"/meetings/{meeting.pk}/votes/"
        assert not Vote.objects.exists()


class TestList:
    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(
        self, place: Hall, meeting: Meeting, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Sign-in, the occasion, the frame of the page, and two for the rows."""
        for _ in range(count):
            voting.vote_in(place, meeting, VoteState.ANNOUNCED)
        client = as_(place, "office")
        client.get(f"/meetings/{meeting.pk}/votes/")
        with django_assert_num_queries(QUERIES_OF_LIST):
            page = text(client.get(f"/meetings/{meeting.pk}/votes/"))
        assert page.count("赞成 2 票，不足 3 票，未获通过。") == count

    def test_no_result_stands_in_it_before_it_is_announced(self, place: Hall, meeting: Meeting) -> None:
        """Counted is not announced, for the office either."""
        voting.vote_in(place, meeting, VoteState.CLOSED)
        assert "未获通过" not in text(as_(place, "office").get(f"/meetings/{meeting.pk}/votes/"))


QUERIES_OF_LIST = 5


class TestOffice:
    def test_an_election_is_drawn_up_opened_closed_and_announced(self, place: Hall, meeting: Meeting) -> None:
        """From the form to the result, each step by its button."""
        office = as_(place, "office")
        form = {**FORM, "candidates": "甲\n乙\n丙"}
        made = office.post(f"/meetings/{meeting.pk}/votes/new", form)
        vote = Vote.objects.get()
        assert (made.status_code, made["Location"]) == (302, at(vote))
        assert office.post(at(vote, "opening")).status_code == 302
        voting.fill(place, vote)
        assert "已投 2 人" in text(office.get(at(vote, "closing")))
        assert office.post(at(vote, "closing")).status_code == 302
        assert "没有人当选。还有 2 个名额没有选出。" in text(office.get(at(vote)))
        assert office.post(at(vote, "announcement")).status_code == 302
        assert "没有人当选。还有 2 个名额没有选出。" in text(as_(place, "member 1").get(at(vote)))

    def test_what_was_typed_stays_beside_what_is_wrong(self, place: Hall, meeting: Meeting) -> None:
        """422, the sentence, and the names."""
        office = as_(place, "office")
        refused = office.post(f"/meetings/{meeting.pk}/votes/new", {**FORM, "candidates": "甲\n甲"})
        assert refused.status_code == 422
        assert "甲写了不止一次；同名的请加上单位，好分清楚。" in text(refused)
        assert "选举常务委员" in text(refused)
        empty = office.post(f"/meetings/{meeting.pk}/votes/new", FORM)
        assert "请写上候选人，每行一名。" in text(empty)

    def test_how_many_have_voted_is_shown_and_never_what(self, place: Hall, meeting: Meeting) -> None:
        """Before closing, to nobody; the page asks for the number alone again and again."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        voting.fill(place, vote)
        page = text(as_(place, "office").get(at(vote)))
        assert "<b>2</b> / 4" in page
        assert 'hx-select="#vote-progress"' in page
        assert "赞成 2 票" not in page
        assert "投票进度" not in text(as_(place, "member 3").get(at(vote)))

    def test_a_vote_is_given_up_with_a_reason_that_members_read(self, place: Hall, meeting: Meeting) -> None:
        """Without one it is asked for."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        office = as_(place, "office")
        assert office.post(at(vote, "cancellation"), {"reason": ""}).status_code == 422
        assert office.post(at(vote, "cancellation"), {"reason": "候选人名单有误"}).status_code == 302
        assert "候选人名单有误" in text(as_(place, "member 1").get(at(vote)))

    def test_two_who_count_paper_read_where_they_differ(self, place: Hall, meeting: Meeting) -> None:
        """The part, not what the other entered; after the correction it agrees."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.PAPER)
        first, second = as_(place, "office"), as_(place, "officer")
        count = {"issued": 4, "returned": 4, "invalid": 0}
        for who, votes_for in ((first, 3), (second, 2)):
            given = {"option_1_for": votes_for, "option_1_against": 0, "option_1_abstain": 4 - votes_for}
            assert who.post(at(vote, "count"), {**count, **given}).status_code == 302
        differing = "通过工作报告的决议：赞成；通过工作报告的决议：弃权"
        for who in (first, second):
            assert differing in text(who.get(at(vote)))
            assert "请核对以后重新录入" in text(who.get(at(vote, "closing")))
        again = {"option_1_for": 3, "option_1_against": 0, "option_1_abstain": 1}
        second.post(at(vote, "count"), {**count, **again})
        page = text(first.get(at(vote)))
        assert "录入完毕，可以截止。" in page
        assert "更正过的录入" in page

    def test_a_count_that_cannot_be_stays_on_the_form(self, place: Hall, meeting: Meeting) -> None:
        """With the numbers that were typed."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.HANDS)
        given = {"option_1_for": 9, "option_1_against": 0, "option_1_abstain": 0}
        refused = as_(place, "office").post(at(vote, "count"), given)
        assert refused.status_code == 422
        assert "三项合计 9 人，多于在场的 4 人，请核对。" in text(refused)
        assert 'value="9"' in text(refused)


class TestBallot:
    def test_it_is_looked_over_before_it_is_sent(self, place: Hall, meeting: Meeting) -> None:
        """您的选择, then the vote, then that it has been taken."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **ELECTION)
        member = as_(place, "member 1")
        check = member.post(at(vote, "ballot"), {"step": "check", "option_1": "for", "option_2": "against"})
        page = text(check)
        assert "您的选择" in page
        assert "<dt>丙</dt><dd>弃权（没有选）</dd>" in page
        assert not Cast.objects.exists()
        edit = text(member.post(at(vote, "ballot"), {"step": "edit", "option_1": "for"}))
        assert "checked" in edit
        cast = member.post(at(vote, "ballot"), {"step": "cast", "option_1": "for", "option_2": "against"})
        assert (cast.status_code, cast["Location"]) == (302, at(vote, "ballot"))
        assert "您的票已收到" in text(member.get(at(vote, "ballot")))
        assert Ballot.objects.get().choices == {"1": "for", "2": "against"}

    def test_a_second_time_it_says_that_it_has_been_taken(self, place: Hall, meeting: Meeting) -> None:
        """A form sent twice is one vote, and no error to be afraid of."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        member = as_(place, "member 1")
        for _ in range(2):
            page = member.post(at(vote, "ballot"), {"step": "cast", "option_1": "for"}, follow=True)
            assert "您的票已收到" in text(page)
        assert Ballot.objects.count() == 1

    def test_a_question_asks_for_a_choice(self, place: Hall, meeting: Meeting) -> None:
        """422, beside the field."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        for step in ("check", "cast"):
            refused = as_(place, "member 1").post(at(vote, "ballot"), {"step": step})
            assert (refused.status_code, Cast.objects.count()) == (422, 0)
            assert "请选择赞成、反对或者弃权。" in text(refused)

    def test_too_many_names_are_said_on_the_check_page_and_cannot_be_sent(self, place: Hall, meeting: Meeting) -> None:
        """The way leads back to the ballot alone."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **ELECTION)
        marks = {f"option_{number}": "for" for number in (1, 2, 3)}
        page = text(as_(place, "member 1").post(at(vote, "ballot"), {"step": "check", **marks}))
        assert "应选 2 名，您赞成了 3 名；多选的票无效，请回去修改。" in page
        assert 'value="cast"' not in page
        assert as_(place, "member 1").post(at(vote, "ballot"), {"step": "cast", **marks}).status_code == 422

    def test_a_vote_that_was_closed_meanwhile_says_so_and_keeps_the_marks(self, place: Hall, meeting: Meeting) -> None:
        """What was marked stays in the form."""
        vote = voting.vote_in(place, meeting, VoteState.CLOSED)
        refused = as_(place, "member 4").post(at(vote, "ballot"), {"step": "cast", "option_1": "against"})
        assert refused.status_code == 422
        assert "投票已经截止，没有投出的票不再计入。" in text(refused)
        assert "checked" in text(refused)

    def test_the_page_says_what_secrecy_it_gives_and_what_not(self, place: Hall, meeting: Meeting) -> None:
        """In plain words, of a secret vote; of a named one that everybody will see."""
        secret = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET)
        named = voting.vote_in(place, meeting, VoteState.OPEN)
        page = text(as_(place, "member 1").get(at(secret, "ballot")))
        assert "防不住的：投票进行期间，管数据库服务器的人能从数据库内部的记录把人和票对上" in page
        assert "这是记名表决" in text(as_(place, "member 1").get(at(named, "ballot")))

    def test_now_leads_whoever_may_vote_there_and_tells_others_what_comes_first(
        self, place: Hall, meeting: Meeting
    ) -> None:
        """Who has not signed in reads why not yet; who is invited is not asked, nor who has voted."""
        vote, now = voting.vote_in(place, meeting, VoteState.OPEN), f"/meetings/{meeting.pk}/now"
        door = f'href="{at(vote, "ballot")}"'
        assert door in text(as_(place, "member 1").get(now))
        actions.cast_vote(vote, by=place.person("member 1"), choices={1: "for"})
        assert door not in text(as_(place, "member 1").get(now))
        Attendance.objects.filter(attendee__person=place.person("member 2")).update(presence="expected", in_at=None)
        page = text(as_(place, "member 2").get(now))
        assert door not in page
        assert "签到以后才能投票，请先签到。" in page
        meeting.roster.filter(person=place.person("member 3")).update(part="invited")
        page = text(as_(place, "member 3").get(now))
        assert door not in page
        assert "投票" not in page

    def test_sending_a_vote_asks_little_of_the_database(
        self, place: Hall, meeting: Meeting, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Who is signed in (3), the voter's standing, and one statement that writes, in a transaction."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET)
        voting.fill(place, vote)
        member = as_(place, "member 3")
        member.get(at(vote, "ballot"))
        with django_assert_num_queries(QUERIES_OF_A_VOTE):
            member.post(at(vote, "ballot"), {"step": "cast", "option_1": "for"})
        assert Cast.objects.count() == 3


QUERIES_OF_A_VOTE = 5


class TestResult:
    def test_a_named_vote_tells_who_voted_what_once_announced(self, place: Hall, meeting: Meeting) -> None:
        """On the page and in the sheet; of a secret one nobody's."""
        named = voting.vote_in(place, meeting, VoteState.ANNOUNCED)
        page = text(as_(place, "member 4").get(at(named)))
        assert "<td>林一</td><td>赞成</td>" in page
        secret = voting.vote_in(place, meeting, VoteState.ANNOUNCED, VoteWay.SECRET)
        assert "林一" not in text(as_(place, "member 4").get(at(secret))).split("</header>", 1)[1]

    def test_the_sheet_has_votes_ballots_rule_and_conclusion(self, place: Hall, meeting: Meeting) -> None:
        """As many rows as are shown."""
        vote = voting.vote_in(place, meeting, VoteState.ANNOUNCED, VoteWay.SECRET)
        answer = as_(place, "member 4").get(at(vote, "sheet"))
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        rows = book.get_sheet_by_index(0).to_python()
        assert rows[:3] == [
            ["名称", "赞成", "反对", "弃权", "结果"],
            ["通过工作报告的决议", 2, 0, 0, "未通过"],
            ["应到", "4 人", "", "", ""],
        ]
        assert [row[:2] for row in rows[-2:]] == [
            ["规则", "通过须有全体应到 4 人过半数，即至少 3 票赞成。"],
            ["结论", "赞成 2 票，不足 3 票，未获通过。"],
        ]

    def test_the_screen_shows_numbers_then_the_result(self, place: Hall, meeting: Meeting) -> None:
        """Counted but not announced, it shows the state alone."""
        vote, office = voting.vote_in(place, meeting, VoteState.OPEN), as_(place, "office")
        voting.fill(place, vote)
        assert "<b>2</b> / 4" in text(office.get(at(vote, "screen")))
        actions.close_vote(vote, by=place.person("office"))
        assert "未获通过" not in text(office.get(at(vote, "screen")))
        actions.announce(Vote.objects.get(pk=vote.pk), by=place.person("office"))
        assert "未获通过" in text(office.get(at(vote, "screen")))


def test_a_vote_of_a_kind_has_its_words(place: Hall, meeting: Meeting) -> None:
    """An election shows its candidates and seats."""
    vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **ELECTION)
    assert vote.kind == VoteKind.ELECTION
    assert "3 名，应选 2 名" in text(as_(place, "member 1").get(at(vote)))


def test_that_each_has_voted_stands_with_the_vote_and_does_not_fill_the_record(place: Hall, meeting: Meeting) -> None:
    """The record of the occasion says that a vote was held, not who took part, one by one."""
    vote = voting.vote_in(place, meeting, VoteState.ANNOUNCED)
    actions.note_who_voted(vote, by=None)
    page = text(as_(place, "office").get(f"/meetings/{meeting.pk}"))
    assert f"参加了“{vote.title}”的投票" not in page
    assert "办理过程" in page
    assert vote.title in page
