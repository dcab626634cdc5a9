"""Names are read, found and ordered as Chinese readers expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.texts import names


@pytest.mark.parametrize(
    ("name", "surname", "given_name"),
    [
        ("王明", "王", "明"),
        ("王 明", "王", "明"),
        ("欧阳明", "欧阳", "明"),
        ("司马", "司", "马"),
        ("司马明", "司马", "明"),
        ("阿依古丽·买买提", "", "阿依古丽·买买提"),
        ("John Smith", "", "John Smith"),
        ("王", "王", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_split_behind_its_surname(name: str, surname: str, given_name: str) -> None:
    """Compound surnames are known; a name that has no surname is given whole."""
    assert names.split(name) == (surname, given_name)


@pytest.mark.parametrize(
    ("name", "spelling", "initials"),
    [
        ("单晓明", "shanxiaoming", "sxm"),
        ("仇明", "qiuming", "qm"),
        ("曾明", "zengming", "zm"),
        ("解放", "xiefang", "xf"),
        ("查明", "zhaming", "zm"),
        ("朴明", "piaoming", "pm"),
        ("区明", "ouming", "om"),
        ("任重", "renzhong", "rz"),
        ("万俟明", "moqiming", "mqm"),
        ("尉迟明", "yuchiming", "ycm"),
        ("尉明", "weiming", "wm"),
        ("吕明", "lvming", "lm"),
        ("朱堃玥", "zhukunyue", "zky"),
        ("明单", "mingdan", "md"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("王Ann2", "wangann2", "wann2"),
        ("", "", ""),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, spelling: str, initials: str) -> None:
    """And the same character in a given name as it is read otherwise."""
    assert names.spelling(name) == spelling
    assert names.initials(name) == initials


def test_names_are_ordered_as_in_a_dictionary() -> None:
    """By syllable, tone and character of the surname first, then of the given name; Latin among them."""
    ordered = ["Bob", "陈伟", "程阿", "单明", "司马光", "王明", "王鸣", "张三", "张四", "章三", "仉三"]
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert sorted(shuffled, key=names.sort_key) == ordered


def test_all_people_of_a_surname_stand_together() -> None:
    """张 and 章 sound alike and are not mixed."""
    mixed = ["章一", "张二", "章三", "张四", "张一", "章二"]
    assert [name[0] for name in sorted(mixed, key=names.sort_key)] == ["张"] * 3 + ["章"] * 3


def test_a_shorter_name_stands_before_a_longer_one_that_begins_with_it() -> None:
    """王 before 王明 before 王明华, and 陈 before 程."""
    ordered = ["陈", "陈伟", "陈伟明", "程", "王", "王明", "王明华"]
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert sorted(shuffled, key=names.sort_key) == ordered


@given(st.text(max_size=12))
def test_any_text_has_a_key_that_sorts_bytewise_as_it_sorts_here(text: str) -> None:
    """The database compares bytes, Python code points: for UTF-8 that is one order."""
    key = names.sort_key(text)
    assert (key.encode() < b"wang 2") == (key < "wang 2")
    assert names.sort_key(f" {text} ") == key
