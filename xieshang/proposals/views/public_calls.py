"""Calls on the public site, where anybody sends a lead without an account."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts.lockout import address_of
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.calls import PublicLeadForm
from xieshang.proposals.models import Call, Lead
from xieshang.proposals.views import done, form_page, sent
from xieshang.proposals.views.leads import once
from xieshang.spine import clock
from xieshang.spine.rule import Refused

A_DAY = 24 * 3600
MOST_A_DAY = 10
"""So many leads from one address on one day: an office or a household shares one."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calls that are open today."""
    calls = queries.open_calls(on=clock.today()).select_related("assembly")
    return render(request, "proposals/public_calls.html", {"calls": list(calls)})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One open call, with a form for a lead; what was typed stays whatever happens."""
    call = get_object_or_404(queries.with_topics(queries.open_calls(on=clock.today())), pk=pk)
    form = PublicLeadForm(sent(request))
    if done(form, lambda: _received(request, call, form)):
        messages.success(request, _("线索已经收到，谢谢。提案工作人员会整理，委员可以据此写提案。"))
        return redirect(request.path)
    verdict = rules.may_send_lead(None, call)
    return form_page(request, "proposals/public_call.html", form, call=call, verdict=verdict)


def _received(request: HttpRequest, call: Call, form: PublicLeadForm) -> Lead:
    key = form.cleaned_data["entry_key"]

    def receive() -> Lead:
        _count(request)
        return actions.send_lead(call, by=None, hint=form.hint(), entry_key=key)

    return once(key, receive)


def _count(request: HttpRequest) -> None:
    """Refused where the address has sent enough today. Kept for a day, and only as a digest that names nobody."""
    address = address_of(request)
    mark = f"leads-{salted_hmac('proposals.leads', f'{clock.today()} {address}').hexdigest()[:32]}"
    cache.add(mark, 0, A_DAY)
    if cache.incr(mark) > MOST_A_DAY:
        raise Refused(_("今天从您这里已经收到多条线索，请明天再送，或者打电话告诉提案工作机构。您写的内容还在下面。"))
