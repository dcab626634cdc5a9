"""One proposal from a clerk's draft to its publication, through the rooms' own actions: who heard what, in order."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests.factories.accounts import GrantFactory, person_with
from tests.factories.notices import Hall
from xieshang.accounts.models import Person
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import AnswerState, Category, ProposerKind, ReplyClass, Satisfaction, TalkKind
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

TEXT = actions.Text(
    title="关于增设放学后托管的提案",
    situation="全市有小学一百二十所，放学时间早于家长下班时间。",
    analysis="托管点不足，收费没有标准。",
    suggestions=["由市教育局制定托管标准。", "利用学校现有场地开办托管。"],
    category=Category.SOCIETY,
)
LETTER = actions.Letter(
    letter_number="柳教提〔2026〕3 号",
    reply_class=ReplyClass.A,
    opening="您提出的提案收悉。",
    signer="周明远",
    contact="郑晓川",
    contact_phone="03750000000",
    answers={1: (AnswerState.DONE, "标准已经印发。"), 2: (AnswerState.DONE, "已在全市推开。")},
)


def heard(names: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Run what is owed, and tell (who, kind) of the notices that came of it."""
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for owed in Errand.objects.filter(done_at__isnull=True).order_by("pk"):
        assert errand.run(owed.pk)
    for notice in Notice.objects.filter(pk__gt=last).order_by("pk"):
        yield names[notice.person_id], notice.kind


def test_everyone_hears_what_concerns_them_and_nothing_else() -> None:
    hall = Hall()
    clerk, other_clerk, author, bureau = hall.clerk(), hall.clerk(), hall.member(), hall.bureau()
    GrantFactory(person=author.person, role="member", scope=hall.assembly.scope)
    handler, leader = (person_with(role, bureau.scope) for role in ("bureau_clerk", "bureau_leader"))
    by: dict[str, Person] = {
        "clerk": clerk,
        "other clerk": other_clerk,
        "author": author.person,
        "handler": handler,
        "leader": leader,
    }
    names = {person.pk: name for name, person in by.items()}

    proposer = actions.Proposer(kind=ProposerKind.MEMBER, author=author)
    case = actions.draft(hall.session, by=clerk, proposer=proposer, text=TEXT)
    assert list(heard(names)) == [("author", "to_confirm")]

    actions.confirm_entry(case, by=author.person)
    case = actions.submit(Proposal.objects.get(pk=case.pk), by=author.person)
    assert list(heard(names)) == [("clerk", "to_review"), ("other clerk", "to_review")]

    case = actions.file(case, by=clerk)
    assert list(heard(names)) == [("author", "filed")]

    [charge] = actions.assign(case, by=clerk, lead=bureau)
    assert list(heard(names)) == [("handler", "to_handle"), ("leader", "to_handle")]

    charge = actions.accept(charge, by=handler)
    assert list(heard(names)) == [("author", "accepted")]

    talked_on = timezone.localdate(clock.now())
    actions.note_talk(charge, by=handler, kind=TalkKind.MEETING, on=talked_on, people="委员", content="面商。")
    assert list(heard(names)) == []

    actions.reply(charge, by=leader, letter=LETTER)
    assert list(heard(names)) == [("author", "replied")]

    case = Proposal.objects.get(pk=case.pk)
    actions.judge(case, by=author.person, handling=Satisfaction.SATISFIED, result=Satisfaction.SATISFIED)
    assert list(heard(names)) == [("clerk", "to_close"), ("other clerk", "to_close")]

    case = actions.close(case, by=other_clerk)
    assert list(heard(names)) == [("author", "closed"), ("handler", "closed"), ("leader", "closed")]

    actions.publish(case, by=clerk, text=case.title, reply="已经印发。")
    assert list(heard(names)) == [("author", "published")]
    assert [words for words in Notice.objects.values_list("title", "body") if "%" in "".join(words)] == []
