"""What happens in the judging of duty."""

from xieshang.duties.events.schemes import EDITION_ADOPTED, EDITION_DRAFTED

__all__ = ["EDITION_ADOPTED", "EDITION_DRAFTED"]
