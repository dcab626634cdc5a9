"""How the entries of the ledger are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.reports import queries
from xieshang.reports.subjects import About, Actor, named
from xieshang.spine.event import KINDS, sentence, sentence_of
from xieshang.ui.cells import Badge
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Choice, Column, Dates, Listing, Text

COLUMNS = [
    Column("number", _("记录号"), place="lead", sort="pk"),
    Column("what", _("发生了什么"), place="title"),
    Column("at", _("时间"), place="due", sort="at"),
    Column("who", _("谁做的"), phone=True),
    Column("about", _("有关"), phone=True),
    Column("seal", _("封存"), place="state"),
]
LARGEST = 2**63 - 1


def listing(actor: Actor) -> Listing:
    """The entries as a list, the latest first; what they are about is asked once for a page."""
    rows = _Rows(actor)
    return Listing(
        title=_("账目"),
        columns=COLUMNS,
        row=rows,
        beforehand=rows.look_up,
        shown=queries.told,
        sort="-number",
        filters=FILTERS,
        search=lambda entries, number: entries.filter(pk=number),
        asked=_number,
        search_label=_("记录号"),
    )


def _number(text: str) -> str | None:
    digits = text.strip()
    return digits if digits.isdecimal() and int(digits) <= LARGEST else None


def _rooms() -> list[tuple[str, Any]]:
    return [(room, apps.get_app_config(room).verbose_name) for room in sorted({kind.split(".")[0] for kind in KINDS})]


def _kinds() -> list[tuple[str, str]]:
    rooms = {room: str(words) for room, words in _rooms()}
    return [
        (kind, _t("%(kind)s：%(name)s") % {"kind": rooms[kind.split(".")[0]], "name": of_kind(kind)})
        for kind in sorted(KINDS)
    ]


def of_kind(kind: str) -> str:
    """A kind of event in words: its sentence, without what differs from one to another."""
    return sentence(kind, {})


def _by(entries: QuerySet[Any], name: str) -> QuerySet[Any]:
    return entries.filter(actor_id__in=Person.objects.filter(name__icontains=name).values("pk"))


FILTERS: list[Filter] = [
    Choice("room", _("板块"), _rooms, lambda entries, room: entries.filter(kind__startswith=f"{room}.")),
    Choice("kind", _("事项"), _kinds, "kind"),
    Text("who", _("谁做的"), _by),
    Dates("at", _("日期"), "at", moments=True),
]


def by_whom(who: str | None, whom: str | None) -> str:
    """Who did it, and for whom."""
    if whom and who:
        return _t("%(who)s（代%(whom)s）") % {"who": who, "whom": whom}
    return who or _t("系统")


def sealed(number: int | None) -> Badge:
    """Whether an entry is sealed, and in which batch."""
    if number is None:
        return Badge(_t("等待封存"), "wait")
    return Badge(_t("第 %(number)s 批") % {"number": number}, "good")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification of the ledger came to: the number of its entry, when, in a sentence, and each fault."""

    entry: int
    at: datetime
    what: str
    faults: list[str]


def verification() -> Verified | None:
    """The last one; None where the ledger never was verified."""
    found = queries.last_verification()
    return Verified(found.pk, found.at, sentence_of(found), found.payload["faults"]) if found else None


class _Rows:
    """Makes the rows of the list."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.abouts: dict[tuple[str, int], About] = {}

    def look_up(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Find what the entries of a page are about."""
        self.abouts = named(((one["subject_kind"], one["subject_id"]) for one in found), self.actor)

    def __call__(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "pk": values["pk"],
            "url": reverse("reports:entry", args=[values["pk"]]),
            "number": str(values["pk"]),
            "what": sentence(values["kind"], values["payload"]),
            "at": values["at"],
            "who": by_whom(values["who"], values["whom"]),
            "about": self.abouts[values["subject_kind"], values["subject_id"]],
            "seal": sealed(values["seal"]),
        }
