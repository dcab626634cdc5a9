"""Who hears what while bureaus handle a case: petitions, rulings, questions, plans, opinions, reminders."""

from django.db.models import QuerySet
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.notices import queries, telling
from xieshang.notices.reactions.hearers import bureau_staff, case_of, clerks, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals.models import Assignment, Petition, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import HandlingRole, PetitionKind
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


def _staff_of(entry: Entry) -> QuerySet[Person]:
    """The staff of the bureau that an entry names."""
    scope = Bureau.objects.values_list("scope_id", flat=True).get(pk=entry.payload["bureau"])
    return holders(P.PROPOSALS_HANDLE, scope, on=clock.today())


def _charge(entry: Entry, case: Proposal) -> Assignment | None:
    """The charge of the bureau that an entry names, if it still has it."""
    return case.assignments.filter(bureau=entry.payload["bureau"]).first()


@on(events.PLANNED)
def planned(entry: Entry) -> None:
    """The author hears who is in charge."""
    case = case_of(entry)
    tell(entry, Kind.PLANNED, case, queries.authors_of(case))


@on(events.OPINION_GIVEN)
def opinion_given(entry: Entry) -> None:
    """The lead's staff, who gather the opinions."""
    case = case_of(entry)
    scopes = case.assignments.filter(role=HandlingRole.LEAD).values_list("bureau__scope_id", flat=True)
    tell(entry, Kind.OPINION, case, holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today()))


@on(events.AUTHOR_ASKED)
def author_asked(entry: Entry) -> None:
    """The author must answer, unless that was done meanwhile."""
    case = case_of(entry)
    charge = _charge(entry, case)
    if charge is not None and charge.pause is not None:
        tell(entry, Kind.TO_ANSWER, case, queries.authors_of(case), answer_by=charge.pause.answer_by)


@on(events.QUESTION_ANSWERED)
def question_answered(entry: Entry) -> None:
    """The bureau's staff, whose clock runs again."""
    case = case_of(entry)
    charge = _charge(entry, case)
    if charge is not None:
        tell(entry, Kind.QUESTION_ANSWERED, case, _staff_of(entry), reply_by=charge.reply_by)


@on(events.RESUMED)
def resumed(entry: Entry) -> None:
    """The author hears that the bureau went on without an answer."""
    case = case_of(entry)
    charge = _charge(entry, case)
    if charge is not None:
        tell(entry, Kind.RESUMED, case, queries.authors_of(case), reply_by=charge.reply_by)


@on(events.PETITIONED)
def petitioned(entry: Entry) -> None:
    """The desk that rules has it, unless it was taken back or ruled on meanwhile."""
    case = case_of(entry)
    petition = Petition.objects.filter(pk=entry.payload["petition"]).first()
    if petition is not None and petition.waits:
        tell(entry, Kind.TO_RULE, case, clerks(case, P.PROPOSALS_ASSIGN), rule_by=petition.rule_by)


@on(events.RULED)
def ruled(entry: Entry) -> None:
    """The staff of the bureau that asked; of a disagreement, all bureaus of the case.

    A bureau that was released does not see the case any more: its news leads to its own list.
    """
    case = case_of(entry)
    staff = _staff_of(entry)
    if entry.payload["what"] == PetitionKind.DISAGREEMENT:
        staff = staff | bureau_staff(case)
    if _charge(entry, case) is not None:
        tell(entry, Kind.RULED, case, staff)
    else:
        telling.tell(entry, Kind.RULED, staff, link=reverse("proposals:assigned"), title=case.title)


@on(events.EXTENDED)
def extended(entry: Entry) -> None:
    """All who judge hear that the answer comes later, and when: co-signers and those of merged cases wait, too."""
    case = case_of(entry)
    charge = _charge(entry, case)
    if charge is not None:
        tell(entry, Kind.EXTENDED, case, queries.voices_of(case), reply_by=charge.reply_by)


@on(events.REPLY_HANDED)
def reply_handed(entry: Entry) -> None:
    """Whoever signs for the bureau, unless it was signed or handed back meanwhile."""
    case = case_of(entry)
    charge = _charge(entry, case)
    if charge is not None and charges.waits_for_signing(charge):
        leaders = holders(P.PROPOSALS_REPLY, charge.bureau.scope_id, on=clock.today())
        link = reverse("proposals:reply", args=[case.pk])
        telling.tell(entry, Kind.TO_SIGN, leaders, link=link, title=case.title, reply_by=charge.reply_by)


@on(events.REPLY_HANDED_BACK)
def reply_handed_back(entry: Entry) -> None:
    """The staff of the bureau write at it again."""
    case = case_of(entry)
    link = reverse("proposals:reply_draft", args=[case.pk])
    telling.tell(entry, Kind.REPLY_HANDED_BACK, _staff_of(entry), link=link, title=case.title)


@on(events.REMINDED)
def reminded(entry: Entry) -> None:
    """The bureau's staff read the office's words."""
    case = case_of(entry)
    tell(entry, Kind.REMINDED, case, _staff_of(entry))
