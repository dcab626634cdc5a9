"""The stage of the demo city's particular cases: stories told a step at a time, each step on its day.

A story is a generator: it yields how many days ago its next step happens, and then does it by the rooms' own
actions. All stories are told together, in the order of time, so that numbers and the ledger run as the days do.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.demo.city import City
from xieshang.demo.lives import Cast
from xieshang.demo.phrases import Author
from xieshang.demo.topics import TOPICS, Topic
from xieshang.documents import letters
from xieshang.members import queries as members
from xieshang.members.models import Member, Session
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import AnswerState, Level, Outcome, ProposerKind, ReplyClass, Satisfaction, TalkKind
from xieshang.spine import clock, errand

Story = Generator[int, None, None]
Part = Generator[int, None, Proposal]
"""A story, and a part of one that ends with the case."""
Told = Callable[["Stage"], Story]

LATELY = 4
"""Of what happened in the last so many days people have their notices; nobody waits for older news."""
_GOVERNMENT = {Level.DEPUTY: ("许志远", "副市长"), Level.HEAD: ("郑国梁", "市长")}
"""Who signs, with their post, once a case is handled again."""
SATISFIED, FAIRLY, UNSATISFIED = Satisfaction.SATISFIED, Satisfaction.FAIRLY, Satisfaction.UNSATISFIED


@dataclass(slots=True)
class Stage:
    """Who takes part, and the verbs as the stories use them. Every verb reads its rows anew."""

    city: City
    cast: Cast
    second: Person
    """Who reviews beside the proposals clerk."""
    officer: Person
    """Of the proposals committee."""
    random: Random
    now: datetime = field(default_factory=timezone.now)

    @property
    def clerk(self) -> Person:
        """The proposals clerk."""
        return self.cast.clerk

    @property
    def author(self) -> Author:
        """A voice for the texts."""
        return Author(self.random)

    def member(self, index: int) -> Member:
        """A member of the tenth term; the first one is whose sign-in is shown."""
        return self.cast.members[index]

    def bureau(self, code: str) -> Bureau:
        """A bureau by its code."""
        return self.cast.desks[code].bureau

    def staff(self, code: str) -> Person:
        """The clerk of a bureau."""
        return self.cast.desks[code].clerk

    def session(self) -> Session:
        """The session of the day of the step."""
        found = members.session_on(self.city.assembly, on=clock.today())
        if found is None:
            raise LookupError(f"no session on {clock.today()}")
        return found

    def day(self, ahead: int) -> date:
        """A day so many days after the day on which the city is built."""
        return timezone.localdate(self.now) + timedelta(days=ahead)

    @contextmanager
    def ago(self, days: int) -> Iterator[None]:
        """A step so many days ago; what is older than `LATELY` is quiet."""
        with ExitStack() as stack:
            stack.enter_context(clock.at(self._moment(days)))
            if days > LATELY:
                stack.enter_context(errand.quiet())
            yield

    def _moment(self, days: int) -> datetime:
        """In working hours: what would fall on a weekend was done on the Friday before."""
        if days < 1:
            return self.now - timedelta(hours=2)
        day = timezone.localdate(self.now) - timedelta(days=days)
        back = max(0, day.weekday() - 4)
        at = time(9 + 3 * back, self.random.randint(0, 59))
        return timezone.make_aware(datetime.combine(day - timedelta(days=back), at))

    # drafting

    def text(self, topic: str) -> actions.Text:
        """A whole invented text about a topic, which may be published."""
        return replace(self.author.proposal(_topic(topic)), consents_to_publication=True)

    def text_like(self, case: Proposal, topic: str) -> actions.Text:
        """A text of which half stands in another case."""
        fresh, theirs = self.text(topic), [one.text for one in queries.suggestions_of(case)]
        return replace(fresh, situation=case.situation, suggestions=[*theirs[:2], *fresh.suggestions[:2]])

    def draft(
        self,
        index: int,
        topic: str = "",
        *,
        text: actions.Text | None = None,
        statements: actions.Statements | None = None,
    ) -> Proposal:
        """A member's own draft."""
        member = self.member(index)
        proposer = actions.Proposer(ProposerKind.MEMBER, author=member)
        text = text or self.text(topic)
        return actions.draft(self.session(), by=member.person, proposer=proposer, text=text, statements=statements)

    def propose(
        self,
        index: int,
        topic: str = "",
        *,
        text: actions.Text | None = None,
        statements: actions.Statements | None = None,
    ) -> Proposal:
        """A member writes and hands in."""
        draft = self.draft(index, topic, text=text, statements=statements)
        return actions.submit(draft, by=self.member(index).person)

    def seal(self, title: str, body: str, name: str) -> SimpleUploadedFile:
        """The page that stands for a body's signature or seal, as a PDF."""
        at = clock.now()
        page = letters.Letter(
            head=body,
            number="",
            title="集体提案签署页",
            addressee=f"{self.city.assembly.name}：",
            at=at,
            opening=[f"我们集体讨论通过《{title}》，现予提交。", "（演示城市：此页为虚构，不是真实的签名和印章。）"],
            signature=name,
            date=f"{at:%Y}年{at.month}月{at.day}日",
        )
        return SimpleUploadedFile("签署页.pdf", letters.pdf(page), content_type="application/pdf")

    # review and assignment

    def assign(self, case: Proposal, lead: str = "", *, co: Sequence[str] = (), separate: Sequence[str] = ()) -> None:
        """The clerk assigns."""
        actions.assign(
            fresh(case),
            by=self.clerk,
            lead=self.bureau(lead) if lead else None,
            co=[self.bureau(code) for code in co],
            separate=[self.bureau(code) for code in separate],
        )

    # handling

    def charge(self, case: Proposal, code: str) -> Assignment:
        """A bureau's charge as it is now."""
        return Assignment.objects.select_related("bureau").get(proposal=case.pk, bureau=self.bureau(code))

    def accept(self, case: Proposal, *codes: str) -> None:
        """Bureaus accept."""
        for code in codes:
            actions.accept(self.charge(case, code), by=self.staff(code))

    def talk(self, case: Proposal, *codes: str) -> None:
        """Bureaus talk with the author."""
        for code in codes:
            actions.note_talk(
                self.charge(case, code),
                by=self.staff(code),
                kind=self.random.choice(list(TalkKind)),
                on=clock.today(),
                people=fresh(case).proposer_name,
                content=self.author.talk(),
            )

    def plan(self, case: Proposal, code: str) -> None:
        """A bureau writes how it means to handle the case."""
        charge, desk = self.charge(case, code), self.cast.desks[code]
        actions.write_plan(
            charge,
            by=desk.clerk,
            text=f"先走访核实，再与提案者面商。{self.author.answer('')}",
            ready_on=charge.reply_by,
            officer=desk.clerk.name,
            officer_phone="0000-0000000",
            leader=desk.leader.name,
        )

    def reply(self, case: Proposal, code: str, promise: ReplyClass = ReplyClass.A) -> None:
        """The bureau's leader signs the reply."""
        charge, desk = self.charge(case, code), self.cast.desks[code]
        actions.reply(charge, by=desk.leader, letter=self._letter(charge.proposal, desk.bureau, promise))

    def _letter(self, case: Proposal, bureau: Bureau, promise: ReplyClass) -> actions.Letter:
        desk = next(desk for desk in self.cast.desks.values() if desk.bureau.pk == bureau.pk)
        again = f"-{case.handled_again + 1}" if case.handled_again else ""
        state = {ReplyClass.A: AnswerState.DONE, ReplyClass.B: AnswerState.UNDER_WAY}.get(promise, AnswerState.PLANNED)
        signer, post = _GOVERNMENT.get(Level(case.level), (desk.leader.name, "局长"))
        return actions.Letter(
            letter_number=f"{bureau.letter_mark}〔{case.session.year}〕{case.case_number}{again}号",
            reply_class=promise,
            opening=self.author.opening(bureau.name),
            signer=signer,
            signer_post=post,
            level=Level(case.level),
            contact=desk.clerk.name,
            contact_phone="0000-0000000",
            answers={one.number: (state, self.author.answer(one.text)) for one in queries.suggestions_of(case)},
        )

    def judge(self, case: Proposal, index: int, result: Satisfaction = SATISFIED, opinion: str = "") -> None:
        """A member judges; with the handling all are content."""
        by = self.member(index).person
        actions.judge(fresh(case), by=by, handling=SATISFIED, result=result, opinion=opinion or self.author.opinion())

    def close(self, case: Proposal, *, public: bool = True) -> None:
        """The clerk closes, what will be asked later is laid down, and the case is shown to the public."""
        actions.close(fresh(case), by=self.clerk)
        actions.arrange_follow_ups(fresh(case), by=None)
        if public:
            text, reply = queries.public_version(queries.whole(Proposal.objects.filter(pk=case.pk)).get())
            actions.publish(fresh(case), by=self.clerk, text=text, reply=reply)


