"""A small assembly with something behind every address, each thing with who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from tests.architecture.addresses import Actor, Thing
from tests.factories import duties as duty
from tests.factories.documents import SOUND
from tests.factories.proposals import City, city, proposal_in
from xieshang.accounts import queries as accounts
from xieshang.accounts.models import PUBLIC, Grant, Person
from xieshang.accounts.permissions import Permission
from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.documents import actions as documents
from xieshang.documents import owners
from xieshang.duties import queries as duties
from xieshang.meetings import actions as occasions
from xieshang.meetings import queries as meetings
from xieshang.meetings.models import Attendance, Attendee, Item, Meeting, Sitting, Speech, Turn
from xieshang.meetings.states import LeaveKind, Majority, VoteKind, VoteWay
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member, Organ, Sector
from xieshang.notices import queries as notices
from xieshang.notices.models import Notice
from xieshang.notices.states import Kind
from xieshang.proposals import actions, queries
from xieshang.proposals.models import CoSigner, Proposal, Reply
from xieshang.proposals.queries import papers
from xieshang.proposals.states import BulkVerb, HonourKind, PetitionKind, State
from xieshang.reports import queries as reports
from xieshang.spine import clock
from xieshang.spine.models import Entry

Seen = Callable[[Actor], bool]
STATES = [State.DRAFT, State.GATHERING, State.HANDLING, State.CLOSED]


@dataclass
class World:
    """A city, the things in it, and its words with who may read them."""

    city: City
    things: list[Thing]
    words: dict[str, Seen]

    def actors(self) -> dict[str, Actor]:
        """Everybody of the cast, as the database knows them now."""
        people = Person.objects.in_bulk([one.pk for one in self.city.cast.values() if one.pk])
        return {name: people[one.pk] if one.pk else PUBLIC for name, one in self.city.cast.items()}


def world(mark: str) -> World:
    """A city all of whose names begin with `mark`, with a proposal in each of four states; nothing is public yet.

    All addresses of the one that is being handled are asked for, of the others those that show them.
    """
    place = city()
    cases = [proposal_in(place, state, title=f"{mark}案由{number}") for number, state in enumerate(STATES)]
    _name_after(place.assembly, mark)
    titles = {case.title: _among(queries.visible_to, case) for case in cases}
    things = [thing for case in cases for thing in _of_case(place, case)] + [_of_two(cases[-2], cases[-1])]
    things += [*_of_calls(place, mark), *_of_papers(place, cases[-1]), *_of_honours(place, cases[-2])]
    things += [*_of_assigning(place, cases[-1]), *_of_house(place), *_of_accounts(place)]
    things += _of_occasion(place)
    things += _of_meetings(place, mark)
    return World(place, things, {**titles, mark: _of(place.assembly)})


def _name_after(assembly: Assembly, mark: str) -> None:
    """Put the mark before every name in the assembly, but for its own, which is no secret."""
    rows: list[QuerySet[Any]] = [
        *(model.objects.filter(assembly=assembly) for model in (Organ, Member, Bureau)),
        Sector.objects.filter(term__assembly=assembly),
        Person.objects.filter(home=assembly.scope),
    ]
    for each in rows:
        each.update(name=Concat(Value(mark), "name"))


def _of(assembly: Assembly) -> Seen:
    return lambda actor: isinstance(actor, Person) and actor.home_id == assembly.scope_id


def _among(visible: Callable[[Any], QuerySet[Any]], row: Any) -> Seen:
    return cache(lambda actor: visible(actor).filter(pk=row.pk).exists())  # nothing of a visit stays


def _everybody(actor: Actor) -> bool:
    return True


def _at_home(actor: Actor) -> bool:
    """Whoever is at home in some assembly finds that one's."""
    return isinstance(actor, Person) and members.assembly_of(actor, on=clock.today()) is not None


def _nobody(actor: Actor) -> bool:
    return False


def _of_case(place: City, case: Proposal) -> list[Thing]:
    """The case itself, a file of it, a notice of it to its author, and its page for the public."""
    author, seen = place.person("author"), _among(queries.visible_to, case)
    upload = SimpleUploadedFile("附件.pdf", SOUND["pdf"])
    file = documents.receive(upload, to=case, purpose=actions.ATTACHMENT, by=author)
    notice = Notice.objects.create(
        person=author, assembly=place.assembly, entry_id=case.pk, kind=Kind.FILED, title=case.title, link="/"
    )
    cosigner = CoSigner.objects.filter(proposal=case).first()
    charged = {"follow_up": 0, **_charged(place, case)}
    parts = {"pk": case.pk, "key": file.key, "cosigner": cosigner.pk if cosigner else 0, **charged}
    return [
        Thing("proposals/<int:pk>", parts, seen, alone=case.state != State.HANDLING),
        Thing("documents/<uuid:key>", {"key": file.key, "name": file.name}, lambda actor: owners.may_see(actor, file)),
        Thing("notices/<int:pk>", {"pk": notice.pk}, _among(notices.visible_to, notice)),
        Thing("public/<int:pk>", {"pk": case.pk}, _nobody),
        *_of_ledger(case),
    ]


