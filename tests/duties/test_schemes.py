"""A scheme is read whole, or refused with every fault, its line and the reason."""

import pytest

from xieshang.duties import schemes

GOOD = schemes.shipped("jinan-2015")


@pytest.mark.parametrize("code", schemes.SHIPPED)
def test_what_is_shipped_is_sound(code: str):
    assert schemes.read(schemes.shipped(code)).code == code


@pytest.mark.parametrize(
    ("was", "now", "line", "reason"),
    [
        ("        points: 10\n", "        pints: 10\n", 39, "不认识的词：pints"),
        ("cap: 120", "cap: 1200", 6, "不能大于 1000"),
        ("        cap: 10\n", "        cap: 1\n", 44, "上限低于一次所得的 2.0 分"),
        ("from: 60", "from: 85", 59, "重叠"),
        ("line: 2/3", "line: 7/3", 19, "比例不能大于 1"),
        ("band: incompetent, years: 2", "band: poor, years: 2", 63, "没有代码为“poor”的等次"),
        ("code: charity", "code: more_proposals", 40, "用了两次"),
        ("title: 工作奖励\n", "title: 工作奖励\n    title: 奖励\n", 23, "写了两次"),
        ("total: {floor: 0, cap: 120}\n", "total: &a {floor: 0, cap: 120}\nnote: *a\n", 6, "引用"),
        ("valid: {from: 2015}", "valid: {from: 2015, until: 2010}", 5, "失效年份早于生效年份"),
        ("scheme: jinan-2015", "scheme: [", 4, "YAML"),
    ],
)
def test_a_fault_is_named_with_its_line(was: str, now: str, line: int, reason: str):
    assert was in GOOD
    with pytest.raises(schemes.FaultyError) as refused:
        schemes.read(GOOD.replace(was, now, 1))
    said = [(fault.line, fault.reason) for fault in refused.value.faults]
    assert any(reason in words for _line, words in said), said
    assert line in [at for at, _words in said], said


@pytest.mark.parametrize("text", ["", "只是一句话", "[1, 2]", "\x00", "a" * 200_001])
def test_what_is_no_scheme_is_refused(text: str):
    with pytest.raises(schemes.FaultyError):
        schemes.read(text)
