"""What happens to an occasion as a whole."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class KindsFounded:
    """`kinds` are the codes."""

    kinds: list[str]


KINDS_FOUNDED = Event("meetings.kinds_founded", _("设定了会议活动的种类"), KindsFounded)