def _of_ledger(case: Proposal) -> list[Thing]:
    """What happened to the case."""
    found = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=case.pk).order_by("pk")[:1]
    return [Thing("reports/ledger/<int:pk>", {"pk": one.pk}, _among(reports.entries_visible_to, one)) for one in found]


def _charged(place: City, case: Proposal) -> dict[str, Any]:
    """The charge of its bureau, and what that asks of the office in the case that is being handled."""
    charge = case.assignments.select_related("bureau").first()
    petition = 0
    if charge is not None and case.state == State.HANDLING:
        asked = {"kind": PetitionKind.EXTENSION, "reason": "跨部门", "until_on": charge.reply_by + timedelta(days=30)}
        petition = actions.petition(charge, by=place.person("bureau clerk"), **asked).pk
    keys = {"charge": charge.pk if charge else 0, "assignment": charge.pk if charge else 0, "proposed": 0}
    return {**keys, "petition": petition, "kind": "extension"}


def _of_assigning(place: City, case: Proposal) -> list[Thing]:
    """A hand-over meeting, and something that was done to many cases."""
    clerk = place.person("clerk")
    meeting = actions.call_hand_over(place.session, by=clerk, title="交办会", meets_on=clock.today())
    bulk = actions.order_bulk(place.assembly, by=clerk, verb=BulkVerb.ASSIGN, chosen=[case.pk])
    return [
        Thing("proposals/hand-overs/<int:pk>", {"pk": meeting.pk}, _among(queries.hand_overs_visible_to, meeting)),
        Thing("proposals/bulks/<slug:verb>/order", {"verb": "assign"}, _everybody),
        Thing("proposals/practice/lengths/<slug:step>", {"step": "reply"}, _at_home),
        Thing("proposals/bulks/<int:pk>", {"pk": bulk.pk}, _among(queries.bulks_visible_to, bulk)),
    ]


def _of_papers(place: City, case: Proposal) -> list[Thing]:
    """The letter, the package and the order of a closed case, and a file of cases that somebody has sent."""
    clerk = place.person("clerk")
    bulk = actions.order_bulk(place.assembly, by=clerk, verb=BulkVerb.ARCHIVE, chosen=[case.pk])
    package = actions.archive(case, by=clerk)
    reply = Reply.objects.get(assignment__proposal=case)
    letter = {"pk": case.pk, "reply": reply.pk}
    return [
        Thing("proposals/<int:pk>/letter/", letter, _among(queries.visible_to, case)),
        Thing("proposals/bulks/<int:pk>", {"pk": bulk.pk}, _among(queries.bulks_visible_to, bulk)),
        Thing("proposals/archive/<int:pk>", {"pk": package.pk}, _among(papers.packages_visible_to, package)),
        Thing("proposals/import/", {"mark": "0" * 32}, _everybody),  # it finds one's own file alone
    ]


def _of_two(case: Proposal, other: Proposal) -> Thing:
    """Two cases side by side: for whoever may see both."""
    one, two = _among(queries.visible_to, case), _among(queries.visible_to, other)
    parts = {"pk": case.pk, "other": other.pk}
    return Thing("proposals/<int:pk>/comparison/", parts, lambda actor: one(actor) and two(actor))


def _of_calls(place: City, mark: str) -> list[Thing]:
    """A call that is still being written, with a topic, and a lead; no call is on the public site."""
    clerk, today = place.person("clerk"), clock.today()
    calling = actions.Calling(f"{mark}征集", "请写提案。", today, today + timedelta(days=30))
    call = actions.write_call(place.session, by=clerk, calling=calling)
    topic = actions.add_topic(call, by=clerk, title=f"{mark}选题")
    lead = actions.note_lead(place.assembly, by=clerk, hint=actions.Hint(f"{mark}线索", "门口太窄。", "来信人"))
    seen = _among(queries.calls_visible_to, call)
    return [
        Thing("proposals/calls/<int:pk>", {"pk": call.pk, "number": topic.number}, seen),
        Thing("proposals/leads/<int:pk>", {"pk": lead.pk}, _among(queries.leads_visible_to, lead)),
        Thing("public/calls/<int:pk>", {"pk": call.pk}, _nobody),
    ]


