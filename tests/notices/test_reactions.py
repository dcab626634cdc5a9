"""Who hears what: each event of a proposal, its recipients exactly, in their own language."""

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from tests.factories.accounts import PersonFactory, client_of, person_with
from tests.factories.notices import Hall
from xieshang.accounts.models import Person
from xieshang.notices.models import Notice
from xieshang.notices.telling import withdraw
from xieshang.notices.wording import LAPSED
from xieshang.proposals import events
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import CoSignState, State, TalkKind
from xieshang.spine import errand
from xieshang.spine.event import Event
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


def tell(event: Event[Any], case: Proposal, by: Person | None = None, **payload: Any) -> list[tuple[Person, str, str]]:
    """Record an event, run what is owed to it, and give (person, kind, title) of the notices it made."""
    entry = event.record(case, by, **payload)
    for owed in Errand.objects.filter(entry=entry):
        assert errand.run(owed.pk)
    notices = Notice.objects.filter(entry_id=entry.pk).select_related("person").order_by("person")
    return [(notice.person, notice.kind, notice.title) for notice in notices]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_a_submission_is_told_to_the_desk_that_reviews_and_to_no_other(hall: Hall) -> None:
    clerks = [hall.clerk(), hall.clerk()]
    for role in ("office_clerk", "chair", "auditor", "administrator"):
        hall.clerk(role)
    Hall().clerk()
    author = hall.member()
    case = hall.proposal(author, State.SUBMITTED, turn_due_on=date(2026, 4, 9))

    told = tell(events.SUBMITTED, case, author.person, title=case.title)

    assert told == [(clerk, "to_review", "请审查提案《关于增设放学后托管的提案》") for clerk in clerks]
    notice = Notice.objects.first()
    assert notice is not None
    assert notice.body == f"{author.name}提交，审查期限是 2026 年 4 月 9 日（周四）。"
    assert notice.link == f"/proposals/{case.pk}"
    assert notice.assembly == hall.assembly


def test_a_submission_that_was_reviewed_meanwhile_is_told_to_nobody(hall: Hall) -> None:
    hall.clerk()
    case = hall.proposal(hall.member(), State.FILED)
    assert tell(events.SUBMITTED, case, title=case.title) == []


def test_a_role_that_ended_today_hears_nothing(hall: Hall, moment: datetime) -> None:
    clerk = hall.clerk()
    clerk.grants.update(until_on=moment.date())
    case = hall.proposal(hall.member(), State.SUBMITTED)
    assert tell(events.SUBMITTED, case, title=case.title) == []


def test_a_closed_account_hears_nothing(hall: Hall) -> None:
    author = hall.member(is_active=False)
    case = hall.proposal(author, State.FILED)
    assert tell(events.FILED, case, number=7, year=2026) == []


def test_nobody_is_told_of_what_they_did_themselves(hall: Hall) -> None:
    clerk, other = hall.clerk(), hall.clerk()
    case = hall.proposal(None, State.SUBMITTED, entered_by=clerk)
    told = tell(events.SUBMITTED, case, clerk, title=case.title)
    assert told == [(other, "to_review", f"请审查提案《{case.title}》")]


def test_those_asked_to_cosign_hear_of_it_when_the_text_is_sent_to_them(hall: Hall) -> None:
    author, asked, confirmed = hall.member(), hall.member(), hall.member()
    case = hall.proposal(author, State.GATHERING)
    hall.ask(case, asked, CoSignState.ASKED)
    hall.ask(case, confirmed)

    assert tell(events.COSIGNER_ASKED, case, author.person, member=asked.pk, name=asked.name) == []
    assert tell(events.GATHERED, case, author.person) == [(asked.person, "to_cosign", f"邀请您联名：《{case.title}》")]


def test_a_text_that_was_taken_back_asks_nobody(hall: Hall) -> None:
    case = hall.proposal(hall.member(), State.DRAFT)
    hall.ask(case, hall.member(), CoSignState.ASKED)
    assert tell(events.GATHERED, case) == []


@pytest.mark.parametrize(
    ("event", "kind", "title"),
    [
        (events.COSIGNED, "cosigned", "李远山同意联名《{}》"),
        (events.COSIGNING_DECLINED, "cosigning_declined", "李远山不参加联名《{}》"),
    ],
)
def test_the_author_hears_who_joins_and_who_does_not(hall: Hall, event: Event[Any], kind: str, title: str) -> None:
    author, cosigner = hall.member(), hall.member()
    case = hall.proposal(author, State.GATHERING)
    told = tell(event, case, cosigner.person, member=cosigner.pk, name="李远山", remark="同意第二条")
    assert told == [(author.person, kind, title.format(case.title))]
    assert Notice.objects.get().body == "同意第二条"


