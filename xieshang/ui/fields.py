"""Form fields that look like what must be filled in, but may be empty.

What they hold is needed later or in some cases, or is asked for by the action, whose sentence says why.
"""

from typing import Any

from django import forms


class NeededText(forms.CharField):
    """A text that is needed."""

    def validate(self, value: Any) -> None:
        """Anything will do for now."""


class NeededChoice(forms.TypedChoiceField):
    """One of several that is needed."""

    def validate(self, value: Any) -> None:
        """A choice that there is, or none."""
        if value:
            super().validate(value)


class NeededFile(forms.FileField):
    """A file that is needed."""

    def validate(self, value: Any) -> None:
        """Anything will do for now."""
