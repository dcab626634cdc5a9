"""Who is on the roll, and where."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts import actions as accounts
from xieshang.accounts.models import Grant
from xieshang.members import events, queries, rules
from xieshang.members.actions.posts import of_post
from xieshang.members.models import Member, Organ, Post, Sector
from xieshang.members.states import LeaveReason
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused
from xieshang.texts import names

ROLE = "member"
CORRECTABLE = frozenset(
    {"name", "number", "gender", "ethnicity", "party", "born", "workplace", "note", "sector", "committee"}
)


@action(rules.may_admit, lock=False)
def admit(member: Member, *, by: rules.By, with_role: bool = True) -> Member:
    """Enter a person on the roll, with a member's role in the assembly for the same time.

    An empty `until_on` becomes the end of the term. The role follows from the membership: whoever
    may keep the roll needs no right over accounts for it. `with_role=False` for a person who holds
    that role already.
    """
    member.until_on = member.until_on or member.term.until_on
    _spell(member)
    keep(member)
    if with_role:
        _give_role(member)
    events.MEMBER_ADMITTED.record(member, by, **_placed(member))
    return member


def _spell(member: Member) -> None:
    member.sort_key = names.sort_key(member.name)[:200]
    member.spelled = f"{names.spelling(member.name)[:150]} {names.initials(member.name)[:49]}"


def _give_role(member: Member) -> None:
    place, person = member.assembly.scope, member.person
    accounts.grant(place, by=None, person=person, role=ROLE, from_on=member.from_on, until_on=member.until_on)


def _placed(member: Member) -> dict[str, Any]:
    return {"sector": member.sector.name, "committee": member.committee.name, "on": member.from_on}


@action(rules.may_change)
def correct(member: Member, *, by: rules.By, facts: Mapping[str, Any]) -> Member:
    """Put right what was wrong from the first day on; the entry tells which fields, not their values.

    Refused where nothing differs, or what comes out does not fit the roll. For a change of sector or
    committee from a later day on there is `transfer`.
    """
    if unknown := set(facts) - CORRECTABLE:
        raise ValueError(f"no facts of a member: {sorted(unknown)}")
    changed = sorted(field for field, value in facts.items() if getattr(member, field) != value)
    if not changed:
        raise Refused(_("没有改动。"))
    for field in changed:
        setattr(member, field, facts[field])
    if "name" in changed:
        _spell(member)
    _refuse_misfit(member)
    keep(member)
    events.MEMBER_CORRECTED.record(member, by, fields=",".join(changed))
    return member


def _refuse_misfit(member: Member) -> None:
    verdict = rules.fits_roll(member)
    if not verdict:
        raise Refused(verdict.reason)


@action(rules.may_change)
def transfer(member: Member, *, by: rules.By, on: date, sector: Sector, committee: Organ) -> Member:
    """Place a member in another sector or on another committee from `on`; the new row of the roll.

    The row so far ends on that day and stays as it was. Posts of the assembly, and those of a
    sector or committee that stays the same, go on; the others end. Not in a batch.
    """
    if (sector.pk, committee.pk) == (member.sector_id, member.committee_id):
        raise Refused(_("界别和专委会都没有变化。"))
    _refuse_outside(member, on)
    fresh = _copy(member, from_on=on, sector=sector, committee=committee)
    _refuse_misfit(fresh)
    member.until_on, member.leave_reason = on, LeaveReason.TRANSFERRED
    keep(member)
    keep(fresh)
    events.MEMBER_TRANSFERRED.record(fresh, by, **_placed(fresh))
    _carry_posts(member, fresh, by, on)
    return fresh


def _refuse_outside(member: Member, on: date) -> None:
    if on <= member.from_on or (member.until_on is not None and on >= member.until_on):
        raise Refused(_("这一天不在该委员的任期之内，请核对日期。"), field="on")


def _copy(member: Member, **changed: Any) -> Member:
    same = {f.name: getattr(member, f.name) for f in member._meta.concrete_fields if not f.primary_key}
    return Member(**{**same, **changed})


def _carry_posts(member: Member, fresh: Member, by: rules.By, on: date) -> None:
    for post in map(hold, queries.unended_posts(member, on=on)):
        from_on, until_on = max(post.from_on, on), post.until_on
        stays = _stays(post, member, fresh)
        _end_post(post, by, on, told=not stays)
        if stays:
            place = {"organ": post.organ, "sector": post.sector}
            keep(Post(member=fresh, kind=post.kind, **place, from_on=from_on, until_on=until_on))


def _stays(post: Post, member: Member, fresh: Member) -> bool:
    """Does a post go on after a transfer? Not one in the sector or on the committee that was left."""
    left_committee = post.organ_id == member.committee_id != fresh.committee_id
    left_sector = post.sector_id == member.sector_id != fresh.sector_id
    return not (left_committee or left_sector)


def _end_post(post: Post, by: rules.By, on: date, *, told: bool) -> None:
    """End a post; one that has not begun by then never was."""
    if told:
        events.POST_ENDED.record(post, by, **of_post(post), on=on)
    if post.from_on < on:
        post.until_on = on
        keep(post)
    else:
        post.delete()


@action(rules.may_change)
def leave(member: Member, *, by: rules.By, on: date, reason: LeaveReason) -> Member:
    """End a membership: `on` is the first day without it. The posts and the member's role end with it."""
    if on <= member.from_on or (member.until_on is not None and on > member.until_on):
        raise Refused(_("这一天不在该委员的任期之内，请核对日期。"), field="on")
    member.until_on, member.leave_reason = on, LeaveReason(reason)
    keep(member)
    for post in map(hold, queries.unended_posts(member, on=on)):
        _end_post(post, by, on, told=True)
    for grant in _grants_beyond(member, on):
        accounts.withdraw(grant, by=None, on=on)
    events.MEMBER_LEFT.record(member, by, reason=str(reason), on=on)
    return member


def _grants_beyond(member: Member, on: date) -> list[Grant]:
    grants = Grant.objects.filter(person=member.person, scope=member.assembly.scope, role=ROLE, from_on__lt=on)
    return [grant for grant in grants.order_by("pk") if grant.until_on is None or grant.until_on > on]
