"""Who may set how long a step lasts. An actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_set_length(actor: Actor | None, assembly: Assembly) -> Verdict:
    """The operator, when the assembly has decided it."""
    if actor is None:
        return ALLOWED
    return refuse(_("%(assembly)s的办理期限由系统运维人员按规定设定。") % {"assembly": assembly.name})
