"""A scheme is read whole, or refused with every fault, its line and the reason."""

import pytest

from xieshang.duties import queries, schemes, scoring
from xieshang.duties.models import Edition

GOOD = schemes.shipped("jinan-2015")


@pytest.mark.parametrize("code", schemes.SHIPPED)
def test_what_is_shipped_is_sound(code: str):
    assert schemes.read(schemes.shipped(code)).code == code


@pytest.mark.parametrize(
    ("was", "now", "line", "reason"),
    [
        ("        points: 10\n", "        pints: 10\n", 46, "不认识的词：pints"),
        ("take: {from: 2}", "take: {every: 2}", 35, "不认识的词：every"),
        ("where: {about: plenary}\n", "where: {abut: plenary}\n", 19, "不认识的词：abut"),
        ("by: presence", "by: presents", 21, "“by”不能是 presents，可以是 kind、about、"),
        ("absent: -30", "abscent: -30", 21, "“presence”没有 abscent 这个值，可以是 absent、"),
        ("where: {part: first}", "where: {part: frist}", 34, "“part”没有 frist 这个值，可以是 first、other"),
        ("cap: 120", "cap: 1200", 6, "不能大于 1000"),
        ("points: 5\n", "points: five\n", 36, "“points”的写法不对：five 应当是 数"),
        ("points: 5\n", "points: 5.001\n", 36, "最多两位小数，现在是 5.001"),
        ("        cap: 10\n", "        cap: 1\n", 51, "上限低于一次所得的 2.0 分"),
        ("        cap: 10\n", "        cap: 60\n", 51, "上限高于所在板块的上限"),
        ("    cap: 50\n", "    cap: 50\n    floor: 60\n", 29, "上限低于下限"),
        ("start: 70", "start: 71", 12, "起始分高于上限"),
        ("{floor: 0, cap: 120}", "{floor: 0, cap: -1}", 6, "总分的上限低于下限"),
        ("from: 60", "from: 85", 73, "重叠"),
        ("title: 不称职, from: 0", "title: 不称职, from: 10", 71, "最低的等次应从 0 分起"),
        ("from: 85}", "from: 85, quota: 140}", 72, "“quota”不能大于 100，现在是 140"),
        ("{floor: 0, cap: 120}", "{floor: 0, cap: 8}", 6, "上限低于“优秀提案（第一提案人）”一次所得的 10.0 分"),
        ("        points: 10\n", "        points: 51\n", 29, "上限低于“优秀提案（第一提案人）”一次所得的 51.0 分"),
        ("from: 85}", "from: 900}", 72, "从 900 分起，总分最多 120.0 分：没有人能达到"),
        ("line: 2/3\n", "line: 7/3\n", 20, "比例不能大于 1"),
        ("line: 2/3}", "line: 4/3}", 57, "比例不能大于 1"),
        ("line: 2/3\n", "line: 0.7\n", 20, "“line”的写法不对：0.7 应当是 文字"),
        ("band: incompetent, years: 2", "band: poor, years: 2", 77, "没有代码为“poor”的等次"),
        ("code: charity", "code: more_proposals", 47, "用了两次"),
        ("title: 工作奖励\n", "title: 工作奖励\n    title: 奖励\n", 28, "写了两次"),
        ("{floor: 0, cap: 120}\n", "&a {floor: 0, cap: 120}\nproration: *a\n", 6, "引用"),
        ("{floor: 0, cap: 120}\n", "&a {floor: 0, cap: *a}\n", 6, "引用"),
        ("valid: {from: 2015}", "valid: {from: 2015, until: 2010}", 5, "失效年份早于生效年份"),
        ("scheme: jinan-2015", "scheme: [", 4, "YAML"),
        ("scheme: jinan-2015", "scheme: !!python/name:os.system ''", 2, "YAML"),
        ("scheme: jinan-2015", "scheme: 2026-13-45", 2, "不能读成日期或数"),
        ("scheme: jinan-2015", "? [a, b]\n: jinan-2015", 2, "冒号前应是一个词"),
        ("points: 2\n", "points: -2\n", 50, "奖励板块里的分值不能是负数"),
        ("take: {from: 2}", "take: {from: 3, upto: 2}", 35, "没有一次会计分"),
        ("take: {from: 2}", "take: {from: 2, which: once}", 35, "全年只取一次，不能再写从第几件起"),
        ("take: {from: 2}", "take: {within: subject}", 35, "（within: subject）要写明怎么取"),
        (
            "        by_hand: true\n",
            "        by_hand: true\n        events: a.done\n",
            25,
            "手工录入的项目不写这一处（events）",
        ),
        ("        points: 10\n", "        points: amount\n", 46, "只有手工录入的项目"),
        ("        line: 2/3\n", "        line: 2/3\n        share: {split: equal}\n", 21, "扣分不能分摊"),
        ("{by: presence, values: {absent: -30", "{by: presence, values: {absent: {x: -30}", 21, "这里的层数不同"),
    ],
)
def test_a_fault_is_named_with_its_line(was: str, now: str, line: int, reason: str):
    assert was in GOOD
    with pytest.raises(schemes.FaultyError) as refused:
        schemes.read(GOOD.replace(was, now, 1))
    said = [(fault.line, fault.reason) for fault in refused.value.faults]
    assert [at for at, words in said if reason in words] == [line], said


