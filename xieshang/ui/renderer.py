"""How the fields of a form are drawn: by Django's own templates, of which those that are used most are flat here."""

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import Jinja2

from xieshang.ui.bound import Bound

TEMPLATES = Path(__file__).parent / "templates"
INPUT = "django/forms/widgets/input.html"
INPUTS = {
    f"django/forms/widgets/{kind}.html": INPUT
    for kind in (
        "checkbox",
        "date",
        "datetime",
        "email",
        "file",
        "hidden",
        "number",
        "password",
        "search",
        "tel",
        "text",
    )
}
"""Kinds of input that Django draws by a template which does nothing but include that of all inputs."""


class Widgets(Jinja2):
    """Django's own way with Jinja2, in which a template includes no other for each attribute and each option."""

    bound_field_class = Bound

    @cached_property
    def engine(self) -> Any:
        """The templates of this folder before Django's."""
        folders = [TEMPLATES, Path(django.forms.__file__).parent / "jinja2"]
        return self.backend({"APP_DIRS": False, "DIRS": folders, "NAME": "widgets", "OPTIONS": {}})

    def get_template(self, template_name: str) -> Any:
        """The template of a widget, read once."""
        name = INPUTS.get(template_name, template_name)
        if name not in self._read:
            self._read[name] = self.engine.get_template(name)
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, Any]:
        return {}
