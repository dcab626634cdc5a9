"""Who may note what was found in the ledger. An actor of None is the operator's command line."""

from django.utils.translation import gettext as _

from xieshang.spine.models import Seal
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse


def may_note_verification(actor: Actor | None, last: Seal) -> Verdict:
    """The ledger is verified by whoever runs the system, who has the database under hand."""
    return ALLOWED if actor is None else refuse(_("账目由系统运维人员在命令行核对，请与其联系。"))
