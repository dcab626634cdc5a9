"""What no other room records: entered with evidence, confirmed by a second person, put right by a new entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import actions as documents
from xieshang.duties import events, queries, rules, schemes
from xieshang.duties.actions.years import in_open_year
from xieshang.duties.models import Exemption, HandEntry
from xieshang.duties.schemes import Item
from xieshang.duties.states import HAND_LIFE
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused

EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done on which day, under which item of the scheme; `amount` in hundredths where the item counts it."""

    item: str
    title: str
    on: date
    amount: int = 0


@action(rules.may_enter, lock=False)
def enter(
    member: Member, *, by: Person, deed: Deed, evidence: Sequence[UploadedFile] = (), entry_key: UUID | None = None
) -> HandEntry:
    """Something that the member did, with its evidence; it counts once a second person has confirmed it."""
    _checked(member.assembly, member, deed)
    entry = HandEntry(
        assembly=member.assembly,
        member=member,
        item=deed.item,
        title=deed.title.strip(),
        on=deed.on,
        amount=deed.amount,
        entered_by=by,
        entry_key=entry_key,
    )
    keep(entry)
    for upload in evidence:
        documents.receive(upload, to=entry, purpose=EVIDENCE, by=by)
    events.NOTED_BY_HAND.record(entry, by, title=entry.title, about=entry.item)
    return entry


def _checked(assembly: Assembly, member: Member, deed: Deed) -> Item:
    """The scheme's item; refuses what it does not have, a day outside the membership, a year that is sealed."""
    if not deed.title.strip():
        raise Refused(_("请写明做了什么。"), field="title")
    if deed.on > clock.today():
        raise Refused(_("日期不能在今天以后。"), field="on")
    if deed.on < member.from_on or (member.until_on is not None and deed.on >= member.until_on):
        raise Refused(_("这一天不在这位委员的任期之内。"), field="on")
    year = in_open_year(assembly, deed.on.year, field="on")
    edition = year.edition if year else queries.in_force(assembly, deed.on.year)
    if edition is None:
        raise Refused(_("%(year)s 年还没有采用履职办法。") % {"year": deed.on.year}, field="on")
    item = by_hand(queries.scheme_of(edition)).get(deed.item)
    if item is None:
        raise Refused(_("办法里没有这个手工录入的项目。"), field="item")
    if item.points == "amount" and deed.amount <= 0:
        raise Refused(_("这一项按分值计，请填写大于 0 的分值。"), field="amount")
    return item


def by_hand(scheme: schemes.Scheme) -> dict[str, Item]:
    """The items of a scheme that are entered by hand, by their codes."""
    return {item.code: item for item in scheme.items if item.by_hand}


@action(rules.may_confirm_entry)
def confirm_entry(entry: HandEntry, *, by: Person) -> HandEntry:
    """It is so: it counts from now on, for the day on which it was done."""
    in_open_year(entry.assembly, entry.on.year, field="on")
    HAND_LIFE.advance(entry, "confirm_entry")
    entry.reviewed_by, entry.reviewed_at = by, clock.now()
    events.CONFIRMED.record(
        entry, by, member=entry.member_id, title=entry.title, about=entry.item, amount=entry.amount, on=entry.on
    )
    return keep(entry)


@action(rules.may_reject_entry)
def reject_entry(entry: HandEntry, *, by: Person, reason: str) -> HandEntry:
    """It is not so, or the evidence does not show it; who entered it reads the reason."""
    if not reason.strip():
        raise Refused(_("请写明为什么不予通过。"), field="reason")
    HAND_LIFE.advance(entry, "reject_entry")
    entry.reviewed_by, entry.reviewed_at, entry.reason = by, clock.now(), reason.strip()
    events.REJECTED.record(entry, by, title=entry.title, reason=entry.reason)
    return keep(entry)


@action(rules.may_correct_entry)
def correct_entry(entry: HandEntry, *, by: Person, deed: Deed, reason: str) -> HandEntry:
    """A new entry in place of a confirmed one, which stays as it was and counts no more."""
    if not reason.strip():
        raise Refused(_("请写明为什么更正。"), field="reason")
    _checked(entry.assembly, entry.member, deed)
    HAND_LIFE.advance(entry, "correct_entry")
    keep(entry)
    right = HandEntry(
        assembly=entry.assembly,
        member=entry.member,
        item=deed.item,
        title=deed.title.strip(),
        on=deed.on,
        amount=deed.amount,
        state="confirmed",
        corrects=entry,
        entered_by=entry.entered_by,
        reviewed_by=by if by.pk != entry.entered_by_id else entry.reviewed_by,
        reviewed_at=clock.now(),
        reason=reason.strip(),
    )
    right.save(force_insert=True)
    events.CORRECTED.record(
        right,
        by,
        member=right.member_id,
        title=right.title,
        about=right.item,
        amount=right.amount,
        on=right.on,
        undoes=queries.confirmation_of(entry),
    )
    return right


@action(rules.may_exempt)
def exempt(member: Member, *, by: Person, year: int, item: str, reason: str) -> Exemption:
    """An item or a gate of the year's scheme is not asked of this member in this year: an item counts as its cap, a
    gate as met. Refused where the scheme does not have it, or names grounds for exemption and none that allows it."""
    if not reason.strip():
        raise Refused(_("请写明免除的理由。"), field="reason")
    in_open_year(member.assembly, year, field="on")
    title = _exemptible(member.assembly, year, item)
    made = Exemption.objects.create(
        assembly=member.assembly, member=member, year=year, item=item, reason=reason.strip(), by=by
    )
    events.EXEMPTED.record(made, by, year=year, item=title, reason=made.reason)
    return made


def _exemptible(assembly: Assembly, year: int, item: str) -> str:
    """The title of what is to be exempt."""
    edition = queries.edition_of(assembly, year)
    if edition is None:
        raise Refused(_("%(year)s 年还没有采用履职办法。") % {"year": year}, field="item")
    scheme = queries.scheme_of(edition)
    found = scheme.exemptible
    words = {"title": edition.title, "known": _("、").join(found.values()), "item": scheme.named.get(item, "")}
    if item in scheme.unchanged:
        said = _("“%(item)s”没有上限，也不扣分，免了得分不变；可以免的是：%(known)s。要能免，请在办法里给它写上限。")
        raise Refused(said % words, field="item")
    if item not in found:
        raise Refused(_("按《%(title)s》不能免这一项；可以免的是：%(known)s。") % words, field="item")
    return found[item]
