"""The roll from a file: what is read, what is told of every bad cell, and that it is all or nothing."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import GrantFactory, PersonFactory
from tests.factories.members import CommitteeFactory, MemberFactory
from tests.members.conftest import City
from tests.together import at_once
from xieshang.accounts.models import Grant, Person
from xieshang.members import actions, imports, queries
from xieshang.members.imports import Plan, Reading
from xieshang.members.models import Member
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)
HEADS = ["姓名", "性别", "民族", "出生", "党派", "手机号", "界别", "专委会", "单位及职务", "委员证号", "备注"]
LI = ["李雨", "女", "汉", "1975.3", "中共", "139 0000 0001", "教育", "提案委员会", "市一中校长", "0005", "连任"]
WANG = ["王冰", "男", "回族", "", "民盟", "+86 13900000002", "经济界", "文化和文史", "", "", ""]
BOTH = [LI, WANG]


def changed(line: list[str], **cells: str) -> list[str]:
    """The line with some cells written otherwise; columns by their keys."""
    keys = [heading.key for heading in imports.HEADINGS]
    order = [
        "name",
        "gender",
        "ethnicity",
        "born",
        "party",
        "phone",
        "sector",
        "committee",
        "workplace",
        "number",
        "note",
    ]
    assert set(order) == set(keys)
    return [cells.get(key, cell) for key, cell in zip(order, line, strict=True)]


def sheet(lines: list[list[str]], heads: list[str] = HEADS) -> bytes:
    """The lines as csv."""
    return "".join(",".join(line) + "\n" for line in [heads, *lines]).encode()


def workbook(lines: list[list[str]]) -> bytes:
    """The lines as xlsx, phone numbers as numbers where they can be."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    for at, line in enumerate([HEADS, *lines]):
        for place, cell in enumerate(line):
            page.write(at, place, int(cell) if cell.isdecimal() and len(cell) == 11 else cell)
    book.close()
    return file.getvalue()


def reading(city: City, data: bytes, name: str = "名册.csv") -> Reading:
    return imports.read(data, name, city.term, on=DAY)


def done(city: City, lines: list[list[str]], on: date = DAY) -> Plan:
    """Import these lines, which have no fault."""
    read = imports.read(sheet(lines), "名册.csv", city.term, on=on)
    assert read.faults == []
    return actions.import_roll(city.term, by=city.clerk, rows=read.rows, on=on)


def everything() -> list[Any]:
    """All that an import could have written."""
    tables = [Member, Person, Grant, Entry]
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def told(city: City, lines: list[list[str]]) -> list[str]:
    """Every fault of a file, of its cells and against the roll."""
    read = reading(city, sheet(lines))
    return [str(fault) for fault in [*read.faults, *imports.plan(city.term, read.rows, on=DAY).faults]]


@pytest.mark.parametrize("make", [sheet, workbook, lambda lines: sheet(lines).decode().encode("gbk")])
def test_a_roll_is_imported(city: City, make: Callable[[list[list[str]]], bytes]) -> None:
    """From csv in UTF-8 and GBK and from xlsx, however the words of the roll are written."""
    read = reading(city, make(BOTH), "名册.xlsx" if make is workbook else "名册.csv")
    assert read.faults == []
    plan = actions.import_roll(city.term, by=city.clerk, rows=read.rows, on=DAY)
    assert ([row.name for row in plan.additions], plan.changes, plan.unchanged, plan.absent) == (
        ["李雨", "王冰"],
        [],
        0,
        0,
    )
    li, wang = queries.roll(city.assembly, on=DAY)
    facts = ("number", "gender", "ethnicity", "born", "party", "workplace", "note", "from_on", "until_on")
    assert [getattr(li, fact) for fact in facts] == [
        "0005", "female", "汉族", "1975-03", "中共党员", "市一中校长", "连任", DAY, None
    ]  # fmt: skip
    assert [getattr(wang, fact) for fact in facts] == ["0006", "male", "回族", "", "民盟", "", "", DAY, None]
    assert [(m.sector.name, m.committee.name) for m in (li, wang)] == [
        ("教育界", "提案委员会"), ("经济界", "文化和文史委员会")
    ]  # fmt: skip
    assert [(m.person.name, m.person.phone, m.person.home) for m in (li, wang)] == [
        ("李雨", "13900000001", city.assembly.scope), ("王冰", "13900000002", city.assembly.scope)
    ]  # fmt: skip
    grants = Grant.objects.filter(role="member").order_by("pk").values_list("person", "scope", "from_on", "until_on")
    assert list(grants) == [(m.person_id, city.assembly.scope_id, DAY, None) for m in (li, wang)]
    assert Entry.objects.filter(kind="members.member_admitted", actor_id=city.clerk.pk).count() == 2
    assert Entry.objects.get(kind="members.roll_imported").payload == {"admitted": 2, "changed": 0, "unchanged": 0}


