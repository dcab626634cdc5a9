"""Who may set how long a step lasts. An actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.deadlines.periods import declared
from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_set_length(actor: Actor | None, assembly: Assembly) -> Verdict:
    """The operator, and whoever keeps the settings of a room in this assembly; of which steps, `may_set_step` says."""
    keepers = {one.set_by for one in declared().values() if one.set_by is not None}
    if actor is None or any(actor.can(one, assembly.scope_id) for one in keepers):
        return ALLOWED
    words = _("%(assembly)s的办理期限由提案工作人员按规定设定，请与他们联系。")
    return refuse(words % {"assembly": assembly.name})


def may_set_step(actor: Actor | None, assembly: Assembly, code: str) -> Verdict:
    """Whoever keeps the settings of the room whose step it is; the operator each. `code` is declared."""
    step = declared()[code]
    if actor is None or (step.set_by is not None and actor.can(step.set_by, assembly.scope_id)):
        return ALLOWED
    if step.set_by is None:
        return refuse(_("“%(step)s”的期限由系统运维人员按规定设定。") % {"step": step.title})
    return may_set_length(actor, assembly)
