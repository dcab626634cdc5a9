"""The ledger's pages: for whoever reads it, and of no thing that they may not see."""

import re
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.architecture.world import world
from tests.factories import duties as duty
from tests.factories.accounts import client_of, person_with
from tests.factories.proposals import City, city, proposal_in
from tests.journeys.visit import Visit
from xieshang.meetings import actions as occasions
from xieshang.meetings import events as occasion_events
from xieshang.meetings.models import Meeting, Vote
from xieshang.meetings.states import VoteState
from xieshang.proposals.states import State
from xieshang.reports import actions, entries, payloads, queries
from xieshang.reports.subjects import SUBJECTS, mentioned, named
from xieshang.spine.event import KINDS
from xieshang.spine.ledger import Verification
from xieshang.spine.models import Entry, Seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
LEDGER = "/reports/ledger/"


@pytest.fixture
def place() -> City:
    return city()


def entry_of(thing: Any, kind: str) -> Entry:
    return Entry.objects.get(subject_kind=thing._meta.label_lower, subject_id=thing.pk, kind=kind)


def page_of(entry: Entry) -> str:
    return f"{LEDGER}{entry.pk}"


def listed(visit: Visit, address: str = "") -> list[int]:
    """The numbers of the entries that a list shows, in its order."""
    return [int(number) for number in re.findall(rf'href="{LEDGER}(\d+)"', visit.open(LEDGER + address).html)]


def test_an_entry_says_what_happened_and_who_did_it(place: City) -> None:
    """With a door to the thing, which the auditor opens; first on the list stands what happened last."""
    case = proposal_in(place, State.FILED, title="甲案")
    visit = Visit(place.person("auditor")).open("/").follow("账目")
    assert {"审查立案，案号 1", "提交了提案《甲案》"} <= set(visit.page.links)
    assert visit.page.links["提案：甲案"] == f"/proposals/{case.pk}"
    visit.follow("审查立案，案号 1")
    assert all(words in visit.text for words in (place.person("clerk").name, "号 1", "年度 2026", '"number": 1'))
    visit.follow("提案：甲案")
    assert visit.path == f"/proposals/{case.pk}"


def test_an_entry_says_for_whom_it_was_entered() -> None:
    """A clerk who enters for a member stands there with the member's name."""
    assert entries.by_whom("王一", "林一") == "王一（代林一）"
    assert entries.by_whom("王一", None) == "王一"
    assert entries.by_whom(None, None) == "系统"


def test_an_entry_says_whether_it_is_sealed(place: City) -> None:
    """In which batch, with its hash; until then that it waits."""
    entry = entry_of(proposal_in(place, State.FILED), "proposals.filed")
    visit = Visit(place.person("auditor"))
    assert "等待封存" in visit.open(page_of(entry)).text
    assert "最近一批" not in visit.open(LEDGER).text
    Seal.objects.create(number=7, from_tx=0, until_tx=entry.tx + 1, ids=[entry.pk], marks=b"1234", hash=b"\xab" * 32)
    assert "第 7 批" in visit.open(page_of(entry)).text
    assert "ab" * 32 in visit.text
    assert "等待封存" not in visit.open(LEDGER).text
    assert "最近一批是第 7 批" in visit.text


def test_it_says_when_it_was_last_verified(place: City) -> None:
    """Never, sound, or what was found: to the auditor with a door to the entry, to the administrator on the desk."""
    proposal_in(place, State.FILED)
    auditor, administrator = Visit(place.person("auditor")), Visit(place.person("administrator"))
    assert "账目还没有核对过" in auditor.open(LEDGER).text
    assert "账目还没有核对过" in administrator.open("/").text
    last = Seal.objects.create(number=7, from_tx=0, until_tx=1, ids=[1], marks=b"1234", hash=b"\xab" * 32)
    actions.note_verification(last, by=None, found=Verification(entries=9, seals=7))
    told = "核对账目到第 7 批：没有发现改动"
    assert "账目完好" in administrator.open("/").text
    assert told in administrator.text
    assert {"核对的记录数 9", "尚未封存的记录数 0"} <= set(
        re.findall(r"\S+ \d+", auditor.open(LEDGER).follow(told).text)
    )
    faults = [f"第 {number} 条记录被改动过。" for number in range(30)]
    actions.note_verification(last, by=None, found=Verification(entries=9, seals=7, faults=faults))
    for visit in (auditor.open(LEDGER), administrator.open("/")):
        assert all(words in visit.text for words in ("账目有不符", "发现 30 处不符", faults[0], faults[4]))
    assert Entry.objects.latest("pk").payload["faults"] == faults[:20]