def _of_honours(place: City, case: Proposal) -> list[Thing]:
    """A candidate for a key case, and a round of awards in which it is nominated."""
    clerk, days = place.person("clerk"), {"nominations_until_on": clock.today(), "marks_until_on": date.max}
    key = actions.put_forward(case, by=clerk, reason="集中")
    award = actions.open_round(place.assembly, by=clerk, year=2026, title="评选", **days)
    put = actions.nominate(award, by=clerk, kind=HonourKind.PROPOSAL, proposal=case, reason="好")
    parts = {"pk": award.pk, "kind": "proposal", "nomination": put.pk}

    def seen(actor: Actor) -> bool:
        round_seen = queries.award_rounds_visible_to(actor).filter(pk=award.pk).exists()
        return round_seen and queries.nominations_seen_by(actor, award).filter(pk=put.pk).exists()

    return [
        Thing("proposals/key-cases/<int:pk>", {"pk": key.pk}, _among(queries.key_cases_seen_by, key)),
        Thing("proposals/awards/<int:pk>", parts, _among(queries.award_rounds_visible_to, award)),
        Thing("proposals/awards/<int:pk>/notice", parts, _nobody),
        Thing("public/awards/<int:pk>", parts, _nobody),
        Thing("proposals/awards/<int:pk>/nominations/<int:nomination>", parts, seen),
    ]


def _of_occasion(place: City) -> list[Thing]:
    """An occasion that is on, where the author is in the hall: its agenda, an open vote, a speech, a clerk's device."""
    office, now = place.person("office"), clock.now()
    occasions.found_kinds(place.assembly, by=office)
    hours = {"starts_at": now, "ends_at": now + timedelta(hours=3)}
    told = {"state": "open", "notified_at": now, "gate": "gate", "title": "座谈会"}
    kind = place.assembly.meeting_kinds.get(code="forum")
    meeting = Meeting.objects.create(assembly=place.assembly, term=place.session.term, kind=kind, **told, **hours)
    sitting = Sitting.objects.create(meeting=meeting, number=1, **hours)
    member = place.author
    line = Attendee.objects.create(meeting=meeting, person=member.person, member=member, name=member.name)
    attendance = Attendance.objects.create(sitting=sitting, attendee=line, presence="present", in_at=now)
    device = occasions.register_device(meeting, by=office, name="平板")
    asked = occasions.Question("决议", VoteKind.QUESTION, VoteWay.SECRET, Majority.ENTITLED)
    vote = occasions.draw_up_vote(meeting, by=office, question=asked)
    occasions.open_vote(vote, by=office)
    item = Item.objects.create(meeting=meeting, number=1, title="听取意见")
    turn = Turn.objects.create(item=item, attendee=line)
    speech = Speech.objects.create(assembly=place.assembly, meeting=meeting, speaker=member, title="发言")
    parts = {"pk": meeting.pk, "vote": vote.pk, "attendance": attendance.pk, "device": device.pk}
    parts |= {"item": item.pk, "turn": turn.pk, "key": "7a0e6a52-8b2c-4c1e-9a3b-2f60d0a3c111"}
    return [
        Thing("meetings/<int:pk>/votes/<int:vote>/ballot", parts, lambda actor: actor.pk == member.person_id),
        Thing("meetings/<int:pk>/speeches", parts, _among(meetings.collections_visible_to, meeting)),
        Thing("meetings/<int:pk>/", parts, _among(meetings.visible_to, meeting)),
        Thing("meetings/speeches/<int:speech>", {"speech": speech.pk}, _among(meetings.speeches_visible_to, speech)),
    ]


def _of_house(place: City) -> list[Thing]:
    """The roll, the bureaus, the reports."""
    term, code = place.session.term, place.assembly.code
    report = {"code": code, "number": term.number, "figure": "F28"}
    parts = {"pk": term.pk, "sector": place.sector.pk, "committee": place.committee.pk}
    return [
        *_of_duty(place),
        Thing("members/<int:pk>", {"pk": place.author.pk}, _among(members.visible_to, place.author)),
        Thing("members/terms/<int:pk>", parts, _among(members.terms_kept_by, term)),
        Thing(
            "proposals/terms/<int:pk>",
            {"pk": term.pk},
            lambda actor: actor.can(Permission.PROPOSALS_READ_ALL, place.assembly.scope_id),
        ),
        Thing("members/imports/<slug:mark>", {"mark": "0" * 32}, _everybody),  # it finds one's own file alone
        Thing("bureaus/<int:pk>", {"pk": place.bureau.pk}, _among(bureaus.visible_to, place.bureau)),
        Thing("reports/<slug:code>", report, _among(reports.terms_of, term)),
    ]


