"""Who may do what with accounts. In rules of this room an actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Grant, Person, Scope
from xieshang.accounts.permissions import Permission
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse


def may_manage(actor: Actor | None, place: Scope) -> Verdict:
    """Administrators manage the accounts and roles of their assembly, its organs and its bureaus."""
    if actor is None or actor.can(Permission.ACCOUNTS_MANAGE, place.pk, place.parent_id):
        return ALLOWED
    return refuse(_("账号和角色由本政协的系统管理员管理，请与其联系。"))


def may_care_for(actor: Actor | None, person: Person) -> Verdict:
    """Only administrators of the home assembly touch the account itself.

    An administrator elsewhere who may give the person a role there must not be able to take over
    the account with a password of their own choosing.
    """
    if actor is None or actor.can(Permission.ACCOUNTS_MANAGE, person.home_id):
        return ALLOWED
    return refuse(_("这个账号由“%(place)s”管理，请与该单位的系统管理员联系。") % {"place": person.home.name})


def may_suspend(actor: Actor | None, person: Person) -> Verdict:
    """Nobody closes their own account, so that an assembly never loses its last administrator by accident."""
    if actor is not None and actor.pk == person.pk:
        return refuse(_("不能停用自己的账号，请另一位系统管理员操作。"))
    return may_care_for(actor, person)


def may_withdraw(actor: Actor | None, grant: Grant) -> Verdict:
    """Administrators withdraw any role but their own administration."""
    return first_refusal(may_manage(actor, grant.scope), _not_own_administration(actor, grant))


def _not_own_administration(actor: Actor | None, grant: Grant) -> Verdict:
    if actor is not None and actor.pk == grant.person_id and grant.role == "administrator":
        return refuse(_("不能收回自己的系统管理员角色，请另一位系统管理员操作。"))
    return ALLOWED


def may_use(actor: Actor | None, person: Person) -> Verdict:
    """Everyone uses their own account, and nobody else's."""
    if actor is not None and actor.pk == person.pk:
        return ALLOWED
    return refuse(_("这只能由本人操作。"))


def may_end_sessions(actor: Actor | None, person: Person) -> Verdict:
    """Devices are signed out by the person, or by an administrator of the home assembly."""
    return may_use(actor, person) or may_care_for(actor, person)


def may_note(actor: Actor | None, person: Person) -> Verdict:
    """What the product itself notices about an account is noted by nobody else."""
    if actor is None:
        return ALLOWED
    return refuse(_("这由系统自动记录。"))
