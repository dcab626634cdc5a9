"""The verbs of duty."""

from xieshang.duties.actions.schemes import adopt, draft_edition

__all__ = ["adopt", "draft_edition"]
