"""The demo city: real life cycles, counted again by other means."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from tests.demo.conftest import FEW, SMALL
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES
from xieshang.deadlines.models import Deadline
from xieshang.demo import build
from xieshang.demo import city as cities
from xieshang.demo.city import City, Plan
from xieshang.documents.models import File
from xieshang.duties import sealing
from xieshang.duties.models import DutyReport, Exit, Year
from xieshang.meetings import queries as meetings
from xieshang.meetings.models import (
    Appearance,
    Attendance,
    Count,
    Item,
    Leave,
    Meeting,
    Minutes,
    Speech,
    Turn,
    Vote,
)
from xieshang.meetings.rules import may_ask_to_speak, may_cast_vote
from xieshang.meetings.states import THERE, ItemKind, ItemState, MinutesState, SpeechState, VoteState
from xieshang.members.models import Assembly, Post, Term
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import ledger
from xieshang.spine.figure import FIGURES, Scope
from xieshang.spine.models import Entry, Errand

OTHER = Plan(code="anders", seed=8, members=112, cases=31, yearly=14, occasions=replace(FEW, plenary=1, study=5))
DUTY = {SMALL.code: (1, 8), "anders": (2, 17)}
"""How many are not nominated again, and how many are outstanding, by the size of the city."""


def ninth_term(city: City) -> Scope:
    term = Term.objects.get(assembly=city.assembly, number=9)
    return Scope.of_term(term, on=timezone.localdate())


def counted(sql: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])


def test_the_report_s_city_holds_as_many_meetings_as_the_report_says() -> None:
    """F01 to F04, F05 and F36: 168 meetings of four kinds, 112 study sessions, 13 of the whole system."""
    held = Plan().occasions.counts
    assert held == {"plenary": 5, "party_group": 72, "chairs": 65, "standing": 26, "study": 112, "system": 13}
    assert sum(held[kind] for kind in ("plenary", "party_group", "chairs", "standing")) == 168


@pytest.mark.parametrize("plan", [SMALL, OTHER], ids=["small", "other"])
def test_figures_agree_with_a_count_by_other_means(plan: Plan, city: City, tmp_path: Path) -> None:
    """Each figure equals what plain SQL counts in the tables, for two seeds and sizes."""
    if plan is not SMALL:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XIESHANG_VAR", str(tmp_path))
            city = build.build(plan)[0]
    scope, key = ninth_term(city), city.assembly.pk
    found = {code: FIGURES[code].value(scope) for code in ("F12", "F13", "F20", "F21", "F27", "F28", "F29", "F32")}
    assert found == {
        "F12": counted("SELECT count(*) FROM members_organ WHERE assembly_id = %s AND kind = 'committee'", key),
        "F13": counted("SELECT count(*) FROM members_assembly WHERE parent_id = %s AND level = 'county'", key),
        "F20": counted(
            "SELECT count(DISTINCT subject_id) FROM spine_entry WHERE assembly_id = %s"
            " AND kind = 'proposals.replied' AND at < '2023-01-01 00:00+08'",
            key,
        ),
        "F21": 100,
        "F27": counted(
            "SELECT count(*) FROM members_sector s JOIN members_term t ON t.id = s.term_id"
            " WHERE t.assembly_id = %s AND t.number = 9",
            key,
        ),
        "F28": counted("SELECT count(*) FROM members_member WHERE assembly_id = %s AND until_on = '2023-01-01'", key),
        "F29": counted(
            "SELECT count(DISTINCT subject_id) FROM spine_entry WHERE assembly_id = %s"
            " AND kind = 'duties.exit_decided' AND payload->>'outcome' = 'not_nominated'"
            " AND at < '2023-01-01 00:00+08'",
            key,
        ),
        "F32": counted(
            "SELECT count(DISTINCT subject_id) FROM spine_entry WHERE assembly_id = %s"
            " AND kind = 'duties.awarded' AND payload->>'of' = 'term' AND at < '2023-01-01 00:00+08'",
            key,
        ),
    }
    assert (found["F20"], found["F28"]) == (plan.cases, plan.members)
    assert (found["F29"], found["F32"]) == DUTY[plan.code]


def test_what_was_held_has_an_agenda_that_was_gone_through(city: City) -> None:
    """Of every kind but the inspections; a first topic says what was studied, and stands in the register."""
    held = Meeting.objects.filter(assembly=city.assembly, state="closed").exclude(kind__code="activity")
    items = Item.objects.filter(meeting__in=held)
    assert set(items.values_list("meeting", flat=True)) == set(held.values_list("pk", flat=True))
    assert set(items.values_list("state", flat=True)) == {ItemState.DONE}
    opened = held.filter(kind__opens_with_first_topic=True).count()
    assert items.filter(kind=ItemKind.FIRST_TOPIC, number=1).exclude(studied="").count() == opened > 0
    minutes = Minutes.objects.filter(meeting__in=held, state=MinutesState.ISSUED).order_by("pk").first()
    assert minutes is not None
    assert minutes.meeting.items.first().title in minutes.text


def test_what_a_plenary_said_and_resolved_is_there(city: City) -> None:
    """Speeches that were given, printed or not taken, each with a reason; a resolution whose hands were counted."""
    for plenary in Meeting.objects.filter(assembly=city.assembly, kind__code="plenary", state="closed", whole=None):
        came = Counter(Speech.objects.filter(meeting=plenary).exclude(reason="").values_list("state", flat=True))
        assert came == {SpeechState.SPOKEN: 4, SpeechState.WRITTEN: 3, SpeechState.NOT_TAKEN: 2}
        vote = plenary.votes.get()
        assert vote.state == VoteState.ANNOUNCED
        assert Count.objects.filter(vote=vote, replaced_at__isnull=True).count() == 1
    ahead = Speech.objects.filter(assembly=city.assembly, meeting__state="notified")
    assert set(ahead.values_list("state", flat=True)) == {SpeechState.OFFERED}


def test_meetings_are_counted_as_they_were_held(city: City) -> None:
    """As many of each kind as planned, each settled, with the attendance of everybody who was expected."""
    scope, planned = ninth_term(city), city.plan.occasions
    codes = {
        "F01": "plenary",
        "F02": "party_group",
        "F03": "chairs",
        "F04": "standing",
        "F05": "study",
        "F36": "system",
    }
    assert {code: FIGURES[code].value(scope) for code in codes} == {
        code: planned.counts[kind] for code, kind in codes.items()
    }
    assert FIGURES["F24"].value(scope) == 4
    open_ends = "SELECT count(*) FROM meetings_attendance a JOIN meetings_sitting s ON s.id = a.sitting_id"
    assert counted(f"{open_ends} WHERE s.ends_at < %s AND a.presence = 'expected'", timezone.now()) == 0
    first = FIGURES["F01"].rows(scope).first()
    assert first is not None
    assert first.entitled == 3 * city.plan.members
    assert 0.8 * first.entitled < first.there < first.entitled


def test_the_last_plenary_was_held_in_parts(city: City) -> None:
    """Opening, four panels, election and closing, each signed in to at its own door; together one plenary still."""
    (whole,) = Meeting.objects.filter(assembly=city.assembly, parts__isnull=False).distinct()
    plenaries = Meeting.objects.filter(assembly=city.assembly, kind__code="plenary", state="closed", whole=None)
    assert whole == plenaries.latest("starts_at")
    parts = whole.parts.order_by("starts_at", "pk")
    panels = [f"第{name}组讨论" for name in "一二三四"]
    assert [one.title for one in parts] == ["开幕会", *panels, "选举大会", "闭幕会"]
    assert {one.state for one in parts} == {"closed"}
    members = whole.roster.count()
    assert [one.roster.count() for one in parts if one.title not in panels] == [members] * 3
    assert sum(one.roster.count() for one in parts if one.title in panels) == members
    tenth = Scope.of_term(Term.objects.get(assembly=city.assembly, number=10), on=timezone.localdate())
    figure = {one.pk: one for one in FIGURES["F01"].rows(tenth)}
    assert figure.keys() == {one.pk for one in plenaries.filter(term__number=10)}
    assert 0.8 * 3 * members < figure[whole.pk].there < 3 * members
    assert not Attendance.objects.filter(sitting__meeting=whole, presence__in=THERE).exists()


def test_of_its_half_days_some_were_late_left_early_or_had_leave(city: City) -> None:
    """The first member was away on the second morning alone, as they had asked; the minutes say it of their panel."""
    whole = Meeting.objects.filter(assembly=city.assembly, parts__isnull=False).distinct().get()
    noted = Appearance.objects.filter(meeting=whole)
    assert set(noted.values_list("presence", flat=True)) >= {"present", "left_early", "on_leave"}
    late = Attendance.objects.filter(sitting__meeting__assembly=city.assembly, presence="late")
    assert late.exists()
    first = cities.cast_of(city, 10).members[0]
    own = noted.filter(attendee__member=first).order_by("sitting__number").values_list("presence", flat=True)
    assert own[1] == "on_leave"
    assert "on_leave" not in {own[0], own[2]}
    leave = Leave.objects.get(attendee__meeting=whole, attendee__member=first)
    assert (leave.state, leave.from_at is None) == ("granted", False)
    assert f"请假的有{first.name}" in whole.record.text
    assert all(one.title in whole.record.text for one in whole.parts.all())


def test_of_three_two_were_elected_by_secret_ballots(city: City) -> None:
    """By all who were there; they sit on the standing committee since, and the ledger says who has voted."""
    vote = Vote.objects.get(meeting__assembly=city.assembly, kind="election")
    assert (vote.way, vote.state, vote.seats, vote.options.count()) == ("secret", VoteState.ANNOUNCED, 2, 3)
    assert vote.ballots.count() == vote.casts.count() == vote.present > vote.entitled / 2
    assert not vote.ballots.exclude(attendee=None).exists()
    won = {one["name"] for one in vote.result["stood"] if one["fate"] == "elected"}
    since = vote.meeting.whole.ends_at.date() + timedelta(days=1)
    posts = Post.objects.filter(member__assembly=city.assembly, kind="standing", from_on=since)
    assert set(posts.values_list("member__name", flat=True)) == won
    assert len(won) == 2
    voted = Entry.objects.filter(kind="meetings.voted", subject_id=vote.meeting_id)
    assert voted.filter(subject_kind="meetings.meeting").count() == vote.present


def test_a_forum_was_held_and_another_is_on(city: City) -> None:
    """With speakers and a named vote that was announced; at the one that is on somebody speaks, another waits, and the
    first member alone of those who are there has not voted yet."""
    told = Meeting.objects.filter(assembly=city.assembly, kind__code="forum", notified_at__isnull=False)
    held, on = told.order_by("pk")
    assert (held.state, on.state) == ("closed", "open")
    question = held.votes.get()
    assert (question.way, question.state, question.casts.count()) == ("named", VoteState.ANNOUNCED, question.present)
    assert Turn.objects.filter(item__meeting=held, state="spoken").count() == 3
    assert "先后发言" in held.record.text
    turns = Turn.objects.filter(item__meeting=on).values_list("state", flat=True)
    assert set(turns) == {"spoken", "speaking", "waiting"}
    assert on.starts_at < timezone.now() < on.ends_at
    vote = on.votes.get(state="open")
    members = cities.cast_of(city, 10).members[:10]
    voted = vote.casts.values_list("attendee__member", flat=True)
    assert set(voted) == {one.pk for one in members[1:-1]}
    assert may_cast_vote(members[0].person, vote)
    assert may_ask_to_speak(members[0].person, on.items.get(state="on"))


def test_minutes_are_issued_but_for_the_last(city: City) -> None:
    """All of the ninth term in time and on paper; of the running year the last are late, and a few at most."""
    ninth = Meeting.objects.filter(assembly=city.assembly, term__number=9)
    issued = Minutes.objects.filter(meeting__in=ninth, state=MinutesState.ISSUED)
    assert issued.count() == sum(city.plan.occasions.counts.values())
    papers = File.objects.filter(subject_kind="meetings.minutes", subject_id__in=issued.values("pk"))
    assert papers.count() == 2 * issued.count()
    clocks = Deadline.objects.filter(assembly_id=city.assembly.pk, code="meetings.minutes")
    assert not clocks.filter(met_on__gt=F("due_on")).exists()
    late = clocks.filter(met_on=None, dropped_on=None, due_on__lt=timezone.localdate())
    held = Meeting.objects.filter(assembly=city.assembly, term__number=10, state="closed")
    assert late.count() == min(4, held.filter(ends_at__lt=timezone.now() - timedelta(days=21)).count())


def test_the_coming_study_session_has_seats(city: City) -> None:
    """Published: the first member finds their own."""
    coming = Meeting.objects.get(assembly=city.assembly, state="notified", kind__code="study")
    member = cities.cast_of(city, 10).members[0]
    assert meetings.own_seat(coming, member.person) is not None
    assert not meetings.unseated(coming.plan).exists()


def test_a_notice_waits_to_be_approved_and_another_was_sent_back(city: City) -> None:
    """The second with what it lacks."""
    ahead = Meeting.objects.filter(assembly=city.assembly, kind__code="forum", notified_at=None)
    assert [(one.state, bool(one.reason)) for one in ahead.order_by("pk")] == [("proposed", False), ("draft", True)]


def test_every_case_of_the_ninth_term_was_lived_through(city: City) -> None:
    """Each filed case has every step in the ledger, in order, and is closed."""
    steps = ["drafted", "submitted", "filed", "assigned", "accepted", "talked", "replied", "judged", "closed"]
    cases = Proposal.objects.filter(session__term__number=9, case_number__isnull=False)
    assert {case.state for case in cases} == {State.CLOSED}
    for case in cases:
        kinds = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=case.pk).order_by("at", "id")
        lived = [kind.removeprefix("proposals.") for kind in kinds.values_list("kind", flat=True)]
        assert [step for step in lived if step not in ("published", "closing_explained")] == steps


def test_case_numbers_have_no_gaps(city: City) -> None:
    """Within each session the case numbers run from one without gap."""
    for session in city.assembly.sessions.all():
        numbers = Proposal.objects.filter(session=session, case_number__isnull=False)
        found = sorted(numbers.values_list("case_number", flat=True))
        assert found == list(range(1, len(found) + 1))


def test_the_ledger_of_the_city_is_sealed_and_sound(city: City) -> None:
    """All that happened is in the ledger, nothing is owed any more, and it verifies."""
    found = ledger.verify()
    assert found.faults == []
    assert found.entries + found.unsealed == Entry.objects.count()
    assert not Errand.objects.filter(done_at__isnull=True).exists()


def test_every_role_has_a_sign_in(city: City, var: Path) -> None:
    """The data folder names one sign-in for each role; all accounts of the city are marked as a demo's."""
    kept = json.loads((var / "demo.json").read_text())["sign_ins"]
    assert [one["code"] for one in kept] == list(ROLES)
    for one in kept:
        person = Person.objects.get(email=one["login"])
        assert person.check_password(one["password"])
        assert one["code"] in {held.role for held in person.held}
    assert not Person.objects.filter(is_demo=False).exists()


