"""What entries of the ledger speak of: for each kind of thing its name, who reads what happened to it, and its page.

An entry tells no more than its thing does: who may not see a thing is not told what happened to it. A kind that does
not stand here is told to nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Person, Visitor
from xieshang.bureaus import queries as bureaus
from xieshang.duties import queries as duties
from xieshang.duties.models import Exemption
from xieshang.meetings import events as meeting_events
from xieshang.meetings import queries as meetings
from xieshang.meetings.models import Attendance, Attendee, Device, Minutes, Plan, Sitting, Vote
from xieshang.meetings.states import VoteState
from xieshang.members import queries as members
from xieshang.members.models import Post
from xieshang.proposals import queries as proposals

Actor = Person | Visitor


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing. `name`: the path to what one of them is called; `page` with the path to its key: where it
    stands. `seen`: those of which somebody is told; without it, whoever reads the ledger of the assembly is told of
    all. `opens`: those whose page they may open, where these are fewer."""

    words: str | Promise
    seen: Callable[[Actor], QuerySet[Any]] | None
    name: str = ""
    page: str = ""
    key: str = "pk"
    opens: Callable[[Actor], QuerySet[Any]] | None = None


def _of_meeting(model: Any, path: str = "meeting", **more: Any) -> Callable[[Actor], QuerySet[Any]]:
    return lambda actor: model.objects.filter(**{f"{path}__in": meetings.visible_to(actor), **more})


SUBJECTS: dict[str, Subject] = {
    "accounts.grant": Subject(_("角色"), None, "person__name", "accounts:person", "person", accounts.grants_visible_to),
    "accounts.person": Subject(_("账号"), None, "name", "accounts:person", opens=accounts.visible_to),
    "accounts.scope": Subject(_("机构"), None, "name"),
    "bureaus.bureau": Subject(_("承办单位"), bureaus.visible_to, "name", "bureaus:bureau"),
    "deadlines.calendarday": Subject(_("工作日历"), None, "on"),
    "deadlines.deadline": Subject(_("期限"), None),
    "duties.award": Subject(_("优秀委员"), duties.awards_visible_to, "member__name", "duties:award"),
    "duties.dutyreport": Subject(_("述职报告"), duties.reports_visible_to, "member__name", "duties:report"),
    "duties.edition": Subject(_("履职办法"), duties.editions_visible_to, "title", "duties:scheme"),
    "duties.exemption": Subject(
        _("免除"),
        lambda actor: Exemption.objects.filter(member__in=duties.records_visible_to(actor)),
        "member__name",
        "duties:record",
        "member",
    ),
    "duties.exit": Subject(_("履职提醒"), duties.exits_visible_to, "member__name", "duties:exit"),
    "duties.grade": Subject(_("履职等次"), duties.grades_visible_to, "member__name", "duties:record", "member"),
    "duties.handentry": Subject(_("履职录入"), duties.hand_entries_visible_to, "member__name", "duties:entry"),
    "duties.objection": Subject(_("履职异议"), duties.objections_visible_to, "member__name", "duties:objection"),
    "duties.year": Subject(_("履职年度"), duties.years_visible_to, "year", "duties:year"),
    "meetings.attendance": Subject(
        _("签到"), _of_meeting(Attendance, "sitting__meeting"), "attendee__name", "meetings:show", "sitting__meeting"
    ),
    "meetings.attendee": Subject(_("名单"), _of_meeting(Attendee), "name", "meetings:show", "meeting"),
    "meetings.device": Subject(_("签到设备"), _of_meeting(Device), "name", "meetings:show", "meeting"),
    "meetings.meeting": Subject(_("会议活动"), meetings.visible_to, "title", "meetings:show"),
    "meetings.minutes": Subject(_("纪要"), _of_meeting(Minutes), "meeting__title", "meetings:show", "meeting"),
    "meetings.plan": Subject(
        _("座位表"), _of_meeting(Plan, published_at__isnull=False), "meeting__title", "meetings:show", "meeting"
    ),
    "meetings.sitting": Subject(_("会议半天"), _of_meeting(Sitting), "meeting__title", "meetings:show", "meeting"),
    "meetings.speech": Subject(_("大会发言"), meetings.speeches_visible_to, "title", "meetings:speech"),
    "members.assembly": Subject(_("政协"), None, "name"),
    "members.member": Subject(_("委员"), members.visible_to, "name", "members:member"),
    "members.organ": Subject(_("专委会"), None, "name"),
    "members.post": Subject(
        _("职务"),
        lambda actor: Post.objects.filter(member__in=members.visible_to(actor)),
        "member__name",
        "members:member",
        "member",
    ),
    "members.sector": Subject(_("界别"), None, "name"),
    "members.session": Subject(_("会次"), None, "year"),
    "members.term": Subject(_("届"), None, "number"),
    "proposals.awardround": Subject(_("评优"), proposals.award_rounds_visible_to, "title", "proposals:award"),
    "proposals.bulk": Subject(_("成批处理"), proposals.bulks_visible_to, "", "proposals:bulk"),
    "proposals.call": Subject(_("提案征集"), proposals.calls_visible_to, "title", "proposals:call"),
    "proposals.handover": Subject(_("交办会"), proposals.hand_overs_visible_to, "title", "proposals:hand_over"),
    "proposals.keycase": Subject(
        _("重点提案"), proposals.key_cases_seen_by, "proposal__title", "proposals:show", "proposal"
    ),
    "proposals.lead": Subject(_("线索"), proposals.leads_visible_to, "title", "proposals:lead"),
    "proposals.proposal": Subject(_("提案"), proposals.visible_to, "title", "proposals:show"),
    "spine.seal": Subject(_("账目"), None),
}


