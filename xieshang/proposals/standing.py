"""What a change of term asks of proposals: what is open, what lies under the seal, what a term had on a day."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.members import change
from xieshang.members.models import Term
from xieshang.proposals.queries import terms
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.ui.addresses import url


@change.matter(
    "proposals.cases",
    title=gettext_lazy("未结提案"),
    cure=gettext_lazy("逐件或成批决定：结转到新一届继续办理，或者写明理由届满结案。"),
    place=10,
)
def open_cases(term: Term) -> list[change.Standing]:
    """How many cases of each state the office has still to decide on."""
    counted = terms.open_at_end(term).order_by().values_list("state").annotate(count=Count("pk"))
    by_state, at = dict(counted), url("proposals:term", term.pk)
    found = [(state, by_state[state]) for state in State if state in by_state]
    if not found:
        return [change.Standing(_("未结提案"), 0, at)]
    return [change.Standing(str(state.label), count, f"{at}?state={state}") for state, count in found]


@change.matter(
    "proposals.leaderless",
    title=gettext_lazy("提案者都已离任"),
    cure=gettext_lazy("指定一位新一届委员接续提案，写明本人同意；没有人接续的，届满结案。"),
    place=20,
    binds=False,
)
def leaderless(term: Term) -> list[change.Standing]:
    """How many of them nobody stands for any more; they are among the open ones."""
    count = terms.leaderless(term, on=clock.today()).count()
    return [change.Standing(_("提案"), count, f"{url('proposals:term', term.pk)}?tab=leaderless")]


@change.record("proposals.cases", title=gettext_lazy("提案"))
def cases(term: Term) -> Iterator[change.Line]:
    """How each case of the term ended; of one that goes on no more than that it does, and where."""
    for case in terms.under_seal(term):
        if case.carried_into_id is not None:
            yield [case.pk, "carried_over", case.carried_into_id]
        else:
            ending = [case.state, case.closed_at, case.end_reason, case.merged_into_id, case.ground]
            yield [case.pk, case.session_id, case.case_number, case.title, case.filed_at, *ending]


@change.shelf("proposals", title=gettext_lazy("提案"))
def cases_then(term: Term, on: date) -> list[change.Standing]:
    """How many cases were in each state at the end of the day."""
    at, asked = url("proposals:term_day", term.pk), {"on": on.isoformat()}
    rows = terms.as_of(term, on=on).order_by().values_list("state_then").annotate(count=Count("pk"))
    by_state = dict(rows)
    return [
        change.Standing(str(state.label), by_state[state], f"{at}?{urlencode({**asked, 'then': state})}")
        for state in State
        if state in by_state
    ]
