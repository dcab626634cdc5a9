"""Files go out through rules, as attachments that no browser runs."""

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from xieshang.accounts.models import PUBLIC
from xieshang.documents import owners, store
from xieshang.documents.models import File

log = logging.getLogger(__name__)


@require_safe
def serve(request: HttpRequest, key: UUID, name: str) -> FileResponse:
    """The content of a file for whoever may see it; for everyone else there is none.

    The name in the address is for people; the key alone finds the file.
    """
    file = get_object_or_404(File, key=key)
    is_public = owners.may_see(PUBLIC, file)
    if not is_public and not (request.user.is_authenticated and owners.may_see(request.user, file)):
        raise Http404
    return _response(file, is_public=is_public)


def _response(file: File, *, is_public: bool) -> FileResponse:
    try:
        content = store.open_stored(file.stored_path)
    except FileNotFoundError:
        log.error("the content of file %s is missing", file.key)
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=300" if is_public else "private, no-store"
    return response
