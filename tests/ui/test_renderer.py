"""Fields look as Django draws them, whatever they hold."""

import re

import pytest
from django import forms
from django.forms.renderers import Jinja2

from xieshang.ui.renderer import Widgets


class Every(forms.Form):
    """A field of each kind, with what could be drawn wrong."""

    text = forms.CharField(
        help_text="<b>", widget=forms.TextInput({"data-x": '"&<', "autofocus": True, "hidden": False})
    )
    mail = forms.EmailField()
    number = forms.IntegerField(min_value=1)
    day = forms.DateField()
    secret = forms.CharField(widget=forms.PasswordInput)
    tick = forms.BooleanField(required=False)
    kept = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField()
    prose = forms.CharField(widget=forms.Textarea({"rows": 3}))
    one = forms.ChoiceField(choices=[("", "无"), ("<a>", "甲 & 乙"), ("组", [("b", "丙"), ("c", "丁")])])
    many = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")])
    radio = forms.ChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple)


FILLED = {
    "text": '"><script>',
    "number": "0",
    "prose": "</textarea>\n ",
    "one": "<a>",
    "many": ["a", "b"],
    "tick": "on",
}


@pytest.mark.parametrize("data", [None, FILLED, {"radio": "b", "ticks": ["b"], "prose": "\n甲", "text": ""}])
@pytest.mark.parametrize("name", Every.base_fields)
def test_a_field_is_drawn_as_django_draws_it(name: str, data: dict[str, object] | None) -> None:
    ours, theirs = (str(Every(data, renderer=how)[name]) for how in (Widgets(), Jinja2()))
    assert _apart(ours) == _apart(theirs)


def _apart(drawn: str) -> list[str]:
    """The tags and texts, without the space between options that nobody sees."""
    if "<textarea" in drawn:
        return [drawn]
    return [part.strip() for part in re.split(r"(<[^>]*>)", drawn) if part.strip()]
