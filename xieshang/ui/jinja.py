"""The Jinja2 environment of all our own pages."""

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from xieshang.spine import clock
from xieshang.ui import cells, show
from xieshang.ui.addresses import query
from xieshang.ui.context import Desk
from xieshang.ui.icons import icon


def environment(**options: Any) -> jinja2.Environment:
    """An environment where an unknown variable is an error and texts follow the person's language."""
    fixed = {"autoescape": True, "undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = jinja2.Environment(**{**options, **fixed}, extensions=["jinja2.ext.i18n"])  # noqa: S701 - it is on
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(url=url, static=static, icon=icon, query=query, now=clock.now, mark=show.mark)
    made.globals.update(passages=show.passages, cell=cells.show, TONE_ICONS=cells.TONE_ICONS, no_desk=Desk())
    made.filters.update(
        {f.__name__: f for f in (show.day, show.day_short, show.moment, show.time, show.number, show.ago)}
    )
    made.filters.update(percent=show.percent, size=show.size, paragraphs=show.paragraphs)
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)
