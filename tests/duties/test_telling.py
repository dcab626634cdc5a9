"""A scheme told in sentences is told whole: whatever the document says stands on its page in words."""

import dataclasses
import html
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given

from tests.duties.strategies import any_scheme, document_of
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.duties import schemes, telling
from xieshang.duties.schemes import Item, Match, Scheme, Share, Table, Take, Trigger
from xieshang.duties.schemes.format import FIELDS

WHOLE = """
scheme: whole
title: 什么都说到的办法
source: 某次会议
note: 有说明
valid: {from: 2021, until: 2029}
total: {floor: 1, cap: 119}
proration: months
ranking: names
blocks:
  - code: basic
    title: 基本
    kind: base
    start: 41
    cap: 71
    floor: 2
    items:
      - code: halves
        title: 开会
        events: [meetings.attended, consultations.visited]
        where: {about: [plenary, standing], presence: [present, late], extent: [whole, part]}
        line: 2/3
        per: half_day
        points: 3.5
        only: [standing, director]
      - code: by_hand
        title: 手工
        by_hand: true
        points: amount
        cap: 9
      - code: fixed
        title: 手工定分
        by_hand: true
        points: 4
      - code: levels
        title: 层级
        events: opinions.adopted
        where: {level: [city, nation], form: [single, digest]}
        points: {by: [level, form], values: {city: {single: 11, digest: 12}, nation: {single: 13}}, other: 0.25}
      - code: stages
        title: 进度
        events: [proposals.submitted, proposals.filed]
        where: {part: [first, other], together: [alone, joint]}
        take: {which: highest, within: subject, from: 2, upto: 6}
        share: {split: halves, at_most: 3}
        points: {by: kind, values: {proposals.submitted: 5, proposals.filed: 8}}
        cap: 33
        floor: -17
gates:
  - code: ones
    title: 三个一
    band: poor
    only: [standing, convenor]
    needs:
      - {events: meetings.attended, where: {about: plenary}, line: 1/2, at_least: 4}
      - any_of: [{events: proposals.submitted}, {events: opinions.submitted}]
vetoes:
  - {code: away, title: 缺席, events: meetings.attended, where: {presence: [absent, on_leave]}, line: 3/4, band: good}
bands:
  - {code: best, title: 优秀, from: 70, quota: 15}
  - {code: good, title: 称职, from: 60.5}
  - {code: poor, title: 不称职, from: 0}
triggers:
  - {code: twice, title: 两年, advice: 约谈, band: good, years: 2}
  - code: often
    title: 多次
    advice: 劝退
    events: meetings.attended
    where: {presence: [absent, on_leave]}
    line: 4/5
    times: 5
    years: 0
exemptions:
  - {title: 重病, of: [stages, ones]}
"""
"""A scheme that says all that a scheme can say."""

SCHEMA: dict[str, Any] = json.loads(
    (Path(schemes.__file__).parent / "schema.json").read_text(encoding="utf-8"),
)
IN_WORDS = {"kind", "per", "which", "within", "split", "by", "proration", "ranking", "by_hand"}
"""What the document says by one of a few words, which the page says in its own: those are changed in turn below."""


def said(value: Any) -> str:
    """All the words of what is told."""
    if dataclasses.is_dataclass(value):
        return "\n".join(said(getattr(value, one.name)) for one in dataclasses.fields(value))
    return "\n".join(map(said, value)) if isinstance(value, tuple) else "" if value is None else str(value)


def leaves(value: Any) -> Iterator[str]:
    """Every number as people write it, and every code and title, of a document."""
    if isinstance(value, dict):
        for word, inner in value.items():
            if word == "values":
                yield from map(str, inner)
            if word not in IN_WORDS:
                yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value != "amount":
        yield f"{value:g}" if isinstance(value, int | float) else str(value)


def missing(document: dict[str, Any], text: str) -> list[str]:
    """What the document says and the text does not; a number is looked for as a number of its own."""
    return [
        one for one in dict.fromkeys(leaves(document)) if not re.search(rf"(?<![\d.]){re.escape(one)}(?![\d])", text)
    ]


