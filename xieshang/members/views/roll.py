"""The roll as a list, as of any day, and each member's page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xieshang.accounts import privacy
from xieshang.accounts.models import Person
from xieshang.accounts.web import person, signed_in
from xieshang.members import actions, queries, rules
from xieshang.members.imports.words import PARTIES
from xieshang.members.models import Assembly, Member, Term
from xieshang.members.states import ExportedList, PostKind
from xieshang.spine import clock
from xieshang.ui import addresses, show
from xieshang.ui.filters import Chosen, Unreadable
from xieshang.ui.lists import Choice, Column, Listing, Tab, Text

MANY = 200  # assemblies to choose from: a province has fewer
COLUMNS = [
    Column("number", gettext_lazy("证号"), place="lead", sort="number"),
    Column("name", gettext_lazy("姓名"), place="title", sort="sort_key", marked=True),
    Column("posts", gettext_lazy("职务"), place="state"),
    Column("sector", gettext_lazy("界别"), sort="sector__position", phone=True),
    Column("committee", gettext_lazy("专委会"), sort="committee__position", phone=True),
    Column("party", gettext_lazy("党派")),
    Column("workplace", gettext_lazy("单位及职务")),
]


@dataclass(frozen=True, slots=True)
class AsOf(Text):
    """The day whose roll is shown, `?on=2022-12-31`; the rows are chosen by it beforehand."""

    def read(self, params: QueryDict) -> Chosen | None:
        """The chip of the day, or None; raises Unreadable for what is no day."""
        value = addresses.text(params, self.key)
        if not value:
            return None
        day = _day(value)
        if day is None:
            raise Unreadable(_("“%(value)s”不是日期（应如 2022-12-31），显示的是通常的名册。") % {"value": value})
        return Chosen(_("截至 %(day)s 的名册") % {"day": show.day_short(day)}, self.keys, day, lambda rows: rows)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The members of an assembly on a day; `?assembly=code` where one reads the rolls of several."""
    readable = list(queries.readable_by(person(request))[:MANY])
    assembly = _chosen(request, readable)
    day = _day(addresses.text(request.GET, "on")) or queries.roll_day(assembly, on=clock.today())
    term = queries.latest_term(assembly, on=day)
    rows = queries.with_posts(queries.visible_to(person(request)).filter(assembly=assembly).on(day), on=day)
    rows = rows.select_related("sector", "committee")
    noted = partial(_note_export, person(request), assembly)
    return _listing(readable, assembly, term, day, noted).respond(
        request,
        rows,
        template="members/roll.html",
        assembly=assembly,
        day=day,
        term=term if term and term.holds(day) else None,
        keeps=bool(rules.may_keep_roll(person(request), assembly)),
    )


def _chosen(request: HttpRequest, readable: list[Assembly]) -> Assembly:
    """The assembly asked for, else the first whose roll the person reads; a stranger finds none."""
    code = addresses.text(request.GET, "assembly")
    for assembly in readable:
        if code in {"", assembly.code}:
            return assembly
    raise Http404


def _note_export(me: Person, assembly: Assembly, count: int, narrowed: dict[str, str]) -> None:
    actions.note_export(assembly, by=me, what=ExportedList.ROLL, count=count, narrowed=narrowed)


def _listing(
    readable: list[Assembly], assembly: Assembly, term: Term | None, day: date, noted: Callable[..., None]
) -> Listing:
    sectors = queries.sectors_of(term) if term else ()
    assemblies = [Choice("assembly", _("政协"), _options(readable, "code"), lambda rows, code: rows)]
    return Listing(
        title=_("委员名册"),
        columns=COLUMNS,
        row=_row,
        sort="name",
        tabs=[
            Tab("all", _("全部")),
            Tab("standing", _("常务委员"), lambda rows: queries.standing(rows, on=day)),
            Tab("convenors", _("召集人"), lambda rows: queries.holding(rows, [PostKind.CONVENOR], on=day)),
        ],
        filters=[
            *(assemblies if len(readable) > 1 else []),
            Choice("sector", _("界别"), _options(sectors), "sector_id"),
            Choice("committee", _("专委会"), _options(queries.committees_of(assembly, on=day)), "committee_id"),
            Choice("party", _("党派"), [(party, party) for party in PARTIES], "party"),
            AsOf("on", _("名册日期，如 2022-12-31"), "pk"),
        ],
        search=queries.find,
        search_label=_("姓名、拼音首字母或证号"),
        empty=_("这一天的名册上没有委员。"),
        exported=noted,
    )


def _options(things: Iterable[Any], key: str = "pk") -> list[tuple[str, str]]:
    return [(str(getattr(thing, key)), thing.name) for thing in things]


def _row(member: Member) -> dict[str, Any]:
    return {
        "pk": member.pk,
        "url": reverse("members:member", args=[member.pk]),
        "number": member.number,
        "name": member.name,
        "posts": _("、").join(str(post) for post in member.posts_then),
        "sector": member.sector.name,
        "committee": member.committee.name,
        "party": member.party,
        "workplace": member.workplace,
    }


@require_safe
@signed_in
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: facts, placements and posts over time; what is personal only for the office and the member."""
    visible = queries.visible_to(person(request)).select_related("assembly", "term", "sector", "committee", "person")
    found = get_object_or_404(visible, pk=pk)
    context = {
        "member": found,
        "rows": queries.history_of(found),
        "posts": queries.posts_of(found),
        "private": _private(request, found),
        "keeps": bool(rules.may_keep_roll(person(request), found.assembly)),
        "changes": rules.may_change(person(request), found),
        "today": clock.today(),
    }
    return render(request, "members/member.html", context)


def _private(request: HttpRequest, member: Member) -> Mapping[str, str]:
    """What only the office and the member see, by its heading; contacts are masked."""
    me = person(request)
    if member.person_id != me.pk and not rules.may_keep_roll(me, member.assembly):
        return {}
    return {
        _("性别"): member.get_gender_display(),
        _("民族"): member.ethnicity,
        _("出生"): member.born,
        _("手机号"): privacy.mask_phone(member.person.phone),
        _("电子邮箱"): privacy.mask_email(member.person.email),
        _("备注"): member.note,
    }
