"""What the parts of a scheme are called on its form, what help stands before them, and what can be chosen."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.duties import words

Words = str | Promise

LABELS: Final[dict[str, tuple[Words, Words]]] = {
    "scheme.scheme": (_("代码"), _("小写字母和数字，如 hefei-2026；同一个代码的各稿依次编号。")),
    "scheme.title": (_("名称"), ""),
    "scheme.source": (_("依据"), _("哪次会议通过的哪个文件。")),
    "scheme.note": (_("说明"), _("原文没有写明、由办公室取定的地方，写在这里。")),
    "scheme.valid": (_("哪些年份有效"), ""),
    "valid.from": (_("从哪一年起"), ""),
    "valid.until": (_("到哪一年止"), _("不写就一直有效。")),
    "scheme.total": (_("总分"), ""),
    "total.floor": (_("总分最少"), _("不写为 0 分。")),
    "total.cap": (_("总分最多"), _("不写为不封顶。")),
    "scheme.proration": (_("年内到任或离任的"), ""),
    "scheme.ranking": (_("名次"), _("不写就只显示分布，委员看不到别人的名次。")),
    "scheme.blocks": (_("板块和项目"), ""),
    "scheme.gates": (_("基本要求"), _("每人都要做到的（如“三个一”）；没有做到，分数再高等次也受限。")),
    "scheme.vetoes": (_("一票否决"), _("出现这样的事情，等次受限。")),
    "scheme.bands": (_("等次"), _("达到几分算哪一等；名额是占全体委员的百分之几以内。")),
    "scheme.triggers": (_("提醒约谈和退出"), _("跨年度的要求，如连续两年不称职。程序只找出人来，怎么办由会议定。")),
    "scheme.exemptions": (_("免除"), _("什么情形可以免哪些项目或要求。免除一个人时只能免这里写的；不写就都可以免。")),
    "block.code": (_("代码"), ""),
    "block.title": (_("板块名称"), ""),
    "block.kind": (_("性质"), ""),
    "block.start": (_("起始分"), _("先给的分，再从中扣；不写为 0。")),
    "block.cap": (_("这个板块最多"), _("不写为不封顶。")),
    "block.floor": (_("这个板块最少"), ""),
    "block.items": (_("项目"), ""),
    "item.code": (_("代码"), _("手工录入和免除按它记，采用以后不宜改。")),
    "item.title": (_("项目名称"), ""),
    "item.by_hand": (_("由工作人员手工录入，另一人核实"), _("选了这个，就不选下面“计哪些事情”。")),
    "item.events": (_("计哪些事情"), ""),
    "item.where": (_("只计其中的"), ""),
    "item.points": (_("分值"), ""),
    "item.per": (_("按什么计"), ""),
    "item.line": (_("出席不足几成算缺席"), _("写成分数，如 2/3；不写就不限。")),
    "item.take": (_("取哪几次"), ""),
    "item.share": (_("几个人做的怎么分"), ""),
    "item.cap": (_("这一项最多"), _("不写为不封顶。")),
    "item.floor": (_("这一项最少"), _("扣分扣到多少为止，如 -20。")),
    "item.only": (_("只计担任这些职务的"), ""),
    "take.which": (_("取哪些"), ""),
    "take.within": (_("在什么范围内取"), ""),
    "take.from": (_("从第几件起"), _("如第二件起才奖励，写 2。")),
    "take.upto": (_("到第几件为止"), ""),
    "share.split": (_("分摊办法"), ""),
    "share.at_most": (_("最多几人分"), ""),
    "gate.code": (_("代码"), ""),
    "gate.title": (_("要求"), ""),
    "gate.needs": (_("要做到的"), _("每一条都要做到。")),
    "gate.band": (_("做不到时，最高评为"), ""),
    "gate.only": (_("只要求担任这些职务的"), ""),
    "need.any_of": (_("任一类都算"), ""),
    "need.at_least": (_("至少几次"), _("不写为 1 次。")),
    "match.events": (_("哪些事情"), ""),
    "match.where": (_("只算其中的"), ""),
    "match.line": (_("出席不足几成算缺席"), _("写成分数，如 2/3；不写就不限。")),
    "veto.code": (_("代码"), ""),
    "veto.title": (_("情形"), ""),
    "veto.events": (_("哪些事情"), ""),
    "veto.where": (_("只算其中的"), ""),
    "veto.line": (_("出席不足几成算缺席"), _("写成分数，如 2/3；不写就不限。")),
    "veto.band": (_("最高评为"), ""),
    "band.code": (_("代码"), ""),
    "band.title": (_("等次名称"), ""),
    "band.from": (_("从几分起"), ""),
    "band.quota": (_("名额（百分之几）"), _("不写为不限。")),
    "trigger.code": (_("代码"), ""),
    "trigger.title": (_("情形"), ""),
    "trigger.advice": (_("建议怎么办"), ""),
    "trigger.band": (_("连续几年在这一等或以下"), _("按等次，或者按下面的事情，写一种。")),
    "trigger.years": (_("几年"), _("不写为 1 年；按事情算时，0 是本届之内。")),
    "trigger.events": (_("哪些事情"), ""),
    "trigger.where": (_("只算其中的"), ""),
    "trigger.line": (_("出席不足几成算缺席"), _("写成分数，如 2/3；不写就不限。")),
    "trigger.times": (_("达到几次"), ""),
    "exemption.title": (_("情形"), _("如公务出国、重病。")),
    "exemption.of": (_("可以免的"), ""),
    "where.about": (_("哪类会议或活动"), ""),
    "where.level": (_("层级"), ""),
    "where.form": (_("形式"), ""),
    "where.part": (_("第一作者还是联名"), ""),
    "where.presence": (_("出席情况"), ""),
    "where.together": (_("个人还是多人"), ""),
    "where.extent": (_("是否全程"), ""),
    "table.by": (_("按什么分档"), _("最多选两样，就成一张横竖两向的表。")),
    "table.values": (_("各档分值"), ""),
    "table.other": (_("其余的"), _("不写为 0 分。")),
}
"""Every word of the document by the thing it belongs to: its label, and help."""

CHOICES: Final[dict[str, dict[str, Words]]] = {
    "block.kind": words.BLOCKS,
    "scheme.proration": {"none": _("不折算"), "months": _("按在任的月数折算各等次的分数线")},
    "scheme.ranking": {"none": _("不排名次"), "names": _("按总分排名次，姓名向全体委员公布")},
    "item.per": {"event": _("每次或每件"), "half_day": _("每半天")},
    "take.which": {"all": _("都取"), "once": _("只取第一次"), "highest": _("只取分最高的一次")},
    "take.within": {"year": _("全年之内"), "subject": _("每一件事之内")},
    "share.split": {"equal": _("平分"), "halves": _("第一人得一半，其余的人平分另一半")},
}

WAYS: Final[dict[str, Words]] = {
    "number": _("每次一样多"),
    "table": _("分档，列成表"),
    "amount": _("录入时写明分值"),
}
"""How points can be said."""

ROWS: Final[dict[str, tuple[Words, Words]]] = {
    "block": (_("新板块"), _("加一个板块")),
    "item": (_("新项目"), _("加一个项目")),
    "gate": (_("新要求"), _("加一项要求")),
    "need": (_("一条"), _("再加一条")),
    "match": (_("一类"), _("或者再加一类")),
    "veto": (_("新情形"), _("加一种情形")),
    "band": (_("新等次"), _("加一个等次")),
    "trigger": (_("新提醒"), _("加一项提醒")),
    "exemption": (_("新情形"), _("加一种情形")),
}
"""What one row is called while it has no name, and the button that adds one."""

LATER: Final = {
    "scheme": ("total", "proration", "ranking", "scheme"),
    "block": ("floor", "code"),
    "item": ("take", "share", "per", "line", "only", "floor", "code"),
    "gate": ("only", "code"),
    "veto": ("line", "code"),
    "band": ("code",),
    "trigger": ("line", "code"),
    "match": ("line",),
}
"""What most schemes leave unsaid: behind “更多”."""