class TestEverythingIsTold:
    @pytest.mark.django_db
    @pytest.mark.parametrize("code", schemes.SHIPPED)
    def test_of_what_is_shipped_every_number_and_every_code_stands_on_a_page_that_a_member_reads(
        self, place: City, code: str
    ):
        page = client_of(place.person("author")).get(f"/duties/schemes/shipped/{code}").content.decode()
        text = html.unescape(re.sub(r"<[^>]+>", "\n", page))
        assert missing(schemes.said(schemes.shipped(code)), text) == []

    def test_every_word_of_the_schema_is_said_by_the_scheme_that_says_everything(self):
        """So that a new word of the schema is told, or this fails."""
        words = {word for node in objects(SCHEMA) for word in node["properties"]}
        assert words == {word for node in objects_in(schemes.said(WHOLE)) for word in node} & words
        assert missing(schemes.said(WHOLE), said(telling.told(schemes.read(WHOLE)))) == []

    @pytest.mark.parametrize("text", [WHOLE, *map(schemes.shipped, schemes.SHIPPED)])
    def test_whatever_is_changed_reads_otherwise(self, text: str):
        """A number, a choice, a condition, a title, a row that is left out: no two schemes read the same."""
        scheme = schemes.read(text)
        told = said(telling.told(scheme))
        changed = list(variants(scheme, scheme))
        assert len(changed) > 20
        assert [what for what, one in changed if said(telling.told(one)) == told] == []

    @given(any_scheme())
    def test_of_any_scheme_every_number_is_told(self, scheme: Scheme):
        document = document_of(scheme)
        for block in document["blocks"]:
            for item in block["items"]:
                item["take"] = {word: said for word, said in item["take"].items() if (word, said) != ("from", 1)}
        numbers = [one for one in missing(document, said(telling.told(scheme))) if re.fullmatch(r"-?[\d.]+", one)]
        assert numbers == []

    @pytest.mark.django_db
    def test_a_scheme_that_nobody_ships_is_not_there(self, place: City):
        assert client_of(place.person("author")).get("/duties/schemes/shipped/elsewhere").status_code == 404

    @pytest.mark.django_db
    def test_the_way_to_a_draft_is_for_who_makes_schemes(self, place: City):
        """A member reads; the office finds the button that begins a draft from it."""
        pages = [client_of(place.person(who)).get("/duties/schemes/shipped/minhang") for who in ("author", "office")]
        assert ["/duties/schemes/new?from=minhang" in page.content.decode() for page in pages] == [False, True]


def test_a_word_of_another_field_is_said_to_be_one():
    """A kind of occasion as the form, a level as the presence of a table's other field; each is known elsewhere."""
    text = WHOLE.replace("form: [single, digest]", "form: [plenary, digest]").replace(
        "{single: 11, digest: 12}, nation", "{single: 11, county: 12}, nation"
    )
    said = list(telling.doubts(schemes.read(text)))
    assert [one for one in said if "栏" in one] == [
        "形式里没有“county”，它是层级的一种，这里不会计分：请核对写在哪一栏。",
        "形式里没有“plenary”，它是类别的一种，这里不会计分：请核对写在哪一栏。",
    ]
    assert not [one for one in telling.doubts(schemes.read(WHOLE)) if "没有见过" in one or "栏" in one]


def test_where_more_can_come_to_less_it_is_said():
    """The second to the sixth of what cases came to are worth unequally; among equals it makes no difference."""
    said = [one for one in telling.doubts(schemes.read(WHOLE)) if "多做反而少得" in one]
    assert said == ["“进度”按先后取，各次的分值却不同：先做分低的，会占去分高的那一次，多做反而少得。"]
    equal = WHOLE.replace("points: {by: kind, values: {proposals.submitted: 5, proposals.filed: 8}}", "points: 5")
    alone = equal.replace("        share: {split: halves, at_most: 3}\n", "")
    assert not [one for one in telling.doubts(schemes.read(alone)) if "多做反而少得" in one]


