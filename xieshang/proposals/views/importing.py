"""Importing past cases: send a file, say which column is which, look at what would come, and only then do it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import person, signed_in
from xieshang.members.models import Assembly
from xieshang.proposals import actions, imports, queries
from xieshang.proposals.forms.importing import CasesFileForm, ColumnsForm
from xieshang.proposals.imports import Prepared
from xieshang.proposals.imports.uploads import CASES, Cases
from xieshang.proposals.views import form_page
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts.tables import Unreadable
from xieshang.ui import addresses
from xieshang.ui.pages import asked_or_sent

SHOWN = 200


@asked_or_sent
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is kept for an hour, for its preview alone."""
    assembly = _assembly(request)
    form = CasesFileForm(request.POST or None, request.FILES or None, assembly=assembly)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        files, name = {"table": told["table"], "zip": told["archive"]}, told["table"].name or ""
        upload = CASES.keep(person(request).pk, files, name=name, assembly=assembly.pk, source=told["source"])
        try:
            imports.columns_of(upload.data, upload.name)
        except Unreadable as fault:
            CASES.forget(person(request).pk)
            form.add_error("table", fault.reason)
        else:
            return redirect("proposals:import-columns", upload.mark)
    return form_page(request, "proposals/import_new.html", form, assembly=assembly)


def _assembly(request: HttpRequest) -> Assembly:
    """The assembly into which cases are imported; whoever imports into none finds no such page."""
    scopes = person(request).scopes_with(Permission.PROPOSALS_IMPORT)
    found = Assembly.objects.filter(scope__in=scopes).order_by("pk")
    code = addresses.text(request.GET, "assembly")
    assembly = (found.filter(code=code) if code else found).first()
    if assembly is None:
        raise Http404
    return assembly


def _kept(request: HttpRequest, mark: str) -> tuple[Cases, Assembly] | None:
    """The upload and its assembly; None where it is no longer kept."""
    me = person(request)
    upload = CASES.kept(me.pk, mark, at=clock.now())
    if upload is None:
        return None
    scopes = me.scopes_with(Permission.PROPOSALS_IMPORT)
    return upload, get_object_or_404(Assembly.objects.filter(scope__in=scopes), pk=upload.assembly_id)


def _gone(request: HttpRequest) -> HttpResponse:
    assembly = _assembly(request)
    messages.warning(request, _("预览的文件已经不在：超过一小时，或之后又上传了别的文件。请重新选择文件。"))
    form = CasesFileForm(assembly=assembly)
    return render(request, "proposals/import_new.html", {"form": form, "assembly": assembly}, status=404)


@asked_or_sent
@signed_in
def columns(request: HttpRequest, mark: str) -> HttpResponse:
    """Which column is which field: as it was said the last time for this header, else as the names suggest."""
    kept = _kept(request, mark)
    if kept is None:
        return _gone(request)
    upload, assembly = kept
    header = imports.columns_of(upload.data, upload.name)
    known = queries.remembered(assembly, header)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=header,
        initial=upload.mapped or known or imports.guessed(header),
    )
    if request.method == "POST" and form.is_valid():
        actions.keep_mapping(assembly, by=person(request), header=header, fields=form.mapped)
        upload.tell(mapped=form.mapped)
        return redirect("proposals:import-preview", mark)
    context = {"upload": upload, "assembly": assembly, "header": header, "remembered": known is not None}
    return form_page(request, "proposals/import_columns.html", form, **context)


@dataclass(frozen=True, slots=True)
class Ready:
    """An upload, read and planned against the cases as they are now; or why it cannot be read."""

    upload: Cases
    assembly: Assembly
    prepared: Prepared | None
    unreadable: str = ""


def _ready(request: HttpRequest, mark: str) -> Ready | None:
    kept = _kept(request, mark)
    if kept is None:
        return None
    upload, assembly = kept
    try:
        prepared = imports.prepare(
            assembly,
            upload.data,
            upload.name,
            source=upload.source,
            mapped=upload.mapped or None,
            archive=upload.archive,
        )
    except Unreadable as fault:
        return Ready(upload, assembly, None, fault.reason)
    return Ready(upload, assembly, prepared)


@require_safe
@signed_in
def preview(request: HttpRequest, mark: str) -> HttpResponse:
    """Every bad cell and every bad file with its cure; or, where there is none, what would come in."""
    ready = _ready(request, mark)
    if ready is None:
        return _gone(request)
    return render(request, "proposals/import_preview.html", {"ready": ready, "mark": mark, "shown": SHOWN})


@require_POST
@signed_in
def confirm(request: HttpRequest, mark: str) -> HttpResponse:
    """Do what the preview showed; back to it where something no longer fits."""
    ready = _ready(request, mark)
    if ready is None:
        return _gone(request)
    if ready.prepared is None:
        return redirect("proposals:import-preview", mark)
    upload, me = ready.upload, person(request)
    try:
        done, files = imports.carry_out(
            ready.assembly, ready.prepared, source=upload.source, by=me, archive=upload.archive
        )
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("proposals:import-preview", mark)
    CASES.forget(me.pk)
    told = {"new": len(done.new), "known": done.known, "files": files}
    said = _("已导入 %(new)d 件提案、%(files)d 个附件；%(known)d 件以前导入过，没有变化。")
    messages.success(request, said % told)
    return redirect("proposals:index")
