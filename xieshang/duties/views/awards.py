"""Outstanding members: the list, who can be proposed, what a meeting decided, one award with its certificate."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, exports, queries, rules, words
from xieshang.duties.forms import ProposeForm, RulingForm
from xieshang.duties.models import Award, Year
from xieshang.duties.states import AwardKind, AwardState, YearState
from xieshang.duties.views import assembly_of
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock
from xieshang.ui.addresses import text as typed
from xieshang.ui.addresses import ticked
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Bulk, Choice, Column, Listing, Tab
from xieshang.ui.pages import done, form_page

TONES: dict[str, Tone] = {AwardState.PROPOSED: "wait", AwardState.AWARDED: "award", AwardState.DECLINED: "off"}
DECIDE = Bulk(_("登记会议审定结果"), "/duties/awards/decision", "primary")


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The awards that the person may see; who notes what the meeting decided ticks what waits for it."""
    assembly, who = assembly_of(request), person(request)
    decides = bool(rules.may_decide_awards(who, assembly))
    rows = queries.awards_visible_to(actor(request)).select_related("member__sector", "term")
    return _listing(decides).respond(
        request, rows, template="duties/awards.html", proposes=rules.may_propose_awards(who, assembly)
    )


def badge(award: Award) -> Badge:
    """Where an award stands."""
    return Badge(str(AwardState(award.state).label), TONES[award.state])


def _row(award: Award) -> dict[str, Any]:
    return {
        "pk": award.pk,
        "url": reverse("duties:award", args=[award.pk]),
        "year": award.year,
        "name": award.member.name,
        "kind": str(AwardKind(award.kind).label),
        "state": badge(award),
        "sector": award.member.sector.name,
        "reason": award.reason,
        "meeting": award.decided_at_meeting,
        "decided": award.decided_on,
        "certificate": award.certificate,
    }


def _listing(decides: bool) -> Listing:
    waiting = Tab("waiting", _("待审定"), Q(state=AwardState.PROPOSED))
    given = Tab("awarded", _("已表彰"), Q(state=AwardState.AWARDED))
    return Listing(
        title=_("优秀委员"),
        columns=[
            Column("year", _("年度"), place="lead", sort="year"),
            Column("name", _("姓名"), place="title", sort="member__sort_key"),
            Column("state", _("状态"), place="state"),
            Column("kind", _("荣誉"), place="ball", sort="kind"),
            Column("sector", _("界别"), phone=True),
            Column("reason", _("事迹")),
            Column("meeting", _("审定会议")),
            Column("decided", _("审定日期"), place="due", sort="decided_on"),
            Column("certificate", _("证书")),
        ],
        row=_row,
        sort="-year",
        tabs=[given, waiting, Tab("all", _("全部"))],
        filters=[Choice("kind", _("荣誉"), [(code, str(label)) for code, label in AwardKind.choices], "kind")],
        search=lambda rows, text: rows.filter(member__in=members.find(Member.objects.all(), text)),
        search_label=_("姓名、拼音首字母或证号"),
        bulk=[DECIDE] if decides else (),
        empty=_("还没有评出优秀委员。"),
    )


@require_safe
@signed_in
def candidates(request: HttpRequest) -> HttpResponseBase:
    """Whom the decided grades bear out: of a year (`?kind=year&year=2025`) or of the term up to it."""
    assembly, who = assembly_of(request), person(request)
    if not rules.may_propose_awards(who, assembly):
        raise Http404
    decided = list(queries.years_of(assembly).filter(state=YearState.DECIDED))
    kind, year = _asked(request, decided)
    rows = _candidates(assembly, kind, year) & queries.records_visible_to(who) if year else Member.objects.none()
    return _candidate_listing(kind, year).respond(
        request, rows, template="duties/award_candidates.html", kind=kind, year=year, decided=decided
    )


def _asked(request: HttpRequest, decided: list[Year]) -> tuple[str, int]:
    """Which award is meant, and of which year: the last decided one where none is named."""
    kind = AwardKind.TERM if typed(request.GET, "kind") == AwardKind.TERM else AwardKind.YEAR
    years = [one.year for one in decided]
    asked = typed(request.GET, "year")
    chosen = next((year for year in years if str(year) == asked), years[0] if years else 0)
    return str(kind), chosen


def _candidates(assembly: Assembly, kind: str, year: int) -> QuerySet[Member]:
    term = members.current_term(assembly, on=date(year, 12, 31))
    found = queries.candidates(assembly, queries.looked_at(assembly, kind, year, term))
    return queries.not_put_yet(found, kind, year)


