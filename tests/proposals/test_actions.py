"""The verbs of a proposal: what each writes, records and sets going, and what it refuses."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import proposals as factory
from tests.factories.members import MemberFactory, SessionFactory
from tests.factories.proposals import City, refusal
from xieshang.deadlines import queries as deadlines
from xieshang.documents import queries as documents
from xieshang.members.models import Session
from xieshang.proposals import actions
from xieshang.proposals.models import Answer, CoSigner, Feedback, Proposal, PublicWords, Sketch, Suggestion, Talk
from xieshang.proposals.states import (
    AnswerState,
    CoSignState,
    Destination,
    Ground,
    ProposerKind,
    ReplyClass,
    Satisfaction,
    State,
    TalkKind,
)
from xieshang.spine import clock
from xieshang.spine.errand import quiet
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

S = State
MEMBER = ProposerKind.MEMBER


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def told(proposal: Proposal) -> list[str]:
    """The timeline in sentences, first to last."""
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=proposal.pk).order_by("id")
    return [sentence_of(entry) for entry in entries]


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def open_steps(proposal: Proposal) -> dict[str, date]:
    """What somebody still owes, and until when."""
    return {one.code: one.due_on for one in deadlines.of(proposal) if one.is_open}


def suggestions_of(proposal: Proposal) -> list[tuple[int, str]]:
    return list(proposal.suggestions.order_by("number").values_list("number", "text"))


class TestTheWholeLife:
    """One proposal from its draft to the public, told by its timeline and its clocks."""

    def test_it_is_told_from_first_to_last(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.CLOSED)
        actions.publish(proposal, by=place.person("clerk"), text="正文", reply="答复")
        title = factory.text().title
        assert told(proposal) == [
            f"起草了提案《{title}》",
            f"提交了提案《{title}》",
            "审查立案，案号 1",
            "交市教育局办理",
            "市教育局已签收",
            "市教育局与提案者沟通（面商）",
            "市教育局答复（A 类，鹰教提〔2026〕1号）",
            "提案者作出反馈",
            "审核结案",
            "向社会公开",
        ]
        assert set(Entry.objects.values_list("assembly_id", flat=True)) == {place.assembly.pk}

    def test_each_state_has_its_clock(self, place: City, moment: datetime) -> None:
        """From Wednesday 18 March 2026, past the tomb-sweeping days and labour day."""
        clocks = {state: open_steps(factory.proposal_in(place, state)) for state in State}
        assert clocks == {
            S.DRAFT: {},
            S.GATHERING: {},
            S.SUBMITTED: {"proposals.review": date(2026, 4, 9)},
            S.CHECKED: {"proposals.review": date(2026, 4, 9)},
            S.RETURNED: {},
            S.FILED: {"proposals.assign": date(2026, 4, 17)},
            S.ASSIGNED: {"proposals.accept": date(2026, 3, 27), "proposals.reply": date(2026, 6, 18)},
            S.HANDLING: {"proposals.reply": date(2026, 6, 18)},
            S.REPLIED: {"proposals.feedback": date(2026, 4, 2)},
            S.ANSWERED: {"proposals.close": date(2026, 4, 1)},
            S.CLOSED: {},
            S.NOT_FILED: {},
            S.CONTESTED: {"proposals.contest": date(2026, 4, 17)},
            S.MERGED: {},
            S.LETTER: {},
            S.WITHDRAWN: {},
        }

    def test_the_turn_ends_when_the_first_open_clock_does(self, place: City) -> None:
        for state in State:
            proposal = factory.proposal_in(place, state)
            assert proposal.turn_due_on == min(open_steps(proposal).values(), default=None)

    def test_each_step_notes_its_moment(self, place: City, moment: datetime) -> None:
        closed = factory.proposal_in(place, S.CLOSED)
        noted = [closed.submitted_at, closed.reviewed_at, closed.filed_at, closed.replied_at, closed.closed_at]
        assert noted == [moment] * 5
        assert (closed.published_at, closed.changed_at) == (None, moment)


class TestDrafting:
    def test_a_member_s_draft(self, place: City) -> None:
        proposal = factory.drafted(place)
        assert (proposal.state, proposal.version, proposal.proposer_name) == (S.DRAFT, 1, "林一")
        assert (proposal.entered_by, proposal.entry_confirmed_at, proposal.submitted_at) == (None, None, None)
        assert suggestions_of(proposal) == [
            (1, "由市住建局摸清底数，年内编制停车专项规划。"),
            (2, "开放机关单位夜间车位两千个。"),
        ]

    def test_a_text_is_tidied(self, place: City) -> None:
        proposal = factory.drafted(
            place, title=" 增设\n停车位 ", situation=" 情\0况\n", suggestions=[" 一 ", "", " \n", "二"]
        )
        assert (proposal.title, proposal.situation) == ("增设 停车位", "情况")
        assert suggestions_of(proposal) == [(1, "一"), (2, "二")]

    @pytest.mark.parametrize(
        ("parts", "reason", "field"),
        [
            ({"title": "长" * 201}, "案由最多 200 字，请写短些。", "title"),
            ({"analysis": "长" * 50_000}, "全文最多 50000 字，请写短些，或作为附件。", "situation"),
            (
                {"situation": "密级：机密\n某事"},
                "文中有“机密”标志。本系统不得处理国家秘密，请勿录入，按保密规定办理。",
                None,
            ),
            (
                {"suggestions": ["甲", "绝密★长期"]},
                "文中有“绝密”标志。本系统不得处理国家秘密，请勿录入，按保密规定办理。",
                None,
            ),
        ],
    )
    def test_a_text_that_cannot_be_taken_in(
        self, place: City, parts: dict[str, Any], reason: str, field: str | None
    ) -> None:
        """Nothing of it is kept: neither drafted, nor revised, nor saved meanwhile."""
        assert refusal(factory.drafted, place, **parts) == (reason, field)
        assert not Proposal.objects.exists()
        proposal, author = factory.drafted(place), place.person("author")
        for verb in (actions.revise, actions.autosave):
            assert refusal(verb, proposal, by=author, text=factory.text(**parts), version=1) == (reason, field)
        assert fresh(proposal).situation == factory.text().situation

    def test_a_clerk_enters_for_a_member_who_confirms(self, place: City, moment: datetime) -> None:
        clerk, author = place.person("clerk"), place.person("author")
        proposer = actions.Proposer(MEMBER, author=place.author)
        proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
        assert (proposal.entered_by, proposal.awaits_confirmation) == (clerk, True)
        assert Entry.objects.get().payload == {"title": proposal.title, "entered_for": author.pk}
        proposal = actions.confirm_entry(proposal, by=author)
        assert (proposal.awaits_confirmation, proposal.entry_confirmed_at) == (False, moment)
        assert told(proposal)[-1] == "确认了代为录入的提案"

    def test_an_officer_enters_for_the_own_committee(self, place: City) -> None:
        officer = place.person("officer")
        proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
        proposal = actions.draft(place.session, by=officer, proposer=proposer, text=factory.text())
        assert (proposal.proposer_name, proposal.is_collective) == ("提案委员会", True)
        assert (proposal.entered_by, proposal.awaits_confirmation) == (officer, False)

    def test_who_may_not_propose_as_whom(self, place: City) -> None:
        own = "委员只能以自己的名义撰写个人或联名提案；集体提案由召集人撰写，或请工作人员录入。"
        committee = {"kind": ProposerKind.COMMITTEE, "organ": place.committee}
        cases: list[tuple[str, dict[str, Any], str]] = [
            ("author", {"kind": MEMBER, "author": place.colleague}, own),
            ("author", {"kind": ProposerKind.SECTOR, "sector": place.sector, "author": place.author}, own),
            ("author", committee, own),
            ("officer", {"kind": MEMBER, "author": place.author}, "专委会工作人员只能代本专委会提出提案。"),
            ("clerk", {"kind": MEMBER}, "个人和联名提案要写明提案的委员。"),
            ("clerk", {"kind": ProposerKind.PARTY, "name": "民建市委"}, "集体提案要写明由哪个界别或单位提出。"),
            ("bureau clerk", committee, "只有鹰城市政协的委员和工作人员可以撰写提案。"),
        ]
        for name, proposer, words in cases:
            said, _field = refusal(
                actions.draft,
                place.session,
                by=place.person(name),
                proposer=actions.Proposer(**proposer),
                text=factory.text(),
            )
            assert said == words

    def test_only_members_in_office_propose(self, place: City) -> None:
        """Neither before the first day of the membership nor from its last on, nor a member of elsewhere."""
        clerk = place.person("clerk")
        gone = MemberFactory(term=place.session.term, name="林四", until_on=date(2026, 3, 18))
        coming = MemberFactory(term=place.session.term, name="林五", from_on=date(2026, 3, 19))
        for member in (gone, coming, factory.city().author):
            proposer = actions.Proposer(MEMBER, author=member)
            assert refusal(actions.draft, place.session, by=clerk, proposer=proposer, text=factory.text()) == (
                f"{member.name}今天不是本级政协的委员，不能提出提案。",
                "member",
            )
        with clock.at(clock.now() - timedelta(days=1)):
            actions.draft(place.session, by=clerk, proposer=actions.Proposer(MEMBER, author=gone), text=factory.text())

    def test_a_form_sent_twice_is_one_draft(self, place: City) -> None:
        key, author = uuid4(), place.person("author")
        proposer = actions.Proposer(MEMBER, author=place.author)
        again = {"by": author, "proposer": proposer, "text": factory.text(), "entry_key": key}
        actions.draft(place.session, **again)
        with pytest.raises(IntegrityError, match="entry_key"), transaction.atomic():
            actions.draft(place.session, **again)
        assert (Proposal.objects.count(), Entry.objects.count()) == (1, 1)


class TestRevising:
    def test_the_text_is_written_anew(self, place: City, moment: datetime) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        with clock.at(moment + timedelta(hours=1)):
            revised = actions.revise(proposal, by=author, text=factory.text(suggestions=["甲", "乙", "丙"]), version=1)
        assert (revised.version, revised.changed_at) == (2, moment + timedelta(hours=1))
        assert suggestions_of(revised) == [(1, "甲"), (2, "乙"), (3, "丙")]
        assert told(revised)[-1] == "修改了提案正文（第 2 稿）"

    def test_only_suggestions_that_differ_are_written(self, place: City) -> None:
        proposal, author = factory.drafted(place, suggestions=["甲", "乙", "丙"]), place.person("author")
        keys = list(proposal.suggestions.order_by("number").values_list("pk", flat=True))
        actions.revise(proposal, by=author, text=factory.text(suggestions=["甲", "改"]), version=1)
        rows = list(Suggestion.objects.order_by("number").values_list("pk", "text"))
        assert rows == [(keys[0], "甲"), (keys[1], "改")]

    def test_a_stale_page_does_not_overwrite(self, place: City) -> None:
        """Another tab, or the clerk who entered it, has written since."""
        proposal, author = factory.drafted(place), place.person("author")
        actions.autosave(proposal, by=author, text=factory.text(title="另一页写的"), version=1)
        for verb in (actions.revise, actions.autosave):
            reason, field = refusal(verb, proposal, by=author, text=factory.text(title="旧页写的"), version=1)
            assert (reason, field) == (
                "这页打开以后，提案已在别处改过（第 2 稿）。您写的文字还在，请打开新的一稿再合并。",
                None,
            )
        assert fresh(proposal).title == "另一页写的"

    def test_keeping_what_is_typed_is_no_deed(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        kept = actions.autosave(proposal, by=author, text=factory.text(title="写到一半"), version=1)
        assert (kept.version, fresh(proposal).title) == (2, "写到一半")
        assert told(proposal) == [f"起草了提案《{factory.text().title}》"]

    def test_keeping_the_same_text_again_costs_little(
        self, place: City, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        """Savepoint, lock, author, suggestions, the text, its words, release."""
        proposal, author = factory.drafted(place), place.person("author")
        with django_assert_num_queries(6):
            actions.autosave(proposal, by=author, text=factory.text(), version=1)


class TestFiles:
    def upload(self, name: str = "说明.txt", content: bytes = "附件说明".encode()) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    @pytest.fixture(autouse=True)
    def elsewhere(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_ROOT = settings.MEDIA_ROOT = tmp_path

    def test_a_file_is_attached_and_taken_away(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        file = actions.attach(proposal, by=author, upload=self.upload())
        assert [one.name for one in documents.of(proposal, actions.ATTACHMENT)] == ["说明.txt"]
        actions.detach(proposal, by=author, file=file)
        assert list(documents.of(proposal)) == []
        assert told(proposal)[1:] == ["上传了附件“说明.txt”", "移去了附件“说明.txt”"]

    def test_a_file_of_another_case_is_not_taken_away(self, place: City) -> None:
        mine, author = factory.drafted(place), place.person("author")
        other = actions.attach(factory.drafted(place), by=author, upload=self.upload())
        assert refusal(actions.detach, mine, by=author, file=other) == ("这个文件不是这件提案的附件。", None)

    def test_what_may_not_come_in_leaves_no_entry(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        _reason, field = refusal(actions.attach, proposal, by=author, upload=self.upload("工具.exe"))
        assert (field, len(told(proposal))) == ("file", 1)

    def test_who_sees_the_case_sees_its_files(self, place: City) -> None:
        from xieshang.documents import owners

        proposal = factory.drafted(place)
        file = actions.attach(proposal, by=place.person("author"), upload=self.upload())
        assert {name for name, actor in place.cast.items() if owners.may_see(actor, file)} == {"author"}
        actions.submit(proposal, by=place.person("author"))
        readers = {name for name, actor in place.cast.items() if owners.may_see(actor, file)}
        assert readers == {"author", "clerk", "office", "chair", "auditor"}


class TestCosigning:
    def test_it_becomes_joint_and_single_again(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        first = actions.ask_cosigner(proposal, by=author, member=place.cosigner)
        second = actions.ask_cosigner(proposal, by=author, member=place.colleague)
        assert ([first.position, second.position], fresh(proposal).proposer_kind) == ([1, 2], "joint")
        actions.drop_cosigner(proposal, by=author, cosigner=first)
        assert fresh(proposal).proposer_kind == "joint"
        third = actions.ask_cosigner(proposal, by=author, member=place.cosigner)
        assert third.position == 3
        for one in (second, third):
            actions.drop_cosigner(proposal, by=author, cosigner=one)
        assert fresh(proposal).proposer_kind == "member"

    def test_who_cannot_be_asked(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        actions.ask_cosigner(proposal, by=author, member=place.cosigner)
        gone = MemberFactory(term=place.session.term, until_on=date(2026, 3, 1))
        for member, words in (
            (place.author, "您是第一提案人，不必再联名。"),
            (place.cosigner, "林二 已在联名人之中。"),
            (gone, "只能邀请本届在任的委员联名。"),
            (factory.city().author, "只能邀请本届在任的委员联名。"),
        ):
            assert refusal(actions.ask_cosigner, proposal, by=author, member=member) == (words, "member")

    def test_a_cosigner_of_another_case_is_not_dropped(self, place: City) -> None:
        mine, author = factory.drafted(place), place.person("author")
        other = actions.ask_cosigner(factory.drafted(place), by=author, member=place.cosigner)
        assert refusal(actions.drop_cosigner, mine, by=author, cosigner=other) == ("这位委员已不在联名人之中。", None)
        assert CoSigner.objects.filter(pk=other.pk).exists()

    def test_gathering_needs_somebody_to_wait_for(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        assert refusal(actions.gather, proposal, by=author) == (
            "没有等待确认的联名人；要联名请先邀请，不联名可以直接提交。",
            None,
        )

    def test_answers_lapse_when_it_is_taken_back(self, place: City) -> None:
        """They agreed to another text."""
        proposal = factory.proposal_in(place, S.GATHERING)
        actions.answer_cosigning(
            factory.cosigning_of(proposal), by=place.person("cosigner"), confirms=True, remark="好"
        )
        actions.take_back(proposal, by=place.person("author"))
        lapsed = factory.cosigning_of(proposal)
        assert (lapsed.state, lapsed.answered_at, lapsed.remark) == (CoSignState.ASKED, None, "")
        assert told(proposal)[-3:] == ["送请联名人确认", "林二 同意联名", "收回修改"]

    def test_an_answer_to_what_was_taken_back_meanwhile_is_refused(self, place: City) -> None:
        """The page was opened while it gathered."""
        proposal = factory.proposal_in(place, S.GATHERING)
        seen = factory.cosigning_of(proposal)
        actions.take_back(proposal, by=place.person("author"))
        assert refusal(actions.answer_cosigning, seen, by=place.person("cosigner"), confirms=True) == (
            "这件提案现在不在征求联名，无需答复。",
            None,
        )

    def test_an_answer_by_one_who_was_dropped_meanwhile_is_refused(self, place: City) -> None:
        author, proposal = place.person("author"), factory.proposal_in(place, S.GATHERING)
        seen = factory.cosigning_of(proposal)
        actions.drop_cosigner(actions.take_back(proposal, by=author), by=author, cosigner=seen)
        reason, _field = refusal(actions.answer_cosigning, seen, by=place.person("cosigner"), confirms=True)
        assert reason == "这一项已经不在了，可能刚被删除。请刷新页面再看。"

    @pytest.mark.parametrize(("confirms", "kind"), [(True, "joint"), (False, "member")])
    def test_whom_everybody_declined_proposes_alone(self, place: City, confirms: bool, kind: str) -> None:
        proposal = factory.proposal_in(place, S.GATHERING)
        actions.answer_cosigning(factory.cosigning_of(proposal), by=place.person("cosigner"), confirms=confirms)
        assert actions.submit(proposal, by=place.person("author")).proposer_kind == kind
        words = "林二 同意联名" if confirms else "林二 不参加联名"
        assert words in told(proposal)


class TestSubmitting:
    @pytest.mark.parametrize(
        ("on", "in_session"),
        [(date(2026, 2, 1), False), (date(2026, 2, 2), True), (date(2026, 2, 6), True), (date(2026, 2, 7), False)],
    )
    def test_in_session_from_its_first_to_its_last_day(
        self, place: City, moment: datetime, on: date, in_session: bool
    ) -> None:
        proposal = factory.drafted(place)
        with clock.at(moment.replace(month=on.month, day=on.day)):
            submitted = actions.submit(proposal, by=place.person("author"))
        assert (submitted.in_session, submitted.submitted_at) == (
            in_session,
            moment.replace(month=on.month, day=on.day),
        )

    def test_a_draft_of_last_year_belongs_to_the_year_it_is_handed_in(self, place: City, moment: datetime) -> None:
        later = SessionFactory(
            term=place.session.term,
            number=5,
            year=2027,
            opens_on=date(2027, 2, 1),
            closes_on=date(2027, 2, 5),
            from_on=date(2027, 1, 1),
            until_on=date(2028, 1, 1),
        )
        proposal = factory.drafted(place)
        with clock.at(moment.replace(year=2027)):
            assert actions.submit(proposal, by=place.person("author")).session == later

    @pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
    def test_a_day_outside_every_session_is_refused(self, place: City, moment: datetime, on: date) -> None:
        """The day before the first session's year, and the day after the last one's."""
        proposal = factory.drafted(place)
        with clock.at(moment.replace(year=on.year, month=on.month, day=on.day)):
            reason, _field = refusal(actions.submit, proposal, by=place.person("author"))
        assert reason.startswith("今天不在任何一次会议的年度之内，暂不能提交；草稿已保留。")
        assert reason.endswith("请联系提案工作人员设立本年度的会议，设立以后再提交。")
        assert (fresh(proposal).state, Sketch.objects.count()) == (S.DRAFT, 0)

    def test_a_button_pressed_twice_submits_once(self, place: City) -> None:
        proposal, author = factory.drafted(place), place.person("author")
        actions.submit(proposal, by=author)
        assert refusal(actions.submit, proposal, by=author) == (
            "这件提案已经提交，现在是“待审查”，不必再提交一次；办到了哪一步，请看这件提案的经过。",
            None,
        )
        assert len(told(proposal)) == 2

    def test_drafting_and_submitting_cost_few_queries(
        self, place: City, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        """Each in a savepoint (two queries); what upper rooms are owed is not counted.

        Drafting: the proposal, its words, its suggestions, the entry. Submitting: lock, suggestions, the assembly and
        its settings, the length of the review, the calendar, the deadline, the proposal, the sketch, the entry.
        """
        proposer = actions.Proposer(MEMBER, author=place.author)
        by = place.person("author")
        session = Session.objects.select_related("assembly").get(pk=place.session.pk)
        by.scopes_with("")
        with quiet(), django_assert_num_queries(6):
            proposal = actions.draft(session, by=by, proposer=proposer, text=factory.text())
        with quiet(), django_assert_num_queries(12):
            actions.submit(proposal, by=by)


class TestReview:
    def test_numbers_count_by_session(self, place: City) -> None:
        numbers = [factory.proposal_in(place, S.FILED).case_number for _ in range(3)]
        assert numbers == [1, 2, 3]
        later = SessionFactory(
            term=place.session.term, number=5, year=2027, from_on=date(2027, 1, 1), until_on=date(2028, 1, 1)
        )
        with clock.at(clock.now().replace(year=2027)):
            next_year = factory.proposal_in(place, S.FILED)
        assert (next_year.session, next_year.case_number) == (later, 1)

    def test_a_refused_filing_takes_no_number(self, place: City) -> None:
        clerk = place.person("clerk")
        filed = factory.proposal_in(place, S.FILED)
        refusal(actions.file, filed, by=clerk)
        assert factory.proposal_in(place, S.FILED).case_number == 2

    def test_not_filed_says_why(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.SUBMITTED)
        refused = actions.refuse(
            proposal, by=place.person("clerk"), ground=Ground.ACADEMIC, reason=" 属于学术研讨，已转有关学会。 "
        )
        assert (refused.ground, refused.review_reason) == ("academic", "属于学术研讨，已转有关学会。")
        assert refused.destination == Destination.NONE
        assert told(proposal)[-1] == "不予立案（学术研讨）：属于学术研讨，已转有关学会。"

    def test_sent_back_revised_and_handed_in_again(self, place: City, moment: datetime) -> None:
        proposal, author, clerk = factory.proposal_in(place, S.RETURNED), place.person("author"), place.person("clerk")
        assert (proposal.review_reason, open_steps(proposal)) == ("请补充数据", {})
        actions.revise(proposal, by=author, text=factory.text(situation="补充了数据"), version=1)
        with clock.at(moment + timedelta(days=5)):
            again = actions.submit(proposal, by=author)
        assert (again.submitted_at, open_steps(again)) == (
            moment + timedelta(days=5),
            {"proposals.review": date(2026, 4, 14)},
        )
        assert actions.file(again, by=clerk).review_reason == ""

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_a_reason_is_given(self, place: City, reason: str) -> None:
        clerk, author = place.person("clerk"), place.person("author")
        submitted = factory.proposal_in(place, S.SUBMITTED)
        shown = actions.publish(factory.proposal_in(place, S.CLOSED), by=clerk, text="正文", reply="")
        empty = ("请写明理由，对方会看到。", "reason")
        assert refusal(actions.send_back, submitted, by=clerk, reason=reason) == empty
        assert refusal(actions.refuse, submitted, by=clerk, ground=Ground.EMPTY, reason=reason) == empty
        assert refusal(actions.withdraw, submitted, by=author, reason=reason) == empty
        assert refusal(actions.unpublish, shown, by=clerk, reason=reason) == empty

    def test_withdrawing_drops_the_clock_and_the_sketch(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.SUBMITTED)
        gone = actions.withdraw(proposal, by=place.person("author"), reason="另行提出")
        assert (gone.state, gone.turn_due_on, open_steps(gone), Sketch.objects.count()) == (S.WITHDRAWN, None, {}, 0)
        assert told(gone)[-1] == "撤回提案：另行提出"


class TestHandling:
    def test_a_bureau_of_elsewhere_or_of_yesterday_is_not_charged(self, place: City) -> None:
        proposal, clerk = factory.proposal_in(place, S.FILED), place.person("clerk")
        elsewhere = factory.city().bureau
        assert refusal(actions.assign, proposal, by=clerk, lead=elsewhere) == ("这个单位不归本级政协交办。", "lead")
        for period in ({"until_on": date(2026, 3, 18)}, {"from_on": date(2026, 3, 19), "until_on": None}):
            type(place.bureau).objects.filter(pk=place.bureau.pk).update(**period)
            place.bureau.refresh_from_db()
            reason = refusal(actions.assign, proposal, by=clerk, lead=place.bureau)
            assert reason == ("市教育局现在不是承办单位。", "lead")
        assert fresh(proposal).state == S.FILED

    def test_assigned_and_accepted(self, place: City, moment: datetime) -> None:
        proposal = factory.proposal_in(place, S.ASSIGNED)
        charge = factory.assignment_of(proposal)
        assert (charge.accept_by, charge.reply_by) == (date(2026, 3, 27), date(2026, 6, 18))
        accepted = actions.accept(charge, by=place.person("bureau leader"))
        assert (accepted.accepted_at, accepted.accepted_by) == (moment, place.person("bureau leader"))
        assert (fresh(proposal).state, fresh(proposal).turn_due_on) == (S.HANDLING, date(2026, 6, 18))

    def test_accepted_by_two_at_once_it_is_accepted_once(self, place: City) -> None:
        """Both had the page open; the second reads that it is done."""
        charge = factory.assignment_of(factory.proposal_in(place, S.ASSIGNED))
        actions.accept(charge, by=place.person("bureau clerk"))
        assert refusal(actions.accept, charge, by=place.person("bureau leader")) == ("已经签收过了。", None)

    @pytest.mark.parametrize(
        ("given", "refused"),
        [
            ({"on": date(2026, 3, 19)}, ("沟通日期不能晚于今天。", "on")),
            ({"on": date(2026, 3, 17)}, ("沟通日期不能早于交办之日。", "on")),
            ({"content": " "}, ("请写明沟通的内容。", "content")),
        ],
    )
    def test_a_talk_that_cannot_have_been(self, place: City, given: dict[str, Any], refused: tuple[str, str]) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        talk = {"kind": TalkKind.VISIT, "on": date(2026, 3, 18), "people": "林一", "content": "走访"}
        assert refusal(actions.note_talk, charge, by=place.person("bureau clerk"), **{**talk, **given}) == refused
        assert not Talk.objects.exists()

    def test_days_are_days_in_the_assembly_s_zone(self, place: City, moment: datetime) -> None:
        """Assigned at half past midnight in Shanghai, which is still the day before in London."""
        early = moment.replace(hour=0, minute=30)
        with clock.at(early):
            charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        talk = {"kind": TalkKind.VISIT, "people": "林一", "content": "走访", "by": place.person("bureau clerk")}
        assert refusal(actions.note_talk, charge, on=date(2026, 3, 17), **talk)[0] == "沟通日期不能早于交办之日。"
        assert actions.note_talk(charge, on=date(2026, 3, 18), **talk).on == date(2026, 3, 18)

    def test_a_talk_noted_twice_is_one(self, place: City) -> None:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        talk = {
            "kind": TalkKind.VISIT,
            "on": date(2026, 3, 18),
            "people": "林一",
            "content": "走访",
            "entry_key": uuid4(),
        }
        actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
        with pytest.raises(IntegrityError, match="entry_key"), transaction.atomic():
            actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
        assert Talk.objects.count() == 1


class TestReply:
    @pytest.fixture
    def charge(self, place: City) -> Any:
        charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
        talk = {"kind": TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "面商"}
        actions.note_talk(charge, by=place.person("bureau clerk"), **talk)
        return factory.assignment_of(charge.proposal)

    @pytest.mark.parametrize(
        ("parts", "reason", "field"),
        [
            ({"answers": {}}, "第 1、2 条建议还没有答复，请逐条答复。", "answers"),
            (
                {"answers": {1: (AnswerState.DONE, "好"), 2: (AnswerState.DONE, " ")}},
                "第 2 条建议还没有答复，请逐条答复。",
                "answers",
            ),
            (
                {"answers": dict.fromkeys((1, 2, 4, 3), (AnswerState.DONE, "好"))},
                "这件提案没有第 3、4 条建议。",
                "answers",
            ),
            ({"letter_number": " "}, "请填写答复的文号。", "letter_number"),
            ({"opening": ""}, "请填写答复正文。", "opening"),
        ],
    )
    def test_what_is_missing_is_named(
        self, place: City, charge: Any, parts: dict[str, Any], reason: str, field: str
    ) -> None:
        leader = place.person("bureau leader")
        assert refusal(actions.reply, charge, by=leader, letter=factory.letter(**parts)) == (reason, field)
        assert (fresh(charge.proposal).state, Answer.objects.count()) == (S.HANDLING, 0)

    def test_each_suggestion_has_its_answer(self, place: City, charge: Any, moment: datetime) -> None:
        reply = actions.reply(charge, by=place.person("bureau leader"), letter=factory.letter())
        answers = [(one.suggestion.number, one.state, one.text) for one in reply.answers.order_by("suggestion__number")]
        assert answers == [(1, "done", "已经编制。"), (2, "planned", "已列入明年计划。")]
        proposal = fresh(charge.proposal)
        assert (proposal.state, proposal.replied_at, proposal.turn_due_on) == (S.REPLIED, moment, date(2026, 4, 2))
        assert factory.assignment_of(proposal).replied_at == moment

    def test_a_text_without_known_parts_has_no_answers(self, place: City, charge: Any) -> None:
        """As an imported one: the letter itself answers it."""
        Suggestion.objects.all().delete()
        letter = factory.letter(answers={}, reply_class=ReplyClass.B)
        assert actions.reply(charge, by=place.person("bureau leader"), letter=letter).reply_class == "B"


class TestJudging:
    @pytest.mark.parametrize("axis", ["handling", "result"])
    def test_who_is_not_satisfied_says_why(self, place: City, axis: str) -> None:
        proposal, author = factory.proposal_in(place, S.REPLIED), place.person("author")
        given = {"handling": Satisfaction.SATISFIED, "result": Satisfaction.SATISFIED, axis: Satisfaction.UNSATISFIED}
        assert refusal(actions.judge, proposal, by=author, **given, opinion=" ") == (
            "不满意请写明意见，承办单位才知道怎样改进。",
            "opinion",
        )
        judged = actions.judge(proposal, by=author, **given, opinion=" 第二条没有落实 ")
        assert (judged.opinion, judged.member, judged.given_by) == ("第二条没有落实", place.author, author)

    def test_the_timeline_does_not_tell_how(self, place: City) -> None:
        """A bureau reads the timeline; it reads the judgement only once the case is closed."""
        proposal = factory.proposal_in(place, S.ANSWERED)
        assert told(proposal)[-1] == "提案者作出反馈"
        assert Feedback.objects.get().handling == "satisfied"

    def test_closing_without_a_judgement_drops_its_clock(self, place: City, moment: datetime) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        with clock.at(moment + timedelta(days=20)):
            closed = actions.close(proposal, by=place.person("clerk"))
        assert (closed.state, open_steps(closed)) == (S.CLOSED, {})
        assert deadlines.of(closed).get(code="proposals.feedback").dropped_on == date(2026, 4, 7)

    def test_closing_after_a_judgement_meets_its_clock(self, place: City) -> None:
        closed = factory.proposal_in(place, S.CLOSED)
        assert deadlines.of(closed).get(code="proposals.close").met_on == date(2026, 3, 18)


class TestPublishing:
    def test_personal_details_are_left_out_whatever_is_handed_in(self, place: City, moment: datetime) -> None:
        closed = factory.proposal_in(place, S.CLOSED)
        shown = actions.publish(
            closed, by=place.person("clerk"), text="请联系13812345678。", reply="联系人：王某，电话：0375-2660000"
        )
        assert (shown.public_text, shown.published_at) == ("请联系〔已略〕。", moment)
        assert "王某" not in shown.public_reply
        assert "2660000" not in shown.public_reply

    def test_an_empty_text_is_not_published(self, place: City) -> None:
        closed = factory.proposal_in(place, S.CLOSED)
        assert refusal(actions.publish, closed, by=place.person("clerk"), text=" ", reply="答复") == (
            "公开的正文不能是空的。",
            "text",
        )

    def test_taken_down_with_a_reason(self, place: City) -> None:
        clerk = place.person("clerk")
        shown = actions.publish(factory.proposal_in(place, S.CLOSED), by=clerk, text="正文", reply="答复")
        down = actions.unpublish(shown, by=clerk, reason="提案者要求")
        assert (down.published_at, down.public_text, down.public_reply) == (None, "", "")
        assert not PublicWords.objects.exists()
        assert told(down)[-1] == "撤下公开：提案者要求"


def test_what_another_changed_meanwhile_is_kept(place: City) -> None:
    """A field that the action does not touch keeps the value it got while the page was open."""
    stale = factory.proposal_in(place, S.SUBMITTED)
    Proposal.objects.filter(pk=stale.pk).update(topic="省里的类别", consents_to_publication=False)
    actions.file(stale, by=place.person("clerk"))
    now = fresh(stale)
    assert (now.state, now.topic, now.consents_to_publication) == (S.FILED, "省里的类别", False)


def test_no_verb_reads_the_long_index_columns(place: City) -> None:
    """The generated columns are for searches alone; a lock does not carry them over the wire."""
    proposal = factory.proposal_in(place, S.SUBMITTED)
    with CaptureQueriesContext(connection) as asked:
        actions.file(proposal, by=place.person("clerk"))
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"] and "proposals_proposal" in query["sql"]]
    assert len(locks) == 1
    assert '"search"' not in locks[0]