@pytest.mark.parametrize(
    ("item", "most"),
    [
        ("points: 10, cap: 35", 35),
        ("points: 10, take: {upto: 3}", 30),
        ("points: 10, take: {from: 2, upto: 3}", 20),
        ("points: 10, take: {which: once}", 10),
        ("points: -5", 0),
    ],
)
def test_what_a_year_can_come_to_bounds_the_grades(item: str, most: int):
    """Of what nothing caps but how many count: a grade at the most is reached, above it it is refused."""
    text = (
        "{scheme: one, title: 一项, source: 试验, valid: {from: 2020}, total: {floor: -1}, "
        "blocks: [{code: b, title: 板块, kind: base, items: [{code: i, title: 项目, events: a.met, %s}]}], "
        "bands: [{code: top, title: 优秀, from: %s}, {code: low, title: 称职, from: -1}]}"
    )
    assert schemes.read(text % (item, most)).most == most * 100
    with pytest.raises(schemes.FaultyError, match=f"总分最多 {most}.0 分：没有人能达到"):
        schemes.read(text % (item, most + 0.01))
    assert schemes.read(text % ("points: 10", 900)).most is None


def test_where_the_lines_go_by_months_a_grade_is_refused_that_nobody_reaches_in_one():
    """With 80 points at most, who is on the roll for one month reaches a grade from 960 points; from more nobody."""
    by_months = GOOD.replace("{floor: 0, cap: 120}\n", "{floor: 0, cap: 80}\nproration: months\n")
    scheme = schemes.read(by_months.replace("from: 85}", "from: 960}"))
    assert [scoring.band_of(scheme, 8000, months=months).least for months in (1, 2, 12)] == [96000, 6000, 6000]
    with pytest.raises(schemes.FaultyError, match=r"从 960\.01 分起，总分最多 80\.0 分：没有人能达到"):
        schemes.read(by_months.replace("from: 85}", "from: 960.01}"))


def test_an_exemption_changes_something():
    """Of an item without a cap it would count the same, unless it deducts; of a gate it is asked for nothing."""
    text = GOOD + "exemptions:\n  - {title: 重病, of: [charity, plenary_absence, three_ones]}\n"
    assert set(schemes.read(text).exemptible) == {"charity", "plenary_absence", "three_ones"}
    with pytest.raises(schemes.FaultyError) as refused:
        schemes.read(text.replace("charity, plen", "more_proposals, plen"))
    (said,) = refused.value.faults
    assert said.line == text.count("\n")
    assert said.reason.endswith("也不改变得分：请给这一项写上限。")


def test_what_was_adopted_stays_what_it_is():
    """A document in which a fault is found that nobody asked for when it was kept: it is read, and never taken anew."""
    text = GOOD + "exemptions:\n  - {title: 重病, of: [more_proposals]}\n"
    scheme = queries.scheme_of(Edition(text=text))
    assert (scheme.exemptions[0].of, scheme.exemptible) == ({"more_proposals"}, {})
    assert queries.scheme_of(Edition(text=GOOD)) == schemes.read(GOOD)


def test_a_deduction_is_not_entered_as_an_amount():
    """What is entered is above nothing, so that it would be a merit."""
    text = schemes.shipped("anqing-2018").replace(
        "title: 提交政协提案\n    kind: base", "title: 扣分\n    kind: deduction"
    )
    with pytest.raises(schemes.FaultyError) as refused:
        schemes.read(text)
    assert [str(fault) for fault in refused.value.faults] == [
        "第 34 行：扣分板块不能按录入的分值计：录入的分值大于 0。"
    ]


@pytest.mark.parametrize("points", [0.07, 0.29, 1.1, 4.35, 7.01, 19.99])
def test_points_have_two_decimals(points: float):
    """Read by decimals: none of these is a whole number of binary hundredths."""
    scheme = schemes.read(GOOD.replace("points: 10\n", f"points: {points}\n"))
    assert scheme.blocks[1].items[2].points == round(points * 100)


@pytest.mark.parametrize("text", ["", "只是一句话", "[1, 2]", "\x00", "a" * 200_001])
def test_what_is_no_scheme_is_refused(text: str):
    with pytest.raises(schemes.FaultyError):
        schemes.read(text)