def _candidate_listing(kind: str, year: int) -> Listing:
    def row(member: Any) -> dict[str, Any]:
        return {
            "pk": member.pk,
            "url": f"{reverse('duties:record', args=[member.pk])}?year={year}",
            "name": member.name,
            "sector": member.sector.name,
            "committee": member.committee.name,
            "tops": member.tops,
            "points": words.points(member.points),
        }

    return Listing(
        title=_t("推荐优秀委员"),
        columns=[
            Column("name", _("姓名"), place="title", sort="sort_key"),
            Column("tops", _("最高等次年数"), place="state", sort="tops"),
            Column("points", _("合计得分"), place="due", sort="points"),
            Column("sector", _("界别"), phone=True),
            Column("committee", _("专委会"), phone=True),
        ],
        row=row,
        sort="-points",
        shown=lambda rows: rows.select_related("sector", "committee"),
        bulk=[Bulk(_("推荐选中的委员"), f"/duties/awards/proposal?kind={kind}&year={year}", "primary")],
        empty=_("没有可以推荐的委员：等次审定以后，评过最高等次、没有最低等次的列在这里。"),
    )


@require_POST
@signed_in
def propose(request: HttpRequest) -> HttpResponse:
    """First the ticked members are shown with a form; sent with it, they are proposed."""
    assembly, chosen = assembly_of(request), ticked(request.POST)
    kind, year = _asked(request, list(queries.years_of(assembly)))
    form = ProposeForm(request.POST if "confirmed" in request.POST else None)

    def proposed() -> object:
        return actions.propose_awards(
            assembly, by=person(request), kind=kind, year=year, chosen=chosen, **form.cleaned_data
        )

    if done(form, proposed):
        messages.success(request, _t("已推荐 %(count)s 位，待会议审定。") % {"count": len(set(chosen))})
        return redirect(f"{reverse('duties:awards')}?tab=waiting")
    rows = queries.records_visible_to(actor(request)).filter(pk__in=chosen, assembly=assembly).order_by("sort_key")
    said = {"people": list(rows), "kind": AwardKind(kind), "year": year}
    verdict = rules.may_propose_awards(person(request), assembly)
    return form_page(request, "duties/award_proposal.html", form, verdict=verdict, **said)


@require_POST
@signed_in
def decide(request: HttpRequest) -> HttpResponse:
    """First the ticked proposals are shown with a form; sent with it, what the meeting decided of them is noted."""
    assembly, chosen = assembly_of(request), ticked(request.POST)
    form = RulingForm(request.POST if "meeting" in request.POST else None, initial={"meeting": _t("主席会议")})
    how = "declined" if "decline" in request.POST else "granted"

    def decided() -> object:
        return actions.decide_awards(assembly, by=person(request), ruling=form.ruling(), **{how: chosen})

    if done(form, decided):
        said = _t("已登记：%(count)s 位评为优秀委员。") if how == "granted" else _t("已登记：%(count)s 位未通过。")
        messages.success(request, said % {"count": len(set(chosen))})
        return redirect("duties:awards")
    seen = queries.awards_visible_to(actor(request)).select_related("member")
    awards = seen.filter(pk__in=chosen, state=AwardState.PROPOSED).order_by("member__sort_key", "pk")
    verdict = rules.may_decide_awards(person(request), assembly)
    return form_page(request, "duties/award_decision.html", form, awards=list(awards), verdict=verdict)


def _found(request: HttpRequest, pk: int) -> Award:
    rows = queries.awards_visible_to(actor(request))
    return get_object_or_404(rows.select_related("member__sector", "assembly__scope", "term", "proposed_by"), pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One award: why, by which meeting, its certificate."""
    award = _found(request, pk)
    kind = str(AwardKind(award.kind).label)
    decides = rules.may_grant_award(person(request), award)
    form = RulingForm(initial={"meeting": _t("主席会议"), "on": clock.today()})
    context = {"award": award, "badge": badge(award), "kind": kind, "decides": decides}
    return form_page(request, "duties/award.html", form, **context)


@require_safe
@signed_in
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate in the official layout; 404 until the meeting has awarded it."""
    award = _found(request, pk)
    if award.state != AwardState.AWARDED:
        raise Http404
    response = HttpResponse(exports.certificate(award), content_type="application/pdf")
    name = _t("%(name)s优秀委员证书.pdf") % {"name": award.member.name}
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
