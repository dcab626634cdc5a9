"""A proposal (提案), who stands behind it, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Member, Organ, Sector, Session, Term
from xieshang.proposals.models.calls import Call, Lead, Topic
from xieshang.proposals.models.checks import both_or_none
from xieshang.proposals.states import (
    FILED_STATES,
    Category,
    Destination,
    Ground,
    Level,
    Outcome,
    ProposerKind,
    State,
    TalkKind,
)
from xieshang.spine import clock

FILED = sorted(state.value for state in FILED_STATES)
_NEWEST = (F("changed_at").desc(), F("id").desc())
_PUBLISHED = (F("published_at").desc(nulls_last=True), F("id").desc())  # as the list asks: else it would not be read


class Proposal(models.Model):
    """A proposal from its first draft on.

    The text stands in three parts, of which the suggestions are rows of their own (`Suggestion`),
    so that a reply can answer them one by one. `whole_text` holds an imported text whose parts were
    not recognised. `turn_due_on` is the day until which whoever has the ball must move; it is set
    in the states that have a clock, but for cases that were imported and are not reviewed yet.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="counts edits of the text, to notice a stale page")
    entry_key = models.UUIDField(
        null=True, unique=True, help_text="made with the empty form: a form sent twice is one draft"
    )

    title = models.CharField(max_length=200)
    situation = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    whole_text = models.TextField(blank=True)
    category = models.CharField(max_length=16, choices=Category, default=Category.OTHER)
    topic = models.CharField(max_length=40, blank=True, help_text="the source's own category, as imported")
    researched = models.BooleanField(default=False, help_text="the author has looked into it in person")
    research_note = models.TextField(blank=True, help_text="how it was looked into")
    first_raised = models.BooleanField(default=False, help_text="declared not to have been raised before")
    used_ai = models.BooleanField(default=False, help_text="declared to have been written with the help of AI")
    wished_bureau = models.ForeignKey(
        Bureau,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="which bureau the author would like to handle it",
    )
    wished_talk = models.CharField(
        max_length=10, choices=TalkKind, blank=True, help_text="how the author would like to be talked with"
    )
    consents_to_publication = models.BooleanField(default=True, help_text="of the text")
    consents_to_name = models.BooleanField(default=True, help_text="that the proposer's name is published with it")
    consents_to_reply = models.BooleanField(default=True, help_text="that the answer is published with it")
    call = models.ForeignKey(
        Call,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="the call that it answers",
    )
    answers_topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="the reference topic of the call that it answers",
    )
    lead = models.ForeignKey(
        Lead,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="the lead that it was written from",
    )

    proposer_kind = models.CharField(max_length=16, choices=ProposerKind, default=ProposerKind.MEMBER)
    proposer_name = models.CharField(max_length=120, help_text="as printed on the case: the first author or the body")
    author = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="the first author of a member's or a joint proposal; who wrote a collective one",
    )
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    author_left_on = models.DateField(
        null=True, blank=True, help_text="the day from which the first author is no member any more, as noted"
    )
    successor = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who stands first for the case since its first author left",
    )
    convenor = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who convenes the sector or group that proposes, and has signed for it",
    )
    entered_by = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the clerk who entered it for the member",
    )
    entry_confirmed_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    in_session = models.BooleanField(default=False)
    filed_at = models.DateTimeField(null=True, blank=True)
    case_number = models.PositiveIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    advice = models.CharField(max_length=10, choices=Outcome, blank=True, help_text="what the first reviewer advises")
    advice_reason = models.TextField(blank=True, help_text="for the second reviewer; the author does not read it")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="the lead case that answers for this one, too",
    )
    objected_at = models.DateTimeField(null=True, blank=True)
    objection = models.TextField(blank=True, help_text="why the author objects to its not being filed")
    ruled_at_meeting = models.CharField(max_length=120, blank=True, help_text="where the committee ruled on that")
    ruled_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=24, choices=Ground, blank=True)
    destination = models.CharField(
        max_length=10, choices=Destination, blank=True, help_text="where it is passed on to, not being filed"
    )
    review_reason = models.TextField(blank=True, help_text="what the author reads: why not filed, or what to change")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who decided; of an objection, who noted what the committee ruled",
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    carried_into = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_cases",
        help_text="the later term in which it goes on; number and session stay those of its origin",
    )
    end_reason = models.TextField(blank=True, help_text="why it was closed with its term, whatever was still to come")
    handled_again = models.PositiveSmallIntegerField(default=0, help_text="how often it went back after its feedback")
    level = models.CharField(max_length=10, choices=Level, default=Level.BUREAU, help_text="who answers for the reply")
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    public_text = models.TextField(blank=True, help_text="what the public reads: personal details left out")
    public_reply = models.TextField(blank=True, help_text="the answer as the public reads it")
    turn_due_on = models.DateField(null=True, blank=True)

    source = models.CharField(max_length=40, blank=True, help_text="where an imported case came from")
    source_number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="proposals_state"),
            models.CheckConstraint(
                condition=Q(
                    state__in=FILED,
                    filed_at__isnull=False,
                    case_number__isnull=False,
                )
                | (~Q(state__in=FILED) & Q(filed_at__isnull=True, case_number__isnull=True)),
                name="proposals_filed_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.NOT_FILED, State.CONTESTED]) & ~Q(ground="")
                | ~Q(state__in=[State.NOT_FILED, State.CONTESTED]) & Q(ground=""),
                name="proposals_not_filed_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(destination="") | Q(destination__in=Destination.values) & ~Q(ground=""),
                name="proposals_destination",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="proposals_closed_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.REPLIED, State.ANSWERED, State.CLOSED])
                | Q(replied_at__isnull=False)
                | Q(state=State.CLOSED) & ~Q(end_reason=""),
                name="proposals_replied_at",
            ),
            models.CheckConstraint(condition=Q(end_reason="") | Q(state=State.CLOSED), name="proposals_ended_closed"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(author_left_on__isnull=False), name="proposals_succeeded"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.GATHERING, State.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="proposals_submitted_at",
            ),
            models.CheckConstraint(
                condition=~Q(proposer_kind__in=[ProposerKind.MEMBER, ProposerKind.JOINT])
                | Q(author__isnull=False)
                | ~Q(source=""),
                name="proposals_has_author",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="proposals_merged_into",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="proposals_not_into_itself"),
            models.CheckConstraint(
                condition=~Q(state=State.CHECKED) | Q(checked_at__isnull=False) & ~Q(advice=""),
                name="proposals_checked",
            ),
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True, objection="") | Q(objected_at__isnull=False) & ~Q(objection=""),
                name="proposals_objection",
            ),
            models.CheckConstraint(
                condition=Q(ruled_on__isnull=True, ruled_at_meeting="")
                | Q(ruled_on__isnull=False, objected_at__isnull=False) & ~Q(ruled_at_meeting=""),
                name="proposals_ruled_on_objection",
            ),
            models.CheckConstraint(
                condition=Q(answers_topic__isnull=True) | Q(call__isnull=False), name="proposals_topic_of_call"
            ),
            both_or_none("checked_at", "checked_by", name="proposals_checked_by"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state=State.CLOSED),
                name="proposals_published_closed",
            ),
            models.UniqueConstraint(fields=["session", "case_number"], name="proposals_case_number"),
            models.UniqueConstraint(
                fields=["assembly", "source", "source_number"],
                condition=~Q(source=""),
                name="proposals_source",
                violation_error_message=_("这个案号的提案刚由别人导入过，请刷新后再看。"),
            ),
        ]
        indexes = [
            models.Index(*_NEWEST, name="proposals_newest"),
            models.Index("assembly", *_NEWEST, name="proposals_newest_of"),
            models.Index("session", *_NEWEST, name="proposals_newest_in"),
            models.Index(  # answers the counts of a list by itself
                fields=["assembly", "state", "turn_due_on", "id"],
                include=["submitted_at", "author", "entered_by", "session", "category", "proposer_kind", "in_session"],
                name="proposals_due",
            ),
            models.Index("assembly", "category", *_NEWEST, name="proposals_newest_about"),
            models.Index("assembly", "proposer_kind", *_NEWEST, name="proposals_newest_by"),
            models.Index("assembly", "turn_due_on", "id", name="proposals_first_due"),
            models.Index("assembly", "closed_at", "id", name="proposals_closed", condition=Q(state=State.CLOSED)),
            models.Index("turn_due_on", "id", name="proposals_overdue", condition=Q(turn_due_on__isnull=False)),
            models.Index(*_PUBLISHED, name="proposals_public", condition=Q(published_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """What a clerk calls it: "2026-0012" once it is filed, before that its number at the source or its key."""
        if self.case_number is None:
            return self.source_number or f"#{self.pk}"
        return f"{self.session.year}-{self.case_number:04d}"

    @property
    def is_collective(self) -> bool:
        return self.proposer_kind not in (ProposerKind.MEMBER, ProposerKind.JOINT)

    @property
    def awaits_confirmation(self) -> bool:
        """Entered by a clerk, and not confirmed by the member yet."""
        return self.entered_by_id is not None and self.entry_confirmed_at is None

    @property
    def body(self) -> str:
        """All parts after one another, or the whole text where the parts are not known. Reads the suggestions."""
        if self.whole_text:
            return self.whole_text
        suggestions = sorted(self.suggestions.all(), key=lambda suggestion: suggestion.number)
        return "\n".join([self.situation, self.analysis, *(suggestion.text for suggestion in suggestions)])


class Suggestion(models.Model):
    """One numbered suggestion (建议) of a proposal, which a reply must answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposals_suggestion_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(text=""), name="proposals_suggestion_filled"),
        ]

    def __str__(self) -> str:
        return self.text


class Sketch(models.Model):
    """The bottom-k sketch of a submitted proposal's text, by which similar cases are found.

    The table `proposals_shingle` (assembly, hash, proposal) is the index over it, kept by triggers.
    """

    proposal = models.OneToOneField(Proposal, primary_key=True, on_delete=models.CASCADE, related_name="sketch")
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    keys = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"sketch of {self.proposal_id}"
