"""Form widgets that bring up the right keyboard on a phone, and never block pasting or dictation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Attrs = dict[str, Any]


class Phone(forms.TextInput):
    """A phone number."""

    input_type = "tel"

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "tel", **(attrs or {})})


class Email(forms.EmailInput):
    """An e-mail address."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false", **(attrs or {})})


class Login(forms.TextInput):
    """The phone number or e-mail address a person signs in with."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        plain = {"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        super().__init__({**plain, **(attrs or {})})


class Code(forms.TextInput):
    """A short code of digits that was sent or is shown elsewhere."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "one-time-code", **(attrs or {})})


class Digits(forms.TextInput):
    """A whole number that is typed, without the arrows of a number field."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class Day(forms.DateInput):
    """A date, by the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A day and an hour, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Prose(forms.Textarea):
    """A text of some length; how many characters are written stands under it as one types."""

    def __init__(self, rows: int = 6, attrs: Attrs | None = None) -> None:
        super().__init__({"rows": rows, "data-count": _("已写 {n} 字"), **(attrs or {})})


class Attachments(forms.ClearableFileInput):
    """One or several files."""

    allow_multiple_selected = True
