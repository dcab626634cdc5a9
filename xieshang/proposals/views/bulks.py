"""What clerks do to many cases at once: ordered from a list, followed on its page, undone there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.assigning import ExtendForm, ProposeForm
from xieshang.proposals.forms.charges import ReminderForm
from xieshang.proposals.forms.continuing import TermClosingForm
from xieshang.proposals.models import Bulk, BulkItem
from xieshang.proposals.queries.assigning import progress_of, running, with_progress
from xieshang.proposals.states import BulkState, BulkVerb
from xieshang.proposals.views import explain, form_page
from xieshang.proposals.views.rows import case_words
from xieshang.spine import clock
from xieshang.spine.event import sentence
from xieshang.spine.rule import Refused
from xieshang.ui.addresses import ticked
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent

ASKS: dict[BulkVerb, Callable[[QueryDict | None, Assembly], Form]] = {
    BulkVerb.PROPOSE: lambda told, assembly: ProposeForm(told, assembly=assembly),
    BulkVerb.EXTEND: lambda told, _assembly: ExtendForm(told),
    BulkVerb.REMIND: lambda told, _assembly: ReminderForm(told),
    BulkVerb.CLOSE_WITH_TERM: lambda told, _assembly: TermClosingForm(told),
}
"""What has to be asked before a verb can be done."""
TONES: dict[str, Tone] = {"waiting": "wait", "done": "good", "left_out": "bad", "undone": "off", "kept": "bad"}


@asked_or_sent
@signed_in
def order(request: HttpRequest, verb: str) -> HttpResponse:
    """Order a verb for the ticked cases; where it needs to be told more, that is asked first.

    Only asked for, as after signing in again, nothing is ticked: back to the list.
    """
    way = _verb(verb)
    if request.method != "POST":
        return redirect("proposals:index")
    person, chosen = web.person(request), ticked(request.POST)
    assembly = _assembly_of(person, chosen)
    asks = ASKS.get(way)
    form = asks(request.POST if "told" in request.POST else None, assembly) if asks else Form(request.POST)
    if form.is_bound and form.is_valid():
        how = {name: _kept(value) for name, value in form.cleaned_data.items()}
        try:
            bulk = actions.order_bulk(assembly, by=person, verb=way, chosen=chosen, how=how)
        except Refused as refused:
            explain(form, refused)
        else:
            return redirect("proposals:bulk", pk=bulk.pk)
    return form_page(request, "proposals/bulk_order.html", form, verb=way, chosen=chosen)


def _verb(name: str) -> BulkVerb:
    if name not in {one.value for one in actions.WAYS}:
        raise Http404
    return BulkVerb(name)


def _kept(value: Any) -> int | str | None:
    """What was answered, as a bulk keeps it: of a row its key."""
    return value.pk if isinstance(value, Model) else None if value is None else str(value)


def _assembly_of(person: Person, chosen: list[int]) -> Assembly:
    """The assembly of the first of the chosen cases that the person may see, else the one where they are at home."""
    reached = queries.visible_to(person).filter(pk__in=chosen).select_related("assembly")
    first = reached.order_by("pk").first()
    assembly = first.assembly if first else members.assembly_of(person, on=clock.today())
    if assembly is None:
        raise Refused(_t("只有提案工作人员可以成批处理提案。"))
    return assembly


def _item(item: BulkItem) -> Mapping[str, Any]:
    case, state = item.proposal, BulkState(item.state)  # type: ignore[attr-defined]
    return {
        "pk": item.pk,
        "url": f"/proposals/{case.pk}",
        "number": case_words(case.session.year, case.case_number),
        "title": case.title,
        "state": Badge(str(state.label), TONES[state]),
        "why": item.kept or item.refusal,
        "what": _happened(item),
    }


def _happened(item: BulkItem) -> str:
    """What the ledger says of the case, with the remark that was made."""
    kind, told = item.kind, item.payload  # type: ignore[attr-defined]
    if not kind:
        return ""
    remark = told.get("remark", "")
    return sentence(kind, told) + (_t("：%(remark)s") % {"remark": remark} if remark else "")


ITEMS = Listing(
    title=_("这一批提案"),
    sort="number",
    row=_item,
    columns=[
        Column("number", _("案号"), place="lead", sort="proposal__case_number"),
        Column("title", _("案由"), place="title"),
        Column("state", _("结果"), place="state"),
        Column("what", _("办理"), phone=True),
        Column("why", _("原因"), phone=True),
    ],
    tabs=[
        Tab("all", _("全部")),
        Tab("left_out", _("未处理"), ~Q(refusal="")),
        Tab("kept", _("未撤销"), ~Q(kept="")),
    ],
    empty=_("没有提案。"),
)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far it is, and what became of each case."""
    bulk = _seen(request, pk)
    counted = progress_of(bulk)
    over = counted["done"] + counted["left_out"]
    return ITEMS.respond(
        request,
        queries.done_in_bulk(bulk),
        template="proposals/bulk.html",
        bulk=bulk,
        counted=counted,
        over=over,
        running=over < counted["total"] or _undoing(bulk, counted),
        verdict=rules.may_undo_bulk(web.actor(request), bulk),
    )


def _undoing(bulk: Bulk, counted: Mapping[str, int]) -> bool:
    return bulk.undone_at is not None and counted["undone"] + counted["kept"] < counted["done"]


def _seen(request: HttpRequest, pk: int) -> Bulk:
    return get_object_or_404(queries.bulks_visible_to(web.actor(request)).select_related("assembly", "by"), pk=pk)


@require_POST
@signed_in
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the whole bulk where nothing has followed."""
    actions.undo_bulk(_seen(request, pk), by=web.person(request))
    messages.success(request, _t("正在整批撤销；之后已有新的办理的保持不变。"))
    return redirect("proposals:bulk", pk=pk)


def _bulk(bulk: Bulk) -> Mapping[str, Any]:
    return {
        "pk": bulk.pk,
        "url": f"/proposals/bulks/{bulk.pk}",
        "verb": bulk.get_verb_display(),
        "cases": bulk.cases,  # type: ignore[attr-defined]
        "by": bulk.by.name,
        "state": _state_of(bulk),
        "at": bulk.at,
    }


def _state_of(bulk: Bulk) -> Badge:
    runs, undone = bulk.runs, bulk.undone_at is not None  # type: ignore[attr-defined]
    if runs:
        return Badge(_t("正在撤销") if undone else _t("处理中"), "wait")
    return Badge(_t("已经撤销"), "off") if undone else Badge(_t("已处理"), "good")


BULKS = Listing(
    title=_("成批处理"),
    sort="-at",
    row=_bulk,
    shown=with_progress,
    columns=[
        Column("verb", _("事项"), place="title"),
        Column("cases", _("件数"), numeric=True, phone=True),
        Column("by", _("经手人"), phone=True),
        Column("state", _("状态"), place="state"),
        Column("at", _("时间"), place="due", sort="at"),
    ],
    tabs=[Tab("all", _("全部")), Tab("running", _("处理中"), running)],
    filters=[Choice("verb", _("事项"), BulkVerb, "verb")],
    empty=_(
        "还没有成批处理过提案。在“全部提案”里勾选若干件，就可以一起拟定承办单位、交办、催办、延期；归档在“待归档的提案”里。"
    ),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """What was done to many cases at once, the latest first."""
    return BULKS.respond(request, queries.bulks_visible_to(web.actor(request)))