def _of_meetings(place: City, mark: str) -> list[Thing]:
    """An occasion of which the author was told, with a leave that was asked, and one that is still being drafted."""
    office, author = place.person("office"), place.person("author")
    kind = place.assembly.meeting_kinds.get(code="activity")
    hours = {"starts_at": clock.now() + timedelta(days=20), "ends_at": clock.now() + timedelta(days=20, hours=2)}
    occasion = occasions.Occasion(kind=kind, title=f"{mark}会议", place="礼堂", **hours)
    draft, told = (occasions.draw_up(place.assembly, by=office, occasion=occasion) for _ in range(2))
    (line,) = occasions.put_on_roster(told, by=office, people=[place.author])
    occasions.notify(told, by=office)
    line.meeting.refresh_from_db()
    leave = occasions.ask_leave(line, by=author, kind=LeaveKind.DUTY, reason="出差")
    parts = {"pk": told.pk, "attendee": line.pk, "leave": leave.pk}
    return [
        Thing("meetings/<int:pk>", parts, _among(meetings.visible_to, told)),
        Thing("meetings/<int:pk>", {**parts, "pk": draft.pk}, _among(meetings.visible_to, draft), alone=True),
        Thing("meetings/kinds/<int:pk>", {"pk": kind.pk}, lambda actor: actor.pk == office.pk),
        Thing("meetings/feed/<str:token>.ics", {"token": "nobody"}, _nobody),
    ]


def _of_accounts(place: City) -> list[Thing]:
    """An account, a role that is held, a place with its roles, and what only its owner has."""
    person = place.person("colleague")
    grant = Grant.objects.filter(person=person).get()
    scope = place.assembly.scope
    return [
        Thing("accounts/people/<int:pk>", {"pk": person.pk, "field": "phone"}, _among(accounts.visible_to, person)),
        Thing("accounts/grants/<int:pk>", {"pk": grant.pk}, _among(accounts.grants_visible_to, grant)),
        Thing("accounts/roles/<int:pk>", {"pk": scope.pk, "code": "member"}, _among(accounts.places_of, scope)),
        Thing("accounts/sessions/<int:pk>", {"pk": _session(person)}, _own_session(person)),
        Thing("accounts/second-factor/webauthn/", {"pk": 0}, _everybody),  # asks for the password first
    ]


def _session(person: Person) -> int:
    """A device where somebody has signed in."""
    key = f"device-{person.pk}"
    Session.objects.create(session_key=key, expire_date=clock.now() + timedelta(days=3650))
    device = UserSession.objects.create(user=person, ip="127.0.0.1", user_agent="Firefox", session_key=key)
    return int(device.pk)


def _own_session(person: Person) -> Seen:
    return lambda actor: actor.pk == person.pk


def _of_duty(place: City) -> list[Thing]:
    """A scheme that is in force, its year, and what was entered for the author and objected to."""
    edition = duty.scheme_for(place)
    year = duty.year(place)
    entry = duty.confirmed(place)
    grade = year.grades.get(member=place.author)
    objection = duty.objection(place)
    record = {"pk": place.author.pk}
    return [
        Thing("duties/members/<int:pk>/", record, _among(duties.records_visible_to, place.author)),
        Thing("duties/entries/<int:pk>", {"pk": entry.pk}, _among(duties.hand_entries_visible_to, entry)),
        Thing("duties/objections/<int:pk>", {"pk": objection.pk}, _among(duties.objections_visible_to, objection)),
        Thing("duties/schemes/<int:pk>", {"pk": edition.pk}, _among(duties.editions_visible_to, edition)),
        Thing("duties/schemes/shipped/<slug:code>", {"code": "minhang"}, _everybody),
        Thing("duties/years/<int:pk>", {"pk": year.pk}, _among(duties.years_visible_to, year)),
        Thing(
            "duties/terms/<int:pk>/day", {"pk": place.session.term_id}, _among(duties.records_visible_to, place.author)
        ),
        Thing("duties/years/<int:pk>/ranking", {"pk": year.pk}, _nobody),
        Thing("duties/grades/<int:pk>", {"pk": grade.pk}, _among(duties.grades_visible_to, grade)),
        *_of_judged(place),
    ]


def _of_judged(place: City) -> list[Thing]:
    """The author's report that was handed in, what was found of them in a year and talked over, another's award."""
    report = duty.report(place, "submitted")
    year = duty.decided(place, 2025, cosigner="excellent")
    award, finding = duty.award(place, "awarded", place.cosigner), duty.exit_of(place, "talked")
    secretary = place.person("secretary")
    return [
        Thing("duties/reports/<int:pk>", {"pk": report.pk}, _among(duties.reports_visible_to, report)),
        Thing("public/duty-reports/<int:pk>", {"pk": report.pk}, _nobody),
        Thing("duties/awards/<int:pk>", {"pk": award.pk}, _among(duties.awards_visible_to, award)),
        Thing("duties/exits/<int:pk>", {"pk": finding.pk}, _among(duties.exits_visible_to, finding)),
        Thing("duties/years/<int:pk>/findings", {"pk": year.pk}, lambda actor: actor.pk == secretary.pk),
    ]
