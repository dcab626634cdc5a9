"""Calls and leads of the small assembly."""

from datetime import date, timedelta
from typing import Any

from tests.again import remembered
from tests.factories.members import PostFactory
from tests.factories.proposals import City
from xieshang.members.models import Member
from xieshang.members.states import PostKind
from xieshang.proposals import actions
from xieshang.proposals.models import Call, Lead
from xieshang.spine import clock


def calling(**parts: Any) -> actions.Calling:
    """What a call says; open from today for a month."""
    today = clock.today()
    whole = {
        "title": "2026 年提案征集",
        "text": "请围绕中心工作，深入调研，写好提案。",
        "opens_on": today,
        "closes_on": today + timedelta(days=30),
    }
    return actions.Calling(**{**whole, **parts})


@remembered
def written(place: City, **parts: Any) -> Call:
    """A call with one topic, not issued yet."""
    clerk = place.person("clerk")
    call = actions.write_call(place.session, by=clerk, calling=calling(**parts))
    actions.add_topic(call, by=clerk, title="老城区停车难的治理", note="重点看夜间。", bureau=place.bureau)
    return call


@remembered
def issued(place: City, **parts: Any) -> Call:
    """A call that was issued."""
    return actions.issue_call(written(place, **parts), by=place.person("clerk"))


def hint(**parts: Any) -> actions.Hint:
    """What somebody has noticed, with a name and a telephone number."""
    whole = {
        "title": "第三小学门口放学时过不去",
        "text": "每天下午四点半，车都停在路中间。我的电话是13912345678。",
        "sender": "周女士",
        "contact": "13912345678",
    }
    return actions.Hint(**{**whole, **parts})


@remembered
def lead(place: City, **parts: Any) -> Lead:
    """A lead from the public to an open call."""
    return actions.send_lead(issued(place), by=None, hint=hint(**parts))


@remembered
def convenor(member: Member) -> Member:
    """The same member, who convenes their sector."""
    PostFactory(member=member, kind=PostKind.CONVENOR, sector=member.sector, from_on=date(2022, 1, 1), until_on=None)
    return member
