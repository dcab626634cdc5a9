"""Outstanding members: proposed from the decided grades, decided by a meeting, told, with a certificate."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City, refusal
from xieshang.duties import actions, queries
from xieshang.duties.models import Award, Year
from xieshang.duties.states import AWARD_LIFE, AwardState
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


DEEDS: dict[str, Callable[[Award, Any], object]] = {
    "grant_award": lambda one, by: actions.grant_award(one, by=by, ruling=factory.ruling()),
    "decline_award": lambda one, by: actions.decline_award(one, by=by, ruling=factory.ruling()),
}


@pytest.mark.parametrize(("move", "state"), [(move, state) for move in AWARD_LIFE.moves for state in AwardState])
def test_every_move_from_every_state(place: City, move: str, state: AwardState):
    one, secretary = factory.award(place, state), place.person("secretary")
    row = AWARD_LIFE.moves[move]
    if state in row.sources:
        DEEDS[move](one, secretary)
        assert Award.objects.get().state == row.target
    else:
        said = AWARD_LIFE.may(Award(state=state), move).reason
        assert refusal(DEEDS[move], one, secretary) == (said, None)


@pytest.mark.parametrize("move", list(DEEDS))
@pytest.mark.parametrize("who", ["author", "office", "officer", "chair", "elsewhere"])
def test_only_the_secretary_notes_what_the_meeting_decided(place: City, move: str, who: str):
    one = factory.award(place)
    assert refusal(DEEDS[move], one, place.person(who)) == ("优秀委员由会议审定，由秘书长登记。", None)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("cosigner", "优秀委员由委员所在专委会或办公室推荐。"),
        ("author", "优秀委员由委员所在专委会或办公室推荐。"),
        ("clerk", "优秀委员由委员所在专委会或办公室推荐。"),
        ("secretary", "优秀委员由委员所在专委会或办公室推荐。"),
    ],
)
def test_officers_propose(place: City, who: str, reason: str):
    said = refusal(actions.propose_award, place.author, by=place.person(who), kind="year", year=2025)
    assert said == (reason, None)


class TestGrades:
    def test_the_decided_grade_must_bear_it_out(self, place: City):
        """The highest of the year; a grade that is only counted, or another one, is not enough."""
        officer = place.person("officer")
        said = ("审定的等次里没有最高等次，或者有最低等次，不能推荐林一。", None)
        factory.year(place, 2025)
        assert refusal(actions.propose_award, place.author, by=officer, kind="year", year=2025) == said
        Year.objects.all().delete()
        factory.decided(place, 2025, author="competent", cosigner="excellent")
        assert refusal(actions.propose_award, place.author, by=officer, kind="year", year=2025) == said
        made = actions.propose_award(place.cosigner, by=officer, kind="year", year=2025)
        assert (made.member, made.term, made.reason) == (
            place.cosigner,
            place.session.term,
            "2025 年审定为最高等次，70 分。",
        )
        again = refusal(actions.propose_award, place.cosigner, by=officer, kind="year", year=2025)
        assert again == ("已经推荐过这位委员。", None)

    def test_of_a_term_one_year_at_the_top_and_none_at_the_bottom(self, place: City):
        factory.decided(place, 2024, author="excellent", cosigner="competent", colleague="excellent")
        factory.decided(place, 2025, author="competent", cosigner="competent")
        term = place.session.term
        found = queries.candidates(place.assembly, queries.looked_at(place.assembly, "term", 2025, term))
        assert [(one.name, one.tops, one.points) for one in found] == [("林一", 1, 14000)]
        made = actions.propose_award(place.author, by=place.person("office"), kind="term", year=2025)
        assert made.reason == "本届截至 2025 年，1 年审定为最高等次，合计 140 分。"

    def test_several_at_once_or_none(self, place: City):
        factory.decided(place, 2025, author="excellent", cosigner="excellent")
        office, propose = place.person("office"), actions.propose_awards
        keys = [place.author.pk, place.cosigner.pk]
        more = [*keys, place.colleague.pk]
        said = ("请选择审定过最高等次、没有最低等次的委员。", None)
        for chosen in (more, []):
            asked = {"kind": "year", "year": 2025, "chosen": chosen}
            assert refusal(propose, place.assembly, by=office, **asked) == said
        assert not Award.objects.exists()
        propose(place.assembly, by=office, kind="year", year=2025, chosen=keys, reason="调研多")
        assert set(Award.objects.values_list("member__name", "reason")) == {("林一", "调研多"), ("林二", "调研多")}


class TestDecision:
    def test_numbers_of_certificates_have_no_gaps(self, place: City):
        factory.decided(place, 2025, author="excellent", cosigner="excellent", colleague="excellent")
        keys = [place.author.pk, place.cosigner.pk, place.colleague.pk]
        office, secretary = place.person("office"), place.person("secretary")
        put = actions.propose_awards(place.assembly, by=office, kind="year", year=2025, chosen=keys)
        actions.decide_awards(place.assembly, by=secretary, ruling=factory.ruling(), declined=[put[1].pk])
        actions.decide_awards(place.assembly, by=secretary, ruling=factory.ruling(), granted=[put[0].pk, put[2].pk])
        told = Award.objects.order_by("pk").values_list("state", "certificate", "decided_at_meeting", "decided_on")
        day = date(2026, 3, 17)
        numbers = sorted(told[at][1] for at in (0, 2))
        assert numbers == ["履优证〔2026〕1 号", "履优证〔2026〕2 号"]
        assert told[1] == ("declined", "", "第 41 次主席会议", day)

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"meeting": " "}, ("请写明由哪次会议审定。", "meeting")),
            ({"number": 0}, ("请写明是第几次会议。", "number")),
            ({"on": date(2026, 3, 19)}, ("会议还没有召开，不能登记它的决定。", "on")),
        ],
    )
    def test_what_is_no_meeting_is_refused(self, place: City, parts: dict[str, Any], said: tuple):
        one, secretary = factory.award(place), place.person("secretary")
        assert refusal(actions.grant_award, one, by=secretary, ruling=factory.ruling(**parts)) == said
        told = refusal(
            actions.decide_awards, place.assembly, by=secretary, ruling=factory.ruling(**parts), granted=[one.pk]
        )
        assert told == said

    def test_nothing_chosen_is_refused(self, place: City):
        said = refusal(
            actions.decide_awards, place.assembly, by=place.person("secretary"), ruling=factory.ruling(), granted=[0]
        )
        assert said == ("请选择待审定的推荐。", None)


def test_the_figure_counts_what_was_awarded_for_a_term_in_the_period(place: City):
    """Not a year's, not one that is only proposed, not one that was decided before."""
    factory.decided(place, 2025, author="excellent", cosigner="excellent", colleague="excellent")
    keys = [place.author.pk, place.cosigner.pk]
    office, secretary = place.person("office"), place.person("secretary")
    put = actions.propose_awards(place.assembly, by=office, kind="term", year=2025, chosen=keys)
    actions.propose_award(place.colleague, by=office, kind="year", year=2025)
    actions.decide_awards(place.assembly, by=secretary, ruling=factory.ruling(), granted=[put[0].pk])
    year = actions.propose_award(place.author, by=office, kind="year", year=2025)
    actions.grant_award(year, by=secretary, ruling=factory.ruling())
    figure = FIGURES["F32"]
    scope = Scope.of_term(place.session.term, on=clock.today())
    assert (figure.value(scope), [row.member.name for row in figure.rows(scope)]) == (1, [put[0].member.name])
    before = Scope.of_period(place.assembly, date(2026, 1, 1), date(2026, 3, 17), on=clock.today())
    assert figure.value(before) == 0


