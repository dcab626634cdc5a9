"""What roles can allow. A permission is "room.verb_object"; a role is a readable list of them.

A grant gives a person a role in a scope (an assembly, an organ, a bureau) for a time. Rules ask
`actor.can(permission, scope, …)`; they never ask for a role.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Alphabetical. The value is kept nowhere but here and in the code that asks for it."""

    ACCOUNTS_MANAGE = "accounts.manage"
    BUREAUS_MANAGE = "bureaus.manage"
    DUTIES_DECIDE = "duties.decide"
    DUTIES_ENTER = "duties.enter"
    DUTIES_READ_ALL = "duties.read_all"
    DUTIES_REVIEW = "duties.review"
    DUTIES_SET_SCHEME = "duties.set_scheme"
    LEDGER_READ = "ledger.read"
    MEETINGS_APPROVE = "meetings.approve"
    MEETINGS_ARRANGE = "meetings.arrange"
    MEETINGS_GRANT_GRANTERS_LEAVE = "meetings.grant_granters_leave"
    MEETINGS_GRANT_LEAVE = "meetings.grant_leave"
    MEETINGS_READ_ALL = "meetings.read_all"
    MEETINGS_SET_KINDS = "meetings.set_kinds"
    MEMBERS_IMPORT = "members.import"
    MEMBERS_READ = "members.read"
    NOTICES_READ_HEALTH = "notices.read_health"
    PROPOSALS_ASSIGN = "proposals.assign"
    PROPOSALS_CALL = "proposals.call"
    PROPOSALS_CLOSE = "proposals.close"
    PROPOSALS_DRAFT = "proposals.draft"
    PROPOSALS_ENTER = "proposals.enter"
    PROPOSALS_HANDLE = "proposals.handle"
    PROPOSALS_HONOUR = "proposals.honour"
    PROPOSALS_IMPORT = "proposals.import"
    PROPOSALS_MARK = "proposals.mark"
    PROPOSALS_PUBLISH = "proposals.publish"
    PROPOSALS_READ_ALL = "proposals.read_all"
    PROPOSALS_READ_ASSIGNED = "proposals.read_assigned"
    PROPOSALS_REPLY = "proposals.reply"
    PROPOSALS_REVIEW = "proposals.review"
    PROPOSALS_SET_PRACTICE = "proposals.set_practice"
    REPORTS_READ = "reports.read"


WORDS: dict[Permission, str | Promise] = {
    Permission.ACCOUNTS_MANAGE: _("管理账号和角色"),
    Permission.BUREAUS_MANAGE: _("管理承办单位"),
    Permission.DUTIES_DECIDE: _("登记会议审定的等次、表彰和提名意见"),
    Permission.DUTIES_ENTER: _("录入履职情况，推荐等次和表彰"),
    Permission.DUTIES_READ_ALL: _("查看委员履职档案"),
    Permission.DUTIES_REVIEW: _("核实履职录入，答复异议，封存年度"),
    Permission.DUTIES_SET_SCHEME: _("制定履职评价办法"),
    Permission.LEDGER_READ: _("查看账目"),
    Permission.MEETINGS_APPROVE: _("批准会议通知，审定纪要"),
    Permission.MEETINGS_ARRANGE: _("筹备会议活动：通知、名单、签到、议程、表决、纪要"),
    Permission.MEETINGS_GRANT_GRANTERS_LEAVE: _("批准秘书长等审批人本人的请假"),
    Permission.MEETINGS_GRANT_LEAVE: _("批准请假"),
    Permission.MEETINGS_READ_ALL: _("查看全部会议活动"),
    Permission.MEETINGS_SET_KINDS: _("设定会议活动的种类"),
    Permission.MEMBERS_IMPORT: _("导入委员名册"),
    Permission.MEMBERS_READ: _("查看委员名册"),
    Permission.NOTICES_READ_HEALTH: _("查看通知是否送达"),
    Permission.PROPOSALS_ASSIGN: _("交办提案"),
    Permission.PROPOSALS_CALL: _("征集提案，整理线索"),
    Permission.PROPOSALS_CLOSE: _("办结提案"),
    Permission.PROPOSALS_DRAFT: _("撰写和联名提案"),
    Permission.PROPOSALS_ENTER: _("代为录入提案"),
    Permission.PROPOSALS_HANDLE: _("签收、办理提案，与委员沟通"),
    Permission.PROPOSALS_HONOUR: _("组织重点提案和评优"),
    Permission.PROPOSALS_IMPORT: _("导入提案"),
    Permission.PROPOSALS_MARK: _("为评优打分"),
    Permission.PROPOSALS_PUBLISH: _("公开提案"),
    Permission.PROPOSALS_READ_ALL: _("查看全部提案"),
    Permission.PROPOSALS_READ_ASSIGNED: _("查看交办给本单位或属于本委员会的提案"),
    Permission.PROPOSALS_REPLY: _("签发答复"),
    Permission.PROPOSALS_REVIEW: _("审查、立案"),
    Permission.PROPOSALS_SET_PRACTICE: _("设定提案工作的办法"),
    Permission.REPORTS_READ: _("查看统计"),
}
"""Each permission as people read it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A readable list of permissions, and the kinds of scope it may be granted in."""

    code: str
    name: str | Promise
    description: str | Promise
    scopes: frozenset[str]
    permissions: frozenset[Permission]


