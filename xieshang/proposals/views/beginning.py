"""A new text that is begun from a call or one of its topics: what the address asks for, as the form shows it."""

from typing import Any

from django.http import HttpRequest

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.proposals import queries
from xieshang.proposals.models import Call, Topic
from xieshang.spine import clock
from xieshang.ui.addresses import text as typed

ASKED = ("call", "topic")


def carried(request: HttpRequest) -> dict[str, str]:
    """What an address says of its beginning, to go on with."""
    return {name: asked for name in ASKED if (asked := typed(request.GET, name))}


def of(request: HttpRequest) -> dict[str, Any]:
    """What stands in a form that is begun from an open call (`?call=3`), or from its topic (`&topic=2`)."""
    key, number = _number(request, "call"), _number(request, "topic")
    call = call_of(web.person(request), key) if key else None
    if call is None:
        return {}
    topic = call.topics.filter(number=number).first() if number else None
    return {"call": call.pk, **(_of_topic(topic) if topic else {})}


def _of_topic(topic: Topic) -> dict[str, Any]:
    return {"title": topic.title, "wished_bureau": topic.bureau_id, "answers_topic": topic.pk}


def call_of(person: Person, key: int | None) -> Call | None:
    """The open call with this key, if the person may see it: a draft that is begun too late answers none."""
    if not key:
        return None
    return (queries.calls_visible_to(person) & queries.open_calls(on=clock.today())).filter(pk=key).first()


def _number(request: HttpRequest, name: str) -> int:
    asked = typed(request.GET, name)
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0
