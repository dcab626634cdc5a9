"""The pages of awards: the rounds, one round, nominating, marking, deciding, the notice."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals.test_awards_actions import collective, marked, on, opened, put_up
from tests.proposals.test_key_cases_views import client_of, page
from xieshang.proposals import actions
from xieshang.proposals.models import AwardRound, Mark, Nomination, Proposal
from xieshang.proposals.states import State

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def test_a_round_by_its_pages(place: City) -> None:
    """Opened, nominated by number and by name, marked, decided, made known."""
    clerk, case = client_of(place, "clerk"), factory.proposal_in(place, S.HANDLING)
    days = {"nominations_until_on": "2026-03-20", "marks_until_on": "2026-03-27"}
    clerk.post("/proposals/awards/new", {"year": "2026", "title": "2026 年度评选", **days})
    award = AwardRound.objects.get()
    at = f"/proposals/awards/{award.pk}"
    wrong = client_of(place, "bureau clerk").post(f"{at}/nominations/new/proposal", {"number": "99", "reason": "好"})
    assert (wrong.status_code, "2026 年没有第 99 号提案，请核对案号。" in wrong.content.decode()) == (422, True)
    number = Proposal.objects.get(pk=case.pk).case_number
    client_of(place, "bureau clerk").post(f"{at}/nominations/new/proposal", {"number": number, "reason": "成效显著"})
    leader = place.person("bureau leader")
    form = {"bureau": place.bureau.pk, "person": "查无此人", "reason": "好"}
    assert "市教育局没有查无此人，请核对姓名。" in clerk.post(f"{at}/nominations/new/person", form).content.decode()
    clerk.post(f"{at}/nominations/new/person", {**form, "person": leader.name})
    assert Nomination.objects.count() == 2
    assert "推荐先进承办单位" in page(place, "clerk", at)
    assert "推荐先进承办单位" not in page(place, "bureau clerk", at)
    with on(date(2026, 3, 23)):
        clerk.post(f"{at}/marking")
        one = Nomination.objects.get(proposal=case)
        chair = client_of(place, "chair")
        assert chair.post(f"{at}/nominations/{one.pk}", {"score": "120"}).status_code == 422
        chair.post(f"{at}/nominations/{one.pk}", {"score": "91", "remark": "选题准"})
        assert "改评分" in page(place, "chair", f"{at}/nominations/{one.pk}")
        assert Mark.objects.get().score == 91
        assert "平均分" in page(place, "clerk", at)
        assert "平均分" not in page(place, "chair", at)
    with on(date(2026, 3, 30)):
        assert client_of(place, "author").get(f"{at}/notice").status_code == 404
        shown = page(place, "clerk", f"{at}/decision")
        assert "平均 91.0 分，1 人评分" in shown
        sent = {"honoured": [one.pk], "notice": "现将 2026 年度优秀提案予以通报。"}
        clerk.post(f"{at}/decision", sent)
        notice = page(place, "author", f"{at}/notice")
    assert case.title in notice
    assert "现将 2026 年度优秀提案予以通报。" in notice
    assert "优秀提案</span>" in page(place, "author", f"/proposals/{case.pk}")
    assert page(place, "clerk", "/proposals/?honoured=yes").count('id="row-') == 1
    assert page(place, "clerk", "/proposals/?honoured=no").count('id="row-') == 0


def test_strangers_find_nothing(place: City) -> None:
    award = opened(place)
    nomination = put_up(place, award, factory.proposal_in(place, S.FILED))
    at = f"/proposals/awards/{award.pk}"
    addresses = ("", "/nominations/new/proposal", f"/nominations/{nomination.pk}", "/decision", "/notice")
    for who in ("author", "elsewhere"):
        assert {client_of(place, who).get(at + one).status_code for one in addresses} == {404}
        assert client_of(place, who).post(f"{at}/marking").status_code == 404
    assert client_of(place, "bureau clerk").get(f"{at}/nominations/{nomination.pk}").status_code == 404
    assert client_of(place, "clerk").get(f"{at}/nominations/new/thing").status_code == 404


def test_what_was_chosen_stays_where_it_is_refused(place: City) -> None:
    award = marked(place, factory.proposal_in(place, S.FILED), collective(place))
    keys = list(Nomination.objects.values_list("pk", flat=True))
    with on(date(2026, 3, 30)):
        sent = {"honoured": keys, "notice": "通报正文"}
        answer = client_of(place, "clerk").post(f"/proposals/awards/{award.pk}/decision", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "优秀提案最多 1 件" in shown
    assert "通报正文" in shown
    assert shown.count("checked") == 2


def test_a_reader_does_not_see_the_marks_by_the_decision_page(place: City) -> None:
    award = marked(place, factory.proposal_in(place, S.FILED))
    with on(date(2026, 3, 30)):
        shown = page(place, "chair", f"/proposals/awards/{award.pk}/decision")
    assert "只有组织评优的工作人员可以这样做。" in shown
    assert "95.0" not in shown


def test_the_best_marked_stand_first(place: City, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """With the quota told, and the same queries with one nomination and with three."""
    award, clerk = opened(place), client_of(place, "clerk")
    for amount in (1, 2):
        for _ in range(amount):
            put_up(place, award, factory.proposal_in(place, S.FILED))
        with django_assert_num_queries(6):
            shown = clerk.get(f"/proposals/awards/{award.pk}").content.decode()
    assert "2026 年立案 3 件，优秀提案最多 1 件" in shown
    with on(date(2026, 3, 23)):
        actions.start_marking(award, by=place.person("clerk"))
        for number, one in enumerate(Nomination.objects.order_by("pk")):
            actions.mark(one, by=place.person("chair"), score=70 + number)
        shown = clerk.get(f"/proposals/awards/{award.pk}").content.decode()
    order = [shown.index(f'id="row-{one.pk}"') for one in Nomination.objects.order_by("-pk")]
    assert order == sorted(order)


def test_the_rounds(place: City) -> None:
    opened(place)
    assert "开始评选" in page(place, "clerk", "/proposals/awards")
    assert "开始评选" not in page(place, "chair", "/proposals/awards")
    assert "2026 年度评选" not in page(place, "author", "/proposals/awards")
    assert "只有组织评优的工作人员可以这样做。" in page(place, "chair", "/proposals/awards/new")
