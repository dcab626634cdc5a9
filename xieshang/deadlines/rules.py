"""Who may set how long a step lasts. An actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.deadlines.periods import declared
from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_set_length(actor: Actor | None, assembly: Assembly, code: str = "") -> Verdict:
    """Of a declared step: whoever keeps the settings of its room in this assembly; without one: of any step at all.

    The operator sets each.
    """
    steps = [declared()[code]] if code else list(declared().values())
    keepers = {step.set_by for step in steps if step.set_by is not None}
    if actor is None or any(actor.can(one, assembly.scope_id) for one in keepers):
        return ALLOWED
    if not keepers:
        return refuse(_("“%(step)s”的期限由系统运维人员按规定设定。") % {"step": declared()[code].title})
    words = _("%(assembly)s的办理期限由提案工作人员按规定设定，请与他们联系。")
    return refuse(words % {"assembly": assembly.name})
