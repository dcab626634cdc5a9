"""A call for proposals (提案征集): written with its reference topics, and issued to the members."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Session
from xieshang.proposals import events, rules
from xieshang.proposals.models import Call, Topic
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Calling:
    """What a call says: from one day to another, both included, and whether the public may send leads."""

    title: str
    text: str
    opens_on: date
    closes_on: date
    takes_leads: bool = True


@action(rules.may_write_call, lock=False)
def write_call(session: Session, *, by: Person, calling: Calling) -> Call:
    """Begin a call for the proposals of a session; nobody but the office reads it before it is issued."""
    call = Call(assembly_id=session.assembly_id, session=session)
    _put(call, calling)
    events.CALL_DRAFTED.record(call, by, title=call.title)
    return call


@action(rules.may_change_call)
def revise_call(call: Call, *, by: Person, calling: Calling) -> Call:
    """Write the call anew, until it is issued."""
    _put(call, calling)
    events.CALL_REVISED.record(call, by, title=call.title)
    return call


def _put(call: Call, calling: Calling) -> None:
    call.title, call.text = calling.title.strip(), calling.text.strip()
    if not call.title:
        raise Refused(_("请写上征集的题目。"), field="title")
    if not call.text:
        raise Refused(_("请写上征集的内容和要求。"), field="text")
    if calling.closes_on < calling.opens_on:
        raise Refused(_("截止日期早于开始日期，请改一改。"), field="closes_on")
    call.opens_on, call.closes_on, call.takes_leads = calling.opens_on, calling.closes_on, calling.takes_leads
    keep(call)


@action(rules.may_change_call)
def add_topic(call: Call, *, by: Person, title: str, note: str = "", bureau: Bureau | None = None) -> Topic:
    """Add a reference topic (参考选题) under the next number, with the bureau that gave it."""
    last = call.topics.aggregate(last=Max("number"))["last"] or 0
    topic = Topic(call=call, number=last + 1)
    _fill(topic, title, note, bureau)
    events.TOPIC_ADDED.record(call, by, number=topic.number, title=topic.title)
    return topic


@action(rules.may_change_topic, first="call")
def revise_topic(topic: Topic, *, by: Person, title: str, note: str = "", bureau: Bureau | None = None) -> Topic:
    """Write a topic anew, until the call is issued."""
    _fill(topic, title, note, bureau)
    events.TOPIC_REVISED.record(topic.call, by, number=topic.number, title=topic.title)
    return topic


def _fill(topic: Topic, title: str, note: str, bureau: Bureau | None) -> None:
    topic.title, topic.note, topic.bureau = " ".join(title.split()), note.strip(), bureau
    if not topic.title:
        raise Refused(_("请写上选题。"), field="title")
    if bureau is not None and bureau.assembly_id != topic.call.assembly_id:
        raise Refused(_("只能选本级的承办单位。"), field="bureau")
    keep(topic)


@action(rules.may_change_topic, first="call")
def drop_topic(topic: Topic, *, by: Person) -> None:
    """Take a topic off the list; those after it move up, so that the numbers have no gaps."""
    call, number, title = topic.call, topic.number, topic.title
    Topic.objects.filter(pk=topic.pk).delete()
    for later in call.topics.filter(number__gt=number).order_by("number"):
        later.number -= 1
        keep(later)
    events.TOPIC_DROPPED.record(call, by, number=number, title=title)


@action(rules.may_issue_call)
def issue_call(call: Call, *, by: Person) -> Call:
    """Issue the call: all members are told, and from its first day on the public may read it."""
    call.issued_at, call.issued_by = clock.now(), by
    keep(call)
    events.CALL_ISSUED.record(call, by, title=call.title)
    return call