def test_a_sentence_reads_as_people_speak():
    """What is meant, of which, how often, and the bounds."""
    told = telling.told(schemes.read(WHOLE))
    assert told.parts[0].says == "基本分，起始 41 分，最多 71 分，最少 2 分"
    assert told.parts[0].items[0].worth == "每半天 3.5 分"
    assert told.parts[0].items[0].sentences == (
        "计“参加会议和活动”或“参加视察调研”（全体会议或常委会会议；全程或未全程；出席或迟到；到场不足 2/3 的算缺席）；"
        "只计担任常务委员或主任的。",
    )
    assert told.parts[0].items[3].cells == (
        ("层级", "单篇", "综合"),
        ("市级", "11", "12"),
        ("全国", "13", "0.25"),
        ("其余", "0.25", "0.25"),
    )
    assert told.limits[0].sentences == (
        "只要求担任常务委员或召集人的。",
        "至少 4 次“参加会议和活动”（全体会议；到场不足 1/2 的算缺席）。",
        "至少 1 次“提交提案”，或者“提交社情民意信息”。",
        "做不到时最高为“不称职”。",
    )
    assert told.triggers[0].sentences == ("连续 2 年评为“称职”或以下的。", "约谈")


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """The objects of the schema that say which words they have."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from objects(inner)


def objects_in(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document."""
    if isinstance(data, dict):
        yield data
        for inner in data.values():
            yield from objects_in(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from objects_in(inner)


def variants(value: Any, scheme: Scheme) -> Iterator[tuple[str, Any]]:
    """The same with one thing changed, for everything that can be changed; and what was."""
    hints = get_type_hints(type(value))
    for one in dataclasses.fields(value):
        if one.name == "code" or says_nothing(value, one.name):
            continue
        for what, other in others(getattr(value, one.name), hints[one.name], scheme, one.name):
            yield f"{type(value).__name__}.{one.name}{what}", dataclasses.replace(value, **{one.name: other})


def says_nothing(value: Any, field: str) -> bool:
    """Is it a word that counts for nothing beside the others? `code`s are looked for one by one above."""
    match value:
        case Take(which="all"):
            return field == "within"
        case Item(by_hand=True, points="amount"):
            return field in ("match", "per")
        case Item(by_hand=True):
            return field == "match"
        case Trigger(match=None):
            return field in ("times", "match")
        case Trigger():
            return field in ("band", "match.line")
        case Table():
            return field == "by"
        case _:
            return False


def others(value: Any, hint: Any, scheme: Scheme, field: str) -> Iterator[tuple[str, Any]]:
    """Other values that could stand here, each with a word of what is other."""
    choices = {arg for part in (hint, *get_args(hint)) if get_origin(part) is Literal for arg in get_args(part)}
    kinds = {hint, *(get_args(hint) if get_origin(hint) is UnionType else ())}
    if field == "band":
        yield from (("", band.code) for band in scheme.bands if band.code != value)
    elif value == "amount":
        yield "", 100
    elif choices and isinstance(value, str):
        yield from (("=" + one, one) for one in sorted(choices - {value}))
    elif value is None:
        if int in kinds:
            yield "", 7700
        if Share in kinds:
            yield "", Share("equal")
        assert kinds & {int, Share, Match, Fraction, NoneType}, hint
    elif isinstance(value, bool):
        yield "", not value
    elif isinstance(value, int):
        yield "", value + 1
    elif isinstance(value, Fraction):
        yield from (("", value / 2), ("=None", None))
    elif value in FIELDS:
        yield from (("=" + one, one) for one in FIELDS if one not in (value, "kind"))
    elif isinstance(value, str):
        yield "", value + "另"
    elif isinstance(value, frozenset):
        yield from ((f"-{one}", value - {one}) for one in sorted(value) if len(value) > 1)
    elif isinstance(value, tuple):
        yield from in_row(value, scheme)
    else:
        assert dataclasses.is_dataclass(value), value
        yield from ((f" {what}", other) for what, other in variants(value, scheme))


def in_row(value: tuple[Any, ...], scheme: Scheme) -> Iterator[tuple[str, Any]]:
    """A row with one of its things changed, or left out."""
    for at, inner in enumerate(value):
        found = variants(inner, scheme) if dataclasses.is_dataclass(inner) else others(inner, type(inner), scheme, "")
        for what, other in found:
            yield f"[{at}] {what}", (*value[:at], other, *value[at + 1 :])
        if len(value) > 1 and dataclasses.is_dataclass(inner) and not hasattr(inner, "least"):
            yield f"[{at}] left out", (*value[:at], *value[at + 1 :])
