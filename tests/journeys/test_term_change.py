"""A change of term from its end to its seal: the office, the clerk, who stays, who leaves, and the command line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from tests.factories.terms import AFTER
from xieshang.accounts.models import Person
from xieshang.cli.ledger import command
from xieshang.members.models import Session, Term
from xieshang.proposals import actions
from xieshang.proposals.models import Bulk, Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock


@pytest.mark.django_db(transaction=True)
def test_a_change_of_term(moment: datetime, superuser: Callable[[], AbstractContextManager[None]]) -> None:
    place = factory.city()
    joint, alone = replies.replied_jointly(place), factory.proposal_in(place, State.HANDLING)
    Session.objects.filter(pk=place.session.pk).update(until_on=date(2026, 4, 1))
    office, clerk = client_of(place.person("office")), client_of(place.person("clerk"))
    old = f"/members/terms/{place.session.term_id}/"

    office.post(f"{old}end/", {"on": "2026-04-01"})
    office.post(f"{old}next/", {"number": "10", "from_on": "2026-04-01", "with_sectors": "on"})
    fresh = Term.objects.get(assembly=place.assembly, number=10)
    days = {"opens_on": "2026-04-02", "closes_on": "2026-04-05", "from_on": "2026-04-01"}
    office.post(f"/members/terms/{fresh.pk}/session/", {"number": "1", "year": "2027", **days})
    _import_roll(place, office)
    assert fresh.members.count() == 2

    with clock.at(AFTER):
        assert "未结提案 2" in office.get(old).content.decode()
        assert office.post(f"{old}freezing/").status_code == 409
        _carry(clerk, [joint, alone])
        assert [one.carried_into for one in (_read(joint), _read(alone))] == [fresh, None]
        clerk.post(f"/proposals/{alone.pk}/term-closing", {"reason": "没有委员接续，承办单位继续研究。"})
        colleague = client_of(Person.objects.get(pk=place.colleague.person_id))
        colleague.post(f"/proposals/{joint.pk}/feedback", {"handling": "satisfied", "result": "satisfied"})
        assert (_read(joint).state, _read(alone).state) == (State.ANSWERED, State.CLOSED)

        author = client_of(Person.objects.get(pk=place.author.person_id))
        assert author.get(f"/proposals/{joint.pk}").status_code == 200
        judged = author.post(f"/proposals/{joint.pk}/feedback", {"handling": "satisfied", "result": "satisfied"})
        assert judged.status_code == 422

        assert office.post(f"{old}freezing/").status_code == 302
        assert "封条" in office.get(old).content.decode()

    assert CliRunner().invoke(command, ["verify"]).exit_code == 0
    with superuser(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_proposal SET end_reason = '另有原因' WHERE id = %s", [alone.pk])
    done = CliRunner().invoke(command, ["verify"])
    assert (done.exit_code, "第9届封存的内容被改动：提案。" in done.output) == (1, True)


def _read(case: Proposal) -> Proposal:
    return Proposal.objects.get(pk=case.pk)


def _import_roll(place: City, office: Client) -> None:
    """A file with somebody who stays and somebody new: previewed, then confirmed."""
    Person.objects.filter(pk=place.colleague.person_id).update(name="林三")
    place.colleague.person.refresh_from_db()
    rows = [("林三", place.colleague.person.phone), ("赵新", "13912345678")]
    sheet = "姓名,手机号,界别,专委会\n" + "\n".join(f"{name},{phone},教育界,提案委员会" for name, phone in rows)
    upload = SimpleUploadedFile("名册.csv", sheet.encode())
    sent = office.post("/members/imports/new/", {"file": upload, "on": "2026-04-01"})
    preview = office.get(sent["Location"]).content.decode()
    assert "连任 1 名" in preview
    office.post(f"{sent['Location']}confirmation/")


def _carry(clerk: Client, cases: list[Proposal]) -> None:
    """Ticked on the list of open cases; the worker does it."""
    clerk.post("/proposals/bulks/carry_over/order", {"chosen": [case.pk for case in cases]})
    while actions.do_part(Bulk.objects.get()):
        pass
