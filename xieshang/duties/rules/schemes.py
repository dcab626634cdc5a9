"""Rules of schemes."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Edition
from xieshang.duties.states import EDITION_LIFE, EditionState
from xieshang.members.models import Assembly
from xieshang.spine.rule import ALLOWED, Verdict, refuse


def may_draft_edition(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Whoever makes the assembly's schemes."""
    if actor.can(Permission.DUTIES_SET_SCHEME, assembly.scope_id):
        return ALLOWED
    return refuse(_("履职评价办法由办公室制定。"))


def may_revise_edition(actor: Person | Visitor, edition: Edition) -> Verdict:
    """The same people, while it is a draft."""
    verdict = may_draft_edition(actor, edition.assembly)
    if verdict and edition.state != EditionState.DRAFT:
        return refuse(_("采用以后的办法不再改动；可以由此另拟一稿。"))
    return verdict


def may_adopt(actor: Person | Visitor, edition: Edition) -> Verdict:
    """The same people, while it is a draft."""
    verdict = may_draft_edition(actor, edition.assembly)
    return EDITION_LIFE.may(edition, "adopt") if verdict else verdict