def filed(stage: Stage, index: int, topic: str, days: int, *, statements: actions.Statements | None = None) -> Part:
    """A member's case handed in so many days ago; the clerk advises to file it, the second reviewer does."""
    yield days
    case = stage.propose(index, topic, statements=statements)
    yield from passed(stage, case, days)
    return case


def passed(stage: Stage, case: Proposal, days: int) -> Part:
    """The same for a case that was handed in on that day already."""
    yield days - 6
    actions.check(fresh(case), by=stage.clerk, advice=Outcome.FILE)
    yield days - 8
    actions.file(fresh(case), by=stage.second)
    return case


def in_hand(
    stage: Stage,
    index: int,
    topic: str,
    days: int,
    lead: str = "",
    *,
    co: Sequence[str] = (),
    separate: Sequence[str] = (),
    statements: actions.Statements | None = None,
) -> Part:
    """A member's case handed in so many days ago, and 15 and 18 days later assigned to bureaus and accepted by them."""
    case = yield from filed(stage, index, topic, days, statements=statements)
    yield days - 15
    stage.assign(case, lead, co=co, separate=separate)
    yield days - 18
    stage.accept(case, *filter(None, [lead, *co, *separate]))
    return case


def fresh(case: Proposal) -> Proposal:
    """The case as it is now, with nothing remembered of before."""
    return Proposal.objects.get(pk=case.pk)


def _topic(name: str) -> Topic:
    return next(topic for topic in TOPICS if topic.name == name)


def tell(stories: Sequence[Told], stage: Stage, *, each: Callable[[], None]) -> None:
    """Tell all stories, the oldest step first; `each` is called as each one ends."""
    told = [story(stage) for story in stories]
    steps = [(-next(story), number, story) for number, story in enumerate(told)]
    heapify(steps)
    while steps:
        minus, number, story = heappop(steps)
        with stage.ago(-minus):
            following = next(story, None)
        if following is None:
            each()
        elif following > -minus:
            raise ValueError(f"story {number} goes back from {-minus} to {following} days ago")
        else:
            heappush(steps, (-following, number, story))