def _role(code: str, name: Promise, description: Promise, scopes: str, *permissions: Permission) -> Role:
    return Role(code, name, description, frozenset(scopes.split()), frozenset(permissions))


P = Permission
ROLES: dict[str, Role] = {
    role.code: role
    for role in [
        _role(
            "member",
            _("委员"),
            _("撰写、联名、查看自己的提案，对答复作出反馈"),
            "assembly",
            P.PROPOSALS_DRAFT,
            P.REPORTS_READ,
            P.MEMBERS_READ,
        ),
        _role(
            "proposals_clerk",
            _("提案工作人员"),
            _("审查、立案、交办、催办、结案、公开提案"),
            "assembly",
            P.PROPOSALS_READ_ALL,
            P.PROPOSALS_ENTER,
            P.PROPOSALS_REVIEW,
            P.PROPOSALS_ASSIGN,
            P.PROPOSALS_CLOSE,
            P.PROPOSALS_PUBLISH,
            P.PROPOSALS_IMPORT,
            P.PROPOSALS_CALL,
            P.PROPOSALS_HONOUR,
            P.PROPOSALS_SET_PRACTICE,
            P.REPORTS_READ,
            P.MEMBERS_READ,
        ),
        _role(
            "office_clerk",
            _("办公室工作人员"),
            _("管理名册和承办单位，筹备会议，代委员录入，查看统计"),
            "assembly",
            P.PROPOSALS_READ_ALL,
            P.PROPOSALS_ENTER,
            P.MEMBERS_READ,
            P.MEMBERS_IMPORT,
            P.BUREAUS_MANAGE,
            P.DUTIES_ENTER,
            P.DUTIES_READ_ALL,
            P.DUTIES_REVIEW,
            P.DUTIES_SET_SCHEME,
            P.MEETINGS_ARRANGE,
            P.MEETINGS_READ_ALL,
            P.MEETINGS_SET_KINDS,
            P.REPORTS_READ,
            P.NOTICES_READ_HEALTH,
        ),
        _role(
            "committee_officer",
            _("专委会工作人员"),
            _("代本委员会提出提案，筹备本会的会议活动，查看本会委员和提案"),
            "organ",
            P.PROPOSALS_ENTER,
            P.PROPOSALS_READ_ASSIGNED,
            P.PROPOSALS_MARK,
            P.DUTIES_ENTER,
            P.DUTIES_READ_ALL,
            P.MEETINGS_ARRANGE,
            P.MEETINGS_READ_ALL,
            P.MEMBERS_READ,
            P.REPORTS_READ,
        ),
        _role(
            "bureau_clerk",
            _("承办单位经办人"),
            _("签收、办理、沟通、拟写答复"),
            "bureau",
            P.PROPOSALS_READ_ASSIGNED,
            P.PROPOSALS_HANDLE,
        ),
        _role(
            "bureau_leader",
            _("承办单位负责人"),
            _("查看本单位办理情况，签发答复"),
            "bureau",
            P.PROPOSALS_READ_ASSIGNED,
            P.PROPOSALS_HANDLE,
            P.PROPOSALS_REPLY,
        ),
        _role(
            "chair",
            _("主席会议成员"),
            _("查看全部提案、逾期情况和统计，批准秘书长的请假"),
            "assembly",
            P.PROPOSALS_READ_ALL,
            P.PROPOSALS_MARK,
            P.DUTIES_READ_ALL,
            P.MEETINGS_GRANT_GRANTERS_LEAVE,
            P.MEETINGS_READ_ALL,
            P.REPORTS_READ,
            P.MEMBERS_READ,
        ),
        _role(
            "secretary_general",
            _("秘书长"),
            _("批准会议通知和请假，审定纪要，查看全部提案和统计"),
            "assembly",
            P.PROPOSALS_READ_ALL,
            P.DUTIES_DECIDE,
            P.DUTIES_READ_ALL,
            P.DUTIES_REVIEW,
            P.MEETINGS_APPROVE,
            P.MEETINGS_GRANT_LEAVE,
            P.MEETINGS_READ_ALL,
            P.REPORTS_READ,
            P.MEMBERS_READ,
        ),
        _role(
            "auditor",
            _("审计员"),
            _("查看账目和全部记录，不作修改"),
            "assembly",
            P.PROPOSALS_READ_ALL,
            P.MEETINGS_READ_ALL,
            P.DUTIES_READ_ALL,
            P.REPORTS_READ,
            P.MEMBERS_READ,
            P.LEDGER_READ,
        ),
        _role(
            "administrator",
            _("系统管理员"),
            _("管理账号和角色，看不到案件内容"),
            "assembly",
            P.ACCOUNTS_MANAGE,
            P.NOTICES_READ_HEALTH,
        ),
    ]
}
"""All roles by code. The public needs no role: what is published is visible to everyone."""
