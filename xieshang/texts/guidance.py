"""What is thin in a draft of a proposal, said while there is still time to mend it.

Advice, never a refusal: the rules for submitting live elsewhere. The ground behind most of it is the tenth
for not filing a proposal: empty content without a concrete suggestion.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.texts.folding import letters
from xieshang.texts.redact import details

Field = Literal["title", "situation", "analysis", "suggestions"]

LONGEST_TITLE = 50
"""Characters; a title is the matter itself (案由) and says one thing."""

_SHORT_SITUATION = 60
_SHORT_ANALYSIS = 80
_SHORT_SUGGESTION = 12
_SHORT_SUGGESTIONS = 60
_MANY_SUGGESTIONS = 8


class Finding(NamedTuple):
    """One thing that could be better, and the field it is about."""

    code: str
    """Stable: tests and statistics may go by it."""
    field: Field
    message: Promise


def findings(*, title: str, situation: str, analysis: str, suggestions: Sequence[str]) -> list[Finding]:
    """What could be better in a draft, in the order of its fields; none for a draft that is sound.

    Lengths count letters and digits alone. A field still empty is found as empty and nothing else.
    """
    written = [suggestion for suggestion in suggestions if letters(suggestion)]
    return [
        *_about_title(title),
        *_about_situation(situation),
        *_about_analysis(analysis),
        *_about_facts(situation, analysis),
        *_about_suggestions(written),
        *_about_details(
            {"title": title, "situation": situation, "analysis": analysis, "suggestions": "\n".join(written)}
        ),
    ]


def _about_title(title: str) -> Iterator[Finding]:
    if not letters(title):
        yield Finding("title_missing", "title", _("还没有案由：用一句话写明要解决什么问题。"))
    elif len(title.strip()) > LONGEST_TITLE:
        yield Finding("title_long", "title", _("案由超过 50 个字：一事一案，用一句话说清一件事。"))


def _about_situation(situation: str) -> Iterator[Finding]:
    length = len(letters(situation))
    if not length:
        yield Finding("situation_missing", "situation", _("还没有写情况：写明调研看到的事实。"))
    elif length < _SHORT_SITUATION:
        yield Finding("situation_short", "situation", _("情况写得很短：补充时间、地点、数量和调研的过程。"))


def _about_analysis(analysis: str) -> Iterator[Finding]:
    length = len(letters(analysis))
    if not length:
        yield Finding("analysis_missing", "analysis", _("还没有写分析：写明问题在哪里、原因是什么。"))
    elif length < _SHORT_ANALYSIS:
        yield Finding("analysis_short", "analysis", _("分析写得很短：写明问题的原因，承办单位才好对症办理。"))


_FACT = re.compile(r"\d|百分之|[一二两三四五六七八九十百千]+(?:成|倍|万|亿|余?[个家所人名户处项起])|《[^》]+》")


def _about_facts(situation: str, analysis: str) -> Iterator[Finding]:
    text = situation + analysis
    if letters(text) and not _FACT.search(text):
        yield Finding("facts_missing", "situation", _("情况和分析里没有数字，也没有引用文件：补充数据、实例或出处。"))


_ORGAN = re.compile(
    r"政府|部门|省委|市委|县委|区委|党委|常委会|人大|政协|法院|检察院|公安|海关|机关|机构|单位|协会|工会|妇联|共青团"
    r"|团委|残联|工商联|侨联|街道|乡镇|社区|村委|居委|学校|高校|医院|银行|公司|集团|有关方面|各级|各地|省级|市级|县级"
    r"|[^\W\d_结布大格](?:局|厅)|[省市县区国](?:[^\W\d_]{0,5})(?:委|部|办)(?![署公分法理托属员事])"
)
_MEASURE = re.compile(
    r"\d|《[^》]+》|百分之|建立|设立|出台|制定|修订|制订|修改|编制|成立|组建|新建|建设|建成|增加|增设|增开|取消|延长|缩短|纳入"
    r"|列入|试点|补贴|奖励|处罚|立法|公布|开通|举办|配备|安装|拨付|减免|清理|整治|改造|整合|搭建|推行|设置|开发|引进|培训"
    r"|推广|划定|合并|下放|考核|检查|纠正|预留|控制"
)


def _about_suggestions(suggestions: Sequence[str]) -> Iterator[Finding]:
    whole = "".join(suggestions)
    if not whole:
        yield Finding(
            "suggestions_missing", "suggestions", _("还没有建议：至少写一条具体建议，没有具体建议的不予立案。")
        )
        return
    if len(letters(whole)) < _SHORT_SUGGESTIONS or any(len(letters(one)) < _SHORT_SUGGESTION for one in suggestions):
        yield Finding("suggestion_short", "suggestions", _("有的建议只有一句话：写明做什么、怎么做、做到什么程度。"))
    if not _MEASURE.search(whole):
        yield Finding("suggestions_vague", "suggestions", _("建议里没有可以办理的措施：写明要建立、修改或者增加什么。"))
    if not _ORGAN.search(whole):
        yield Finding("addressee_missing", "suggestions", _("建议没有说由谁来办：写明希望哪个部门或者单位承办。"))
    if len(suggestions) > _MANY_SUGGESTIONS:
        yield Finding("suggestions_many", "suggestions", _("建议超过 8 条：承办单位要逐条答复，请合并相近的。"))


def _about_details(texts: dict[Field, str]) -> Iterator[Finding]:
    for field, text in texts.items():
        if details(text):
            yield Finding(
                "personal_details", field, _("这里有电话、地址或者证件号码：公开时会略去，没有必要的请删去。")
            )