def said(name: str) -> Cast:
    """A number that the entry's payload holds."""
    return Cast(KeyTextTransform(name, OuterRef("payload")), BigIntegerField())


NARROWER: dict[str, Exists] = {
    meeting_events.VOTE_CLOSED.kind: Exists(Vote.objects.filter(pk=said("vote"), state=VoteState.ANNOUNCED)),
    meeting_events.SEATS_SWAPPED.kind: Exists(
        Plan.objects.filter(meeting=OuterRef("subject_id"), published_at__isnull=False)
    ),
}
"""Kinds of event that say more of a thing than everybody reads who sees it, and when they may be told: what a vote came
to, once that was announced; who sits where, while the plan is published."""


@dataclass(frozen=True, slots=True)
class About:
    """A thing as an entry names it, with the address of its page where whoever reads may open it."""

    words: str
    href: str = ""

    def __str__(self) -> str:
        return self.words

    def __html__(self) -> str:
        return Markup('<a href="{}">{}</a>').format(self.href, self.words) if self.href else escape(self.words)


def named(wanted: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], About]:
    """The things with these kinds and keys, of which the actor is told already; a query or two for each kind."""
    keys: dict[str, set[int]] = {}
    for kind, key in wanted:
        keys.setdefault(kind, set()).add(key)
    plain = {(kind, key): About(str(SUBJECTS[kind].words)) for kind in keys for key in keys[kind]}
    return plain | {(kind, key): about for kind in sorted(keys) for key, about in _named(kind, keys[kind], actor)}


def mentioned(wanted: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], About]:
    """The things with these kinds and keys that the actor sees, by their names alone; a query or two for each kind."""
    keys: dict[str, set[int]] = {}
    for kind, key in wanted:
        keys.setdefault(kind, set()).add(key)
    return {
        (kind, key): about
        for kind in sorted(keys)
        for key, about in _named(kind, _seen(kind, keys[kind], actor), actor, plain=True)
    }


def _seen(kind: str, keys: set[int], actor: Actor) -> set[int]:
    seen = SUBJECTS[kind].seen
    return keys if seen is None else set(seen(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _named(kind: str, keys: set[int], actor: Actor, *, plain: bool = False) -> Iterable[tuple[int, About]]:
    subject = SUBJECTS[kind]
    rows = apps.get_model(kind)._default_manager.filter(pk__in=keys)
    opens = (
        keys if subject.opens is None else set(subject.opens(actor).filter(pk__in=keys).values_list("pk", flat=True))
    )
    for pk, name, key in rows.values_list("pk", subject.name or "pk", subject.key):
        page = reverse(subject.page, args=[key]) if subject.page and pk in opens else ""
        yield pk, About(str(name) if plain else _called(subject, name if subject.name else None), page)


def _called(subject: Subject, name: Any) -> str:
    if name is None or name == "":
        return str(subject.words)
    return _t("%(kind)s：%(name)s") % {"kind": subject.words, "name": name}
