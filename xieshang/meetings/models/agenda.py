"""The agenda, what was said, and the minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.meetings.models.meeting import Attendee, Meeting
from xieshang.meetings.states import ItemKind, ItemState, MinutesState, PaperAccess, SpeechLevel, SpeechState, TurnState
from xieshang.members.models import Assembly, Member, Organ, Sector
from xieshang.spine import clock


class Item(models.Model):
    """A numbered item of the agenda. Its papers are files whose subject is "meetings.item".

    Of a first topic (第一议题), `studied` names what was studied: speeches, documents, books.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("议程种类"), max_length=12, choices=ItemKind, default=ItemKind.OTHER)
    title = models.CharField(_("议题"), max_length=200)
    presenter = models.CharField(_("汇报人"), max_length=60, blank=True)
    studied = models.TextField(_("学习内容"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("计划时长（分钟）"), default=0)
    access = models.CharField(_("谁能看材料"), max_length=10, choices=PaperAccess, default=PaperAccess.ROSTER)
    oral = models.BooleanField(_("没有书面材料"), default=False)
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.AHEAD)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    paused = models.PositiveIntegerField(default=0, help_text="seconds that lay between an end and going on")
    note = models.TextField(blank=True, help_text="what was decided, for the minutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="meetings_item_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state=ItemState.ON),
                name="meetings_item_on",
                violation_error_message=_("另一项议程正在进行，请先结束它。"),
            ),
            models.CheckConstraint(condition=~Q(title="") & Q(number__gte=1), name="meetings_item_filled"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id


class Speech(models.Model):
    """A speech offered before a plenary (大会发言), by a member or on behalf of a body.

    Of a resident member's speech before a higher plenary there is no occasion here: `occasion` names it.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="speeches", db_index=False)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    occasion = models.CharField(_("在哪次会议上"), max_length=120, blank=True)
    level = models.CharField(_("层级"), max_length=10, choices=SpeechLevel, default=SpeechLevel.CITY)
    speaker = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    speaker_name = models.CharField(_("发言人"), max_length=60, blank=True)
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    title = models.CharField(_("题目"), max_length=120)
    text = models.TextField(_("正文"), blank=True)
    state = models.CharField(max_length=10, choices=SpeechState, default=SpeechState.OFFERED)
    reason = models.TextField(blank=True, help_text="why it was taken so, or not")
    position = models.PositiveSmallIntegerField(default=0, help_text="its place among the oral ones")
    offered_at = models.DateTimeField(default=clock.now)
    offered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spoken_on = models.DateField(null=True, blank=True)
    entry_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="meetings_speech_titled"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | ~Q(occasion=""), name="meetings_speech_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(speaker__isnull=False) | ~Q(speaker_name=""), name="meetings_speech_speaker"
            ),
            models.CheckConstraint(
                condition=~Q(state=SpeechState.SPOKEN) | Q(spoken_on__isnull=False), name="meetings_speech_spoken"
            ),
        ]
        indexes = [models.Index("assembly", "level", "spoken_on", name="meetings_speeches")]

    def __str__(self) -> str:
        return self.title


class Turn(models.Model):
    """Somebody's place on the speaking list of an item in the hall, for themselves or in the name of a body. Times are
    seconds. `named_at` is when that name was granted; until then they stand there for themselves."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="turns")
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="turns")
    speech = models.ForeignKey(Speech, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    named_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    limit = models.PositiveSmallIntegerField(default=480)
    state = models.CharField(max_length=10, choices=TurnState, default=TurnState.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "attendee"],
                condition=Q(state__in=[TurnState.WAITING, TurnState.SPEAKING]),
                name="meetings_turn_once",
                violation_error_message=_("已经在发言名单上。"),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=TurnState.SPEAKING),
                name="meetings_turn_on",
                violation_error_message=_("另一位正在发言，请先结束。"),
            ),
            models.CheckConstraint(
                condition=Q(organ__isnull=True) | Q(sector__isnull=True), name="meetings_turn_one_body"
            ),
            models.CheckConstraint(
                condition=Q(named_at__isnull=True) | Q(organ__isnull=False) | Q(sector__isnull=False),
                name="meetings_turn_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.position}"

    @property
    def asked_for(self) -> Organ | Sector | None:
        """The body in whose name they ask to speak; None for themselves."""
        return self.organ or self.sector

    @property
    def body(self) -> Organ | Sector | None:
        """The body in whose name they speak; None for themselves, and while the name is not granted."""
        return self.asked_for if self.named_at else None

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.item.assembly_id


class Minutes(models.Model):
    """The minutes (纪要) of an occasion. `version` counts the edits: who edits an older one is warned."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="record")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    number = models.CharField(max_length=40, blank=True, help_text="as it was issued")
    issued_at = models.DateTimeField(null=True, blank=True)
    editor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    editing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MinutesState.ISSUED) | (~Q(number="") & Q(issued_at__isnull=False)),
                name="meetings_minutes_issued",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.version}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id


class MinutesVersion(models.Model):
    """One kept version of the minutes: as it was saved, by whom, when."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="meetings_version_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id}:{self.number}"
