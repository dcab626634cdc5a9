"""An assembly sets how long its steps take."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.accounts import person_with
from tests.factories.deadlines import AssemblyFactory, TermFactory
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES, Permission
from xieshang.deadlines import actions, queries, rules
from xieshang.deadlines.models import Period
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.members.models import Assembly
from xieshang.spine.models import Entry
from xieshang.spine.rule import ALLOWED, Refused, refuse

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
def test_who_keeps_the_settings_sets_the_steps_that_say_so(role: str) -> None:
    """In their own assembly; each other role reads why, and what no permission sets is the operator's."""
    assembly, other = AssemblyFactory(), AssemblyFactory()
    person = person_with(role, assembly.scope)
    keeps = Permission.PROPOSALS_SET_PRACTICE in ROLES[role].permissions
    words = "鹰城市政协的办理期限由提案工作人员按规定设定，请与他们联系。"
    assert rules.may_set_length(person, assembly) == (ALLOWED if keeps else refuse(words))
    assert rules.may_set_length(person, assembly, "tests.kept") == (ALLOWED if keeps else refuse(words))
    said = [refusal_of(place, code, person) for place in (assembly, other) for code in ("tests.kept", "tests.accept")]
    alone = "“签收”的期限由系统运维人员按规定设定。"
    elsewhere = words.replace("鹰城市政协", other.name)
    assert said == (["", alone, elsewhere, elsewhere] if keeps else [words, words, elsewhere, elsewhere])
    assert Period.objects.count() == int(keeps)


def refusal_of(assembly: Assembly, code: str, person: Person | None, length: Length = FIVE) -> str:
    """Why the length is not set; "" where it is."""
    try:
        actions.set_length(assembly, code=code, length=length, by=person)
    except Refused as refused:
        return refused.reason
    return ""


def test_the_operator_sets_each_step_up_to_its_longest() -> None:
    assembly = AssemblyFactory()
    assert rules.may_set_length(None, assembly) == ALLOWED
    said = [refusal_of(assembly, "tests.kept", None, Length(n, Unit.MONTHS, "新办法")) for n in (6, 6, 7)]
    assert said == ["", "期限没有变化。", "最长 6 个月（第八条），请写短些。"]
    assert refusal_of(assembly, "tests.reply", None, Length(12, Unit.MONTHS, "新办法")) == ""
    assert refusal_of(assembly, "tests.reply", None, Length(1, Unit.DAYS, " ")) == (
        "请写明依据的规定，例如“提案办理办法第八条”。"
    )


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
    with pytest.raises(CommandError, match="期限没有变化。"):
        call_command("set_length", "yingcheng", "tests.accept", "5", "working_days", "--source=主席会议纪要")
