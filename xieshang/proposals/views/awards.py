"""The pages of awards: the rounds, one round with what is nominated in it, a mark, the decision, the notice."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.bureaus import queries as bureaus
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.awards import NOMINATING, DecideForm, MarkForm, RoundForm
from xieshang.proposals.models import AwardRound, Nomination
from xieshang.proposals.states import AwardState, HonourKind
from xieshang.proposals.views import done, form_page, sent
from xieshang.proposals.views.rows import case_words
from xieshang.spine import clock
from xieshang.spine.rule import Verdict
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent

TONES: dict[str, Tone] = {AwardState.NOMINATING: "wait", AwardState.MARKING: "wait", AwardState.DECIDED: "award"}


def _badge(award: AwardRound) -> Badge:
    return Badge(award.get_state_display(), TONES[award.state])


def _round(award: AwardRound) -> Mapping[str, Any]:
    return {
        "pk": award.pk,
        "url": f"/proposals/awards/{award.pk}",
        "year": award.year,
        "title": award.title,
        "state": _badge(award),
        "due": _until(award),
        "decided": award.decided_on,
    }


def _until(award: AwardRound) -> date | None:
    """Until when something can be done in it."""
    return {
        AwardState.NOMINATING: award.nominations_until_on,
        AwardState.MARKING: award.marks_until_on,
    }.get(AwardState(award.state))


ROUNDS = Listing(
    title=_("评优"),
    sort="-year",
    row=_round,
    columns=[
        Column("year", _("年度"), place="lead", sort="year"),
        Column("title", _("名称"), place="title"),
        Column("state", _("状态"), place="state"),
        Column("due", _("截止"), place="due"),
        Column("decided", _("公布日期"), phone=True),
    ],
    empty=_("还没有评选过优秀提案、先进承办单位和先进个人。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The rounds, the latest year first."""
    assembly = _assembly(request)
    may_open = assembly is not None and bool(rules.may_open_round(actor(request), assembly))
    seen = queries.award_rounds_visible_to(actor(request))
    return ROUNDS.respond(request, seen, template="proposals/awards.html", may_open=may_open)


def _assembly(request: HttpRequest) -> Assembly | None:
    return members.assembly_of(web.person(request), on=clock.today())


@asked_or_sent
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Open the round of a year."""
    person, assembly = web.person(request), _assembly(request)
    if assembly is None:
        raise Http404
    year = clock.today().year
    title = _t("%(year)s 年度优秀提案、先进承办单位和先进个人评选") % {"year": year}
    form = RoundForm(sent(request), initial={"year": year, "title": title})
    if done(form, lambda: actions.open_round(assembly, by=person, **form.cleaned_data)):
        messages.success(request, _t("评选已经开始，提案工作机构、专委会和承办单位可以推荐。"))
        return redirect("proposals:awards")
    return form_page(
        request,
        "proposals/honour_verb.html",
        form,
        verdict=rules.may_open_round(person, assembly),
        title=_t("开始评选"),
        label=_t("开始评选"),
        back="/proposals/awards",
        back_label=_t("回到评优"),
    )


def _seen(request: HttpRequest, pk: int) -> AwardRound:
    found = queries.award_rounds_visible_to(actor(request)).select_related("assembly")
    return get_object_or_404(found, pk=pk)


def _nomination(nomination: Any, *, marks: bool) -> Mapping[str, Any]:
    case = nomination.proposal
    by = nomination.by_bureau.name if nomination.by_bureau else nomination.nominated_by.name
    return {
        "pk": nomination.pk,
        "url": f"/proposals/awards/{nomination.round_id}/nominations/{nomination.pk}",
        "number": case_words(case.session.year, case.case_number) if case else "",
        "whom": case.title if case else queries.whom(nomination),
        "kind": nomination.get_kind_display(),
        "collective": _t("集体") if nomination.is_collective else "",
        "by": by,
        "mean": round(nomination.mean, 1) if marks and nomination.mean is not None else None,
        "given": nomination.given,
        "mine": nomination.mine,
        "state": Badge(_t("已公布"), "award") if nomination.honoured_at else "",
        "at": timezone.localdate(nomination.nominated_at),
    }


COLLECTIVE = [
    Column("number", _("案号"), place="lead"),
    Column("whom", _("推荐对象"), place="title"),
    Column("kind", _("评选项目"), place="ball"),
    Column("collective", _("集体提案"), phone=True),
    Column("by", _("推荐者")),
]
HONOURED = Q(honoured_at__isnull=False)
MEAN = Column("mean", _("平均分"), sort="rank", numeric=True, phone=True)
AFTER = [
    Column("given", _("评分人数"), numeric=True, phone=True),
    Column("mine", _("我的评分"), numeric=True, phone=True),
    Column("state", _("结果"), place="state"),
    Column("at", _("推荐日期"), sort="nominated_at"),
]


def _nominations(award: AwardRound, *, marks: bool) -> Listing:
    """The list of a round: the best marked first where the person may see the marks, else as they came in."""
    return Listing(
        title=award.title,
        sort="-mean" if marks else "at",
        row=partial(_nomination, marks=marks),
        columns=[*COLLECTIVE, *([MEAN] if marks else []), *AFTER],
        tabs=[Tab("all", _("全部")), *(Tab(kind.value, kind.label, Q(kind=kind)) for kind in HonourKind)],
        filters=[Choice("honoured", _("结果"), [("yes", _("已公布"))], lambda rows, _yes: rows.filter(HONOURED))],
        empty=_("还没有推荐。"),
    )


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is nominated, how it was marked, and how many may be honoured."""
    award, who = _seen(request, pk), actor(request)
    nominations = queries.ranked(queries.nominations_seen_by(who, award), by=who)
    return _nominations(award, marks=bool(rules.may_see_marks(who, award))).respond(
        request,
        nominations,
        template="proposals/award.html",
        award=award,
        badge=_badge(award),
        quota=queries.quota_of(award),
        may_nominate=rules.may_nominate(who, award),
        may_start=rules.may_start_marking(who, award),
        may_decide=rules.may_decide_round(who, award),
        organises=bool(rules.may_open_round(who, award.assembly)),
        kinds=[(kind.value, kind.label) for kind in _kinds(request, award)],
    )


