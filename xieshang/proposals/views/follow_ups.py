"""What is asked after closing: the list of it, and the answers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.answering import FollowUpForm
from xieshang.proposals.models import FollowUp
from xieshang.proposals.states import FollowUpKind, FollowUpOutcome
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.rows import case_words
from xieshang.proposals.views.today import Today
from xieshang.spine import clock
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Choice, Column, Dates, Listing, Tab
from xieshang.ui.pages import asked_or_sent

TONES: dict[str, Tone] = {
    "": "wait",
    FollowUpOutcome.DONE: "good",
    FollowUpOutcome.BETTER: "good",
    FollowUpOutcome.UNDER_WAY: "wait",
    FollowUpOutcome.EXPLAINED: "plain",
    FollowUpOutcome.SAME: "plain",
}


class Rows:
    """Makes the rows of one page, as of today."""

    def __init__(self, person: Person) -> None:
        self.person, self.today = person, Today()

    def __call__(self, one: FollowUp) -> Mapping[str, Any]:
        """A row of the list."""
        case, waits = one.proposal, one.answered_at is None
        at = f"/proposals/{case.pk}"
        return {
            "pk": one.pk,
            "url": f"{at}/follow-ups/{one.pk}" if waits and self._is_asked(one) else at,
            "number": case_words(case.session.year, case.case_number),
            "title": case.title,
            "kind": one.get_kind_display(),
            "who": one.assignment.bureau.name if one.assignment else case.proposer_name,
            "state": outcome_badge(one),
            "due": self.today.cell(one.due_on) if waits else one.due_on,
        }

    def _is_asked(self, one: FollowUp) -> bool:
        """Is it this person who answers? Whoever oversees it is led to the case."""
        if one.assignment is not None:
            return self.person.can(Permission.PROPOSALS_HANDLE, one.assignment.bureau.scope_id)
        return not self.person.scopes_with(Permission.PROPOSALS_READ_ALL)


def outcome_badge(one: FollowUp) -> Badge:
    """What was answered, or that it waits."""
    return Badge(str(one.get_outcome_display() or _t("待答复")), TONES[one.outcome])


COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title"),
    Column("kind", _("回访"), phone=True),
    Column("who", _("由谁答复"), place="ball"),
    Column("state", _("情况"), place="state"),
    Column("due", _("期限"), place="due", sort="due_on"),
]
TABS = [
    Tab("asked", _("待答复"), lambda rows: queries.asked_follow_ups(rows, on=clock.today())),
    Tab("late", _("已逾期"), lambda rows: queries.late_follow_ups(rows, on=clock.today())),
    Tab("answered", _("已答复"), Q(answered_at__isnull=False)),
    Tab("all", _("全部")),
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The follow-ups that the person answers or oversees."""
    declared = Listing(
        title=_t("跟踪回访"),
        columns=COLUMNS,
        row=Rows(web.person(request)),
        sort="due",
        tabs=TABS,
        filters=[
            Choice("kind", _("回访"), FollowUpKind.choices, "kind"),
            Dates("due", _("期限"), "due_on"),
        ],
        search=_titled,
        search_label=_t("在案由里找"),
        empty=_t("没有需要答复的回访。"),
    )
    return declared.respond(request, queries.follow_ups_of(web.person(request)))


def _titled(rows: QuerySet[FollowUp], text: str) -> QuerySet[FollowUp]:
    return rows.filter(proposal__title__icontains=text)


@asked_or_sent
@signed_in
def answer(request: HttpRequest, pk: int, follow_up: int) -> HttpResponse:
    """Report on a promise, or tell of the effect."""
    proposal, person = whole(request, pk), web.person(request)
    asked = next((one for one in proposal.follow_ups.all() if one.pk == follow_up), None)
    if asked is None:
        raise Http404
    form = FollowUpForm(sent(request), follow_up=asked)
    if done(form, lambda: actions.answer_follow_up(asked, by=person, **form.cleaned_data)):
        return to_case(request, pk, _t("回访已答复。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_answer_follow_up(person, asked),
        title=title_of(asked),
        label=_t("提交"),
        lead=_t("“仍在办理”的，到期以后会再问一次。")
        if asked.is_promise
        else _t("办结以后，提案反映的问题有没有改善？"),
        template="proposals/follow_up.html",
    )


def title_of(one: FollowUp) -> str:
    """What a follow-up asks for, as a verb."""
    if one.is_promise:
        return _t("报告承诺的落实情况")
    return _t("回答三个月的成效") if one.kind == FollowUpKind.EFFECT_3 else _t("回答十二个月的成效")
