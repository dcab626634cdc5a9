"""Who falls short: found by triggers with the reason, talked to, decided by a meeting; personal all the way."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.duties import actions, queries
from xieshang.duties.models import Credit, Exit, Year
from xieshang.duties.schemes import shipped
from xieshang.duties.states import EXIT_LIFE, ExitState
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
TALK = {"on": date(2026, 3, 10), "interviewers": "李主席", "interview": "家里有事，来得少。"}
SECRETS = ("工作太忙", "家里有事")


DEEDS: dict[str, Callable[[Exit, Any], object]] = {
    "note_interview": lambda one, by: actions.note_interview(one, by=by, **TALK),
    "propose_exit": lambda one, by: actions.propose_exit(one, by=by, proposal="建议不再提名。"),
    "decide_exit": lambda one, by: actions.decide_exit(one, by=by, ruling=factory.ruling()),
    "keep_nominated": lambda one, by: actions.keep_nominated(one, by=by, ruling=factory.ruling()),
    "drop_exit": lambda one, by: actions.drop_exit(one, by=by, reason="重病住院"),
}


@pytest.mark.parametrize(("move", "state"), [(move, state) for move in EXIT_LIFE.moves for state in ExitState])
def test_every_move_from_every_state(place: City, move: str, state: ExitState):
    """A meeting is asked only after a talk; what it decided is final."""
    one, secretary = factory.exit_of(place, state), place.person("secretary")
    row = EXIT_LIFE.moves[move]
    if state in row.sources:
        DEEDS[move](one, secretary)
        assert Exit.objects.get().state == row.target
    else:
        said = EXIT_LIFE.may(Exit(state=state), move).reason
        assert refusal(DEEDS[move], one, secretary) == (said, None)


@pytest.mark.parametrize("move", list(DEEDS))
@pytest.mark.parametrize("who", ["author", "office", "officer", "chair", "auditor", "elsewhere"])
def test_nobody_but_who_notes_the_meeting_handles_it(place: City, move: str, who: str):
    one = factory.exit_of(place)
    assert refusal(DEEDS[move], one, place.person(who)) == ("履职提醒由秘书长办理。", None)


def test_nobody_handles_their_own(place: City):
    one = factory.exit_of(place)
    place.author.person = place.person("secretary")
    place.author.save()
    for deed in DEEDS.values():
        assert refusal(deed, Exit.objects.get(pk=one.pk), place.person("secretary")) == (
            "涉及本人的，要由别人办理。",
            None,
        )


class TestFindings:
    def test_with_the_reason_as_it_is_told(self, place: City):
        """One year at the bottom for a talk, two in a row for the second; whoever was better in one is not found."""
        factory.decided(place, 2024, author="competent")
        year = factory.decided(place, 2025, colleague="competent")
        found = [(one.trigger.code, one.member.name, one.reason) for one in queries.findings(year)]
        first = "2025 年审定为“不称职”（70 分）"
        assert found == [
            ("talk", "林二", f"{first}。按办法属于“当年不称职”：由界别召集人约谈。"),
            ("talk", "林一", f"{first}。按办法属于“当年不称职”：由界别召集人约谈。"),
            (
                "talk_again",
                "林二",
                f"2024 年审定为“不称职”（70 分）；{first}。按办法属于“连续两年不称职”：由市政协约谈。",
            ),
        ]

    def test_what_no_meeting_decided_counts_for_nothing(self, place: City):
        """Neither a year that is only counted, nor the second of two of which one is not decided."""
        actions.freeze(factory.year(place, 2024), by=place.person("office"))
        year = factory.decided(place, 2025)
        assert {one.trigger.code for one in queries.findings(year)} == {"talk"}
        assert queries.undecided_before(year) == [2024]
        assert queries.findings(Year.objects.select_related("edition", "assembly").get(year=2024)) == []

    def test_facts_over_the_term(self, place: City):
        """Three absences within the term: two of the one, three of the other."""
        trigger = (
            "  - {code: absent, title: 届内三次缺席全会, advice: 劝辞, years: 0, times: 3, "
            "events: meetings.attended, where: {about: plenary, presence: absent}}\n"
        )
        text = shipped("jinan-2015") + trigger
        office = place.person("office")
        edition = actions.adopt(actions.draft_edition(place.assembly, by=office, text=text), by=office)
        year = actions.open_year(edition, by=office, year=2025)
        for number, (member, on) in enumerate(
            [(place.author, 2023), (place.author, 2024), (place.author, 2025), (place.cosigner, 2024)]
        ):
            Credit.objects.create(
                assembly=place.assembly,
                person=member.person,
                member=member,
                year=on,
                entry=10**6 + number,
                kind="meetings.attended",
                on=date(on, 2, 10),
                subject_kind="a.thing",
                subject_id=number,
                about="plenary",
                presence="absent",
            )
        found = [(one.member.name, one.reason) for one in queries.findings(year)]
        assert found == [("林一", "2022 至 2025 年共 3 次。按办法属于“届内三次缺席全会”：劝辞。")]

    def test_facts_by_what_follows_from_them(self, place: City):
        """Absent at all of it, or at so much that it is less than the line: twice within the year."""
        triggers = (
            "  - {code: whole, title: 全程缺席, advice: 约谈, years: 1, times: 1, "
            "events: meetings.attended, where: {about: plenary, extent: none}}\n"
            "  - {code: line, title: 不足三分之二, advice: 约谈, years: 1, times: 2, line: 2/3, "
            "events: meetings.attended, where: {about: plenary, presence: absent}}\n"
        )
        office = place.person("office")
        text = shipped("jinan-2015") + triggers
        edition = actions.adopt(actions.draft_edition(place.assembly, by=office, text=text), by=office)
        year = actions.open_year(edition, by=office, year=2025)
        for number, (member, presence, halves) in enumerate(
            [(place.author, "absent", 0), (place.author, "present", 1), (place.cosigner, "present", 2)]
        ):
            Credit.objects.create(
                assembly=place.assembly,
                person=member.person,
                member=member,
                year=2025,
                entry=10**6 + number,
                kind="meetings.attended",
                on=date(2025, 2, 10 + number),
                subject_kind="a.thing",
                subject_id=number,
                about="plenary",
                presence=presence,
                halves=halves,
                of_halves=3,
            )
        found = {(one.member.name, one.trigger.code) for one in queries.findings(year)}
        assert found == {("林一", "whole"), ("林一", "line")}

    def test_taken_up_only_as_found_and_once(self, place: City):
        year, secretary = factory.decided(place, 2025, author="competent"), place.person("secretary")
        none = ("请选择按办法需要提醒的委员。", None)
        for trigger, chosen in (("talk", [place.author.pk]), ("talk", []), ("talk_again", [place.cosigner.pk])):
            assert refusal(actions.take_up, year, by=secretary, trigger=trigger, chosen=chosen) == none
        actions.take_up(year, by=secretary, trigger="talk", chosen=[place.cosigner.pk])
        again = refusal(actions.take_up, year, by=secretary, trigger="talk", chosen=[place.cosigner.pk])
        assert again == ("所选委员里有已经列为提醒对象的，请刷新页面再看。", None)
        said = refusal(actions.take_up, year, by=place.person("office"), trigger="talk", chosen=[place.colleague.pk])
        assert said == ("履职提醒由秘书长办理。", None)


class TestTalk:
    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"interviewers": " "}, ("请写明由谁约谈。", "interviewers")),
            ({"interview": ""}, ("请写明约谈的情况。", "interview")),
            ({"on": date(2026, 3, 19)}, ("日期不能在今天以后。", "on")),
        ],
    )
    def test_what_is_missing_is_refused(self, place: City, parts: dict[str, Any], said: tuple):
        one = factory.exit_of(place)
        asked = {**TALK, **parts}
        assert refusal(actions.note_interview, one, by=place.person("secretary"), **asked) == said

    def test_what_was_said_is_in_no_ledger(self, place: City):
        """Only that there was a talk, and when; nor what the member answered, nor what was proposed."""
        one = factory.exit_of(place, "proposed")
        actions.answer_exit(one, by=place.person("author"), said="家里有事，请谅解。")
        rows = Entry.objects.filter(subject_kind="duties.exit").order_by("id")
        assert [row.kind for row in rows] == [
            "duties.shortfall_noted",
            "duties.interviewed",
            "duties.exit_proposed",
            "duties.exit_answered",
        ]
        assert not any(secret in json.dumps(row.payload, ensure_ascii=False) for row in rows for secret in SECRETS)

    @pytest.mark.parametrize("state", ["found", "talked", "proposed"])
    def test_the_member_answers_until_it_is_decided(self, place: City, state: str):
        one, author = factory.exit_of(place, state), place.person("author")
        assert refusal(actions.answer_exit, one, by=author, said=" ") == ("请写您的陈述。", "said")
        assert actions.answer_exit(one, by=author, said="家里有事").said == "家里有事"
        other = refusal(actions.answer_exit, one, by=place.person("secretary"), said="替他说")
        assert other == ("由委员本人陈述。", None)

    @pytest.mark.parametrize("state", ["not_nominated", "kept", "dropped"])
    def test_and_not_after(self, place: City, state: str):
        one = factory.exit_of(place, state)
        said = refusal(actions.answer_exit, one, by=place.person("author"), said="不服")
        assert said == ("已经有了结论；对履职得分有异议的，可以在履职档案里提出。", None)


class TestReach:
    def test_who_finds_it(self, place: City):
        """The member and who notes what the meeting decides; neither the office, nor the chair, nor an auditor."""
        one = factory.exit_of(place, "talked")
        told = {
            who: client_of(place.person(who)).get(f"/duties/exits/{one.pk}").status_code
            for who in ("author", "secretary", "office", "officer", "chair", "auditor", "cosigner", "elsewhere")
        }
        rest = dict.fromkeys(("office", "officer", "chair", "auditor", "cosigner", "elsewhere"), 404)
        assert told == {"author": 200, "secretary": 200, **rest}
        year = Year.objects.get()
        assert client_of(place.person("office")).get(f"/duties/years/{year.pk}/findings").status_code == 404
        assert "工作太忙" in client_of(place.person("author")).get(f"/duties/exits/{one.pk}").content.decode()
        listed = client_of(place.person("office")).get("/duties/exits/").content.decode()
        assert place.author.name not in listed

    def test_all_that_is_held_goes_to_the_member_and_no_talk_to_the_office(self, place: City):
        """As JSON and as a sheet."""
        factory.exit_of(place, "talked")
        factory.report(place)
        at = f"/duties/members/{place.author.pk}/?export="
        own = client_of(place.person("author")).get(f"{at}json").json()
        assert [one["interview"] for one in own["findings"]] == ["工作太忙，明年改进。"]
        assert [one["state"] for one in own["reports"]] == ["draft"]
        office = client_of(place.person("office")).get(f"{at}json").json()
        assert (office["findings"], office["reports"]) == ([], [])
        sheet = client_of(place.person("author")).get(f"{at}all")
        assert b"".join(sheet.streaming_content)[:2] == b"PK"
        assert client_of(place.person("cosigner")).get(f"{at}json").status_code == 404


class TestPages:
    def test_from_the_finding_to_the_meeting(self, place: City):
        year = factory.decided(place, 2025)
        secretary, author = client_of(place.person("secretary")), client_of(place.person("author"))
        at = f"/duties/years/{year.pk}/findings"
        page = secretary.get(at).content.decode()
        assert ("当年不称职" in page, "2025 年审定为“不称职”（70 分）" in page) == (True, True)
        secretary.post(at, {"trigger": "talk", "chosen": [place.author.pk]})
        one = Exit.objects.get()
        here = f"/duties/exits/{one.pk}"
        bare = secretary.post(f"{here}/interview", {"on": "2026-03-10", "interviewers": "李主席", "interview": ""})
        assert (bare.status_code, "李主席" in bare.content.decode()) == (422, True)
        secretary.post(f"{here}/interview", {"on": "2026-03-10", "interviewers": "李主席", "interview": "来得少。"})
        author.post(f"{here}/answer", {"said": "家里有事"})
        secretary.post(f"{here}/proposal", {"proposal": "建议不再提名。"})
        assert "建议不再提名。" in author.get(here).content.decode()
        early = {"meeting": "主席会议", "number": "41", "on": "2026-03-19"}
        assert secretary.post(f"{here}/decision", early).status_code == 422
        secretary.post(f"{here}/decision", {**early, "on": "2026-03-17"})
        one.refresh_from_db()
        assert (one.state, one.said, one.decided_at_meeting) == ("not_nominated", "家里有事", "第 41 次主席会议")
        assert "第 41 次主席会议" in author.get(here).content.decode()

    def test_findings_cost_the_same_for_one_and_for_three(self, place: City, django_assert_num_queries: Any):
        one = factory.decided(place, 2024, author="competent", cosigner="competent")
        three = factory.decided(place, 2025)
        client = client_of(place.person("secretary"))
        client.get("/duties/exits/")
        with django_assert_num_queries(12):  # one more than below: by which edition would 2023 count?
            client.get(f"/duties/years/{one.pk}/findings")
        with django_assert_num_queries(11):
            client.get(f"/duties/years/{three.pk}/findings")


def test_the_figure_counts_members_of_whom_the_meeting_decided_so(place: City):
    """One row a member, whatever triggers found them; not who is kept, nor what is only proposed. No names."""
    factory.exit_of(place, "not_nominated")
    year, secretary = Year.objects.get(), place.person("secretary")
    for member, move in ((place.cosigner, "keep_nominated"), (place.colleague, "propose_exit")):
        (one,) = actions.take_up(year, by=secretary, trigger="talk", chosen=[member.pk])
        DEEDS["note_interview"](one, secretary)
        one = actions.propose_exit(one, by=secretary, proposal="建议不再提名。")
        if move == "keep_nominated":
            DEEDS[move](one, secretary)
    figure, scope = FIGURES["F29"], Scope.of_term(place.session.term, on=clock.today())
    assert (figure.value(scope), [row.member_id for row in figure.rows(scope)]) == (1, [place.author.pk])
    assert not any("name" in path and "sector" not in path for path, _label in figure.columns)
    before = Scope.of_period(place.assembly, date(2026, 1, 1), date(2026, 3, 17), on=clock.today())
    assert figure.value(before) == 0
