"""Who looks after bureaus. An actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.bureaus.models import Bureau
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse

By = Actor | None

KNOW_STAFF = (Permission.BUREAUS_MANAGE, Permission.PROPOSALS_ASSIGN, Permission.ACCOUNTS_MANAGE)


def may_manage(actor: By, bureau: Bureau) -> Verdict:
    """The office of an assembly opens and closes the bureaus that its proposals are assigned to."""
    if actor is None or actor.can(Permission.BUREAUS_MANAGE, bureau.assembly.scope_id):
        return ALLOWED
    return refuse(_("承办单位由%(assembly)s办公室管理，请与其联系。") % {"assembly": bureau.assembly.name})


def may_see_staff(actor: By, bureau: Bureau) -> Verdict:
    """Who works in a bureau is shown to its own people and to those of the assembly who deal with it."""
    if actor is None or any(actor.can(permission, bureau.assembly.scope_id) for permission in KNOW_STAFF):
        return ALLOWED
    if actor.can(Permission.PROPOSALS_READ_ASSIGNED, bureau.scope_id):
        return ALLOWED
    return refuse(_("承办单位的人员只对本单位和负责交办的工作人员显示。"))
