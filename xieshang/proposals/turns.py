"""Whose turn it is: the clocks of a proposal, by state.

Each step that somebody owes has a code, a default length and the rule it comes from; an assembly
sets its own lengths in room `deadlines`.
"""

from django.utils.translation import gettext_lazy as _

from xieshang.deadlines import periods

REVIEW = periods.declare("proposals.review", 15, "working_days", source="提案审查实施细则", title=_("审查"))
ASSIGN = periods.declare("proposals.assign", 30, "days", source="提案工作办法：闭会后三十日内交办", title=_("交办"))
ACCEPT = periods.declare("proposals.accept", 7, "working_days", source="提案办理办法：签收期限", title=_("签收"))
REPLY = periods.declare("proposals.reply", 3, "months", source="提案办理办法：三个月内答复", title=_("答复"))
FEEDBACK = periods.declare("proposals.feedback", 15, "days", source="提案办理办法：反馈期限", title=_("反馈"))
CLOSE = periods.declare("proposals.close", 10, "working_days", source="提案办理办法：审核结案", title=_("结案"))
