"""A round of review for a session night: all that waits for it in one list, many decided at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, queries
from xieshang.proposals.forms.review import RoundForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries.alike import Near
from xieshang.proposals.states import Category, Outcome, ProposerKind, State
from xieshang.proposals.views import form_page
from xieshang.proposals.views.outcomes import likely_leads
from xieshang.proposals.views.rows import badge, body_of, title_or_none
from xieshang.proposals.views.today import Today
from xieshang.spine.rule import Refused
from xieshang.texts import guidance, words
from xieshang.ui.addresses import ticked
from xieshang.ui.lists import Bulk, Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent

THIN = {
    "title_missing": _("没有案由"),
    "title_long": _("案由过长"),
    "situation_missing": _("没有情况"),
    "situation_short": _("情况很短"),
    "analysis_missing": _("没有分析"),
    "analysis_short": _("分析很短"),
    "facts_missing": _("没有数据"),
    "suggestions_missing": _("没有建议"),
    "suggestion_short": _("建议很短"),
    "suggestions_vague": _("建议不具体"),
    "addressee_missing": _("没说谁来办"),
    "suggestions_many": _("建议过多"),
    "personal_details": _("有个人信息"),
}
"""What is thin in a text, in a few characters for a table."""
ADVICE = "advice"
LOOKED_AT = 5
"""Of so many of the chosen cases it is asked into which they could be merged."""


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """What waits for the first or the second review."""
    person = web.person(request)
    _refuse_others(person)
    return _listing(person).respond(request, queries.waiting_for_review(person), template="proposals/round.html")


def _refuse_others(person: Person) -> None:
    if not person.scopes_with(Permission.PROPOSALS_REVIEW):
        raise Refused(_t("只有提案工作人员可以审查提案。"))


def _listing(person: Person) -> Listing:
    rows = _Rows(person)
    return Listing(
        title=_("审查提案"),
        columns=[
            Column("title", _("案由"), place="title"),
            Column("state", _("状态"), place="state"),
            Column("who", _("提案者"), phone=True),
            Column("thin", _("写得薄的地方"), phone=True),
            Column("near", _("最相似的提案"), phone=True),
            Column("advice", _("初审意见"), phone=True),
            Column("due", _("期限"), place="due", sort="turn_due_on"),
            Column("submitted", _("提交"), sort="submitted_at", numeric=True),
        ],
        row=rows,
        beforehand=rows.look_up,
        sort="submitted",
        shown=lambda found: queries.rows_with_text(found, *_MORE),
        tabs=[
            Tab("all", _("全部")),
            Tab("first", _("待初审"), Q(state=State.SUBMITTED)),
            Tab("second", _("待复审"), Q(state=State.CHECKED)),
            Tab("filing", _("初审建议立案"), Q(state=State.CHECKED, advice=Outcome.FILE)),
        ],
        filters=[
            Choice("category", _("类别"), Category.choices, "category"),
            Choice("kind", _("提案者类型"), ProposerKind.choices, "proposer_kind"),
            Choice("advice", _("初审意见"), Outcome.choices, "advice"),
        ],
        search=queries.matching,
        asked=words.tsquery_text,
        search_label=_("在题目和正文里找"),
        bulk=[Bulk(_("审查选中的提案"), "/proposals/review/decision", "primary")],
        empty=_("没有等待审查的提案。"),
        size=100,
    )


_MORE = ("submitted_at", ADVICE, "advice_reason", "checked_by__name")


class _Rows:
    """Makes the rows of the list; the nearest cases of a page are looked up together."""

    def __init__(self, person: Person) -> None:
        self.person, self.today = person, Today()
        self.near: Mapping[int, Near] = {}

    def look_up(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Find what the cases of a page are most like."""
        self.near = queries.nearest({one["pk"]: body_of(one) for one in found}, actor=self.person)

    def __call__(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        near = self.near.get(values["pk"])
        return {
            "pk": values["pk"],
            "url": f"/proposals/{values['pk']}",
            "title": title_or_none(values["title"]),
            "state": badge(values["state"]),
            "who": values["proposer_name"],
            "thin": thin_in(values),
            "near": _Nearest(values["pk"], near) if near else "",
            "advice": advice_in(values),
            "due": self.today.cell(values["turn_due_on"]),
            "submitted": timezone.localdate(values["submitted_at"]),
        }


def thin_in(values: Mapping[str, Any]) -> str:
    """What is thin in a text, in a few words; of an imported text whose parts are not known, nothing is said."""
    if values["whole_text"]:
        return ""
    found = _thin(values["title"], values["situation"], values["analysis"], tuple(values["suggested"]))
    return _t("、").join(str(THIN[code]) for code in found)


@lru_cache(maxsize=512)
def _thin(title: str, situation: str, analysis: str, suggestions: tuple[str, ...]) -> list[str]:
    """The codes of what is thin; known from before for the cases of a round, whose list is opened again and again."""
    found = guidance.findings(title=title, situation=situation, analysis=analysis, suggestions=list(suggestions))
    return [one.code for one in found]


def advice_in(values: Mapping[str, Any]) -> str:
    """What the first reviewer advised, who that was, and why."""
    if not values[ADVICE]:
        return ""
    words = {"name": values["checked_by__name"], "advice": Outcome(values[ADVICE]).label}
    if not values["advice_reason"]:
        return _t("%(name)s：%(advice)s") % words
    return _t("%(name)s：%(advice)s（%(reason)s）") % {**words, "reason": values["advice_reason"]}


@dataclass(frozen=True, slots=True)
class _Nearest:
    """How alike, and to what; on the page a link to both side by side."""

    pk: int
    near: Near

    def __str__(self) -> str:
        return f"{self.near.percent}% {self.near.title}"

    def __html__(self) -> str:
        return _LINKED.format(pk=self.pk, other=self.near.pk, percent=self.near.percent, title=self.near.title)


_LINKED = Markup('<a href="/proposals/{pk}/comparison?other={other}">{percent}%</a> {title}')


@asked_or_sent
@signed_in
def decision(request: HttpRequest) -> HttpResponse:
    """One outcome for all that were ticked. What was refused stays ticked, and says why.

    Only asked for, as after signing in again, nothing is ticked: back to the list, which says so.
    """
    person = web.person(request)
    _refuse_others(person)
    chosen = queries.waiting_for_review(person).filter(pk__in=ticked(request.POST))
    first = chosen.select_related("assembly").order_by("pk").first()
    if first is None:
        messages.error(request, _t("请先选中要审查的提案。"))
        return redirect("proposals:round")
    if "decide" not in request.POST:
        leads = _likely_leads(person, chosen)
        begins = {"outcome": "file", "into": leads[0].label if len(leads) == 1 else ""}
        return _page(request, RoundForm(initial=begins, assembly=first.assembly), chosen, leads, {})
    form = RoundForm(request.POST, assembly=first.assembly)
    if not form.is_valid():
        return _page(request, form, chosen, _likely_leads(person, chosen), {})
    decided, refused = actions.decide(chosen, by=person, decision=actions.Decision(**form.cleaned_data))
    _say(request, decided)
    if not refused:
        return redirect("proposals:round")
    left = queries.waiting_for_review(person).filter(pk__in=refused)
    return _page(request, form, left, _likely_leads(person, left), refused)


def _say(request: HttpRequest, decided: int) -> None:
    if decided:
        said = ngettext("已审查 %(num)s 件提案。", "已审查 %(num)s 件提案。", decided)
        messages.success(request, said % {"num": decided})


def _likely_leads(person: Person, chosen: QuerySet[Proposal]) -> list[Proposal]:
    """Cases into which the first of the chosen could be merged, those first that most of them are like."""
    first = chosen.select_related("assembly").prefetch_related("suggestions")
    looked_at = first.order_by("submitted_at", "pk")[:LOOKED_AT]
    found = [lead for case in looked_at for lead in likely_leads(person, case)]
    times = Counter(lead.pk for lead in found)
    return sorted({lead.pk: lead for lead in found}.values(), key=lambda lead: -times[lead.pk])


def _page(
    request: HttpRequest,
    form: RoundForm,
    chosen: QuerySet[Proposal],
    leads: Sequence[Proposal],
    refused: Mapping[int, str],
) -> HttpResponse:
    """The chosen cases with the form for all of them; `refused` says why, by the key of the case."""
    rows = [
        {
            "pk": values["pk"],
            "title": title_or_none(values["title"]),
            "who": values["proposer_name"],
            "state": badge(values["state"]),
            "advice": advice_in(values),
            "refused": refused.get(values["pk"], ""),
        }
        for values in queries.rows(chosen, *_MORE).order_by("submitted_at", "pk")
    ]
    if refused:
        count = ngettext(
            "有 %(num)s 件没有办成，原因写在各件下面。", "有 %(num)s 件没有办成，原因写在各件下面。", len(refused)
        )
        form.add_error(None, count % {"num": len(refused)})
    return form_page(request, "proposals/round_decision.html", form, rows=rows, leads=leads)