def test_a_member_is_asked_to_confirm_what_a_clerk_entered(hall: Hall) -> None:
    clerk, author = hall.clerk(), hall.member()
    case = hall.proposal(author, State.DRAFT, entered_by=clerk)
    told = tell(events.ENTERED, case, clerk, title=case.title, entered_for=author.person_id)
    assert told == [(author.person, "to_confirm", f"请确认代您录入的提案《{case.title}》")]


def test_a_draft_of_ones_own_is_told_to_nobody(hall: Hall) -> None:
    author = hall.member()
    case = hall.proposal(author, State.DRAFT)
    assert tell(events.DRAFTED, case, author.person, title=case.title) == []


@pytest.mark.parametrize(
    ("event", "state", "payload", "title", "body"),
    [
        (events.SENT_BACK, State.RETURNED, {"reason": "请补数据"}, "提案《{}》退回修改", "审查意见：请补数据"),
        (
            events.NOT_FILED,
            State.NOT_FILED,
            {"ground": "empty", "reason": "已转办"},
            "提案《{}》不予立案",
            "理由是内容空泛，没有具体建议。已转办\n去向：不另转送。",
        ),
        (events.FILED, State.FILED, {"number": 118, "year": 2026}, "提案《{}》已经立案", "案号是第 118 号。"),
        (
            events.REPLIED,
            State.REPLIED,
            {"bureau": 1, "bureau_name": "市教育局", "letter_number": "柳教提〔2026〕3 号", "reply_class": "A"},
            "市教育局已经答复《{}》",
            "答复为 A 类，文号是柳教提〔2026〕3 号。",
        ),
    ],
)
def test_all_signers_hear_what_became_of_it(
    hall: Hall, event: Event[Any], state: State, payload: dict[str, Any], title: str, body: str
) -> None:
    author, confirmed, declined = hall.member(), hall.member(), hall.member()
    case = hall.proposal(author, state)
    hall.ask(case, confirmed)
    hall.ask(case, declined, CoSignState.DECLINED)

    told = tell(event, case, hall.clerk(), **payload)

    assert [(person, words) for person, _, words in told] == [
        (author.person, title.format(case.title)),
        (confirmed.person, title.format(case.title)),
    ]
    assert [notice.body for notice in Notice.objects.all()] == [body, body]


def test_a_body_without_an_author_hears_through_who_entered_it(hall: Hall) -> None:
    officer = hall.clerk("office_clerk")
    case = hall.proposal(None, State.FILED, entered_by=officer)
    assert [who for who, _, _ in tell(events.FILED, case, hall.clerk(), number=1, year=2026)] == [officer]


def test_an_imported_case_that_nobody_here_wrote_is_told_to_nobody(hall: Hall) -> None:
    case = hall.proposal(None, State.FILED, source="province")
    assert tell(events.FILED, case, number=1, year=2026) == []


def test_an_assignment_is_told_to_the_staff_of_that_bureau_with_both_clocks(hall: Hall) -> None:
    bureau, other = hall.bureau(), hall.bureau("市财政局")
    staff = [person_with("bureau_clerk", bureau.scope), person_with("bureau_leader", bureau.scope)]
    person_with("bureau_clerk", other.scope)
    case = hall.proposal(hall.member(), State.ASSIGNED)
    hall.charge(case, bureau)
    payload = {"bureau": bureau.pk, "bureau_name": bureau.name, "role": "lead", "reply_by": date(2026, 6, 18)}

    told = tell(events.ASSIGNED, case, hall.clerk(), **payload)

    assert told == [(person, "to_handle", f"新交办提案《{case.title}》") for person in staff]
    assert Notice.objects.filter(person=staff[0]).get().body == (
        "签收期限是 2026 年 3 月 27 日（周五），答复期限是 2026 年 6 月 18 日（周四）。"
    )


def test_the_author_hears_that_a_bureau_accepted(hall: Hall) -> None:
    author, bureau = hall.member(), hall.bureau()
    case = hall.proposal(author, State.HANDLING)
    told = tell(events.ACCEPTED, case, bureau=bureau.pk, bureau_name=bureau.name)
    assert told == [(author.person, "accepted", f"市教育局已经签收《{case.title}》")]


