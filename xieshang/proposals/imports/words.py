"""The words of files of cases: headings as assemblies write them, kinds, fields of work, states, classes."""

from collections.abc import Mapping

from xieshang.proposals.actions.writing import LONGEST_TITLE
from xieshang.proposals.states import Category, ProposerKind
from xieshang.texts.tables import Heading

NUMBER = Heading("number", "案号", ("编号", "提案号", "流水号"))
TITLE = Heading("title", "案由", ("题目", "标题", "提案题目", "提案名称"))
TOPIC = Heading("topic", "类别", ("提案类别", "分类"))
KIND = Heading("kind", "提案者类型", ("提案人类别", "提案形式"))
PROPOSER = Heading("proposer", "提案者", ("提案人", "第一提案人", "提案单位"))
SUBMITTED = Heading("submitted", "提交时间", ("提交日期", "日期"))
BODY = Heading("body", "正文", ("内容", "提案内容", "提案正文"))
SITUATION = Heading("situation", "情况", ("调研情况", "基本情况"), required=False)
ANALYSIS = Heading("analysis", "分析", ("问题分析", "存在问题"), required=False)
SUGGESTIONS = Heading("suggestions", "建议", ("具体建议", "意见建议"), required=False)
CONSENT = Heading("consent", "是否同意公开", ("是否公开", "公开意见", "同意公开"), required=False)
STATE = Heading("state", "办理状态", ("提案状态", "办结状态"), required=False)
BUREAU = Heading("bureau", "主办单位", ("承办单位", "办理单位"), required=False)
CLASS = Heading("class", "办理类别", ("答复类别", "办理结果类别"), required=False)
LETTER = Heading("letter", "答复文号", ("文号", "复函文号"), required=False)
REPLY = Heading("reply", "答复", ("答复内容", "办理答复", "复函内容"), required=False)
REPLIED = Heading("replied", "答复日期", ("答复时间", "复函日期"), required=False)
CLOSED = Heading("closed", "办结日期", ("办结时间", "结案日期"), required=False)
PARTS = [SITUATION, ANALYSIS, SUGGESTIONS]
OUTCOME = [STATE, BUREAU, CLASS, LETTER, REPLY, REPLIED, CLOSED]
HEADINGS = [NUMBER, TITLE, TOPIC, KIND, PROPOSER, SUBMITTED, BODY, *PARTS, CONSENT, *OUTCOME]
KNOWN = {heading.key: heading for heading in HEADINGS}
NEEDED = [NUMBER, TITLE, KIND, PROPOSER, SUBMITTED]
"""No case without these; and none without a text, whole or in its parts."""
LONGEST = [(NUMBER, 40), (TITLE, LONGEST_TITLE), (TOPIC, 40), (PROPOSER, 120), (LETTER, 40)]
"""Characters that fit, by column."""

KINDS: Mapping[str, ProposerKind] = {
    "个人": ProposerKind.MEMBER,
    "委员": ProposerKind.MEMBER,
    "联名": ProposerKind.JOINT,
    "界别": ProposerKind.SECTOR,
    "委员小组": ProposerKind.GROUP,
    "专委会": ProposerKind.COMMITTEE,
    "专门委员会": ProposerKind.COMMITTEE,
    "党派": ProposerKind.PARTY,
    "民主党派": ProposerKind.PARTY,
    "人民团体": ProposerKind.ORGANISATION,
    "集体": ProposerKind.BODY,
}
CATEGORIES: Mapping[str, Category] = {
    **{str(category.label): category for category in Category},
    **dict.fromkeys(
        ["经济发展", "工业商贸", "财税金融", "农林水利", "科学技术", "城乡建设", "交通运输"], Category.ECONOMY
    ),
    **dict.fromkeys(["法制建设", "统战综合"], Category.POLITICS),
    **dict.fromkeys(["文化宣传"], Category.CULTURE),
    **dict.fromkeys(["社会事业", "教育事业", "医卫体育", "劳动人事"], Category.SOCIETY),
    **dict.fromkeys(["资源环境"], Category.ECOLOGY),
}
"""The classes of other systems, by the five fields of work; what is not here is `OTHER`, its own words kept."""

CONSENTING = frozenset({"是", "同意", "公开", "同意公开", "可以公开"})
WITHHOLDING = frozenset({"", "否", "不同意", "不公开", "不同意公开"})
CLOSED_WORDS = frozenset({"已办结", "办结", "已结案", "结案", "已归档"})
OPEN_WORDS = frozenset({"", "待审查", "已提交"})