class TestPages:
    def test_chosen_proposed_decided_and_printed(self, place: City):
        factory.decided(place, 2025, author="excellent", cosigner="excellent")
        office, secretary = client_of(place.person("office")), client_of(place.person("secretary"))
        page = office.get("/duties/awards/candidates?kind=year&year=2025").content.decode()
        assert ("林一" in page, "林二" in page, "林三" in page) == (True, True, False)
        at = "/duties/awards/proposal?kind=year&year=2025"
        chosen = {"chosen": [place.author.pk]}
        assert "推荐这 1 位" in office.post(at, chosen).content.decode()
        office.post(at, {**chosen, "confirmed": "1", "reason": "调研多"})
        one = Award.objects.get()
        listed = secretary.get("/duties/awards/?tab=waiting").content.decode()
        assert ("林一" in listed, "登记会议审定结果" in listed) == (True, True)
        assert "登记会议审定结果" not in office.get("/duties/awards/?tab=waiting").content.decode()
        decision = "/duties/awards/decision"
        assert "评为优秀委员" in secretary.post(decision, {"chosen": [one.pk]}).content.decode()
        bare = secretary.post(decision, {"chosen": [one.pk], "meeting": "主席会议", "number": "41", "on": ""})
        assert bare.status_code == 422
        whole = {"chosen": [one.pk], "meeting": "主席会议", "number": "41", "on": "2026-03-17"}
        secretary.post(decision, whole)
        certificate = client_of(place.person("author")).get(f"/duties/awards/{one.pk}/certificate.pdf")
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(certificate.content)).pages)
        for words in ("优秀委员证书", "林一委员", "第41次主席会议", "履优证〔2026〕1号"):
            assert words in text.replace(" ", "").replace("\n", ""), words

    def test_who_sees_what(self, place: City):
        """Proposals those who read records and the member; awards everybody of the assembly; a certificate then."""
        one = factory.award(place)
        at = f"/duties/awards/{one.pk}"
        told = {
            who: client_of(place.person(who)).get(at).status_code
            for who in ("author", "office", "officer", "secretary", "cosigner", "clerk", "elsewhere")
        }
        seen = {"author": 200, "office": 200, "officer": 200, "secretary": 200}
        assert told == {**seen, "cosigner": 404, "clerk": 404, "elsewhere": 404}
        assert client_of(place.person("author")).get(f"{at}/certificate.pdf").status_code == 404
        actions.grant_award(one, by=place.person("secretary"), ruling=factory.ruling())
        assert client_of(place.person("cosigner")).get(at).status_code == 200
        assert client_of(place.person("elsewhere")).get(at).status_code == 404
        assert client_of(place.person("author")).get("/duties/awards/candidates").status_code == 404

    def test_the_list_costs_the_same_with_one_and_with_three(self, place: City, django_assert_num_queries: Any):
        factory.decided(place, 2025, author="excellent", cosigner="excellent", colleague="excellent")
        office = client_of(place.person("office"))
        factory.award(place)
        office.get("/duties/awards/?tab=all")
        with django_assert_num_queries(5):
            office.get("/duties/awards/?tab=all")
        keys = [place.cosigner.pk, place.colleague.pk]
        by = place.person("office")
        actions.propose_awards(place.assembly, by=by, kind="year", year=2025, chosen=keys)
        with django_assert_num_queries(5):
            page = office.get("/duties/awards/?tab=all").content.decode()
        assert all(name in page for name in ("林一", "林二", "林三"))
        sheet = office.get("/duties/awards/?tab=all&export=xlsx")
        assert b"".join(sheet.streaming_content)[:2] == b"PK"
