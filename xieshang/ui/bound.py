"""What a field says of what was filled in: the house's own sentences, each with the field's name and the cure.

A room's own sentence for a field stays; these stand where the room has none.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NUMBER = gettext_lazy("请在%(field)s填一个数，例如 12。")
_WHOLE = gettext_lazy("请在%(field)s填一个整数，例如 12。")
_DAY = gettext_lazy("请按 2026-03-18 的样子填写%(field)s。")
_MOMENT = gettext_lazy("请按 2026-03-18 14:30 的样子填写%(field)s。")
_TIME = gettext_lazy("请按 14:30 的样子填写%(field)s。")
_EMAIL = gettext_lazy("请按 name@example.cn 的样子填写%(field)s。")
_ADDRESS = gettext_lazy("请按 https://example.cn 的样子填写%(field)s。")
_AGAIN = gettext_lazy("%(field)s里没有这一项，可能刚刚变了；请刷新页面，重新选择。")
_FILE = gettext_lazy("请选择%(field)s的文件。")
_BOUNDS = {
    "max_length": gettext_lazy("%(field)s最多 %%(limit_value)d 字，现在有 %%(show_value)d 字，请写短些。"),
    "min_length": gettext_lazy("%(field)s至少 %%(limit_value)d 字，现在有 %%(show_value)d 字，请补充。"),
    "min_value": gettext_lazy("%(field)s最少填 %%(limit_value)s。"),
    "max_value": gettext_lazy("%(field)s最多填 %%(limit_value)s。"),
}
_SAID: list[tuple[type[forms.Field], dict[str, Any]]] = [
    (forms.Field, {"required": gettext_lazy("请填写%(field)s。"), **_BOUNDS}),
    (forms.DateField, {"invalid": _DAY}),
    (forms.DateTimeField, {"invalid": _MOMENT}),
    (forms.TimeField, {"invalid": _TIME}),
    (forms.IntegerField, {"invalid": _WHOLE}),
    (forms.FloatField, {"invalid": _NUMBER}),
    (forms.DecimalField, {"invalid": _NUMBER}),
    (forms.EmailField, {"invalid": _EMAIL}),
    (forms.URLField, {"invalid": _ADDRESS}),
    (forms.BooleanField, {"required": gettext_lazy("请勾选%(field)s。")}),
    (
        forms.ChoiceField,
        {"required": gettext_lazy("请选择%(field)s。"), "invalid_choice": _AGAIN, "invalid_list": _AGAIN},
    ),
    (
        forms.ModelChoiceField,
        {"required": gettext_lazy("请选择%(field)s。"), "invalid_choice": _AGAIN, "invalid_pk_value": _AGAIN},
    ),
    (
        forms.FileField,
        {
            "required": _FILE,
            "invalid": _FILE,
            "missing": _FILE,
            "empty": gettext_lazy("%(field)s的文件是空的，请换一个有内容的。"),
        },
    ),
]
"""For each kind of field what it says, the more special kinds later."""


class Bound(BoundField):
    """A field of a form; of one that was sent it knows what to say of it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if form.is_bound and name != NON_FIELD_ERRORS:
            unsaid = {code: _named(words, self.label, code) for code, words in _unsaid(field)}
            field.error_messages = {**field.error_messages, **unsaid}


def _unsaid(field: forms.Field) -> Iterator[tuple[str, Any]]:
    """The sentences of this kind of field for which its room has none of its own."""
    for code, words, of_the_framework in _said_of(type(field)):  # type: ignore[arg-type]  # classes do have a hash
        given = field.error_messages.get(code)
        if given is None or any(given is one for one in of_the_framework):
            yield code, words


@cache
def _said_of(kind: type[forms.Field]) -> list[tuple[str, Any, list[Any]]]:
    """What fields of a kind say, by code, and what the framework says there."""
    said = dict(chain.from_iterable(words.items() for one, words in _SAID if issubclass(kind, one)))
    framework = [vars(one).get("default_error_messages", {}) for one in kind.__mro__ if _is_the_framework_s(one)]
    return [(code, words, [one[code] for one in framework if code in one]) for code, words in said.items()]


def _is_the_framework_s(kind: type) -> bool:
    return kind.__module__.startswith("django.")


def _sentence(words: Any, label: Any, code: str) -> str:
    named = _("“%(label)s”") % {"label": label} if label else _("这一项")
    return str(words % {"field": named.replace("%", "%%") if code in _BOUNDS else named})


_named = lazy(_sentence, str)
"""The sentence about a field of this label, made when it is said."""
