"""Where what is not filed is passed on to: said with the ground, read by the author."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals.papers import pdf_text
from tests.proposals.steps import ruled
from tests.proposals.test_papers_views import got
from tests.proposals.test_reactions import do_errands
from tests.proposals.test_reply_drafts import page
from tests.proposals.test_views_case import signed_in
from tests.proposals.test_views_lists import sheet
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Destination, Ground, State

SAID = "作为社情民意信息报送"


@pytest.fixture
def place(db: None, moment: datetime, settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return factory.city()


@pytest.fixture
def declined(place: City) -> Proposal:
    case = factory.proposal_in(place, State.SUBMITTED)
    told = {"ground": Ground.EMPTY, "reason": "没有具体建议", "destination": "opinion"}
    assert signed_in(place, "clerk").post(f"/proposals/{case.pk}/refusal", told).status_code == 302
    return Proposal.objects.get(pk=case.pk)


def test_the_author_reads_it_on_the_case_on_paper_and_in_the_notice(place: City, declined: Proposal) -> None:
    assert declined.destination == Destination.OPINION
    assert SAID in page(place, "author", f"/proposals/{declined.pk}")
    assert SAID in pdf_text(got(place, "author", f"/proposals/{declined.pk}/case.pdf"))
    do_errands()
    told = Notice.objects.get(kind="not_filed")
    assert (told.person, told.body.splitlines()[-1]) == (place.person("author"), f"去向：{SAID}。")


def test_the_list_s_sheet_has_it_in_a_column_of_its_own(place: City, declined: Proposal) -> None:
    """The page of the list has no such column: most cases are filed."""
    factory.proposal_in(place, State.FILED)
    head, *rows = sheet(place, "clerk", "/proposals/?export=xlsx")
    assert head[-1] == "不予立案去向"
    assert sorted(row[-1] for row in rows) == ["", SAID]
    assert "不予立案去向" not in page(place, "clerk", "/proposals/")


def test_filed_after_all_it_goes_nowhere_else(place: City, declined: Proposal) -> None:
    case = actions.object_to(declined, by=place.person("author"), reason="有三条具体建议")
    case = actions.overrule(case, by=place.person("clerk"), reason="经研究", **ruled())
    assert (case.state, case.ground, case.destination) == (State.FILED, "", "")


def test_only_what_is_not_filed_goes_anywhere(place: City) -> None:
    """The database holds it."""
    filed = factory.proposal_in(place, State.FILED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=filed.pk).update(destination=Destination.LETTER)
