"""The Jinja2 environment of all our own pages: one for each language, with the language's words put in beforehand."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from xieshang.spine import choices, clock
from xieshang.ui import cells, show
from xieshang.ui.addresses import query, url
from xieshang.ui.context import Desk
from xieshang.ui.icons import icon


class Pages(Jinja2):
    """Django's back end for Jinja2, with an environment for each language; a page is in the language that is active."""

    @property
    def env(self) -> jinja2.Environment:
        """The environment of the active language."""
        return self._spoken.get(translation.get_language() or settings.LANGUAGE_CODE, self._made)

    @env.setter
    def env(self, made: jinja2.Environment) -> None:
        self._made = made
        self._spoken = {code: _in_language(made, code) for code, _name in settings.LANGUAGES}


class Template(jinja2.Template):
    """A template whose macros are made once.

    Jinja2 looks at each import whether the page knows globals that the template does not; here all know the same.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class Environment(jinja2.Environment):
    """Compiles templates with what never changes put in beforehand: words of its language, drawings, static files.

    Without a language the words are looked up when a page is made.
    """

    language = ""
    template_class = Template

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *how: Any, **more: Any) -> Any:
        """The code of a template, as Jinja2 makes it of the template's tree."""
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        if self.language:
            with translation.override(self.language):
                tree = _Fixed().visit(tree)
        return super().compile(tree, name, filename, *how, **more)


class _Fixed(NodeTransformer):
    """Puts what `_("…")`, `icon("…")` and `static("…")` give where the call of a fixed text stood."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - so the visitor finds it
        self.generic_visit(node)
        name = _called_with_one_text(node)
        if name in {"_", "gettext"}:
            return _words(node).set_lineno(node.lineno)
        if name in _FIXED and not node.kwargs:
            return nodes.MarkSafe(nodes.Const(str(_FIXED[name](node.args[0].value)))).set_lineno(node.lineno)  # type: ignore[attr-defined]
        return node


def _called_with_one_text(node: nodes.Call) -> str:
    """The name of what is called, where all that it is given in its place is one fixed text; else nothing."""
    one = len(node.args) == 1 and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str)
    plain = isinstance(node.node, nodes.Name) and one and not node.dyn_args and not node.dyn_kwargs
    return node.node.name if plain else ""  # type: ignore[attr-defined]


def _words(node: nodes.Call) -> nodes.Node:
    text = translation.gettext(node.args[0].value)  # type: ignore[attr-defined]
    values = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
    said = nodes.MarkSafe(nodes.Const(text if values else text % {}))
    return nodes.Mod(said, nodes.Dict(values)) if values else said


def _address_of(path: str) -> Markup:
    return escape(static(path))


_FIXED: dict[str, Callable[[str], Markup]] = {"icon": icon, "static": _address_of}


def _in_language(made: jinja2.Environment, code: str) -> jinja2.Environment:
    spoken = made.overlay()
    spoken.language = code  # type: ignore[attr-defined]
    return spoken


def environment(**options: Any) -> jinja2.Environment:
    """An environment where an unknown variable is an error and texts follow the person's language."""
    fixed = {"autoescape": True, "undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, **fixed}, extensions=["jinja2.ext.i18n"])
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(url=url, static=static, icon=icon, query=query, now=clock.now, mark=show.mark, once=once)
    made.globals.update(passages=show.passages, cell=cells.show, TONE_ICONS=cells.TONE_ICONS, no_desk=Desk())
    made.filters.update(
        {f.__name__: f for f in (show.day, show.day_short, show.moment, show.time, show.number, show.ago)}
    )
    made.filters.update(percent=show.percent, size=show.size, paragraphs=show.paragraphs, shown=choices.shown)
    return made


@lru_cache(maxsize=512, typed=True)
def once(macro: Callable[..., Markup], *given: Any) -> Markup:
    """What a macro draws for these values, drawn once; for macros that know nothing but what they are given.

    A macro belongs to the environment of one language. Inside a tuple, text and markup that read the same
    count as the same: give it texts.
    """
    return macro(*given)