def _kinds(request: HttpRequest, award: AwardRound) -> list[HonourKind]:
    """What the person may put forward: a bureau's staff no bureaus."""
    return [kind for kind in HonourKind if kind != HonourKind.BUREAU or _for_all(request, award)]


def _for_all(request: HttpRequest, award: AwardRound) -> bool:
    who = actor(request)
    return bool(rules.may_open_round(who, award.assembly)) or queries.marks_in(who, award.assembly)


def _page(
    request: HttpRequest, award: AwardRound, form: Form, verdict: Verdict, template: str = "honour_verb", **words: Any
) -> HttpResponse:
    """The page of one verb of a round."""
    back = {"back": f"/proposals/awards/{award.pk}", "back_label": _t("回到评选"), "above": award.title}
    return form_page(request, f"proposals/{template}.html", form, verdict=verdict, award=award, **back, **words)


def _to_round(request: HttpRequest, award: AwardRound, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("proposals:award", pk=award.pk)


@asked_or_sent
@signed_in
def nominating(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Put a case, a bureau or a person forward."""
    award, person = _seen(request, pk), web.person(request)
    if kind not in HonourKind.values:
        raise Http404
    wanted, everyone = HonourKind(kind), _for_all(request, award)
    units = queries.bureaus_of(person, award.assembly)
    if everyone:
        units = bureaus.open_on(award.assembly, on=clock.today())
    form = NOMINATING[wanted](sent(request), award=award, bureaus=units)
    if done(form, lambda: actions.nominate(award, by=person, kind=wanted, **form.chosen())):
        return _to_round(request, award, _t("推荐已经列入。"))
    label = _t("推荐%(kind)s") % {"kind": wanted.label}
    lead = "" if everyone else _t("承办单位推荐本单位办理的提案和本单位的工作人员。")
    return _page(request, award, form, rules.may_nominate(person, award), title=label, label=label, lead=lead)


@asked_or_sent
@signed_in
def nomination(request: HttpRequest, pk: int, nomination: int) -> HttpResponse:
    """What is put forward and why; who marks gives their mark here."""
    award, person = _seen(request, pk), web.person(request)
    found = queries.ranked(queries.nominations_seen_by(person, award), by=person).select_related("round__assembly")
    one = get_object_or_404(found, pk=nomination)
    own = one.marks.filter(by=person).first()
    form = MarkForm(sent(request), initial={"score": own.score, "remark": own.remark} if own else None)
    if done(form, lambda: actions.mark(one, by=person, **form.cleaned_data)):
        return _to_round(request, award, _t("评分已经记下，截止以前还可以改。"))
    return _page(
        request,
        award,
        form,
        rules.may_mark(person, one),
        "nomination",
        title=queries.whom(one),
        label=_t("改评分") if own else _t("评分"),
        one=one,
        marks=bool(rules.may_see_marks(person, award)),
        marker=queries.marks_in(person, award.assembly),
    )


@require_POST
@signed_in
def marking(request: HttpRequest, pk: int) -> HttpResponse:
    """The nominations are closed, the marking begins."""
    award = actions.start_marking(_seen(request, pk), by=web.person(request))
    return _to_round(request, award, _t("推荐已经截止，可以评分。"))


@asked_or_sent
@signed_in
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is honoured, and write the notice."""
    award, person = _seen(request, pk), web.person(request)
    verdict = rules.may_decide_round(person, award)
    seen = queries.by_rank(award, by=person) if rules.may_see_marks(person, award) else []
    form = DecideForm(sent(request), nominations=seen)
    if done(form, lambda: actions.decide_round(award, by=person, **form.decided())):
        messages.success(request, _t("结果已经公布，提案者和承办单位会收到通知。"))
        return redirect("proposals:award_notice", pk=pk)
    return _page(
        request,
        award,
        form,
        verdict,
        "award_decision",
        title=_t("公布结果"),
        label=_t("公布结果"),
        quota=queries.quota_of(award),
    )


@require_safe
@signed_in
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice, with who is honoured; there is none before the round is decided."""
    award = _seen(request, pk)
    if award.state != AwardState.DECIDED:
        raise Http404
    honoured: dict[HonourKind, list[Nomination]] = {kind: [] for kind in HonourKind}
    for one in queries.honoured_in(award):
        honoured[HonourKind(one.kind)].append(one)
    return render(request, "proposals/award_notice.html", {"award": award, "honoured": honoured})
