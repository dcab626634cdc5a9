"""Names in the order of the strokes of their surnames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.texts import strokes


@pytest.mark.parametrize(
    ("character", "number"),
    [
        ("一", 1),
        ("丁", 2),
        ("马", 3),
        ("王", 4),
        ("刘", 6),
        ("张", 7),
        ("陈", 7),
        ("欧", 8),
        ("龚", 11),
        ("戴", 17),
        ("a", None),
    ],
)
def test_how_many_strokes_a_character_has(character: str, number: int | None) -> None:
    """As it is written in mainland China."""
    assert strokes.count(character) == number


@pytest.mark.parametrize(
    "ordered",
    [
        ["丁一", "马一", "王一", "刘一", "张一", "林一", "欧阳一", "郑一", "郭一", "黄一", "谢一", "戴一"],
        ["王一", "韦一", "车一", "毛一", "方一", "尹一"],  # four strokes each: 一 一 一 丿 丶 乛 in front
        ["李玉", "李一丁", "李玉成"],  # one character before two
        ["王一", "王刚", "王丁明", "王大明", "王大勇", "王小明"],
        ["阿依古丽·买买提", "阿依努尔·买买提", "阿依谢姆·买买提"],
        ["戴一", "𠮷一", "𡋤一"],  # not in the table: last, by code point
        ["戴一", "John", "Kate"],
    ],
)
def test_names_stand_in_the_order_of_strokes(ordered: list[str]) -> None:
    """Number of strokes, then their kinds in turn; the shorter given name first."""
    mixed = ordered[::-1]
    assert sorted(mixed, key=strokes.order_key) == ordered


def test_who_stands_last_is_told() -> None:
    """Names whose surname the table does not have."""
    assert strokes.unknown(["王一", "𠮷一", "欧阳𠮷", "John", "阿依古丽·买买提", ""]) == ["𠮷一", "John"]


@given(st.lists(st.text(max_size=5), max_size=6))
def test_any_names_can_be_ordered(people: list[str]) -> None:
    """Whatever their characters are, and in whichever order they come."""
    ordered = sorted(set(people), key=strokes.order_key)
    keys = [strokes.order_key(name) for name in ordered]
    assert keys == sorted(keys)


def test_the_table_has_no_character_twice() -> None:
    """Each basic character and 〇, once."""
    lines = [line.partition(" ") for line in strokes.TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    every = "".join(characters for _number, _space, characters in lines)
    assert len(every) == len(set(every)) > 20_900
    assert [int(number) for number, _space, _characters in lines] == sorted(int(number) for number, *_ in lines)
