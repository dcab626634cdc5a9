"""Form fields that look like what must be filled in, but may be empty, and a choice of rows that is read at once.

What the first hold is needed later or in some cases, or is asked for by the action, whose sentence says why.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator


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


class _Rows(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset.all())


class RowChoice(forms.ModelChoiceField):
    """One of a few rows, read by one statement; Django reads them through a cursor of the server, which takes three."""

    iterator = _Rows
