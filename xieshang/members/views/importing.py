"""Importing a roll: send a file, look at what it would do, and only then do it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import person, signed_in
from xieshang.members import actions, exports, imports, queries
from xieshang.members.forms import RollFileForm
from xieshang.members.imports.uploads import ROLLS, Roll
from xieshang.members.models import Assembly, Term
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts.tables import CellFault, Unreadable
from xieshang.ui import addresses
from xieshang.ui.pages import asked_or_sent

SHOWN = 200


@asked_or_sent
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is kept for an hour, for its preview alone."""
    assembly = _assembly(request)
    form = RollFileForm(
        request.POST or None, request.FILES or None, assembly=assembly, initial=_named(request, assembly)
    )
    if request.method == "POST" and form.is_valid() and form.term is not None:
        file = form.cleaned_data["file"]
        try:
            imports.read(file.read(), file.name, form.term, on=form.cleaned_data["on"])
        except Unreadable as fault:
            form.add_error("file", fault.reason)
        else:
            upload = ROLLS.keep(person(request).pk, {"roll": file}, **form.told)
            return redirect("members:import-preview", upload.mark)
    return _form_page(request, form)


def _form_page(request: HttpRequest, form: RollFileForm, *, status: int = 200) -> HttpResponse:
    return render(request, "members/import_new.html", {"form": form, "assembly": form.assembly}, status=status)


def _assembly(request: HttpRequest) -> Assembly:
    """The assembly whose roll is to be imported; whoever keeps none finds no such page."""
    kept = queries.kept_by(person(request))
    code = addresses.text(request.GET, "assembly")
    found = (kept.filter(code=code) if code else kept).first()
    if found is None:
        raise Http404
    return found


def _named(request: HttpRequest, assembly: Assembly) -> dict[str, Any]:
    """The day that the address names, as the page of a term does, else the usual one."""
    named = addresses.text(request.GET, "on")
    return {"on": named} if named else _usual(assembly)


def _usual(assembly: Assembly) -> dict[str, date]:
    return {"on": queries.import_day(assembly, on=clock.today())}


@require_safe
@signed_in
def preview(request: HttpRequest, mark: str) -> HttpResponse:
    """Every bad cell; or, where there is none, who would be added and what would change."""
    ready = _ready(request, mark)
    if ready is None:
        return _gone(request)
    context = {
        "mark": mark,
        "upload": ready.upload,
        "term": ready.term,
        "reading": ready.reading,
        "plan": ready.plan,
        "faults": ready.faults,
        "shown": SHOWN,
    }
    return render(request, "members/import_preview.html", context)


@dataclass(frozen=True, slots=True)
class Ready:
    """An upload, read and planned against the roll as it is now."""

    upload: Roll
    term: Term
    reading: imports.Reading
    plan: imports.Plan

    @property
    def faults(self) -> list[CellFault]:
        """Everything that has to be mended, in the order of the rows."""
        return sorted([*self.reading.faults, *self.plan.faults], key=lambda fault: fault.row)


def _ready(request: HttpRequest, mark: str) -> Ready | None:
    """None where the upload is no longer kept."""
    me = person(request)
    kept = ROLLS.kept(me.pk, mark, at=clock.now())
    if kept is None:
        return None
    assembly = get_object_or_404(queries.kept_by(me), pk=kept.assembly_id)
    term = queries.current_term(assembly, on=kept.on)
    if term is None:
        return None
    reading = imports.read(kept.data, kept.name, term, on=kept.on)
    return Ready(kept, term, reading, imports.plan(term, reading.rows, on=kept.on))


def _gone(request: HttpRequest) -> HttpResponse:
    """The form again, saying why; whoever keeps no roll finds nothing at all."""
    assembly = _assembly(request)
    messages.warning(request, _("预览的文件已经不在：超过一小时，或之后又上传了别的文件。请重新选择文件。"))
    return _form_page(request, RollFileForm(assembly=assembly, initial=_usual(assembly)), status=404)


@require_POST
@signed_in
def confirm(request: HttpRequest, mark: str) -> HttpResponse:
    """Do what the preview showed; back to it where the roll has changed and something no longer fits."""
    ready = _ready(request, mark)
    if ready is None:
        return _gone(request)
    me = person(request)
    if ready.faults:
        return redirect("members:import-preview", mark)
    try:
        done = actions.import_roll(ready.term, by=me, rows=ready.reading.rows, on=ready.upload.on)
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("members:import-preview", mark)
    ROLLS.forget(me.pk)
    told = {"added": len(done.additions), "changed": len(done.changes), "same": done.unchanged}
    messages.success(request, _("名册已导入：新增 %(added)d 名，更改 %(changed)d 名，%(same)d 名没有变化。") % told)
    return redirect("members:index")


@require_safe
@signed_in
def template(request: HttpRequest) -> HttpResponseBase:
    """An empty sheet with the headings, and one line that shows how each is written."""
    assembly = _assembly(request)
    return exports.roll_template(assembly, on=_usual(assembly)["on"])