def test_of_a_draft_nobody_is_told(place: City) -> None:
    """Its entries stand on no list, in no sheet, behind no filter, and have no page; once submitted, all have."""
    draft = proposal_in(place, State.DRAFT, title="未交的案")
    drafted, auditor = entry_of(draft, "proposals.drafted"), place.person("auditor")
    visit = Visit(auditor)
    for address in ("", "?kind=proposals.drafted", f"?who={place.author.name}", f"?q={drafted.pk}"):
        assert drafted.pk not in listed(visit, address)
        assert draft.title not in visit.text
    visit.open(page_of(drafted), expect=404)
    sent = proposal_in(place, State.SUBMITTED, title="已交的案")
    assert entry_of(sent, "proposals.drafted").pk in listed(visit)


def test_what_a_vote_came_to_is_told_once_it_is_announced(place: City) -> None:
    """Not when it is closed; that a ballot was cast is told, and nothing of what stood on it is in the ledger."""
    world_ = world("鹿鸣")
    office, vote = world_.city.person("office"), Vote.objects.get(state=VoteState.OPEN)
    vote = occasions.close_vote(vote, by=office)
    closed = Entry.objects.get(kind=occasion_events.VOTE_CLOSED.kind, subject_id=vote.meeting_id)
    visit = Visit(world_.city.person("auditor"))
    visit.open(page_of(closed), expect=404)
    assert closed.pk not in listed(visit, "?room=meetings")
    occasions.announce(vote, by=office)
    assert Meeting.objects.get(pk=vote.meeting_id).title in visit.open(page_of(closed)).text


def test_a_shortfall_is_told_to_nobody_who_does_not_decide_on_it() -> None:
    """Neither of whom, nor by whom, nor when."""
    place = duty.place_with_scheme()
    finding = duty.exit_of(place, "talked")
    about = Entry.objects.filter(subject_kind="duties.exit", subject_id=finding.pk)
    assert about.exists()
    assert not queries.entries_visible_to(place.person("auditor")).filter(pk__in=about).exists()


@pytest.mark.parametrize("who", ["administrator", "clerk", "office", "chair", "author", "elsewhere"])
def test_others_find_no_ledger(place: City, who: str) -> None:
    """Neither the list, nor an entry, nor a place to go; the administrator sees no case there either."""
    entry = entry_of(proposal_in(place, State.FILED), "proposals.filed")
    visit = Visit(place.person(who))
    assert "账目" not in visit.open("/").page.links
    for path in (LEDGER, f"{LEDGER}?export=xlsx", page_of(entry)):
        visit.open(path, expect=404)


def test_an_auditor_reads_the_own_assembly_alone(place: City) -> None:
    """Of another one there is no entry, whatever it is about."""
    proposal_in(place, State.FILED)
    stranger = person_with("auditor", city().assembly.scope)
    assert not queries.entries_visible_to(stranger).filter(assembly_id=place.assembly.pk).exists()


def test_the_list_is_narrowed_searched_and_sorted(place: City) -> None:
    """By kind, room, person and day; by number; by number and moment, from either end."""
    case = proposal_in(place, State.FILED)
    visit, filed = Visit(place.person("auditor")), entry_of(case, "proposals.filed")
    every = listed(visit)
    assert every == sorted(every, reverse=True)
    assert listed(visit, "?sort=number") == every[::-1]
    assert listed(visit, "?kind=proposals.filed") == [filed.pk]
    assert filed.pk in listed(visit, "?room=proposals")
    assert filed.pk not in listed(visit, "?room=accounts")
    assert listed(visit, f"?room=proposals&who={place.person('clerk').name}") == [filed.pk]
    assert listed(visit, f"?q={filed.pk}") == [filed.pk]
    assert listed(visit, "?q=甲") == listed(visit, "?q=99999999999999999999") == []
    assert filed.pk in listed(visit, f"?at_from={filed.at:%Y-%m-%d}&at_until={filed.at:%Y-%m-%d}")
    assert listed(visit, "?at_until=2001-01-01") == []


def test_the_list_is_turned_by_key(place: City) -> None:
    """No entry is lost between two pages."""
    for _ in range(25):
        proposal_in(place, State.FILED)
    visit = Visit(place.person("auditor"))
    first = listed(visit)
    second = listed(visit.follow("下一页"), visit.path.removeprefix(LEDGER))
    told = queries.entries_visible_to(place.person("auditor")).order_by("-pk").values_list("pk", flat=True)
    assert len(first) == 50
    assert first + second == list(told[: 50 + len(second)])


def test_the_sheet_is_the_list(place: City) -> None:
    """The same entries in the same order, with the same words."""
    proposal_in(place, State.FILED, title="甲案")
    auditor = place.person("auditor")
    answer = client_of(auditor).get(f"{LEDGER}?room=proposals&export=xlsx")
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert head == ["记录号", "发生了什么", "时间", "谁做的", "有关", "封存"]
    assert [int(row[0]) for row in rows] == listed(Visit(auditor), "?room=proposals")
    assert rows[0][1:2] + rows[0][3:] == ["审查立案，案号 1", place.person("clerk").name, "提案：甲案", "等待封存"]


