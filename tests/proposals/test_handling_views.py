"""The pages of handling: what bureau, office, author and strangers find there."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.proposals.papers import case_text
from xieshang.portal import queries as desks
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, JointOpinion, Pause, Petition, Plan, Proposal, Talk
from xieshang.proposals.queries import charges
from xieshang.proposals.states import PetitionKind, Ruling, State, TalkKind
from xieshang.proposals.views.standing import ball_of
from xieshang.proposals.views.today import Today
from xieshang.proposals.views.verbs import verbs_of
from xieshang.spine import clock

S, K = State, PetitionKind
PLAN = {
    "text": "先摸底，再会商。",
    "ready_on": "2026-05-20",
    "officer": "王科长",
    "officer_phone": "0375-2660001",
    "leader": "周局长",
}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def signed_in(place: City, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def read(place: City, who: str, address: str) -> str:
    return signed_in(place, who).get(address).content.decode()


def send(place: City, who: str, address: str, **fields: Any) -> Any:
    return signed_in(place, who).post(address, fields)


def whole(proposal: Proposal) -> Proposal:
    return queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()


def line(place: City, who: str, proposal: Proposal) -> tuple[str, str]:
    ball = ball_of(place.person(who), whole(proposal), Today())
    assert ball is not None
    return ball["line"], ball["due"]


def labels(place: City, who: str, proposal: Proposal) -> tuple[str, list[str]]:
    verbs = verbs_of(place.person(who), whole(proposal))
    return (verbs.main.label if verbs.main else "", [verb.label for verb in verbs.others])


def shared(place: City, *, accepted: bool = True) -> Proposal:
    proposal = factory.proposal_in(place, S.FILED)
    actions.assign(proposal, by=place.person("clerk"), lead=place.bureau, co=[place.other_bureau])
    for charge in Assignment.objects.select_related("bureau") if accepted else ():
        who = "bureau leader" if charge.bureau == place.bureau else "other leader"
        actions.accept(charge, by=place.person(who))
    return proposal


def charge_of(proposal: Proposal, bureau: Any) -> Assignment:
    return Assignment.objects.select_related("bureau", "proposal").get(proposal=proposal, bureau=bureau)


def asked(place: City) -> Proposal:
    proposal = factory.proposal_in(place, S.HANDLING)
    charge = factory.assignment_of(proposal)
    actions.ask_author(charge, by=place.person("bureau clerk"), question="停车场指哪几处？")
    return proposal


class TestWhoseTurn:
    def test_of_several_bureaus_each_is_named_with_its_step(self, place: City) -> None:
        proposal = shared(place, accepted=False)
        assert line(place, "author", proposal)[0] == "现在轮到市教育局、市财政局签收"
        actions.accept(charge_of(proposal, place.bureau), by=place.person("bureau leader"))
        assert line(place, "author", proposal)[0] == "现在轮到市财政局签收，市教育局答复"
        assert line(place, "bureau clerk", proposal)[0] == "现在轮到市财政局签收，您单位答复"

    def test_the_soonest_day_stands_with_how_it_was_counted(self, place: City) -> None:
        proposal = shared(place)
        ball = ball_of(place.person("author"), whole(proposal), Today())
        assert ball is not None
        assert ball["line"] == "现在轮到市财政局提出会办意见，市教育局答复"
        assert ball["due"].endswith("（至 4 月 17 日）")
        assert any("30 天" in step for step in ball["why"])

    def test_a_pause_is_the_authors_turn(self, place: City) -> None:
        proposal = asked(place)
        assert line(place, "author", proposal) == ("现在轮到您答复市教育局的询问", "还有 11 个工作日（至 4 月 2 日）")
        assert line(place, "clerk", proposal)[0] == "现在轮到林一答复市教育局的询问"

    def test_a_petition_is_the_offices(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.ASSIGNED)
        petition = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
        actions.petition(factory.assignment_of(proposal), by=place.person("bureau clerk"), **petition)
        assert line(place, "author", proposal)[0] == "现在轮到提案工作机构裁定市教育局的申退"

    def test_while_more_time_is_asked_for_the_bureau_goes_on(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        petition = {"kind": K.EXTENSION, "reason": "忙", "until_on": date(2026, 8, 3)}
        actions.petition(factory.assignment_of(proposal), by=place.person("bureau clerk"), **petition)
        assert line(place, "author", proposal)[0] == "现在轮到提案工作机构裁定市教育局的延期，市教育局答复"


class TestVerbs:
    def test_the_author_answers_first(self, place: City) -> None:
        assert labels(place, "author", asked(place)) == ("答复市教育局的询问", [])

    def test_the_office_rules_first(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        petition = {"kind": K.EXTENSION, "reason": "忙", "until_on": date(2026, 8, 3)}
        actions.petition(factory.assignment_of(proposal), by=place.person("bureau clerk"), **petition)
        assert labels(place, "clerk", proposal) == (
            "裁定市教育局的申请（延期）",
            ["催办市教育局", "提为重点提案候选"],
        )
        assert labels(place, "bureau clerk", proposal) == ("登记沟通", ["草拟答复", "收回申请", "制定办理方案"])

    def test_a_co_handler_gives_its_opinion_first(self, place: City) -> None:
        main, others = labels(place, "other leader", shared(place))
        assert (main, others) == ("提出会办意见", ["登记沟通", "制定办理方案"])


class TestPlan:
    def test_it_is_written_read_and_written_anew(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        at = f"/proposals/{proposal.pk}"
        assert send(place, "bureau clerk", f"{at}/plan", **PLAN).status_code == 302
        page = read(place, "author", at)
        assert "先摸底，再会商。" in page
        assert "0375-2660001" in page
        assert "先摸底，再会商。" in read(place, "bureau clerk", f"{at}/plan")

    def test_members_read_the_number_masked(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        send(place, "bureau clerk", f"/proposals/{proposal.pk}/plan", **PLAN)
        shown = {who: "0375-2660001" in read(place, who, f"/proposals/{proposal.pk}") for who in
                 ("author", "clerk", "chair", "bureau leader", "colleague")}  # fmt: skip
        assert shown == {"author": True, "clerk": True, "chair": True, "bureau leader": True, "colleague": False}
        assert "037****0001" in read(place, "colleague", f"/proposals/{proposal.pk}")

    def test_what_was_typed_is_kept_where_it_is_refused(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        answer = send(place, "bureau clerk", f"/proposals/{proposal.pk}/plan", **{**PLAN, "ready_on": "2026-12-31"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "先摸底，再会商。" in page
        assert "预计办结的日子不能晚于期限" in page
        assert Plan.objects.count() == 0


class TestOpinions:
    def test_bureaus_and_office_read_them_at_once_the_author_once_replied(self, place: City) -> None:
        """On the page, and in the case as one file alike."""
        proposal = shared(place)
        at = f"/proposals/{proposal.pk}"
        assert "等市财政局的意见" in read(place, "bureau clerk", at)
        sent = send(place, "other leader", f"{at}/opinion", text="同意安排资金。", agrees="yes")
        assert sent.status_code == 302
        assert JointOpinion.objects.get().agrees

        def readers() -> set[str]:
            cast = ("author", "clerk", "bureau clerk", "other leader", "colleague")
            found = {who for who in cast if "同意安排资金。" in read(place, who, at)}
            assert {who for who in cast if "同意安排资金。" in case_text(place, who, proposal)} == found
            return found

        assert readers() == {"clerk", "bureau clerk", "other leader"}
        charge = charge_of(proposal, place.bureau)
        said = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "面商。"}
        actions.note_talk(charge, by=place.person("bureau clerk"), **said)
        actions.reply(charge, by=place.person("bureau leader"), letter=factory.letter())
        assert readers() == {"author", "clerk", "bureau clerk", "other leader"}


class TestQuestions:
    def test_asked_and_answered(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        at = f"/proposals/{proposal.pk}"
        assert send(place, "bureau clerk", f"{at}/question", question="指哪几处？").status_code == 302
        charge = factory.assignment_of(proposal)
        (task,) = desks.tasks_of(place.person("author"), on=clock.today())
        assert (task.verb, task.url, task.due_on) == (
            "答复市教育局的询问",
            f"{at}/questions/{charge.pk}/answer",
            date(2026, 4, 2),
        )
        assert "指哪几处？" in read(place, "author", task.url)
        assert send(place, "author", task.url, answer="两处。").status_code == 302
        assert Pause.objects.get().answer == "两处。"
        assert desks.tasks_of(place.person("author"), on=clock.today()) == []
        readers = {who for who in ("author", "clerk", "bureau clerk", "colleague") if "两处。" in read(place, who, at)}
        assert readers == {"author", "clerk", "bureau clerk"}

    def test_a_member_who_sees_the_case_does_not_find_the_question(self, place: City) -> None:
        proposal = asked(place)
        address = f"/proposals/{proposal.pk}/questions/{factory.assignment_of(proposal).pk}/answer"
        assert signed_in(place, "colleague").get(address).status_code == 404
        assert signed_in(place, "author").get(f"/proposals/{proposal.pk}/questions/0/answer").status_code == 404
        answer = send(place, "clerk", address, answer="代答")
        assert (answer.status_code, Pause.objects.get().answer) == (422, "")

    def test_going_on_by_itself(self, place: City, moment: datetime) -> None:
        proposal = asked(place)
        with clock.at(moment + timedelta(days=16)):
            assert labels(place, "bureau clerk", proposal)[0] == "恢复办理"
            assert send(place, "bureau clerk", f"/proposals/{proposal.pk}/resumption").status_code == 302
            assert "提案者没有答复" in read(place, "author", f"/proposals/{proposal.pk}")


class TestPetitions:
    def test_released_by_way_of_the_pages(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.ASSIGNED)
        at = f"/proposals/{proposal.pk}"
        page = read(place, "bureau clerk", f"{at}/petitions/release")
        assert "市财政局" in page
        sent = {"other_bureau": place.other_bureau.pk, "reason": "属财政事权"}
        assert send(place, "bureau clerk", f"{at}/petitions/release", **sent).status_code == 302
        petition = Petition.objects.get()
        (queue,) = [one for one in desks.office_queues(place.assembly, on=clock.today()) if one.label == "待裁定"]
        assert (queue.n.n, queue.url) == (1, "/proposals/?tab=rule")
        assert proposal.title in read(place, "clerk", queue.url)
        address = f"{at}/petitions/{petition.pk}/ruling"
        assert "属财政事权" in read(place, "clerk", address)
        ruled = {"ruling": "granted", "reason": "同意", "bureau": place.other_bureau.pk}
        assert send(place, "clerk", address, **ruled).status_code == 302
        assert Assignment.objects.get().bureau == place.other_bureau
        assert signed_in(place, "bureau clerk").get(at).status_code == 404
        assert "属财政事权" not in read(place, "other leader", at)

    def test_more_time_by_way_of_the_pages(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        at = f"/proposals/{proposal.pk}"
        assert "最晚可以延到 2026 年 9 月 18 日" in read(place, "bureau clerk", f"{at}/petitions/extension")
        wrong = send(place, "bureau clerk", f"{at}/petitions/extension", until_on="2026-12-01", reason="跨部门")
        assert wrong.status_code == 422
        assert "跨部门" in wrong.content.decode()
        sent = {"until_on": "2026-08-20", "reason": "跨部门"}
        assert send(place, "bureau clerk", f"{at}/petitions/extension", **sent).status_code == 302
        address = f"{at}/petitions/{Petition.objects.get().pk}/ruling"
        wrong = send(place, "clerk", address, ruling="granted", reason="")
        assert wrong.status_code == 422
        assert send(place, "clerk", address, ruling="granted", reason="同意", until_on="").status_code == 302
        assert Assignment.objects.get().reply_by == date(2026, 8, 20)

    def test_strangers_find_no_petition(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        by = place.person("bureau clerk")
        more = {"kind": K.EXTENSION, "reason": "忙", "until_on": date(2026, 8, 3)}
        petition = actions.petition(factory.assignment_of(proposal), by=by, **more)
        address = f"/proposals/{proposal.pk}/petitions/{petition.pk}/ruling"
        found = {who: signed_in(place, who).get(address).status_code for who in
                 ("clerk", "chair", "bureau clerk", "author", "colleague", "other leader", "elsewhere")}  # fmt: skip
        assert found == {
            **dict.fromkeys(("clerk", "chair", "bureau clerk"), 200),
            **dict.fromkeys(("author", "colleague", "other leader", "elsewhere"), 404),
        }
        assert send(place, "chair", address, ruling="granted", reason="同意").status_code == 422
        assert signed_in(place, "bureau clerk").get(f"/proposals/{proposal.pk}/petitions/holiday").status_code == 404
        assert signed_in(place, "colleague").get(f"/proposals/{proposal.pk}/petitions/release").status_code == 404
        assert send(place, "bureau clerk", f"/proposals/{proposal.pk}/petitions/{petition.pk}/taking-back")[
            "Location"
        ] == (f"/proposals/{proposal.pk}")
        assert Petition.objects.get().ruling == Ruling.TAKEN


class TestReminders:
    def test_a_clerk_reminds_and_bureau_and_office_see_how_often(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        at = f"/proposals/{proposal.pk}"
        address = f"{at}/reminders/{factory.assignment_of(proposal).pk}"
        assert "期限是 6 月 18 日，请抓紧办理。" in read(place, "clerk", address)
        assert send(place, "clerk", address, words="请抓紧。").status_code == 302
        again = send(place, "clerk", address, words="请抓紧。")
        assert again.status_code == 422
        assert "今天已经催办过市教育局，一天催办一次。" in again.content.decode()
        shown = {
            who for who in ("clerk", "bureau clerk", "colleague") if "1 次，最近 3 月 18 日" in read(place, who, at)
        }
        assert shown == {"clerk", "bureau clerk"}


class TestTalks:
    def test_files_come_with_a_talk_and_go_to_whoever_sees_the_case(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        at = f"/proposals/{proposal.pk}"
        files = [SimpleUploadedFile("面商记录.txt", "记录".encode()), SimpleUploadedFile("签到.txt", "签到".encode())]
        said = {"kind": "meeting", "on": "2026-03-18", "people": "林一", "content": "面商。", "file": files}
        assert send(place, "bureau clerk", f"{at}/talks", **said).status_code == 302
        (first, _second) = charges.by_talk(charges.FILES_OF_CHARGES(proposal.pk))[Talk.objects.get().pk]
        assert "面商记录.txt" in read(place, "author", at)
        found = {}
        for who in ("author", "colleague", "other leader"):
            answer = signed_in(place, who).get(first.get_absolute_url())
            found[who] = answer.status_code
            b"".join(answer)  # read to its end, the file is closed
        assert found == {"author": 200, "colleague": 200, "other leader": 404}

    def test_an_empty_form_complains_of_nothing(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        answer = signed_in(place, "bureau clerk").get(f"/proposals/{proposal.pk}/talks")
        assert answer.status_code == 200
        assert 'enctype="multipart/form-data"' in answer.content.decode()

    def test_a_file_that_may_not_come_in_is_told_beside_what_was_typed(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.HANDLING)
        bad = SimpleUploadedFile("a.exe", b"MZ")
        said = {"kind": "meeting", "on": "2026-03-18", "people": "林一", "content": "面商。", "file": bad}
        answer = send(place, "bureau clerk", f"/proposals/{proposal.pk}/talks", **said)
        assert answer.status_code == 422
        assert "面商。" in answer.content.decode()
        assert Talk.objects.count() == 0


def test_a_page_costs_the_same_whatever_was_asked_and_planned(
    place: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A case with a lead and a co-handler, before and after plans, opinion, question and petition."""
    proposal = shared(place)
    client = signed_in(place, "clerk")
    lead, co = (charge_of(proposal, bureau) for bureau in (place.bureau, place.other_bureau))
    counts = []
    for step in range(2):
        if step:
            plan = {**PLAN, "ready_on": date(2026, 4, 10)}
            actions.write_plan(lead, by=place.person("bureau clerk"), **plan)  # type: ignore[arg-type]
            actions.write_plan(co, by=place.person("other leader"), **plan)  # type: ignore[arg-type]
            actions.give_joint_opinion(co, by=place.person("other leader"), text="不同意。", agrees=False)
            actions.petition(co, by=place.person("other leader"), kind=K.DISAGREEMENT, reason="经费")
            actions.ask_author(lead, by=place.person("bureau clerk"), question="几处？")
        with django_assert_num_queries(7):
            counts.append(client.get(f"/proposals/{proposal.pk}").status_code)
    assert counts == [200, 200]
