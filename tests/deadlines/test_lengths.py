"""An assembly sets how long its steps take."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.accounts import person_with
from tests.factories.deadlines import AssemblyFactory, TermFactory
from xieshang.accounts.permissions import ROLES
from xieshang.deadlines import actions, queries, rules
from xieshang.deadlines.models import Period
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.spine.models import Entry
from xieshang.spine.rule import ALLOWED, Refused

pytestmark = pytest.mark.django_db
FIVE = Length(5, Unit.WORKING_DAYS, "主席会议纪要")


def test_a_length_holds_from_now_on() -> None:
    """What runs keeps its day; set again, it is one row with the last word, and each time is told."""
    term, later = (TermFactory(assembly=assembly) for assembly in [AssemblyFactory()] * 2)
    actions.start(term, "tests.accept", from_on=date(2026, 3, 18))
    actions.set_length(term.assembly, code="tests.accept", length=Length(10, Unit.DAYS, "旧办法"), by=None)
    actions.set_length(term.assembly, code="tests.accept", length=FIVE, by=None)
    actions.start(later, "tests.accept", from_on=date(2026, 3, 18))
    assert [str(queries.of(one).get().due_on) for one in (term, later)] == ["2026-03-27", "2026-03-25"]
    assert Period.objects.get().length == FIVE
    assert [entry.payload for entry in Entry.objects.order_by("pk")] == [
        {"code": "tests.accept", "amount": 10, "unit": "days", "source": "旧办法"},
        {"code": "tests.accept", "amount": 5, "unit": "working_days", "source": "主席会议纪要"},
    ]


@pytest.mark.parametrize("role", list(ROLES))
def test_no_role_may_set_it(role: str) -> None:
    """The operator alone, and each role reads why."""
    assembly = AssemblyFactory()
    person = person_with(role, assembly.scope)
    with pytest.raises(Refused) as refused:
        actions.set_length(assembly, code="tests.accept", length=FIVE, by=person)
    assert refused.value.reason == "鹰城市政协的办理期限由系统运维人员按规定设定。"
    assert rules.may_set_length(None, assembly) == ALLOWED
    assert Period.objects.count() == 0


def test_an_undeclared_step_cannot_be_set() -> None:
    """Nothing is kept under a name that nobody reads."""
    with pytest.raises(LookupError, match=r"tests\.acept"):
        actions.set_length(AssemblyFactory(), code="tests.acept", length=FIVE, by=None)
    assert (Period.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_command_sets_it_by_the_assembly_s_code() -> None:
    """And names what is wrong with its arguments."""
    assembly, said = AssemblyFactory(code="yingcheng"), StringIO()
    call_command("set_length", "yingcheng", "tests.accept", "5", "working_days", "--source=主席会议纪要", stdout=said)
    assert said.getvalue() == "tests.accept: 5 working_days\n"
    assert queries.length_of(assembly.pk, "tests.accept") == FIVE
    for wrong, words in (("nowhere tests.accept 5", "nowhere"), ("yingcheng tests.accept 0", "期限至少是 1")):
        with pytest.raises(CommandError, match=words):
            call_command("set_length", *wrong.split(), "days", "--source=x")