def test_the_accounts_of_those_who_are_new_cannot_be_signed_into_yet(city: City) -> None:
    """Until the office hands out a one-time password."""
    done(city, BOTH)
    people = Person.objects.filter(memberships__term=city.term)
    assert [(person.has_usable_password(), person.must_change_password) for person in people] == [(False, True)] * 2


def test_the_same_file_twice_changes_nothing(city: City) -> None:
    """Not a row, not an account, not a role; on a later day neither."""
    done(city, BOTH)
    before = everything()[:3]
    for on in (DAY, date(2025, 1, 1)):
        plan = imports.plan(city.term, imports.read(sheet(BOTH), "名册.csv", city.term, on=on).rows, on=on)
        assert (plan.is_empty, plan.unchanged, plan.absent) == (True, 2, 0)
        done(city, BOTH, on)
        assert everything()[:3] == before


def test_what_changed_is_corrected_and_who_moved_is_placed_anew(city: City) -> None:
    """Facts from the first day, places from the roll's day on; blank cells change nothing."""
    done(city, BOTH)
    day = date(2025, 1, 1)
    lines = [
        changed(LI, workplace="市二中校长", party="", note=""),
        changed(WANG, sector="教育界", number="0066"),
    ]
    plan = done(city, lines, day)
    assert [change.told for change in plan.changes] == [
        [("单位及职务", "市一中校长", "市二中校长")],
        [("委员证号", "0006", "0066"), ("界别", "经济界", "教育界")],
    ]
    before, after = (queries.roll(city.assembly, on=on) for on in (date(2024, 12, 31), day))
    assert [(m.name, m.sector.name, m.number, m.workplace, m.party) for m in before] == [
        ("李雨", "教育界", "0005", "市二中校长", "中共党员"),
        ("王冰", "经济界", "0006", "", "民盟"),
    ]
    assert [(m.name, m.sector.name, m.number, m.from_on) for m in after] == [
        ("李雨", "教育界", "0005", DAY), ("王冰", "教育界", "0066", day)
    ]  # fmt: skip


def test_a_place_that_is_put_right_on_the_first_day_is_a_correction(city: City) -> None:
    """There is nothing before it to keep."""
    done(city, BOTH)
    plan = done(city, [changed(LI, committee="文化和文史委员会")])
    assert [change.told for change in plan.changes] == [[("专委会", "提案委员会", "文化和文史委员会")]]
    assert (plan.absent, Member.objects.count()) == (1, 2)
    assert Member.objects.get(name="李雨").committee == city.culture


def test_who_has_an_account_joins_with_it(city: City) -> None:
    """The clerk of the office, and somebody who holds the member's role already."""
    clerk = PersonFactory(name="李雨", phone="13900000001")
    member = GrantFactory(person__name="王冰", person__phone="13900000002", scope=city.assembly.scope).person
    done(city, BOTH)
    assert set(Member.objects.values_list("person", flat=True)) == {clerk.pk, member.pk}
    held = Grant.objects.filter(role="member", scope=city.assembly.scope).values_list("person", "from_on")
    assert set(held) == {(member.pk, date(2018, 1, 1)), (clerk.pk, DAY)}


