"""Assemblies, terms, sessions, organs, sectors, members and the posts they hold.

Periods are half-open: from_on <= day < until_on; an empty until_on means "still".
"""

from datetime import date, timedelta
from typing import Final, Self, TypeVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person, Scope
from xieshang.accounts.privacy import Class
from xieshang.members.states import Gender, LeaveReason, Level, OrganKind, PostKind
from xieshang.spine.constraint import hash_of, never_two

M = TypeVar("M", bound=models.Model)


def period_check(name: str) -> models.CheckConstraint:
    """A period has at least one day."""
    return models.CheckConstraint(
        condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")), name=name
    )


class PeriodQuerySet(models.QuerySet[M]):
    """Rows with a half-open period."""

    def on(self, day: date) -> Self:
        """Those whose period holds `day`."""
        return self.filter(from_on__lte=day).filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=day))

    def overlapping(self, from_on: date, until_on: date | None) -> Self:
        """Those whose period has a day in common with this one."""
        begun = self if until_on is None else self.filter(from_on__lt=until_on)
        return begun.exclude(until_on__lte=from_on)


class Lasting(models.Model):
    """A row that holds for a time: from_on <= day < until_on."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Does it last on that day?"""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    @property
    def last_on(self) -> date | None:
        """The last day on which it holds, as people say it; None for "still"."""
        return self.until_on - timedelta(days=1) if self.until_on else None


class Assembly(models.Model):
    """A committee of the people's political consultative conference (政协), at one of three levels."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="assembly")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="members_assembly_level")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def assembly_id(self) -> int:
        """An assembly is its own."""
        return self.pk


class Term(Lasting):
    """A term (届) of an assembly. `seal` is the SHA-256 over all that belongs to it, as it was frozen after its end
    (`sealing`), which `ledger verify` computes anew."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="terms", db_index=False)
    number = models.PositiveSmallIntegerField()
    seal = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="members_term_once"),
            period_check("members_term_period"),
            never_two("members_term_alone", "assembly"),
            models.CheckConstraint(
                condition=models.Q(seal="", frozen_at__isnull=True)
                | ~models.Q(seal="") & models.Q(frozen_at__isnull=False, until_on__isnull=False),
                name="members_term_frozen",
            ),
        ]

    def __str__(self) -> str:
        return str(_("第%(number)s届") % {"number": self.number})

    @property
    def is_frozen(self) -> bool:
        """Does it lie under its seal?"""
        return self.frozen_at is not None


class Session(Lasting):
    """A yearly plenary session (次会议) and the year of work it opens.

    Cases carry the session in whose period they were submitted; `opens_on`–`closes_on` (both
    included) tell what was submitted in session and what between sessions.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="sessions")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="members_session_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="members_session_days"
            ),
            period_check("members_session_period"),
            never_two("members_session_alone", "assembly"),
        ]

    def __str__(self) -> str:
        return str(_("第%(number)s次会议") % {"number": self.number})


class Sector(models.Model):
    """A sector (界别) of an assembly in a term."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sectors", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "code"], name="members_sector_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def assembly_id(self) -> int:
        """The assembly whose term it belongs to."""
        return self.term.assembly_id


class Organ(Lasting):
    """A body of an assembly: a special committee (专门委员会), the office, a party, a people's organisation."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="organs", db_index=False)
    kind = models.CharField(max_length=16, choices=OrganKind)
    code = models.SlugField()
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="organ")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "code"], name="members_organ_once"),
            models.CheckConstraint(condition=models.Q(kind__in=OrganKind.values), name="members_organ_kind"),
            period_check("members_organ_period"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(Lasting):
    """A person's membership (委员) of an assembly in a term, in a sector and on a special committee (全员入委).

    Who changes sector or committee gets a new row from that day on, so that the roll is right on any day.
    `PERSONAL` says which fields are personal.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="members", db_index=False)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    number = models.CharField(max_length=20, help_text="number on the member's card")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="members")
    committee = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(_("姓名"), max_length=60)
    sort_key = models.CharField(max_length=200, help_text="pinyin, for sorting")
    spelled = models.CharField(max_length=200, help_text="pinyin and its initials, for quick finding")
    gender = models.CharField(max_length=6, choices=Gender, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=30, blank=True)
    party = models.CharField(_("党派"), max_length=30, blank=True)
    born = models.CharField(
        _("出生"), max_length=10, blank=True, help_text="as precisely as known: 1968, 1968-05 or 1968-05-12"
    )
    workplace = models.CharField(_("单位及职务"), max_length=120, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    leave_reason = models.CharField(max_length=16, choices=LeaveReason, blank=True)

    posts_then: list["Post"]  # set by `queries.with_posts`

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            never_two("members_member_once", "assembly", "person"),
            never_two("members_member_number", "term", hash_of("number")),
            period_check("members_member_period"),
            models.CheckConstraint(
                condition=models.Q(leave_reason__in=["", *LeaveReason.values]), name="members_member_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(leave_reason="") | models.Q(until_on__isnull=False),
                name="members_member_left",
            ),
        ]
        indexes = [
            models.Index("assembly", "term", "sort_key", "id", name="members_member_sorted"),
        ]

    def __str__(self) -> str:
        return self.name


PERSONAL: Final[dict[str, Class]] = {
    "name": "A",
    "party": "A",
    "workplace": "A",
    "gender": "B",
    "ethnicity": "B",
    "born": "B",
    "note": "B",
}
"""The personal fields of a member. Class B is shown to the office and to the member alone, and is in no list."""


class Post(Lasting):
    """A post that a member holds for a time: standing member, director of a committee, convenor of a sector.

    Posts of the whole assembly have neither organ nor sector.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=20, choices=PostKind)
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            period_check("members_post_period"),
            models.CheckConstraint(condition=models.Q(kind__in=PostKind.values), name="members_post_kind"),
            models.CheckConstraint(
                condition=models.Q(organ__isnull=True) | models.Q(sector__isnull=True), name="members_post_place"
            ),
            never_two("members_post_once", "member", hash_of("kind"), Coalesce("organ", 0), Coalesce("sector", 0)),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return gettext("%(place)s%(post)s") % {"place": self.place, "post": kind} if self.place else str(kind)

    @property
    def assembly_id(self) -> int:
        """The assembly of the member."""
        return self.member.assembly_id

    @property
    def place(self) -> Organ | Sector | None:
        """Where the post is held; None for the whole assembly."""
        return self.organ or self.sector
