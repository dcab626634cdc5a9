"""What a meeting decided, as the secretary general notes it: which meeting, on which day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.spine import clock
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Ruling:
    """`meeting` is its name ("主席会议"), `number` which one it was in the term."""

    meeting: str
    number: int
    on: date

    @property
    def words(self) -> str:
        """第 40 次主席会议: what is kept and stands on certificates, in Chinese whoever notes it."""
        with translation.override(settings.LANGUAGE_CODE):
            return _("第 %(number)s 次%(meeting)s") % {"number": self.number, "meeting": self.meeting.strip()}

    def checked(self) -> "Ruling":
        """The same; refused where no meeting is named, or one that is still to come."""
        if not self.meeting.strip():
            raise Refused(_("请写明由哪次会议审定。"), field="meeting")
        if self.number < 1:
            raise Refused(_("请写明是第几次会议。"), field="number")
        if self.on > clock.today():
            raise Refused(_("会议还没有召开，不能登记它的决定。"), field="on")
        return self
