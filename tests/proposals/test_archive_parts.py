"""What is told of a case after it was archived: a further part of its number, beside a package that stays as it was."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import proposals as factory
from tests.factories.accounts import client_of, person_with
from tests.factories.proposals import City, refusal
from tests.proposals.papers import members, pdf_text
from tests.together import at_once
from xieshang.documents import store
from xieshang.proposals import actions, rules
from xieshang.proposals.models import FollowUp, Package, Proposal, Reply
from xieshang.proposals.queries import papers
from xieshang.proposals.states import FollowUpKind, FollowUpOutcome, HonourKind, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

S = State
WORDS = "东门两处停车场已经开工，国庆前交付。"


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


def fresh(case: Proposal) -> Proposal:
    return Proposal.objects.get(pk=case.pk)


def archived(place: City, **parts: str) -> Proposal:
    """A case whose bureau has promised something, archived at once."""
    case = factory.proposal_in(place, S.CLOSED, **parts)
    Reply.objects.filter(assignment__proposal=case).update(reply_class=ReplyClass.B)
    actions.arrange_follow_ups(case, by=None)
    actions.archive(fresh(case), by=place.person("clerk"))
    return fresh(case)


def answered(place: City, case: Proposal, kind: FollowUpKind = FollowUpKind.PROMISE, **how: Any) -> FollowUp:
    """The question of this kind that waits is answered in its time."""
    asked = case.follow_ups.get(kind=kind, answered_at=None)
    who = "bureau leader" if kind == FollowUpKind.PROMISE else "author"
    outcome = FollowUpOutcome.DONE if kind == FollowUpKind.PROMISE else FollowUpOutcome.BETTER
    return actions.answer_follow_up(asked, by=place.person(who), **{"outcome": outcome, "text": WORDS, **how})


def later(days: int) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def content_of(package: Package) -> dict[str, bytes]:
    with store.open_stored(package.file.stored_path) as content:
        return members(content.read())


def test_what_was_told_comes_into_a_second_part(place: City) -> None:
    """The case as it stands, with what is new of the ledger; the first package keeps every byte."""
    case = archived(place)
    first = case.packages.get()
    sealed = first.file.sha256
    with later(190):
        answered(place, case)
        second = actions.archive(fresh(case), by=place.person("clerk"))
    assert [str(one) for one in case.packages.order_by("part")] == ["2026-0001", "2026-0001-2"]
    inside = content_of(second)
    assert list(inside) == ["2026-0001.pdf", "ledger.json", "manifest.json"]
    assert WORDS in pdf_text(inside["2026-0001.pdf"]).replace("\n", "")
    kinds = [one["kind"] for one in json.loads(inside["ledger.json"])]
    assert kinds == ["proposals.followed_up"]
    told = json.loads(inside["manifest.json"])
    assert (told["package"], told["continues"], told["files"]) == ("2026-0001-2", "2026-0001", second.manifest)
    for one in second.manifest:
        assert hashlib.sha256(inside[one["name"]]).hexdigest() == one["sha256"]
    first.refresh_from_db()
    assert (first.file.sha256, store.sha256_of(first.file.stored_path)) == (sealed, sealed)
    assert WORDS not in pdf_text(content_of(first)["2026-0001.pdf"]).replace("\n", "")
    assert "continues" not in json.loads(content_of(first)["manifest.json"])
    numbers = [one.payload["number"] for one in Entry.objects.filter(kind="proposals.archived").order_by("pk")]
    assert numbers == ["2026-0001", "2026-0001-2"]


def test_each_part_is_verified_by_its_own_hashes(place: City) -> None:
    case = archived(place)
    with later(190):
        answered(place, case)
        second = actions.archive(fresh(case), by=place.person("clerk"))
    first = case.packages.get(part=1)
    assert (papers.damages_of(first), papers.damages_of(second)) == ([], [])
    path = store.root() / second.file.stored_path
    path.write_bytes(path.read_bytes() + b"x")
    assert (papers.damages_of(first), papers.damages_of(second)) == ([], ["案卷文件与归档时不同。"])


def test_only_once_something_was_told(place: City) -> None:
    """Part after part; between them there is nothing to archive, and who may is asked as for the first."""
    case = archived(place)
    clerk = place.person("clerk")
    said = "已经归档，案卷号是 %s。以后有了新的回访结果、督办报告，或者公开、评优的，可以再归续卷。"
    assert refusal(actions.archive, case, by=clerk)[0] == said % "2026-0001"
    with later(190):
        answered(place, case, outcome=FollowUpOutcome.UNDER_WAY)
        answered(place, case, FollowUpKind.EFFECT_3)
        verdicts = [rules.may_archive(place.person(who), fresh(case)).reason for who in ("clerk", "office", "author")]
        assert verdicts == ["", "只有提案工作人员可以归档。", "只有提案工作人员可以归档。"]
        actions.archive(fresh(case), by=clerk)
        assert refusal(actions.archive, fresh(case), by=clerk)[0] == said % "2026-0001-2"
    with later(380):
        answered(place, case)
        assert str(actions.archive(fresh(case), by=clerk)) == "2026-0001-3"
    assert list(case.packages.order_by("part").values_list("part", flat=True)) == [1, 2, 3]


def test_numbers_of_cases_keep_no_gap(place: City) -> None:
    """A further part takes no number of the year."""
    case = archived(place)
    with later(190):
        answered(place, case)
        actions.archive(fresh(case), by=place.person("clerk"))
        other = archived(place)
    assert str(other.packages.get()) == "2026-0002"


def test_a_report_of_a_key_case_comes_in_too(place: City) -> None:
    case = factory.proposal_in(place, S.HANDLING)
    key = actions.put_forward(case, by=place.person("clerk"), reason="群众反映集中。")
    today = clock.today()
    key = actions.decide_key(
        key,
        by=place.person("clerk"),
        meeting="主席会议",
        leader=place.person("chair"),
        decided_on=today,
        due_on=today + timedelta(days=90),
    )
    key = actions.plan_supervision(key, by=place.person("chair"), plan="四月座谈。")
    for step in ("reply", "judge", "close"):
        factory._STEPS[step](place, fresh(case))
    clerk = place.person("clerk")
    actions.archive(fresh(case), by=clerk)
    with later(30):
        assert not rules.may_archive(clerk, fresh(case))
        actions.report_key(key, by=place.person("chair"), report="座谈以后，两处已经动工。")
        second = actions.archive(fresh(case), by=clerk)
    assert "两处已经动工" in pdf_text(content_of(second)["2026-0001.pdf"]).replace("\n", "")


def published(place: City, case: Proposal) -> None:
    actions.publish(case, by=place.person("clerk"), text="建议增设停车位，已经公开。", reply="东门正在施工。")


def taken_down(place: City, case: Proposal) -> None:
    actions.unpublish(case, by=place.person("clerk"), reason="提案者请求撤下。")


def honoured(place: City, case: Proposal) -> None:
    """As the best of its year."""
    clerk, today = place.person("clerk"), clock.today()
    days = {"nominations_until_on": today + timedelta(days=5), "marks_until_on": today + timedelta(days=9)}
    award = actions.open_round(place.assembly, by=clerk, year=2026, title="2026 年度好提案", **days)
    one = actions.nominate(award, by=clerk, kind=HonourKind.PROPOSAL, proposal=case, reason="选题准。")
    with later(6):
        award = actions.start_marking(award, by=clerk)
        actions.mark(one, by=place.person("chair"), score=95)
    with later(10):
        actions.decide_round(award, by=clerk, honoured=[one], notice="决定表彰。")


@pytest.mark.parametrize(
    ("tell", "said"),
    [
        (published, ["公开的正文", "建议增设停车位，已经公开。", "东门正在施工。", "向社会公开"]),
        (honoured, ["评优", "2026年度好提案", "优秀提案"]),
    ],
)
def test_publication_and_award_come_into_a_further_part(
    place: City, tell: Callable[[City, Proposal], None], said: list[str]
) -> None:
    """They are told after the case was archived, as the list says; once they are in it, nothing waits."""
    case, clerk = archived(place), place.person("clerk")
    assert not papers.to_archive([place.assembly]).exists()
    with later(30):
        tell(place, fresh(case))
    with later(50):
        assert list(papers.to_archive([place.assembly])) == [case]
        second = actions.archive(fresh(case), by=clerk)
        assert not papers.to_archive([place.assembly]).exists()
        assert not rules.may_archive(clerk, fresh(case))
    text = pdf_text(content_of(second)["2026-0001.pdf"]).replace("\n", "").replace(" ", "")
    assert [words for words in said if words.replace(" ", "") not in text] == []
    assert papers.damages_of(second) == []


def test_what_was_taken_down_is_told_too(place: City) -> None:
    """The part that says it was public stays as it was; the next has the reason, and no public text any more."""
    case, clerk = archived(place), place.person("clerk")
    with later(30):
        published(place, fresh(case))
        actions.archive(fresh(case), by=clerk)
    with later(31):
        taken_down(place, fresh(case))
        assert list(papers.to_archive([place.assembly])) == [case]
        third = actions.archive(fresh(case), by=clerk)
    text = pdf_text(content_of(third)["2026-0001.pdf"]).replace("\n", "")
    assert ("提案者请求撤下。" in text, "公开的正文" in text) == (True, False)
    assert str(third) == "2026-0001-3"


def test_what_another_assembly_tells_waits_there_alone(place: City) -> None:
    other = factory.city()
    case, theirs = archived(place), archived(other)
    with later(30):
        published(other, fresh(theirs))
        waiting = [list(papers.to_archive([one.assembly])) for one in (place, other)]
    assert (waiting, case.packages.count()) == ([[], [theirs]], 1)


def test_the_list_says_what_waits_and_for_which_number(
    place: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Cases that were never archived, and those of which something is told since; in a number of queries that stays."""
    first, second, third = (archived(place, title=f"关于第{n}件的建议") for n in range(3))
    client = client_of(place.person("clerk"))
    assert "办结的提案都已归档。" in client.get("/proposals/archive/open").content.decode()
    with later(190):
        client = client_of(place.person("clerk"))
        answered(place, first)
        client.get("/proposals/archive/open")
        with django_assert_num_queries(LISTED):
            page = client.get("/proposals/archive/open").content.decode()
        assert [f"关于第{n}件的建议" in page for n in range(3)] == [True, False, False]
        assert "2026-0001" in page
        answered(place, second)
        answered(place, third)
        with django_assert_num_queries(LISTED):
            page = client.get("/proposals/archive/open").content.decode()
        assert all(f"关于第{n}件的建议" in page for n in range(3))