def test_the_first_member_finds_things_to_do(city: City, var: Path) -> None:
    """The member whose sign-in is shown has one thing of each kind to do."""
    kept = json.loads((var / "demo.json").read_text())["sign_ins"]
    member = Person.objects.get(email=next(one["login"] for one in kept if one["code"] == "member"))
    own = Proposal.objects.filter(author__person=member, session__year=timezone.localdate().year)
    draft = own.get(state=State.DRAFT, lead=None)
    assert queries.similar(draft.body, assembly_id=city.assembly.pk, actor=member, but=draft.pk)
    assert own.filter(state=State.REPLIED).exists()
    assert own.filter(entered_by__isnull=False, entry_confirmed_at__isnull=True, state=State.SUBMITTED).exists()
    assert member.memberships.filter(cosignatures__state="asked").exists()


def test_a_build_that_is_cut_short_leaves_nothing(var: Path) -> None:
    """Ctrl-C in the middle leaves neither an assembly nor a person, so that the next start builds all of it."""
    before = Person.objects.count()
    done: list[str] = []

    def cut(words: str, steps: int) -> None:
        done.append(words)
        if len(done) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.build(Plan(code="halb", seed=9, members=56, cases=24, yearly=14, occasions=FEW), progress=cut)
    assert len(done) == 3
    assert not Assembly.objects.filter(code="halb").exists()
    assert Person.objects.count() == before


def test_the_report_s_city_has_the_report_s_numbers_of_duty() -> None:
    """59 outstanding members and 7 who are not nominated again, of 391."""
    assert (cities.outstanding(Plan()), cities.leaving(Plan())) == (59, 7)


def test_every_year_that_is_over_was_decided_by_the_meeting(city: City) -> None:
    """Sealed by what the ledger says; the present year counts on; whoever left with the ninth term fell short of it."""
    years = dict(Year.objects.filter(assembly=city.assembly).values_list("year", "state"))
    now = timezone.localdate()
    assert years[now.year] == "open"
    assert {year: state for year, state in years.items() if year < now.year - 1} == dict.fromkeys(
        range(2018, now.year - 1), "decided"
    )
    assert list(sealing.faults()) == []
    gone = Exit.objects.filter(assembly=city.assembly)
    assert {one.member.person_id for one in gone.select_related("member")} == {
        person.pk for person in cities.leavers_of(city)
    }
    assert all("连续两年不称职" in one.finding and one.interview for one in gone)
    stayed = city.assembly.members.filter(term__number=10).values("person")
    assert not gone.filter(member__person__in=stayed).exists()
    reports = DutyReport.objects.filter(assembly=city.assembly)
    assert {one.state for one in reports} == {"published"}
