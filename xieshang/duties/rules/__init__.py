"""Who may do what in the judging of duty, and why not."""

from xieshang.duties.rules.schemes import may_adopt, may_draft_edition

__all__ = ["may_adopt", "may_draft_edition"]