LISTED = 6


def test_the_pages_of_case_and_parts(place: City) -> None:
    """The case offers it, and each part leads to the others."""
    case = archived(place)
    first = case.packages.get()
    client = client_of(place.person("clerk"))
    assert "另外几卷" not in client.get(f"/proposals/archive/{first.pk}").content.decode()
    with later(190):
        client = client_of(place.person("clerk"))
        answered(place, case)
        assert "归档续卷" in client.get(f"/proposals/{case.pk}").content.decode()
        answer = client.post(f"/proposals/{case.pk}/archiving", follow=True)
        assert "已归档，案卷号是 2026-0001-2。" in answer.content.decode()
        second = case.packages.get(part=2)
        page = client.get(f"/proposals/archive/{first.pk}").content.decode()
        assert f'href="/proposals/archive/{second.pk}">2026-0001-2<' in page
        assert "案卷完好" in client.get(f"/proposals/archive/{second.pk}/verification").content.decode()
        assert "2026-0001-2" in client.get("/proposals/archive").content.decode()
        assert client_of(place.person("author")).get(f"/proposals/archive/{second.pk}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_clerks_make_one_part(moment: datetime, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    place = factory.city()
    case = archived(place)
    clerks = [place.person("clerk"), person_with("proposals_clerk", place.assembly.scope)]
    with later(190):
        answered(place, case)
        said = at_once(*[partial(actions.archive, fresh(case), by=by) for by in clerks])
    refused = [one for one in said if isinstance(one, str)]
    assert refused == [
        "已经归档，案卷号是 2026-0001-2。以后有了新的回访结果、督办报告，或者公开、评优的，可以再归续卷。"
    ]
    assert case.packages.count() == 2