def test_a_talk_is_told_to_nobody(hall: Hall) -> None:
    case = hall.proposal(hall.member(), State.HANDLING)
    assert tell(events.TALKED, case, bureau=1, bureau_name="市教育局", way=TalkKind.MEETING, on=date(2026, 3, 17)) == []


def test_the_desk_that_closes_hears_of_a_judgement_but_not_what_it_was(hall: Hall) -> None:
    clerk, author, bureau = hall.clerk(), hall.member(), hall.bureau()
    person_with("bureau_clerk", bureau.scope)
    case = hall.proposal(author, State.ANSWERED, turn_due_on=date(2026, 4, 1))
    hall.charge(case, bureau)

    told = tell(events.JUDGED, case, author.person, member=author.pk, handling="satisfied", result="unsatisfied")

    assert told == [(clerk, "to_close", f"提案者已对《{case.title}》作出反馈")]
    assert Notice.objects.get().body == "请审核结案，期限是 2026 年 4 月 1 日（周三）。"


def test_author_and_bureau_hear_that_a_case_was_closed(hall: Hall) -> None:
    author, bureau, cosigner = hall.member(), hall.bureau(), hall.member()
    staff = person_with("bureau_clerk", bureau.scope)
    case = hall.proposal(author, State.CLOSED)
    hall.ask(case, cosigner)
    hall.charge(case, bureau)
    told = tell(events.CLOSED, case, hall.clerk())
    assert told == [(person, "closed", f"提案《{case.title}》已经办结") for person in (author.person, staff)]


def test_the_author_hears_of_the_publication(hall: Hall) -> None:
    author = hall.member()
    case = hall.proposal(author, State.CLOSED)
    told = tell(events.PUBLISHED, case, hall.clerk())
    assert told == [(author.person, "published", f"提案《{case.title}》已经向社会公开")]


def test_a_title_may_hold_what_looks_like_a_placeholder(hall: Hall) -> None:
    case = hall.proposal(hall.member(), State.FILED, title="关于 100%(覆盖)的提案")
    told = tell(events.FILED, case, number=1, year=2026)
    assert [title for _, _, title in told] == ["提案《关于 100%(覆盖)的提案》已经立案"]


def test_an_errand_run_again_tells_nobody_twice(hall: Hall) -> None:
    case = hall.proposal(hall.member(), State.FILED)
    told = tell(events.FILED, case, number=1, year=2026)
    Errand.objects.update(done_at=None)
    for owed in Errand.objects.all():
        errand.run(owed.pk)
    assert Notice.objects.count() == len(told) == 1


@pytest.mark.parametrize("signers", [1, 3])
def test_telling_many_costs_the_same_queries_as_telling_one(
    hall: Hall, signers: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    case = hall.proposal(hall.member(email="a@example.org"), State.FILED)
    for n in range(signers):
        hall.ask(case, hall.member(email=f"m{n}@example.org"))
    entry = events.FILED.record(case, None, number=1, year=2026)
    from xieshang.notices import reactions

    # the case, its people, the notices, those with an address, the deliveries, the queue, the stir
    with django_assert_num_queries(7):
        reactions.life.filed(entry)
    assert Notice.objects.count() == signers + 1


def test_a_reader_of_english_is_told_in_english_dates(hall: Hall) -> None:
    author = hall.member()
    PersonFactory._meta.model.objects.filter(pk=author.person_id).update(language="en")
    clerk = hall.clerk()
    clerk.language = "en"
    clerk.save()
    case = hall.proposal(author, State.SUBMITTED, turn_due_on=date(2026, 4, 9))
    tell(events.SUBMITTED, case, author.person, title=case.title)
    assert "Thu 9 April 2026" in Notice.objects.get().body


def test_who_changes_the_language_reads_older_notices_in_it(hall: Hall) -> None:
    """What went out stays as it was; the list, its search and what is withdrawn follow the reader."""
    author, client = hall.member(), client_of(hall.clerk())
    case = hall.proposal(author, State.SUBMITTED, turn_due_on=date(2026, 4, 9))
    tell(events.SUBMITTED, case, author.person, title=case.title)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for sought in ("", "Thu 9 April", "年 4 月 9 日"):
        page = unescape(client.get("/notices/", {"q": sought}).content.decode()).replace("<mark>", "")
        assert ("Please review" in page, "请审查" in page) == (True, False), sought
    withdraw([Notice.objects.select_related("person").get()], LAPSED, link="/")
    with translation.override("en"):
        assert Notice.objects.get().words[1] == "Taken back; there is nothing left to answer."
    assert Notice.objects.get().body == "已经收回，不用再答复。"
