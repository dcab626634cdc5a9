"""What people are told, and how it went out."""

from django.db import models
from django.db.models import F, Q
from django.utils import translation

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.notices.states import DeliveryState, Kind, Way
from xieshang.spine import clock

Said = tuple[str, str]
"""Title and body."""


class Notice(models.Model):
    """One person is told of one ledger entry, in every language of the product; `title` and `body` are what went out,
    in the language that was the person's then."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices", db_index=False)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    entry_id = models.BigIntegerField(help_text="the ledger entry it tells of")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    translated = models.JSONField(default=dict, help_text="the same in the other languages, by code: title, body")
    link = models.CharField(max_length=200, help_text="the page in the product where one goes on from here")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "entry_id", "kind"], name="notices_notice_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notices_notice_kind"),
        ]
        indexes = [
            models.Index("person", F("created_at").desc(), F("id").desc(), name="notices_of_person"),
            models.Index("person", name="notices_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> Said:
        """Title and body in the present language."""
        title, body = self.translated.get(translation.get_language()) or (self.title, self.body)
        return title, body


class Delivery(models.Model):
    """A notice on its way through a channel outside the product."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    way = models.CharField(max_length=10, choices=Way)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=80, blank=True, help_text="kind of the last fault; never an address")
    created_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "way"], name="notices_delivery_once"),
            models.CheckConstraint(
                condition=Q(way__in=Way.values) & Q(state__in=DeliveryState.values), name="notices_delivery_known"
            ),
        ]
        indexes = [
            models.Index("created_at", name="notices_waiting", condition=Q(state=DeliveryState.WAITING)),
            models.Index(F("created_at").desc(), F("id").desc(), name="notices_deliveries"),
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.notice_id}"