def test_who_left_may_come_back(city: City) -> None:
    """With the old number, and a new row of the roll."""
    done(city, BOTH)
    li = Member.objects.get(name="李雨")
    actions.leave(li, by=city.clerk, on=date(2024, 6, 1), reason="moved")
    plan = done(city, BOTH, date(2025, 1, 1))
    assert ([row.name for row in plan.additions], plan.unchanged) == (["李雨"], 1)
    rows = Member.objects.filter(name="李雨").order_by("from_on").values_list("number", "from_on", "until_on")
    assert list(rows) == [("0005", DAY, date(2024, 6, 1)), ("0005", date(2025, 1, 1), None)]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": ""}, "第 2 行“姓名”：没有填写。 请填写这一格。"),
        ({"name": "李雨、王冰"}, "第 2 行“姓名”：“李雨、王冰”不像一个人的姓名。 请只写一个人的姓名。"),
        ({"name": "13900000001"}, "第 2 行“姓名”：“13900000001”不像一个人的姓名。 请只写一个人的姓名。"),
        ({"gender": "F"}, "第 2 行“性别”：“F”不是性别。 请写“男”或“女”。"),
        ({"ethnicity": "汗族"}, "第 2 行“民族”：“汗族”：没有这个民族。 是否指“"),
        ({"born": "七五年"}, "第 2 行“出生”：“七五年”不是出生日期。 请写成 1968-05-12 或 1968-05。"),
        ({"born": "1975-13"}, "第 2 行“出生”：“1975-13”不是出生日期。 请写成 1968-05-12 或 1968-05。"),
        ({"born": "2010-01"}, "第 2 行“出生”：“2010-01”不是出生日期。 请写成 1968-05-12 或 1968-05。"),
        ({"party": "民进会"}, "第 2 行“党派”：“民进会”：没有这个党派。 是否指“民进”？请改成名册上的写法。"),
        ({"phone": ""}, "第 2 行“手机号”：没有填写。 请填写这一格。"),
        (
            {"phone": "1390000000"},
            "第 2 行“手机号”：“1390000000”不是手机号。 请写 11 位数字的手机号；境外号码以 + 和国家代码开头。",
        ),
        (
            {"phone": "1.38E+10"},
            "第 2 行“手机号”：手机号被表格软件改成了科学记数，末几位已丢失。 请把这一列设为文本格式后重新填写。",
        ),
        ({"sector": ""}, "第 2 行“界别”：没有填写。 请填写这一格。"),
        ({"sector": "教肓界"}, "第 2 行“界别”：“教肓界”：没有这个界别。 是否指“教育界”？请改成名册上的写法。"),
        ({"sector": "火星"}, "第 2 行“界别”：“火星”：没有这个界别。 请改成这些写法之一：教育界、经济界。"),
        ({"committee": ""}, "第 2 行“专委会”：没有填写。 请填写这一格。"),
        (
            {"committee": "提案委"},
            "第 2 行“专委会”：“提案委”：没有这个专委会。 是否指“提案委员会”？请改成名册上的写法。",
        ),
        ({"workplace": "长" * 121}, "第 2 行“单位及职务”：有 121 个字，最多 120 个。 请缩短这一格。"),
        ({"number": "第5号"}, "第 2 行“委员证号”：“第5号”不是委员证号。 请只用数字、字母和短横，最多 20 个。"),
        ({"note": "长" * 201}, "第 2 行“备注”：有 201 个字，最多 200 个。 请缩短这一格。"),
        ({"phone": "13900000002"}, "第 3 行“手机号”：与第 2 行相同。 请核对两行，改正或删去一行。"),
    ],
)
def test_every_bad_cell_is_named_with_its_cure(city: City, cells: dict[str, str], fault: str) -> None:
    """Row, column, what is wrong, what to do."""
    [found] = told(city, [changed(LI, **cells), WANG])
    assert found.startswith(fault)


def test_a_word_is_guessed_for_its_own_column(city: City) -> None:
    """A party's name in the column of sectors is no sector."""
    first, second = told(city, [changed(LI, party="教育届"), changed(WANG, sector="教育届")])
    assert "请改成这些写法之一：中共党员、中共预备党员、民革" in first
    assert second.endswith("是否指“教育界”？请改成名册上的写法。")


