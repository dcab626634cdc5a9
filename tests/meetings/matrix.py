"""Every verb of occasions asked of everybody in every situation.

`matrix.txt` is written by `XIESHANG_WRITE_MATRIX=1 pytest -n 0 tests/meetings/test_matrix.py`, and read line by line
before it is committed.
"""

from collections.abc import Iterator
from typing import Any

from tests import matrix
from tests.factories.meetings import Hall
from tests.matrix import Rule, Situations, Table
from tests.meetings import situations
from xieshang.accounts.models import Person
from xieshang.meetings import rules
from xieshang.spine import clock

OF_MEETING = [
    *("change", "set_sittings", "copy", "repeat", "save_template", "add_part", "draw_roster", "put_on_roster"),
    *("ask_approval", "approve", "return_notice", "take_back", "notify", "cancel", "open", "close", "reopen"),
    *("remind", "read_roster", "add_item", "offer_speech", "order_speeches", "draw_up_vote", "make_minutes"),
    "act_together",
    *("keep_door", "register_device", "renew_gate", "draw_plan", "read_plan", "see_own_seat"),
]
OF_LINE = ["note_read", "answer", "say_not_coming", "ask_leave", "take_off_roster"]
OF_LEAVE = ["decide_leave", "withdraw_leave"]
OF_DOOR = ["sign_in", "admit", "sign_out", "correct"]
OF_ITEM = [
    *("change_item", "move_item", "remove_item", "begin_item", "end_item", "skip_item", "note_item"),
    *("attach_paper", "remove_paper", "ask_to_speak", "list_speaker"),
]
OF_TURN = ["grant_name", "call_up", "end_turn", "withdraw_turn"]
OF_SPEECH = [
    *("change_speech", "withdraw_speech", "take_for_oral", "take_for_written", "not_take", "note_spoken"),
    "move_speech",
]
OF_VOTE = [
    *("change_vote", "remove_vote", "open_vote", "cast_vote", "follow_vote", "see_result", "count_by_hand"),
    *("close_vote", "announce", "cancel_vote"),
]
OF_MINUTES = [
    *("edit_minutes", "write_minutes", "propose_minutes", "return_minutes", "approve_minutes"),
    *("revise_minutes", "issue_minutes"),
]
OF_PLAN = ["arrange_seats", "swap_seats", "give_seat", "clear_seat", "publish_plan", "take_back_plan"]


def of_assembly(place: Hall) -> Iterator[Table]:
    used, ended = place.kind("forum"), place.kind("study")
    ended.until_on = clock.today()
    kinds: Situations = {"在用": used, "已停用": ended}
    yield from tables_of(["found_kinds", "add_kind", "draw_up", "note_speech"], {"本级政协": place.assembly})
    yield from tables_of(["change_kind", "end_kind"], kinds)
    yield "open_feed", rules.may_open_feed, {"委员四": place.person("member 4")}
    yield "revoke_feed", rules.may_revoke_feed, situations.feeds(place)


def rule_of(verb: str) -> Rule:
    rule: Rule = getattr(rules, f"may_{verb}")
    return rule


def tables_of(verbs: list[str], found: Situations) -> Iterator[Table]:
    yield from ((verb, rule_of(verb), found) for verb in verbs)


def tables(place: Hall) -> Iterator[Table]:
    """Each verb with its rule and the situations in which it is asked."""
    yield from tables_of(OF_MEETING, situations.meetings(place))
    yield from tables_of(OF_LINE, situations.lines_of_roster(place))
    yield from tables_of(OF_LEAVE, situations.leaves(place))
    yield from tables_of(OF_DOOR, situations.attendances(place))
    yield from tables_of(["settle", "use_list"], situations.sittings(place))
    yield from tables_of(["revoke_device", "take_records"], situations.devices(place))
    yield from tables_of(OF_ITEM, situations.items(place))
    yield from tables_of(OF_TURN, situations.turns(place))
    yield from tables_of(OF_SPEECH, situations.speeches(place))
    yield from tables_of(OF_VOTE, situations.votes(place))
    yield from tables_of(OF_MINUTES, situations.minutes(place))
    yield from tables_of(OF_PLAN, situations.plans(place))
    yield from of_assembly(place)


def state_of(subject: Any) -> str:
    """The state in which a subject is, as people read it."""
    found = isinstance(subject, Person) or not hasattr(subject, "get_state_display")
    return "" if found else str(subject.get_state_display())


def text(place: Hall) -> Iterator[str]:
    """The whole table."""
    yield from matrix.lines(place.cast, tables(place), state_of)
