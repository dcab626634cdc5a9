"""What a change of term is told of meetings: those that are over and whose minutes are not issued."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.meetings import queries
from xieshang.meetings.models import Meeting
from xieshang.members import change
from xieshang.members.models import Term
from xieshang.spine.clock import midnight
from xieshang.ui.addresses import url


@change.matter(
    "meetings.minutes",
    title=gettext_lazy("待印发纪要的会议"),
    cure=gettext_lazy("可以在封存以后补发；最好先印发。"),
    place=50,
    binds=False,
)
def unminuted(term: Term) -> list[change.Standing]:
    """How many occasions of the term are over and have no minutes yet."""
    rows = Meeting.objects.filter(assembly=term.assembly_id, starts_at__gte=midnight(term.from_on))
    asked = {"tab": "minutes", "starts_from": term.from_on.isoformat()}
    if term.until_on is not None:
        rows = rows.filter(starts_at__lt=midnight(term.until_on))
        asked["starts_until"] = (term.until_on - timedelta(days=1)).isoformat()
    count = queries.without_minutes(rows).count()
    return [change.Standing(_("会议"), count, f"{url('meetings:index')}?{urlencode(asked)}")]
