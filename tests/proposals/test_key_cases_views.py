"""The pages of key cases: the list, one of them, its verbs, and what the case and its lists tell of it."""

from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.proposals.test_key_cases_actions import decided, put_forward, reported, supervised
from xieshang.proposals import actions, queries
from xieshang.proposals.models import KeyCase, KeyVisit
from xieshang.proposals.states import KeyState, State
from xieshang.proposals.views.rows import Rows

S, K = State, KeyState


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def client_of(place: City, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def page(place: City, who: str, address: str) -> str:
    answer = client_of(place, who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_case_to_the_report(place: City) -> None:
    """Every verb by its form, the next step first; what was typed stays where it is refused."""
    proposal, clerk = factory.proposal_in(place, S.HANDLING), client_of(place, "clerk")
    assert f"/proposals/{proposal.pk}/key-case" in page(place, "clerk", f"/proposals/{proposal.pk}")
    clerk.post(f"/proposals/{proposal.pk}/key-case", {"reason": "群众反映集中。"})
    at = f"/proposals/key-cases/{KeyCase.objects.get().pk}"
    refused = clerk.post(f"{at}/opinions", {"body": "民盟市委会", "agrees": "no", "text": ""})
    assert (refused.status_code, "不赞成的，请写明理由。" in refused.content.decode()) == (422, True)
    assert "民盟市委会" in refused.content.decode()
    clerk.post(f"{at}/opinions", {"body": "民盟市委会", "agrees": "yes"})
    decision = {"meeting": "九届二十一次主席会议", "decided_on": "2026-03-18", "due_on": "2026-06-30"}
    assert clerk.post(f"{at}/decision", decision).status_code == 422
    clerk.post(f"{at}/decision", {**decision, "leader": place.person("chair").pk})
    chair = client_of(place, "chair")
    chair.post(f"{at}/plan", {"plan": "四月召开座谈会。"})
    visit = {"kind": "call", "on": "2026-03-18", "place": "市教育局", "people": "周副主席", "content": "听取汇报。"}
    chair.post(f"{at}/visits", visit)
    shown = page(place, "bureau clerk", at)
    for words in ("现在轮到", "至 6 月 30 日", "怎么算的", "走访承办单位", "四月召开座谈会。", "九届二十一次主席会议"):
        assert words in shown
    assert "民盟市委会" not in shown
    assert "民盟市委会" in page(place, "clerk", at)
    chair.post(f"{at}/report", {"report": "车位已增加一千个。"})
    assert KeyCase.objects.get().state == K.REPORTED
    assert "车位已增加一千个。" in page(place, "author", at)
    assert KeyVisit.objects.get().place == "市教育局"


def test_a_candidate_is_nobody_elses_affair(place: City) -> None:
    """404 for who must not know of it, on its page and at its verbs; the case does not tell of it."""
    key = put_forward(place)
    for who in ("author", "bureau clerk", "colleague", "elsewhere"):
        client = client_of(place, who)
        for verb in ("", "/opinions", "/decision", "/dropping", "/plan", "/visits", "/report"):
            assert client.get(f"/proposals/key-cases/{key.pk}{verb}").status_code == 404
    assert "看候选情况" not in page(place, "author", f"/proposals/{key.proposal_id}")
    assert "看候选情况" in page(place, "clerk", f"/proposals/{key.proposal_id}")


def test_who_may_not_reads_why(place: City) -> None:
    key = decided(place)
    shown = page(place, "author", f"/proposals/key-cases/{key.pk}/plan")
    assert "只有领衔督办的领导和组织重点提案的工作人员可以这样做。" in shown
    assert "<textarea" not in shown
    answer = client_of(place, "author").post(f"/proposals/key-cases/{key.pk}/plan", {"plan": "我来写"})
    assert answer.status_code == 422
    assert KeyCase.objects.get().plan == ""


def test_a_candidate_is_dropped_with_a_reason(place: City) -> None:
    key = put_forward(place)
    client_of(place, "clerk").post(f"/proposals/key-cases/{key.pk}/dropping", {"reason": "已有同类。"})
    assert KeyCase.objects.get().state == K.DROPPED


def test_a_key_case_bears_its_badge(place: City) -> None:
    """On its page and in lists, where it can be filtered for; in a sheet behind the title."""
    key, other = decided(place), factory.proposal_in(place, S.FILED, title="另一件")
    assert "重点提案</span>" in page(place, "author", f"/proposals/{key.proposal_id}")
    assert "重点提案</span>" not in page(place, "author", f"/proposals/{other.pk}").split("</header>")[-1]
    listed = client_of(place, "clerk").get("/proposals/?key=yes").content.decode()
    assert (f'id="row-{key.proposal_id}"' in listed, f'id="row-{other.pk}"' in listed) == (True, False)
    listed = client_of(place, "clerk").get("/proposals/?key=no").content.decode()
    assert (f'id="row-{key.proposal_id}"' in listed, f'id="row-{other.pk}"' in listed) == (False, True)
    rows = {row["pk"]: str(Rows()(row)["title"]) for row in queries.rows(queries.visible_to(place.person("clerk")))}
    assert rows == {key.proposal_id: f"{key.proposal.title}〔重点提案〕", other.pk: "另一件"}


def test_the_list_by_state_year_and_day(place: City, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Candidates have tabs for the office alone; the same queries with one key case and with three."""
    first = decided(place)
    clerk = client_of(place, "clerk")
    clerk.get("/proposals/key-cases")
    for more in (lambda: None, lambda: (supervised(place), reported(place))):
        more()
        with django_assert_num_queries(6):
            assert clerk.get("/proposals/key-cases").status_code == 200
    put_forward(place)
    assert page(place, "clerk", "/proposals/key-cases").count('id="row-') == 4
    assert page(place, "author", "/proposals/key-cases").count('id="row-') == 3
    assert page(place, "clerk", "/proposals/key-cases?tab=decided").count('id="row-') == 1
    assert page(place, "clerk", "/proposals/key-cases?year=2026&tab=candidate").count('id="row-') == 1
    assert "没有“candidate”这一类" in page(place, "author", "/proposals/key-cases?tab=candidate")
    assert first.due_on == date(2026, 6, 30)
    sheet = clerk.get("/proposals/key-cases?export=xlsx")
    assert sheet.getvalue().startswith(b"PK")  # type: ignore[attr-defined]
    sheet.close()


def test_the_leader_finds_it_on_their_desk(place: City) -> None:
    key = decided(place)
    desk = page(place, "chair", "/")
    assert "我领衔督办的重点提案" in desk
    assert f"/proposals/key-cases/{key.pk}" in desk
    actions.plan_supervision(key, by=place.person("chair"), plan="座谈")
    actions.report_key(key, by=place.person("chair"), report="已落实")
    assert "我领衔督办的重点提案" not in page(place, "chair", "/")
