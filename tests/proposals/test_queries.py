"""Who sees which proposals, what a list costs, what a search finds."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import FILED_STATES, ProposerKind, State
from xieshang.texts import words

S = State
HANDED_IN = set(State) - {S.DRAFT, S.GATHERING, S.WITHDRAWN}
WITH_BUREAU = FILED_STATES - {S.FILED}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def seen_by(place: City, among: dict[str, Proposal]) -> dict[str, set[str]]:
    """Who of the cast sees which of the proposals."""
    names = {one.pk: name for name, one in among.items()}
    return {
        name: {names[pk] for pk in queries.visible_to(actor).values_list("pk", flat=True) if pk in names}
        for name, actor in place.cast.items()
    }


def test_who_sees_a_proposal_in_each_state(place: City) -> None:
    """One proposal in each state, of which the cosigner was asked for the one that gathers."""
    proposals = {state.value: factory.proposal_in(place, state) for state in State}
    nothing: set[str] = set()
    assert seen_by(place, proposals) == {
        "author": {state.value for state in State},
        "cosigner": {state.value for state in FILED_STATES | {S.GATHERING}},
        "colleague": {state.value for state in FILED_STATES},
        "clerk": {state.value for state in HANDED_IN},
        "office": {state.value for state in HANDED_IN},
        "chair": {state.value for state in HANDED_IN},
        "auditor": {state.value for state in HANDED_IN},
        "bureau clerk": {state.value for state in WITH_BUREAU},
        "bureau leader": {state.value for state in WITH_BUREAU},
        "officer": nothing,
        "other leader": nothing,
        "administrator": nothing,
        "elsewhere": nothing,
        "public": nothing,
    }


def test_a_withdrawn_draft_was_never_handed_in(place: City) -> None:
    """But what was handed in before it was withdrawn stays with the office."""
    author = place.person("author")
    never = factory.proposal_in(place, S.WITHDRAWN)
    before = actions.withdraw(factory.proposal_in(place, S.SUBMITTED), by=author, reason="另行提出")
    gathered = actions.withdraw(factory.proposal_in(place, S.GATHERING), by=author, reason="另行提出")
    seen = seen_by(place, {"never": never, "before": before, "gathered": gathered})
    assert {name for name, what in seen.items() if what} == {"author", "clerk", "office", "chair", "auditor"}
    assert (seen["author"], seen["clerk"]) == ({"never", "before", "gathered"}, {"before"})


def test_a_cosigner_sees_it_while_asked_and_what_they_confirmed(place: City) -> None:
    author, cosigner = place.person("author"), place.person("cosigner")
    gathering = factory.proposal_in(place, S.GATHERING)
    declined = factory.proposal_in(place, S.GATHERING)
    draft = factory.drafted(place)
    actions.ask_cosigner(draft, by=author, member=place.cosigner)
    actions.answer_cosigning(factory.cosigning_of(gathering), by=cosigner, confirms=True)
    actions.answer_cosigning(factory.cosigning_of(declined), by=cosigner, confirms=False)
    for one in (gathering, declined):
        actions.submit(one, by=author)
    assert set(queries.visible_to(cosigner)) == {gathering}
    assert set(queries.mine(cosigner)) == {gathering}
    assert set(queries.mine(author)) == {gathering, declined, draft}


def test_what_is_taken_back_is_the_author_s_alone_again(place: City) -> None:
    proposal = actions.take_back(factory.proposal_in(place, S.GATHERING), by=place.person("author"))
    assert not queries.visible_to(place.cast["cosigner"]).exists()
    assert queries.visible_to(place.cast["author"]).get() == proposal


def test_a_committee_s_officers_see_what_it_proposed(place: City) -> None:
    """Also what the assembly's office entered for it, once it was handed in."""
    clerk = place.person("clerk")
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    proposal = actions.draft(place.session, by=clerk, proposer=proposer, text=factory.text())
    assert not queries.visible_to(place.cast["officer"]).exists()
    factory.sealed(proposal, by=clerk)
    actions.submit(proposal, by=clerk)
    assert queries.visible_to(place.cast["officer"]).get() == proposal


