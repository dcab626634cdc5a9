"""What of the roll is shown of a term as it was on a day."""

from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.members import change
from xieshang.members.models import Member, Term
from xieshang.ui.addresses import url


@change.shelf("members", title=gettext_lazy("名册"))
def roll_then(term: Term, on: date) -> list[change.Standing]:
    """How many sat in the term on the day."""
    count = Member.objects.filter(term=term).on(on).count()
    asked = urlencode({"assembly": term.assembly.code, "on": on.isoformat()})
    return [change.Standing(_("委员"), count, f"{url('members:index')}?{asked}")]