def test_guessing_has_an_end(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file full of unknown words the rest are told what there is."""
    monkeypatch.setattr("xieshang.members.imports.reading.GUESSES", 1)
    cures = [fault.cure for fault in reading(city, sheet([changed(LI, sector=s) for s in ("教育届", "经济届")])).faults]
    assert cures == ["是否指“教育界”？请改成名册上的写法。", "请改成这些写法之一：教育界、经济界。"]


def test_all_bad_cells_are_named_at_once(city: City) -> None:
    """In the order of the rows, so that one pass mends the file."""
    lines = [changed(LI, phone="1", sector=""), changed(WANG, name=""), LI, changed(LI, name="王冰")]
    assert [fault.partition("：")[0] for fault in told(city, lines)] == [
        "第 2 行“手机号”", "第 2 行“界别”", "第 3 行“姓名”", "第 5 行“手机号”", "第 5 行“委员证号”"
    ]  # fmt: skip


def test_committees_are_those_of_the_roll_s_day(city: City) -> None:
    """One that is over by then is not offered."""
    CommitteeFactory(assembly=city.assembly, name="旧委员会", until_on=DAY)
    assert told(city, [changed(LI, committee="旧委员会")]) == [
        "第 2 行“专委会”：“旧委员会”：没有这个专委会。 是否指“提案委员会”？请改成名册上的写法。"
    ]


def test_a_phone_number_of_somebody_else_is_refused_without_naming_them(city: City) -> None:
    """A roll's import never renames an account, and tells nobody whose number it is."""
    PersonFactory(name="张平", phone="13900000001")
    assert told(city, [LI]) == [
        "第 2 行“手机号”：手机号 139****0001 已登记给另一个姓名。 请核对手机号；确系改名的，请先在账号管理中更正姓名。"
    ]


def test_a_new_phone_number_is_not_taken_from_the_roll(city: City) -> None:
    """It is what one signs in with; whoever imports a roll must not take over an account."""
    done(city, [LI])
    assert told(city, [changed(LI, phone="13900000009")]) == [
        "第 2 行“手机号”：与名册上委员证号 0005 的手机号不同。"
        " 确系换号的，请先在账号管理中更正手机号；不是同一人的，请改委员证号。"
    ]


def test_a_number_of_another_member_is_refused(city: City) -> None:
    """Whether the row is of somebody new or of somebody on the roll."""
    done(city, BOTH)
    fault = "“委员证号”：委员证号 0005 已是名册上另一位委员的。 请核对委员证号；新委员可以留空，由系统编号。"
    lines = [changed(WANG, number="0005"), changed(WANG, name="张平", phone="13900000003", number="0005")]
    assert [told(city, [line]) for line in lines] == [[f"第 2 行{fault}"], [f"第 2 行{fault}"]]


def test_columns_that_need_not_be_there_need_not_be_there(city: City) -> None:
    """Four are enough, in any order and under their other names; what is not read is told."""
    read = reading(
        city,
        sheet(
            [["提案委员会", "13900000001", "李雨", "教育", "x"]], ["专门委员会", "手机", "姓 名", "所属界别", "血型"]
        ),
    )
    assert (read.faults, read.table.ignored, [dict(row.facts) for row in read.rows]) == ([], ["血型"], [{}])


def test_nothing_is_written_where_one_row_does_not_fit(city: City) -> None:
    """The roll has changed between preview and import: all or nothing."""
    rows = reading(city, sheet(BOTH)).rows
    PersonFactory(name="张平", phone="13900000002")
    before = everything()
    with pytest.raises(Refused) as refusal:
        actions.import_roll(city.term, by=city.clerk, rows=rows, on=DAY)
    assert refusal.value.reason.startswith("名册在预览之后有了变化。第 3 行“手机号”：手机号 139****0002 已登记")
    assert everything() == before


def test_nothing_is_written_where_the_database_refuses(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody entered one of the numbers elsewhere after the plan was made."""
    rows = reading(city, sheet(BOTH)).rows
    monkeypatch.setattr(imports, "plan", _plan_before(PersonFactory, name="王冰", phone="13900000002"))
    with pytest.raises(Refused) as refusal:
        actions.import_roll(city.term, by=city.clerk, rows=rows, on=DAY)
    assert refusal.value.reason == "有人正在登记同样的手机号或委员证号。请重新预览后再导入。"
    assert Member.objects.count() == 0
    assert Entry.objects.count() == 0


def _plan_before(happen: Callable[..., Any], **values: Any) -> Callable[..., Plan]:
    """Planning, after which something happens."""
    plan = imports.plan

    def planned(*args: Any, **kwargs: Any) -> Plan:
        made = plan(*args, **kwargs)
        happen(**values)
        return made

    return planned


@pytest.mark.parametrize("count", [1, 30])
def test_an_import_costs_the_same_queries_however_long_the_roll_is(
    city: City, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Reading two, planning two, and a handful to write, accounts and roles among it."""
    lines = [changed(WANG, name="王冰", phone=f"139{n:08d}") for n in range(count)]
    with django_assert_num_queries(2):
        read = reading(city, sheet(lines))
    with django_assert_num_queries(15):
        actions.import_roll(city.term, by=city.clerk, rows=read.rows, on=DAY)
    assert queries.roll(city.assembly, on=DAY).count() == count


def test_a_stranger_to_the_office_may_not_import(city: City) -> None:
    """Nothing is read or written for them."""
    rows = reading(city, sheet(BOTH)).rows
    member = MemberFactory(term=city.term).person
    before = everything()
    with pytest.raises(Refused) as refusal:
        actions.import_roll(city.term, by=member, rows=rows, on=DAY)
    assert refusal.value.reason == "名册由鹰城市政协办公室管理，请与其联系。"
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_finds_the_work_done(city: City) -> None:
    """Each waits for the term; every member is there once."""
    rows = reading(city, sheet(BOTH)).rows
    plans = at_once(*[lambda: actions.import_roll(city.term, by=None, rows=rows, on=DAY)] * 2)
    assert sorted((len(plan.additions), plan.unchanged) for plan in plans) == [(0, 2), (2, 0)]
    assert Member.objects.count() == 2


def test_the_database_itself_refuses_a_second_row_of_one_day(city: City) -> None:
    """Should an import ever be planned wrongly."""
    done(city, [LI])
    li = Member.objects.get()
    with pytest.raises(IntegrityError, match="members_member_once"):
        MemberFactory(term=city.term, person=li.person, from_on=date(2025, 1, 1))
