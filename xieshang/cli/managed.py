"""The commands of the rooms that are Django's in kind (`management/commands`): what each does.

A room's own class says the same; here it stands for a help that does not wait for Django.
"""

from xieshang.engine.language import _

COMMANDS = {
    "administrator": _("开通一位系统管理员，并显示一次性密码。"),
    "enter_days": _("录入一年的节假日和调休（csv：日期,上班,名称），并重算未到期的期限。"),
    "recount_deadlines": _("重算所有未到期的期限；升级带来新一年的节假日以后用。"),
    "set_length": _("定一级政协某一步骤的期限；已经起算的期限不变。"),
}
