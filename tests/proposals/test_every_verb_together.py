"""Two people do the same at the same instant, for every step of a case that two can do.

One is done and the other is told why not; or both are, where that is meant. What stands is whole either way.
"""

from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.factories import proposals as factory
from tests.proposals import steps
from tests.proposals.steps import STEPS, play
from tests.proposals.test_machine import check_case
from tests.together import at_once
from xieshang.proposals.models import Proposal
from xieshang.spine import clock
from xieshang.spine.models import Entry

FILED = "submit file"
ACCEPTED = f"{FILED} assign:2 accept"
REPLIED = f"{ACCEPTED} note_talk reply:1"
CLOSED = f"{REPLIED} judge close"
READY = {
    "ask_cosigner": "",
    "drop_cosigner": "ask_cosigner:0",
    "revise": "",
    "gather": "ask_cosigner:0",
    "take_back": "ask_cosigner:0 gather",
    "answer_cosigning": "ask_cosigner:0 gather",
    "submit": "",
    "withdraw": "submit",
    "check": "submit",
    "send_back": "submit",
    "file": "submit",
    "turn_into_letter": "submit",
    "refuse": "submit",
    "object_to": "submit refuse",
    "uphold": "submit refuse object_to",
    "overrule": "submit refuse object_to",
    "support": FILED,
    "propose_assignment": FILED,
    "take_back_proposed": f"{FILED} propose_assignment:2",
    "accept_ahead": f"{FILED} propose_assignment:2",
    "object_ahead": f"{FILED} propose_assignment:2",
    "assign_as_proposed": f"{FILED} propose_assignment:2",
    "assign": FILED,
    "take_back_assignment": f"{FILED} assign:0",
    "prolong": ACCEPTED,
    "take_back_extension": f"{ACCEPTED} prolong",
    "accept": f"{FILED} assign:2",
    "note_talk": ACCEPTED,
    "write_plan": ACCEPTED,
    "give_joint_opinion": f"{FILED} assign:0 accept:0 accept:1",
    "ask_author": ACCEPTED,
    "answer_question": f"{ACCEPTED} ask_author",
    "resume": f"{ACCEPTED} ask_author",
    "remind": ACCEPTED,
    "petition": ACCEPTED,
    "rule_on": f"{ACCEPTED} petition:1",
    "take_back_petition": f"{ACCEPTED} petition:1",
    "hand_reply": ACCEPTED,
    "hand_back_reply": f"{ACCEPTED} hand_reply",
    "reply": f"{ACCEPTED} note_talk",
    "send_back_reply": REPLIED,
    "read_reply": REPLIED,
    "judge": REPLIED,
    "handle_again": f"{REPLIED} judge:5",
    "mark_quality": REPLIED,
    "close": f"{REPLIED} judge",
    "publish": CLOSED,
    "unpublish": f"{CLOSED} publish",
    "arrange_follow_ups": CLOSED,
    "answer_follow_up": f"{CLOSED} arrange_follow_ups",
    "archive": CLOSED,
}
"""How far a case must have come before the step."""
BOTH = {"note_talk", "write_plan", "propose_assignment", "mark_quality"}
"""Two talks are two; a plan, a proposed assignment and a mark may be written anew, so that the later stands."""
CHOICE = {"give_joint_opinion": 1, "petition": 1, "mark_quality": 3}
SECOND = {"clerk": "second", "bureau leader": "bureau clerk", "other leader": "other clerk"}
"""Who else may do the same; who has nobody beside presses twice."""
ALONE = {"reply": "bureau leader", "hand_back_reply": "bureau leader"}
WITHOUT = {"merge", "decide_likeness", "set_practice"}
"""Steps about two cases: see test_review_together; and about none: see test_office_together."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", READY)
def test_one_is_done_and_the_other_is_told(moment: datetime, name: str) -> None:
    place, n = steps.hall(), CHOICE.get(name, 0)
    case = play(place, factory.drafted(place), READY[name])
    step = STEPS[name]
    later = moment + timedelta(days=20) if name == "resume" else moment
    with clock.at(later):
        subject = step.find(case, n)
        first = step.who(subject, n)
        second = ALONE.get(name) or SECOND.get(first, first)
        people = [place.cast[actor] if actor else None for actor in (first, second)]
        before = Entry.objects.count()
        said = at_once(*(partial(step.do, place, subject, by, n) for by in people))
        refused = [one for one in said if isinstance(one, str)]
        assert len(refused) == (0 if name in BOTH else 1), said
        assert all(one.strip().endswith(("。", "…")) for one in refused), refused
        assert Entry.objects.count() > before
        check_case(Proposal.objects.get(pk=case.pk))


def test_no_step_is_left_out() -> None:
    assert set(STEPS) - set(READY) == WITHOUT
