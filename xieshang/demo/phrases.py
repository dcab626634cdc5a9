"""Invented proposal and reply texts: sentences put together from parts, so that few are alike."""

from dataclasses import dataclass
from random import Random

from xieshang.demo.topics import PLACES, SPOTS, Topic, words
from xieshang.proposals.actions import Text

WHO = words("""
    居民 一线职工 基层干部 经营户 学生家长 老年人 村民代表 企业负责人 志愿者 外来务工人员
    """)
HOW = words("""
    走访 座谈 问卷 查阅台账 随车体验 夜间暗访 比对数据 回访旧案 实地测量 跟班观察
    """)
FEEL = words("""
    意见比较集中 感受并不均衡 说法差别较大 期待十分具体 抱怨多于肯定 愿意共同出力 希望尽早明确
    担心半途而废
    """)
LACK = words("""
    底数不够清楚 责任交叉重叠 标准长期空白 资金来源单一 人手明显不足 设施陈旧老化 信息彼此割裂
    考核重建轻管 流程环节偏多 宣传没有到位
    """)
WHY = words("""
    前期论证不充分 部门之间缺少会商 历史遗留问题没有厘清 基层缺少自主权 社会力量进入门槛偏高
    后续管护没有预算 群众参与渠道不畅 技术力量薄弱 评价办法过于笼统 激励措施落空
    """)
DO = words("""
    摸清 公开 整合 改造 试点 补贴 规范 延伸 共享 提标
    """)
WAY = words("""
    由牵头部门逐项建账 分批推进并按季公布 先易后难以点带面 引入第三方评估 与年度考核挂钩 列入民生实事
    由县区先行试行 吸收居民代表参与 以奖代补 纳入统一平台
    """)
UNIT = words("""
    个 处 户 件 人 台 公里 套 所 家
    """)
OPEN = words("""
    去年以来 今年上半年 近三年 入冬以后 开学前后 汛期期间 换届以来 连续两个季度
    """)
AIM = words("""
    让好事办实 让政策落到末梢 减少重复跑动 形成长效机制 守住安全底线 照顾特殊群体 方便群众监督
    避免重复建设
    """)


@dataclass(frozen=True, slots=True)
class Author:
    """A small voice of its own: the places one writer knows, and a random source."""

    random: Random

    def proposal(self, topic: Topic) -> Text:
        """A whole invented proposal about a topic."""
        place = self._place()
        return Text(
            title=self._title(topic, place),
            situation="".join(self._situation(topic, place) for _ in range(4)),
            analysis="".join(self._analysis(topic) for _ in range(4)),
            suggestions=[self._suggestion(topic) for _ in range(self.random.randint(3, 5))],
            category=topic.category,
            consents_to_publication=self.random.random() < 0.9,
        )

    def answer(self, suggestion: str) -> str:
        """A bureau's answer to one suggestion."""
        pick, number = self.random.choice, self.random.randint
        return (
            f"我们{pick(HOW)}了解到，{pick(WHO)}对此{pick(FEEL)}。目前已在{pick(SPOTS)}等{number(2, 19)}处"
            f"{pick(DO)}，{pick(WAY)}；下一步争取在{number(1, 11)}月底前见到成效，{pick(AIM)}。"
        )

    def opening(self, bureau: str) -> str:
        """The opening of a reply."""
        return (
            f"您提出的提案收悉。{bureau}会同有关单位{self.random.choice(HOW)}、{self.random.choice(HOW)}，现答复如下。"
        )

    def talk(self) -> str:
        """What was said when the bureau talked with the author."""
        pick = self.random.choice
        return f"就办理思路听取提案者意见，介绍{pick(SPOTS)}等地做法，商定{pick(WAY)}，{pick(AIM)}。"

    def opinion(self) -> str:
        """An author's opinion on the result."""
        return f"办理中沟通及时；建议继续{self.random.choice(WAY)}，{self.random.choice(AIM)}。"

    def _place(self) -> str:
        return f"{self.random.choice(PLACES)}{self.random.choice(SPOTS)}"

    def _title(self, topic: Topic, place: str) -> str:
        form = self.random.choice(
            [
                "关于做好{0}{1}工作的提案",
                "关于改进{1}（{0}）的建议",
                "关于在{0}推进{1}的提案",
                "关于{0}一带{1}问题的建议",
            ]
        )
        return form.format(place, topic.name)

    def _situation(self, topic: Topic, place: str) -> str:
        pick, number = self.random.choice, self.random.randint
        return (
            f"{pick(OPEN)}，我们在{place}、{self._place()}{pick(HOW)}，接触{pick(WHO)}{number(12, 480)}人次，"
            f"看到{pick(topic.things)}{number(3, 97)}{pick(UNIT)}，"
            f"其中{number(2, 60)}{pick(UNIT)}{pick(LACK)}，{pick(WHO)}{pick(FEEL)}。"
        )

    def _analysis(self, topic: Topic) -> str:
        pick = self.random.choice
        return (
            f"{pick(topic.things)}{pick(LACK)}，根子在{pick(WHY)}；{pick(SPOTS)}与{pick(SPOTS)}相比，"
            f"{pick(topic.things)}相差{self.random.randint(11, 89)}个百分点，{pick(WHY)}也有影响。"
        )

    def _suggestion(self, topic: Topic) -> str:
        pick, number = self.random.choice, self.random.randint
        return (
            f"{pick(DO)}{pick(topic.things)}。建议{number(1, 12)}月前在{self._place()}{pick(WAY)}，"
            f"对{pick(WHO)}反映的{pick(topic.things)}问题，"
            f"安排{number(2, 95)}万元、{number(1, 30)}名专人，{pick(AIM)}。"
        )


STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ENDINGS = "安宁平和康明清文远"


def invented_name(index: int) -> str:
    """The name of the index-th invented person: a stem, a branch and an ending, such as 甲子安; 1080 of them."""
    stem, rest = index % 10, index // 10
    return STEMS[stem] + BRANCHES[rest % 12] + ENDINGS[rest // 12 % 9] + ENDINGS[: index // 1080]
