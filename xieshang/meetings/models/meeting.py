"""Kinds of occasion as data, the occasions, and who is on their rosters."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.meetings.states import AHEAD, Answer, Entitled, Part, State
from xieshang.members.models import Assembly, Member, Organ, Sector, Term
from xieshang.spine import clock


class Kind(models.Model):
    """A kind of occasion of an assembly: who belongs to it by right, how early it is told, how it counts.

    `code` is what figures and schemes know it by ("plenary", "party_group", "chairs", "standing", "study", …);
    other rooms add kinds of their own under their own codes. Days are working days.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="meeting_kinds", db_index=False)
    code = models.SlugField(max_length=40)
    name = models.CharField(_("种类"), max_length=40)
    entitled = models.CharField(_("应出席"), max_length=12, choices=Entitled)
    notice_days = models.PositiveSmallIntegerField(_("提前通知（工作日）"), default=0)
    papers_days = models.PositiveSmallIntegerField(_("提前送材料（工作日）"), default=0)
    minutes_days = models.PositiveSmallIntegerField(_("会后印发纪要（工作日）"), default=0)
    needs_approval = models.BooleanField(_("通知须经批准"), default=True)
    needs_answer = models.BooleanField(_("须回复是否参加"), default=True)
    opens_with_first_topic = models.BooleanField(_("设第一议题"), default=False)
    absence_counts = models.BooleanField(_("缺席计入履职"), default=True)
    leaves_not_counted = models.JSONField(_("不计缺席的请假"), default=list, help_text="codes of `LeaveKind`")
    parties_first = models.BooleanField(_("党派、团体先发言"), default=False)
    quorum_percent = models.PositiveSmallIntegerField(_("法定人数（应出席的百分比，须超过）"), default=0)
    position = models.PositiveSmallIntegerField(default=0)
    until_on = models.DateField(null=True, blank=True, help_text="from when on no new one is drawn up")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "code"],
                name="meetings_kind_once",
                violation_error_message=_("已经有这个代码的种类。"),
            ),
            models.CheckConstraint(condition=Q(entitled__in=Entitled.values), name="meetings_kind_entitled"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="meetings_kind_named"),
            models.CheckConstraint(condition=Q(quorum_percent__lte=100), name="meetings_kind_quorum"),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """Occasions that were drawn up together, at even distances."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class Template(models.Model):
    """What many occasions begin with: kind, title, place, notice, hours and agenda.

    `agenda` is a list of objects with kind (`ItemKind`), title, presenter, minutes, access (`PaperAccess`) and oral.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("模板名称"), max_length=60)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    hours = models.PositiveSmallIntegerField(default=3, help_text="how long it lasts")
    agenda = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "name"],
                name="meetings_template_once",
                violation_error_message=_("已经有这个名称的模板，请换一个名称。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """An occasion: a meeting, a study session, an activity. A plenary's opening, panels and closing are
    occasions of their own, each with its own roster, whose `whole` is the plenary.

    `gate` is the secret of the rotating code at the door. `latitude`, `longitude` and `radius` (metres) are
    the fence of the place, empty where nobody signs in by position.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="meetings", db_index=False)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="meetings", db_index=False)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="meetings")
    whole = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    organ = models.ForeignKey(
        Organ,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text="whose occasion it is",
    )
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="first, second, … of its kind in the term"
    )
    title = models.CharField(_("名称"), max_length=120)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    text = models.TextField(_("通知内容"), blank=True)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    answer_by = models.DateTimeField(_("请在此前回复"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    reason = models.TextField(blank=True, help_text="why it was cancelled, or its notice returned")
    notified_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    gate = models.CharField(max_length=64, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    radius = models.PositiveSmallIntegerField(_("签到范围（米）"), default=300)
    changed_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=0, help_text="how often calendars were told of another state")
    entry_key = models.UUIDField(null=True, unique=True, help_text="a form sent twice is one occasion")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetings_meeting_hours"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="meetings_meeting_state"),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_meeting_titled"),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=False)
                | Q(state__in=[State.DRAFT, State.PROPOSED, State.APPROVED, State.CANCELLED]),
                name="meetings_meeting_notified",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="meetings_meeting_fence",
            ),
            models.UniqueConstraint(
                fields=["term", "kind", "number"],
                condition=Q(whole__isnull=True, organ__isnull=True, sector__isnull=True) & ~Q(state=State.CANCELLED),
                name="meetings_meeting_number",
                violation_error_message=_("本届已经有这一次会议，请核对次数。"),
            ),
        ]
        indexes = [
            models.Index("assembly", F("starts_at").desc(), F("id").desc(), name="meetings_latest"),
            models.Index("term", "kind", "state", name="meetings_counted"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ahead(self) -> bool:
        """Has it not begun yet?"""
        return self.state in AHEAD


class Sitting(models.Model):
    """A half-day (半天) of an occasion: attendance is told for each. Every occasion has at least one."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings", db_index=False)
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when who was not there became absent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_sitting_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetings_sitting_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id

    def lasts(self, moment: datetime) -> bool:
        """Is it on at that moment?"""
        return self.starts_at <= moment < self.ends_at


class Attendee(models.Model):
    """Somebody on the roster (名单) of an occasion, as a member of the assembly or as a guest.

    `name` and `label` (sector or post) are kept as they were when the roster was drawn up.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roster", db_index=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="occasions", db_index=False
    )
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="occasions")
    name = models.CharField(max_length=60)
    spelled = models.CharField(max_length=200, blank=True, help_text="pinyin and its initials, for quick finding")
    label = models.CharField(max_length=120, blank=True)
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.ENTITLED)
    position = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="when the notice was first opened")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_attendee_once",
                violation_error_message=_("名单里已经有这个人。"),
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="meetings_attendee_part"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="meetings_attendee_answer"),
            models.CheckConstraint(
                condition=Q(part=Part.INVITED) | Q(part=Part.STAFF) | Q(member__isnull=False),
                name="meetings_attendee_member",
            ),
        ]
        indexes = [models.Index("person", "meeting", name="meetings_attendee_own")]

    def __str__(self) -> str:
        return self.name

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id
