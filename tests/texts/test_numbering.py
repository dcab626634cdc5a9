"""Lists are found however they are numbered, and only where there is one."""

import pytest

from xieshang.texts import numbering


def marked(text: str) -> list[str]:
    return [text[marker.start : marker.end] for marker in numbering.items(text)]


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("一、修路。二、建桥。", ["一、", "二、"]),
        ("（一）修路。（二）建桥。（三）通车。", ["（一）", "（二）", "（三）"]),
        ("(一)修路 (二)建桥", ["(一)", "(二)"]),
        ("1、修路。2、建桥。", ["1、", "2、"]),
        ("１．修路。２．建桥。", ["１．", "２．"]),
        ("（1）修路（2）建桥", ["（1）", "（2）"]),
        ("①修路②建桥", ["①", "②"]),
        ("第一，修路。第二，建桥。", ["第一，", "第二，"]),
        ("一是修路，二是建桥。", ["一是", "二是"]),
        ("一要修路，二要建桥。", ["一要", "二要"]),
        ("其一，修路。其二，建桥。", ["其一，", "其二，"]),
        ("建议一：修路。建议二：建桥。", ["建议一：", "建议二："]),
    ],
)
def test_every_style_of_number_is_known(text: str, markers: list[str]) -> None:
    """The styles that members use."""
    assert marked(text) == markers


def test_the_outermost_list_is_taken() -> None:
    """Lists within items belong to their items, also where their numbers run on from item to item."""
    text = "一、修路。1、设计。2、施工。二、建桥。1、设计。2、施工。3、验收。"
    assert marked(text) == ["一、", "二、"]


def test_a_list_within_a_list_of_the_same_style_does_not_end_it() -> None:
    """1、 within 1、 is part of the first item."""
    assert marked("1、修路：1、设计，2、施工。2、建桥。3、通车。") in (
        ["1、", "2、", "3、"],
        ["1、", "2、", "2、", "3、"],
    )


def test_a_miscounted_list_goes_on() -> None:
    """An author who leaves out three is still understood."""
    assert marked("一、修路。二、建桥。四、通车。") == ["一、", "二、", "四、"]


def test_an_item_need_not_end_in_a_stop() -> None:
    """Items run together are told apart by their order."""
    assert marked("一、加强监管二、加强教育三、提升服务") == ["一、", "二、", "三、"]


def test_a_list_may_begin_right_after_its_heading() -> None:
    """对策建议1. begins a list though nothing stands between."""
    assert marked("对策建议1.修路。2.建桥。") == ["1.", "2."]


@pytest.mark.parametrize(
    "text",
    [
        "统一、规范的标准",
        "建设二、三级医院",
        "增长1.5%，2.5倍",
        "唯一是这样，第二是那样",
        "一、只有一条。",
        "二、从二开始。三、到三。",
        "没有编号。",
        "",
    ],
)
def test_what_is_no_list_is_not_taken_for_one(text: str) -> None:
    """Numbers in sentences, and lists of one."""
    assert marked(text) == []


def test_the_announced_list_of_a_higher_style_wins_over_an_earlier_one() -> None:
    """What the author counts before coming to the suggestions is not the suggestions."""
    text = "问题一是路窄，二是桥旧。为此提出以下建议：1、修路。2、建桥。"
    assert marked(text) == ["1、", "2、"]


def test_numbers_are_read_in_chinese_and_in_figures() -> None:
    """Tens too."""
    text = "".join(f"{number}、办好一件事。" for number in ("一二三四五六七八九十".replace("十", "")))
    assert [marker.number for marker in numbering.items(f"{text}十、再办。十一、又办。")] == list(range(1, 12))
