"""The member's ballot: marked, looked over once more, sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, rules
from xieshang.meetings.forms.votes import BallotForm
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import Choice, VoteKind
from xieshang.ui.pages import asked_or_sent, done, sent


@asked_or_sent
@signed_in
def ballot(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """The ballot; `step` says whether it is looked over (`check`), gone back to (`edit`) or sent (`cast`)."""
    person = web.person(request)
    standing = queries.standing(vote, person)
    if standing is None or standing.vote.meeting_id != pk:
        raise Http404
    step = request.POST.get("step", "check")
    form = BallotForm(sent(request), vote=standing.vote, options=queries.options_of(standing.vote))
    if step == "cast" and done(form, lambda: _cast(form, standing, person)):
        return redirect("meetings:ballot", pk=pk, vote=vote)
    if step == "check" and form.is_bound and form.is_valid():
        return _page(request, "meetings/ballot_check.html", standing, form, chosen=_chosen(form, standing))
    if standing.has_cast:
        return _page(request, "meetings/ballot_done.html", standing, form)
    status = 422 if step != "edit" and form.is_bound and form.errors else 200
    return _page(request, "meetings/ballot.html", standing, form, status=status)


def _cast(form: BallotForm, standing: queries.Standing, person: Person) -> object:
    return actions.cast_vote(standing.vote, by=person, choices=form.choices, written=form.written)


def _chosen(form: BallotForm, standing: queries.Standing) -> list[tuple[str, str]]:
    """What is about to be sent, in words; what is unmarked is an abstention."""
    unmarked = _("弃权（没有选）")
    marks = form.choices
    listed = [
        (name, str(Choice(marks[number]).label) if number in marks else unmarked)
        for number, name in queries.options_of(standing.vote).items()
    ]
    return listed + [(name, _("另选，赞成")) for name in form.written]


def _page(
    request: HttpRequest,
    template: str,
    standing: queries.Standing,
    form: BallotForm,
    *,
    chosen: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    vote = standing.vote
    chosen = chosen or []
    marked = sum(mark == Choice.FOR for mark in form.choices.values()) + len(form.written) if chosen else 0
    context = {
        "vote": vote,
        "meeting": vote.meeting,
        "form": form,
        "verdict": rules.may_cast_vote(web.person(request), vote),
        "chosen": chosen,
        "marked": marked,
        "is_election": vote.kind == VoteKind.ELECTION,
        "too_many": vote.kind == VoteKind.ELECTION and marked > vote.seats,
    }
    return render(request, template, context, status=status)