def test_publication_shows_the_public_version_alone(place: City) -> None:
    """The public reads it through `published`; nobody sees the whole case who did not before."""
    proposal = factory.proposal_in(place, S.CLOSED)
    before = seen_by(place, {"it": proposal})
    assert not queries.published().exists()
    actions.publish(proposal, by=place.person("clerk"), text="公开的正文", reply="公开的答复")
    assert queries.published().get() == proposal
    assert seen_by(place, {"it": proposal}) == before


def test_another_assembly_sees_nothing(place: City) -> None:
    other = factory.city()
    for state in (S.SUBMITTED, S.FILED, S.CLOSED):
        factory.proposal_in(place, state)
    assert {name: queries.visible_to(actor).count() for name, actor in other.cast.items()} == dict.fromkeys(
        other.cast, 0
    )


LISTS: dict[str, tuple[Callable[[City], QuerySet[Proposal]], int]] = {
    "clerk": (lambda place: queries.visible_to(place.cast["clerk"]), 2),
    "member": (lambda place: queries.visible_to(place.cast["author"]), 2),
    "bureau": (lambda place: queries.visible_to(place.cast["bureau leader"]), 2),
    "mine": (lambda place: queries.mine(place.person("author")), 2),
}


@pytest.mark.parametrize("name", list(LISTS))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_two_queries_however_long(
    place: City, name: str, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    """Where the person's cases can be, and the rows with their years and bureaus."""
    for _ in range(rows):
        factory.proposal_in(place, S.HANDLING)
    make, cost = LISTS[name]
    for actor in place.cast.values():
        actor.scopes_with("")
    with django_assert_num_queries(cost):
        shown = list(queries.rows(make(place)))
    told = [(one["title"], one["session__year"], one["bureau_name"]) for one in shown]
    assert told == [(factory.text().title, 2026, "市教育局")] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_case_with_all_that_its_page_shows_costs_the_same(
    place: City, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(rows):
        factory.proposal_in(place, S.ANSWERED)
    with django_assert_num_queries(17):
        for one in queries.whole(Proposal.objects.all()):
            (charge,) = one.assignments.all()
            assert [talk.noted_by.name for talk in charge.talks.all()] == [place.person("bureau clerk").name]
            assert [answer.suggestion.number for answer in charge.reply.answers.all()] == [1, 2]
            assert [suggestion.number for suggestion in one.suggestions.all()] == [1, 2]
            assert (len(one.feedback.all()), len(one.cosigners.all()), one.author.sector.name) == (1, 0, "教育界")  # type: ignore[union-attr]


def test_a_few_keys_are_seen_as_all_are(place: City) -> None:
    """The same as `visible_to`, for everybody and also when it was asked before."""
    keys = [factory.proposal_in(place, state).pk for state in State]
    for actor in [*place.cast.values(), *place.cast.values()]:
        seen = set(queries.visible_to(actor).values_list("pk", flat=True))
        assert queries.visible_among(actor, keys) == seen & set(keys)
    assert queries.visible_among(place.person("author"), keys[:2]) == set(keys[:2])


@pytest.mark.parametrize("state", list(S))
def test_a_case_is_the_author_s_own_and_nobody_else_s(place: City, state: S) -> None:
    """Others who may see it find it among all that they see."""
    key = factory.proposal_in(place, state).pk
    people = {name: place.person(name) for name, actor in place.cast.items() if actor.pk}
    assert [name for name, person in people.items() if queries.own(person, key)] == ["author"]
    assert queries.own(people["author"], 0) is None


@pytest.mark.parametrize("state", [S.DRAFT, S.GATHERING, S.SUBMITTED])
def test_an_own_text_is_that_of_the_whole_case(
    place: City, state: S, django_assert_num_queries: Callable[..., Any]
) -> None:
    """All that a text and its rules ask is there at once."""
    key, author = factory.proposal_in(place, state).pk, place.person("author")
    found, whole = queries.own_text(author, key), queries.whole(Proposal.objects.filter(pk=key)).get()
    assert found is not None
    with django_assert_num_queries(0):
        told = [found.title, found.body, found.author, found.assembly, found.session, signers(found)]
    assert told == [whole.title, whole.body, whole.author, whole.assembly, whole.session, signers(whole)]


def signers(case: Proposal) -> list[tuple[str, str]]:
    """Who was asked to co-sign, and how it stands with each."""
    return [(one.member.name, one.state) for one in case.cosigners.all()]


@pytest.mark.parametrize("state", list(S))
def test_an_opened_case_is_the_whole_case(place: City, state: S, django_assert_num_queries: Callable[..., Any]) -> None:
    """By other queries the same rows, whatever the state; all of it is there at once."""
    key = factory.proposal_in(place, state).pk
    author = place.person("author")
    author.scopes_with("")
    found = queries.opened(author, key)
    assert found is not None
    with django_assert_num_queries(0):
        told = told_of(found)
    assert told == told_of(queries.whole(Proposal.objects.filter(pk=key)).get())


def told_of(case: Proposal) -> list[Any]:
    """All that stands on a case page."""
    plain = {name: value for name, value in vars(case).items() if not name.startswith("_")}
    above = [case.assembly, case.session.term, case.author, case.sector, case.organ, case.entered_by, case.convenor]
    above += [case.wished_bureau, case.call, case.lead]
    charges = [
        (vars_of(one), one.bureau, one.accepted_by, [(vars_of(talk), talk.noted_by) for talk in one.talks.all()])
        for one in case.assignments.all()
    ]
    answers = [
        (one.reply.letter_number, [(answer.text, answer.suggestion) for answer in one.reply.answers.all()])
        for one in case.assignments.all()
        if one.replied_at
    ]
    related = (case.suggestions, case.cosigners, case.supporters, case.feedback, case.follow_ups)
    rows = [vars_of(row) for rows in related for row in rows.all()]
    rows += [(vars_of(one), one.person) for reply in queries.standing_replies(case) for one in reply.deliveries.all()]
    rows += [voice.name for voice in queries.voices_of(case)]
    return [plain, above, charges, answers, rows, case.body]


def vars_of(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_nobody_opens_what_they_may_not_see(place: City) -> None:
    draft, filed = factory.proposal_in(place, S.DRAFT), factory.proposal_in(place, S.FILED)
    seen = {
        name: [queries.opened(actor, case.pk) is not None for case in (draft, filed)]
        for name, actor in place.cast.items()
    }
    assert seen == {
        name: [queries.visible_to(actor).filter(pk=case.pk).exists() for case in (draft, filed)]
        for name, actor in place.cast.items()
    }
    assert queries.opened(place.person("author"), 0) is None


def test_a_form_sent_before_is_known_to_its_author_alone(place: City) -> None:
    key = uuid4()
    proposer = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    author = place.person("author")
    proposal = actions.draft(place.session, by=author, proposer=proposer, text=factory.text(), entry_key=key)
    assert queries.of_entry(key, author) == proposal
    assert queries.of_entry(key, place.person("colleague")) is None
    assert queries.of_entry(uuid4(), author) is None


def test_overdue_begins_the_day_after(place: City) -> None:
    proposal = factory.proposal_in(place, S.SUBMITTED)
    factory.drafted(place)
    assert proposal.turn_due_on == date(2026, 4, 9)
    everything = Proposal.objects.all()
    assert list(queries.overdue(everything, on=date(2026, 4, 9))) == []
    assert list(queries.overdue(everything, on=date(2026, 4, 10))) == [proposal]


def test_open_cases_are_filed_and_not_closed(place: City) -> None:
    made = {state: factory.proposal_in(place, state) for state in (S.SUBMITTED, S.FILED, S.REPLIED, S.CLOSED)}
    factory.proposal_in(factory.city(), S.FILED)
    assert set(queries.open_cases(place.assembly)) == {made[S.FILED], made[S.REPLIED]}


def test_invitations_wait_while_it_gathers_and_is_not_answered(place: City) -> None:
    cosigner = place.person("cosigner")
    waiting, answered = factory.proposal_in(place, S.GATHERING), factory.proposal_in(place, S.GATHERING)
    draft = factory.drafted(place)
    actions.ask_cosigner(draft, by=place.person("author"), member=place.cosigner)
    actions.answer_cosigning(factory.cosigning_of(answered), by=cosigner, confirms=False)
    assert [one.proposal for one in queries.asked_to_cosign(cosigner)] == [waiting]
    assert list(queries.asked_to_cosign(place.person("colleague"))) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("停车", True),
        ("公共停车位", True),
        ("消防通道 住建局", True),
        ("林一", True),
        ("停车 养老", False),
        ("养老", False),
        ("", False),
        ("。！", False),
        ("' | ! & (", False),
    ],
)
def test_a_search_finds_all_its_words(place: City, typed: str, found: bool) -> None:
    proposal = factory.drafted(place)
    assert list(found_by(queries.matching, Proposal.objects.all(), typed)) == ([proposal] if found else [])


def found_by(narrow: Any, proposals: QuerySet[Proposal], typed: str) -> QuerySet[Proposal]:
    """What a list finds by what was typed; nothing where there is no word in it to search by."""
    asked = words.tsquery_text(typed)
    return proposals.none() if asked is None else narrow(proposals, asked)


def test_a_search_in_public_does_not_give_away_what_is_left_out(place: City) -> None:
    proposal = factory.proposal_in(place, S.CLOSED, situation="联系电话：13812345678，家住幸福小区。")
    shown = actions.publish(proposal, by=place.person("clerk"), text="手机13812345678。停车难。", reply="已落实车位")
    assert shown.public_text == "手机〔已略〕。停车难。"
    everything = queries.published()
    found = {
        typed: found_by(queries.matching_in_public, everything, typed).exists()
        for typed in ("停车", "车位", "13812345678", "幸福")
    }
    assert found == {"停车": True, "车位": True, "13812345678": False, "幸福": False}
    assert found_by(queries.matching, everything, "13812345678").exists()
    assert not found_by(queries.matching_in_public, everything, "。").exists()


def test_of_bureaus_and_assignments_of(place: City) -> None:
    proposal = factory.proposal_in(place, S.ASSIGNED)
    scopes, others = [place.bureau.scope_id], [place.other_bureau.scope_id]
    assert list(queries.of_bureaus(scopes)) == [proposal]
    assert [one.proposal for one in queries.assignments_of(scopes)] == [proposal]
    assert list(queries.of_bureaus(others)) == list(queries.assignments_of(others)) == []


def test_a_public_version_leaves_personal_details_out(place: City) -> None:
    proposal = factory.proposal_in(
        place, S.CLOSED, situation="请致电13812345678。", analysis="析", suggestions=["甲", "乙"]
    )
    text, reply = queries.public_version(queries.whole(Proposal.objects.filter(pk=proposal.pk)).get())
    assert text == "请致电〔已略〕。\n\n析\n\n1. 甲\n\n2. 乙"
    assert reply == "您提出的建议收悉，现答复如下。\n\n1. 已经编制。\n\n2. 已列入明年计划。"


class TestSimilar:
    """The similar cases of a text."""

    def test_the_most_alike_first_with_what_is_shared(self, place: City) -> None:
        whole = factory.text()
        near = factory.proposal_in(place, S.FILED)
        far = factory.proposal_in(place, S.FILED, situation="乡镇卫生院缺少儿科医生，群众看病要到县城。")
        factory.proposal_in(place, S.FILED, situation="河道", analysis="淤积", suggestions=["请市水利局组织清淤。"])
        found = queries.similar(whole.body, assembly_id=place.assembly.pk)
        assert [one.proposal for one in found] == [near, far]
        assert (found[0].coefficient, found[0].percent, found[0].headline) == (1.0, 100, "2026 年第 1 号，已立案")
        assert 0.3 <= found[1].coefficient < 1
        for start, end, number in found[1].mine:
            passage = found[1].passages[number - 1]
            assert whole.body[start:end] == far.body[passage.start_b : passage.end_b]
        assert sorted(found[1].theirs) == found[1].theirs

    def test_how_it_ended_is_the_headline(self, place: City) -> None:
        factory.proposal_in(place, S.REPLIED)
        factory.proposal_in(place, S.NOT_FILED)
        lines = {one.headline for one in queries.similar(factory.text().body, assembly_id=place.assembly.pk)}
        assert lines == {"2026 年第 1 号，A 类：已经解决或采纳", "不予立案"}

    def test_only_what_the_actor_may_see(self, place: City) -> None:
        factory.proposal_in(place, S.SUBMITTED)
        filed = factory.proposal_in(place, S.FILED)
        body, assembly = factory.text().body, place.assembly.pk
        seen = {
            name: {one.proposal for one in queries.similar(body, assembly_id=assembly, actor=actor)}
            for name, actor in place.cast.items()
        }
        assert (seen["colleague"], seen["public"], seen["other leader"]) == ({filed}, set(), set())
        assert len(seen["clerk"]) == 2

    def test_neither_itself_nor_drafts_nor_another_assembly_s_nor_withdrawn_ones(self, place: City) -> None:
        factory.drafted(place)
        mine = factory.proposal_in(place, S.SUBMITTED)
        gone = factory.proposal_in(place, S.SUBMITTED)
        actions.withdraw(gone, by=place.person("author"), reason="另行提出")
        factory.proposal_in(factory.city(), S.FILED)
        body = factory.text().body
        assert queries.similar(body, assembly_id=place.assembly.pk, but=mine.pk) == []
        assert [one.proposal for one in queries.similar(body, assembly_id=place.assembly.pk)] == [mine]

    def test_at_most_so_many(self, place: City) -> None:
        for _ in range(4):
            factory.proposal_in(place, S.SUBMITTED)
        assert len(queries.similar(factory.text().body, assembly_id=place.assembly.pk, most=3)) == 3

    def test_nothing_is_like_nothing(self, place: City) -> None:
        factory.proposal_in(place, S.SUBMITTED)
        with CaptureQueriesContext(connection) as asked:
            assert queries.similar(" 。！", assembly_id=place.assembly.pk) == []
        assert len(asked) == 0

    def test_what_was_sent_back_is_found_by_its_new_text(self, place: City) -> None:
        author = place.person("author")
        proposal = factory.proposal_in(place, S.RETURNED)
        other = factory.text(situation="乡镇卫生院缺少儿科医生。", analysis="编制不足。", suggestions=["请增加编制。"])
        actions.revise(proposal, by=author, text=other, version=1)
        actions.submit(proposal, by=author)
        found = queries.similar(other.body, assembly_id=place.assembly.pk)
        assert [(one.proposal, one.coefficient) for one in found] == [(proposal, 1.0)]
        assert queries.similar(factory.text().body, assembly_id=place.assembly.pk) == []


def test_the_clock_is_given_and_never_read(place: City) -> None:
    """A query about a day answers for that day, whatever the time is."""
    proposal = factory.proposal_in(place, S.SUBMITTED)
    assert proposal.turn_due_on is not None
    for days, late in ((0, 0), (1, 1), (3650, 1)):
        on = proposal.turn_due_on + timedelta(days=days)
        assert queries.overdue(Proposal.objects.all(), on=on).count() == late
