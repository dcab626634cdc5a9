"""A proposal (提案), who stands behind it, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Member, Organ, Sector, Session
from xieshang.proposals.states import (
    FILED_STATES,
    AnswerState,
    Category,
    CoSignState,
    Ground,
    HandlingRole,
    ProposerKind,
    ReplyClass,
    Satisfaction,
    State,
    TalkKind,
)
from xieshang.spine import clock

FILED = sorted(state.value for state in FILED_STATES)


def _tsvector(words: str) -> models.GeneratedField:
    """The words of a column, separated by spaces, as PostgreSQL searches them."""
    listed = Func(F(words), Value(" "), function="string_to_array")
    return models.GeneratedField(
        expression=Func(listed, function="array_to_tsvector"), output_field=SearchVectorField(), db_persist=True
    )


def _both_or_none(*names: str, name: str) -> models.CheckConstraint:
    every = Q(**{f"{n}__isnull": False for n in names})
    none = Q(**{f"{n}__isnull": True for n in names})
    return models.CheckConstraint(condition=every | none, name=name)


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
    consents_to_publication = models.BooleanField(default=True)

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
    ground = models.CharField(max_length=24, choices=Ground, blank=True)
    review_reason = models.TextField(blank=True, help_text="what the author reads: why not filed, or what to change")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    public_text = models.TextField(blank=True, help_text="what the public reads: personal details left out")
    public_reply = models.TextField(blank=True, help_text="the answer as the public reads it")
    turn_due_on = models.DateField(null=True, blank=True)

    source = models.CharField(max_length=40, blank=True, help_text="where an imported case came from")
    source_number = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True, help_text="the words of title and text, for search")
    search = _tsvector("words")
    public_words = models.TextField(blank=True, help_text="the words of what the public reads, for its search")
    public_search = _tsvector("public_words")

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
                condition=Q(state=State.NOT_FILED) & ~Q(ground="") | ~Q(state=State.NOT_FILED) & Q(ground=""),
                name="proposals_not_filed_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="proposals_closed_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.REPLIED, State.ANSWERED, State.CLOSED]) | Q(replied_at__isnull=False),
                name="proposals_replied_at",
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
            models.Index(F("changed_at").desc(), F("id").desc(), name="proposals_newest"),
            models.Index("assembly", F("changed_at").desc(), F("id").desc(), name="proposals_newest_of"),
            models.Index("session", F("changed_at").desc(), F("id").desc(), name="proposals_newest_in"),
            models.Index(  # answers the counts of a list by itself
                fields=["assembly", "state", "turn_due_on", "id"],
                include=["submitted_at", "author", "entered_by", "session"],
                name="proposals_due",
            ),
            models.Index("turn_due_on", "id", name="proposals_overdue", condition=Q(turn_due_on__isnull=False)),
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                name="proposals_public",
                condition=Q(published_at__isnull=False),
            ),
            GinIndex(fields=["search"], name="proposals_search"),
            GinIndex(fields=["public_search"], name="proposals_public_search", condition=Q(published_at__isnull=False)),
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

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions")
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


class CoSigner(models.Model):
    """A member who was asked to co-sign (联名), in the order asked."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="cosigners")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cosignatures")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CoSignState, default=CoSignState.ASKED)
    remark = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"],
                name="proposals_cosigner_once",
                violation_error_message=_("这位委员已在联名人之中。"),
            ),
            models.CheckConstraint(
                condition=Q(state=CoSignState.ASKED, answered_at__isnull=True)
                | (~Q(state=CoSignState.ASKED) & Q(answered_at__isnull=False)),
                name="proposals_cosigner_answered",
            ),
        ]
        indexes = [models.Index("member", "state", name="proposals_cosigner_asked")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.proposal_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the proposal."""
        return self.proposal.assembly_id


class Assignment(models.Model):
    """A bureau's charge to handle a case (交办)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="assignments")
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=HandlingRole, default=HandlingRole.LEAD)
    assigned_at = models.DateTimeField()
    accept_by = models.DateField()
    reply_by = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "bureau"],
                name="proposals_assignment_once",
                violation_error_message=_("这件提案已经交这个单位办理。"),
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(role=HandlingRole.LEAD), name="proposals_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True) | Q(accepted_at__isnull=False),
                name="proposals_reply_after_accept",
            ),
            _both_or_none("accepted_at", "accepted_by", name="proposals_accepted"),
        ]
        indexes = [models.Index("bureau", "replied_at", "reply_by", "id", name="proposals_of_bureau")]

    def __str__(self) -> str:
        return f"{self.bureau_id} for {self.proposal_id}"


class Talk(models.Model):
    """A bureau talked with the author (沟通): how, when, with whom, about what."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="talks")
    kind = models.CharField(max_length=10, choices=TalkKind)
    on = models.DateField()
    people = models.CharField(max_length=200)
    content = models.TextField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    entry_key = models.UUIDField(null=True, unique=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Reply(models.Model):
    """A bureau's written reply (答复): a letter that answers each numbered suggestion."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="reply")
    letter_number = models.CharField(max_length=40)
    reply_class = models.CharField(max_length=1, choices=ReplyClass)
    opening = models.TextField()
    signer = models.CharField(max_length=60)
    contact = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=30)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reply_class__in=ReplyClass.values), name="proposals_reply_class")
        ]

    def __str__(self) -> str:
        return self.letter_number


class Answer(models.Model):
    """A reply's answer to one suggestion."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="answers")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=16, choices=AnswerState)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "suggestion"], name="proposals_answer_once"),
            models.CheckConstraint(condition=~Q(text=""), name="proposals_answer_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}"


class Feedback(models.Model):
    """The author's judgement (反馈) of handling and of result; an opinion is required where not satisfied."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="feedback")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handling = models.CharField(max_length=12, choices=Satisfaction)
    result = models.CharField(max_length=12, choices=Satisfaction)
    opinion = models.TextField(blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"], nulls_distinct=False, name="proposals_feedback_once"
            ),
            models.CheckConstraint(
                condition=~Q(handling=Satisfaction.UNSATISFIED) & ~Q(result=Satisfaction.UNSATISFIED) | ~Q(opinion=""),
                name="proposals_feedback_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handling}/{self.result}"