@pytest.mark.parametrize("amount", [1, 3])
def test_pages_cost_the_same_queries(place: City, amount: int, django_assert_num_queries: Callable[..., Any]) -> None:
    """Whatever stands on the list; one more for each kind of thing that a page speaks of."""
    for _ in range(amount):
        case = proposal_in(place, State.FILED)
    client = client_of(place.person("auditor"))
    with django_assert_num_queries(10):
        page = client.get(f"{LEDGER}?kind=proposals.filed").content.decode()
    assert page.count('<th scope="row"') == amount
    with django_assert_num_queries(10):
        client.get(page_of(entry_of(case, "proposals.filed")))


def test_every_thing_that_entries_speak_of_is_known() -> None:
    """With its name, and its page where it has one; the ledger of a small assembly speaks of nothing else."""
    auditor = world("雁栖").city.person("auditor")
    assert set(Entry.objects.values_list("subject_kind", flat=True)) <= set(SUBJECTS)
    for kind, subject in SUBJECTS.items():
        assert str(named([(kind, 0)], auditor)[kind, 0]) == str(subject.words)
        assert not subject.page or reverse(subject.page, args=[1])
    keys = Entry.objects.values_list("subject_kind", "subject_id")
    assert all(str(about) for about in named(keys, auditor).values())


def test_every_field_that_is_recorded_has_words() -> None:
    """And no words stand there for a field that nothing records."""
    recorded = {field.name for event in KINDS.values() for field in fields(event.payload)}  # type: ignore[arg-type]
    assert set(payloads.FIELDS) == recorded


def test_every_kind_of_event_has_a_name() -> None:
    """Its sentence, with a gap for what differs from one to another: whatever composes the words of a payload."""
    assert all(entries.of_kind(kind) != kind for kind in KINDS)


def test_a_choice_is_read_as_it_is_called() -> None:
    """In the language of whoever reads; the code alone is recorded."""
    fields = dict(payloads.readable(Entry(kind="meetings.attended", payload={"presence": "present"})))
    assert "present" not in fields.values()


def test_what_an_entry_mentions_is_named_for_whoever_sees_it(
    place: City, django_assert_num_queries: Callable[..., Any]
) -> None:
    """With a door to its page; the key alone where it is not there any more, or nothing for this reader."""
    case = proposal_in(place, State.ASSIGNED)
    visit, assigned = Visit(place.person("auditor")), entry_of(case, "proposals.assigned")
    visit.open(page_of(assigned))
    assert visit.page.links[place.bureau.name] == f"/bureaus/{place.bureau.pk}/"
    member, key = place.author, place.bureau.pk
    payload = {"member": member.pk, "bureaus": [key, 0], "leader": None, "late": True}
    auditor, stranger = place.person("auditor"), place.person("elsewhere")
    entry = Entry(kind="nobody.knows", payload=payload)

    def read(who: Any) -> list[tuple[str, str]]:
        return list(payloads.readable(entry, mentioned(payloads.mentioned(payload), who)))

    bureau = f'<a href="/bureaus/{key}/">{place.bureau.name}</a>'
    named_ = f'<a href="/members/{member.pk}/">{member.name}</a>'
    rest = [("领衔人", "（无）"), ("是否逾时", "是")]
    assert read(auditor) == [("委员", named_), ("承办单位", f"{bureau}、编号 0"), *rest]
    assert read(stranger) == [("委员", f"编号 {member.pk}"), ("承办单位", f"编号 {key}、编号 0"), *rest]
    assert list(payloads.readable(Entry(kind="nobody.knows", payload={"bureaus": 3}))) == [("承办单位", "3")]
    client = client_of(auditor)
    with django_assert_num_queries(11):
        client.get(page_of(assigned))


def test_every_key_that_is_named_is_of_a_kind_that_is_known() -> None:
    assert set(payloads.KEYS.values()) <= set(SUBJECTS)
    assert set(payloads.KEYS) <= set(payloads.FIELDS)


def test_a_payload_is_read_in_words() -> None:
    """Days, yes and no, lists; a code that has its words by those; what nobody knows as it is."""
    payload = {"on": "2026-03-18", "late": True, "changed": ["a", "b"], "answer": "x", "answer_words": "参加", "odd": 3}
    assert list(payloads.readable(Entry(kind="nobody.knows", payload=payload))) == [
        ("日期", "2026 年 3 月 18 日（周三）"),
        ("是否逾时", "是"),
        ("改动", "a、b"),
        ("答复", "参加"),
        ("odd", "3"),
    ]
