"""What happens to schemes."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Drawn:
    """`digest` is the SHA-256 of the document."""

    title: str
    number: int
    digest: str


EDITION_DRAFTED = Event("duties.edition_drafted", _("拟订了履职办法《%(title)s》第 %(number)s 稿"), Drawn)
EDITION_REVISED = Event("duties.edition_revised", _("修改了履职办法《%(title)s》第 %(number)s 稿"), Drawn)
EDITION_ADOPTED = Event("duties.edition_adopted", _("采用履职办法《%(title)s》第 %(number)s 稿"), Drawn)
