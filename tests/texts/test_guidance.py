"""A draft is told what it lacks, and a sound one nothing."""

from collections import Counter
from typing import Any

import pytest
from django.utils.functional import Promise

from tests.texts import real
from xieshang.texts import guidance
from xieshang.texts.parts import parts

SOUND: dict[str, Any] = {
    "title": "关于在农村增设养老服务站的建议",
    "situation": "2025年我们走访了12个乡镇、46个村，与村干部和老人座谈9次。全市农村60岁以上老人占百分之二十四，"
    "其中独居的有3.2万人，而村级养老服务站只有118个，平均每七个村一个，多数没有专职护工。",
    "analysis": "一是建站的钱没有列入预算，靠村里自筹，集体收入薄的村建不起；二是护工工资低、没有编制，招来的人留不住；"
    "三是民政、卫生两家各管一段，老人看病和照料接不上，同一个村的卫生室和服务站互不往来。分析下来，根子在投入和分工。",
    "suggestions": [
        "建议市财政局把村级养老服务站建设列入年度预算，三年内每个行政村建成一个。",
        "建议市民政局会同市卫健委制定护工培训和补贴办法，按服务老人数拨付。",
    ],
}


def codes(**changed: Any) -> list[str]:
    return [finding.code for finding in guidance.findings(**{**SOUND, **changed})]


def test_a_sound_draft_is_told_nothing() -> None:
    """Advice is for what is thin."""
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "关" * 51}, "title_long"),
        ({"situation": ""}, "situation_missing"),
        ({"situation": "我市农村老人多，3万人独居。"}, "situation_short"),
        ({"analysis": "\n"}, "analysis_missing"),
        ({"analysis": "主要是投入不足。"}, "analysis_short"),
        ({"situation": "老人很多。" * 20, "analysis": "投入不足。" * 30}, "facts_missing"),
        ({"suggestions": []}, "suggestions_missing"),
        ({"suggestions": ["", " \n"]}, "suggestions_missing"),
        ({"suggestions": [*SOUND["suggestions"], "市民政局制定办法"]}, "suggestion_short"),
        ({"suggestions": ["市政府及有关部门要进一步提高认识，加强领导，高度重视，" * 3]}, "suggestions_vague"),
        ({"suggestions": ["建设养老服务站，增加护工，提高补贴，三年内覆盖全部行政村，" * 3]}, "addressee_missing"),
        ({"suggestions": SOUND["suggestions"] * 5}, "suggestions_many"),
        ({"situation": SOUND["situation"] + "联系电话：13800000000"}, "personal_details"),
    ],
)
def test_each_lack_is_named_and_nothing_else(changed: dict[str, Any], code: str) -> None:
    """One change, one finding."""
    assert codes(**changed) == [code]


def test_a_title_of_fifty_characters_is_not_too_long() -> None:
    """The limit itself is allowed."""
    assert codes(title="关" * 50) == []


def test_findings_follow_the_order_of_the_fields() -> None:
    """An empty draft is told what to write, from the top."""
    assert codes(title="", situation="", analysis="", suggestions=[]) == [
        "title_missing",
        "situation_missing",
        "analysis_missing",
        "suggestions_missing",
    ]


def test_a_finding_names_its_field_and_speaks_the_readers_language() -> None:
    """The message is translated when it is shown."""
    (finding,) = guidance.findings(**{**SOUND, "title": "关" * 51})
    assert finding.field == "title"
    assert isinstance(finding.message, Promise)
    assert "50" in str(finding.message)


@real.needs_real_file
def test_few_real_proposals_are_called_thin() -> None:
    """Measured on the 203 that come apart: advice that nearly everybody gets is no advice."""
    counted: Counter[str] = Counter()
    for text in real.bodies().values():
        if taken := parts(text):
            found = guidance.findings(
                title="题目", situation=taken.situation, analysis=taken.analysis, suggestions=taken.suggestions
            )
            counted.update(finding.code for finding in found)
    assert counted == {
        "situation_short": 23,
        "facts_missing": 20,
        "analysis_short": 16,
        "addressee_missing": 7,
        "suggestions_vague": 3,
        "suggestion_short": 2,
        "suggestions_many": 1,
    }
