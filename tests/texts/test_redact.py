"""Nothing personal is published, nothing else is left out, and secrets are recognised."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts import real
from xieshang.texts import redact
from xieshang.texts.redact import LEFT_OUT, Detail, SecretMark


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


gaps = st.sampled_from(["", " ", "-", "－", " - "])
mobiles = st.builds(
    lambda before, second, third, fourth, gap: f"{before}1{second}{gap}{third}{gap}{fourth}",
    st.sampled_from(["", "+86 ", "86-", "0086"]),
    st.builds(str.__add__, st.sampled_from("3456789"), digits(1)),
    digits(4),
    digits(4),
    gaps,
)
landlines = st.builds(
    lambda area, head, tail, gap: f"{area}{gap}{head}{tail}",
    st.sampled_from(["025", "0379", "(025)", "（0375）"]),
    st.builds(str.__add__, st.sampled_from("23456789"), digits(3)),
    digits(4),
    st.sampled_from(["", "-", " "]),
)
identities = st.builds(
    lambda area, day, serial, check: f"4101{area}19{day}{serial}{check}",
    digits(2),
    st.sampled_from(["800101", "991231", "751104"]),
    digits(3),
    st.sampled_from("0123456789Xx"),
)
personal = st.one_of(mobiles, landlines, identities, st.just("li.yu_1@mail.example.cn"))
wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
prose = st.text("请与本人联系，。；：（）\n a★", max_size=10)


@given(prose, personal, prose, st.booleans())
def test_no_number_and_no_address_is_left(before: str, secret: str, after: str, in_full_width: bool) -> None:
    """Telephone and identity numbers and e-mail addresses go, in either width, whatever stands around them."""
    written = secret.translate(wide) if in_full_width else secret
    published = redact.redact(f"{before} {written}，{after}")
    assert written not in published
    assert LEFT_OUT in published
    assert not re.search(r"\d{4}", published)


@given(
    st.lists(st.one_of(prose, personal, st.sampled_from(["联系人：", "电话:", "地址：", LEFT_OUT])), max_size=8).map(
        "".join
    )
)
def test_what_is_published_once_is_published_for_good(text: str) -> None:
    """A second time changes nothing."""
    assert redact.redact(redact.redact(text)) == redact.redact(text)
    assert redact.details(redact.redact(text)) == []


@given(st.lists(st.one_of(prose, personal), max_size=6).map("".join))
def test_details_are_sorted_and_apart(text: str) -> None:
    """They can be marked in the text one after another."""
    found = redact.details(text)
    assert all(detail.start < detail.end for detail in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("联系人：李雨 电话：13800000000 地址：某市某区1号", f"联系人：{LEFT_OUT} 电话：{LEFT_OUT} 地址：{LEFT_OUT}"),
        ("通讯地址:某市某路2号；邮编：450000。", f"通讯地址:{LEFT_OUT}；邮编：{LEFT_OUT}。"),
        ("（联系电话：8312345，李雨）", f"（联系电话：{LEFT_OUT}，李雨）"),
        ("微信号：liyu2018\n正文", f"微信号：{LEFT_OUT}\n正文"),
        ("身份证号码：无", f"身份证号码：{LEFT_OUT}"),
        ("请致电025-83000000转801。", f"请致电{LEFT_OUT}。"),
        ("卡号6222 0200 0000 0000 000", f"卡号{LEFT_OUT}"),
        ("住址：", "住址："),
    ],
)
def test_what_stands_behind_a_label_is_left_out(text: str, published: str) -> None:
    """The label stays, and what follows the next comma."""
    assert redact.redact(text) == published


@pytest.mark.parametrize(
    "text",
    [
        "2018年全市生产总值1234567.89万元，增长8.5%。",
        "拨打12345热线、110和12320。",
        "2019-01-12 22:24:00",
        "（国办发〔2015〕84号）",
        "占比15.13812345678",
        "2015-2018年、2019-2022年",
        "第0544号提案",
        "加强联系，方便群众打电话、寄信到地址所在地。",
        "",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    """Years, sums, document numbers and public lines are content."""
    assert redact.redact(text) == text


def test_a_detail_says_what_it_is_and_where() -> None:
    """So that an editor can show it before it is left out."""
    assert redact.details("电话 13800000000，邮箱 a@b.cn") == [Detail("phone", 3, 14), Detail("email", 18, 24)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("机密★1年\n关于……", [SecretMark("机密", 0, 5)]),
        ("绝 密 ★ 30 年", [SecretMark("绝密", 0, 10)]),
        ("前言\n秘密\n正文", [SecretMark("秘密", 3, 5)]),
        ("密级：机密", [SecretMark("机密", 0, 5)]),
        ("秘密＊长期", [SecretMark("秘密", 0, 5)]),
        ("保护商业秘密和国家机密，人人有责。", []),
        ("绝密电影★★★", []),
        ("", []),
    ],
)
def test_marks_of_secrecy_are_found(text: str, marks: list[SecretMark]) -> None:
    """The marks that official documents bear, not the words in a sentence."""
    assert redact.secret_marks(text) == marks


@real.needs_real_file
def test_real_proposals_are_published_whole() -> None:
    """None of the 209 holds a personal detail or a mark of secrecy, and none loses a character."""
    assert [number for number, text in real.bodies().items() if redact.redact(text) != text] == []
    assert [number for number, text in real.bodies().items() if redact.secret_marks(text)] == []
